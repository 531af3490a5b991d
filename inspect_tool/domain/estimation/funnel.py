"""How far a group may lie from the whole by chance alone: a funnel's limits.

A group of one weight in one stratum is compared with the hypergeometric distribution; any other
with the binomial one at its effective size, which need not be whole (a beta distribution). Both
know how much of a finite population was examined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.estimation.intervals import Interval, check_level
from inspect_tool.domain.estimation.intervals_exact import chance_of_at_least
from inspect_tool.errors import UsageError

ALL_SEEN = "Every case was examined, so that its share is no matter of chance."


class Adjustment(StrEnum):
    """What is done about many groups being looked at at once."""

    BENJAMINI_HOCHBERG = "bh"
    NONE = "none"

    @property
    def words(self) -> str:
        """What a table calls it."""
        return {
            Adjustment.BENJAMINI_HOCHBERG: "adjusted for their number by Benjamini and Hochberg",
            Adjustment.NONE: "each judged as if it were the only one",
        }[self]


def adjustment_of(name: str) -> Adjustment:
    """The adjustment of that name.

    Raises:
        UsageError: There is no such adjustment.
    """
    try:
        return Adjustment(name)
    except ValueError:
        raise UsageError(
            f"There is no adjustment `{name}`. Choose one of {', '.join(Adjustment)}."
        ) from None


@dataclass(frozen=True, kw_only=True)
class FunnelGroup:
    """A group that is compared with the whole.

    Args:
        share: Its estimated share.
        n: Cases with an answer.
        effective: Size of an equally weighted sample with replacement that is as precise.
        population: Children of the group where it is one stratum of one weight, each of whose
            sampled cases has an answer; None for all others.
        all_seen: Whether every case was examined.
    """

    share: float
    n: int
    effective: float
    population: int | None = None
    all_seen: bool = False


def funnel_p_value(group: FunnelGroup, overall: float) -> float | None:
    """Chance of a share at least as far out, on its side, doubled; None where all were examined.

    Source: Clopper and Pearson (1934); Buonaccorsi (1987) for a finite population.
    """
    if group.all_seen:
        return None
    above, below = _tails(group, overall)
    return min(1.0, 2 * min(above(group.share), below(group.share)))


def funnel_limits(group: FunnelGroup, overall: float, *, level: float) -> Interval:
    """Where a group's share falls by chance alone, if it were like the whole.

    Shares beyond the limits have at most half of (1 - level) as their chance.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, with exact tails.
    """
    check_level(level)
    if group.all_seen:
        return Interval(lo=None, hi=None, reason=ALL_SEEN)
    above, below = _tails(group, overall)
    tail = (1 - level) / 2
    if group.population is not None:
        inside = [
            count / group.n
            for count in range(group.n + 1)
            if min(above(count / group.n), below(count / group.n)) > tail
        ]
        return Interval(lo=min(inside), hi=max(inside))
    return Interval(
        lo=_edge(lambda share: below(share) > tail, low=0.0, high=overall),
        hi=1 - _edge(lambda share: above(1 - share) > tail, low=0.0, high=1 - overall),
    )


def _tails(
    group: FunnelGroup, overall: float
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Chance of a share at least, and at most, as large."""
    if group.population is None:
        return _beta_tails(group.effective, overall)
    n, population = group.n, group.population
    # A whole number of children on either side of the whole's share: the kinder of the two.
    near = {math.floor(overall * population + 1e-9), math.ceil(overall * population - 1e-9)}

    def at_least(count: int, cases: int) -> float:
        return 1.0 if count <= 0 else chance_of_at_least(count, n, population, cases)

    def above(share: float) -> float:
        return max(at_least(round(share * n), cases) for cases in near)

    def below(share: float) -> float:
        return max(at_least(n - round(share * n), population - cases) for cases in near)

    return above, below


def _beta_tails(
    size: float, overall: float
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    from scipy.special import betainc

    def above(share: float) -> float:
        yes = size * share
        return 1.0 if yes <= 0 else float(betainc(yes, size - yes + 1, overall))

    def below(share: float) -> float:
        no = size * (1 - share)
        return 1.0 if no <= 0 else float(betainc(no, size - no + 1, 1 - overall))

    return above, below


def _edge(holds: Callable[[float], bool], *, low: float, high: float) -> float:
    """The lowest share for which a claim holds, when it holds at the highest."""
    if holds(low):
        return low
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def adjusted_p_values(
    p_values: Sequence[float | None], adjustment: Adjustment
) -> tuple[float | None, ...]:
    """The p values of several groups, adjusted for their number; a group without one stays so.

    Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
    """
    if adjustment is Adjustment.NONE:
        return tuple(p_values)
    known = sorted(
        ((p, at) for at, p in enumerate(p_values) if p is not None), key=lambda pair: -pair[0]
    )
    adjusted: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    for above, (p, at) in enumerate(known):
        smallest = min(smallest, p * len(known) / (len(known) - above))
        adjusted[at] = smallest
    return tuple(adjusted)
