"""`release seal|list|verify|recount|diff|correct|retract`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, run
from tests.made_once import MadeOnce
from tests.sealed_release import RELEASE, make_sealed_review

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(made_once: MadeOnce, shown_once: Path, tmp_path: Path) -> Path:
    made = made_once.folder("sealed", lambda base: make_sealed_review(shown_once, base))
    return Path(shutil.copytree(made / "review", tmp_path / "review"))


def told(review: Path, *words: str, code: int = 0) -> Outcome:
    outcome = run("--review", review, "release", *words)
    assert outcome.code == code, outcome.err
    return outcome


def test_a_release_is_corrected_retracted_and_checked_on_the_way(review: Path) -> None:
    folder = review / "releases" / RELEASE
    assert "stands" in told(review, "list").out
    shown = told(review, "verify", str(folder)).out
    assert "who signed it" in shown
    assert "came out again" in told(review, "recount", RELEASE).out
    assert "found to be wrong" in told(review, "correct", RELEASE, "--why", "A row twice.").out
    assert run("--review", review, "report", "build", "--format", "html").code == 0
    sealed = told(review, "seal", "second", "--snapshot", "final").out
    assert "Publish this sentence" in sealed
    assert "Figures that differ: 0" in told(review, "diff", RELEASE, "second").out
    assert "not to be used" in told(review, "retract", "second", "--why", "All of it.").out
    (listed, second) = json.loads(told(review, "list", "--json").out)
    assert listed["replaced_by"] == "second"
    assert second["notice"].startswith("retraction")


def test_a_changed_file_is_named_and_ends_with_1(review: Path) -> None:
    folder = review / "releases" / RELEASE
    (folder / "made-from" / "review.yaml").write_text("another plan\n")
    outcome = told(review, "verify", str(folder), code=1)
    assert "made-from/review.yaml: was changed" in outcome.err
    assert outcome.out.splitlines()[-1] == "FAILS in 1 point."
    assert not json.loads(told(review, "verify", str(folder), "--json", code=1).out)["holds"]
    told(review, "verify", str(review / "nowhere"), code=4)


def test_what_cannot_be_sealed_is_said_with_what_helps(review: Path) -> None:
    (review / "reports" / "small.html").write_text("another report")
    assert "report build" in told(review, "seal", "second", "--snapshot", "final", code=3).err
    public = ("seal", "second", "--snapshot", "final", "--edition", "public")
    assert "report build --edition public" in told(review, *public, code=3).err
    assert "internal, public" in told(review, *public[:-1], "secret", code=2).err
    assert "release list" in told(review, "correct", "none", "--why", "x", code=2).err
    assert run("--review", review, "--as", "ab", "release", "list").code == 3
