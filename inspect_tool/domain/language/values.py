"""Answers that are more than one word: several options with words, and dates known in part."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from inspect_tool.domain.language.dates import FULL_MONTHS

OTHER: Final = "other"  # the code of "something else", which takes words
NONE: Final = "none"  # what stands for no option at all, and for no row of a group


@dataclass(frozen=True)
class Chosen:
    """Options that were chosen together, and words beside them.

    Choosing nothing is an answer: none of these.

    Args:
        codes: Each once, in the order of the alphabet, so that the same choice is the same value.
        words: What "something else" was; for a text with themes the text itself.
    """

    codes: tuple[str, ...] = ()
    words: str = ""

    @classmethod
    def of(cls, codes: Iterable[str], words: str = "") -> Chosen:
        """The choice of these options, in whatever order and however often they were named."""
        return cls(tuple(sorted(set(codes))), words)

    def __str__(self) -> str:
        """As programs read it: codes joined by semicolons, then the words of something else."""
        last = [code for code in self.codes if code == OTHER]
        codes = ";".join([*(code for code in self.codes if code != OTHER), *last]) or NONE
        return f"{codes}: {self.words}" if self.words else codes


class Precision(IntEnum):
    """How much of a date is known; a larger number knows more."""

    YEAR = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True)
class RoughDate:
    """A month or a year in which something happened, where the day is not known.

    Args:
        month: From 1 to 12; None where only the year is known.
    """

    year: int
    month: int | None = None

    @property
    def precision(self) -> Precision:
        """What is known of it."""
        return Precision.YEAR if self.month is None else Precision.MONTH

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def words(self) -> str:
        """As a page says it: June 2013, or 2013."""
        if self.month is None:
            return str(self.year)
        return f"{FULL_MONTHS[self.month - 1].capitalize()} {self.year}"

    def __str__(self) -> str:
        """As programs read it: 2013-06, or 2013."""
        return str(self.year) if self.month is None else f"{self.year:04}-{self.month:02}"


def earliest_of(value: date | RoughDate) -> date:
    """The first day that a date can be."""
    return value.earliest if isinstance(value, RoughDate) else value


def latest_of(value: date | RoughDate) -> date:
    """The last day that a date can be."""
    return value.latest if isinstance(value, RoughDate) else value


def precision_of(value: date | RoughDate) -> Precision:
    """How much of a date is known."""
    return value.precision if isinstance(value, RoughDate) else Precision.DAY


def says_any(value: object, listed: Iterable[str]) -> bool:
    """Whether an answer is one of the listed words, or has one of them among its options."""
    said = value.codes or (NONE,) if isinstance(value, Chosen) else (str(value),)
    return not {*listed}.isdisjoint(said)
