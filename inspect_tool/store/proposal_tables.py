"""The table of versions of the framework that somebody proposes."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class FrameworkProposal(columns.StoredRow, table=True):
    """A version of the framework that somebody proposed, for another person to publish."""

    __tablename__ = "framework_proposal"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    version: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    digest: str
    proposed_by: str
    proposed_at: datetime = columns.moment()
    why: str = columns.text()
