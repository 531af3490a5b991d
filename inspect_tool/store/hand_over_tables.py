"""The table of reads that were handed over."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
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
