"""Dates of birth that two lists give with day and month exchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date

from inspect_tool.domain.frame.entries import ListEntries, Values

FULL_MONTHS = 1_000  # what a list counts that has days over 12: more than all others together


def not_exchanged(
    lists: Iterable[ListEntries], birth: str, used: Values, doubtful: AbstractSet[int]
) -> dict[int, date]:
    """The dates of birth that are to be used instead, for children with an exchanged one.

    A list that was saved under the settings of another country has only dates with a day of 12 or
    less, since no other can be exchanged; so the word of a list with other days counts more, and
    among equals that of more lists.

    Args:
        birth: Heading of the date of birth.
        used: The dates of birth by the word of the most acute list, for each child.
        doubtful: The children with another one on some list.
    """
    votes: dict[int, Counter[date]] = {child: Counter() for child in doubtful}
    for entries in lists if doubtful else ():
        values = [(child, born) for child, born in entries.known(birth) if isinstance(born, date)]
        weight = FULL_MONTHS if any(born.day > 12 for _, born in values) else 1
        for child, born in values:
            if child in doubtful:
                votes[child][born] += weight
    better: dict[int, date] = {}
    for child, counted in votes.items():
        first = used[child]
        other = exchanged(first) if isinstance(first, date) else None
        if other is not None and counted[other] > counted[first]:  # type: ignore[index]
            better[child] = other
    return better


def exchanged(day: date) -> date | None:
    """The day with day and month exchanged; None where there is no other such day."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)
