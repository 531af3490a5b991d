"""Each fault of SQLite gets the sentence that helps; none is called damage that is not."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from inspect_tool.errors import InspectToolError
from inspect_tool.store import database_errors
from inspect_tool.store.database_errors import (
    DatabaseBusyError,
    DiskFaultError,
    DiskFullError,
    NotTakenError,
    NotWritableError,
    SharedFolderError,
    UnreadableDatabaseError,
    error_of,
)

FAULTS: dict[str, tuple[int, type[InspectToolError], int]] = {
    "locked": (sqlite3.SQLITE_BUSY, DatabaseBusyError, 3),
    "locked by a reader of the log": (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseBusyError, 3),
    "full disk": (sqlite3.SQLITE_FULL, DiskFullError, 4),
    "read-only file": (sqlite3.SQLITE_READONLY, NotWritableError, 4),
    "read-only folder": (sqlite3.SQLITE_READONLY_DIRECTORY, NotWritableError, 4),
    "no permission": (sqlite3.SQLITE_PERM, NotWritableError, 4),
    "cannot be opened": (sqlite3.SQLITE_CANTOPEN, NotWritableError, 4),
    "no locks on this file system": (sqlite3.SQLITE_IOERR_LOCK, SharedFolderError, 4),
    "no shared memory on a network folder": (sqlite3.SQLITE_IOERR_SHMMAP, SharedFolderError, 4),
    "locking protocol": (sqlite3.SQLITE_PROTOCOL, SharedFolderError, 4),
    "a read that failed": (sqlite3.SQLITE_IOERR_READ, DiskFaultError, 4),
    "a write that was not taken": (sqlite3.SQLITE_IOERR_WRITE, NotTakenError, 4),
    "what was written is not safe": (sqlite3.SQLITE_IOERR_FSYNC, DiskFaultError, 4),
    "damage": (sqlite3.SQLITE_CORRUPT, UnreadableDatabaseError, 4),
    "damage of an index": (sqlite3.SQLITE_CORRUPT_INDEX, UnreadableDatabaseError, 4),
    "no database": (sqlite3.SQLITE_NOTADB, UnreadableDatabaseError, 4),
}


def raised(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("as SQLite says it")
    cause.sqlite_errorcode = code
    return OperationalError("select 1", None, cause)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_sentence_and_its_exit_code(name: str) -> None:
    code, kind, exit_code = FAULTS[name]
    told = error_of(raised(code))
    assert type(told) is kind
    assert told.exit_code == exit_code
    assert "othing was changed" in told.message or "nothing was changed" in told.message


def test_only_damage_is_answered_with_a_backup() -> None:
    told = {name: error_of(raised(code)) for name, (code, *_) in FAULTS.items()}
    advised = {
        name
        for name, error in told.items()
        if error is not None and "or restore a backup" in error.message
    }
    assert advised == {"damage", "damage of an index", "no database"}


def test_a_mistake_of_this_program_is_not_explained_away() -> None:
    assert error_of(raised(sqlite3.SQLITE_ERROR)) is None


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (database_errors.ServerLostError(), 503), (database_errors.ServerCrowdedError(), 503),
        (database_errors.ServerReadOnlyError(), 503), (database_errors.ServerFullError(), 507),
        (database_errors.DiskFullError(), 507), (database_errors.UnreadableDatabaseError(), 500),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_a_page_blames_no_request_for_what_its_server_lacks(
    told: InspectToolError, status: int
) -> None:
    assert told.http_status == status
