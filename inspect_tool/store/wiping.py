"""Deleting so that the database's file no longer holds the bytes.

SQLite writes over what it deletes, but older pages stay in its write-ahead log, and pages that
were moved may keep what they held. So after a deletion that has to last the file is written anew
and the log emptied. A mark beside the database says that this is still to be done, so that a
killed process leaves it to the next one.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from inspect_tool.store.private_files import sync_folder

# Nobody else may have the file open: an older SQLite damages it when two tidy the log at once,
# and whoever still reads keeps the old pages alive.
ALONE = (
    "busy_timeout=0",  # the next command will do
    "temp_store=MEMORY",  # or the whole database would lie in the system's temporary folder
    "secure_delete=ON",
    "locking_mode=EXCLUSIVE",
)


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


def wipe(engine: Engine) -> bool:
    """Write a database's file anew and empty its log; False while another program has it open."""
    engine.dispose()
    alone = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with alone.connect() as connection:
            for pragma in ALONE:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError:  # the mark stays, and the next command tries again
        return False
    path = _mark_of(engine)
    if path is not None:
        path.unlink(missing_ok=True)
    return True


def _mark_of(engine: Engine) -> Path | None:
    """The file that says that a database is still to be wiped; None where there is no file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).with_name(f".{Path(name).stem}.wipe")
