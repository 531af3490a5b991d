"""What a base is called: the noun behind a quantity, held against the nouns of its measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_IRREGULAR: Final = {"children": "child", "people": "person", "enquiries": "enquiry"}
POINTING: Final = frozenset({"these", "those", "them", "such", "their", "they"})
# Words before or after a noun that do not narrow what it means.
_BEFORE: Final = frozenset({"these", "those", "such", "local", "our"})
_CLAUSES: Final = frozenset({"in", "that", "who", "where", "which", "were", "was", "had"})
_BEHIND: Final[tuple[tuple[str, ...], ...]] = (
    *((*joint, who, done) for joint in (("that",), ("which",), ("whom",), ())
      for who in ("inspectors", "we") for done in ("saw", "read", "interviewed", "met", "visited")),
    ("seen", "by", "inspectors"), ("read", "by", "inspectors"), ("looked", "at"), ("seen",),
    ("examined",), ("read",),
    ("inspected",), ("interviewed",), ("sampled",), ("reviewed",), ("tracked",), ("visited",),
    ("who", "were", "interviewed"), ("in", "all"),
)  # fmt: skip
# BaseNouns of the field: where one stands that is not the measure's, something else is counted.
KNOWN_HEADS: Final = frozenset({
    "assessment", "authority", "area", "board", "carer", "case", "child", "chronology",
    "conference", "council", "family", "father", "girl", "boy", "home", "household",
    "incident", "inspector", "interview", "manager", "mother", "parent", "person", "plan",
    "professional", "record", "referral", "region", "report", "review", "sibling", "site",
    "staff", "strategy", "team", "visit", "worker", "death", "day", "week", "month", "year",
})  # fmt: skip


class Fit(StrEnum):
    """How well a noun fits the base of a measure."""

    FULL = "full"  # it is what the base is called
    HEAD = "head"  # its noun without what narrows it: "cases" for long-term cases
    POINTING = "pointing"  # these cases, them
    FOREIGN = "foreign"  # something else


@dataclass(frozen=True)
class NounMatch:
    """A noun at the start of some tokens.

    Args:
        length: How many tokens it takes.
    """

    length: int
    fit: Fit


def singular(word: str) -> str:
    """A noun in the singular, near enough to compare two by."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@dataclass(frozen=True)
class BaseNouns:
    """What the base of a measure may be called.

    Args:
        phrases: Each in singular tokens without articles: ("long", "term", "case").
        heads: BaseNouns that may stand for it where the base is clear otherwise.
    """

    phrases: tuple[tuple[str, ...], ...]
    heads: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[Sequence[str]]) -> BaseNouns:
        """From phrases as tokens; a head is each noun of the field in one of them."""
        found = tuple(tuple(singular(word) for word in phrase) for phrase in phrases if phrase)
        heads = {word for phrase in found for word in phrase if word in KNOWN_HEADS}
        ends = {phrase[-1] for phrase in found if not heads.intersection(phrase)}
        longest_first = sorted(set(found), key=lambda phrase: (-len(phrase), phrase))
        return cls(tuple(longest_first), frozenset(heads | ends))

    @property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    def match(self, tokens: Sequence[str]) -> NounMatch | None:
        """The noun that some tokens start with; None where they start with none."""
        if tokens and tokens[0] in ("them", "they"):
            return NounMatch(1, Fit.POINTING)
        skipped = 0
        while skipped < len(tokens) and tokens[skipped] in _BEFORE:
            skipped += 1
        is_pointing = bool(POINTING.intersection(tokens[:skipped]))
        rest = [singular(word) for word in tokens[skipped:]]
        length, fit = self._longest(rest)
        if not length:
            is_end = not rest or rest[0] in _CLAUSES
            return NounMatch(skipped, Fit.POINTING) if is_pointing and is_end else None
        length += skipped
        length += _length_behind(tokens[length:])
        return NounMatch(length, Fit.POINTING if is_pointing and fit is Fit.HEAD else fit)

    def _longest(self, rest: Sequence[str]) -> tuple[int, Fit]:
        for phrase in self.phrases:
            if tuple(rest[: len(phrase)]) == phrase:
                return len(phrase), Fit.FULL
        if rest and rest[0] in self.heads:
            return 1, Fit.HEAD
        if rest and rest[0] in KNOWN_HEADS:
            return 1, Fit.FOREIGN
        return 0, Fit.FOREIGN


def _length_behind(tokens: Sequence[str]) -> int:
    """How many tokens say only that it was looked at."""
    for words in _BEHIND:
        if tuple(tokens[: len(words)]) == words:
            return len(words)
    return 0


# What a phrase is read with where no measure is at hand.
ANY_NOUNS: Final = BaseNouns.of(
    (
        ("cases",), ("long", "term", "cases"), ("assessments",), ("assessments", "seen"),
        ("authorities",), ("areas",), ("boards",), ("children",), ("plans",), ("people",),
        ("professionals",), ("parents", "and", "carers"), ("reviews",), ("conferences",),
    )
)  # fmt: skip
