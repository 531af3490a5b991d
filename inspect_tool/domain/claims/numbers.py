"""Numbers in words and figures: written in the field's style, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.percentages import percent

MOST_DIGITS: Final = 18
_UNITS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES: Final = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
}


def percentage_words(count: int, base: int) -> str:
    """The percentage with as few decimals as it takes not to become 0 or 100 by rounding."""
    share, decimals = Fraction(count, base), 0
    while not is_percentage(percent(share, decimals=decimals), count, base):
        decimals += 1
    return f"{percent(share, decimals=decimals)}%"


def is_percentage(said: Decimal, count: int, base: int) -> bool:
    """Whether a percentage, with as many decimals as were written, is the share's.

    "0%" needs none and "100%" needs all.
    """
    if said in (0, 100):
        return count == (0 if said == 0 else base)
    exponent = said.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return percent(Fraction(count, base), decimals=decimals) == said


def number_words(number: int) -> str:
    """A number in the field's style: words up to nine, figures from 10."""
    if number == 0:
        return "none"
    return _UNITS[number] if number < 10 else f"{number:,}"


def count_of_base(count: int, base: int) -> str:
    """The count with its base: `two of the 33`, `33 of the 70`."""
    return f"{number_words(count)} of the {number_words(base)}"


def number_at(tokens: Sequence[str]) -> tuple[int, int]:
    """The whole number that the tokens start with, and how many tokens it takes; (0, 0) if none.

    In figures, or in words up to 999,999: `one thousand two hundred and thirty four`, `dozen`.
    """
    if tokens and tokens[0].isascii() and tokens[0].isdigit():
        # No count has so many digits; a longer one is a number that cannot be right.
        return int(tokens[0][:MOST_DIGITS]), 1
    if tuple(tokens[:1]) == ("dozen",):
        return 12, 1
    thousands, length = _below_thousand(tokens)
    if tuple(tokens[length : length + 1]) == ("dozen",) and length:
        return thousands * 12, length + 1
    if tuple(tokens[length : length + 1]) != ("thousand",):
        return thousands, length
    thousands, length = max(thousands, 1), length + 1
    has_and = tuple(tokens[length : length + 1]) == ("and",)
    rest, more = _below_thousand(tokens[length + has_and :])
    return thousands * 1000 + rest, length + (more + has_and if more else 0)


def _below_thousand(tokens: Sequence[str]) -> tuple[int, int]:
    total, length = _below_hundred(tokens)
    if tuple(tokens[length : length + 1]) != ("hundred",):
        return total, length
    hundreds, length = max(total, 1), length + 1
    has_and = tuple(tokens[length : length + 1]) == ("and",)
    rest, more = _below_hundred(tokens[length + has_and :])
    return hundreds * 100 + rest, length + (more + has_and if more else 0)


def _below_hundred(tokens: Sequence[str]) -> tuple[int, int]:
    if not tokens or tokens[0] not in _VALUES:
        return 0, 0
    value = _VALUES[tokens[0]]
    unit = _VALUES.get(tokens[1], 0) if len(tokens) > 1 else 0
    return (value + unit, 2) if value >= 20 and 0 < unit < 10 else (value, 1)
