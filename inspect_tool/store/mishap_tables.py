"""The tables of mishaps that nearly every command asks: authorities gone, wrong facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from inspect_tool.store import columns


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
