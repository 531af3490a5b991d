"""Percentages: the one rounding, the one way to write them, and the base that they need.

Screen, PDF, page and workbook all ask here, so that 5 of 40 is 13% in each of them. It is the
lowest room of the domain, since plans, estimates, charts, sentences and tables all have shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

# From this base on a percentage is shown with the count, unless the plan says otherwise; below it
# one case more or less would move it by more than five points.
SMALLEST_BASE_OF_PERCENTAGES: Final = 20

# As the Government Statistical Service has them; the same in every document.
SUPPRESSED: Final = "[c]"
NOT_APPLICABLE: Final = "[z]"
NOT_AVAILABLE: Final = "[x]"
TOO_FEW: Final = "[u]"  # the base is too small for a percentage, so it would be unreliable

LOW: Final = "[low]"
LOW_EXPLAINED: Final = f"{LOW} = rounds to zero but is not zero."

# Sums of floats err in their sixteenth digit. Read to the twelfth decimal, 0.725 is 29/40 again.
_DECIMALS_OF_A_FLOAT: Final = 12


def half_up(number: Fraction | float, *, decimals: int = 0) -> Decimal:
    """Round to some decimals, halves away from zero: exactly, where the number is a fraction."""
    fraction = exact(number)
    whole = int(abs(fraction) * 10**decimals + Fraction(1, 2))
    return Decimal(whole if fraction >= 0 else -whole).scaleb(-decimals)


def percent(share: Fraction | float, *, decimals: int = 0) -> Decimal:
    """A share in per cent, or a half width in percentage points, rounded half up."""
    return half_up(exact(share) * 100, decimals=decimals)


def exact(number: Fraction | float) -> Fraction:
    """A share as a fraction; a float is read to its twelfth decimal."""
    if isinstance(number, Fraction):
        return number
    return Fraction(f"{number:.{_DECIMALS_OF_A_FLOAT}f}")


@dataclass(frozen=True)
class Percentage:
    """A share, shown as a whole per cent; `[low]` when it rounds to zero but is not.

    Args:
        share: The exact fraction where counts are at hand; a float where it was estimated.
    """

    share: Fraction | float

    @property
    def text(self) -> str:
        """Rounded half up, as the reader of a table expects.

        Source: Government Statistical Service, Using symbols and shorthand (January 2022).
        """
        whole = percent(self.share)
        return LOW if whole == 0 and exact(self.share) > 0 else f"{whole}%"


def number_text(number: Fraction) -> str:
    """A median or a quartile: whole where it is, else to one decimal, halves rounded up."""
    return str(number) if number.denominator == 1 else f"{half_up(number, decimals=1):f}"


def carries_percentage(base: int, percentages_from: int) -> bool:
    """Whether a percentage may be shown for so many cases; for none it never may.

    Args:
        percentages_from: The smallest base that the plan gives a percentage for.
    """
    return base >= max(1, percentages_from)


def count_words(count: int, base: int, percentages_from: int) -> str:
    """The count with its base, and the percentage where the base carries one: `5 of 40 (13%)`."""
    words = f"{count} of {base}"
    if not carries_percentage(base, percentages_from):
        return words
    return f"{words} ({Percentage(Fraction(count, base)).text})"


def as_chosen(share: Fraction | float) -> str:
    """A share that somebody chose, such as a confidence level, as they wrote it: `99.8%`."""
    return f"{float(share) * 100:.6g}%"
