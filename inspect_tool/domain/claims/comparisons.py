"""Comparisons as a sentence writes them: an authority with all others, two groups."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.sentences import SentenceWords

_SHARE: Final = frozenset({"share", "proportion", "percentage"})
_PLACE: Final = frozenset(
    {"area", "areas", "authority", "authorities", "board", "boards", "council", "councils"}
)
_COMPARED: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    **dict.fromkeys(("larger", "higher", "greater", "bigger"), operator.gt),
    **dict.fromkeys(("smaller", "lower"), operator.lt),
}
_FARTHEST: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    **dict.fromkeys(("largest", "highest", "greatest", "biggest"), operator.gt),
    **dict.fromkeys(("smallest", "lowest"), operator.lt),
}


_MORE_CASES: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "more": operator.gt,
    "fewer": operator.lt,
}
_THAN_ANY_OTHER: Final = (("than", "in", "any", "other"), ("than", "any", "other"))
# Below it a count alone is said: one case more or less would move a share by more than ten points.
SMALLEST_BASE_COMPARED: Final = 10


@dataclass(frozen=True)
class Compared:
    """A comparison in a sentence.

    Args:
        places: Of its words.
        is_so: Whether the first share, or count, stands to the second as it says.
        is_of_counts: Whether it compares counts and not shares.
    """

    places: range
    is_so: Callable[[Fraction, Fraction], bool]
    is_of_counts: bool = False

    def holds(self, authority: str, shares: Mapping[str, tuple[int, int]]) -> bool:
        """Whether it is so of one authority and each of the others that has a base."""
        own = shares.get(authority, (0, 0))
        others = [one for code, one in shares.items() if code != authority and one[1]]
        return (
            own[1] > 0
            and bool(others)
            and all(self.is_so(self._said(own), self._said(other)) for other in others)
        )

    def _said(self, share: tuple[int, int]) -> Fraction:
        return Fraction(share[0]) if self.is_of_counts else Fraction(*share)

    def is_safe(self, shares: Mapping[str, tuple[int, int]]) -> bool:
        """Whether no share that it compares is of too few cases; counts are of any number."""
        bases = [base for _, base in shares.values() if base]
        return self.is_of_counts or min(bases, default=0) >= SMALLEST_BASE_COMPARED


def compared_at(words: Sequence[str], among: range) -> Compared | None:
    """The first comparison with the others: `a larger share than in any other area`.

    Read are also `the largest share of any area` and `of all areas`, and of counts `more than in
    any other area`; everything else that compares is left to whoever asks.
    """
    for at in among:
        if words[at] in _MORE_CASES:
            length = _length(words[at + 1 :], _THAN_ANY_OTHER)
            if length:
                is_so = _MORE_CASES[words[at]]
                return Compared(range(at, at + 1 + length), is_so, is_of_counts=True)
        share = words[at + 1] if at + 1 < len(words) else ""
        if share not in _SHARE:
            continue
        if words[at] in _COMPARED:
            length = _length(words[at + 2 :], _THAN_ANY_OTHER)
            is_so = _COMPARED[words[at]]
        elif words[at] in _FARTHEST:
            length = _length(
                words[at + 2 :], (("of", "any"), ("of", "all"), ("in", "any"), ("among", "all"))
            )
            is_so = _FARTHEST[words[at]]
        else:
            continue
        if length:
            return Compared(range(at, at + 2 + length), is_so)
    return None


def _length(words: Sequence[str], openings: Sequence[tuple[str, ...]]) -> int:
    """How many words an opening and the place behind it take; 0 where they do not stand there."""
    for opening in openings:
        place = len(opening) + (tuple(words[len(opening) : len(opening) + 1]) == ("local",))
        if (
            tuple(words[: len(opening)]) == opening
            and tuple(words[place : place + 1])
            and words[place] in _PLACE
        ):
            return place + 1
    return 0


def places_of_group(
    sentence: SentenceWords, groups: Sequence[tuple[str, str]], case_type: str | None
) -> frozenset[int]:
    """Where a case type is called by any of its names.

    Args:
        groups: Names, each with its case type.
    """
    found: set[int] = set()
    for said, named in groups:
        wanted = tuple(said.split())
        for at in sentence.own:
            if named == case_type and sentence.words[at : at + len(wanted)] == wanted:
                found.update(range(at, at + len(wanted)))
    return frozenset(found)


def pivot_between(
    sentence: SentenceWords, first: frozenset[int], second: frozenset[int]
) -> tuple[int, str]:
    """Place of the "than" or "as" behind a claim that compares; what is missing, if anything is."""
    behind = range(sentence.link + 1, sentence.own.stop)
    pivot = next((at for at in behind if sentence.words[at] in ("than", "as")), None)
    if pivot is None:
        return 0, "it does not say than which group"
    return pivot, "" if first and second else "it does not name both groups"
