"""Lists of words that tell a name from other words: general ones, of no authority and no review.

Source: `words.txt` holds the English words of SCOWL 2020.12.07 up to size 35 (Copyright 2000-2018
Kevin Atkinson and others; permission to use, copy and distribute is granted with that notice), of
regular forms the stem alone. `first_names.txt` and `surnames.txt` are the British names of the
package Faker (MIT licence), with first names and surnames that are common in British towns.
`terms.txt` holds what is written with a capital and names nobody: places, peoples, holidays, laws.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

REGULAR_ENDINGS = ("s", "es", "ed", "ing", "ly", "'s", "’s")


def _list(name: str) -> frozenset[str]:
    text = files("inspect_tool.domain.identifiers").joinpath(name).read_text(encoding="utf-8")
    return frozenset(text.casefold().split())


@cache
def first_names() -> frozenset[str]:
    """First names that are common somewhere in Britain, in small letters."""
    return _list("first_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Surnames that are common somewhere in Britain, in small letters."""
    return _list("surnames.txt")


@cache
def terms() -> frozenset[str]:
    """Words with a capital that name nobody, in small letters."""
    return _list("terms.txt")


@cache
def _words() -> frozenset[str]:
    return _list("words.txt") | terms()


@cache
def is_ordinary(word: str) -> bool:
    """Whether a word, in small letters, is one of the language or a term.

    Of a word with a hyphen each part is.
    """
    if "-" in word:
        return all(is_ordinary(part) for part in word.split("-"))
    stems = (word[: -len(end)] for end in REGULAR_ENDINGS if word.endswith(end))
    return word in _words() or any(stem in _words() for stem in stems)
