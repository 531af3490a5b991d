"""Names of people: by title, beside a word of relation, of a general list, or two strange words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inspect_tool.domain.identifiers.finding import Finding, IdentifierKind
from inspect_tool.domain.identifiers.vocabulary import (
    first_names,
    is_ordinary,
    surnames,
    terms,
)

_GENITIVE = re.compile(r"['’][sS]$")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Rev|Revd|Cllr|HHJ|Sgt)\b\.?\s+"
    r"(?:(?:[A-Z]\.?\s+)?[A-Z][\w'’\-]+)(?:\s+[A-Z][\w'’\-]+)?"
)
_POLICE = re.compile(r"\b(?:PC|PCSO|DC|DS|DI|WPC)\s+(?:\d+\s+)?([A-Z][\w'’\-]+)")
_FAMILY = re.compile(
    r"\b(?:[Tt]he\s+)?([A-Z][\w'’\-]+)\s+(?:family|household|children|siblings|boys|girls|brothers)\b"
    r"|\b(?:[Ff]amily|[Hh]ousehold)(?:\s+of|\s+name:?|:)\s+([A-Z][\w'’\-]+)"
)
RELATIONS = (
    "mother father mum dad mummy daddy parent stepmother stepfather step-mother step-father "
    "stepmum stepdad grandmother grandfather grandparent grandma grandad nan nana gran aunt "
    "auntie uncle brother sister half-brother half-sister stepbrother stepsister twin sibling son "
    "daughter niece nephew cousin partner ex-partner boyfriend girlfriend husband wife ex-husband "
    "ex-wife child baby boy girl friend neighbour lodger godmother guardian carer"
)
WORKERS = (
    "worker visitor headteacher teacher gp doctor midwife nurse manager officer consultant "
    "psychologist psychiatrist solicitor counsellor advocate chair mentor tutor teaching- "
    "assistant headmaster headmistress head reviewer"
)
_ROLES = frozenset((*RELATIONS.split(), *WORKERS.split()))
_LONGER_ROLES = frozenset({"social", "health", "foster", "team", "service", "support", "probation"})
_CALLED = re.compile(r"\s*(?:,|:|\(|,?\s(?:is|was)?\s?(?:called|named|known as))?\s*[\"“'‘]?")
_BEHIND = re.compile(
    r",\s*(?:(?:who is|is|was)\s)?(?:the|her|his|their|a)\s+(?:[a-z\-]+\s)?([a-z\-]+)\b"
)
_ENDS = ".!?:\n•"
_OPENING = " \t\"'“‘(-–—*"
_LONGEST_ACRONYM = 5
_SHORTEST_IN_SMALL_LETTERS = 5  # "max" and "tim" are mostly no people
# Of these, one with a capital inside a sentence is mostly not a person.
SELDOM_A_PERSON = (
    "april may june august summer autumn chelsea victoria florence sydney kent devon preston "
    "christian bill grant jersey kenya india israel paisley lincoln prince princess star ocean "
    "angel honor liberty trinity serenity destiny will an so ray jan mo"
)
_SELDOM_A_PERSON = frozenset(SELDOM_A_PERSON.split())


@dataclass(slots=True)  # made for each word of each note
class _Word:
    """A word of a text, where it stands, and what the lists say of it.

    Args:
        small: In small letters, without the sign of a genitive.
        whole: The text that it is in.
    """

    text: str
    start: int
    small: str
    whole: str

    @classmethod
    def of(cls, text: str, start: int, whole: str) -> _Word:
        """A word as it is looked up in the lists."""
        bare = _GENITIVE.sub("", text) if "'" in text or "’" in text else text
        small = bare.lower() if bare.isascii() else _without_accents(bare).casefold()
        return cls(text, start, small, whole)

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def opens(self) -> bool:
        """Whether it begins a sentence."""
        before = self.whole[: self.start].rstrip(_OPENING)
        return not before or before[-1] in _ENDS

    @property
    def name_end(self) -> int:
        """Where it ends without the sign of a genitive."""
        return self.start + len(_GENITIVE.sub("", self.text))

    @property
    def has_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        return self.text.isupper() and len(self.text) <= _LONGEST_ACRONYM

    @property
    def is_listed(self) -> bool:
        """Whether it is a first name of the list, or of two of them with a hyphen."""
        parts = self.small.split("-")
        return parts[0] in first_names() and len(self.small) > 1

    @property
    def is_ordinary(self) -> bool:
        return is_ordinary(self.small)

    @property
    def is_strange(self) -> bool:
        """Whether it has a capital and no list but those of names knows it."""
        return self.has_capital and not (self.is_ordinary or self.is_acronym or len(self.text) < 3)

    @property
    def is_surname_like(self) -> bool:
        """Whether it can stand behind a first name."""
        if not self.has_capital or len(self.text) < 2:
            return False
        return self.small in surnames() or not (self.is_ordinary or self.is_acronym)


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def names(text: str) -> Iterator[Finding]:
    """Every place of a text that may name somebody; places may overlap."""
    for found in _TITLE.finditer(text):
        yield Finding(*found.span(), IdentifierKind.NAME)
    for pattern in (_POLICE, _FAMILY):
        for found in pattern.finditer(text):
            name = _Word.of(found[found.lastindex or 0], found.start(found.lastindex or 0), text)
            if name.is_surname_like if pattern is _POLICE else name.is_strange:
                yield Finding(name.start, name.name_end, IdentifierKind.NAME)
    words = _Words(text)
    for place, word in words.telling():
        following = words.at(place + 1)
        if word.small in _ROLES and following is not None:
            yield from _beside_role(text, words, place, (word, following))
        if word.has_capital or (len(word.small) >= _SHORTEST_IN_SMALL_LETTERS and word.is_listed):
            yield from _of_one(text, words, place, word)


class _Words:
    """The words of a text, each looked up when it is asked for: most can name nobody."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = list(_WORD.finditer(text))
        self._known: dict[int, _Word] = {}

    def at(self, place: int) -> _Word | None:
        """The word in a place; None where there is none."""
        if not 0 <= place < len(self._found):
            return None
        if place not in self._known:
            found = self._found[place]
            self._known[place] = _Word.of(found.group(), found.start(), self._text)
        return self._known[place]

    def telling(self) -> Iterator[tuple[int, _Word]]:
        """The words, with their places, that may be a role or part of a name."""
        for place, found in enumerate(self._found):
            if _may_tell(found.group()) and (word := self.at(place)) is not None:
                yield place, word


@lru_cache(maxsize=4096)  # the same few words make up most of a review's notes
def _may_tell(word: str) -> bool:
    """Whether a word may be a role or part of a name, by what is seen at once."""
    if not (word.islower() and word.isascii()) or "'" in word:
        return True
    return word in _ROLES or word.partition("-")[0] in first_names()


def _is_next(text: str, word: _Word, following: _Word | None) -> bool:
    return following is not None and text[word.end : following.start] == " "


def _of_one(text: str, words: _Words, place: int, word: _Word) -> Iterator[Finding]:
    """A first name alone or with a surname, or two words that no list knows."""
    following, before = words.at(place + 1), words.at(place - 1)
    pair = following if following is not None and _is_next(text, word, following) else None
    if before is not None and before.text in ("St", "Saint") and _is_after(text, before, word):
        return
    if pair is not None and pair.is_surname_like and (word.is_listed or word.is_strange):
        last = _last_of_pair(text, pair, words.at(place + 2))
        yield Finding(word.start, last.name_end, IdentifierKind.NAME, _role_behind(text, last))
    elif word.is_listed and _is_a_name_alone(text, word, before, pair):
        yield Finding(word.start, word.name_end, IdentifierKind.NAME, _role_behind(text, word))
    elif (word.is_strange or word.is_listed) and (role := _role_behind(text, word)):
        yield Finding(word.start, word.name_end, IdentifierKind.NAME, role)


def _is_after(text: str, before: _Word, word: _Word) -> bool:
    return text[before.end : word.start] in (" ", ". ")


def _last_of_pair(text: str, last: _Word, following: _Word | None) -> _Word:
    """The surname, or a second one behind it."""
    is_second = following is not None and _is_next(text, last, following) and following.is_strange
    return following if following is not None and is_second else last


def _is_a_name_alone(text: str, word: _Word, before: _Word | None, pair: _Word | None) -> bool:
    """Whether a word of the list of first names names somebody without a surname beside it."""
    if word.is_acronym:
        return False
    if word.small not in _SELDOM_A_PERSON and not word.is_ordinary:
        return True
    if not word.has_capital or word.opens or word.small in _SELDOM_A_PERSON | terms():
        return False
    # Part of what a thing is called: Hope House, Operation Grace.
    is_in_a_title = (pair is not None and pair.has_capital) or (
        before is not None
        and before.has_capital
        and not before.opens
        and _is_after(text, before, word)
    )
    return not is_in_a_title


def _beside_role(
    text: str, words: _Words, place: int, pair: tuple[_Word, _Word]
) -> Iterator[Finding]:
    """The name that follows a word of relation or of a profession.

    Args:
        pair: That word, and the next.
    """
    role, name = pair
    if role.text.endswith(("'s", "’s")):
        return
    between = text[role.end : name.start]
    if name.small in ("called", "named") or (name.small in ("is", "was", "known")):
        name, between = _called(text, words, place, pair)
    if not _CALLED.fullmatch(between) or not name.has_capital or name.small in _ROLES:
        return
    is_sure = name.is_strange or (name.is_listed and name.small not in terms())
    if is_sure and not text[name.end :].startswith((" 1", " 2", " 3")):
        yield Finding(
            name.start, name.name_end, IdentifierKind.NAME, _whole_role(role, words.at(place - 1))
        )


def _called(text: str, words: _Words, place: int, pair: tuple[_Word, _Word]) -> tuple[_Word, str]:
    """The word behind "is called", and what is between the role and it."""
    role, following = pair
    for further in (2, 3, 4):
        name = words.at(place + further)
        if name is not None and _CALLED.fullmatch(text[role.end : name.start]):
            return name, text[role.end : name.start]
    return following, "."


def _whole_role(role: _Word, before: _Word | None) -> str:
    is_longer = before is not None and before.small in _LONGER_ROLES
    return f"{before.small} {role.small}" if before is not None and is_longer else role.small


def _role_behind(text: str, word: _Word) -> str:
    """What a name is said to be behind it: "…, the brother"."""
    found = _BEHIND.match(text, word.end)
    if found is None or found.group(1) not in _ROLES:
        return ""
    return found.group(1)
