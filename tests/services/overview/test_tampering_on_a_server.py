"""Whoever changes a review on a server with another program is reported by `db check` too.

What is done is what `test_tampering` does to a file, said as PostgreSQL understands it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from inspect_tool.services.overview import database_check
from inspect_tool.services.overview.database_check import DatabaseCheck, Outside
from inspect_tool.store.database_errors import RoleMayNotError, ServerLostError, error_of
from inspect_tool.workspace import Workspace
from tests.on_postgresql import Loaded, reviews_on
from tests.services.overview.test_tampering import CHANGES
from tests.small_review import check_database, open_review
from tests.stages import dump
from tests.throw_away_server import Server, name_in

pytestmark = [pytest.mark.one_engine("of PostgreSQL alone"), pytest.mark.journeys]

# What makes the schema another one; guards are rights of a role there, not triggers.
SCHEMA: dict[str, tuple[str, ...]] = {
    "a program of its own is put in": (
        "create function helper() returns trigger language plpgsql as "
        "$$ begin delete from current_revision; return new; end $$",
        "create trigger helper after insert on revision for each row execute function helper()",
    ),
    "a rule is put in": ("create rule kept as on delete to revision do instead nothing",),
    "a view is put in": ("create view extra as select * from revision",),
    "a kept view is put in": ("create materialized view extra as select * from revision",),
    "a table is put in": ("create table extra (value text)",),
    "a sequence is put in": ("create sequence extra",),
    "a table is gone": ("drop table loss_change",),
    "a column is put in": ("alter table revision add extra text",),
    "a column holds something else": ("alter table draw alter number type text",),
    "a column may be empty": ("alter table revision alter note drop not null",),
    "an index is gone": ("drop index ix_revision_item",),
    "a key is gone": ("alter table snapshot_record drop constraint snapshot_record_pkey",),
    "rows may point nowhere": (
        "alter table drawn_stratum drop constraint drawn_stratum_draw_id_fkey",
    ),
    "more may be drawn than there are": (
        "alter table drawn_stratum drop constraint drawn_stratum_check",
    ),
}
CHANGES_OF_ROWS = {
    name: statements
    for name, statements in CHANGES.items()
    if statements[0].split()[0] in ("insert", "update", "delete")
}
# As SQLite does it, a number is taken for a yes or no where one is kept.
TAKEN = (
    "update pg_cast set castcontext = 'a' where castsource = 'int4'::regtype "
    "and casttarget = 'bool'::regtype"
)
ROW = re.compile(r"(?:(\w+)\.)?rowid = (\d+)")
TABLE = re.compile(r"(?:update|delete from|from) (\w+)")


def as_postgresql_says(statement: str) -> str:
    """A statement in the words of SQLite, in those of PostgreSQL."""

    def row(found: re.Match[str]) -> str:
        table = found[1] or TABLE.findall(statement[: found.start()])[-1]
        nth = f"order by x.ctid offset {int(found[2]) - 1} limit 1"
        return f"{table}.ctid = (select x.ctid from {table} x {nth})"  # noqa: S608  # ours

    return ROW.sub(row, statement).replace("rowid", "ctid").replace("word()", "'tampered'")


@pytest.fixture
def server(postgresql_server: Server, loaded_databases: Loaded) -> Iterator[Loaded]:
    assert loaded_databases.server is postgresql_server
    with reviews_on(loaded_databases) as loaded:
        yield loaded


def tampered(server: Loaded, workspace: Workspace, *statements: str) -> DatabaseCheck:
    database = name_in(server.of_review(workspace.folder))
    for statement in statements:
        server.server.do(statement, database=database)
    return check_database(workspace)


@pytest.fixture
def review(full_once: Path, tmp_path: Path) -> Workspace:
    return open_review(Path(shutil.copytree(full_once / "review", tmp_path / "review")))


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", CHANGES_OF_ROWS)
def test_a_change_of_rows_is_reported(server: Loaded, review: Workspace, name: str) -> None:
    assert check_database(review).faults == ()
    before = dump(review)
    told = tampered(server, review, TAKEN, *map(as_postgresql_says, CHANGES_OF_ROWS[name]))
    assert dump(review) != before, "the change must be one"
    assert told.faults != ()


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", SCHEMA)
def test_a_change_of_the_schema_is_reported(server: Loaded, review: Workspace, name: str) -> None:
    told = tampered(server, review, *SCHEMA[name])
    assert any("another program" in fault for fault in told.faults)


def test_what_still_holds_is_said_beside_what_cannot_be_read(
    server: Loaded, review: Workspace
) -> None:
    as_before = check_database(review)
    told = tampered(server, review, "alter table snapshot_record rename salt to extra")
    unread = [fault for fault in told.faults if "cannot be read" in fault]
    assert [fault.partition(" cannot")[0] for fault in unread] == [
        "seals of tables and answers",
        "snapshots by their digests",
    ]
    assert (told.entries, told.streams, told.head) == (
        as_before.entries, as_before.streams, as_before.head,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [ServerLostError, RoleMayNotError])
def test_a_server_that_is_lost_and_rights_that_lack_are_not_called_damage(
    server: Loaded, review: Workspace, kind: type[Exception]
) -> None:
    server.of_review(review.folder)
    with review.reading_as_found() as work:
        connection = work.session.connection()
        if kind is ServerLostError:
            own = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
            server.server.do(f"select pg_terminate_backend({own})")
        else:
            connection.exec_driver_sql("set local role pg_monitor")  # which has none here
        with pytest.raises(DBAPIError) as caught:
            database_check.check_database(work, Outside((), review.keys))
        assert type(error_of(caught.value)) is kind
