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


@dataclass(frozen=True)
class Compared:
    """A comparison in a sentence.

    Args:
        places: Of its words.
        is_so: Whether the first share stands to the second as it says.
    """

    places: range
    is_so: Callable[[Fraction, Fraction], bool]

    def holds(self, authority: str, shares: Mapping[str, tuple[int, int]]) -> bool:
        """Whether it is so of one authority and each of the others that has a base."""
        count, base = shares.get(authority, (0, 0))
        others = [Fraction(*one) for code, one in shares.items() if code != authority and one[1]]
        return (
            base > 0
            and bool(others)
            and all(self.is_so(Fraction(count, base), other) for other in others)
        )


def compared_at(words: Sequence[str], among: range) -> Compared | None:
    """The first comparison with the others: `a larger share than in any other area`.

    Read are also `the largest share of any area` and `of all areas`; everything else that compares
    is left to whoever asks.
    """
    for at in among:
        share = words[at + 1] if at + 1 < len(words) else ""
        if share not in _SHARE:
            continue
        if words[at] in _COMPARED:
            length = _length(
                words[at + 2 :], (("than", "in", "any", "other"), ("than", "any", "other"))
            )
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
