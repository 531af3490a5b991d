"""An authority's place among the others, told so that no other authority's count can be worked out.

Two authorities may lay their letters side by side. So nothing of the others is told of a count
unless, for every other authority, a case could be moved between it and any of three more without a
word of anybody else's letter changing: whichever two authorities compare letters, one of the three
is not theirs, and both counts remain possible.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import lcm
from typing import Final

# Two who compare letters can be two of the three, and one is left.
PARTNERS: Final = 3
# Two who compare letters, and three of whom neither is told apart.
FEWEST_AUTHORITIES: Final = 5


class PlaceAmong(StrEnum):
    """Where an authority's share is among those of the others."""

    HIGHEST = "highest third"
    MIDDLE = "middle third"
    LOWEST = "lowest third"


@dataclass(frozen=True)
class AuthorityCount:
    """A count of an authority with its base."""

    authority: str
    count: int
    base: int


@dataclass(frozen=True)
class ToldOfOthers:
    """What the letters may tell of one count over all authorities.

    Args:
        is_total_told: Whether the share of all authorities together may be told.
        places: The place of each authority whose base is large enough; none where they might give
            another authority's count away.
    """

    is_total_told: bool
    places: Mapping[str, PlaceAmong]


def told_of_others(standings: Sequence[AuthorityCount], *, smallest: int) -> ToldOfOthers:
    """What may be told of a count to each authority, of the others.

    Args:
        standings: One for each authority; those without a base are left aside.
        smallest: The smallest base that a place is told for.
    """
    counted = tuple(one for one in standings if one.base)
    if len(counted) < FEWEST_AUTHORITIES or not _hides_each(counted, {}, smallest):
        return ToldOfOthers(False, {})
    places = places_of(counted, smallest)
    if not _hides_each(counted, places, smallest):
        return ToldOfOthers(True, {})
    return ToldOfOthers(True, places)


def places_of(standings: Sequence[AuthorityCount], smallest: int) -> dict[str, PlaceAmong]:
    """The third in which each share lies, by how many others are below it; ties count half.

    Args:
        smallest: The smallest base that a place is told for; smaller ones are not compared.
    """
    compared = [one for one in standings if one.base >= smallest]
    if len(compared) < FEWEST_AUTHORITIES:
        return {}
    # Whole numbers that are in proportion to the shares.
    whole = lcm(*(one.base for one in compared))
    shares = {one.authority: one.count * (whole // one.base) for one in compared}
    in_order = sorted(shares.values())
    return {name: _place(share, in_order) for name, share in shares.items()}


def _place(share: int, in_order: Sequence[int]) -> PlaceAmong:
    others = len(in_order) - 1
    below = bisect_left(in_order, share)
    level = bisect_right(in_order, share) - below - 1  # its own among them
    # In sixths of the others: ties count half.
    rank = 3 * (2 * below + level)
    if rank >= 4 * others:
        return PlaceAmong.HIGHEST
    return PlaceAmong.LOWEST if rank <= 2 * others else PlaceAmong.MIDDLE


def _hides_each(
    standings: Sequence[AuthorityCount], places: Mapping[str, PlaceAmong], smallest: int
) -> bool:
    """Whether each authority has enough others with which it could have exchanged a case.

    Args:
        places: What the letters say; empty where they say nothing of places.
    """
    for one in standings:
        found = 0
        for other in standings:
            if other is one:
                continue
            found += _is_exchange_unseen(standings, (one, other), places, smallest)
            if found == PARTNERS:
                break
        if found < PARTNERS:
            return False
    return True


def _is_exchange_unseen(
    standings: Sequence[AuthorityCount],
    pair: tuple[AuthorityCount, AuthorityCount],
    places: Mapping[str, PlaceAmong],
    smallest: int,
) -> bool:
    """Whether the pair could have exchanged a case and no third letter would say anything else."""
    for changed in _exchanged(pair):
        if not places:
            return True
        now = places_of([changed.get(one.authority, one) for one in standings], smallest)
        if all(now[name] is place for name, place in places.items() if name not in changed):
            return True
    return False


def _exchanged(pair: tuple[AuthorityCount, AuthorityCount]) -> Iterator[dict[str, AuthorityCount]]:
    """The pair with one counting case more in one and one less in the other, where that can be."""
    for more, less in (pair, pair[::-1]):
        if more.count < more.base and less.count > 0:
            yield {
                more.authority: replace(more, count=more.count + 1),
                less.authority: replace(less, count=less.count - 1),
            }
