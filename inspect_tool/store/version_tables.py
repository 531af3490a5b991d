"""The tables of the framework's versions: published, and what is under which."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class FrameworkPublication(columns.StoredRow, table=True):
    """A version of the framework that was put in force; the highest number is in force.

    Args:
        digest: Of its text, which `document_version` keeps.
        proposed_by: Who proposed it, where it took two people; else empty.
        strongest: Class of its strongest change; empty for the first version.
    """

    __tablename__ = "framework_publication"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    version: str = Field(primary_key=True)
    number: int = columns.number()
    digest: str
    strongest: str
    proposed_by: str
    published_by: str
    published_at: datetime = columns.moment()


class SubjectVersion(columns.StoredRow, table=True):
    """Under which version a case, an authority or an interview is; the highest number holds.

    Args:
        because: `begun`, `in a workbook`, or `read again`.
    """

    __tablename__ = "subject_version"
    authority: str = Field(primary_key=True)
    subject_ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    version: str
    because: str
    pinned_at: datetime = columns.moment()
    pinned_by: str
