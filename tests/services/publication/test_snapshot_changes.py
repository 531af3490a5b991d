"""Two snapshots side by side, by whoever may see counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.figures.snapshots import UnknownSnapshotError
from inspect_tool.services.publication.snapshot_changes import diff
from inspect_tool.workspace import Workspace
from tests.stages import copy_of


@pytest.fixture
def sampled(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


def test_a_snapshot_beside_itself_differs_in_nothing_even_before_a_narrative_is_written(
    sampled: Workspace,
) -> None:
    with sampled.reading() as work:
        found = diff(work, sampled.review, "final", None, place=sampled.place)
    assert (found.earlier, found.later) == ("final", "final")
    assert (found.came, found.left, found.answered_otherwise) == (0, 0, 0)
    assert found.measures == ()
    assert (found.sentences, found.claims) == ((), 0)


def test_an_unknown_snapshot_is_named(sampled: Workspace) -> None:
    with sampled.reading() as work, pytest.raises(UnknownSnapshotError, match="early"):
        diff(work, sampled.review, "early", None, place=sampled.place)
