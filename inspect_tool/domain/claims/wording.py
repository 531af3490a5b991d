"""Words for shares: which phrases may be said of "33 of 70", by a named scale.

Source: the scales in `templates/wording/`, each with where it comes from and what of it is not
confirmed; the rules for small bases follow the practice of not giving percentages of few cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from inspect_tool.domain.claims.nouns import ANY_NOUNS, BaseNouns
from inspect_tool.domain.claims.numbers import count_of_base, percentage_words
from inspect_tool.domain.claims.phrases import read_phrase
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale, smallest_base


@dataclass(frozen=True)
class Phrase:
    """A way to say a share that is true of it.

    Args:
        is_variant: Whether it is another way to say the phrase before it.
    """

    text: str
    kind: PhraseKind
    is_variant: bool = False


class Verdict(StrEnum):
    """Whether a phrase may be said."""

    TRUE = "true"
    FALSE = "false"
    UNSAFE = "unsafe"  # true of the numbers, but the base is too small for it
    NOT_UNDERSTOOD = "not understood"  # neither true nor false: it has to be said otherwise


def phrases_for(
    count: int, base: int, scale: WordingScale, *, percentages_from: int | None = None
) -> tuple[Phrase, ...]:
    """Every phrase that is true of "count of base" and may be used, the best first.

    With a small base the count is best. From the scale's `bands_from` on it is words for
    fractions, then bands, then the percentage with its base, then the count.

    Raises:
        ValueError: The count is not among 0 to the base, or the base is 0.
    """
    if not 0 <= count <= base or base == 0:
        raise ValueError(f"{count} of {base} is not a share")
    usable = [
        phrase
        for phrase in _true_phrases(count, base, scale)
        if base >= smallest_base(phrase.kind, scale, percentages_from)
    ]
    if base >= scale.bands_from:
        return tuple(usable)
    # Stable: what is equally good stays in the scale's order.
    return tuple(sorted(usable, key=lambda phrase: phrase.kind is not PhraseKind.COUNT))


def _true_phrases(count: int, base: int, scale: WordingScale) -> Iterator[Phrase]:
    share = Fraction(count, base)
    if count == base:
        yield Phrase("all", PhraseKind.WHOLE)
    if count == 0:
        yield Phrase("none", PhraseKind.WHOLE)
    for kind, spans in ((PhraseKind.FRACTION, scale.fractions), (PhraseKind.BAND, scale.bands)):
        for span in spans:
            if span.holds(share):
                for place, word in enumerate(span.words):
                    yield Phrase(word, kind, is_variant=place > 0)
    count_words = count_of_base(count, base)
    yield Phrase(f"{percentage_words(count, base)} ({count_words})", PhraseKind.PERCENTAGE)
    yield Phrase(count_words, PhraseKind.COUNT)


def is_true(
    phrase: str,
    count: int,
    base: int,
    scale: WordingScale,
    *,
    percentages_from: int | None = None,
    nouns: BaseNouns = ANY_NOUNS,
) -> Verdict:
    """Whether a phrase may be said of "count of base".

    See `phrases.read_phrase` for what is understood.
    """
    readings = read_phrase(phrase, count, base, scale, nouns)
    if not readings:
        return Verdict.NOT_UNDERSTOOD
    if not all(reading.is_true for reading in readings):
        return Verdict.FALSE
    kinds = (reading.kind for reading in readings)
    if any(base < smallest_base(kind, scale, percentages_from) for kind in kinds):
        return Verdict.UNSAFE
    return Verdict.TRUE
