"""Every interval of a count, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.intervals_exact import (
    check_counts,
    hypergeometric_interval,
    wilson_interval,
)
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.domain.estimation.intervals_textbook import (
    TEXTBOOK_INTERVALS,
    clopper_pearson_interval,
)

ENDLESS = 10**9  # degrees of freedom that make Student's t the normal distribution


@dataclass(frozen=True, kw_only=True)
class CountInterval:
    """One interval of a share from a count.

    Args:
        interval: Its name.
        words: What it is called.
    """

    interval: str
    words: str
    p: float
    lo: float | None
    hi: float | None
    reason: str | None


def calculate_count(
    count: int, n: int, *, population: int | None = None, level: float = 0.95
) -> tuple[CountInterval, ...]:
    """Limits of the share from `count` of `n` cases, a simple random sample.

    Args:
        population: Cases that they were drawn from, for exact limits; else it is without end.

    Raises:
        UsageError: The level is not a share.
        CheckFailedError: The count is above n, or n above the population.
    """
    check_counts(count, n, population if population is not None else n)
    p = count / n
    se = math.sqrt(p * (1 - p) / n)
    endless = ShareSummary(p=p, se=se, n=n, df=ENDLESS, count=count)
    found = [
        (
            "clopper-pearson",
            "Clopper and Pearson",
            clopper_pearson_interval(count, n, level=level),
        ),
        ("wilson", "Wilson's score", wilson_interval(count, n, level=level)),
        *(
            (method.value, method.words.partition(",")[0], limits(count, n, level=level))
            for method, limits in TEXTBOOK_INTERVALS.items()
        ),
        (
            "wald",
            "Wald, not recommended",
            share_interval(endless, method=IntervalMethod.WALD, level=level),
        ),
    ]
    if population is not None:
        exact = hypergeometric_interval(count, n, population, level=level)
        found.insert(0, ("exact", f"exact for {population} cases", exact))
    return tuple(
        CountInterval(
            interval=name, words=words, p=p, lo=limits.lo, hi=limits.hi, reason=limits.reason
        )
        for name, words, limits in found
    )
