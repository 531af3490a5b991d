"""Questions to the database about how far every record is, of many authorities at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col

from inspect_tool.store.record_queries import ANSWERS
from inspect_tool.store.tables import AuditEntry, CurrentRevision, Revision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class NameInForce(NamedTuple):
    """The name of an answer in force, and whose record it is in."""

    authority: str
    subject_ref: str
    reader: str
    revision_id: str


class MoveInForce(NamedTuple):
    """The last move of a record, as it is kept."""

    authority: str
    subject_ref: str
    reader: str
    value: str


def newest_entries(work: UnitOfWork, authorities: Collection[str]) -> dict[str, str]:
    """Digest of the newest audit entry about each authority; without those that have none."""
    newest = (
        sql_select(col(AuditEntry.stream), func.max(col(AuditEntry.sequence)).label("sequence"))
        .where(col(AuditEntry.stream).in_(sorted(authorities)))
        .group_by(col(AuditEntry.stream))
        .subquery()
    )
    statement = sql_select(col(AuditEntry.stream), col(AuditEntry.digest)).join(
        newest,
        (newest.c.stream == col(AuditEntry.stream))
        & (newest.c.sequence == col(AuditEntry.sequence)),
    )
    return dict(tuple(row) for row in work.rows(statement))


def names_in_force(work: UnitOfWork, authorities: Collection[str]) -> list[NameInForce]:
    """The names of all answers in force at some authorities, record by record."""
    statement = (
        sql_select(*(col(getattr(CurrentRevision, name)) for name in NameInForce._fields))
        .where(
            col(CurrentRevision.authority).in_(sorted(authorities)),
            col(CurrentRevision.item_kind).in_(ANSWERS),
        )
        .order_by(CurrentRevision.authority, CurrentRevision.subject_ref, CurrentRevision.reader)
    )
    return list(map(NameInForce._make, work.rows(statement)))


def moves_in_force(
    work: UnitOfWork, authorities: Collection[str], item_kind: str
) -> list[MoveInForce]:
    """The last move of every record at some authorities.

    Args:
        item_kind: What moves are kept as.
    """
    statement = (
        sql_select(*(col(getattr(Revision, name)) for name in MoveInForce._fields))
        .join(
            CurrentRevision,
            (col(CurrentRevision.authority) == col(Revision.authority))
            & (col(CurrentRevision.revision_id) == col(Revision.id)),
        )
        .where(
            col(CurrentRevision.authority).in_(sorted(authorities)),
            col(CurrentRevision.item_kind) == item_kind,
        )
    )
    return list(map(MoveInForce._make, work.rows(statement)))
