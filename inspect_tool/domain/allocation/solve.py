"""Sharing a total between strata inside bounds: exact shares first, then whole cases.

The shares are n_h = clip(k m_g a_h, lo_h, hi_h), where the multiplier m_g is 1 unless the bounds
of the group g bind. Everything is counted in fractions, so that a total is always met exactly and
a floor is never broken by rounding.

Source: Gabler, Ganninger & Münnich (2012), Metrika 75, for bounds on strata; Wright (2012),
The American Statistician 66, for whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.errors import CheckFailedError


class InfeasibleAllocationError(CheckFailedError):
    """No allocation keeps all the bounds.

    Args:
        by: How many cases too many or too few the bounds ask for.
    """

    def __init__(self, reason: str, *, by: int) -> None:
        super().__init__(f"The sample cannot be allocated: {reason}.")
        self.by = by


@dataclass(frozen=True)
class Box:
    """What one stratum may give.

    Args:
        weight: a_h, what its share is proportional to; above 0.
    """

    stratum: str
    weight: Fraction
    low: int
    high: int


@dataclass(frozen=True)
class Group:
    """Strata that are bounded together, such as those of an authority.

    Args:
        name: How a sentence calls it: "authority ASH".
        members: Places of its strata among the boxes.
    """

    name: str
    members: tuple[int, ...]
    low: int
    high: int


def solve_shares(
    boxes: Sequence[Box], groups: Sequence[Group], *, total: Fraction
) -> list[Fraction]:
    """Exact shares that add up to the total, for groups that do not overlap.

    Strata in no group are only bounded by themselves. The bounds must be feasible: see
    `check_feasible`.
    """
    parts = [*groups, *_ungrouped(boxes, groups)]
    lines = [_GroupLine.of(boxes, group) for group in parts]
    multiplier = _solve(lines, total)
    shares = [Fraction(0)] * len(boxes)
    for line, group in zip(lines, parts, strict=True):
        own = [boxes[member] for member in group.members]
        wanted = line.at(multiplier)
        for member, share in zip(group.members, _within(own, wanted), strict=True):
            shares[member] = share
    return shares


def _ungrouped(boxes: Sequence[Box], groups: Sequence[Group]) -> list[Group]:
    grouped = {member for group in groups for member in group.members}
    return [
        Group(name=box.stratum, members=(place,), low=box.low, high=box.high)
        for place, box in enumerate(boxes)
        if place not in grouped
    ]


@dataclass(frozen=True)
class _BoxLine:
    """What a stratum gives for a multiplier: a line between two bounds."""

    box: Box

    def at(self, multiplier: Fraction) -> Fraction:
        """Its weight times the multiplier, kept within its bounds."""
        return min(max(multiplier * self.box.weight, self.low), self.high)

    @property
    def low(self) -> Fraction:
        """Its fewest cases, exact."""
        return Fraction(self.box.low)

    @property
    def high(self) -> Fraction:
        """Its most cases, exact."""
        return Fraction(self.box.high)

    @property
    def bends(self) -> set[Fraction]:
        """Multipliers where the line changes its slope."""
        return {self.low / self.box.weight, self.high / self.box.weight}


@dataclass(frozen=True)
class _GroupLine:
    """What a group gives for a multiplier, within its own bounds."""

    lines: tuple[_BoxLine, ...]
    low: Fraction
    high: Fraction
    bends: set[Fraction]

    @classmethod
    def of(cls, boxes: Sequence[Box], group: Group) -> _GroupLine:
        """The line of a group, with bounds that its strata can keep."""
        lines = tuple(_BoxLine(boxes[member]) for member in group.members)
        low = Fraction(max(group.low, sum(boxes[member].low for member in group.members)))
        high = Fraction(min(group.high, sum(boxes[member].high for member in group.members)))
        bends = {_solve(lines, low), _solve(lines, high)}
        bends |= {bend for line in lines for bend in line.bends}
        return cls(lines=lines, low=low, high=high, bends=bends)

    def at(self, multiplier: Fraction) -> Fraction:
        """What its strata give together, kept within the bounds of the group."""
        given = sum((line.at(multiplier) for line in self.lines), Fraction(0))
        return min(max(given, self.low), self.high)


def _solve(lines: Sequence[_BoxLine] | Sequence[_GroupLine], total: Fraction) -> Fraction:
    """Smallest multiplier at which the lines together give the total.

    Between two neighbouring bends the sum is a straight line, so the answer is exact.
    """

    def given(multiplier: Fraction) -> Fraction:
        """All that the strata get at this multiplier."""
        return sum((line.at(multiplier) for line in lines), Fraction(0))

    bends = sorted({Fraction(0)}.union(*(line.bends for line in lines)))
    low, high = 0, len(bends) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if given(bends[middle]) < total:
            low = middle
        else:
            high = middle
    start, end = given(bends[low]), given(bends[high])
    if start >= total or start == end:
        return bends[low]
    return bends[low] + (bends[high] - bends[low]) * (total - start) / (end - start)


def _within(boxes: Sequence[Box], total: Fraction) -> list[Fraction]:
    """Shares of the strata of one group, which add up to what the group gives."""
    lines = [_BoxLine(box) for box in boxes]
    multiplier = _solve(lines, total)
    return [line.at(multiplier) for line in lines]


def round_shares(shares: Sequence[Fraction], groups: Sequence[Group], *, total: int) -> list[int]:
    """Whole cases by largest remainder; ties go to the earlier stratum.

    Groups must not overlap. A group's floor is met before anything else is rounded up, and no
    group is rounded up past its cap. Both always succeed: a share is less than one case above
    its whole part, so a group has at least as many remainders as it needs cases.

    Source: Balinski & Young (2001), Fair Representation, 2nd ed.
    """
    counts = [share.numerator // share.denominator for share in shares]
    fractional = [place for place, share in enumerate(shares) if share != counts[place]]
    order = sorted(fractional, key=lambda place: (counts[place] - shares[place], place))
    group_of = {member: group for group in groups for member in group.members}
    for must_fill in (True, False):
        for place in order:
            group = group_of.get(place)
            given = sum(counts[member] for member in group.members) if group else 0
            is_due = group is not None and given < group.low
            has_room = group is None or given < group.high
            if counts[place] < shares[place] and sum(counts) < total:
                counts[place] += is_due if must_fill else has_room
    return counts


def check_feasible(boxes: Sequence[Box], groups: Sequence[Group], *, total: int) -> None:
    """Refuse bounds that no allocation can keep, and say which and by how much.

    Raises:
        InfeasibleAllocationError: The first contradiction that is found.
    """
    for box in boxes:
        if box.low > box.high:
            raise InfeasibleAllocationError(
                f"stratum {box.stratum} must give at least {box.low} and can give at most "
                f"{box.high}, {box.low - box.high} fewer",
                by=box.low - box.high,
            )
    for group in groups:
        _check_group(boxes, group)
    parts = [*groups, *_ungrouped(boxes, groups)]
    floors = sum(max(part.low, _sum_of_lows(boxes, part)) for part in parts)
    caps = sum(min(part.high, _sum_of_highs(boxes, part)) for part in parts)
    if floors > total:
        raise InfeasibleAllocationError(
            f"the minimums add up to {floors}, {floors - total} more than the {total} cases of "
            f"the sample; lower a minimum or enlarge the sample",
            by=floors - total,
        )
    if caps < total:
        raise InfeasibleAllocationError(
            f"the strata can give {caps}, {total - caps} fewer than the {total} cases of the "
            f"sample; raise a maximum or make the sample smaller",
            by=total - caps,
        )


def _check_group(boxes: Sequence[Box], group: Group) -> None:
    low, high = _sum_of_lows(boxes, group), _sum_of_highs(boxes, group)
    if low > group.high:
        raise InfeasibleAllocationError(
            f"{group.name} can give at most {group.high}, and the minimums of its "
            f"{len(group.members)} strata add up to {low}, {low - group.high} more",
            by=low - group.high,
        )
    if high < group.low:
        raise InfeasibleAllocationError(
            f"{group.name} must give at least {group.low}, and its {len(group.members)} strata "
            f"can give {high}, {group.low - high} fewer",
            by=group.low - high,
        )
    if group.low > group.high:
        raise InfeasibleAllocationError(
            f"{group.name} must give at least {group.low} and at most {group.high}",
            by=group.low - group.high,
        )


def _sum_of_lows(boxes: Sequence[Box], group: Group) -> int:
    return sum(boxes[member].low for member in group.members)


def _sum_of_highs(boxes: Sequence[Box], group: Group) -> int:
    return sum(boxes[member].high for member in group.members)
