"""Each writing command where somebody else writes, where it may not, and where no lock is given."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.interfaces.command_line import run
from tests.interfaces.commands_to_kill import COMMANDS, given, prepared
from tests.interfaces.damage import on_each_connection
from tests.interfaces.review_state import dump

pytestmark = pytest.mark.journeys

if sys.platform == "linux":
    from tests.interfaces.trouble import CAN_REFUSE_LOCKS, without_locks, without_rights
else:
    CAN_REFUSE_LOCKS = False

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="rights are given up as Linux does")
WITH_FILTERS = pytest.mark.skipif(
    not CAN_REFUSE_LOCKS, reason="only Linux's kernel can be asked to refuse locks"
)


def left_in(review: Path) -> list[str]:
    """Every file of the review, but for what SQLite keeps beside its own."""
    return sorted(
        path.relative_to(review).as_posix()
        for path in review.rglob("*")
        if not path.name.startswith("review.db-")
    )


@pytest.mark.proof(part=2)
@pytest.mark.parametrize("name", COMMANDS)
def test_while_somebody_else_writes_a_command_changes_nothing(
    killable: Path, tmp_path: Path, name: str
) -> None:
    review = prepared(killable, COMMANDS[name], tmp_path / "review")
    words = given(review, COMMANDS[name].words)
    before, files = dump(review / "review.db"), left_in(review)
    with closing(sqlite3.connect(review / "review.db")) as other:
        other.execute("begin immediate")
        with on_each_connection("busy_timeout = 1"):
            done = run("--review", review, *words)
        other.rollback()
    assert done.code == 3, done
    assert done.err.startswith("Somebody else is changing this review. Nothing was changed")
    assert dump(review / "review.db") == before
    assert left_in(review) == files


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder in which nobody may write."""
    paths = [folder, *folder.rglob("*")]
    rights = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(rights[path] & 0o555)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(rights[path])


@ON_LINUX
@pytest.mark.proof(part=2)
@pytest.mark.parametrize("name", COMMANDS)
def test_without_rights_a_command_says_whose_to_look_at(
    killable: Path, tmp_path: Path, name: str
) -> None:
    review = prepared(killable, COMMANDS[name], tmp_path / "review")
    words = given(review, COMMANDS[name].words)
    before, files = dump(review / "review.db"), left_in(review)
    with read_only(review):
        done = without_rights("--review", review, *words)
    assert done.returncode == 4, done
    assert "Check who owns the review's folder" in done.stderr
    assert dump(review / "review.db") == before
    assert left_in(review) == files


@WITH_FILTERS
@pytest.mark.proof(part=2)
@pytest.mark.parametrize("name", COMMANDS)
def test_where_no_lock_is_given_a_command_asks_for_another_folder(
    killable: Path, tmp_path: Path, name: str
) -> None:
    review = prepared(killable, COMMANDS[name], tmp_path / "review")
    words = given(review, COMMANDS[name].words)
    before, files = dump(review / "review.db"), left_in(review)
    done = without_locks("--review", review, *words)
    assert done.returncode == 4, done
    assert "Move the review to a folder of this computer" in done.stderr
    assert dump(review / "review.db") == before
    assert left_in(review) == files


@WITH_FILTERS
@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EACCES])
def test_a_network_folder_without_its_lock_daemon_is_not_called_busy(
    killable: Path, tmp_path: Path, error: int
) -> None:
    """SQLite takes these two for somebody else's lock."""
    review = prepared(killable, COMMANDS["case submit"], tmp_path / "review")
    done = without_locks("--review", review, "status", error=error)
    assert done.returncode == 4, done
    assert "Move the review to a folder of this computer" in done.stderr
