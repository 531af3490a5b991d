from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from inspect_tool.store.database import Database
from inspect_tool.store.engine import open_engine, sqlite_url
from inspect_tool.store.sqlite_version import can_lose_a_commit, what_runs
from tests.small_review import make_review


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_versions_with_the_bug_are_known(version: tuple[int, int, int], has_bug: bool) -> None:
    assert can_lose_a_commit(version) is has_bug


def test_an_old_sqlite_makes_no_checkpoint_while_others_may_write(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "x.db"))
    pages = 0 if can_lose_a_commit(sqlite3.sqlite_version_info) else 1000
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == pages
    assert what_runs(engine).startswith(f"SQLite {sqlite3.sqlite_version}")
    engine.dispose()


def test_the_last_to_close_makes_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    log = path.with_name("x.db-wal")
    first, second = Database(sqlite_url(path)), Database(sqlite_url(path))
    for number, database in enumerate((first, second)):
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"create table t{number} (filled text)")
    assert log.stat().st_size > 0
    first.close()
    assert log.stat().st_size > 0
    second.close()
    assert not log.exists()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as alone:
        assert len(alone.execute("select name from sqlite_master").fetchall()) == 2


def test_a_command_leaves_no_write_ahead_log(tmp_path: Path) -> None:
    review = make_review(tmp_path / "review")
    words = ["-m", "inspect_tool", "--review", str(review), "status"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    assert (review / "review.db").is_file()
    assert list(review.glob("review.db-*")) == []
