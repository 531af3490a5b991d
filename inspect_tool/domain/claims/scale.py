"""A named scale of words for shares, as data.

Its limits are held against exact fractions, never against rounded percentages: 33 of 70 is
"nearly half" because 33/70 is at least 0.44 and below 0.5.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.percentages import SMALLEST_BASE_OF_PERCENTAGES


def _exact(value: Any) -> Any:
    """A share as people write it (`1/3`, `0.44`, `44%`) as an exact fraction."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Fraction):
        raise ValueError("a share is written as 1/3, 0.44 or 44%")
    # By way of its text: 0.44 as a float is not 44/100.
    text = str(value).strip()
    try:
        return Fraction(Decimal(text[:-1])) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, InvalidOperation, ZeroDivisionError):
        raise ValueError(f"{text} is not a share: write 1/3, 0.44 or 44%") from None


Share = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(str, return_type=str)]


class Span(Document):
    """The shares that words stand for: between two limits, or about a value.

    Args:
        words: Ways to say it, the best first.
        from_: Smallest share, included.
        above: Limit that the share must exceed.
        to: Largest share, included.
        below: Limit that the share must stay under.
        about: A value that the share must come near, `within` a distance, both ends included.
        basis: Where the limits come from.
    """

    words: tuple[str, ...] = Field(min_length=1)
    from_: Share | None = Field(default=None, alias="from")
    above: Share | None = None
    to: Share | None = None
    below: Share | None = None
    about: Share | None = None
    within: Share = Fraction(0)
    basis: Literal["source", "memory", "proposal"] = "proposal"

    @model_validator(mode="after")
    def _check_limits(self) -> Span:
        lower = [limit for limit in (self.from_, self.above) if limit is not None]
        upper = [limit for limit in (self.to, self.below) if limit is not None]
        is_range = len(lower) == 1 and len(upper) == 1
        if is_range == (self.about is not None) or (self.about is not None and lower + upper):
            raise ValueError(
                "it has either `about`, or one of `from` and `above` with one of `to` and `below`"
            )
        if is_range and lower[0] > upper[0]:
            raise ValueError("its lower limit is above its upper one")
        return self

    def holds(self, share: Fraction) -> bool:
        """Whether the share is among those that the words stand for."""
        if self.about is not None:
            return abs(share - self.about) <= self.within
        return (
            (self.from_ is None or share >= self.from_)
            and (self.above is None or share > self.above)
            and (self.to is None or share <= self.to)
            and (self.below is None or share < self.below)
        )


class WordingScale(Document):
    """A named scale of words for shares, with its rules for small bases.

    Args:
        source: Where the words come from.
        status: What is confirmed and what is not, in plain words, for whoever edits the scale.
        fractions_from: Smallest base for words such as "a third"; below it, counts only.
        bands_from: Smallest base for words such as "most".
        percentages_from: Smallest base for percentages.
        fractions: Words for single fractions.
        bands: Words for stretches of the scale.
    """

    wording: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    status: str = Field(min_length=1)
    fractions_from: int = Field(default=10, ge=1)
    bands_from: int = Field(default=20, ge=1)
    percentages_from: int = Field(default=SMALLEST_BASE_OF_PERCENTAGES, ge=1)
    fractions: tuple[Span, ...] = ()
    bands: tuple[Span, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_words(self) -> WordingScale:
        words = [word for span in (*self.fractions, *self.bands) for word in span.words]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise ValueError(f"these words are given twice: {', '.join(twice)}")
        return self


class PhraseKind(StrEnum):
    """How a phrase says a share."""

    WHOLE = "whole"  # all, none
    COUNT = "count"
    FRACTION = "fraction"
    BAND = "band"
    PERCENTAGE = "percentage"

    @property
    def words(self) -> str:
        """What a sentence calls such a phrase."""
        return {
            PhraseKind.WHOLE: "all or none",
            PhraseKind.COUNT: "a count",
            PhraseKind.FRACTION: "a fraction",
            PhraseKind.BAND: "words such as most or few",
            PhraseKind.PERCENTAGE: "a percentage",
        }[self]


def smallest_base(kind: PhraseKind, scale: WordingScale, percentages_from: int | None) -> int:
    """The smallest base for which a kind of phrase may be used.

    Args:
        percentages_from: The plan's limit for percentages; None for the scale's own.
    """
    return {
        PhraseKind.FRACTION: scale.fractions_from,
        PhraseKind.BAND: scale.bands_from,
        PhraseKind.PERCENTAGE: percentages_from or scale.percentages_from,
    }.get(kind, 0)
