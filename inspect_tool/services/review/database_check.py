"""Care of the database: is it whole, and does the audit trail hold?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from inspect_tool.domain import audit
from inspect_tool.store import queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import AuditEntry


@dataclass(frozen=True)
class DatabaseCheck:
    """What a check of the database found.

    Args:
        faults: A sentence for each; empty when all holds.
    """

    entries: int
    streams: int
    faults: tuple[str, ...]


def check_database(work: UnitOfWork, *, file_faults: tuple[str, ...]) -> DatabaseCheck:
    """Check the chains of the audit trail and the projection of current answers.

    Args:
        file_faults: What the database itself says about its file.
    """
    entries = queries.audit_entries(work)
    faults = list(file_faults)
    streams = 0
    for stream, rows in groupby(entries, key=lambda row: row.stream):
        streams += 1
        broken = audit.first_broken_link((_entry(row), row.digest) for row in rows)
        if broken is not None:
            faults.append(
                f"The audit trail of {stream} is broken at entry {broken.sequence}: "
                "it was changed or one is missing. Compare with a backup."
            )
    lost = record_queries.answers_without_one_in_force(work)
    if lost:
        faults.append(f"{lost} answers have revisions but none in force. Restore a backup.")
    return DatabaseCheck(entries=len(entries), streams=streams, faults=tuple(faults))


def _entry(row: AuditEntry) -> audit.Entry:
    return audit.Entry(
        stream=row.stream,
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        action=row.action,
        details=row.details,
    )
