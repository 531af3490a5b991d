"""Coverage where authorities are drawn by even steps through one list, over all of its starts.

    python -m benchmarks.coverage_by_start [--lists 20] [--draws 400]

One fixed order has as many samples of authorities as there are places where a step passes from
one authority to the next: some forty, for eleven of forty. They are listed here with their
chances, exactly, and only the cases inside the authorities are drawn anew, so many times for each
start. The lists are made up and their order says nothing. Beside the rule that the tool states
stand successive differences (Wolter 2007, Introduction to Variance Estimation, s. 8.2, v2) and the
larger of the two. No rule can be right in every list: the samples of one order differ by what lies
a step apart in it, of which one sample has only one (Sarndal, Swensson and Wretman 1992, s. 3.4).
"""

from __future__ import annotations

import argparse
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from benchmarks.coverage_families import SEED
from benchmarks.coverage_two_stage import CASES, LISTED, STEPS, Place, places
from inspect_tool.domain.estimation.intervals import IntervalMethod, ShareCells
from inspect_tool.domain.estimation.intervals_design import share_limits
from inspect_tool.domain.sampling.by_size import inclusion_probabilities
from inspect_tool.domain.sampling.systematic_by_size import drawn_places

FloatArray: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]
RULES = ("stated", "differences", "larger")
STARTS = 2**256


def samples_of(authorities: list[Place]) -> list[tuple[float, tuple[int, ...]]]:
    """Every sample of authorities that even steps can take, with its chance."""
    sizes = [place.children for place in authorities]
    chances = inclusion_probabilities(sizes, STEPS)
    step = Fraction(sum(sizes), STEPS)
    ends = {Fraction(0), Fraction(1)}
    for end in np.cumsum(sizes).tolist():
        ends.add(Fraction(end) % step / step)
    return [
        (
            float(after - before),
            tuple(drawn_places(sizes, chances, int((before + after) / 2 * STARTS))),
        )
        for before, after in pairwise(sorted(ends))
    ]


def cases_of(rng: np.random.Generator, drawn: list[Place], draws: int) -> Counts:
    """How many cases of each stratum of each authority count; draws by authorities by two."""
    strata = np.array([place.strata for place in drawn])
    sizes, yes = strata[:, :, 0], strata[:, :, 1]
    return rng.hypergeometric(yes, sizes - yes, CASES, (draws, *yes.shape))


def intervals(
    drawn: list[Place], chances: FloatArray, found: Counts
) -> dict[str, tuple[FloatArray, FloatArray, FloatArray]]:
    """Share, lower and upper limit by each rule, for each draw of the cases of a sample.

    What `estimate_two_stage_share` gives, which a test holds it to.
    """
    sizes = np.array([place.strata for place in drawn])[:, :, 0].astype(np.float64)
    weights = sizes / CASES / chances[:, np.newaxis]
    whole = CASES * weights.sum()
    p = (weights * found).sum(axis=(1, 2)) / whole
    totals = (weights * (found - CASES * p[:, np.newaxis, np.newaxis])).sum(axis=2) / whole
    inside = (weights / whole) ** 2 * found * (CASES - found) / CASES
    inside = inside * (1 - CASES / sizes) * CASES / (CASES - 1) * chances[:, np.newaxis]
    between = between_by_rule(totals, 1 - chances)
    unseen = 1 - chances[:, np.newaxis] * CASES / sizes
    weighted = whole**2 / (CASES * weights**2 * unseen).sum()
    limits = {}
    for rule in RULES:
        variance = between[rule] + inside.sum(axis=(1, 2))
        cells = _cells(p, variance, found.sum(axis=(1, 2)), (whole, weighted, len(drawn)))
        told = share_limits(IntervalMethod.KORN_GRAUBARD, cells, level=0.95)
        limits[rule] = p, told.lo, told.hi
    return limits


def between_by_rule(totals: FloatArray, unseen: FloatArray) -> dict[str, FloatArray]:
    """Variance between authorities by each rule, draw by draw."""
    number = len(unseen)
    centre = (unseen * totals).sum(axis=1) / unseen.sum()
    squares = (unseen * (totals - centre[:, np.newaxis]) ** 2).sum(axis=1)
    stated = squares * number / (number - 1)
    steps = ((unseen[1:] + unseen[:-1]) / 2 * np.diff(totals, axis=1) ** 2).sum(axis=1)
    differences = number / (2 * (number - 1)) * steps
    return {
        "stated": stated,
        "differences": differences,
        "larger": np.maximum(stated, differences),
    }


def _cells(
    p: FloatArray, variance: FloatArray, yes: Counts, sizes: tuple[float, float, int]
) -> ShareCells:
    whole, weighted, authorities = sizes

    def cell(value: float) -> FloatArray:
        return np.full(len(p), value, dtype=np.float64)

    no = np.zeros(len(p), dtype=bool)
    return ShareCells(
        p=p,
        variance=variance,
        n=cell(authorities * 2 * CASES),
        df=cell(authorities - 1),
        population=cell(whole),
        census=no,
        has_whole=no,
        yes=yes.astype(np.float64),
        weighted=cell(weighted),
        children=cell(np.nan),
        examined=cell(0),
        unseen=cell(np.inf),
    )


def of_a_list(
    rng: np.random.Generator, authorities: list[Place], draws: int
) -> dict[str, tuple[float, float]]:
    """Coverage and mean width by each rule, over all starts of a list."""
    counted = sum(yes for place in authorities for _, yes in place.strata)
    truth = counted / sum(place.children for place in authorities)
    chances = inclusion_probabilities([place.children for place in authorities], STEPS)
    held, width = dict.fromkeys(RULES, 0.0), dict.fromkeys(RULES, 0.0)
    for chance, drawn in samples_of(authorities):
        own = np.array([float(chances[at]) for at in drawn])
        sampled = [authorities[at] for at in drawn]
        found = intervals(sampled, own, cases_of(rng, sampled, draws))
        for rule, (_, low, high) in found.items():
            held[rule] += chance * float(np.mean((low <= truth) & (truth <= high)))
            width[rule] += chance * float(np.mean(high - low))
    return {rule: (held[rule], width[rule]) for rule in RULES}


def main() -> None:
    """Print coverage and width list by list, and the lowest of each rule."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--draws", type=int, default=400)
    options = parser.parse_args()
    rng = np.random.default_rng([SEED, 4])
    every: dict[str, list[tuple[float, float]]] = {rule: [] for rule in RULES}
    for at in range(options.lists):
        share = (0.3, 0.5)[at % 2]
        found = of_a_list(rng, places(rng, share, 0.7, LISTED), options.draws)
        for rule, one in found.items():
            every[rule].append(one)
        words = (f"{rule} {held:.3f}, width {width:.3f}" for rule, (held, width) in found.items())
        print(f"list {at + 1}, {share}: {'; '.join(words)}", flush=True)
    for rule, own in every.items():
        print(
            f"{rule}: lowest {min(one[0] for one in own):.3f}, "
            f"{sum(one[0] < 0.945 for one in own)} of {len(own)} lists below .945, "
            f"mean {np.mean([one[0] for one in own]):.3f}, "
            f"mean width {np.mean([one[1] for one in own]):.4f}"
        )


if __name__ == "__main__":
    main()
