"""Deleting so that the database's file no longer holds the bytes.

SQLite writes over what it deletes, but older pages stay in its write-ahead log, and pages that
were moved may keep what they held. So after a deletion that has to last the file is written anew
and the log emptied. A mark beside the database says that this is still to be done, so that a
killed or hindered process leaves it to the next one.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from inspect_tool.store.database_errors import PRIMARY
from inspect_tool.store.private_files import sync_folder

# Nobody else may have the file open: an older SQLite damages it when two tidy the log at once,
# and whoever still reads keeps the old pages alive.
ALONE = (
    "busy_timeout=0",  # the next command will do
    "temp_store=MEMORY",  # or the whole database would lie in the system's temporary folder
    "secure_delete=ON",
    "locking_mode=EXCLUSIVE",
)
STILL_THERE = "The database's file may still hold bytes of what was deleted: "
FINISH = "`db rewrite` finishes it, and so does the next command that can."


class Unwiped(StrEnum):
    """Why a file was not written anew after a deletion."""

    NOT_TRIED = "not tried"
    IN_USE = "in use"
    NO_ROOM = "no room"
    NOT_TAKEN = "not taken"

    @property
    def words(self) -> str:
        """What is the matter and what to do, in sentences."""
        return (
            STILL_THERE
            + {
                Unwiped.NOT_TRIED: f"it was not written anew yet. {FINISH}",
                Unwiped.IN_USE: f"another program had it open. Close that program; {FINISH}",
                Unwiped.NO_ROOM: "there was no room on its disk to write it anew, which takes as "
                f"much again as the file has. Nothing else is amiss. Make room; {FINISH}",
                Unwiped.NOT_TAKEN: "the disk did not let it be written anew. Check the disk; "
                f"{FINISH}",
            }[self]
        )


_BY_CODE = {
    sqlite3.SQLITE_BUSY: Unwiped.IN_USE,
    sqlite3.SQLITE_LOCKED: Unwiped.IN_USE,
    sqlite3.SQLITE_FULL: Unwiped.NO_ROOM,
}
# A quota, or a limit on files' lengths: SQLite does not tell them from other failed writes.
_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})


def mark(engine: Engine) -> None:
    """Say that a database is to be wiped, before what is deleted is committed."""
    path = _mark_of(engine)
    if path is not None:
        path.touch(mode=0o600)
        sync_folder(path.parent)


def is_marked(engine: Engine) -> bool:
    """Whether a database still has to be wiped."""
    path = _mark_of(engine)
    return path is not None and path.exists()


def wipe(engine: Engine) -> Unwiped | None:
    """Write a database's file anew and empty its log; why that could not be done, or None."""
    engine.dispose()
    alone = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with alone.connect() as connection:
            for pragma in ALONE:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.exec_driver_sql("VACUUM")
            is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    except DBAPIError as error:  # the mark stays, and the next command tries again
        return _why(error)
    if is_busy:
        return Unwiped.IN_USE
    path = _mark_of(engine)
    if path is not None:
        path.unlink(missing_ok=True)
    return None


def _why(error: DBAPIError) -> Unwiped:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    if code in _NO_ROOM:
        return Unwiped.NO_ROOM
    return _BY_CODE.get(code & PRIMARY, Unwiped.NOT_TAKEN)


def _mark_of(engine: Engine) -> Path | None:
    """The file that says that a database is still to be wiped; None where there is no file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).with_name(f".{Path(name).stem}.wipe")
