"""What is killed while it writes files and not the review: a file is whole, or not there."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_tool.store import queries
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.die_at_a_step import run_and_die
from tests.interfaces.review_state import dump
from tests.small_review import check_database, open_review
from tests.taken_along import laptop, open_, pack_of, say, take

Words = tuple[str | Path, ...]
QUESTION = "HARM.1.a"


def whole_review(target: Path) -> bool:
    """Whether there is a review that can be opened; half of one is a failure."""
    if not (target / "review.yaml").exists():
        return False
    left = [path.name for path in target.rglob("*") if path.name.startswith(".")]
    assert set(left) <= {".new"}
    return run("--review", target, "framework", "check").code == 0


def whole_copy(target: Path) -> bool:
    """Whether there is a copy of the database; half of one is a failure."""
    return target.exists() and len(dump(target)) > 0


OUTSIDE: dict[str, tuple[Words, str, Callable[[Path], bool]]] = {
    "new": (("new",), "review", whole_review),
    "db backup": (("--review", "REVIEW", "db", "backup", "-o"), "copy.db", whole_copy),
    "db copy": (("--review", "REVIEW", "db", "copy", "--to"), "moved.db", whole_copy),
}


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_killed_leaves_a_whole_one_or_none_and_can_be_done_again(
    full_once: Path, tmp_path: Path, name: str, *, whole: bool
) -> None:
    words, target, is_whole = OUTSIDE[name]
    review = Path(shutil.copytree(full_once / "review", tmp_path / "review-of-it"))
    words = tuple(review if word == "REVIEW" else word for word in words)
    room = tmp_path / "room"
    room.mkdir()
    assert run_and_die(tmp_path / "steps.txt", room, *words, room / target) == 0
    steps = (tmp_path / "steps.txt").read_text(encoding="utf-8").splitlines()
    assert is_whole(room / target)
    for step in range(len(steps)) if whole else (len(steps) // 2, len(steps) - 1):
        shutil.rmtree(room)
        room.mkdir()
        told = f"{name} killed at step {step}, {steps[step]}"
        assert run_and_die(step, room, *words, room / target) == -signal.SIGKILL, told
        if not is_whole(room / target):
            assert run_and_die(tmp_path / "again.txt", room, *words, room / target) == 0, told
        assert is_whole(room / target), told
    opened = Workspace.open(review)
    assert check_database(opened).faults == ()
    opened.database.close()


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("keeps", [False, True])
def test_a_return_that_is_killed_is_whole_or_the_working_copy_is_there(
    full_once: Path, tmp_path: Path, *, keeps: bool, whole: bool
) -> None:
    room, office = tmp_path / "room", tmp_path / "office"
    workspace = open_review(Path(shutil.copytree(full_once / "assigned", office)), later=True)
    pack_of(workspace, tmp_path / "ab.pack")
    there = laptop(open_(tmp_path / "ab.pack").folder)
    with there.reading() as work:
        ref = min(row.case_ref for row in queries.assignments(work, "ab"))
    say(there, ref, QUESTION, "no", "seen in the field", "one")
    there.database.close()
    words: Words = ("pack", "return", room / "ab.pack", "-o", room / "back.pack")
    words = (*words, "--keep") if keeps else words

    def begin_anew() -> None:
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        shutil.copytree(tmp_path / "ab.pack.open", room / "ab.pack.open")

    def is_whole() -> bool:
        """Whether the office can take in the return; half of one is a failure."""
        if not (room / "back.pack").exists():
            return False
        (taken,) = take(workspace, room / "back.pack", dry_run=True)
        assert (taken.changed, taken.problems) == (1, ())
        return True

    begin_anew()
    assert run_and_die(tmp_path / "steps.txt", room, *words) == 0
    steps = (tmp_path / "steps.txt").read_text(encoding="utf-8").splitlines()
    assert is_whole()
    for step in range(len(steps)) if whole else (len(steps) // 2, len(steps) - 1):
        begin_anew()
        told = f"killed at step {step}, {steps[step]}"
        assert run_and_die(step, room, *words) == -signal.SIGKILL, told
        if not is_whole():
            assert run_and_die(tmp_path / "again.txt", room, *words) == 0, told
        assert is_whole(), told
    workspace.database.close()
