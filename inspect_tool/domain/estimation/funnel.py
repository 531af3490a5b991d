"""How far an authority may lie from the whole by chance alone: a funnel's limits."""

from __future__ import annotations

import math

from inspect_tool.domain.estimation.intervals import Interval, check_level


def funnel_limits(
    overall: float, n: float, population: float, *, level: float, effective: float | None = None
) -> Interval:
    """Where an authority's share falls by chance alone, if it were like the whole.

    Args:
        overall: Share of all authorities together.
        n: Cases examined in the authority.
        population: Cases that they were drawn from.
        effective: Size of an equally weighted sample as precise as the n cases, where their
            weights differ (`kish_effective_size`); else n.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, with the finite
    population correction.
    """
    from scipy.special import ndtri

    check_level(level)
    if n < 1:
        return Interval(lo=None, hi=None, reason="No case was examined.")
    unseen = max(0.0, population - n) / (population - 1) if population > 1 else 0.0
    size = n if effective is None else effective
    half = float(ndtri(1 - (1 - level) / 2)) * math.sqrt(overall * (1 - overall) / size * unseen)
    return Interval(lo=max(0.0, overall - half), hi=min(1.0, overall + half))
