"""Textbook intervals of a count from an infinite population: to repeat somebody's figures.

None of them knows a finite population or a design, so each is wider than it need be for a sample
from a short list, and none serves where strata have different weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from inspect_tool.domain.estimation.intervals import Interval, IntervalMethod, check_level
from inspect_tool.domain.estimation.intervals_exact import check_counts


class TextbookInterval(Protocol):
    """Limits of a share from `count` of `n`."""

    def __call__(self, count: int, n: int, *, level: float) -> Interval:
        """The limits at a level."""
        ...


def agresti_coull_interval(count: int, n: int, *, level: float) -> Interval:
    """Wald's limits after adding z squared cases, half of them counting.

    The limits are not cut at 0 and 1: near an edge they can leave them, as published.

    Source: Agresti and Coull (1998), The American Statistician 52, 119-126.
    """
    z = _checked_z(count, n, level)
    size = n + z * z
    centre = (count + z * z / 2) / size
    half = z * math.sqrt(centre * (1 - centre) / size)
    return Interval(lo=centre - half, hi=centre + half)


def clopper_pearson_interval(count: int, n: int, *, level: float) -> Interval:
    """Exact limits of a share of an infinite population: at least as wide as they need be.

    Source: Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    _checked_z(count, n, level)
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    return Interval(
        lo=0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail)),
        hi=1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail)),
    )


def jeffreys_interval(count: int, n: int, *, level: float) -> Interval:
    """Equal tails of Beta(count + 1/2, n - count + 1/2); 0 and 1 where no case, or every, counts.

    Source: Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133, s. 3.1.3 and 4.1.
    """
    _checked_z(count, n, level)
    from scipy.special import betaincinv

    yes, no, tail = count + 0.5, n - count + 0.5, (1 - level) / 2
    return Interval(
        lo=0.0 if count == 0 else float(betaincinv(yes, no, tail)),
        hi=1.0 if count == n else float(betaincinv(yes, no, 1 - tail)),
    )


def wilson_corrected_interval(count: int, n: int, *, level: float) -> Interval:
    """Wilson's limits with Yates's correction for continuity, as R's `prop.test` gives them.

    Source: Newcombe (1998), Statistics in Medicine 17, 857-872, method 4. Like R (stats
    4.2, `prop.test`) the correction is never more than the distance of the count from n / 2.
    """
    z = _checked_z(count, n, level)
    correction = min(0.5, abs(count - n / 2))
    return Interval(
        lo=_score_limit((count - correction) / n, n, -z),
        hi=_score_limit((count + correction) / n, n, z),
    )


def _score_limit(p: float, n: int, z: float) -> float:
    """One of Wilson's limits of a corrected share; the edge where the correction passes it."""
    if p <= 0 or p >= 1:
        return min(1.0, max(0.0, p))
    spread = math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (p + z * z / (2 * n) + z * spread) / (1 + z * z / n)


def _checked_z(count: int, n: int, level: float) -> float:
    from scipy.special import ndtri

    check_level(level)
    check_counts(count, n, n)
    return float(ndtri(1 - (1 - level) / 2))


TEXTBOOK_INTERVALS: Mapping[IntervalMethod, TextbookInterval] = MappingProxyType(
    {
        IntervalMethod.AGRESTI_COULL: agresti_coull_interval,
        IntervalMethod.JEFFREYS: jeffreys_interval,
        IntervalMethod.WILSON_CORRECTED: wilson_corrected_interval,
    }
)
