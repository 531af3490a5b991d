"""A review that was drawn and recorded before frames were cut and cases had salts."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records.answer_ids import has_its_id
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.revisions import Edit, answer_of, revision_id, subject_of
from inspect_tool.services.retention import erasure, purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place, Wanted
from inspect_tool.services.review import database_care
from inspect_tool.services.sampling import frame_cut, samples
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.store import database, frame_queries, migrate, queries, seals
from inspect_tool.store.database_errors import ChangedByOthersError
from inspect_tool.store.schema import whole_schema
from inspect_tool.workspace import Workspace
from tests.framed_fields import fields_of, keep_fields
from tests.made_once import MadeOnce
from tests.small_review import SEED, check_database, open_review
from tests.stages import Stages, copy_of

pytestmark = [pytest.mark.journeys, pytest.mark.one_engine("files of earlier versions")]

NEW_COLUMNS = {
    "frame_unit": ("is_cut", "salt"),
    "drawn_unit": ("salt",),
    "loss": ("salt",),
    "snapshot_record": ("salt",),
    "snapshot": ("totals",),
    "assignment": ("extra_because",),
    "draw": ("commitment", "withdrawn_because", "posted_at_address", "posted_at"),
    "draw_extension": ("basis",),
    "current_revision": ("is_crossed",),
}
NEW_TABLES = (
    "accuracy_event",
    "advice_event",
    "linked_account",
    "job",
    "sign_in",
    "sign_in_failure",
    "web_session",
    "disclosure_decision",
    "frame_total",
    "erasure",
    "hand_over",
    "loss_change",
    "loss_list_entry",
    "authority_withdrawal",
    "framework_publication",
    "framework_proposal",
    "subject_version",
    "fact_correction",
    "release",
    "release_notice",
)
NEW_INDEXES = (
    "ix_revision_parent_parent",
    "ix_revision_seldom",
    "ix_current_revision_crossed",
    "ix_audit_entry_actor_action",
)
CASE = "ASH-001"


def without_salt() -> str:
    return ""


@pytest.fixture
def older(made_once: MadeOnce, stages: Stages, tmp_path: Path) -> Workspace:
    """A review up to its snapshot, in a database with schema 0003."""
    made = made_once.folder("schema-0003", partial(make_sealed_as_then, stages["framed"]))
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


def make_sealed_as_then(framed: Path, base: Path) -> None:
    """Its seals cover the columns that there were, as those of a review from then do."""
    tables = whole_schema().tables
    there = {
        name: frozenset(table.columns.keys()) - set(NEW_COLUMNS.get(name, ()))
        for name, table in tables.items()
        if name not in NEW_TABLES
    }
    digest_of_rows = seals.digest_of_rows

    def as_then(connection: Connection, sealed: seals.Sealed, _there: object = None) -> str:
        return digest_of_rows(connection, sealed, there)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seals, "digest_of_rows", as_then)
        patch.setattr(
            database, "known_on", lambda _: None
        )  # it would know the rows as they are now
        make_older(framed, base)


def make_older(framed: Path, base: Path) -> None:
    workspace = replace(copy_of(framed, base), new_salt=without_salt)
    keep_fields(workspace)
    full = fields_of(workspace.folder)
    (workspace.folder / "framed.db").unlink()
    with workspace.work() as work:
        work.seal_everything()
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
        cut = [row for row in queries.frame_rows(work) if row.is_cut]
        everyone = {(row.authority, row.unit_id): "" for row in cut}
        frame_cut.put_fields_back(work, everyone, full)
        work.delete(frame_queries.frame_totals(work))
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
        for case in samples.show(work).active:
            for item, value in (("HARM.1.a", "yes"), ("HARM.1.b", "no"), ("HARM.1", "good")):
                given = Given(value, None, "seen")
                answer_item(work, workspace.review, ref=case.case_ref, item_id=item, given=given)
    with workspace.work() as work:
        snapshots.take(work, workspace.review, "old")
    workspace.database.close()
    take_back_the_migration(workspace.folder / "review.db")


def take_back_the_migration(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for index in NEW_INDEXES:
            connection.execute(f"drop index {index}")
        for thing in ("table searched", "view searched_text", "table searched_words"):
            connection.execute(f"drop {thing}")
        for table, columns in NEW_COLUMNS.items():
            for column in columns:
                connection.execute(f"alter table {table} drop column {column}")
        for table in NEW_TABLES:
            connection.execute(f"drop table {table}")
        connection.execute("update alembic_version set version_num = '0003'")
        connection.commit()


CHANGES_BEFORE_AN_UPGRADE = {
    "a loss": "insert into loss select authority, draw_id, unit_id, 'not_open', '', "
    "'2013-10-01 00:00:00', 'ab', 1 from drawn_unit limit 1",
    "an answer": "update revision set author = 'zz' where rowid = 1",
    "a reader": "update assignment set inspector = 'ef' where rowid = 1",
    "a program": "create trigger evil after insert on snapshot begin delete from loss; end",
}


@pytest.mark.parametrize("name", CHANGES_BEFORE_AN_UPGRADE)
def test_an_upgrade_seals_nothing_that_others_have_changed(older: Workspace, name: str) -> None:
    file = older.folder / "review.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("drop trigger revision_no_update")
        connection.execute(CHANGES_BEFORE_AN_UPGRADE[name])
        connection.commit()
        before = list(connection.iterdump())
    with pytest.raises(ChangedByOthersError):
        upgraded(older)
    with closing(sqlite3.connect(file)) as connection:
        assert list(connection.iterdump()) == before


def upgraded(older: Workspace) -> Workspace:
    database_care.upgrade(older.database_as_found, older.database_file, now=older.clock())
    return older


def test_an_upgrade_gives_salts_to_cases_and_leaves_what_was_recorded(older: Workspace) -> None:
    workspace = upgraded(older)
    assert check_database(workspace).faults == ()
    with workspace.reading() as work:
        assert all(queries.case_salts(work).values())
        assert snapshots.figures(work, workspace.review, "old").records
    with workspace.work() as work:
        given = Given("no", None, "looked again", reason="x")
        answer_item(work, workspace.review, ref=CASE, item_id="HARM.1.a", given=given)
    assert check_database(workspace).faults == ()


def test_an_upgraded_database_has_the_schema_of_a_new_one(older: Workspace) -> None:
    with closing(sqlite3.connect(older.folder / "review.db")) as connection:
        revisions = list(connection.execute("select * from revision order by authority, id"))
        assert len(revisions) > 3
    workspace = upgraded(older)
    assert migrate.foreign_objects(workspace.database.engine) == ()
    with closing(sqlite3.connect(older.folder / "review.db")) as connection:
        there = connection.execute("select name from sqlite_master where type = 'index'")
        assert set(NEW_INDEXES) <= {name for (name,) in there}
        statement = "select * from revision order by authority, id"
        assert list(connection.execute(statement)) == revisions


def test_its_frame_is_cut_by_a_command_of_its_own(older: Workspace) -> None:
    workspace = upgraded(older)
    with workspace.reading() as work:
        waiting = frame_cut.to_be_cut(work)
    assert waiting > 0
    place = Place(workspace.folder, workspace.keys)
    wanted = Wanted((PurgeClass.FRAME, PurgeClass.COPIES), why="schedule")
    view = purge.purge(workspace.work, workspace.review, place, wanted, confirm="destroy")
    gone = {line.name: line.number for line in view.lines if line.goes}
    assert gone == {"frame": waiting, "copies": 1}
    assert list(workspace.folder.glob("review-before-*")) == []
    assert check_database(workspace).faults == ()


def test_a_child_is_erased_and_what_remains_of_older_answers_is_said(older: Workspace) -> None:
    workspace = upgraded(older)
    with workspace.reading() as work:
        ids = [row.id for row in queries.revisions_of(work, CASE)]
    assert len(ids) == 3
    view = erasure.erase(
        workspace.work,
        workspace.review,
        Child(named=CASE),
        Place(workspace.folder, workspace.keys),
        why="a request",
        confirm="erase",
    )
    assert any("before cases had salts" in sentence for sentence in view.remains)
    result = check_database(workspace)
    assert result.faults == ()
    assert any("its digest cannot be recomputed" in note for note in result.notes)
    workspace.database.close()
    held = (workspace.folder / "review.db").read_bytes()
    assert [name for name in ids if name.encode() in held] == []


def test_an_id_without_a_salt_is_what_it_was_and_a_salt_changes_it(older: Workspace) -> None:
    workspace = upgraded(older)
    with workspace.reading() as work:
        row = queries.revisions_of(work, CASE)[0]
        edit = Edit(
            subject_of(row),
            Reader(row.reader),
            ItemKind(row.item_kind),
            row.item_id,
            answer_of(row),
            row.author,
            None,
            row.origin,
        )
        assert revision_id(edit) == row.id
        assert has_its_id(row, (), "")
        assert not has_its_id(row, (), "aa" * 16)
        name = row.id
        salted = {revision_id(edit, salt=salt * 16) for salt in ("aa", "bb")}
    assert len(salted | {name}) == 3
