"""The tables of mishaps: reads handed over, losses taken back, authorities gone, wrong facts."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, ForeignKeyConstraint
from sqlmodel import Field

from inspect_tool.store import columns


class HandOver(columns.StoredRow, table=True):
    """A read that went from one inspector to another, begun or not.

    What the first of them sends in later is known by it to be of a read that used to be theirs.
    """

    __tablename__ = "hand_over"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["authority", "case_ref"], ["drawn_unit.authority", "drawn_unit.case_ref"]
        ),
    )
    authority: str = Field(primary_key=True)
    case_ref: str = Field(primary_key=True)
    reader: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    from_inspector: str
    to_inspector: str
    reason: str = columns.text()
    actor: str
    at: datetime = columns.moment()


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


class AuthorityWithdrawal(columns.StoredRow, table=True):
    """An authority left the inspection, or its leaving was taken back; the newest row holds.

    Args:
        withdrew_on: The day, as ISO 8601.
    """

    __tablename__ = "authority_withdrawal"
    authority: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    is_taken_back: bool
    withdrew_on: str
    reason: str = columns.text()
    at: datetime = columns.moment()
    actor: str


class FactCorrection(columns.StoredRow, table=True):
    """The right value of a returned fact of a case; of several the highest number stands.

    What was returned stays on the frame, and the draw with it. Erasing the child deletes the rows.

    Args:
        value: As `fields_to_json` writes it; None for a fact that is not known after all.
        source: Where an inspector saw it; empty where a later return says it.
        return_digest: Of the later return; empty where an inspector found it.
    """

    __tablename__ = "fact_correction"
    authority: str = Field(primary_key=True)
    case_ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    field: str
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    source: str = columns.text()
    return_digest: str
    corrected_at: datetime = columns.moment()
    corrected_by: str
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
