"""The tables of releases: what was sealed, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class ReleaseRow(columns.StoredRow, table=True):
    """A release that was sealed.

    Args:
        number: Its place among all, from 1.
        snapshot_digest: Of the snapshot that its figures come from.
        manifest_digest: SHA-256 of its manifest, and so of every file in it.
        public_key: Of the key that signed it.
    """

    __tablename__ = "release"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    name: str = Field(primary_key=True)
    number: int
    edition: str
    snapshot: str
    snapshot_digest: str
    manifest_digest: str
    public_key: str
    sealed_at: datetime = columns.moment()
    sealed_by: str


class ReleaseNotice(columns.StoredRow, table=True):
    """What became of a release: that it is wrong, retracted, or had its place taken.

    Args:
        number: Place among the notices of the release, from 1.
        kind: A correction or a retraction.
        why: What was wrong, for readers.
        replaced_by: The release that took its place; empty where none did.
    """

    __tablename__ = "release_notice"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    release: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    why: str = columns.text()
    replaced_by: str
    at: datetime = columns.moment()
    actor: str
