"""One transaction is kept or nothing is; what is appended stays; nobody overwrites anybody."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import select

from inspect_tool.domain.people import KEEPER
from inspect_tool.services.overview.database_check import Outside, check_database
from inspect_tool.store.after_draw_tables import DrawExtension
from inspect_tool.store.database import ROWS_PER_INSERT, Database, UnitOfWork
from inspect_tool.store.database_errors import DatabaseBusyError
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.hand_over_tables import HandOver
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.mishap_tables import AuthorityWithdrawal
from inspect_tool.store.proposal_tables import FrameworkProposal
from inspect_tool.store.release_tables import ReleaseNotice, ReleaseRow
from inspect_tool.store.snapshot_tables import Snapshot, SnapshotRecord
from inspect_tool.store.tables import (
    APPEND_ONLY,
    AuditEntry,
    DocumentVersion,
    DrawnUnit,
    DrawRow,
    FrameUnitRow,
    Revision,
    RevisionParent,
)
from inspect_tool.store.version_tables import FrameworkPublication, SubjectVersion

NOW = datetime(2013, 10, 1, 9, tzinfo=UTC)
KEYS = KeyFolder(Path("no-such-folder"))


def pragma(database: Database, name: str) -> Any:
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def a_document(digest: str = "d", *, at: datetime = NOW) -> DocumentVersion:
    return DocumentVersion(kind="plan", digest=digest, first_used_at=at, content="text")


def a_revision(name: str) -> Revision:
    return Revision(
        authority="ASH",
        id=name,
        subject_kind="case",
        subject_ref="ASH-001",
        reader="first",
        item_kind="question",
        item_id="HARM.1.a",
        value="yes",
        note="",
        author="ab",
        recorded_at=NOW,
        origin="workbook",
        framework_version="1.0.0",
    )


def add_one_row_of_each_append_only_table(work: UnitOfWork) -> None:
    work.add(
        FrameworkPublication(
            version="1.0.0",
            number=1,
            digest="f",
            strongest="",
            proposed_by="",
            published_by="ef",
            published_at=NOW,
        )
    )
    work.add(
        FrameworkProposal(
            number=1, version="1.1.0", digest="g", proposed_by="ef", proposed_at=NOW, why="w"
        )
    )
    work.add(
        SubjectVersion(
            authority="ASH",
            subject_ref="ASH-001",
            number=1,
            version="1.0.0",
            because="begun",
            pinned_at=NOW,
            pinned_by="ef",
        )
    )
    work.add(
        ReleaseRow(
            name="r",
            number=1,
            edition="internal",
            snapshot="s",
            snapshot_digest="d",
            manifest_digest="m",
            public_key="k",
            sealed_at=NOW,
            sealed_by="ef",
        )
    )
    work.add(
        ReleaseNotice(
            release="r", number=1, kind="correction", why="w", replaced_by="", at=NOW, actor="ef"
        )
    )
    work.add(a_revision("r1"))
    work.add(a_revision("r2"))
    work.add(RevisionParent(authority="ASH", child="r2", parent="r1"))
    work.add(
        Snapshot(
            name="s",
            taken_at=NOW,
            taken_by="ef",
            digest="d",
            plan_digest="p",
            framework_digest="f",
            flow=[],
            referred_back=[],
            sample={},
        )
    )
    work.add(
        SnapshotRecord(
            authority="ASH", snapshot="s", subject_ref="ASH-001", subject_kind="case", content={}
        )
    )
    work.add(
        DrawRow(draw_id="d", frame_digest="f", plan_digest="p", committed_at=NOW, committed_by="ef")
    )
    work.add(
        DrawExtension(
            draw_id="d", number=1, extended_at=NOW, extended_by="ef", added={"ASH": 1}, why="w"
        )
    )
    work.add(
        FrameUnitRow(
            authority="ASH",
            unit_id="u",
            case_type="in_care",
            stratum="s",
            eligibility="eligible",
            fields={},
        )
    )
    work.add(
        DrawnUnit(
            authority="ASH",
            draw_id="d",
            unit_id="u",
            case_ref="ASH-001",
            stratum="s",
            rank=1,
            ticket="t",
            role="sample",
        )
    )
    work.add(
        HandOver(
            authority="ASH",
            case_ref="ASH-001",
            reader="first",
            sequence=1,
            from_inspector="ab",
            to_inspector="cd",
            reason="ill",
            actor="ef",
            at=NOW,
        )
    )
    work.add(
        AuthorityWithdrawal(
            authority="ASH",
            sequence=1,
            is_taken_back=False,
            withdrew_on="2013-10-01",
            reason="another inspection",
            at=NOW,
            actor="ef",
        )
    )
    work.audit("snapshot.take", name="s")


def number_of(database: Database, table: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"select count(*) from {table}").scalar_one())  # noqa: S608


# --- how it is opened -----------------------------------------------------------------------------


@pytest.mark.one_engine("what SQLite is told")
def test_a_save_that_was_acknowledged_survives_a_power_cut(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL


@pytest.mark.one_engine("what SQLite is told")
def test_the_other_settings_are_really_set_on_every_connection(database: Database) -> None:
    for _ in range(2):
        assert pragma(database, "foreign_keys") == 1
        assert pragma(database, "busy_timeout") == 10_000
        assert pragma(database, "trusted_schema") == 0
        database.close()


def add_a_document_twice(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add_many(DocumentVersion, [a_document("sEcReT").model_dump()] * 2)


@pytest.mark.one_engine("a fault as SQLite raises it")
def test_errors_of_the_library_do_not_repeat_case_data(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        add_a_document_twice(database)
    assert "sEcReT" not in str(caught.value)


# --- all or nothing -------------------------------------------------------------------------------


def write_and_fail(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
        work.audit("plan.use")
        raise ZeroDivisionError


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    assert number_of(database, "document_version") == 0
    assert number_of(database, "audit_entry") == 0


@pytest.mark.one_engine("opens the file again")
def test_a_transaction_that_ends_is_kept_by_the_file(database: Database, path: Path) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
    database.close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("select digest from document_version").fetchall() == [("d",)]


def test_what_is_changed_while_reading_is_thrown_away(database: Database) -> None:
    with database.reading(KEEPER, NOW) as work:
        work.add(a_document())
        assert work.get(DocumentVersion, "plan", "d") is not None
    assert number_of(database, "document_version") == 0


@pytest.mark.one_engine("opens the file again")
def test_a_reader_sees_one_state_while_somebody_writes(database: Database, path: Path) -> None:
    with database.reading(KEEPER, NOW) as work:
        assert work.first(select(DocumentVersion)) is None
        other = Database(sqlite_url(path))
        with other.transaction(KEEPER, NOW) as writing:
            writing.add(a_document())
        other.close()
        assert work.first(select(DocumentVersion)) is None
    assert number_of(database, "document_version") == 1


def test_many_rows_are_inserted_in_more_than_one_statement(database: Database) -> None:
    count = ROWS_PER_INSERT + 1
    rows = (
        {
            "authority": "ASH",
            "unit_id": f"{index:06d}",
            "case_type": "child_in_need",
            "stratum": "ASH child_in_need",
            "eligibility": "eligible",
            "fields": {},
        }
        for index in range(count)
    )
    with database.transaction(KEEPER, NOW) as work:
        work.add_many(FrameUnitRow, rows)
    assert number_of(database, "frame_unit") == count


# --- two writers ----------------------------------------------------------------------------------


def let_it_wait(engine: Engine, milliseconds: int) -> None:
    """Wait so long for the other writer instead of ten seconds; the rest stays as it is."""

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={milliseconds}")


@contextmanager
def somebody_writing(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")


@pytest.mark.one_engine("opens the file again")
def test_a_second_writer_is_told_that_somebody_else_is_writing(
    database: Database, path: Path
) -> None:
    database.close()
    let_it_wait(database._writer, 50)
    with (
        somebody_writing(path),
        pytest.raises(DatabaseBusyError, match="Nothing was changed") as caught,
        database.transaction(KEEPER, NOW) as work,
    ):
        work.add(a_document())
    assert caught.value.exit_code == 3
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document())
    assert number_of(database, "document_version") == 1


@pytest.mark.one_engine("opens the file again")
def test_reading_goes_on_while_somebody_writes(database: Database, path: Path) -> None:
    with somebody_writing(path), database.reading(KEEPER, NOW) as work:
        assert work.all(select(DocumentVersion)) == []


@pytest.mark.one_engine("a fault as SQLite raises it")
def test_another_fault_of_the_database_is_not_called_busy(database: Database) -> None:
    with pytest.raises(OperationalError), database.transaction(KEEPER, NOW) as work:
        work.session.connection().exec_driver_sql("select * from no_such_table")


@pytest.mark.one_engine("opens the file again")
def test_threads_of_one_process_write_one_after_the_other(database: Database) -> None:
    database.close()
    let_it_wait(database._writer, 3_600_000)  # however slow the machine is

    def write(worker: int) -> None:
        for _ in range(5):
            with database.transaction(KEEPER, NOW) as work:
                work.audit("test.write", worker=worker)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading(KEEPER, NOW) as work:
        trail = work.all(select(AuditEntry).where(AuditEntry.stream == "review"))
        assert [entry.sequence for entry in trail] == list(range(1, 21))
        assert check_database(work, Outside((), KEYS)).faults == ()


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.one_engine("the guards are triggers")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["delete from {}", "update {} set {}={}"])
def test_rows_that_are_evidence_cannot_be_changed_or_deleted(
    database: Database, table: str, statement: str
) -> None:
    with database.transaction(KEEPER, NOW) as work:
        add_one_row_of_each_append_only_table(work)
    with database.engine.connect() as connection:
        first = connection.exec_driver_sql(f"select * from {table}").keys()  # noqa: S608
        column = next(iter(first))
        with pytest.raises(IntegrityError, match=f"{table} is append-only"):
            connection.exec_driver_sql(statement.format(table, column, column))
    assert number_of(database, table) == (2 if table in ("revision", "audit_entry") else 1)


@pytest.mark.one_engine("the guards are triggers")
def test_the_unit_of_work_cannot_delete_them_either(database: Database) -> None:
    with database.transaction(KEEPER, NOW) as work:
        add_one_row_of_each_append_only_table(work)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        database.transaction(KEEPER, NOW) as work,
    ):
        work.delete(work.all(select(AuditEntry)))


@pytest.mark.one_engine("a fault as SQLite raises it")
def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with (
        pytest.raises(IntegrityError, match="FOREIGN KEY"),
        database.transaction(KEEPER, NOW) as work,
    ):
        work.add(
            DrawnUnit(
                authority="ASH",
                draw_id="none",
                unit_id="none",
                case_ref="ASH-001",
                stratum="s",
                rank=1,
                ticket="t",
                role="sample",
            )
        )


def test_a_moment_without_its_time_zone_is_refused(database: Database) -> None:
    with (
        pytest.raises(StatementError, match="time zone"),
        database.transaction(KEEPER, NOW) as work,
    ):
        work.add(a_document(at=datetime(2013, 10, 1, 9)))  # noqa: DTZ001  # that is the point


def test_a_moment_comes_back_in_utc_whatever_its_zone_was(database: Database) -> None:
    summer = timezone(timedelta(hours=1))
    with database.transaction(KEEPER, NOW) as work:
        work.add(a_document(at=datetime(2013, 10, 1, 10, tzinfo=summer)))
    with database.reading(KEEPER, NOW) as work:
        found = work.get(DocumentVersion, "plan", "d")
        assert found is not None
        assert found.first_used_at == NOW
        assert found.first_used_at.utcoffset() == timedelta(0)


# --- keys -----------------------------------------------------------------------------------------


# --- the audit trail ------------------------------------------------------------------------------


def test_each_stream_of_the_audit_trail_is_a_chain_of_its_own(database: Database) -> None:
    for stream in ("review", "ASH", "ASH", "BRO", "review", "ASH"):
        with database.transaction(KEEPER, NOW) as work:
            work.audit("test.write", stream=stream, note="é")
    with database.reading(KEEPER, NOW) as work:
        entries = [
            (entry.stream, entry.sequence, entry.digest)
            for entry in work.all(select(AuditEntry))
            if entry.stream != "seals"
        ]
        check = check_database(work, Outside((), KEYS))
    expected = [("ASH", 1), ("ASH", 2), ("ASH", 3), ("BRO", 1), ("review", 1), ("review", 2)]
    assert sorted(one[:2] for one in entries) == expected
    assert (check.entries, check.streams, check.faults) == (12, 4, ())
    assert len({digest for *_, digest in entries}) == 6


@pytest.mark.one_engine("the guards are triggers")
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("update audit_entry set actor='zz' where stream='ASH' and sequence=2", "entry 2"),
        ("delete from audit_entry where stream='ASH' and sequence=2", "entry 3"),
        ("""update audit_entry set details='{"n": 9}' where stream='ASH' and sequence=1""", "y 1"),
    ],
)
def test_a_changed_or_missing_entry_breaks_its_own_chain_only(
    database: Database, change: str, fault: str
) -> None:
    for number in range(3):
        for stream in ("ASH", "BRO"):
            with database.transaction(KEEPER, NOW) as work:
                work.audit("test.write", stream=stream, n=number)
    with database.engine.begin() as connection:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"drop trigger audit_entry_no_{verb}")
        connection.exec_driver_sql(change)
    with database.reading(KEEPER, NOW) as work:
        faults = check_database(work, Outside.of(database, keys=KEYS)).faults
    broken = [found for found in faults if "is broken at" in found]
    assert len(broken) == 1
    assert "ASH" in broken[0]
    assert fault in broken[0]
