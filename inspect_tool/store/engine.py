"""How a database is opened: what SQLite is told, and who may read its file."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from inspect_tool.store.database_errors import NOT_TEXT
from inspect_tool.store.folder_lock import has_locks
from inspect_tool.store.sqlite_version import can_lose_a_commit

OTHERS = 0o077  # rights of a file that are not its owner's
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # with NORMAL a power cut may take an acknowledged save away
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    # Without this the driver emits its own late BEGIN and a transaction starts as a reader.
    connection.isolation_level = None
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if can_lose_a_commit(sqlite3.sqlite_version_info):
            # The last connection to close still makes a checkpoint, and then there is no other one.
            connection.execute("PRAGMA wal_autocheckpoint=0")
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in what it says
        connection.close()
        raise sqlite3.DatabaseError(NOT_TEXT) from error
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            # SQLite takes a file system that gives out no locks (ENOLCK) for somebody else's lock.
            (_, _, name) = connection.execute("PRAGMA database_list").fetchone()
            if not has_locks(Path(name).parent):
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_LOCK
        connection.close()  # nobody else would
        raise


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}".strip())


def open_engine(url: str) -> Engine:
    """Engine for a database; parameters, which are case data, stay out of its errors."""
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_connection)
        event.listen(engine, "begin", _begin)
    return engine


def keep_private(engine: Engine) -> None:
    """Take the database's file from other people's eyes, where an earlier version left it open."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    for file in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
        # Whoever does not own the file cannot change its rights, and may still read the review.
        with suppress(OSError):
            if file.stat().st_mode & OTHERS:
                file.chmod(0o600)


def sqlite_url(path: Path) -> str:
    """Address of the SQLite file for the engine."""
    return f"sqlite:///{path}"
