"""The tables of what came after a draw: more cases, and losses put right."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from inspect_tool.store import columns


class DrawExtension(columns.StoredRow, table=True):
    """More cases from a draw that was made, in the order that it fixed.

    Args:
        basis: What it rests on; empty for one from before that was recorded.
    """

    __tablename__ = "draw_extension"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["draw_id"], ["draw.draw_id"]),
        columns.REFERENCE,
    )
    draw_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    extended_at: datetime = columns.moment()
    extended_by: str
    added: dict[str, int] = columns.json()
    why: str = columns.text()
    basis: str = columns.later_text()


class LossChange(columns.StoredRow, table=True):
    """A loss as it was before it was taken back, or before its reason was corrected.

    Never changed; only erasing the child empties what was said, and its salt.

    Args:
        corrected_to: The coded reason that came in its place; empty where the loss was taken back.
    """

    __tablename__ = "loss_change"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
    )
    authority: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    reason: str
    note: str = ""
    lost_at: datetime = columns.moment()
    lost_by: str
    corrected_to: str = ""
    why: str = columns.text()
    changed_at: datetime = columns.moment()
    changed_by: str
    number: int = columns.number()
    salt: str = columns.salt()


class LossListEntry(columns.StoredRow, table=True):
    """An entry of the list of losses, as certificates publish it.

    Never changed; only erasing the child empties what was said, and its salt.
    """

    __tablename__ = "loss_list_entry"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
    )
    authority: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    unit_id: str
    event: str
    loss_group: str = ""
    sealed: str
    at: str
    timing: str
    previous: str
    digest: str
    signature: str = ""
    reason: str = ""
    why: str = columns.text()
    salt: str = columns.salt()
