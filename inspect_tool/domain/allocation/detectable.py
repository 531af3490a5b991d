"""Which differences a design could see, before there is a seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from inspect_tool.domain.allocation.precision import PrecisionInputError, expected_precision

USUAL_POWER = 0.8
STEPS = 40  # halvings of a share: far finer than anybody shows it


@dataclass(frozen=True)
class PlannedGroup:
    """Strata that a share is to be estimated of, with the cases that each gives.

    Args:
        populations: N_h of its strata.
        sizes: n_h of the same strata.
    """

    populations: Mapping[str, int]
    sizes: Mapping[str, int]

    def standard_error(self, share: float) -> float:
        """Expected standard error of the share."""
        error = expected_precision(self.populations, self.sizes, share=share).standard_error
        # A share of 0 or 1 has no variance; then one case in the group is as little as it can be.
        least = 1 / max(sum(self.sizes[stratum] for stratum in self.populations), 1) / 2
        return max(error, least) if share in (0.0, 1.0) else error


def power_of_difference(
    first: PlannedGroup,
    second: PlannedGroup | None,
    *,
    shares: tuple[float, float],
    level: float = 0.95,
) -> float:
    """Chance that a difference of two shares is told from none.

    It is the normal approximation with the finite population correction: a guide for a plan, not a
    promise. With a dozen cases in each group the intervals of a report see somewhat less.

    Args:
        second: Another group, drawn independently; None for a fixed standard.
        shares: The true share of the first group and of the second, or the standard.

    Raises:
        PrecisionInputError: A share or the level is outside its range.

    Source: Cochran (1977), Sampling Techniques, s. 5.13; Fleiss, Levin and Paik (2003), s. 4.2.
    """
    _check_shares(shares, level)
    parts = [first.standard_error(shares[0])]
    if second is not None:
        parts.append(second.standard_error(shares[1]))
    error = math.hypot(*parts)
    distance = abs(shares[0] - shares[1])
    if error == 0:
        return 1.0 if distance > 0 else 1 - level
    normal = NormalDist()
    border = normal.inv_cdf((1 + level) / 2)
    return normal.cdf(distance / error - border) + normal.cdf(-distance / error - border)


def _check_shares(shares: tuple[float, float], level: float) -> None:
    if not all(0 <= share <= 1 for share in shares):
        raise PrecisionInputError("A share lies from 0 to 1: .2 is 20 per cent.")
    if not 0 < level < 1:
        raise PrecisionInputError("The level lies between 0 and 1: .95 is the usual one.")


def smallest_difference(
    first: PlannedGroup,
    second: PlannedGroup | None,
    *,
    around: float = 0.5,
    power: float = USUAL_POWER,
    level: float = 0.95,
) -> float | None:
    """The smallest difference that is seen with that power; None where not even the largest is.

    Two groups lie on either side of `around`; against a standard the group lies above it, or below
    where there is more room.

    Args:
        around: The share in the middle, or the standard; .5 is the least favourable.

    Raises:
        PrecisionInputError: A share, power or level is outside its range.
    """
    if not 0 < power < 1:
        raise PrecisionInputError("The power lies between 0 and 1: .8 is the usual one.")
    _check_shares((around, around), level)

    def is_seen(difference: float) -> bool:
        shares = _on_either_side(around, difference, is_standard=second is None)
        return power_of_difference(first, second, shares=shares, level=level) >= power

    low, high = 0.0, _largest(around, is_standard=second is None)
    if not is_seen(high):
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return high


def _largest(around: float, *, is_standard: bool) -> float:
    return max(around, 1 - around) if is_standard else 2 * min(around, 1 - around)


def _on_either_side(around: float, difference: float, *, is_standard: bool) -> tuple[float, float]:
    if not is_standard:
        return around + difference / 2, around - difference / 2
    away = around + difference if around <= 0.5 else around - difference
    return away, around


@dataclass(frozen=True)
class SeenDifference:
    """What a design can tell apart, from the most to the least favourable pair.

    Args:
        compared: What is compared with what, in words.
        smallest: The smallest difference that is seen with the power asked for; None where none is.
        smallest_at_worst: The same of the least favourable pair.
        power: Chance that the named difference is seen.
        power_at_worst: The same of the least favourable pair.
    """

    compared: str
    smallest: float | None
    smallest_at_worst: float | None
    power: float
    power_at_worst: float


def seen_differences(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    difference: float,
    power: float = USUAL_POWER,
    level: float = 0.95,
) -> tuple[SeenDifference, ...]:
    """What a design can tell apart: two authorities, two case types, and each against a standard.

    Shares lie around one half, the least favourable.

    Args:
        populations: N_h of strata called `AUTHORITY/case_type`, or `AUTHORITY`.
        difference: The one that a power is told for.

    Raises:
        PrecisionInputError: The difference or the power is outside its range.
    """
    if not 0 < difference <= 1:
        raise PrecisionInputError("A difference lies between 0 and 1: .2 is 20 percentage points.")
    whole = PlannedGroup(populations, sizes)
    authorities, case_types = (_ordered_parts(populations, sizes, part) for part in (0, 1))
    compared: list[tuple[str, list[tuple[PlannedGroup, PlannedGroup | None]]]] = [
        ("two authorities", _extreme_pairs(authorities)),
        ("two case types", _extreme_pairs(case_types)),
        ("all cases and a fixed standard", [(whole, None)]),
        ("an authority and a fixed standard", _ends(authorities)),
        ("a case type and a fixed standard", _ends(case_types)),
    ]
    return tuple(
        _seen(words, pairs, difference, power, level) for words, pairs in compared if pairs
    )


def _seen(
    words: str,
    pairs: list[tuple[PlannedGroup, PlannedGroup | None]],
    difference: float,
    power: float,
    level: float,
) -> SeenDifference:
    smallest = [smallest_difference(*pair, power=power, level=level) for pair in pairs]
    powers = [
        power_of_difference(
            *pair, shares=_named(difference, is_standard=pair[1] is None), level=level
        )
        for pair in pairs
    ]
    return SeenDifference(words, smallest[0], smallest[-1], powers[0], powers[-1])


def _named(difference: float, *, is_standard: bool) -> tuple[float, float]:
    if is_standard:
        return min(1.0, 0.5 + difference), 0.5
    return 0.5 + difference / 2, 0.5 - difference / 2


def _ordered_parts(
    populations: Mapping[str, int], sizes: Mapping[str, int], part: int
) -> list[PlannedGroup]:
    """Groups by the first or the second part of the strata's names, the most precise first."""
    names: dict[str, list[str]] = {}
    for stratum in populations:
        name = stratum.partition("/")[::2][part]
        if name:
            names.setdefault(name, []).append(stratum)
    groups = [
        PlannedGroup({one: populations[one] for one in own}, {one: sizes[one] for one in own})
        for own in names.values()
    ]
    return sorted(groups, key=lambda group: group.standard_error(0.5))


def _extreme_pairs(
    groups: list[PlannedGroup],
) -> list[tuple[PlannedGroup, PlannedGroup | None]]:
    """The most precise pair and the least precise one."""
    if len(groups) < 2:
        return []
    return [(groups[0], groups[1]), (groups[-2], groups[-1])]


def _ends(groups: list[PlannedGroup]) -> list[tuple[PlannedGroup, PlannedGroup | None]]:
    return [(group, None) for group in (groups[0], groups[-1])] if groups else []
