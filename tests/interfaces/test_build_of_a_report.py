"""A report is built while others work, and a build that is killed leaves no mixture of files."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.services.figures import snapshots
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.die_at_a_step import run_and_die
from tests.small_review import check_database, open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

SUMMARY = "# Executive summary\n\n{} There was drift in [6 of 13 cases](claim:drift).\n"
BUILD = ("report", "build", "--format", "xlsx,html")
NAMES = ("small.pdf", "small.xlsx", "small.html", "small-manifest.json")
DURING_RENDERING = "screen.css"  # the page's style sheet, read when the page is made
CRUCIAL = (
    "os.mkdir .small.new",
    "os.rename small.html",
    "commit",
    "os.rename .small.next",
    "os.remove small.xlsx",
    "os.rename .small.in",
    "os.rename small.xlsx",
    "os.rename small-manifest.json",
    "os.rmdir .small.in",
)


def write_summary(folder: Path, words: str) -> None:
    (folder / "narrative").mkdir(exist_ok=True)
    (folder / "narrative" / "executive-summary.md").write_text(SUMMARY.format(words))


@pytest.fixture
def review(shown_once: Path, tmp_path: Path) -> Path:
    folder = copy_of(shown_once, tmp_path).folder
    write_summary(folder, "Once.")
    return folder


@dataclass
class HeldBuild:
    """How a build ended that stood still meanwhile, and what it said."""

    code: int | None = None
    said: str = ""


@contextmanager
def held_build(folder: Path) -> Iterator[HeldBuild]:
    """A build that stands still while it makes its files, and goes on when the block ends."""
    held = HeldBuild()
    words = [DURING_RENDERING, "--review", str(folder), *BUILD]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.interfaces.hold_a_command", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == "held\n"
        try:
            yield held
        finally:
            held.said, _ = build.communicate("\n")
    held.code = build.returncode


def entries(folder: Path, action: str) -> int:
    workspace = Workspace.open(folder)
    with workspace.reading() as work:
        found = sum(entry.action == action for entry in queries.audit_entries(work))
    workspace.database.close()
    return found


def test_an_answer_is_given_while_a_report_is_made(review: Path) -> None:
    workspace = open_review(review)
    with held_build(review) as build:
        # With the lock held this would be refused, after ten seconds of waiting.
        with workspace.work() as work:
            work.audit("test.write")
        assert entries(review, "report.build") == 0
    assert build.code == 0
    assert entries(review, "report.build") == entries(review, "test.write") == 1
    assert (review / "reports" / "small-manifest.json").is_file()
    assert check_database(workspace).faults == ()


@pytest.mark.every_run
@pytest.mark.parametrize(
    "words", ["Forty children waited.", "There was much drift in [6 of 13 cases](claim:drift)."]
)
def test_what_nothing_has_checked_stops_a_report_and_not_a_draft(review: Path, words: str) -> None:
    write_summary(review, words)
    refused = run("--review", review, *BUILD)
    assert refused.code == 1
    assert "executive-summary.md:3" in refused.err
    assert "`report build --draft`" in refused.err
    assert not (review / "reports" / "small.html").exists()
    built = run("--review", review, *BUILD, "--draft")
    assert built.code == 0
    assert "A draft. Quantities that could not be checked: 1; see" in built.out
    page = (review / "reports" / "small.html").read_text(encoding="utf-8")
    assert "DRAFT: 1 quantity of the text is not checked." in page
    manifest = json.loads((review / "reports" / "small-manifest.json").read_text("utf-8"))
    assert manifest["notice"].startswith("DRAFT")


def test_a_false_quantity_stops_a_draft_too(review: Path) -> None:
    write_summary(review, "There was drift in [7 of 13 cases](claim:drift).")
    refused = run("--review", review, *BUILD, "--draft")
    assert (refused.code, (review / "reports" / "small.html").exists()) == (1, False)


def test_what_changed_while_a_report_was_made_is_said(review: Path) -> None:
    workspace = open_review(review)
    with held_build(review) as build:
        with workspace.work() as work:
            snapshots.take(work, workspace.review, "another")
        plan = review / "review.yaml"
        text = plan.read_text(encoding="utf-8")
        plan.write_text(text.replace("percentages_from: 5", "percentages_from: 6"))
        assert plan.read_text(encoding="utf-8") != text
    assert "The snapshot another was taken while the report was made" in build.said
    assert "review.yaml or the framework was changed while the report was made" in build.said


def test_nothing_is_said_where_nothing_changed(review: Path) -> None:
    outcome = run("--review", review, *BUILD)
    assert outcome.code == 0, outcome.err
    assert "while the report was made" not in outcome.out


def test_files_of_an_earlier_build_that_the_manifest_does_not_name_are_gone(review: Path) -> None:
    assert run("--review", review, *BUILD).code == 0
    assert run("--review", review, "report", "build", "--format", "xlsx").code == 0
    left = sorted(one.name for one in (review / "reports").iterdir())
    assert left == ["small-manifest.json", "small.xlsx"]


# --- kills ----------------------------------------------------------------------------------------


def build_and_die(last: Path | int, folder: Path) -> int:
    return run_and_die(last, folder, "--review", folder, *BUILD)


def in_place(folder: Path) -> dict[str, bytes]:
    paths = [folder / "reports" / name for name in NAMES]
    return {path.name: path.read_bytes() for path in paths if path.exists()}


@dataclass(frozen=True)
class Build:
    """A second build, and the files before and after it.

    Args:
        steps: The names of its steps, in order.
    """

    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    steps: tuple[str, ...]


@pytest.fixture(scope="module")
def second(shown_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    base = tmp_path_factory.mktemp("build")
    before = copy_of(shown_once, base).folder
    write_summary(before, "Once.")
    assert run("--review", before, *BUILD).code == 0
    old = in_place(before)
    write_summary(before, "Twice.")
    after = Path(shutil.copytree(before, base / "after"))
    assert build_and_die(base / "steps.txt", after) == 0
    new = in_place(after)
    assert set(old) == set(new)
    assert all(old[name] != new[name] for name in ("small.html", "small-manifest.json"))
    steps = (base / "steps.txt").read_text(encoding="utf-8").splitlines()
    return Build(before, old, new, tuple(steps))


def tried(steps: tuple[str, ...], *, whole: bool) -> list[int]:
    """The last of each crucial step, or every step from the first file on."""
    first = steps.index("os.mkdir .small.new")
    if whole:
        return list(range(first, len(steps)))
    return [max(i for i, name in enumerate(steps) if name == crucial) for crucial in CRUCIAL]


def check_manifest(files: dict[str, bytes]) -> None:
    """A manifest that is there vouches for the files that are there, every one of them."""
    if "small-manifest.json" in files:
        told = json.loads(files["small-manifest.json"])["files"]
        others = {name: data for name, data in files.items() if name != "small-manifest.json"}
        assert {name: entry["sha256"] for name, entry in told.items()} == {
            name: hashlib.sha256(data).hexdigest() for name, data in others.items()
        }


def test_a_build_killed_at_any_step_leaves_no_mixture(
    second: Build, tmp_path: Path, whole: bool
) -> None:
    committed = second.steps.index("commit", second.steps.index("os.mkdir .small.new"))
    ready = second.steps.index("os.rename .small.next")
    for step in tried(second.steps, whole=whole):
        copy = Path(shutil.copytree(second.folder, tmp_path / str(step)))
        assert build_and_die(step, copy) == -signal.SIGKILL
        name = f"killed at step {step}, {second.steps[step]}"
        files = in_place(copy)
        of_old = files.items() <= second.old.items()
        assert of_old or files.items() <= second.new.items(), name
        check_manifest(files)
        assert check_database(Workspace.open(copy)).faults == (), name
        # Whoever opens the review finishes what was begun, or clears it away.
        assert in_place(copy) == (second.new if step > ready else second.old), name
        assert not list((copy / "reports").glob(".*")), name
        assert entries(copy, "report.build") == (2 if step > committed else 1), name
