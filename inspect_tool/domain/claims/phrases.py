"""Reading a phrase: which words, numbers and percentages it says, and whether they hold.

Read are words of the scale (`nearly half of the long-term cases`), counts (`two of the 33`,
`33 out of 70`, `fewer than five`), percentages (`47%`, `47.1 per cent`), `all` and `none`, and two
of these together (`33 of 70 (47%)`). Case, articles, hyphens and kinds of space do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.numbers import is_percentage, number_at
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale

_ARTICLES: Final = frozenset({"a", "an", "the"})
# Words before a phrase that do not change what it says. "Just" and "exactly" do.
_OPENINGS: Final = frozenset({"in", "for", "of", "only", "to", "from"})
# Words after a phrase that make something else of it.
_JOINTS: Final = frozenset(
    {"or", "and", "to", "but", "in", "nor", "%", "/", "than", "more", "fewer", "less"}
)
_COMPARED: Final[dict[tuple[str, ...], Callable[[int, int], bool]]] = {
    ("fewer", "than"): lambda count, said: count < said,
    ("less", "than"): lambda count, said: count < said,
    ("more", "than"): lambda count, said: count > said,
    ("over",): lambda count, said: count > said,
    ("at", "least"): lambda count, said: count >= said,
}


@dataclass(frozen=True)
class Reading:
    """What a phrase says of a share.

    Args:
        is_true: Whether it holds.
        kind: How it says it.
    """

    is_true: bool
    kind: PhraseKind


def read_phrase(phrase: str, count: int, base: int, scale: WordingScale) -> tuple[Reading, ...]:
    """What each part of a phrase says; nothing when a part is not understood.

    "Nearly half (33 of 70) of cases" has two parts.
    """
    found = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", phrase.strip())
    parts = [phrase] if found is None else [f"{found[1]} {found[3]}", found[2]]
    readings = [_read(tokens_of(part), count, base, scale) for part in parts]
    understood = tuple(reading for reading in readings if reading is not None)
    return understood if len(understood) == len(parts) else ()


def tokens_of(phrase: str) -> tuple[str, ...]:
    """The words and numbers of a phrase, without articles, case, hyphens and emphasis."""
    text = unicodedata.normalize("NFKC", phrase).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"[-\u2010-\u2015*_~\"'\u2018-\u201d]", " ", text)
    text = re.sub(r"\bper ?cent\b", "%", text)
    tokens = re.findall(r"\d+(?:\.\d+)?|%|[a-z]+|[^\sa-z0-9.,;:!?]", text)
    return tuple(token for token in tokens if token not in _ARTICLES)


def _read(tokens: Sequence[str], count: int, base: int, scale: WordingScale) -> Reading | None:
    if base <= 0:
        return None
    for start in range(len(tokens)):
        reading = (
            _read_words(tokens[start:], count, base, scale)
            or _read_percentage(tokens[start:], count, base)
            or _read_count(tokens[start:], count, base)
        )
        if reading is not None or tokens[start] not in _OPENINGS:
            return reading
    return None


def _read_words(
    tokens: Sequence[str], count: int, base: int, scale: WordingScale
) -> Reading | None:
    """All, none, a fraction or a band, with whatever it is a share of behind it."""
    share = Fraction(count, base)
    found: list[tuple[int, Reading]] = []
    spans = [(PhraseKind.FRACTION, scale.fractions), (PhraseKind.BAND, scale.bands)]
    for kind, group in spans:
        for span in group:
            length = max(_length_of(word, tokens) for word in span.words)
            found.append((length, Reading(span.holds(share), kind)))
    for words, is_whole in (("all", count == base), ("none", count == 0), ("no", count == 0)):
        found.append((_length_of(words, tokens), Reading(is_whole, PhraseKind.WHOLE)))
    # The longest words win: "almost all" is not "all", "very small minority" not "minority".
    length, reading = max(found, key=lambda candidate: candidate[0])
    if length == 0 or not _is_tail(tokens[length:]):
        return None
    return Reading(reading.is_true and _names_base(tokens[length:], base), reading.kind)


def _length_of(words: str, tokens: Sequence[str]) -> int:
    """How many tokens the words take at the start, or 0 when they do not stand there."""
    wanted = tokens_of(words)
    return len(wanted) if tuple(tokens[: len(wanted)]) == wanted else 0


def _is_tail(tokens: Sequence[str]) -> bool:
    """Whether what follows only says of what the share is."""
    return not tokens or tokens[0] not in _JOINTS


def _names_base(tokens: Sequence[str], base: int) -> bool:
    """Whether a tail such as "of the 70 cases" has the right number, if it has one."""
    rest = tokens[1:] if tokens and tokens[0] == "of" else tokens
    rest = rest[1:] if rest and rest[0] == "all" else rest
    number, length = number_at(rest)
    return length == 0 or number == base


def _read_percentage(tokens: Sequence[str], count: int, base: int) -> Reading | None:
    """`47 %` or `forty seven %`, with whatever it is a share of behind it."""
    said, length = _decimal_at(tokens)
    if length == 0 or tokens[length : length + 1] != ("%",):
        return None
    rest = tokens[length + 1 :]
    if not _is_tail(rest):
        return None
    is_so = is_percentage(said, count, base) and _names_base(rest, base)
    return Reading(is_so, PhraseKind.PERCENTAGE)


def _decimal_at(tokens: Sequence[str]) -> tuple[Decimal, int]:
    if tokens and re.fullmatch(r"\d+\.\d+", tokens[0]):
        return Decimal(tokens[0]), 1
    number, length = number_at(tokens)
    return Decimal(number), length


def _read_count(tokens: Sequence[str], count: int, base: int) -> Reading | None:
    """`two of 33 cases`, `33 out of 70`, `33 cases`, `fewer than five`."""
    for words, holds in _COMPARED.items():
        if tuple(tokens[: len(words)]) == words:
            reading = _read_count(tokens[len(words) :], count, base)
            said, length = number_at(tokens[len(words) :])
            if reading is None or length == 0:
                return None
            rest = _after_of(tokens[len(words) + length :])
            return Reading(holds(count, said) and _names_base(rest, base), PhraseKind.COUNT)
    said, length = number_at(tokens)
    rest = _after_of(tokens[length:])
    if length == 0 or not _is_tail(rest):
        return None
    return Reading(said == count and _names_base(rest, base), PhraseKind.COUNT)


def _after_of(tokens: Sequence[str]) -> Sequence[str]:
    return tokens[1:] if tuple(tokens[:2]) == ("out", "of") else tokens
