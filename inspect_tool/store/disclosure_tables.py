"""The table of what people decided about the public edition."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class DisclosureDecision(columns.StoredRow, table=True):
    """What somebody decided about a place of the report; the last about a place counts.

    Args:
        ref: What the place is called by commands, such as `table-losses`.
        number: Place among all decisions about it, from 1.
        choice: One of `DisclosureChoice`.
        digest: Of what the place said then; once it says something else, the decision is void.
        words: What the public edition says instead; empty where it says the same.
        why: The reason.
    """

    __tablename__ = "disclosure_decision"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    choice: str
    digest: str
    words: str = columns.text()
    why: str = columns.text()
    at: datetime = columns.moment()
    actor: str
