"""Which database runs, and whether its SQLite can damage a file with several connections.

Source: https://www.sqlite.org/wal.html#walresetbug
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from inspect_tool.store import server

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
    if server.is_server(engine):
        with engine.connect():  # which is when it asks
            numbers = engine.dialect.server_version_info or ()
        version = f"PostgreSQL {'.'.join(map(str, numbers))}"
        if not server.may_change_what_only_grows(engine):
            return f"{version}, as a role that cannot change or delete rows that are only added"
        return f"{version}, as a role that can change every row; `db roles` makes one that cannot"
    if not can_lose_a_commit(sqlite3.sqlite_version_info):
        return f"SQLite {sqlite3.sqlite_version}"
    return (
        f"SQLite {sqlite3.sqlite_version}; versions before 3.51.3 can lose a commit when two "
        "programs tidy the write-ahead log at once, so this tool has it tidied only by the last "
        "one to close"
    )
