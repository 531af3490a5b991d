"""How often the default interval holds the true share where authorities themselves were drawn.

    python -m benchmarks.coverage_two_stage [--draws 700]

Fourteen authorities with two strata of 40 to 199 children each: four of nine are drawn in the
north, all five of the south are certain; six cases of each stratum. Shares are alike, or differ
between authorities by a standard deviation of .7 in their log odds.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from benchmarks.coverage_families import SEED
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, estimate_two_stage_share

NORTH, SOUTH, DRAWN, CASES = 9, 5, 4, 6


@dataclass(frozen=True)
class Place:
    """An authority: children of each stratum, and those of them that count."""

    code: str
    strata: tuple[tuple[int, int], ...]


def places(rng: np.random.Generator, share: float, spread: float) -> list[Place]:
    """Invented authorities, the north first."""
    found = []
    for at in range(NORTH + SOUTH):
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
    units = []
    for place in (*north, *south):
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
    return units, selected


def main() -> None:
    """Print coverage and width of each cell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=700)
    options = parser.parse_args()
    rng = np.random.default_rng([SEED, 2])
    for share in (0.1, 0.3, 0.5, 0.8):
        for spread in (0.0, 0.7):
            authorities = places(rng, share, spread)
            pairs = [pair for place in authorities for pair in place.strata]
            truth = sum(yes for _, yes in pairs) / sum(size for size, _ in pairs)
            widths, held = [], 0
            for _ in range(options.draws):
                found = estimate_two_stage_share(*sample(rng, authorities))
                if found.lo is not None and found.hi is not None:
                    widths.append(found.hi - found.lo)
                    held += found.lo <= truth <= found.hi
            print(f"{share} spread {spread}: {held / len(widths):.3f}, width {np.mean(widths):.3f}")


if __name__ == "__main__":
    main()
