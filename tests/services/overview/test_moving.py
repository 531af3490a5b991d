"""A review goes from a file to a server and back, row by row, or does not go at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.services.overview import moving
from inspect_tool.services.records.evidence_files import GivenFile, attach_file
from inspect_tool.services.review import database_care
from inspect_tool.services.review.documents import OtherFileError
from inspect_tool.store import copying, heads_file, migrate, seals
from inspect_tool.store.copying import Copied, CopyDiffersError, NotEmptyError
from inspect_tool.store.database_errors import ChangedByOthersError
from inspect_tool.store.roles import NoServerError
from inspect_tool.workspace import Workspace
from tests.on_postgresql import Loaded
from tests.small_review import open_review

pytestmark = [pytest.mark.one_engine("goes between the two"), pytest.mark.journeys]


def copied(workspace: Workspace, to: str | Path) -> Copied:
    with workspace.work() as work:
        return moving.copy_review(work, workspace.review, workspace.folder, str(to))


def rows_of(path: Path) -> list[str]:
    """What a file holds, but for the index of words, which is made anew."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            line for line in connection.iterdump() if not line.startswith('INSERT INTO "searched_')
        )


@pytest.fixture
def url(loaded_databases: Loaded) -> Iterator[str]:
    """The address of an empty database."""
    made = loaded_databases.server.new_database()
    yield made
    loaded_databases.server.drop(made)


def test_a_review_that_went_there_and_back_is_as_it_was(recorded: Workspace, url: str) -> None:
    before = rows_of(recorded.folder / "review.db")
    there = copied(recorded, url)
    assert there.rows > there.entries > 0
    on_server = recorded.with_database(url)
    with pytest.raises(NotEmptyError, match="createdb"):
        copied(recorded, url)
    recorded.database.close()
    (recorded.folder / "review.db").rename(recorded.folder / "before.db")
    assert copied(on_server, recorded.folder / "review.db") == there
    assert rows_of(recorded.folder / "review.db") == before
    on_server.database.close()
    assert not list(recorded.folder.glob(".review.db.part*"))


def test_a_review_that_went_on_on_a_server_goes_on_in_its_folder(
    recorded: Workspace, url: str
) -> None:
    with recorded.work() as work:
        work.audit("test.write")
    copied(recorded, url)
    on_server = replace(recorded.with_database(url))
    for _ in range(heads_file.MOST_BEHIND + 2):
        with on_server.work() as work:
            work.audit("test.write")
    with pytest.raises(NotEmptyError):  # its log would be taken for that of the new one
        copied(on_server, recorded.folder / "review.db")
    recorded.database.close()
    (recorded.folder / "review.db").unlink()
    copied(on_server, recorded.folder / "review.db")
    back = open_review(recorded.folder)
    with back.work() as work:  # review.heads knows how far it went
        work.audit("test.write")
    on_server.database.close()


def test_files_of_evidence_go_with_the_review(
    recorded: Workspace, url: str, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("A note.")
    given = GivenFile(tmp_path / "note.txt")
    with recorded.work() as work:
        folder = recorded.place.evidence
        digest = attach_file(work, recorded.review, folder, "ASH-002", "HARM.1.a", given).digest
    assert copied(recorded, url).files == 1
    on_server = recorded.with_database(url)
    recorded.database.close()
    for left in (recorded.folder / "review.db", folder / digest):
        left.unlink()
    assert copied(on_server, recorded.folder / "review.db").files == 1
    assert (folder / digest).read_text() == "A note."
    assert (folder / digest).stat().st_mode & 0o077 == 0
    on_server.database.close()


def test_a_file_of_evidence_that_is_not_what_it_was_does_not_go(
    recorded: Workspace, url: str
) -> None:
    recorded.place.evidence.mkdir()
    (recorded.place.evidence / ("a" * 64)).write_bytes(b"x")
    with pytest.raises(ChangedByOthersError, match="file of evidence"):
        copied(recorded, url)


def test_what_is_not_as_it_was_sealed_does_not_go(recorded: Workspace, tmp_path: Path) -> None:
    recorded.database.close()
    with closing(sqlite3.connect(recorded.folder / "review.db")) as other, other:
        other.execute("update assignment set inspector = 'zz'")
    with pytest.raises(ChangedByOthersError, match="db check"):
        copied(recorded, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy.db*"))


def test_what_arrives_otherwise_than_it_was_sent_is_undone(
    recorded: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = copying._insert  # what goes wrong on the way

    def lose_one(into: object, table: object, rows: list[object]) -> None:
        insert(into, table, rows[:-1] if len(rows) > 1 else rows)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "_insert", lose_one)
    with pytest.raises(CopyDiffersError, match="undone"):
        copied(recorded, tmp_path / "copy.db")
    monkeypatch.undo()
    answers = iter([False, True])
    monkeypatch.setattr(seals, "has_broken_chain", lambda _connection: next(answers))
    with pytest.raises(CopyDiffersError, match="audit trail"):
        copied(recorded, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy.db*"))


def test_a_copy_takes_nothing_elses_place(recorded: Workspace, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_text("mine")
    with pytest.raises(NotEmptyError, match="Nothing was changed"):
        copied(recorded, mine)
    assert mine.read_text() == "mine"
    with pytest.raises(OtherFileError, match="--from takes"):
        recorded.with_database(str(mine))
    assert recorded.with_database(str(recorded.folder / "review.db")).database_file


def test_rights_and_backups_are_each_for_their_own_engine(
    recorded: Workspace, url: str, tmp_path: Path
) -> None:
    with pytest.raises(NoServerError, match="in a file"), recorded.work() as work:
        database_care.give_rights(work, "inspectors")
    copied(recorded, url)
    on_server = recorded.with_database(url)
    with pytest.raises(migrate.BackupRefusedError, match="db copy --to FILE"):
        migrate.back_up(on_server.database.engine, tmp_path / "copy.db")
    said = database_care.upgrade(on_server.database, None, now=recorded.clock())
    assert said.endswith("nothing to do.")
    with on_server.database.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0021'")
    with pytest.raises(migrate.SchemaVersionError, match=r"`pg_dump`.*`db upgrade` as the owner"):
        migrate.check_schema(on_server.database.engine)
    on_server.database.close()
