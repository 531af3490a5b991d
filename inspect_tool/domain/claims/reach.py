"""How far a sentence goes beyond its claim: to every place, through time, to a comparison."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from inspect_tool.domain.claims.sentences import SentenceWords
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.vocabulary import (
    COMPARISON,
    EVERY,
    LIKENESS,
    OTHERS,
    PLACES,
    TREND,
)

_LISTED: Final = (
    (TREND, "tells a trend", "Take it out: a review at one time has none."),
    (
        COMPARISON,
        "compares, which the claim does not",
        "Take it out, or write “a larger share than in any other area” of one authority.",
    ),
    (OTHERS, "speaks of those that the claim does not", "Make it a claim."),
)


def places_said(sentence: SentenceWords, word: Collection[str]) -> frozenset[int]:
    """Where a word such as "every" stands before "authority": the places of both."""
    return frozenset(
        place
        for at in sentence.own
        if sentence.words[at] in word and set(sentence.words[at + 1 : at + 2]) & PLACES
        for place in (at, at + 1)
    )


def goes_further(
    sentence: SentenceWords, setting: Setting, taken: Collection[int], read: Iterable[int]
) -> tuple[str, str]:
    """What a sentence says beyond its claim, and the remedy; empty where it is nothing.

    Args:
        taken: Places of words that were understood.
        read: Places of words that have to be.
    """
    words = sentence.words
    places = places_said(sentence, EVERY)
    for at in sorted(places):
        is_pair = words[at] in EVERY and at + 1 in places
        if is_pair and not {at, at + 1}.issubset(taken):
            return (
                f"it speaks of “{words[at]} {words[at + 1]}”, and the claim counts all together",
                "Say it of all, or make a claim `across=authorities`.",
            )
    free = [at for at in sentence.own if at not in taken and not setting.words.knows(words[at])]
    for listed, what, remedy in _LISTED:
        found = next((words[at] for at in free if words[at] in listed), None)
        if found is not None:
            return f"“{found}” {what}", remedy
    alike = next((words[at] for at in read if words[at] in LIKENESS and at in free), None)
    if alike is not None:
        return f"“{alike}” likens it to something", "Take the likeness out."
    return "", ""
