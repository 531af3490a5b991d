"""A database that lacks the newest work is noticed when it is opened, and nothing is done on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.audit import Head
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.records.revisions import RecordBook, StrayNote
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.store import audit_queries, heads_file, queries
from inspect_tool.store.heads_file import OlderDatabaseError
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import refused, run
from tests.interfaces.review_state import dump, files
from tests.services.access.shared_review import change_team
from tests.small_review import (
    SEED,
    check_database,
    make_return,
    make_review,
    open_review,
    take_return,
)
from tests.stages import Stages

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["framed"], tmp_path / "review"))


def go_on(workspace: Workspace) -> None:
    """Save something more, in three steps; the last leaves the log as it is."""
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)


def put_back(older: Path, review: Path) -> None:
    """Put an older copy of review.db in place, alone."""
    for name in ("review.db-wal", "review.db-shm"):
        (review / name).unlink(missing_ok=True)
    shutil.copyfile(older, review / "review.db")


@pytest.fixture
def older(review: Path, tmp_path: Path) -> Path:
    """The review with an older copy of its database in place of the newest."""
    kept = Path(shutil.copyfile(review / "review.db", tmp_path / "older.db"))
    workspace = open_review(review, later=True)
    go_on(workspace)
    workspace.database.close()
    put_back(kept, review)
    return review


def test_the_newest_seal_is_kept_beside_the_database(review: Path) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    kept = (review / "review.heads").read_text(encoding="ascii").strip()
    assert kept == check_database(workspace).head
    assert (review / "review.heads").stat().st_mode & 0o777 == 0o600
    assert not list(review.glob(".*.part"))


def test_a_database_that_was_copied_without_its_log_is_refused(
    review: Path, tmp_path: Path
) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)  # and the connection stays open, so that the log is not yet in review.db
    assert (review / "review.db-wal").stat().st_size > 0
    copy = tmp_path / "copy"
    shutil.copytree(review, copy, ignore=shutil.ignore_patterns("review.db-*"))
    with pytest.raises(OlderDatabaseError, match=r"copied without review\.db-wal"):
        _ = Workspace.open(copy).database
    whole = Path(shutil.copytree(review, tmp_path / "whole"))
    assert check_database(Workspace.open(whole)).faults == ()


@pytest.mark.every_run
def test_every_command_refuses_an_older_copy_and_changes_nothing(older: Path) -> None:
    before = files(older)
    for words in (["status"], ["sample", "commit"], ["db", "check"], ["frame", "show"]):
        said = refused(run("--review", older, *words), 3)
        assert "older copy" in said
        assert "db accept-older --why TEXT" in said
    assert files(older) == before


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_database_is_not_made_anew(review: Path, content: bytes | None) -> None:
    file = review / "review.db"
    for log in review.glob("review.db-*"):
        log.unlink()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    said = " ".join(refused(run("--review", review, "status"), 3).split())
    assert "there is no review.db here, or nothing in it" in said
    assert "INSPECT_TOOL_DATABASE_URL has to name its database" in said
    assert "accept-older" not in said  # there is nothing to go on from
    assert (file.read_bytes() if file.exists() else None) == content


def test_a_lead_accepts_an_older_copy_and_the_audit_trail_says_so(older: Path) -> None:
    said = refused(run("--review", older, "--as", "ab", "db", "accept-older", "--why", "Lost"), 3)
    assert "needs the role of lead" in said
    refused(run("--review", older, "db", "accept-older", "--why", "  "), 2)
    done = run("--review", older, "--json", "db", "accept-older", "--why", "The laptop was lost")
    assert done.json() == {"lost": 3, "to_delete_again": []}
    workspace = open_review(older, later=True)
    assert check_database(workspace).faults == ()
    with workspace.reading() as work:
        (told,) = audit_queries.entries_of_action(work, "database.accept-older")
        # How long the trail was that is not there any more, and how long it is.
        assert told.details["lost"] == told.details["held"] + 3
    go_on(workspace)
    again = refused(run("--review", older, "db", "accept-older", "--why", "Lost"), 3)
    assert "holds the newest work" in again


def damage(file: Path, state: str) -> None:
    """Take away what tells an older copy, as a person or a drive may."""
    text = file.read_text(encoding="ascii")
    file.unlink()
    if state == "a folder":
        file.mkdir()
    elif state != "missing":
        contents = {
            "empty": b"",
            "no text": b"\xff\x00",
            "garbage": b"no head",
            "cut": text[:9].encode(),
        }
        file.write_bytes(contents[state])


DAMAGE = ["missing", "empty", "no text", "garbage", "cut", "a folder"]


@pytest.mark.parametrize("state", DAMAGE)
def test_nothing_is_saved_where_nothing_would_tell_an_older_copy(review: Path, state: str) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    workspace.database.close()
    damage(review / "review.heads", state)
    before = dump(review / "review.db")
    said = refused(run("--review", review, "moderate", "draw"), 3)
    assert "review.heads, which tells an older review.db from the newest," in said
    assert "db accept-older --why TEXT" in said
    assert dump(review / "review.db") == before
    status = run("--review", review, "status")
    assert status.code == 0
    assert "which tells an older review.db from the newest" in " ".join(status.out.split())
    check = run("--review", review, "--json", "db", "check")
    assert check.code == 1
    assert ["db accept-older" in fault for fault in check.json()["faults"]] == [True]


def test_looking_is_possible_after_the_team_was_changed_too(review: Path) -> None:
    """A changed team is noted by the next use, which is a saving."""
    workspace = open_review(review, later=True)
    go_on(workspace)
    workspace.database.close()
    change_team(review, "ef", not_for=["BRO"])
    damage(review / "review.heads", "missing")
    before = dump(review / "review.db")
    assert run("--review", review, "status").code == 0
    assert dump(review / "review.db") == before


@pytest.mark.parametrize("state", DAMAGE)
def test_a_lead_goes_on_and_the_file_is_written_anew(review: Path, state: str) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    damage(review / "review.heads", state)
    refused(run("--review", review, "--as", "ab", "db", "accept-older", "--why", "x"), 3)
    done = run("--review", review, "--json", "db", "accept-older", "--why", "compared by hand")
    assert done.json() == {"lost": 0, "to_delete_again": []}
    assert run("--review", review, "moderate", "draw").code == 0
    found = check_database(open_review(review, later=True))
    assert found.faults == ()
    assert (review / "review.heads").read_text(encoding="ascii").strip() == found.head


def test_a_folder_with_files_in_its_place_is_not_removed(review: Path) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    damage(review / "review.heads", "a folder")
    (review / "review.heads" / "mine").write_text("x")
    said = refused(run("--review", review, "db", "accept-older", "--why", "x"), 3)
    assert "Move it away" in said
    assert (review / "review.heads" / "mine").exists()


@pytest.mark.parametrize(("behind", "is_told"), [(3, False), (4, True)])
def test_a_file_that_is_a_little_behind_is_no_fault_and_an_older_one_is(
    review: Path, behind: int, is_told: bool
) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    earlier = []
    for number in range(4):
        earlier.append((review / "review.heads").read_bytes())
        with workspace.work() as work:
            work.audit("test.entry", number=number)
    (review / "review.heads").write_bytes(earlier[-behind])
    done = run("--review", review, "moderate", "draw")
    assert done.code == (3 if is_told else 0)
    assert ("is 4 savings behind it" in done.err) == is_told


def test_a_review_from_before_there_was_such_a_file_goes_on(tmp_path: Path) -> None:
    """Nothing in its audit trail says that the file was there, so it is not missed."""
    workspace = open_review(make_review(tmp_path / "review"))
    take_return(workspace, [make_return(tmp_path / "in", "ASH")])
    (workspace.folder / "review.heads").unlink()
    take_return(workspace, [make_return(tmp_path / "in", "BRO")])
    assert (workspace.folder / "review.heads").exists()
    assert check_database(workspace).faults == ()


def test_a_process_that_goes_no_further_than_another_takes_nothing_back(review: Path) -> None:
    workspace = open_review(review, later=True)
    go_on(workspace)
    newest = (review / "review.heads").read_bytes()
    heads_file.write(review, Head(1, "0" * 64))
    assert (review / "review.heads").read_bytes() == newest


# --- an older copy over what was deleted lawfully -------------------------------------------------


@pytest.fixture
def full(full_once: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "full"))
    (folder / "framed.db").unlink()
    return folder


def erase(review: Path, *words: str) -> None:
    done = run("--review", review, "erase", *words, "--why", "a request", "--confirm", "erase")
    assert done.code == 0, done.err


def destroy(review: Path, *words: str) -> None:
    done = run("--review", review, "db", "purge", *words, "--why", "4.2", "--confirm", "destroy")
    assert done.code == 0, done.err


def accept(review: Path) -> list[str]:
    done = run("--review", review, "--json", "db", "accept-older", "--why", "lost")
    assert done.code == 0, done.err
    again: list[str] = done.json()["to_delete_again"]
    return again


def undone(review: Path) -> list[str]:
    told = run("--review", review, "--json", "db", "check").json()
    assert told["faults"] == [], "nothing is to be put back"
    back: list[str] = told["not_gone"]
    return back


def test_an_older_copy_over_an_erasure_says_whom_to_erase_again(full: Path, tmp_path: Path) -> None:
    kept = Path(shutil.copyfile(full / "review.db", tmp_path / "older.db"))
    erase(full, "ASH-002")
    put_back(kept, full)
    (told,) = accept(full)
    assert "`erase ASH-002 --why TEXT --confirm erase`" in told
    assert undone(full) == [told]
    requests = ("sample", "requests", "--authority", "ASH", "-o", tmp_path / "requests.csv")
    said = refused(run("--review", full, *requests), 3)
    assert "ASH-002: erased before" in said
    assert "backup" not in said
    erase(full, "ASH-002")
    assert undone(full) == []
    assert run("--review", full, *requests).code == 0


def test_a_child_who_was_never_drawn_is_asked_for_by_the_authoritys_id(
    full: Path, tmp_path: Path
) -> None:
    kept = Path(shutil.copyfile(full / "review.db", tmp_path / "older.db"))
    held = KeyFolder(full / "keys").read("ASH")
    assert held is not None
    with open_review(full).reading() as work:
        drawn = {unit.unit_id for unit in queries.drawn_units(work, drawn_row(work).draw_id)}
    own = next(own for token, own in held.local_ids.items() if token not in drawn)
    erase(full, "--authority", "ASH", "--child-id", own)
    put_back(kept, full)
    (told,) = accept(full)
    assert "`erase --authority ASH --child-id - --why TEXT --confirm erase`" in told
    assert own not in told
    assert undone(full) == [told]
    erase(full, "--authority", "ASH", "--child-id", own)
    assert undone(full) == []


def test_keys_that_were_destroyed_are_not_missed_by_an_older_copy(
    full: Path, tmp_path: Path
) -> None:
    kept = Path(shutil.copyfile(full / "review.db", tmp_path / "older.db"))
    keys = Path(shutil.copytree(full / "keys", tmp_path / "keys"))
    destroy(full, "--class", "keys", "--class", "signing-key")
    put_back(kept, full)
    assert accept(full) == []
    assert undone(full) == []
    requests = ("sample", "requests", "--authority", "ASH", "-o", tmp_path / "requests.csv")
    assert "were destroyed by `db purge`" in refused(run("--review", full, *requests), 3)
    shutil.copytree(keys, full / "keys", dirs_exist_ok=True)
    assert len(undone(full)) == 3
    destroy(full, "--class", "came-back")
    assert undone(full) == []


def test_notes_that_were_destroyed_are_told_until_they_are_destroyed_again(
    full: Path, tmp_path: Path
) -> None:
    with open_review(full, later=True).work() as work:
        book = RecordBook(work, open_review(full).review, "ASH")
        subject = Subject(SubjectKind.CASE, "ASH", "ASH-002")
        book.keep(StrayNote(subject, None, "H 3", "beside", "ab", "pack"))
        book.write()
    kept = Path(shutil.copyfile(full / "review.db", tmp_path / "older.db"))
    destroy(full, "--class", "stray-notes")
    put_back(kept, full)
    (told,) = accept(full)
    assert "db purge --class stray-notes --why TEXT --confirm destroy" in told
    assert undone(full) == [told]
    destroy(full, "--class", "stray-notes")
    assert undone(full) == []


def test_deletions_of_which_no_certificate_is_left_are_counted(full: Path, tmp_path: Path) -> None:
    kept = Path(shutil.copyfile(full / "review.db", tmp_path / "older.db"))
    erase(full, "ASH-002")
    shutil.rmtree(full / "certificates")
    put_back(kept, full)
    (told,) = accept(full)
    assert "of 1 neither the database nor certificates/ tells what" in told


def test_certificates_that_the_database_does_not_know_can_be_accepted_later(
    full: Path, tmp_path: Path
) -> None:
    """The database and review.heads are both older, so nothing but the certificates tells."""
    for name in ("review.db", "review.heads"):
        shutil.copyfile(full / name, tmp_path / name)
    destroy(full, "--class", "keys")
    put_back(tmp_path / "review.db", full)
    shutil.copyfile(tmp_path / "review.heads", full / "review.heads")
    assert undone(full) == []
    assert accept(full) == []
    requests = ("sample", "requests", "--authority", "ASH", "-o", tmp_path / "requests.csv")
    assert "were destroyed by `db purge`" in refused(run("--review", full, *requests), 3)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": "another"}', "[" * 100_000])
def test_a_file_that_is_no_certificate_says_nothing(full: Path, content: str) -> None:
    (full / "certificates").mkdir()
    (full / "certificates" / "deletion-001.json").write_text(content, encoding="utf-8")
    assert undone(full) == []


def test_what_a_killed_process_left_is_removed(review: Path) -> None:
    left = review / ".review.heads.1-2.part"
    left.write_text("1:", encoding="ascii")
    assert run("--review", review, "status").code == 0
    assert not left.exists()
