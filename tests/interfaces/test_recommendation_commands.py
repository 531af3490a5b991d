"""`recommendation list|show|check|answer|status`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, run
from tests.services.publication.test_advice import FAULTY, GOOD


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(sampled_once, tmp_path / "review"))
    (folder / "recommendations.yaml").write_text(GOOD, encoding="utf-8")
    return folder


def told(review: Path, *words: str, code: int = 0) -> Outcome:
    outcome = run("--review", review, "recommendation", *words)
    assert outcome.code == code, outcome
    return outcome


def test_they_are_listed_shown_answered_and_followed_up(review: Path) -> None:
    assert "Boards should" in told(review, "list").out
    assert "1 of 3 recommendations are due" in told(review, "status").out
    words = ("--by", "a head", "--on", "01/10/2013", "--text", "Agreed.", "--state", "accepted")
    assert "ASH accepted" in told(review, "answer", "1", "--at", "ASH", *words).out
    shown = told(review, "show", "drift").out
    assert "Rests on (snapshot final):" in shown
    assert "ASH a head, 2013-10-01: Agreed. [accepted]" in shown
    done = told(review, "--json", "status", "drift", "--state", "done", "--why", "seen").json()
    assert (done["state"], done["states"]) == ("done", {"ASH": "accepted"})
    assert "names nothing" in told(review, "show", "boards").out
    assert len(told(review, "--json", "list").json()) == 3
    assert told(review, "--json", "show", "1").json()["snapshot"] == "final"
    assert told(review, "--json", "status").json() == []


def test_faults_are_told_by_line_and_end_with_1(review: Path) -> None:
    assert "3 recommendations are in order" in told(review, "check").out
    (review / "recommendations.yaml").write_text(FAULTY, encoding="utf-8")
    assert "recommendations.yaml:4" in told(review, "check", code=1).err
    assert told(review, "--json", "check", code=1).json()["problems"]
    told(review, "list", code=1)
    (review / "recommendations.yaml").unlink()
    assert "docs/how-tos/make-recommendations.md" in told(review, "list", code=3).err
    told(review, "status", "--state", "done", code=2)
