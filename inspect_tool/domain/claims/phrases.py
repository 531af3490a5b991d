"""Reading a phrase whole: a quantity, what it is of, and what its base is called.

Nothing of a phrase is left over: `33 of the 70 long-term cases` is a quantity, a base and a noun;
`33 deaths` and `half a million` are not read. Two ways to say one share may stand together, as in
`nearly half (33 of 70)`. Case, articles, hyphens and kinds of space do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from inspect_tool.domain.claims.nouns import ANY_NOUNS, BaseNouns, Fit
from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.quantities import SaidQuantity, quantity_at
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale

_ARTICLES: Final = frozenset({"a", "an", "the"})
# Words before a phrase that do not change what it says.
_OPENINGS: Final = frozenset({"in", "for", "of", "only", "to", "from"})


@dataclass(frozen=True)
class Reading:
    """What a phrase says of a share.

    Args:
        is_true: Whether it holds.
        kind: How it says it.
        noun: How what the base is called fits the measure; None where the phrase does not say it.
        has_base: Whether it states the number of the base.
    """

    is_true: bool
    kind: PhraseKind
    noun: Fit | None = None
    has_base: bool = False
    quantity: SaidQuantity | None = field(default=None, compare=False)


def read_phrase(
    phrase: str, count: int, base: int, scale: WordingScale, nouns: BaseNouns = ANY_NOUNS
) -> tuple[Reading, ...]:
    """What each part of a phrase says; nothing when a part is not understood.

    "Nearly half (33 of 70) of cases" has two parts.
    """
    found = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", phrase.strip())
    parts = [phrase] if found is None else [f"{found[1]} {found[3]}", found[2]]
    readings = [_read(tokens_of(part), (count, base), scale, nouns) for part in parts]
    understood = tuple(reading for reading in readings if reading is not None)
    return understood if len(understood) == len(parts) else ()


def tokens_of(phrase: str) -> tuple[str, ...]:
    """The words and numbers of a phrase, without articles, case, hyphens and emphasis."""
    # Figures may be grouped by a comma or by a space that no line breaks at.
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))", "", phrase)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    # A minus and a range are words of their own, so that neither is taken for one number.
    text = re.sub(r"(?:(?<![\w%])|(?<=\d))[-\u2010-\u2015](?=\d)", " \u2212 ", text)
    text = re.sub(r"[-\u2010-\u2015*_~\"'\u2018-\u201d]", " ", text)
    text = re.sub(r"\bper ?cent\b", "%", text)
    tokens = re.findall(r"\d+(?:\.\d+)?|%|[a-z]+|[^\sa-z0-9.,;:!?]", text)
    return tuple(token for token in tokens if token not in _ARTICLES)


def _read(
    tokens: Sequence[str], share: tuple[int, int], scale: WordingScale, nouns: BaseNouns
) -> Reading | None:
    """One part of a phrase, from its first token to its last."""
    count, base = share
    if base <= 0:
        return None
    for start in range(len(tokens)):
        quantity = quantity_at(tokens[start:], base, scale)
        if quantity is not None:
            rest = tokens[start + quantity.length :]
            of = read_base(rest, nouns)
            if of is None or of.length != len(rest):
                return None
            is_so = quantity.holds(count, base) and of.number in (None, base)
            is_so = is_so and of.noun is not Fit.FOREIGN
            return Reading(is_so, quantity.kind, of.noun, of.number is not None, quantity)
        if tokens[start] not in _OPENINGS:
            return None
    return None


@dataclass(frozen=True)
class BaseSaid:
    """What is said of a base: `of all the 70 long-term cases`.

    Args:
        length: How many tokens it takes.
        number: How many there are; None where it is not said.
        noun: How what it is called fits; None where it is not said.
    """

    length: int
    number: int | None = None
    noun: Fit | None = None


def read_base(tokens: Sequence[str], nouns: BaseNouns) -> BaseSaid | None:
    """The base that some tokens start with; None for "of" what is no base."""
    start = next(
        (len(words) for words in _OF if tuple(tokens[: len(words)]) == words),
        0,
    )
    place = start
    for word in ("all", "of"):
        place += start > 0 and tuple(tokens[place : place + 1]) == (word,)
    if tuple(tokens[place : place + 1]) in (("these",), ("those",)):
        place_of_number = place + 1
    else:
        place_of_number = place
    number, length = number_at(tokens[place_of_number:])
    if length:
        place = place_of_number + length
    match = nouns.match(tokens[place:])
    if match is None:
        return BaseSaid(place, number if length else None) if length or not start else None
    return BaseSaid(place + match.length, number if length else None, match.fit)


_OF: Final = (("out", "of"), ("of",), ("/",))
