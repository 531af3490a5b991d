"""An import that is killed leaves the review as it was before, or as it is after; never between."""

from __future__ import annotations

import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.store.key_files import KeyFolder
from inspect_tool.workspace import Workspace
from tests.interfaces.die_at_a_step import run_and_die
from tests.interfaces.review_state import dump
from tests.small_review import check_database, make_return, make_review, take_return

TABLES = ('INSERT INTO "frame_unit"', 'INSERT INTO "drawn_')
# Steps of the slice that is always tried: the key file and the database change at these.
CRUCIAL = ("os.rename .ASH.staged", "INSERT INTO frame_unit", "commit", "os.rename ASH.json")


def import_and_die(last: Path | int, folder: Path, path: Path) -> int:
    """Import a return, dying at a step; how the process ended."""
    command = ("frame", "import", path, "--accept-changes")
    return run_and_die(last, folder, "--review", folder, *command)


def units(folder: Path) -> tuple[str, ...]:
    """The frame's rows; the moment of the import is in none of them."""
    return tuple(line for line in dump(folder / "review.db") if line.startswith(TABLES))


def state(folder: Path) -> tuple[tuple[str, ...], bytes]:
    """Frame and key file as whoever opens the review finds them."""
    workspace = Workspace.open(folder)
    with workspace.reading():
        pass
    workspace.database.close()
    return units(folder), (folder / "keys" / "ASH.json").read_bytes()


def leftovers(folder: Path) -> list[str]:
    found = [one.name for one in (folder / "keys").iterdir()]
    return [one for one in found if one.startswith(".")]


@dataclass(frozen=True)
class Import:
    """An import, and the review before and after it.

    Args:
        steps: The names of its steps, in order.
    """

    before: Path
    after: Path
    changed_return: Path
    steps: tuple[str, ...]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Import:
    """A second return, of more children, taken to its end."""
    base = tmp_path_factory.mktemp("import")
    before = make_review(base / "before")
    workspace = Workspace.open(before)
    take_return(workspace, [make_return(base / "first", "ASH", children=12)])
    workspace.database.close()
    changed = make_return(base / "changed", "ASH", children=30)
    after = Path(shutil.copytree(before, base / "after"))
    assert import_and_die(base / "steps.txt", after, changed) == 0
    told = (base / "steps.txt").read_text(encoding="utf-8")
    steps = re.sub(r"(?<=\.)[0-9a-f]{16}\.(?=staged)", "", told).splitlines()
    assert state(before) != state(after)
    return Import(before, after, changed, tuple(steps))


def tried(steps: tuple[str, ...], *, whole: bool) -> list[int]:
    """The first of each crucial step, or every step."""
    return list(range(len(steps))) if whole else [steps.index(name) for name in CRUCIAL]


def test_an_import_killed_at_any_step_leaves_before_or_after(
    done: Import, tmp_path: Path, whole: bool
) -> None:
    committed = done.steps.index("commit")
    for step in tried(done.steps, whole=whole):
        copy = Path(shutil.copytree(done.before, tmp_path / str(step)))
        assert import_and_die(step, copy, done.changed_return) == -signal.SIGKILL
        name = f"killed at step {step}, {done.steps[step]}"
        assert state(copy) == state(done.after if step > committed else done.before), name
        assert leftovers(copy) == [], name
        assert KeyFolder(copy / "keys").read("ASH") is not None, name
        assert check_database(Workspace.open(copy)).faults == (), name


def test_an_import_that_was_killed_can_be_done_again(done: Import, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done.before, tmp_path / "review"))
    at = done.steps.index("os.rename ASH.json")  # committed, with the key file still to be settled
    assert import_and_die(at, copy, done.changed_return) == -signal.SIGKILL
    (left,) = leftovers(copy)
    assert re.fullmatch(r"\.ASH\.[0-9a-f]{16}\.staged", left)
    with_steps = tmp_path / "steps.txt"
    assert import_and_die(with_steps, copy, done.changed_return) == 0
    assert state(copy) == state(done.after)
