"""Does each unit come as often as its method says? 20,000 draws by each method.

    python benchmarks/draw_fairness.py [--seeds 20000] [--start 0]

For each method the units' counts are compared with their exact chances, and the largest distance
is given in standard errors of the count. When all methods are fair, the largest of all these k
deviates stays below the limit in nineteen of twenty runs: the normal quantile that one of k
independent deviates passes with a chance of 1 in 20. Another start of the seeds is another run.
Order sampling by size has exact chances of its own, near the targets.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

from inspect_tool.domain.sampling.by_size import OrderMethod, draw_by_size, inclusion_probabilities
from inspect_tool.domain.sampling.by_size_chances import pareto_chances
from inspect_tool.domain.sampling.draw import Loss
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import active_sample, extend_draw
from inspect_tool.domain.sampling.zones import ControlledUnit, draw_systematically, draw_zones

SEEDS = 20_000
UNITS = [FrameUnit("A", f"{number:04d}", "s" if number < 12 else "t") for number in range(19)]
SIZES = (425, 260, 190, 140, 110, 90, 61, 40, 25, 18)
SIZED = [FrameUnit("A", f"{number:04d}", "s", size) for number, size in enumerate(SIZES)]
# No two units tie: with ties, which zone a unit is in would depend on its ticket as well.
CONTROLLED = [ControlledUnit(one, (7 * number % 12,)) for number, one in enumerate(UNITS[:12])]
NODES = 64  # of each piece's Gauss rule, exact for polynomials up to degree 127

Drawn = Iterator[str]


@dataclass(frozen=True)
class Fairness:
    """Largest distances of a method in standard errors, of units and of pairs of units."""

    method: str
    units: float
    pairs: float | None = None

    def __str__(self) -> str:
        pairs = f"{self.pairs:7.2f}" if self.pairs is not None else ""
        return f"{self.method:<34} {self.units:7.2f}   {pairs}".rstrip()


def _stratified(seed: str) -> Drawn:
    drawn = draw_stratified(UNITS, {"s": (5, 0), "t": (2, 0)}, draw_id="fair", seed=seed)
    return (unit.unit_id for unit in drawn.units)


def _after_losses(seed: str) -> Drawn:
    """Two units cannot be used, whoever is drawn: the others share their chance."""
    sizes = {"s": (5, 2), "t": (2, 0)}
    drawn = draw_stratified(UNITS, sizes, draw_id="fair", seed=seed)
    there = {unit.place for unit in drawn.units}
    lost = [Loss("A", name) for name in ("0000", "0001") if ("A", name) in there]
    return (unit.unit_id for unit in active_sample(drawn, lost))


def _extended(seed: str) -> Drawn:
    drawn = draw_stratified(UNITS, {"s": (2, 2), "t": (2, 1)}, draw_id="fair", seed=seed)
    longer = extend_draw(drawn, UNITS, by={"s": 3}, reserves_per_case=1)
    return (unit.unit_id for unit in active_sample(longer))


def _zones(seed: str) -> Drawn:
    return (one.unit_id for one in draw_zones(CONTROLLED, 5, draw_id="fair", seed=seed))


def _systematic(seed: str) -> Drawn:
    return (one.unit_id for one in draw_systematically(CONTROLLED, 5, draw_id="fair", seed=seed))


def _by_size(seed: str, method: OrderMethod) -> Drawn:
    drawn = draw_by_size(SIZED, {"s": 4}, draw_id="fair", seed=seed, method=method)
    return (unit.unit_id for unit in drawn if unit.rank <= 4)


def _zone_chances() -> dict[str, float]:
    """One over the number of units in its zone, for each unit."""
    everybody = draw_zones(CONTROLLED, 5, draw_id="fair", seed="0" * 20, reserves=12)
    inside = Counter(one.zone for one in everybody)
    return {one.unit_id: 1 / inside[one.zone] for one in everybody}


def _stratified_chances(s: float, t: float) -> dict[str, float]:
    return {one.unit_id: s if one.stratum == "s" else t for one in UNITS}


def _pareto() -> dict[str, float]:
    return dict(zip(_names(), pareto_chances(inclusion_probabilities(SIZES, 4)), strict=True))


def _names() -> list[str]:
    return [one.unit_id for one in SIZED]


def _sequential_poisson() -> dict[str, float]:
    """Exact chances: U/target is uniform up to 1/target; a unit is drawn if under 4 are below.

    The chance of at most so many below is a polynomial between the points where a uniform
    distribution ends, so that Gauss's rule is exact piece by piece.
    """
    import numpy as np

    targets = [float(one) for one in inclusion_probabilities(SIZES, 4)]
    certain = sum(one >= 1 for one in targets)
    open_ones = [one for one in targets if one < 1]
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    chances = []
    for place, target in enumerate(open_ones):
        ends = sorted({0.0, *(1 / one for one in open_ones if 1 / one <= 1 / target)})
        others = [one for other, one in enumerate(open_ones) if other != place]
        total = 0.0
        for start, end in pairwise(ends):
            at = (start + end) / 2 + (end - start) / 2 * nodes
            inside = [_at_most(others, float(x), 4 - certain - 1) for x in at]
            total += (end - start) / 2 * float(weights @ np.array(inside)) * target
        chances.append(total)
    found = iter(chances)
    each = [1.0 if one >= 1 else next(found) for one in targets]
    return dict(zip(_names(), each, strict=True))


def _at_most(targets: list[float], x: float, most: int) -> float:
    """Chance that at most so many of the others have a smaller value of U/target."""
    counts = [1.0] + [0.0] * most
    for target in targets:
        below = min(1.0, x * target)
        counts = [
            counts[number] * (1 - below) + (counts[number - 1] * below if number else 0.0)
            for number in range(most + 1)
        ]
    return sum(counts)


METHODS: Mapping[str, tuple[Callable[[str], Drawn], dict[str, float]]] = {
    "stratified": (_stratified, _stratified_chances(5 / 12, 2 / 7)),
    "stratified, two units lost": (
        _after_losses,
        {**_stratified_chances(5 / 10, 2 / 7), "0000": 0.0, "0001": 0.0},
    ),
    "stratified, extended from 2 to 5": (_extended, _stratified_chances(5 / 12, 2 / 7)),
    "zones": (_zones, _zone_chances()),
    "systematic": (_systematic, dict.fromkeys((one.unit_id for one in UNITS[:12]), 5 / 12)),
    "by size, Pareto": (lambda seed: _by_size(seed, OrderMethod.PARETO), _pareto()),
    "by size, sequential Poisson": (
        lambda seed: _by_size(seed, OrderMethod.SEQUENTIAL_POISSON),
        _sequential_poisson(),
    ),
}


def measure(method: str, seeds: int, *, start: int = 0) -> Fairness:
    """Draw with every seed from `start` on, and compare counts with chances."""
    draw, chances = METHODS[method]
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for number in range(start, start + seeds):
        names = sorted(draw(f"{number:020d}"))
        singles.update(names)
        pairs.update((one, two) for one in names for two in names if one < two)
    deviates = [deviation(singles[one], seeds, chance) for one, chance in chances.items()]
    of_pairs = _pair_deviates(pairs, seeds) if method == "stratified" else None
    return Fairness(
        method=method,
        units=max(deviates),
        pairs=None if of_pairs is None else max(of_pairs),
    )


def _pair_deviates(pairs: Counter[tuple[str, str]], seeds: int) -> list[float]:
    inside = {"s": 5 / 12 * 4 / 11, "t": 2 / 7 * 1 / 6, "st": 5 / 12 * 2 / 7}
    stratum = {one.unit_id: one.stratum for one in UNITS}
    return [
        deviation(
            pairs[one, two],
            seeds,
            inside[stratum[one]] if stratum[one] == stratum[two] else inside["st"],
        )
        for one in stratum
        for two in stratum
        if one < two
    ]


def deviation(count: int, seeds: int, chance: float) -> float:
    """Distance of a count from its expectation, in standard errors; a certain one must be exact."""
    if chance in (0, 1):
        return 0.0 if count == seeds * chance else math.inf
    return abs(count - seeds * chance) / math.sqrt(seeds * chance * (1 - chance))


def limit() -> float:
    """What the largest of all deviates of units stays below in nineteen of twenty runs."""
    number = sum(0 < one < 1 for _, chances in METHODS.values() for one in chances.values())
    return NormalDist().inv_cdf((1 + 0.95 ** (1 / number)) / 2)


def targets_met() -> dict[str, float]:
    """How far the exact chances are from the targets, as the largest share of a target."""
    targets = inclusion_probabilities(SIZES, 4)
    return {
        method: max(
            abs(Fraction(chance) / target - 1)
            for chance, target in zip(METHODS[method][1].values(), targets, strict=True)
        ).__float__()
        for method in ("by size, Pareto", "by size, sequential Poisson")
    }


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--start", type=int, default=0)
    options = parser.parse_args()
    print(f"{options.seeds:,} draws by each method; largest distance in standard errors")
    print("method                               units     pairs")
    for method in METHODS:
        print(measure(method, options.seeds, start=options.start), flush=True)
    print(f"units of fair methods stay below {limit():.2f} in nineteen of twenty runs")
    for method, share in targets_met().items():
        print(f"{method}: exact chances within {share:.1%} of their targets (4 of 10 authorities)")


if __name__ == "__main__":
    main()
