"""Of whom a sentence speaks: counts are of the cases read, estimates of children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inspect_tool.domain.claims.nouns import singular
from inspect_tool.domain.claims.setting import LinkSays, Setting

# Of cases that were read: an estimate is of children, most of whose cases nobody has read.
_LOOKED_AT: Final = frozenset({
    "read", "examined", "sampled", "interviewed", "reviewed", "tracked", "visited", "seen",
    "inspector", "inspectors", "sample",
})  # fmt: skip


def contains(words: Sequence[str], wanted: tuple[str, ...]) -> bool:
    """Whether some words stand in a row."""
    return any(tuple(words[at : at + len(wanted)]) == wanted for at in range(len(words)))


def said_of_others(own: Sequence[str], setting: Setting, link: LinkSays) -> tuple[str, str]:
    """What a sentence says of others than its claim, and the remedy; empty where it doesn't.

    Args:
        own: The words that are read for the claim.
    """
    if setting.is_of_children and _speaks_of_cases(own, setting):
        return (
            "it speaks of cases that were read, and the estimate is of children",
            "Say “of the children”, or take `of=children` out of the claim.",
        )
    is_of_all = link.is_of_all_children or contains(own, ("all", "children"))
    if setting.is_sampled and not setting.is_of_children and is_of_all:
        return (
            "it speaks of all children, and the claim counts the cases read",
            "Write `of=children` in the claim, or “of the cases read”.",
        )
    return "", ""


def _speaks_of_cases(own: Sequence[str], setting: Setting) -> bool:
    """Whether a sentence on an estimate speaks of what was drawn or read.

    Children on the lists "could be drawn"; a narrow base is "children in long-term cases".
    """
    if contains(own, ("children", "inspected")) or _names_cases(own, setting):
        return True
    return any(
        (word in _LOOKED_AT or (word == "drawn" and own[at - 1] != "be"))
        and not setting.words.says(word)
        and tuple(own[at : at + 2]) != ("inspectors", "estimate")
        for at, word in enumerate(own)
    )


def _names_cases(own: Sequence[str], setting: Setting) -> bool:
    """Whether cases are named otherwise than in a full name of the base."""
    words = [singular(word) for word in own]
    named = {
        at
        for phrase in setting.words.nouns.phrases
        for start in range(len(words))
        if tuple(words[start : start + len(phrase)]) == phrase
        for at in range(start, start + len(phrase))
    }
    return any(word == "case" and at not in named for at, word in enumerate(words))
