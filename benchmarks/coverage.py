"""How often the default interval holds the true share: 10 designs by 11 shares.

    python benchmarks/coverage.py [--replicates 5000] [--level 0.95]

Each replicate draws a stratified sample without replacement from a fixed invented population,
estimates with the tool's own code and asks whether the interval holds the population's share.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inspect_tool.domain.estimation.cells import CellSums, StratumSums
from inspect_tool.domain.estimation.design import VarianceStratum
from inspect_tool.domain.estimation.intervals import IntervalMethod, ShareCells, share_limits

SEED = 20260326
SHARES = (0.02, 0.05, 0.10, 0.20, 0.35, 0.50, 0.65, 0.80, 0.90, 0.95, 0.98)
METHODS = (IntervalMethod.KORN_GRAUBARD, IntervalMethod.NCHS, IntervalMethod.WALD)


@dataclass(frozen=True)
class Design:
    """A stratified design.

    Args:
        strata: Population and sample of each stratum.
        spread: How far the strata's shares lie apart, as the range of their log odds.
        member: Share of each stratum that belongs to the group that is estimated.
    """

    name: str
    strata: tuple[tuple[int, int], ...]
    spread: float = 1.0
    member: float = 1.0


DESIGNS = (
    Design("1 stratum, 30 of 200", ((200, 30),)),
    Design("4 strata, 30 of 640", ((400, 12), (160, 8), (60, 6), (20, 4))),
    Design("3 strata, 24 of 60", ((30, 12), (20, 8), (10, 4))),
    Design("2 strata, very unequal weights", ((1000, 10), (50, 20))),
    Design("44 strata, 330 of 13,200", ((900, 12), (200, 8), (80, 6), (20, 4)) * 11),
    Design("30 strata of 2 cases", ((60, 2), (25, 2), (10, 2)) * 10),
    Design("with a stratum taken all", ((300, 15), (80, 8), (12, 12))),
    Design("strata far apart", ((200, 10), (200, 10), (100, 10)), spread=4.0),
    Design("group of half, 11 strata", ((120, 10),) * 11, member=0.5),
    Design("group of about 15 cases", ((400, 20), (300, 20), (100, 20)), member=0.25),
)

FloatArray = npt.NDArray[np.float64]


def cases_that_count(design: Design, share: float) -> list[tuple[int, int]]:
    """Members of each stratum, and those of them that count, for about the wanted share."""
    count = len(design.strata)
    steps = np.linspace(-0.5, 0.5, count) * design.spread if count > 1 else np.zeros(1)
    odds = np.log(share / (1 - share)) + steps
    members = [round(population * design.member) for population, _ in design.strata]
    shares = 1 / (1 + np.exp(-odds))
    return [(size, round(size * one)) for size, one in zip(members, shares, strict=True)]


def draw(
    rng: np.random.Generator, design: Design, counts: list[tuple[int, int]], replicates: int
) -> CellSums:
    """The sums of every replicate, one column each, made by the tool's own code."""
    sums = CellSums.zeros((1, replicates))
    for index, ((population, n), (members, yes)) in enumerate(
        zip(design.strata, counts, strict=True)
    ):
        inside = rng.hypergeometric(members, population - members, n, replicates)
        # A stratum without a member in the sample has nobody to draw from.
        found = np.where(
            inside > 0, rng.hypergeometric(yes, members - yes, np.maximum(inside, 1)), 0
        )
        weight = population / n
        base, total = weight * inside[None, :], weight * found[None, :]
        stratum = VarianceStratum(codes=(str(index),), population=population, sampled=n)
        sums.add(
            StratumSums(
                n=inside[None, :].astype(np.float64),
                yes=found[None, :].astype(np.float64),
                base=base,
                total=total,
                base_squares=weight * base,
                total_squares=weight * total,
            ),
            stratum,
            index,
            fpc=True,
        )
    return sums


def cells_of(sums: CellSums) -> ShareCells:
    """What the intervals need."""
    share = sums.share()
    return ShareCells(
        p=share,
        variance=sums.variance(share),
        n=sums.n,
        df=sums.n - sums.strata,
        population=sums.base,
        census=sums.strata == sums.seen_strata,
    )


def coverage(
    cells: ShareCells, method: IntervalMethod, truth: float, level: float
) -> tuple[float, float]:
    """Share of the intervals that hold the truth, and their mean width."""
    limits = share_limits(method, cells, level=level)
    given = ~np.isnan(limits.lo)
    lo, hi = limits.lo[given], limits.hi[given]
    held = (lo <= truth + 1e-12) & (truth - 1e-12 <= hi)
    return float(held.mean()), float((hi - lo).mean())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicates", type=int, default=5000)
    parser.add_argument("--level", type=float, default=0.95)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    print(f"{options.replicates} replicates a cell, level {options.level}, seed {SEED}")
    print("| design | " + " | ".join(f"{share:.2f}" for share in SHARES) + " |")
    print("| --- |" + " ---: |" * len(SHARES))
    kept: dict[IntervalMethod, list[tuple[float, float]]] = {method: [] for method in METHODS}
    for design in DESIGNS:
        row = []
        for share in SHARES:
            counts = cases_that_count(design, share)
            truth = sum(yes for _, yes in counts) / sum(size for size, _ in counts)
            cells = cells_of(draw(rng, design, counts, options.replicates))
            for method in METHODS:
                kept[method].append(coverage(cells, method, truth, options.level))
            row.append(f"{kept[METHODS[0]][-1][0]:.3f}")
        print(f"| {design.name} | " + " | ".join(row) + " |")
    for method, found in kept.items():
        held, widths = zip(*found, strict=True)
        print(
            f"{method}: lowest coverage {min(held):.3f}, mean coverage {np.mean(held):.3f}, "
            f"mean width {np.mean(widths):.4f}"
        )


if __name__ == "__main__":
    main()
