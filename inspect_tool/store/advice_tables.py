"""The table of what became of recommendations."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class AdviceEvent(columns.StoredRow, table=True):
    """Something that became of a recommendation: an answer, or the state that it is in.

    Args:
        recommendation: Its id in `recommendations.yaml`.
        number: Place among all that became of it, from 1.
        of_authority: Code of the authority whose answer or state it is; empty for others.
        answered_by: Who answered, by role; empty where nobody did.
        answered_on: The day of the answer, as ISO 8601; empty where nobody answered.
        state: How far it is; empty where an answer came without one.
        words: The answer, or why the state is what it is.
    """

    __tablename__ = "advice_event"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    recommendation: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    of_authority: str
    answered_by: str
    answered_on: str
    state: str
    words: str = columns.text()
    at: datetime = columns.moment()
    actor: str
