"""The tables of snapshots."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, ForeignKeyConstraint
from sqlmodel import Field

from inspect_tool.store import columns


class Snapshot(columns.StoredRow, table=True):
    """A named state that figures come from."""

    __tablename__ = "snapshot"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    name: str = Field(primary_key=True)
    taken_at: datetime = columns.moment()
    taken_by: str
    digest: str
    plan_digest: str
    framework_digest: str
    draw_id: str | None = None
    flow: list[dict[str, Any]] = columns.json()
    referred_back: list[str] = columns.json()
    sample: dict[str, Any] = columns.json()
    number: int = columns.number()
    totals: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )


class SnapshotRecord(columns.StoredRow, table=True):
    """One case, authority or interview as a snapshot counts it."""

    __tablename__ = "snapshot_record"
    __table_args__: ClassVar[Any] = (ForeignKeyConstraint(["snapshot"], ["snapshot.name"]),)
    authority: str = Field(primary_key=True)
    snapshot: str = Field(primary_key=True)
    subject_ref: str = Field(primary_key=True)
    subject_kind: str
    content: dict[str, Any] = columns.json()
    salt: str = columns.salt()
