"""The table of what authorities said is wrong in fact, and what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class AccuracyEvent(columns.StoredRow, table=True):
    """A comment of an authority, or an answer to it.

    Args:
        of_authority: Code of the authority.
        comment: Number of the comment among those of the authority, from 1.
        number: Place among all that was said of it: 1 is the comment itself, then answers.
        snapshot: That the letter's figures came from.
        statement: Key of the statement that it is about; empty where it is about none.
        words: The statement as it was sent.
        said: What is wrong; in an answer, the reason.
        wording: What the authority says it should say; in an answer, what it says now.
        seen_in: Where that can be seen, as the authority says.
        decision: Of an answer: "accepted" or "not accepted"; empty in a comment.
        place: Sheet and row of the form.
    """

    __tablename__ = "accuracy_event"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    of_authority: str = Field(primary_key=True)
    comment: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    snapshot: str
    statement: str
    words: str = columns.text()
    said: str = columns.text()
    wording: str = columns.text()
    seen_in: str = columns.text()
    decision: str
    place: str
    at: datetime = columns.moment()
    actor: str
