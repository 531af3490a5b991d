"""No plan and no draw promises more reserves than there are children left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.services.sampling import samples
from tests.small_review import SEED, make_review, open_review
from tests.stages import Stages

# Each stratum of the small review has six children; three are drawn, and three are left.
SIZES = {
    f"{code}/{kind}": 3 for code in ("ASH", "BRO") for kind in ("child_in_need", "child_protection")
}


@pytest.mark.parametrize(("reserves", "promised"), [(0.5, 2), (1.0, 3), (1.1, 3), (2.0, 3)])
def test_reserves_are_those_asked_for_as_long_as_there_are_children(
    stages: Stages, tmp_path: Path, reserves: float, promised: int
) -> None:
    folder = Path(shutil.copytree(stages["framed"], tmp_path / "review"))
    allocation = {"method": "explicit", "explicit": SIZES}
    sample = {"size": 12, "allocation": allocation, "reserves": reserves}
    workspace = open_review(make_review(folder, salted=False, sample=sample), later=True)
    with workspace.reading() as work:
        planned = samples.plan_sample(work, workspace.review)
    named = [(stratum.authority, stratum.stratum) for stratum in planned.strata]
    assert named == [(name[:3], name) for name in sorted(SIZES)]
    assert {one.population for one in planned.strata} == {6}
    assert {one.drawn for one in planned.strata} == {3}
    assert {one.reserves for one in planned.strata} == {promised}
    with workspace.work() as work:
        samples.commit(work, workspace.review)
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    with workspace.reading() as work:
        cases = samples.show(work).cases
    assert sum(not one.is_active for one in cases) == promised * len(SIZES)
