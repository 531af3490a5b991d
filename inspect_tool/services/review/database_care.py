"""Care of the database: a check that it is whole, a backup, an upgrade."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain import audit
from inspect_tool.domain.people import check_can_lead
from inspect_tool.store import migrate, queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import Database, UnitOfWork
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


def check_database(work: UnitOfWork, database: Database) -> DatabaseCheck:
    """Check the database's file, what points where, and the chains of the audit trail."""
    faults = list(migrate.file_faults(database.engine))
    entries = queries.audit_entries(work)
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


def back_up(work: UnitOfWork, database: Database, path: Path) -> None:
    """Write a complete copy of the database; it holds every reader's answers.

    Raises:
        NotYourRoleError: The actor is not a lead.
        BackupRefusedError: There is a file of that name, or the database is not a SQLite file.
    """
    check_can_lead(work.actor, "make a backup")
    migrate.back_up(database.engine, path)


def upgrade(database: Database, file: Path | None) -> str:
    """Bring the database to this version of the tool, after a backup; say what was done.

    Args:
        file: The database's file, beside which the backup goes; None when it is on a server.
    """
    schema = migrate.schema_version(database.engine)
    if schema == migrate.NEWEST:
        return f"The database has schema {schema} already; nothing to do."
    if schema is not None and file is not None:
        migrate.back_up(database.engine, file.with_name(f"review-before-{migrate.NEWEST}.db"))
    migrate.upgrade(database.engine)
    return f"The database has schema {migrate.NEWEST} now (it had {schema or 'none'})."


def _entry(row: AuditEntry) -> audit.Entry:
    return audit.Entry(
        stream=row.stream,
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        action=row.action,
        details=row.details,
    )
