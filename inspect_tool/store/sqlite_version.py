"""Which SQLite runs, and whether it has the bug that can damage a file with several connections.

Source: https://www.sqlite.org/wal.html#walresetbug
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

FIXED = (3, 51, 3)
FIXED_AGAIN = {(3, 44): 6, (3, 50): 7}  # older series that got the repair, and from which release


def can_lose_a_commit(version: tuple[int, ...]) -> bool:
    """Whether two checkpoints at once can make this version forget a commit."""
    *series, release = version
    again = FIXED_AGAIN.get((series[0], series[1]))
    return version < FIXED and not (again is not None and release >= again)


def what_runs(engine: Engine) -> str:
    """The database that runs, by its version, and what is done about its bug."""
    if engine.dialect.name != "sqlite":
        with engine.connect():  # which is when it asks
            numbers = engine.dialect.server_version_info or ()
        return " ".join([engine.dialect.name, ".".join(map(str, numbers))]).strip()
    if not can_lose_a_commit(sqlite3.sqlite_version_info):
        return f"SQLite {sqlite3.sqlite_version}"
    return (
        f"SQLite {sqlite3.sqlite_version}; versions before 3.51.3 can lose a commit when two "
        "programs tidy the write-ahead log at once, so this tool has it tidied only by the last "
        "one to close"
    )
