"""A database that lacks the newest work is noticed when it is opened, and nothing is done on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.sampling import samples
from inspect_tool.store.heads_file import OlderDatabaseError
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import refused, run
from tests.interfaces.review_state import files
from tests.small_review import SEED, check_database, open_review
from tests.stages import Stages


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
    refused(run("--review", review, "status"), 3)
    assert (file.read_bytes() if file.exists() else None) == content


def test_a_lead_accepts_an_older_copy_and_the_audit_trail_says_so(older: Path) -> None:
    said = refused(run("--review", older, "--as", "ab", "db", "accept-older", "--why", "Lost"), 3)
    assert "needs the role of lead" in said
    refused(run("--review", older, "db", "accept-older", "--why", "  "), 2)
    done = run("--review", older, "--json", "db", "accept-older", "--why", "The laptop was lost")
    assert done.json() == {"lost": 3}
    workspace = open_review(older, later=True)
    assert check_database(workspace).faults == ()
    go_on(workspace)
    again = refused(run("--review", older, "db", "accept-older", "--why", "Lost"), 3)
    assert "holds the newest work" in again


def test_a_file_that_is_behind_or_unreadable_does_not_stop_the_work(review: Path) -> None:
    behind = (review / "review.heads").read_bytes()
    workspace = open_review(review, later=True)
    go_on(workspace)
    for content in (behind, b"", b"\xff\x00", b"no head"):
        (review / "review.heads").write_bytes(content)
        assert run("--review", review, "status").code == 0
    (review / "review.heads").unlink()
    assert run("--review", review, "status").code == 0


def test_what_a_killed_process_left_is_removed(review: Path) -> None:
    left = review / ".review.heads.1-2.part"
    left.write_text("1:", encoding="ascii")
    assert run("--review", review, "status").code == 0
    assert not left.exists()
