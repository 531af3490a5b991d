"""Estimates from units that were drawn with unequal chances, by size."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.estimation.contrasts import NO_FREEDOM, t_quantile
from inspect_tool.domain.estimation.intervals import check_level
from inspect_tool.errors import CheckFailedError


@dataclass(frozen=True, kw_only=True)
class UnitBySize:
    """A unit that was drawn by size.

    Args:
        chance: Its inclusion probability, above 0 and at most 1.
        value: y, a number.
        stratum: Stratum within which it was drawn.
    """

    chance: float
    value: float
    stratum: str = ""


@dataclass(frozen=True, kw_only=True)
class SizedEstimate:
    """A total and a mean from a sample by size.

    Args:
        total: Horvitz and Thompson's estimate of the total of y.
        population: Estimated number of units.
        mean: Hajek's estimate of the mean, total over population.
        df: Units less strata, the certain ones and strata of certain ones alone left out.
        reason: Why there is no interval.
    """

    n: int
    total: float
    total_se: float
    population: float
    mean: float
    mean_se: float
    df: int
    lo: float | None
    hi: float | None
    reason: str | None


def estimate_by_size(units: Sequence[UnitBySize], *, level: float = 0.95) -> SizedEstimate:
    """Total and mean of y, with the variance of order sampling; the interval is of the mean.

    Raises:
        CheckFailedError: There is no unit, or a chance is not above 0 and at most 1.

    Source: Horvitz and Thompson (1952); Hajek (1964); Rosen (1997), J. Stat. Plan. Inference 62,
    s. 4, for Pareto sampling.
    """
    check_level(level)
    if not units:
        raise CheckFailedError("There is no unit to estimate from.")
    for unit in units:
        if not 0 < unit.chance <= 1:
            raise CheckFailedError(f"The chance {unit.chance:g} is not above 0 and at most 1.")
    total = sum(unit.value / unit.chance for unit in units)
    population = sum(1 / unit.chance for unit in units)
    mean = total / population
    total_se = math.sqrt(_variance(units, [unit.value for unit in units]))
    mean_se = math.sqrt(_variance(units, [(unit.value - mean) / population for unit in units]))
    df = _freedom(units)
    half = t_quantile(df, level) * mean_se if df > 0 else None
    return SizedEstimate(
        n=len(units),
        total=total,
        total_se=total_se,
        population=population,
        mean=mean,
        mean_se=mean_se,
        df=df,
        lo=None if half is None else mean - half,
        hi=None if half is None else mean + half,
        reason=None if half is not None else NO_FREEDOM,
    )


def _drawn(units: Sequence[UnitBySize]) -> dict[str, list[int]]:
    """Places of the units that were left to chance, by stratum."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        if unit.chance < 1:
            places[unit.stratum].append(at)
    return places


def _freedom(units: Sequence[UnitBySize]) -> int:
    places = _drawn(units)
    return sum(map(len, places.values())) - len(places)


def _variance(units: Sequence[UnitBySize], values: Sequence[float]) -> float:
    """m/(m - 1) times the sum of (1 - chance) (value / chance - A) squared, by stratum."""
    variance = 0.0
    for places in _drawn(units).values():
        unseen = [1 - units[at].chance for at in places]
        expanded = [values[at] / units[at].chance for at in places]
        pairs = list(zip(unseen, expanded, strict=True))
        centre = sum(share * value for share, value in pairs) / sum(unseen)
        squares = sum(share * (value - centre) ** 2 for share, value in pairs)
        variance += squares * len(places) / (len(places) - 1) if len(places) > 1 else squares
    return variance
