"""All that a review's folder holds, to compare before with after."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def dump(database: Path) -> tuple[str, ...]:
    """Every row of a database, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return tuple(connection.iterdump())


def files(folder: Path) -> dict[str, bytes]:
    """Every file but the database's write-ahead log, by its path; the database itself as SQL."""
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("review.db")
    }
    return found | {"review.db": "\n".join(dump(folder / "review.db")).encode()}
