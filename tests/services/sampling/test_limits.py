"""Limits of what is done with a sample: one below, at, and one above."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.services.sampling import designs, extension, purposive, samples
from inspect_tool.services.sampling.errors import FewerCasesError, TooManyPurposiveError
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.workspace import Workspace
from tests.small_review import SEED, make_review, open_review
from tests.stages import Stages

DRAWN = 8


@pytest.fixture
def drawn(stages: Stages, tmp_path: Path) -> Workspace:
    """Eight cases, with up to two that may be picked by hand."""
    sample: dict[str, Any] = {
        "size": DRAWN,
        "allocation": {"method": "power", "minimum": 2},
        "purposive": {"allow": True, "maximum": 2},
    }
    folder = Path(shutil.copytree(stages["framed"], tmp_path / "review"))
    workspace = open_review(make_review(folder, salted=False, sample=sample), later=True)
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    return workspace


def pick_a_reserve(workspace: Workspace) -> int:
    """Pick a case by hand; how many may be picked still."""
    with workspace.work() as work:
        reserve = next(case for case in samples.show(work).cases if not case.is_active)
        added = purposive.add(
            work,
            workspace.review,
            Child(named=reserve.case_ref),
            why="a test",
            keys=workspace.keys,
        )
    return added.left


def test_as_many_are_picked_by_hand_as_the_plan_allows_and_no_more(drawn: Workspace) -> None:
    assert [pick_a_reserve(drawn), pick_a_reserve(drawn)] == [1, 0]
    with pytest.raises(TooManyPurposiveError, match="2"):
        pick_a_reserve(drawn)
    with drawn.reading() as work:
        assert len(samples.show(work).purposive) == 2


@pytest.mark.parametrize(
    ("growth", "added"),
    [
        (Growth(why="a test", by=-1), None),
        (Growth(why="a test", by=0), None),
        (Growth(why="a test", by=1), 1),
        (Growth(why="a test", by=2), 2),
        (Growth(why="a test", size=DRAWN - 1), None),
        (Growth(why="a test", size=DRAWN), None),
        (Growth(why="a test", size=DRAWN + 1), 1),
    ],
)
def test_a_sample_grows_by_one_at_least(
    drawn: Workspace, growth: Growth, added: int | None
) -> None:
    with drawn.reading() as work:
        if added is None:
            with pytest.raises(FewerCasesError):
                extension.extend(work, growth, dry_run=True)
            return
        found = extension.extend(work, growth, dry_run=True)
    assert len(found.cases) == added


@pytest.mark.parametrize("size", [-1, 0])
def test_a_size_below_one_is_refused_as_such(drawn: Workspace, size: int) -> None:
    with drawn.reading() as work, pytest.raises(designs.SizeError):
        designs.compare_plans(work, drawn.review, size=size)
