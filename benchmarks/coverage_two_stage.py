"""How often the default interval holds the true share where authorities themselves were drawn.

    python -m benchmarks.coverage_two_stage [--draws 700]
    python -m benchmarks.coverage_two_stage --pareto --draws 2000

Fourteen authorities with two strata of 40 to 199 children each: four of nine are drawn in the
north, all five of the south are certain; six cases of each stratum. Shares are alike, or differ
between authorities by a standard deviation of .7 in their log odds. Then eleven of forty, with
chances in proportion to their children, by even steps through the list: in the order of tickets,
which is another one in each draw, in one that says nothing of the shares, or in that of the shares.

`--pareto`: eleven of forty by Pareto ranks, by size, instead. What each of many lists does, over
all of its starts, is in `benchmarks.coverage_by_start`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from benchmarks.coverage_families import SEED
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, estimate_two_stage_share
from inspect_tool.domain.sampling.by_size import inclusion_probabilities
from inspect_tool.domain.sampling.systematic_by_size import drawn_places

NORTH, SOUTH, DRAWN, CASES = 9, 5, 4, 6
LISTED, STEPS = 40, 11
Draw: TypeAlias = Callable[..., tuple[list[SampleUnit], list[SelectedAuthority]]]


@dataclass(frozen=True)
class Place:
    """An authority: children of each stratum, and those of them that count."""

    code: str
    strata: tuple[tuple[int, int], ...]

    @property
    def children(self) -> int:
        """All its children."""
        return sum(size for size, _ in self.strata)

    @property
    def share(self) -> float:
        """The share of them that count."""
        return sum(yes for _, yes in self.strata) / self.children


def places(
    rng: np.random.Generator, share: float, spread: float, number: int = NORTH + SOUTH
) -> list[Place]:
    """Invented authorities, the north first."""
    found = []
    for at in range(number):
        odds = np.log(share / (1 - share)) + spread * rng.normal()
        own = 1 / (1 + np.exp(-odds))
        sizes = rng.integers(40, 200, 2).tolist()
        found.append(Place(f"a{at:02d}", tuple((size, round(size * own)) for size in sizes)))
    return found


def sample(
    rng: np.random.Generator, authorities: list[Place]
) -> tuple[list[SampleUnit], list[SelectedAuthority]]:
    """A draw of authorities and of their cases."""
    north = [authorities[at] for at in rng.choice(NORTH, DRAWN, replace=False)]
    selected = [
        SelectedAuthority(code=one.code, stratum="north", inclusion_probability=DRAWN / NORTH)
        for one in north
    ]
    south = authorities[NORTH:]
    selected += [
        SelectedAuthority(code=one.code, stratum="south", inclusion_probability=1.0)
        for one in south
    ]
    return _cases(rng, [*north, *south]), selected


def sample_by_steps(
    rng: np.random.Generator, authorities: list[Place], *, is_shuffled: bool
) -> tuple[list[SampleUnit], list[SelectedAuthority]]:
    """A systematic draw by size through the list as it stands or shuffled, and its cases."""
    if is_shuffled:
        authorities = [authorities[at] for at in rng.permutation(len(authorities))]
    sizes = [place.children for place in authorities]
    chances = inclusion_probabilities(sizes, STEPS)
    start = int(rng.random() * 2**53) * 2**203
    drawn = drawn_places(sizes, chances, start)
    selected = [
        SelectedAuthority(
            code=authorities[at].code, stratum="all", inclusion_probability=float(chances[at])
        )
        for at in drawn
    ]
    return _cases(rng, [authorities[at] for at in drawn]), selected


def sample_by_pareto(
    rng: np.random.Generator, authorities: list[Place]
) -> tuple[list[SampleUnit], list[SelectedAuthority]]:
    """The smallest Pareto ranks by size, as `authority select` takes them, and their cases.

    Source: Rosen (1997), J. Stat. Plan. Inference 62, 159-191.
    """
    chances = [
        float(one) for one in inclusion_probabilities([one.children for one in authorities], STEPS)
    ]
    numbers = rng.random(len(authorities))
    odds = np.array(chances) / (1 - np.minimum(chances, 1 - 1e-12))
    drawn = np.argsort(numbers / (1 - numbers) / odds)[:STEPS].tolist()
    selected = [
        SelectedAuthority(
            code=authorities[at].code, stratum="all", inclusion_probability=chances[at]
        )
        for at in drawn
    ]
    return _cases(rng, [authorities[at] for at in drawn]), selected


def _truth(authorities: list[Place]) -> float:
    """The share of all children that count."""
    pairs = [pair for place in authorities for pair in place.strata]
    return sum(yes for _, yes in pairs) / sum(size for size, _ in pairs)


def _cases(rng: np.random.Generator, authorities: list[Place]) -> list[SampleUnit]:
    """Six cases of each stratum of each authority."""
    units = []
    for place in authorities:
        for at, (children, yes) in enumerate(place.strata):
            found = rng.hypergeometric(yes, children - yes, CASES)
            units += [
                SampleUnit(
                    stratum=f"{place.code}/{at}",
                    population=children,
                    outcome=case < found,
                    authority=place.code,
                )
                for case in range(CASES)
            ]
    return units


def held(
    rng: np.random.Generator, authorities: list[Place], draws: int, draw: Draw
) -> tuple[float, float]:
    """How often the interval holds the true share, and its mean width."""
    truth, widths, hits = _truth(authorities), [], 0
    for _ in range(draws):
        found = estimate_two_stage_share(*draw(rng, authorities))
        if found.lo is not None and found.hi is not None:
            widths.append(found.hi - found.lo)
            hits += found.lo <= truth <= found.hi
    return hits / len(widths), float(np.mean(widths))


def main() -> None:
    """Print coverage and width of each cell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=700)
    parser.add_argument("--pareto", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng([SEED, 2])
    cells = [(share, spread) for share in (0.1, 0.3, 0.5, 0.8) for spread in (0.0, 0.7)]
    if options.pareto:
        for share, spread in cells:
            authorities = places(rng, share, spread, LISTED)
            coverage, width = held(rng, authorities, options.draws, sample_by_pareto)
            print(f"{share} spread {spread}, Pareto: {coverage:.3f}, width {width:.3f}", flush=True)
        return
    for share, spread in cells:
        authorities = places(rng, share, spread)
        coverage, width = held(rng, authorities, options.draws, sample)
        print(f"{share} spread {spread}: {coverage:.3f}, width {width:.3f}", flush=True)
    for share, spread in cells:
        authorities = places(rng, share, spread, LISTED)
        ordered = sorted(authorities, key=lambda place: place.share)
        orders = {"by ticket": None, "an order that says nothing": authorities, "by share": ordered}
        for name, listed in orders.items():
            draw = partial(sample_by_steps, is_shuffled=listed is None)
            coverage, width = held(rng, listed or authorities, options.draws, draw)
            print(
                f"{share} spread {spread}, even steps, {name}: {coverage:.3f}, width {width:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
