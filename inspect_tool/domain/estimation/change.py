"""The change between two samples that were drawn independently of each other."""

from __future__ import annotations

import math
from collections.abc import Callable

from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.mover import limits_of, mover_limits
from inspect_tool.domain.estimation.result import Estimate

# Halvings of the chance that a p value is sought in: 2 to the minus 40 is below any that is shown.
HALVINGS = 40

AtLevel = Callable[[float], Estimate]


def independent_change(earlier: AtLevel, later: AtLevel, *, level: float) -> Difference:
    """The later share less the earlier one, of two independent samples.

    The variances add up, and the limits come from those of the two shares (MOVER), so that there is
    an answer at 0 and 1. Children who are in both populations make no difference: which of them are
    drawn is decided anew, so the two samples know nothing of each other.

    Args:
        earlier, later: The estimate at a confidence level.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Zou and Donner (2008),
    Statistics in Medicine 27, 1693-1702.
    """
    before, after = earlier(level), later(level)
    value = None if before.p is None or after.p is None else after.p - before.p
    se = None if before.se is None or after.se is None else math.hypot(before.se, after.se)
    limits = limits_of_change(before, after)
    reasons = [one.no_interval for one in (before, after) if one.no_interval]
    return Difference(
        first=after.p,
        second=before.p,
        value=value,
        se=se,
        df=before.df + after.df,
        lo=None if limits is None else limits[0],
        hi=None if limits is None else limits[1],
        p_value=None if limits is None else _p_value(earlier, later),
        reason=reasons[0] if reasons else None,
    )


def limits_of_change(before: Estimate, after: Estimate) -> tuple[float, float] | None:
    """Limits of the later share less the earlier one; None where a share has none."""
    first, second = limits_of(after), limits_of(before)
    return None if first is None or second is None else mover_limits(first, second)


def _p_value(earlier: AtLevel, later: AtLevel) -> float:
    """Largest chance at which the limits still hold no change, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        limits = limits_of_change(earlier(1 - middle), later(1 - middle))
        holds = limits is not None and limits[0] <= 0 <= limits[1]
        low, high = (middle, high) if holds else (low, middle)
    return high
