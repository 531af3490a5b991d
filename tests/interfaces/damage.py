"""What a disk, a careless copy or another program can do to the file of a database."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from tests.interfaces.command_line import Outcome, run
from tests.interfaces.review_state import dump

# What people do all day; the last one writes.
COMMANDS = (
    ("db", "check"),
    ("status",),
    ("findings", "table", "drift"),
    ("case", "list"),
    ("case", "answer", "ASH-001", "HARM.1", "good"),
)
CODES = {0, 1, 2, 3, 4}  # 2: a case whose reference was changed is not there any more
BYTES_AT_MOST = 4


def settled(folder: Path) -> Path:
    """The database's file, with all that its write-ahead log held."""
    file = folder / "review.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return file


def change_bytes(file: Path, seed: int) -> None:
    """Change some bytes of a file, wherever chance has it."""
    chance = random.Random(seed)  # noqa: S311 - which byte it is need not be a secret
    content = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, BYTES_AT_MOST)):
        place = chance.randrange(len(content))
        content[place] ^= chance.randint(1, 255)
    file.write_bytes(content)


def contents(file: Path) -> tuple[str, ...] | None:
    """Every row of a database; None where they cannot be read."""
    try:
        return dump(file)
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def run_all(folder: Path) -> list[Outcome]:
    """What each command says of a review; none may end in a traceback."""
    outcomes = [run("--review", folder, *words) for words in COMMANDS]
    for outcome in outcomes:
        assert outcome.code in CODES, outcome
        assert "Traceback" not in outcome.out + outcome.err
        if outcome.code in (3, 4):
            assert outcome.err.endswith(".\n"), outcome
    return outcomes


@contextmanager
def on_each_connection(*pragmas: str) -> Iterator[None]:
    """Every connection that is used meanwhile has these settings, whatever it was opened with."""

    def listen(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        for pragma in pragmas:
            connection.execute(f"pragma {pragma}")

    event.listen(Engine, "checkout", listen)
    try:
        yield
    finally:
        event.remove(Engine, "checkout", listen)
