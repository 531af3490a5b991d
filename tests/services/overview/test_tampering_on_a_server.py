"""Whoever changes a review on a server with another program is reported by `db check` too.

What is done is what `test_tampering` does to a file, said as PostgreSQL understands it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.on_postgresql import Loaded, reviews_on
from tests.services.overview.test_tampering import CHANGES
from tests.small_review import check_database, open_review
from tests.stages import dump
from tests.throw_away_server import Server, name_in

pytestmark = [pytest.mark.one_engine("of PostgreSQL alone"), pytest.mark.journeys]

# There are no triggers, and so no guards to take away, and indexes are told by their columns.
SCHEMA: dict[str, tuple[str, ...]] = {
    "rows can be changed again": (),
    "a guard guards nothing": (
        "create rule guard as on delete to revision do instead nothing",
    ),
    "a program of its own is put in": (
        "create function helper() returns trigger language plpgsql as "
        "$$ begin delete from current_revision; return new; end $$",
        "create trigger helper after insert on revision for each row execute function helper()",
    ),
}
ROW = re.compile(r"(?:(\w+)\.)?rowid = (\d+)")
TABLE = re.compile(r"(?:update|delete from|from) (\w+)")


def as_postgresql_says(statement: str) -> str:
    """A statement in the words of SQLite, in those of PostgreSQL: which row, and what is true."""

    def row(found: re.Match[str]) -> str:
        table = found[1] or TABLE.findall(statement[: found.start()])[-1]
        return (
            f"{table}.ctid = (select x.ctid from {table} x order by x.ctid "
            f"offset {int(found[2]) - 1} limit 1)"
        )

    said = ROW.sub(row, statement).replace("rowid", "ctid").replace("word()", "'tampered'")
    for column in ("is_cut", "is_crossed"):
        said = said.replace(f"{column} = 0", f"{column} = false").replace(
            f"{column} = 1", f"{column} = true"
        )
    return said


@pytest.fixture
def server(postgresql_server: Server, loaded_databases: Loaded) -> Iterator[Loaded]:
    assert loaded_databases.server is postgresql_server
    with reviews_on(loaded_databases) as loaded:
        yield loaded


@pytest.mark.proof(part=4)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_database_is_reported(
    server: Loaded, full_once: Path, tmp_path: Path, name: str
) -> None:
    statements = SCHEMA.get(name) or tuple(map(as_postgresql_says, CHANGES[name]))
    workspace = open_review(Path(shutil.copytree(full_once / "review", tmp_path / "review")))
    before = dump(workspace)
    database = name_in(server.of_review(workspace.folder))
    for statement in statements:
        server.server.do(statement, database=database)
    assert name in SCHEMA or dump(workspace) != before, "the change must be one"
    assert check_database(workspace).faults != ()
