"""How often the interval holds the truth where siblings are taken together, and of a change.

    python -m benchmarks.coverage_repeats [--draws 5000]

Siblings: children live in families of one to four of a stratum, of whom none, half or all answer
alike; children are drawn one by one, as in a review, and each sample is judged child by child (the
default) and family by family (`--families`), in all and in a group that one family in two is in.
Change: two independent samples of two populations, by the limits that `findings change` gives.
A cell is a design at a share; its coverage is over the samples that have an interval.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.coverage_families import CASES, CHILDREN, LARGEST, SEED
from inspect_tool.domain.estimation.change import limits_of_change
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.result import Estimate
from inspect_tool.domain.estimation.table import estimate_table

FloatArray = npt.NDArray[np.float64]

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
# How likely a family has one, two, three or four children on the list.
FAMILY_SIZES = (0.5, 0.25, 0.15, 0.1)
REVIEW = (
    tuple(pair for authority in CHILDREN for pair in zip(authority, CASES, strict=True)) + LARGEST
)
DESIGNS: dict[str, tuple[tuple[int, int], ...]] = {
    "the sample review": REVIEW,
    "ten small strata": ((12, 3),) * 10,
    "four strata, most of each": ((20, 12),) * 4,
    "two large strata": ((400, 20),) * 2,
    "two heavy and two light strata": ((300, 5), (300, 5), (20, 5), (20, 5)),
}
# Earlier and later design of a change, and how far the later share is from the earlier one.
ROUNDS = (
    ("the sample review", "the sample review"),
    ("ten small strata", "the sample review"),
    ("four strata, most of each", "ten small strata"),
    ("two large strata", "two heavy and two light strata"),
)
STEPS = (0, 2, 5)


@dataclass(frozen=True)
class Cell:
    """What a method did in a cell.

    Args:
        held: Samples whose interval holds the true value.
        with_interval: Samples that have one.
        width: Mean width of these.
    """

    name: str
    held: int
    with_interval: int
    width: float

    @property
    def coverage(self) -> float:
        """Share of the intervals that hold the true value."""
        return self.held / self.with_interval


class Tally:
    """Counts intervals cell by cell."""

    def __init__(self) -> None:
        self._held: dict[str, int] = defaultdict(int)
        self._widths: dict[str, list[float]] = defaultdict(list)

    def add(self, cell: str, limits: tuple[float, float] | None, truth: float) -> None:
        """Count an interval, if there is one."""
        if limits is not None:
            # A limit in whole children may be the truth itself, but for its rounding.
            self._held[cell] += limits[0] - 1e-12 <= truth <= limits[1] + 1e-12
            self._widths[cell].append(limits[1] - limits[0])

    def cells(self) -> list[Cell]:
        """All cells, in the order in which they first came."""
        return [
            Cell(name, self._held[name], len(widths), float(np.mean(widths)))
            for name, widths in self._widths.items()
        ]


@dataclass(frozen=True)
class Population:
    """The children of each stratum: family, whether in the group, and answer to each measure."""

    families: tuple[npt.NDArray[np.int64], ...]
    in_group: tuple[npt.NDArray[np.bool_], ...]
    answers: tuple[FloatArray, ...]  # measures by children

    def truth(self, *, of_group: bool) -> FloatArray:
        """The share of each measure among all children, or among those of the group."""
        chosen = np.concatenate(self.in_group) if of_group else np.array(True)
        together = np.concatenate(self.answers, axis=1)
        size = np.broadcast_to(chosen, together.shape[1:]).sum()
        shares: FloatArray = np.where(chosen, together, 0).sum(axis=1) / size
        return shares


def population(
    rng: np.random.Generator, strata: tuple[tuple[int, int], ...], alike: float
) -> Population:
    """Invented children; `alike` is the share of families of which all answer alike."""
    families, groups, answers = [], [], []
    for children, _ in strata:
        sizes = rng.choice(len(FAMILY_SIZES), children, p=FAMILY_SIZES) + 1
        family = np.repeat(np.arange(children), sizes)[:children]
        of_family = rng.random((len(SHARES), children)) < np.array(SHARES)[:, np.newaxis]
        own = rng.random((len(SHARES), children)) < np.array(SHARES)[:, np.newaxis]
        is_alike = rng.random(children)[family] < alike
        families.append(family)
        groups.append((rng.random(children) < 0.5)[family])
        answers.append(np.where(is_alike, of_family[:, family], own).astype(np.float64))
    return Population(tuple(families), tuple(groups), tuple(answers))


def design_of(strata: tuple[tuple[int, int], ...]) -> SampleDesign:
    """The design of a sample, whose cases stand stratum by stratum."""
    return SampleDesign.of(
        [
            SampleUnit(stratum=f"s{at:02d}", population=children, authority=f"a{at // 4}")
            for at, (children, cases) in enumerate(strata)
            for _ in range(cases)
        ]
    )


def sibling_cells(name: str, alike: float, draws: int, seed: int = 0) -> list[Cell]:
    """Coverage child by child and family by family, in all and in the group."""
    strata = DESIGNS[name]
    rng = np.random.default_rng([SEED, 5, seed])
    children, design, tally = population(rng, strata, alike), design_of(strata), Tally()
    truths = {"all": children.truth(of_group=False), "group": children.truth(of_group=True)}
    for _ in range(draws):
        places = [rng.choice(size, cases, replace=False) for size, cases in strata]
        inside = np.concatenate(
            [one[at] for one, at in zip(children.in_group, places, strict=True)]
        )
        answers = np.concatenate(
            [one[:, at] for one, at in zip(children.answers, places, strict=True)], axis=1
        )
        families = tuple(
            f"{stratum}-{family}"
            for stratum, (one, at) in enumerate(zip(children.families, places, strict=True))
            for family in one[at].tolist()
        )
        outcomes = {f"{share:g}": answers[at] for at, share in enumerate(SHARES)}
        domains = {"all": np.ones(len(inside), bool), "group": inside}
        for method, judged in (
            ("children", design),
            ("families", replace(design, families=families)),
        ):
            found = estimate_table(judged, outcomes, domains)
            for at, measure in enumerate(outcomes):
                for domain, truth in truths.items():
                    cell = f"{method}: {name}, {alike:g} of families alike, {domain}, {measure}"
                    tally.add(cell, _limits(found[measure, domain]), float(truth[at]))
    return tally.cells()


def _limits(estimate: Estimate) -> tuple[float, float] | None:
    lo, hi = estimate.lo, estimate.hi
    return None if lo is None or hi is None else (lo, hi)


def change_cells(earlier: str, later: str, draws: int, seed: int = 0) -> list[Cell]:
    """Coverage of the change from each share to the one some steps further, and back."""
    rng = np.random.default_rng([SEED, 6, seed])
    sample_earlier, before = _sampler(rng, earlier)
    sample_later, after = _sampler(rng, later)
    tally, last = Tally(), len(SHARES) - 1
    for _ in range(draws):
        first, second = sample_earlier(), sample_later()
        for step in STEPS:
            for at, share in enumerate(SHARES):
                to = at + step if at + step <= last else at - step
                limits = limits_of_change(first[at], second[to])
                cell = f"change: {earlier} to {later}, {share:g} to {SHARES[to]:g}"
                tally.add(cell, limits, after[to] - before[at])
    return tally.cells()


def _sampler(
    rng: np.random.Generator, name: str
) -> tuple[Callable[[], list[Estimate]], list[float]]:
    """What draws a sample and estimates every share, and the true shares."""
    strata = DESIGNS[name]
    children = population(rng, strata, 0.5)
    design, truth = design_of(strata), children.truth(of_group=False).tolist()

    def sample() -> list[Estimate]:
        answers = np.concatenate(
            [
                own[:, rng.choice(size, cases, replace=False)]
                for own, (size, cases) in zip(children.answers, strata, strict=True)
            ],
            axis=1,
        )
        outcomes = {f"{share:g}": answers[at] for at, share in enumerate(SHARES)}
        found = estimate_table(design, outcomes, {"all": [True] * answers.shape[1]})
        return [found[measure, "all"] for measure in outcomes]

    return sample, truth


def all_cells(draws: int) -> Iterator[tuple[str, list[Cell]]]:
    """Every design, with what it is called."""
    for at, name in enumerate(DESIGNS):
        for alike in (0.0, 0.5, 1.0):
            yield f"siblings, {name}, {alike:g} alike", sibling_cells(name, alike, draws, at)
    for at, (earlier, later) in enumerate(ROUNDS):
        yield f"change, {earlier} to {later}", change_cells(earlier, later, draws, at)


def main() -> None:
    """Print the lowest coverage and the mean width of each design and method."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=5000)
    options = parser.parse_args()
    lowest: dict[str, list[Cell]] = defaultdict(list)
    for title, cells in all_cells(options.draws):
        print(title, flush=True)
        for method in dict.fromkeys(cell.name.partition(":")[0] for cell in cells):
            own = [cell for cell in cells if cell.name.startswith(f"{method}:")]
            worst = min(own, key=lambda cell: cell.coverage)
            silent = max(1 - cell.with_interval / options.draws for cell in own)
            lowest[method] += own
            print(
                f"  {method}: lowest {worst.coverage:.3f} ({worst.name.rpartition(', ')[2]}), mean "
                f"width {np.mean([cell.width for cell in own]):.3f}, at most {silent:.1%} silent"
            )
    for method, own in lowest.items():
        below = sum(cell.coverage < 0.945 for cell in own)
        worst = min(own, key=lambda cell: cell.coverage)
        print(f"{method}: {len(own)} cells, lowest {worst.coverage:.3f}, {below} below .945")
        print(f"  {worst.name}")


if __name__ == "__main__":
    main()
