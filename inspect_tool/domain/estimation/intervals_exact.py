"""Limits from a count of a simple random sample: exact from the hypergeometric, and Wilson's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.intervals import Interval, check_level
from inspect_tool.domain.estimation.intervals_design import wilson_limits
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


# Two chances that differ by less are the same but for the rounding of floating-point numbers.
TIE = 1e-9


@dataclass(frozen=True, kw_only=True)
class CountLimits:
    """Fewest and most cases of the population that fit what was seen."""

    fewest: int
    most: int


@lru_cache(maxsize=20_000)  # a table asks for the same few counts of the same strata many times
def hypergeometric_limits(count: int, n: int, population: int, *, level: float) -> CountLimits:
    """Fewest and most cases of the population that the sample does not rule out.

    A number of cases is ruled out when a count as extreme as the one seen has at most half of
    (1 - level) as its probability. Coverage is never below the level.

    Args:
        count: Cases in the sample that count.
        n: Cases in the sample, drawn without replacement.
        population: Cases in the stratum.

    Source: Buonaccorsi (1987), The American Statistician 41, 215-218.
    """
    check_level(level)
    check_counts(count, n, population)
    tail = (1 - level) / 2 * (1 + TIE)
    fewest = _first_that(
        lambda cases: chance_of_at_least(count, n, population, cases) > tail,
        lowest=count,
        highest=population - n + count,
    )
    # The upper limit is the lower limit of the cases that do not count.
    most = population - _first_that(
        lambda cases: chance_of_at_least(n - count, n, population, cases) > tail,
        lowest=n - count,
        highest=population - count,
    )
    return CountLimits(fewest=fewest, most=most)


def chance_of_at_least(count: int, n: int, population: int, cases: int) -> float:
    """Chance that at least `count` of a sample of n are among `cases` of the population.

    Summed here, since SciPy's distributions take longer to load than a calculation may.

    Source: the hypergeometric distribution; Johnson, Kemp and Kotz (2005), s. 6.2.
    """
    import numpy as np
    from scipy.special import gammaln

    def log_ways(of: int, chosen: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        ways: npt.NDArray[np.float64] = (
            gammaln(of + 1.0) - gammaln(chosen + 1.0) - gammaln(of - chosen + 1.0)
        )
        return ways

    counts = np.arange(max(count, n - population + cases, 0), min(n, cases) + 1, dtype=np.float64)
    logs = log_ways(cases, counts) + log_ways(population - cases, n - counts)
    whole = log_ways(population, np.array([float(n)]))
    return float(np.exp(logs - whole).sum())


def check_counts(count: int, n: int, population: int) -> None:
    """Refuse counts that no sample can give.

    Raises:
        CheckFailedError: The count is above its sample, or the sample above its population.
    """
    if not 0 <= count <= n <= population or n < 1:
        raise CheckFailedError(
            f"{count} of {n} cases from a population of {population} is impossible: a count is "
            "at most its sample, and a sample at most its population."
        )


def _first_that(holds: Callable[[int], bool], *, lowest: int, highest: int) -> int:
    """The first whole number from which a claim holds, when it holds at the highest."""
    while lowest < highest:
        middle = (lowest + highest) // 2
        if holds(middle):
            highest = middle
        else:
            lowest = middle + 1
    return lowest


def hypergeometric_interval(count: int, n: int, population: int, *, level: float) -> Interval:
    """Exact limits of the share of a population, from a simple random sample of it."""
    limits = hypergeometric_limits(count, n, population, level=level)
    return Interval(lo=limits.fewest / population, hi=limits.most / population)


def wilson_interval(count: int, n: int, *, level: float) -> Interval:
    """Wilson's score limits of a share, as a textbook has them.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    import numpy as np
    from scipy.special import ndtri

    check_level(level)
    check_counts(count, n, n)
    z = float(ndtri(1 - (1 - level) / 2))
    limits = wilson_limits(np.array([count / n]), np.array([float(n)]), z=z)
    return Interval(lo=float(limits.lo[0]), hi=float(limits.hi[0]))
