"""One review on a server, worked on from two computers, each with a folder of its own."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from inspect_tool.domain.jobs import JobKind
from inspect_tool.job_runner import run_jobs
from inspect_tool.services.jobs import claimed, jobs
from inspect_tool.services.overview import moving
from inspect_tool.services.records.evidence_files import (
    FileGoneError,
    GivenFile,
    NoRoomForFilesError,
    attach_file,
    save_file,
)
from inspect_tool.services.retention import purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.review import heads
from inspect_tool.services.review.readiness import why_not_ready
from inspect_tool.services.review.whose_database import OtherReviewsDatabaseError
from inspect_tool.store import evidence_table, heads_file, job_queries, migrate, snapshot_queries
from inspect_tool.store.evidence_table import EvidenceTable, evidence_of
from inspect_tool.store.heads_file import OlderDatabaseError
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.roles import ADD, rights
from inspect_tool.workspace import Workspace
from tests.on_postgresql import Loaded
from tests.small_review import check_database, make_review, open_review
from tests.throw_away_server import Server, name_in

pytestmark = [pytest.mark.one_engine("of PostgreSQL alone"), pytest.mark.journeys]

CASE, OTHER = "ASH-002", "BRO-003"
FILE = b"%PDF-1.4\nof one case\n"
DIGEST = hashlib.sha256(FILE).hexdigest()


@dataclass(frozen=True)
class Computers:
    """Two computers with the review on a server: the same documents and keys, nothing shared."""

    one: Workspace
    other: Workspace
    server: Server
    url: str

    def anew(self) -> Computers:
        """The same, as commands that begin now see them."""
        self.close()
        return replace(
            self, one=_opened(self.one.folder, self.url), other=_opened(self.other.folder, self.url)
        )

    def close(self) -> None:
        for workspace in (self.one, self.other):
            workspace.database_as_found.close()


def _opened(folder: Path, url: str) -> Workspace:
    return open_review(folder, later=True).with_database(url)


@pytest.fixture
def computers(sampled_once: Path, tmp_path: Path, loaded_databases: Loaded) -> Iterator[Computers]:
    url = loaded_databases.server.new_database()
    folder = Path(shutil.copytree(sampled_once, tmp_path / "one"))
    in_file = open_review(folder, later=True)
    with in_file.work() as work:
        moving.copy_review(work, in_file.review, folder, url)
    in_file.database.close()
    (folder / "review.db").unlink()
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    (other / heads_file.FILE).unlink(missing_ok=True)  # as on a server that is set up anew
    made = Computers(_opened(folder, url), _opened(other, url), loaded_databases.server, url)
    yield made
    made.close()
    loaded_databases.server.drop(url)


def attach(workspace: Workspace, path: Path, ref: str = CASE) -> None:
    path.write_bytes(FILE)
    with workspace.work() as work:
        folder = workspace.place.evidence
        attach_file(work, workspace.review, folder, ref, "HARM.1.a", GivenFile(path))


def note(workspace: Workspace, what: str = "test.write") -> None:
    with workspace.work() as work:
        work.audit(what)


def test_a_file_that_one_attached_the_other_has(computers: Computers, tmp_path: Path) -> None:
    one, other = computers.one, computers.other
    attach(one, tmp_path / "plan.pdf")
    attach(other, tmp_path / "plan.pdf", OTHER)
    with other.work() as work:
        save_file(work, other.review, other.place.evidence, DIGEST, tmp_path / "copy.pdf")
        assert evidence_of(work, other.place.evidence).size() == len(FILE)
    assert (tmp_path / "copy.pdf").read_bytes() == FILE
    assert not one.place.evidence.exists()
    assert not other.place.evidence.exists()
    assert check_database(other).faults == ()


def test_a_file_is_undone_with_its_transaction_and_destroyed_for_all(
    computers: Computers, tmp_path: Path
) -> None:
    one, other = computers.one, computers.other
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("inspect_tool.services.records.evidence_files.LARGEST_TOGETHER", 3)
        with pytest.raises(NoRoomForFilesError):
            attach(one, tmp_path / "plan.pdf")
    with one.reading() as work:
        assert evidence_of(work, one.place.evidence).digests() == frozenset()
    attach(one, tmp_path / "plan.pdf")
    wanted = purge.Wanted((PurgeClass.EVIDENCE_FILES,), why="retention schedule")
    place = Place(other.folder, other.keys)
    purge.purge(other.work, other.review, place, wanted, confirm=purge.WORD)
    with pytest.raises(FileGoneError), one.work() as work:
        save_file(work, one.review, one.place.evidence, DIGEST, tmp_path / "copy.pdf")
    assert check_database(one).faults == ()  # destroyed on purpose


def test_the_table_takes_only_what_has_the_digest(computers: Computers) -> None:
    for digest, content in ((DIGEST, b"another"), (hashlib.sha256(b"").hexdigest(), b"")):
        with pytest.raises(DBAPIError), computers.one.database.engine.begin() as connection:
            EvidenceTable(connection).add(digest, content)


def test_a_file_that_is_missing_or_altered_is_told(computers: Computers, tmp_path: Path) -> None:
    one = computers.one
    attach(one, tmp_path / "plan.pdf")

    def tamper(statement: str) -> None:
        computers.server.do(statement, database=name_in(computers.url))

    tamper("alter table evidence_file drop constraint ck_evidence_file_digest")
    tamper("update evidence_file set content = 'x'")
    assert any("not what was attached" in fault for fault in check_database(one).faults)
    tamper("delete from evidence_file")
    assert any("is missing" in fault for fault in check_database(one).faults)
    attach(computers.other, tmp_path / "plan.pdf", OTHER)  # the same file again mends it
    assert not any("file of evidence" in fault for fault in check_database(one).faults)


def test_each_folder_knows_what_was_saved_from_it_alone(computers: Computers) -> None:
    one, other = computers.one, computers.other
    for _ in range(heads_file.MOST_BEHIND + 2):  # in a file this many would be missed
        note(one)
    note(other)
    for workspace in (computers.anew().one, computers.anew().other):
        assert why_not_ready(workspace.database, workspace.witness) == ""
        note(workspace)
        assert check_database(workspace).faults == ()


def test_an_older_dump_is_refused_where_newer_work_was_saved(computers: Computers) -> None:
    server, name = computers.server, name_in(computers.url)
    note(computers.other)
    computers.close()
    dump = server.new_database(template=name)
    note(computers.one)
    computers.close()
    server.drop(computers.url)
    server.do(f"alter database {name_in(dump)} rename to {name}")
    with pytest.raises(OlderDatabaseError, match="older dump"):  # by a server that ran meanwhile
        note(computers.one)
    found = computers.one.database_as_found
    assert "lacks work" in why_not_ready(found, computers.one.witness)
    restored = computers.anew()
    with pytest.raises(OlderDatabaseError, match="db accept-older"):
        _ = restored.one.database
    note(restored.other, "test.other")  # nothing that was saved from there is lacking
    restored = restored.anew()
    with pytest.raises(OlderDatabaseError):  # also where others have gone on
        _ = restored.one.database
    witness = restored.one.witness
    with restored.one.work_on_older() as work:
        assert heads.accept_older(work, witness, restored.one.keys, why="the disk died").lost
    note(restored.anew().one)


def number_of_entries(computers: Computers) -> object:
    asked = "select count(*) from audit_entry"
    return computers.server.do(asked, database=name_in(computers.url))


@pytest.mark.parametrize("has_a_key", [False, True])
def test_a_new_folder_does_not_go_on_in_another_reviews_database(
    computers: Computers, tmp_path: Path, has_a_key: bool
) -> None:
    before = number_of_entries(computers)
    folder = make_review(tmp_path / "new", team=[{"id": "zz", "name": "Zed", "roles": ["lead"]}])
    if has_a_key:
        KeyFolder(folder / "keys").make_signing_key()
    new = _opened(folder, computers.url)
    for begin in (new.reading, new.work):
        with pytest.raises(OtherReviewsDatabaseError, match="INSPECT_TOOL_DATABASE_URL"), begin():
            pass
    assert number_of_entries(computers) == before
    new.database_as_found.close()


def test_a_copy_of_the_folder_without_its_keys_still_reads(computers: Computers) -> None:
    shutil.rmtree(computers.other.keys.folder)
    with computers.other.reading() as work:
        assert snapshot_queries.snapshots(work)


def test_an_empty_database_is_not_begun_in_the_place_of_one_that_is_lost(
    computers: Computers,
) -> None:
    computers.close()
    computers.server.drop(computers.url)
    name = name_in(computers.url)
    computers.server.do(f"create database {name} template template0 locale 'C.UTF-8'")
    lost = computers.anew()
    with pytest.raises(OlderDatabaseError, match="nothing in the database on the server"):
        _ = lost.one.database
    assert migrate.schema_version(lost.one.database_as_found.engine) is None
    lost.close()


def test_a_file_of_evidence_is_only_added_by_those_who_work() -> None:
    assert rights()[evidence_table.TABLE] == ADD


def test_a_job_is_for_the_server_whose_folder_has_its_files(computers: Computers) -> None:
    one, other = computers.one, computers.other
    with one.work() as work:
        name = jobs.ask(
            work,
            one.folder,
            kind=JobKind.RETURN,
            arguments={"authority": "ASH"},
            files=[("List 1.csv", b"x")],
        ).name
    for workspace, number in ((other, 0), (one, 1)):
        with workspace.reading() as work:
            assert claimed.is_anything_waiting(work, workspace.folder) == bool(number)
    assert run_jobs(other, tell=lambda _: None) == 0
    assert run_jobs(one, tell=lambda _: None) == 1
    with one.work() as work:
        job_queries.put(work, name, while_in=("failed", "done"), files=["result.csv"])
    with other.reading() as work, pytest.raises(jobs.JobFileElsewhereError, match="another server"):
        jobs.file_of(work, other.folder, name=name, number=1)
