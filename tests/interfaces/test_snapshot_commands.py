"""`snapshot diff`: two snapshots side by side, from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import refused, run
from tests.interfaces.test_command_line import write_narrative

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(sampled_once, tmp_path / "review"))
    write_narrative(folder, "none")
    return folder


def test_an_answer_that_changed_is_shown_in_measures_and_sentences(review: Path) -> None:
    (first,) = run("--review", review, "snapshot", "list", "--json").json()
    explained = run("--review", review, "claim", "explain", "drift", "--json").json()
    cases = run("--review", review, "case", "list", "--json").json()
    other = next(
        one for one in cases
        if one["kind"] == "case" and one["reader"] == "first" and one["standing"] == "complete"
        and one["subject"] not in explained["refs"]
    )  # fmt: skip
    answer = ("case", "answer", other["subject"], "HARM.1.b", "yes", "--note", "Months went by.")
    assert run("--review", review, "--as", other["inspector"], *answer).code == 0
    assert run("--review", review, "snapshot", "take", "second").code == 0
    outcome = run("--review", review, "snapshot", "diff", first["name"])
    assert outcome.code == 0
    assert "that held and do not now" in outcome.out
    found = run("--review", review, "snapshot", "diff", first["name"], "second", "--json").json()
    (measure,) = [one for one in found["measures"] if one["measure"] == "drift"]
    assert measure["earlier"] != measure["later"]
    assert found["answered_otherwise"] == 1


def test_a_snapshot_is_the_same_as_itself_and_an_unknown_one_is_refused(review: Path) -> None:
    (first,) = run("--review", review, "snapshot", "list", "--json").json()
    outcome = run("--review", review, "snapshot", "diff", first["name"])
    assert "Measures that differ: 0. Claims that differ: 0 of" in outcome.out
    unknown = run("--review", review, "snapshot", "diff", "none")
    assert "no snapshot called none. See `snapshot list`" in refused(unknown, 2)
