"""What words such as "nearly half" tell of a count and its base to whoever knows the scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.phrases import read_phrase, tokens_of
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.disclosure.book import WordBounds

_TIMES: Final = 20  # bases up to so many times the count are tried; what holds there has no limit


@dataclass(frozen=True)
class LeftByWords:
    """What words leave of a count, for whoever knows its base, and of the base, for the count."""

    number: WordBounds
    base: WordBounds


def said_share(phrase: str, count: int, base: int, scale: WordingScale) -> LeftByWords:
    """What is left of a count and of its base by words that are true of them.

    Words that are not understood tell the number itself, unless there is no number in them and
    nothing that the scale knows: "a small number of cases".
    """
    readings = read_phrase(phrase, count, base, scale) if base else ()
    quantities = [one.quantity for one in readings if one.quantity is not None]
    if not quantities:
        is_number = _is_number(phrase)
        told = (WordBounds(one, one) if is_number else WordBounds() for one in (count, base))
        return LeftByWords(*told)
    most = base * _TIMES
    number = _range(lambda one: all(said.holds(one, base) for said in quantities), count, 0, base)
    least = max(1, count)
    of = _range(lambda one: all(said.holds(count, one) for said in quantities), base, least, most)
    if any(one.has_base for one in readings):
        of = WordBounds(base, base)
    elif of.highest == most:
        of = WordBounds(of.lowest)
    return LeftByWords(number, of)


def _is_number(phrase: str) -> bool:
    """Whether a number stands in words that are not understood, or they may hide one."""
    tokens = tokens_of(phrase)
    return any(number_at(tokens[start:])[1] for start in range(len(tokens)))


def _range(holds: Callable[[int], bool], start: int, least: int, most: int) -> WordBounds:
    """The run of numbers around one for which words hold, between these ends."""
    low = high = start
    while low > least and holds(low - 1):
        low -= 1
    while high < most and holds(high + 1):
        high += 1
    return WordBounds(low, high)
