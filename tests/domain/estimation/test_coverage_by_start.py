"""What the benchmark says of even steps through one list is what the tool's estimate does."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage_by_start import intervals, samples_of
from benchmarks.coverage_two_stage import CASES, LISTED, STEPS, places
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, estimate_two_stage_share
from inspect_tool.domain.sampling.by_size import inclusion_probabilities

RNG = np.random.default_rng(5)
LIST = places(RNG, 0.3, 0.7, LISTED)
CHANCES = [float(one) for one in inclusion_probabilities([one.children for one in LIST], STEPS)]


def test_over_all_starts_every_authority_has_its_chance() -> None:
    met = np.zeros(LISTED)
    for chance, drawn in samples_of(LIST):
        met[list(drawn)] += chance
    assert met.tolist() == pytest.approx(CHANCES, abs=1e-12)


def test_its_intervals_are_those_of_the_tool() -> None:
    drawn = samples_of(LIST)[7][1]
    own = [LIST[at] for at in drawn]
    yes = RNG.integers(0, CASES + 1, (1, STEPS, 2))
    chances = np.array([CHANCES[at] for at in drawn])
    p, low, high = intervals(own, chances, yes)["stated"]
    units = [
        SampleUnit(
            stratum=f"{place.code}/{stratum}",
            population=children,
            outcome=case < yes[0, at, stratum],
            authority=place.code,
        )
        for at, place in enumerate(own)
        for stratum, (children, _) in enumerate(place.strata)
        for case in range(CASES)
    ]
    selected = [
        SelectedAuthority(code=place.code, stratum="all", inclusion_probability=chance)
        for place, chance in zip(own, chances.tolist(), strict=True)
    ]
    found = estimate_two_stage_share(units, selected)
    assert (found.p, found.lo, found.hi) == pytest.approx((p[0], low[0], high[0]), abs=1e-12)
