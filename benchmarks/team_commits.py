"""What SQLite alone takes to commit the rows that saves have written, for `benchmarks.team`."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from inspect_tool.store.engine import PRAGMAS


def copy_of(database: Path, to: Path) -> None:
    """Copy a database that is in use."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


def bare_commits(before: Path, after: Path, number: int) -> float:
    """Commit what came since, in as many transactions as there were saves.

    Rows and indexes are the tool's own, under its own settings, but foreign keys, which a bare
    insert in any order would break. The index of words, which only its own engine can write, is
    left out, so that a bare commit is a little cheaper than it should be.

    Returns:
        CPU of this process for each commit, in milliseconds.
    """
    with closing(sqlite3.connect(before, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("ATTACH ? AS later", (str(after),))
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'searched%'"
        )
        new: list[tuple[str, list[tuple[object, ...]]]] = []
        for (table,) in listed.fetchall():
            found = f'SELECT * FROM later."{table}" EXCEPT SELECT * FROM main."{table}"'  # noqa: S608
            rows = connection.execute(found).fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                new.append((f'INSERT OR REPLACE INTO main."{table}" VALUES ({marks})', rows))  # noqa: S608
        connection.execute("DETACH later")
        began = time.process_time()
        for turn in range(number):
            connection.execute("BEGIN IMMEDIATE")
            for statement, rows in new:
                share = rows[turn * len(rows) // number : (turn + 1) * len(rows) // number]
                connection.executemany(statement, share)
            connection.execute("COMMIT")
        return (time.process_time() - began) / number * 1000
