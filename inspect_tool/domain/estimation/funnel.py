"""How authorities differ: in how many a thing was seen, the range, and a funnel's limits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from inspect_tool.domain.estimation.intervals import Interval, check_level
from inspect_tool.domain.estimation.result import Estimate


@dataclass(frozen=True, kw_only=True)
class Variation:
    """The spread of a share between authorities: never a league table.

    Args:
        seen_in: Authorities with at least one case that counts.
        of: Authorities with an answer.
        lowest: The lowest share, and None where no authority has an answer.
        highest: The highest share.
    """

    seen_in: int
    of: int
    lowest: Estimate | None
    highest: Estimate | None

    @property
    def sentence(self) -> str:
        """How a report says it."""
        return f"Seen in {self.seen_in} of {self.of} authorities."


def variation_between(estimates: Iterable[Estimate]) -> Variation:
    """In how many groups a thing was seen, and the range; ties go to the first by name."""
    answered = sorted((one for one in estimates if one.n > 0), key=lambda one: one.domain)
    by_share = sorted(answered, key=lambda one: one.p or 0.0)
    highest = max(answered, key=lambda one: one.p or 0.0, default=None)
    return Variation(
        seen_in=sum(one.count > 0 for one in answered),
        of=len(answered),
        lowest=by_share[0] if by_share else None,
        highest=highest,
    )


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
