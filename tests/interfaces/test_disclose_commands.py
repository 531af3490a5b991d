"""`disclose check`: what in a report could identify a child, told before anything is published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.services.publication import disclosure
from inspect_tool.services.publication.build import BuildOptions, PublicEditionError, build_report
from tests.interfaces.command_line import Outcome, run
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

SUMMARY = "# Executive summary\n\nThere was drift in [{} of 13 cases](claim:drift).\n\n"
TABLE = "{{{{ table: drift by=case_type }}}}\n"


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sampled_once, tmp_path / "review"))


def write(review: Path, text: str) -> None:
    shutil.rmtree(review / "narrative", ignore_errors=True)
    (review / "narrative").mkdir()
    (review / "narrative" / "executive-summary.md").write_text(text, encoding="utf-8")


def told(review: Path, *words: str, code: int = 0) -> Outcome:
    outcome = run("--review", review, *words)
    assert outcome.code == code, outcome
    return outcome


def test_small_counts_are_listed_with_place_reason_and_what_is_left_open(review: Path) -> None:
    write(review, SUMMARY.format(6) + TABLE.format())
    outcome = told(review, "disclose", "check", code=1)
    assert "the public edition stays refused" in outcome.out
    found = told(review, "--json", "disclose", "check", code=1).json()
    assert not found["is_clear"]
    assert found["smallest_count"] == 5
    counts = {
        (one["group"], one["part"]): one
        for one in found["findings"]["found"]
        if one["what"] == "Drift"
    }
    assert counts, found["findings"]["found"]
    for one in counts.values():
        assert one["where"]
        assert one["why"]
        assert one["lowest"] <= one["count"] <= (one["highest"] or one["count"])
        assert "leave out what states it" in one["options"]


def test_a_narrative_that_does_not_hold_is_refused_first(review: Path) -> None:
    write(review, SUMMARY.format(7))
    assert "does not hold" in told(review, "disclose", "check", code=1).err


def test_a_check_changes_nothing_and_lets_nothing_be_published(
    sampled_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(sampled_once, tmp_path)
    write(workspace.folder, SUMMARY.format(6))
    with workspace.reading() as work:
        found = disclosure.check(work, workspace.review, place=workspace.place)
    assert found.findings.counts >= found.findings.publishable >= found.findings.published
    options = BuildOptions(Edition.PUBLIC, ("html",))
    with pytest.raises(PublicEditionError):
        build_report(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            options=options,
        )
