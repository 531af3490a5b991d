"""Quantities in words: counts, shares, bounds and ratios at the start of some tokens.

Each is read into what it says of a count and its base, so that it can be held against any numbers.
Limits that no scale gives are those of this module, printed in docs/how-tos/write-the-narrative.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.numbers import MOST_DIGITS, is_percentage, number_at
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale

Holds = Callable[[int, int], bool]

NEAR: Final = Fraction(15, 1000)  # a fraction that the scale does not name: as its own "a third"
ABOUT: Final = Fraction(4, 100)  # "about half"
ABOVE: Final = Fraction(1, 10)  # "more than eight in ten" stays below nine in ten
ABOUT_COUNT: Final = Fraction(1, 20)  # "about 30"
NEAR_COUNT: Final = Fraction(1, 10)  # "nearly 30", "just over 30"
_RATIOS: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100})
_PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_SCALE_WORDS: Final = {
    Fraction(1, 2): "half", Fraction(1, 3): "a third", Fraction(2, 3): "two thirds",
    Fraction(1, 4): "a quarter", Fraction(3, 4): "three quarters",
}  # fmt: skip


class Comparing(StrEnum):
    """How a quantity stands to the number that it names."""

    SAME = "same"
    EXACTLY = "exactly"
    ABOUT = "about"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    NEARLY = "nearly"
    JUST_ABOVE = "just above"


_COMPARED: Final[tuple[tuple[str, Comparing], ...]] = (
    ("no more than", Comparing.AT_MOST), ("not more than", Comparing.AT_MOST),
    ("no fewer than", Comparing.AT_LEAST), ("no less than", Comparing.AT_LEAST),
    ("not fewer than", Comparing.AT_LEAST), ("not less than", Comparing.AT_LEAST),
    ("at least", Comparing.AT_LEAST), ("at most", Comparing.AT_MOST), ("up to", Comparing.AT_MOST),
    ("more than", Comparing.ABOVE), ("greater than", Comparing.ABOVE), ("over", Comparing.ABOVE),
    ("above", Comparing.ABOVE), ("fewer than", Comparing.BELOW), ("less than", Comparing.BELOW),
    ("under", Comparing.BELOW), ("below", Comparing.BELOW), ("about", Comparing.ABOUT),
    ("around", Comparing.ABOUT), ("some", Comparing.ABOUT), ("roughly", Comparing.ABOUT),
    ("approximately", Comparing.ABOUT),
    ("close to", Comparing.ABOUT), ("exactly", Comparing.EXACTLY), ("precisely", Comparing.EXACTLY),
    ("nearly", Comparing.NEARLY), ("almost", Comparing.NEARLY), ("just under", Comparing.NEARLY),
    ("just below", Comparing.NEARLY), ("just over", Comparing.JUST_ABOVE),
    ("just above", Comparing.JUST_ABOVE), ("as many as", Comparing.EXACTLY),
    ("as few as", Comparing.EXACTLY), ("total of", Comparing.EXACTLY), ("just", Comparing.EXACTLY),
)  # fmt: skip
_WHOLE: Final[tuple[tuple[str, Holds], ...]] = (
    ("all", lambda count, base: count == base),
    ("every", lambda count, base: count == base),
    ("every one", lambda count, base: count == base),
    ("each", lambda count, base: count == base),
    ("each and every", lambda count, base: count == base),
    ("both", lambda count, base: count == base == 2),
    ("none", lambda count, _base: count == 0),
    ("no", lambda count, _base: count == 0),
    ("not one", lambda count, _base: count == 0),
    ("not single", lambda count, _base: count == 0),
    ("not single one", lambda count, _base: count == 0),
    ("neither", lambda count, base: count == 0 and base == 2),
    ("not all", lambda count, base: 0 < count < base),
    ("not every", lambda count, base: 0 < count < base),
    ("not every one", lambda count, base: 0 < count < base),
)
_COUNTS: Final[tuple[tuple[str, Holds], ...]] = (
    ("single", lambda count, _base: count == 1),
    ("single one", lambda count, _base: count == 1),
)


def comparing_at_the_end(before: str) -> str:
    """The words that compare, such as "fewer than", where a text ends with them; else nothing."""
    words = [word for word, _ in _COMPARED if re.search(rf"(?i)(?:^|\s){word}\s*$", before)]
    return max(words, key=len, default="")


@dataclass(frozen=True)
class SaidQuantity:
    """What a phrase says of a count and its base.

    Args:
        length: How many tokens it takes.
        is_share: Whether it says nothing without its base.
        stated: The number that was named of a count, for what compares it otherwise.
    """

    length: int
    kind: PhraseKind
    holds: Holds
    is_share: bool = True
    low: int | None = None
    high: int | None = None


def quantity_at(tokens: Sequence[str], base: int, scale: WordingScale) -> SaidQuantity | None:
    """The longest quantity that the tokens start with; of two alike the scale's own words.

    Args:
        base: Of how many; "three out of four" is a count where there are four.
    """
    found = tuple(_quantities(tokens, base, scale))
    return max(found, key=lambda quantity: quantity.length, default=None)


def _quantities(tokens: Sequence[str], base: int, scale: WordingScale) -> Iterator[SaidQuantity]:
    yield from _words_of_the_scale(tokens, scale)
    for kind, group in ((PhraseKind.WHOLE, _WHOLE), (PhraseKind.COUNT, _COUNTS)):
        for words, holds in group:
            if _starts(tokens, words):
                yield SaidQuantity(
                    len(words.split()), kind, holds, is_share=kind is PhraseKind.WHOLE
                )
    yield from _all_but(tokens)
    yield from _between(tokens)
    for words, comparing in (("", Comparing.SAME), *_COMPARED):
        if _starts(tokens, words):
            yield from _compared(tokens, len(words.split()), comparing, base, scale)


def _starts(tokens: Sequence[str], words: str) -> bool:
    wanted = words.split()
    return list(tokens[: len(wanted)]) == wanted


def _words_of_the_scale(tokens: Sequence[str], scale: WordingScale) -> Iterator[SaidQuantity]:
    spans = [(PhraseKind.FRACTION, scale.fractions), (PhraseKind.BAND, scale.bands)]
    # "A significant minority" says of a minority that it matters, and nothing of its size.
    skipped = int(len(tokens) > 1 and tokens[0] in _WEIGHTY and tokens[1] == "minority")
    for kind, group in spans:
        for span in group:
            for word in span.words:
                wanted = _plain(word)
                if wanted and _starts(tokens[skipped:], wanted):
                    length = len(wanted.split()) + skipped
                    yield SaidQuantity(length, kind, _share(span.holds))
                if wanted == "most" and _starts(tokens, "most but not all"):
                    yield SaidQuantity(4, kind, _share(span.holds))


_WEIGHTY: Final = frozenset({"significant", "sizeable", "substantial", "considerable"})
_ARTICLES: Final = frozenset({"a", "an", "the"})


def _plain(words: str) -> str:
    """Words of a scale as tokens: without articles, case and hyphens."""
    plain = words.casefold().replace("-", " ").split()
    return " ".join(word for word in plain if word not in _ARTICLES)


def _share(holds: Callable[[Fraction], bool]) -> Holds:
    return lambda count, base: holds(Fraction(count, base))


def _all_but(tokens: Sequence[str]) -> Iterator[SaidQuantity]:
    for words in ("all but", "all bar", "all save", "all except", "every one but"):
        number, length = number_at(tokens[len(words.split()) :])
        if _starts(tokens, words) and length:
            yield SaidQuantity(
                len(words.split()) + length,
                PhraseKind.COUNT,
                lambda count, base, number=number: count == base - number,  # type: ignore[misc]
            )


def _between(tokens: Sequence[str]) -> Iterator[SaidQuantity]:
    """`between 1 and 11`, of a count or, with `%` behind it, of a share."""
    if not _starts(tokens, "between"):
        return
    # Numbers below a hundred, so that "and" stands between the two.
    low, first = (0, 1) if tuple(tokens[1:2]) == ("none",) else number_at(tokens[1:2])
    high, second = number_at(tokens[3:])
    if not (first and second and tokens[2] == "and" and low < high):
        return
    length = 3 + second
    if _starts(tokens[length:], "%"):
        low_share, high_share = Fraction(low, 100), Fraction(high, 100)
        yield SaidQuantity(
            length + 1,
            PhraseKind.PERCENTAGE,
            _share(lambda share: low_share <= share <= high_share),
        )
        return
    yield SaidQuantity(
        length,
        PhraseKind.COUNT,
        lambda count, _base: low <= count <= high,
        is_share=False,
        low=low,
        high=high,
    )


def _compared(
    tokens: Sequence[str], start: int, comparing: Comparing, base: int, scale: WordingScale
) -> Iterator[SaidQuantity]:
    """A count, a percentage, a fraction or a ratio, after the words that compare it."""
    rest = tokens[start:]
    for share, length in filter(None, [_fraction(rest), _ratio(rest, base)]):
        said, more = _or_so(comparing, rest[length:])
        holds = _share_compared(said, share, scale)
        yield SaidQuantity(start + length + more, PhraseKind.FRACTION, holds)
    percentage, length = decimal_at(rest)
    if length and _starts(rest[length:], "%"):
        said, more = _or_so(comparing, rest[length + 1 :])
        holds = _percentage_compared(said, percentage)
        yield SaidQuantity(start + length + 1 + more, PhraseKind.PERCENTAGE, holds)
    number, length = number_at(rest)
    if not length:
        return
    length += start
    for words, other in _BEHIND:
        if comparing is Comparing.SAME and _starts(tokens[length:], words):
            holds = _count_compared(other, number)
            yield SaidQuantity(length + 2, PhraseKind.COUNT, holds, is_share=False)
    yield SaidQuantity(length, PhraseKind.COUNT, _count_compared(comparing, number), is_share=False)


_BEHIND: Final = (
    ("or more", Comparing.AT_LEAST), ("or fewer", Comparing.AT_MOST), ("or so", Comparing.ABOUT),
)  # fmt: skip


def _or_so(comparing: Comparing, behind: Sequence[str]) -> tuple[Comparing, int]:
    """`a third or so` is about a third: how it compares, and how many tokens more."""
    if comparing is Comparing.SAME and _starts(behind, "or so"):
        return Comparing.ABOUT, 2
    return comparing, 0


@dataclass(frozen=True)
class SaidShare:
    """A share with the words that compare it: `more than 40 %`, `about half`, `four in ten`.

    Args:
        percentage: As it was written; None where it is a fraction or a ratio.
    """

    length: int
    comparing: Comparing
    number: Fraction
    percentage: Decimal | None = None


def said_share_at(tokens: Sequence[str]) -> SaidShare | None:
    """The longest share that the tokens start with, whatever it is to be held against."""
    found: list[SaidShare] = []
    for words, comparing in (("", Comparing.SAME), *_COMPARED):
        start = len(words.split())
        if not _starts(tokens, words):
            continue
        rest = tokens[start:]
        for number, length in filter(None, [_fraction(rest), _ratio(rest, 0)]):
            found.append(SaidShare(start + length, comparing, number))
        percentage, length = decimal_at(rest)
        if length and _starts(rest[length:], "%"):
            number = Fraction(percentage) / 100
            found.append(SaidShare(start + length + 1, comparing, number, percentage))
    return max(found, key=lambda said: said.length, default=None)


def decimal_at(tokens: Sequence[str]) -> tuple[Decimal, int]:
    """A number that may have decimals, and how many tokens it takes; (0, 0) if there is none."""
    if tokens and re.fullmatch(r"\d+\.\d+", tokens[0]):
        return Decimal(tokens[0][: 2 * MOST_DIGITS]), 1
    number, length = number_at(tokens)
    return Decimal(number), length


def _fraction(tokens: Sequence[str]) -> tuple[Fraction, int] | None:
    """`half`, `third`, `two fifths`."""
    if tokens and tokens[0] in _PARTS and not tokens[0].endswith("s"):
        return Fraction(1, _PARTS[tokens[0]]), 1
    if len(tokens) > 1 and tokens[1] in _PARTS:
        number, length = number_at(tokens[:1])
        if length and 0 < number < _PARTS[tokens[1]]:
            return Fraction(number, _PARTS[tokens[1]]), 2
    return None


def _ratio(tokens: Sequence[str], base: int) -> tuple[Fraction, int] | None:
    """`one in three`, `8 in every 10`; `three out of four` where there are more than four."""
    number, first = number_at(tokens[:1])
    if not first:
        return None
    joint = next(
        (
            words
            for words in ("in every", "out of every", "in", "out of")
            if _starts(tokens[1:], words)
        ),
        None,
    )
    if joint is None:
        return None
    start = 1 + len(joint.split())
    whole, second = number_at(tokens[start:])
    if not second or whole not in _RATIOS or not 0 < number < whole:
        return None
    if joint == "out of" and whole == base:
        return None
    return Fraction(number, whole), start + second


def _share_compared(comparing: Comparing, number: Fraction, scale: WordingScale) -> Holds:
    """What a fraction says: by the scale where it names it, else by the limits above."""
    own = _SCALE_WORDS.get(number, "")
    named = {_plain(word): span for span in scale.fractions for word in span.words}
    openings = {
        Comparing.SAME: ("",), Comparing.NEARLY: ("nearly ",), Comparing.ABOVE: ("over ",),
        Comparing.JUST_ABOVE: ("just over ",),
    }.get(comparing, ())  # fmt: skip
    for opening in openings:
        if own and _plain(f"{opening}{own}") in named:
            return _share(named[_plain(f"{opening}{own}")].holds)
    limits: dict[Comparing, Callable[[Fraction], bool]] = {
        Comparing.SAME: lambda share: abs(share - number) <= NEAR,
        Comparing.EXACTLY: lambda share: share == number,
        Comparing.ABOUT: lambda share: abs(share - number) <= ABOUT,
        Comparing.ABOVE: lambda share: number < share < number + ABOVE,
        Comparing.BELOW: lambda share: share < number,
        Comparing.AT_LEAST: lambda share: share >= number,
        Comparing.AT_MOST: lambda share: share <= number,
        Comparing.NEARLY: lambda share: number - ABOUT <= share < number,
        Comparing.JUST_ABOVE: lambda share: number < share <= number + ABOUT,
    }
    return _share(limits[comparing])


def _percentage_compared(comparing: Comparing, number: Decimal) -> Holds:
    if comparing in (Comparing.SAME, Comparing.EXACTLY):
        return lambda count, base: is_percentage(number, count, base)
    limit = Fraction(number) / 100
    limits: dict[Comparing, Callable[[Fraction], bool]] = {
        Comparing.ABOUT: lambda share: abs(share - limit) <= ABOUT,
        Comparing.ABOVE: lambda share: share > limit,
        Comparing.BELOW: lambda share: share < limit,
        Comparing.AT_LEAST: lambda share: share >= limit,
        Comparing.AT_MOST: lambda share: share <= limit,
        Comparing.NEARLY: lambda share: limit - ABOUT <= share < limit,
        Comparing.JUST_ABOVE: lambda share: limit < share <= limit + ABOUT,
    }
    return _share(limits[comparing])


def _count_compared(comparing: Comparing, said: int) -> Holds:
    about = max(Fraction(1), said * ABOUT_COUNT)
    near = max(Fraction(1), said * NEAR_COUNT)
    limits: dict[Comparing, Callable[[int], bool]] = {
        Comparing.SAME: lambda count: count == said,
        Comparing.EXACTLY: lambda count: count == said,
        Comparing.ABOUT: lambda count: abs(count - said) <= about,
        Comparing.ABOVE: lambda count: count > said,
        Comparing.BELOW: lambda count: count < said,
        Comparing.AT_LEAST: lambda count: count >= said,
        Comparing.AT_MOST: lambda count: count <= said,
        Comparing.NEARLY: lambda count: said - near <= count < said,
        Comparing.JUST_ABOVE: lambda count: said < count <= said + near,
    }
    holds = limits[comparing]
    return lambda count, _base: holds(count)
