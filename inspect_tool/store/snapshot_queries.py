"""Questions to the database about snapshots."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from inspect_tool.store.snapshot_tables import Snapshot, SnapshotRecord

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def snapshots(work: UnitOfWork) -> Sequence[Snapshot]:
    """Snapshots, oldest first."""
    return work.all(select(Snapshot).order_by(col(Snapshot.number)))


def newest_snapshot(work: UnitOfWork) -> Snapshot | None:
    """The newest snapshot, or None."""
    return work.first(select(Snapshot).order_by(col(Snapshot.number).desc()).limit(1))


class KeptRecord(NamedTuple):
    """A record as a snapshot keeps it."""

    authority: str
    subject_ref: str
    subject_kind: str
    content: Mapping[str, Any]
    salt: str


def snapshot_records(
    work: UnitOfWork, name: str, kinds: Collection[str] | None = None
) -> list[KeptRecord]:
    """What a snapshot counts, by authority and reference.

    Args:
        kinds: Only subjects of these kinds.
    """
    statement = (
        select(*(col(getattr(SnapshotRecord, name)) for name in KeptRecord._fields))
        .where(SnapshotRecord.snapshot == name)
        .order_by(SnapshotRecord.authority, SnapshotRecord.subject_ref)
    )
    if kinds is not None:
        statement = statement.where(col(SnapshotRecord.subject_kind).in_(kinds))
    return list(map(KeptRecord._make, work.rows(statement)))


def counted_subjects(work: UnitOfWork) -> dict[tuple[str, str], int]:
    """How many records each snapshot keeps, by its name and their kind of subject."""
    statement = select(SnapshotRecord.snapshot, SnapshotRecord.subject_kind, func.count()).group_by(
        SnapshotRecord.snapshot, SnapshotRecord.subject_kind
    )
    return {(name, kind): number for name, kind, number in work.rows(statement)}


def last_snapshots(work: UnitOfWork) -> dict[tuple[str, str], int]:
    """Number of the newest snapshot with each subject in it, by authority and reference."""
    statement = (
        select(SnapshotRecord.authority, SnapshotRecord.subject_ref, func.max(col(Snapshot.number)))
        .join(Snapshot, col(Snapshot.name) == col(SnapshotRecord.snapshot))
        .group_by(SnapshotRecord.authority, SnapshotRecord.subject_ref)
    )
    return {(authority, ref): number for authority, ref, number in work.rows(statement)}
