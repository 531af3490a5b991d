"""The words by which sentences about a measure are read, made ready to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from inspect_tool.domain.claims.nouns import BaseNouns, singular
from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.lists.wildcards import wildcard

# "33 of the 70 showed this": the sentence before says what.
_THIS: Final = ("showed this", "this was so", "this was true", "this was the case", "this happened")
# Words of a title that name nothing.
_EMPTY: Final = frozenset({
    "a", "an", "the", "of", "or", "and", "in", "on", "at", "to", "for", "by", "with",
    "from", "was", "were", "is", "are", "be", "been", "had", "has", "have", "their", "its",
    "who", "whose", "which", "that", "this", "where", "when", "not", "no", "than", "as",
    "it", "cases", "case", "children", "child",
})  # fmt: skip


@cache
def _pattern(wanted: str) -> re.Pattern[str]:
    """What a word of a way matches: one of several with | between, * for any ending."""
    return re.compile("|".join(wildcard(word, anything=r"\w") for word in wanted.split("|")))


@dataclass(frozen=True)
class Way:
    """A way to say something: words that have to stand in a sentence, in any order."""

    words: tuple[str, ...]

    def places_in(self, words: Sequence[str], among: Iterable[int]) -> frozenset[int]:
        """Where its words stand, each at a place of its own; empty when one is missing."""
        found: list[int] = []
        for wanted in self.words:
            pattern = _pattern(wanted)
            place = next(
                (at for at in among if at not in found and pattern.fullmatch(words[at])), None
            )
            if place is None:
                return frozenset()
            found.append(place)
        return frozenset(found)

    def knows(self, word: str) -> bool:
        """Whether a word is one of its own."""
        return any(_pattern(wanted).fullmatch(word) for wanted in self.words)

    def __str__(self) -> str:
        """The way in plain words, the first of several that will do."""
        return " ".join(word.split("|")[0].rstrip("*") for word in self.words)


@dataclass(frozen=True)
class MeasureWords:
    """What a sentence about a measure can be read by.

    Args:
        yes, no: Ways to say that a case counts, or does not.
        also: Words that may stand beside.
        nouns: What the base may be called.
        is_narrow: Whether the base is a part of all, so that "of cases" does not say which.
        or_else: Where further words can be put, as a sentence; empty where they cannot.
    """

    yes: tuple[Way, ...]
    nouns: BaseNouns
    no: tuple[Way, ...] = ()
    also: frozenset[str] = frozenset()
    is_narrow: bool = False
    example: str = field(default="", compare=False)
    or_else: str = field(default="", compare=False)

    def says(self, word: str) -> bool:
        """Whether a word is one that it says yes or no by."""
        return any(way.knows(word) for way in (*self.yes, *self.no))

    def knows(self, word: str) -> bool:
        """Whether a word may stand in a sentence about it."""
        return word in self.also or any(way.knows(word) for way in self.yes)


_OF_THE_CHILDREN: Final = frozenset(
    tokens_of(
        "who could be drawn on lists authorities inspected these known estimate estimated estimates"
        " we it that an among"
    )
)


def words_of_children(words: MeasureWords) -> MeasureWords:
    """The words of a measure, for a sentence on its estimated share of children.

    Its base are children: all of them, or those in the cases that the measure looks at.
    """
    child = ("child",)
    phrases = [child, (*child, "who", "could", "be", "drawn")] if not words.is_narrow else []
    for base in words.nouns.phrases:
        if "child" in base:
            phrases.append(base)
        elif words.is_narrow:
            phrases += [base, *((*child, joint, *base) for joint in ("in", "with", "of"))]
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return replace(
        words,
        nouns=BaseNouns(tuple(longest_first), frozenset(child)),
        also=words.also | _OF_THE_CHILDREN | words.nouns.words,
    )


def words_of_group(words: MeasureWords, called: Iterable[str]) -> MeasureWords:
    """The words of a measure of all cases, for a claim on one case type.

    Each case is a child's, so that its base may be called "children in care", and "child protection
    cases" are its own.

    Args:
        called: What the case type is called: "in care", "children in need".
    """
    phrases = [*words.nouns.phrases]
    for name in called:
        tokens = tuple(singular(token) for token in tokens_of(name))
        joints: tuple[tuple[str, ...], ...] = ((), ("on",), ("with",))
        phrases.append((*tokens, "case"))
        own = [tokens] if name.startswith("children ") else []
        phrases += own or [("child", *joint, *tokens) for joint in joints]
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return replace(words, nouns=BaseNouns(tuple(longest_first), words.nouns.heads))


# Of a median: what it is called, and how long something took or was waited for.
_OF_A_MEDIAN: Final = frozenset(
    tokens_of("median medians typical typically it took take time number waited wait until was")
)


def words_of_median(words: MeasureWords, unit: str) -> MeasureWords:
    """The words of a median: its unit stands beside the number, not in the sentence."""
    of_unit = frozenset(tokens_of(unit))

    def without(way: Way) -> Way:
        return Way(tuple(word for word in way.words if word not in of_unit) or way.words)

    yes = tuple(map(without, words.yes))
    return replace(words, yes=yes, also=words.also | _OF_A_MEDIAN | of_unit)


# Of a range over authorities.
_OF_A_RANGE: Final = frozenset(
    tokens_of(
        "number share proportion percentage ranged varied differed ranging varying across between"
        " local"
    )
)
_PLACES_RANGED: Final = frozenset({
    "authorities", "authority", "areas", "area", "boards", "board", "councils", "council",
})  # fmt: skip


def words_across(words: MeasureWords) -> MeasureWords:
    """The words of a measure, for a sentence on how it ranges over authorities."""
    return replace(words, also=words.also | _OF_A_RANGE | _PLACES_RANGED)


def measure_words(
    says: Says | None,
    title: str,
    noun: str,
    *,
    is_narrow: bool,
    or_else: str = "Or put the words into its `says`, if they narrow nothing.",
) -> MeasureWords:
    """The words of a measure: those that the framework gives it, else those of its title.

    Without `says` every word of the title that names something has to stand in the sentence.
    "Showed this" will do for any, which leaves it to the sentence before.
    """
    bases = [noun, *(says.base if says else ())]
    nouns = BaseNouns.of(tokens_of(base) for base in bases if base)
    if says is None:
        content = [word for word in tokens_of(title) if word not in _EMPTY and word.isalpha()]
        ways = [Way(tuple(dict.fromkeys(content)))]
        also: frozenset[str] = frozenset()
    else:
        ways = [Way(tuple(way.split())) for way in says.yes]
        also = frozenset(token for words in (*says.also, title) for token in tokens_of(words))
    generic = [Way(tuple(tokens_of(way))) for way in _THIS]
    return MeasureWords(
        yes=(*ways, *generic),
        nouns=nouns,
        no=tuple(Way(tuple(way.split())) for way in says.no) if says else (),
        also=also | nouns.words,
        is_narrow=is_narrow,
        example=title or str(ways[0]),
        or_else=or_else,
    )
