"""How often the default interval holds the true share: families of designs by 11 shares.

    python -m benchmarks.coverage [--draws 20000] [--level 0.95] [--family WORDS] [--worst 10]

Each design is a fixed invented population. Where its samples can be listed, all are, each with its
chance; else so many are drawn. Estimates and intervals are the tool's own code. A sample without an
interval says nothing and is left out; the table says how large a part those are.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.coverage_families import SEED, Design, beyond, families
from inspect_tool.domain.estimation.cells import CellSums, StratumSums
from inspect_tool.domain.estimation.design import (
    SampledStratum,
    VarianceStratum,
    collapse_single_cases,
)
from inspect_tool.domain.estimation.intervals import IntervalMethod, Limits, ShareCells
from inspect_tool.domain.estimation.intervals_design import share_limits
from inspect_tool.domain.estimation.intervals_exact import hypergeometric_interval

SHARES = (0.02, 0.05, 0.10, 0.20, 0.35, 0.50, 0.65, 0.80, 0.90, 0.95, 0.98)
METHODS = (
    IntervalMethod.KORN_GRAUBARD,
    IntervalMethod.KORN_GRAUBARD_WOR,
    IntervalMethod.NCHS,
    IntervalMethod.WALD,
)
MOST_LISTED = 60_000  # samples, up to which they are listed

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples of a design, a column each: members and those that count, by stratum.

    Args:
        chance: Of each sample.
        are_listed: Whether they are all that there are.
    """

    members: FloatArray
    yes: FloatArray
    chance: FloatArray
    are_listed: bool


@dataclass(frozen=True)
class Held:
    """What one method did in one cell.

    Args:
        coverage: Chance that the interval holds the true share, where there is one.
        width: Its mean width.
    """

    coverage: float
    width: float


@dataclass(frozen=True)
class Cell:
    """A design at a share, with what each method did; and how often there is no interval."""

    design: Design
    share: float
    held: dict[IntervalMethod, Held]
    silent: float
    are_listed: bool


def outcomes_of(
    population: int, members: int, yes: int, drawn: int
) -> list[tuple[int, int, float]]:
    """Every (members, yes) of a sample of one stratum, with its chance."""
    ways = math.comb(population, drawn)
    no, others = members - yes, population - members
    return [
        (
            found + missed,
            found,
            math.comb(yes, found)
            * math.comb(no, missed)
            * math.comb(others, drawn - found - missed)
            / ways,
        )
        for found in range(min(yes, drawn) + 1)
        for missed in range(min(no, drawn - found) + 1)
        if drawn - found - missed <= others
    ]


def samples_of(design: Design, counts: Sequence[tuple[int, int]], draws: int) -> Samples:
    """All samples where they are few enough, else drawn ones."""
    listed = [
        outcomes_of(stratum.population, members, yes, stratum.drawn)
        for stratum, (members, yes) in zip(design.strata, counts, strict=True)
    ]
    if math.prod(map(len, listed)) <= MOST_LISTED:
        combined = np.array(list(itertools.product(*listed)))  # samples, strata, three figures
        return Samples(
            combined[:, :, 0].T,
            combined[:, :, 1].T,
            combined[:, :, 2].prod(axis=1),
            are_listed=True,
        )
    rng = np.random.default_rng([SEED, design.seed, len(design.strata)])
    members, yes = [], []
    for stratum, (size, count) in zip(design.strata, counts, strict=True):
        inside = rng.hypergeometric(size, stratum.population - size, stratum.drawn, draws)
        # A stratum without a member in the sample has nobody to draw from.
        found = rng.hypergeometric(count, size - count, np.maximum(inside, 1))
        members.append(inside)
        yes.append(np.where(inside > 0, found, 0))
    shape = np.full(draws, 1 / draws)
    return Samples(np.array(members, float), np.array(yes, float), shape, are_listed=False)


def variance_strata(design: Design) -> tuple[VarianceStratum, ...]:
    """The strata of the variance, by the tool's own code; their codes are places."""
    return collapse_single_cases(
        [
            SampledStratum(
                code=f"{at:03d}",
                authority=one.authority or str(at),
                population=one.population,
                sampled=one.drawn,
            )
            for at, one in enumerate(design.strata)
        ]
    )


def sums_of(design: Design, samples: Samples) -> CellSums:
    """The sums of every sample, one column each, made by the tool's own code."""
    sums = CellSums.zeros((1, samples.chance.size))
    for index, stratum in enumerate(variance_strata(design)):
        parts = [_part(design, samples, int(code)) for code in stratum.codes]
        joined = StratumSums(
            **{
                name: sum(getattr(part, name) for part in parts)
                for name in parts[0].__annotations__
            }
        )
        sums.add(joined, stratum, index, fpc=True)
    return sums


def _part(design: Design, samples: Samples, at: int) -> StratumSums:
    stratum = design.strata[at]
    weight = stratum.population / stratum.drawn
    n, yes = samples.members[at][None, :], samples.yes[at][None, :]
    return StratumSums(
        members=n,
        n=n,
        yes=yes,
        base=weight * n,
        total=weight * yes,
        base_squares=weight**2 * n,
        total_squares=weight**2 * yes,
    )


def cells_of(sums: CellSums) -> ShareCells:
    """What the intervals need."""
    share = sums.share()
    return ShareCells(
        p=share,
        variance=sums.variance(share),
        n=sums.n,
        df=sums.n - sums.strata,
        population=sums.base,
        census=sums.is_census(),
        has_whole=sums.seen_strata > 0,
        yes=sums.yes,
        weighted=sums.weighted_size(),
        children=sums.known_size(),
        examined=sums.examined(),
        unseen=sums.could_belong(),
    )


def limits_of(
    design: Design, sums: CellSums, cells: ShareCells, method: IntervalMethod, level: float
) -> Limits:
    """The limits of every sample; by default exact where the group is one whole stratum."""
    limits = share_limits(method, cells, level=level)
    if method is not IntervalMethod.KORN_GRAUBARD:
        return limits
    strata = variance_strata(design)
    is_one = (sums.strata == 1) & np.isfinite(cells.children) & (cells.df > 0) & ~cells.census
    pairs = zip(sums.last_stratum[is_one].tolist(), sums.yes[is_one].tolist(), strict=True)
    for index, count in set(pairs):
        stratum, chosen = strata[int(index)], is_one & (sums.last_stratum == index)
        if len(stratum.codes) == 1:
            exact = hypergeometric_interval(
                int(count), stratum.sampled, stratum.population, level=level
            )
            chosen &= sums.yes == count
            limits.lo[chosen], limits.hi[chosen] = exact.lo, exact.hi
    return limits


def cell_of(design: Design, share: float, draws: int, level: float) -> Cell:
    """Coverage and width of every method in one design at one share."""
    counts = design.children(share)
    truth = sum(yes for _, yes in counts) / sum(size for size, _ in counts)
    samples = samples_of(design, counts, draws)
    sums = sums_of(design, samples)
    cells = cells_of(sums)
    held, silent = {}, 0.0
    for method in METHODS:
        limits = limits_of(design, sums, cells, method, level)
        lo, hi = limits.lo[0], limits.hi[0]
        given = ~np.isnan(lo)
        chance = samples.chance[given] / samples.chance[given].sum()
        inside = (lo[given] <= truth + 1e-9) & (truth - 1e-9 <= hi[given])
        held[method] = Held(
            float((chance * inside).sum()), float((chance * (hi - lo)[given]).sum())
        )
        if method is METHODS[0]:
            silent = 1 - float(samples.chance[given].sum())
    return Cell(design, share, held, silent, samples.are_listed)


def print_family(name: str, cells: Sequence[Cell]) -> None:
    """A row of the table."""
    lowest = [min(cell.held[method].coverage for cell in cells) for method in METHODS]
    new, old = (
        sum(cell.held[method].width for cell in cells) / len(cells) for method in METHODS[:2]
    )
    listed = sum(cell.are_listed for cell in cells)
    silent = max(cell.silent for cell in cells)
    columns = [f"{len(cells)} ({listed})", *(f"{one:.3f}" for one in lowest)]
    columns += [f"{new / old:.3f}", f"{new:.3f}", f"{silent:.3f}"]
    print(f"| {name} | " + " | ".join(columns) + " |", flush=True)


def main() -> None:
    """Print a table with a row for each family."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--level", type=float, default=0.95)
    parser.add_argument("--family", default="", help="Only those whose name has these words.")
    parser.add_argument("--worst", type=int, default=10, help="Cells to name.")
    options = parser.parse_args()
    print(f"{options.draws} draws where samples are not listed, level {options.level}, seed {SEED}")
    print(
        "| family | cells (listed) | "
        + " | ".join(f"lowest, `{method}`" for method in METHODS)
        + " | width, `kg` to `kg-wor` | mean width | most without an interval |"
    )
    print("| --- |" + " ---: |" * 8)
    found: list[Cell] = []
    for name, designs in families().items():
        if options.family in name:
            cells = [
                cell_of(design, share, options.draws, options.level)
                for design in designs
                for share in SHARES
            ]
            print_family(name, cells)
            found += cells
    print_family("all of these", found)
    if not options.family:
        cells = [
            cell_of(design, share, options.draws, options.level)
            for design in beyond()
            for share in SHARES
        ]
        print_family("(where no interval can hold)", cells)
    default = METHODS[0]
    for cell in sorted(found, key=lambda one: one.held[default].coverage)[: options.worst]:
        print(
            f"{cell.held[default].coverage:.4f} at {cell.share}: {cell.design.name}, "
            f"effect {cell.design.effect}, {'listed' if cell.are_listed else 'drawn'}"
        )


if __name__ == "__main__":
    main()
