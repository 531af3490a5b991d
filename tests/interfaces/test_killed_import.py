"""An import that is killed leaves the review as it was before, or as it is after; never between."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.store.key_files import KeyFolder
from inspect_tool.workspace import Workspace
from tests.interfaces.review_state import dump
from tests.small_review import check_database, make_return, make_review, take_return

KILLS = 6
TABLES = ('INSERT INTO "frame_unit"', 'INSERT INTO "drawn_')


def start_import(folder: Path, path: Path) -> subprocess.Popen[bytes]:
    words = ["--review", str(folder), "frame", "import", str(path), "--accept-changes"]
    return subprocess.Popen(
        [sys.executable, "-m", "inspect_tool", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def units(folder: Path) -> tuple[str, ...]:
    """The frame's rows; the moment of the import is in none of them."""
    return tuple(line for line in dump(folder / "review.db") if line.startswith(TABLES))


def keys_of(folder: Path) -> bytes:
    return (folder / "keys" / "ASH.json").read_bytes()


def state(folder: Path) -> tuple[tuple[str, ...], bytes]:
    """Frame and key file as whoever opens the review finds them."""
    workspace = Workspace.open(folder)
    with workspace.reading():
        pass
    workspace.database.close()
    return units(folder), keys_of(folder)


def leftovers(folder: Path) -> list[str]:
    found = [one.name for one in (folder / "keys").iterdir()]
    return [one for one in found if one.startswith(".")]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with a first return of one authority."""
    base = tmp_path_factory.mktemp("killed")
    folder = make_review(base / "review")
    workspace = Workspace.open(folder)
    take_return(workspace, [make_return(base / "first", "ASH", children=12)])
    workspace.database.close()
    return folder


@pytest.fixture(scope="module")
def changed_return(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second return, of more children."""
    return make_return(tmp_path_factory.mktemp("changed"), "ASH", children=400)


@pytest.fixture(scope="module")
def after(
    before: Path, changed_return: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, float]:
    """The review with the second return, and how long its import took."""
    folder = Path(shutil.copytree(before, tmp_path_factory.mktemp("after") / "review"))
    started = time.monotonic()
    assert start_import(folder, changed_return).wait() == 0
    return folder, time.monotonic() - started


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill it at that moment; whether it was still at work."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def delays(duration: float) -> Iterator[float]:
    """Moments of the import, most of them in its second half, where it writes."""
    for number in range(KILLS):
        yield duration * (0.3 + 0.7 * number / (KILLS - 1))


def test_an_import_killed_at_any_moment_leaves_before_or_after(
    before: Path, after: tuple[Path, float], changed_return: Path, tmp_path: Path
) -> None:
    folder, duration = after
    allowed = {"before": state(before), "after": state(folder)}
    assert allowed["before"] != allowed["after"]
    killed = 0
    for number, delay in enumerate(delays(duration)):
        copy = Path(shutil.copytree(before, tmp_path / str(number)))
        killed += kill_after(start_import(copy, changed_return), delay)
        assert state(copy) in allowed.values(), f"killed after {delay:.2f} s"
        assert leftovers(copy) == []
        assert check_database(Workspace.open(copy)).faults == ()
    assert killed >= KILLS // 3, "too few were killed at work for this to say anything"
    assert start_import(copy, changed_return).wait() == 0
    assert state(copy) == allowed["after"]


@pytest.mark.parametrize("point", ["after the key file is staged", "after the commit"])
def test_an_import_killed_between_its_two_steps_is_finished_or_undone(
    before: Path, after: tuple[Path, float], changed_return: Path, tmp_path: Path, point: str
) -> None:
    """The two moments that a kill by the clock can miss."""
    copy = Path(shutil.copytree(before, tmp_path / "review"))
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from inspect_tool.services.frames.returns import ImportOptions\n"
        "from inspect_tool.services.frames.take_return import take_return\n"
        "from inspect_tool.store.key_files import KeyFolder\n"
        "from inspect_tool.workspace import Workspace\n"
        "def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)\n"
        "stage = KeyFolder.stage\n"
        "def stage_and_die(self, keys): stage(self, keys); die()\n"
        "if sys.argv[3] == 'after the commit': KeyFolder.settle = die\n"
        "else: KeyFolder.stage = stage_and_die\n"
        "options = ImportOptions(accept_changes=True)\n"
        "review = Workspace.open(Path(sys.argv[1]))\n"
        "files = [Path(sys.argv[2])]\n"
        "take_return(review.work, review.review, files, keys=review.keys, options=options)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(copy), str(changed_return), point],
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    (left,) = leftovers(copy)
    assert re.fullmatch(r"\.ASH\.[0-9a-f]{16}\.staged", left)
    expected = state(before) if "staged" in point else state(after[0])
    assert state(copy) == expected
    assert leftovers(copy) == []
    assert KeyFolder(copy / "keys").read("ASH") is not None
    assert check_database(Workspace.open(copy)).faults == ()
    assert start_import(copy, changed_return).wait() == 0
    assert state(copy) == state(after[0])
