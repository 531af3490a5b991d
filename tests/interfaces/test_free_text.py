"""Notes and reasons from standard input or an editor, out of the list of processes."""

from __future__ import annotations

import io
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from inspect_tool.services.review.written_text import FOLDER
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import Outcome, refused, run
from tests.stages import Stages

pytestmark = pytest.mark.journeys

CASE, ITEM = "ASH-001", "HARM.1.a"


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["recorded"], tmp_path / "review"))


def answer(review: Path, note: str) -> Outcome:
    words = ("case", "answer", CASE, ITEM, "no", "--note", note, "--reason", "read it")
    return run("--review", review, "--as", "ef", *words)


def editor(folder: Path, source: str) -> str:
    """An editor that does what a line of Python says with `path`."""
    script = folder / "editor.py"
    script.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{source}\n")
    return shlex.join([sys.executable, str(script)])


def test_a_note_is_read_from_standard_input(review: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Seen twice.\nOnce alone.\n"))
    assert answer(review, "-").code == 0
    told = run("--review", review, "--json", "case", "show", CASE)
    assert {one["state"] for one in told.json() if one["reader"] == "first"} == {"in progress"}
    shown = told.out
    assert r"Seen twice.\nOnce alone." in shown


def test_a_note_is_written_in_an_editor_and_nothing_is_left_of_it(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen.txt"
    source = (
        "path.with_suffix('.swp').write_text('a copy of the editor')\n"
        "places = path, path.parent, path.parent.parent\n"
        "modes = [oct(one.stat().st_mode)[-3:] for one in places]\n"
        f"pathlib.Path({str(seen)!r}).write_text(' '.join(modes))\n"
        "path.write_text('Written at leisure.')"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor(tmp_path, source))
    assert answer(review, "@editor").code == 0
    assert seen.read_text() == "600 700 700"
    assert "Written at leisure." in run("--review", review, "--json", "case", "show", CASE).out
    assert not (review / FOLDER).exists()


def test_an_editor_that_fails_changes_nothing(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "sys.exit(1)"))
    assert "did not end well, so nothing was changed" in refused(answer(review, "@editor"), 3)
    assert not (review / FOLDER).exists()


def test_what_a_killed_command_left_of_a_text_is_gone_when_the_review_is_opened(
    review: Path,
) -> None:
    left = review / FOLDER / "0123"
    left.mkdir(parents=True)
    (left / "text.txt").write_text("half a note")
    workspace = Workspace.open(review)
    with workspace.reading():
        pass
    workspace.database.close()
    assert not left.exists()


def test_a_text_that_is_being_written_stays(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (
        "import subprocess\n"
        f"subprocess.run([sys.executable, '-m', 'inspect_tool', '--review', {str(review)!r}, "
        "'status'], check=True, stdout=subprocess.DEVNULL)\n"
        "path.write_text('Still here.')"
    )
    monkeypatch.setenv("VISUAL", editor(tmp_path, source))
    assert answer(review, "@editor").code == 0
    assert "Still here." in run("--review", review, "--json", "case", "show", CASE).out


def test_only_one_option_is_read_from_standard_input(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("4711\n"))
    words = ("sample", "add", "--authority", "BRO", "--child-id", "-", "--why", "-")
    assert "Only one of the options" in refused(run("--review", review, *words), 2)
