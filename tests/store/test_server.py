"""The store on PostgreSQL: writers in turn, rows that only grow, many rows at once, the schema."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlmodel import select as select_rows

from inspect_tool.domain.people import KEEPER
from inspect_tool.services.overview.database_check import Outside, check_database
from inspect_tool.services.review import database_care
from inspect_tool.store import migrate, server
from inspect_tool.store.database import Database
from inspect_tool.store.database_errors import (
    ChangedByOthersError,
    DatabaseBusyError,
    NoDatabaseServerError,
    RoleMayNotError,
    ServerFaultError,
    ServerLostError,
    ServerRefusesError,
)
from inspect_tool.store.engine import open_engine
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.roles import NoSuchRoleError, rights
from inspect_tool.store.schema import whole_schema
from inspect_tool.store.sqlite_version import what_runs
from inspect_tool.store.tables import (
    APPEND_ONLY,
    AuditEntry,
    DocumentVersion,
    FrameUnitRow,
)
from tests.on_postgresql import Loaded
from tests.throw_away_server import Server, name_in

pytestmark = [pytest.mark.one_engine("of PostgreSQL alone"), pytest.mark.journeys]

NOW = datetime(2013, 10, 1, 9, tzinfo=UTC)
KEYS = KeyFolder(Path("no-such-folder"))
ROLE = "inspectors"


@pytest.fixture
def database(loaded_databases: Loaded, tmp_path: Path) -> Iterator[Database]:
    """A database without a row of a review."""
    url = loaded_databases.of_file(tmp_path / "none.db")
    opened = Database(url)
    yield opened
    opened.close()
    loaded_databases.server.drop(url)


def a_document(digest: str = "d") -> DocumentVersion:
    return DocumentVersion(kind="plan", digest=digest, first_used_at=NOW, content="text")


def do(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def let_it_wait(engine: Engine, milliseconds: int) -> None:
    """Wait so long for the other writer instead of ten seconds."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.execute(f"set lock_timeout = {milliseconds}")
        connection.commit()


# --- who gets in ----------------------------------------------------------------------------------


def test_who_does_not_get_in_is_told_why_and_no_password(postgresql_server: Server) -> None:
    cases = {
        postgresql_server.url("postgres", role="nobody:geheim"): ServerRefusesError,
        postgresql_server.url("no_such_database"): NoDatabaseServerError,
        "postgresql://x:geheim@127.0.0.1:1/d": NoDatabaseServerError,
    }
    for url, kind in cases.items():
        with pytest.raises(kind) as caught, Database(url).reading(KEEPER, NOW) as work:
            work.all(select_rows(AuditEntry))
        assert "geheim" not in caught.value.message


def write_while_it_ends(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
        own = work.session.connection().execute(text("select pg_backend_pid()")).scalar()
        with database.engine.connect() as other:
            other.execute(text("select pg_terminate_backend(:own)"), {"own": own})
        work.add(a_document("e"))


def test_a_connection_that_the_server_ends_is_said_to_be_lost(database: Database) -> None:
    with pytest.raises(ServerLostError, match="whole or not at all"):
        write_while_it_ends(database)
    with database.reading(KEEPER, NOW) as work:
        assert work.all(select_rows(DocumentVersion)) == []


def write_what_is_refused(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        row = a_document("told by the aunt")
        row.content = None  # type: ignore[assignment]
        work.add(row)


def test_a_fault_quotes_neither_statement_nor_values(database: Database) -> None:
    with pytest.raises(ServerFaultError, match="23502") as caught:
        write_what_is_refused(database)
    assert "aunt" not in caught.value.message
    assert "insert" not in caught.value.message.lower()


# --- the schema -----------------------------------------------------------------------------------


def test_migrations_make_on_a_server_what_the_code_has(database: Database) -> None:
    assert migrate.schema_version(database.engine) == migrate.NEWEST
    assert migrate.foreign_objects(database.engine) == ()
    do(database, "alter table loss add column extra text")
    do(database, "drop index ix_revision_item")
    told = migrate.foreign_objects(database.engine)
    assert len(told) == 2
    assert "remove column" in told[0] or "remove column" in told[1]


def test_a_program_in_the_database_stops_whoever_would_run_it(database: Database) -> None:
    do(database, "create function f() returns trigger language plpgsql as 'begin return new; end'")
    do(database, "create trigger spy before insert on revision for each row execute function f()")
    with (
        pytest.raises(ChangedByOthersError, match="the trigger spy"),
        database.transaction(KEEPER, NOW) as work,
    ):
        work.add(a_document())


def test_a_database_that_sorts_otherwise_is_refused(postgresql_server: Server) -> None:
    postgresql_server.do(
        "create database other_order template template0 encoding 'SQL_ASCII' locale 'C'"
    )
    engine = open_engine(postgresql_server.url("other_order"))
    with pytest.raises(server.WrongOrderError, match="createdb --template=template0"):
        migrate.upgrade(engine)
    assert migrate.schema_version(engine) is None
    engine.dispose()


def test_another_row_than_was_sealed_is_noticed_before_anything_is_sealed_over(
    database: Database,
) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
    do(database, "update document_version set content = 'other'")
    with (
        pytest.raises(ChangedByOthersError, match="document_version"),
        database.transaction(KEEPER, NOW) as work,
    ):
        work.add(a_document("e"))


def test_moments_come_back_in_utc_whatever_the_session_says(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
    with database.engine.connect() as connection:
        connection.exec_driver_sql("set time zone 'Europe/London'")
        (found,) = connection.execute(select(DocumentVersion.__table__.c.first_used_at)).one()  # type: ignore[attr-defined]
    assert found.isoformat() == "2013-10-01T09:00:00+00:00"


# --- writers --------------------------------------------------------------------------------------


def test_a_second_writer_waits_and_is_told_that_somebody_else_is_writing(
    database: Database,
) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    let_it_wait(other.engine, 50)
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
        with (
            pytest.raises(DatabaseBusyError, match="Nothing was changed"),
            other.transaction(KEEPER, NOW),
        ):
            pass
        with other.reading(KEEPER, NOW) as reading:  # readers do not wait
            assert reading.all(select_rows(DocumentVersion)) == []
    with other.transaction(KEEPER, NOW) as work:
        work.add(a_document("e"))
        assert len(work.all(select_rows(DocumentVersion))) == 2
    other.close()


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading(KEEPER, NOW) as reading:
        assert reading.all(select_rows(DocumentVersion)) == []
        with database.transaction(KEEPER, NOW) as work:
            work.add(a_document())
        assert reading.all(select_rows(DocumentVersion)) == []


def test_writers_of_several_servers_lose_nothing_of_each_other(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)

    def write(worker: int) -> None:
        own = Database(url)
        for _ in range(4):
            with own.transaction(KEEPER, NOW) as work:
                work.audit("test.write", worker=worker)
        own.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading(KEEPER, NOW) as work:
        trail = work.all(select_rows(AuditEntry).where(AuditEntry.stream == "review"))
        assert sorted(entry.sequence for entry in trail) == list(range(1, 17))
        assert check_database(work, Outside((), KEYS)).faults == ()


def test_a_turn_that_the_server_gave_up_is_taken_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    take = server.take_turn

    def give_up_twice(connection: Any) -> None:
        taken.append("x")
        if len(taken) < 3:
            connection.exec_driver_sql(
                "do $$ begin raise exception 'given up' using errcode = '40P01'; end $$"
            )
        take(connection)

    monkeypatch.setattr(server, "take_turn", give_up_twice)
    monkeypatch.setattr(server, "FIRST_PAUSE", 0)
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
    assert len(taken) == 3
    monkeypatch.setattr(server, "TRIES", 1)
    taken.clear()
    with pytest.raises(DatabaseBusyError), database.transaction(KEEPER, NOW):
        pass


# --- rows that only grow --------------------------------------------------------------------------


@pytest.fixture
def as_role(database: Database, postgresql_server: Server) -> Iterator[Database]:
    """The same database as the role of whoever works."""
    names = [name for (name,) in postgresql_server.do("select rolname from pg_roles")]
    if ROLE not in names:
        postgresql_server.do(f"create role {ROLE} login")
    with database.transaction(KEEPER, NOW) as work:
        database_care.give_rights(work, ROLE)
    url = database.engine.url.render_as_string(hide_password=False)
    opened = Database(postgresql_server.url(name_in(url), role=ROLE))
    yield opened
    opened.close()


def test_whoever_works_can_neither_change_nor_delete_what_only_grows(as_role: Database) -> None:
    assert {name for name, right in rights().items() if right == "select, insert"} == {
        *APPEND_ONLY,
        server.EVIDENCE,
    }
    of_tables = {name: next(iter(whole_schema().tables[name].columns)).name for name in APPEND_ONLY}
    for table, column in {**of_tables, server.EVIDENCE: "digest"}.items():
        for statement in (
            f"delete from {table}",  # noqa: S608
            f"update {table} set {column} = {column}",  # noqa: S608
            f"truncate {table} cascade",
        ):
            with (
                pytest.raises(RoleMayNotError, match="db roles"),
                as_role.transaction(KEEPER, NOW) as work,
            ):
                work.session.connection().exec_driver_sql(statement)


def test_whoever_works_can_do_all_else_and_no_more(as_role: Database, database: Database) -> None:
    with as_role.transaction(KEEPER, NOW) as work:
        work.add(a_document())
        work.audit("test.write")
    with as_role.transaction(KEEPER, NOW) as work:
        work.delete(work.all(select_rows(DocumentVersion)))
    for statement in ("update alembic_version set version_num = '0'", "create table x (id int)"):
        with pytest.raises(RoleMayNotError), as_role.transaction(KEEPER, NOW) as work:
            work.session.connection().exec_driver_sql(statement)
    with as_role.reading(KEEPER, NOW) as work:
        assert check_database(work, Outside((), KEYS)).faults == ()
    assert "cannot change or delete" in what_runs(as_role.engine)
    assert "`db roles`" in what_runs(database.engine)


@pytest.mark.parametrize("role", ["no_such_role", "postgres"])
def test_rights_are_given_only_to_a_role_that_they_hold_for(database: Database, role: str) -> None:
    with (
        pytest.raises(NoSuchRoleError, match="createuser"),
        database.transaction(KEEPER, NOW) as work,
    ):
        database_care.give_rights(work, role)


# --- many rows at once ----------------------------------------------------------------------------


def frame_rows(number: int) -> list[dict[str, Any]]:
    odd = 'a\t"b"\\n\n\r \\. é 漢'
    return [
        {
            "authority": "ASH",
            "unit_id": f"{index:06d}",
            "case_type": odd if index % 2 else "",
            "stratum": "ASH child_in_need",
            "eligibility": "eligible",
            "fields": {"age": index, "words": odd, "none": None, "share": 0.1},
            "is_cut": bool(index % 3),
        }
        for index in range(number)
    ]


def test_rows_that_are_copied_in_are_as_those_that_are_inserted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = frame_rows(server.ROWS_TO_COPY)
    kept = []
    for least in (1, 10_000):
        monkeypatch.setattr(server, "ROWS_TO_COPY", least)
        with database.transaction(KEEPER, NOW) as work:
            work.delete_all(FrameUnitRow, authority="ASH")
            work.add_many(FrameUnitRow, rows)
            statement = text("select to_json(f)::text from frame_unit f order by unit_id")
            kept.append(work.session.connection().execute(statement).all())
    assert len(kept[0]) == len(rows)
    assert kept[0] == kept[1]


def test_a_copy_that_is_not_taken_is_a_fault_in_words(database: Database) -> None:
    rows = frame_rows(server.ROWS_TO_COPY)
    with pytest.raises(DatabaseBusyError), database.transaction(KEEPER, NOW) as work:
        work.add_many(FrameUnitRow, [*rows, rows[0]])
    with database.reading(KEEPER, NOW) as work:
        assert work.all(select_rows(FrameUnitRow)) == []
