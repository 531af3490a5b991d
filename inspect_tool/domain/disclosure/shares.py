"""Counts of a base as a report gives them, tied to each other by what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.disclosure.book import (
    ALL,
    BASE,
    GAP,
    READ,
    CountBook,
    CountName,
    WordBounds,
)
from inspect_tool.domain.framework.framework import SubjectKind

AMONG: Final = ", among: "
ELSEWHERE: Final = "those counted elsewhere"
OTHERS: Final = "those of the other measure outside the base"
# What leads from a base to all records of a group, as tables head it.
RESTS: Final = ("Not in the base", "No answer that counts", "Not asked")
# An authority that a table does not name.
ENDS: Final = ("Lowest of an authority", "Highest of an authority")


@dataclass(frozen=True)
class NotedShare:
    """A count of a base, as one place gives it.

    Args:
        title: What was counted.
        group: Among whom.
        noun: What the base is called there; empty where the place does not say.
        number_said, base_said: Where words state the share, what they leave of the number for
            whoever knows the base, and the other way round; None where the numbers are printed.
    """

    title: str
    group: str
    number: int
    base: int
    place: str
    noun: str = ""
    number_said: WordBounds | None = None
    base_said: WordBounds | None = None

    @property
    def name(self) -> CountName:
        """What the number is called."""
        return CountName(self.title, self.group)


@dataclass(frozen=True)
class CountedThings:
    """What the things that a report counts are about.

    Args:
        subjects: What each measure is about, by its title in small letters.
        design: Titles, in small letters, of counts that say nothing of a child.
        cases: What the report calls cases.
    """

    subjects: Mapping[str, SubjectKind]
    design: frozenset[str] = frozenset()
    cases: str = "cases"

    def subject_of(self, title: str) -> SubjectKind | None:
        """What a measure is about, whatever narrows it; None of what is no measure."""
        return self.subjects.get(title.split(AMONG, maxsplit=1)[0].casefold())

    def is_sensitive(self, title: str) -> bool:
        """Whether it counts children or other people, and not authorities or steps of the work."""
        if title.casefold() in self.design:
            return False
        return self.subject_of(title) is not SubjectKind.AUTHORITY

    def is_of_cases(self, title: str, noun: str) -> bool:
        """Whether its base is a part of the cases read."""
        return self.subject_of(title) is SubjectKind.CASE or noun == self.cases


def read_name(group: str) -> CountName:
    """How many cases of a group were read."""
    return CountName("Cases examined", group, READ)


def group_name(heading: str, member: str) -> str:
    """What a group of a field is called."""
    return f"{heading}: {member}"


def crossed(group: str, other: str) -> str:
    """What the cases are called that are of two groups."""
    return f"{group}, {other}"


def note_shares(book: CountBook, shares: Sequence[NotedShare], things: CountedThings) -> None:
    """Take down all counts with their bases, complements and what ties them.

    A base has one name wherever its noun is the same, unless two places give it different numbers
    for the same group: then each measure has a base of its own.
    """
    bases = _Bases(shares)
    for share in shares:
        is_sensitive = things.is_sensitive(share.title)
        if book.note(share.name, share.number, share.place, is_sensitive=is_sensitive):
            _note_base(book, share, bases.of(share), things)
            _note_words(book, share, bases.of(share))
    titles = {share.title.casefold(): share.title for share in shares}
    for share in shares:
        noun = CountName(_of_noun(share.title), share.group, BASE)
        book.tie(noun, (share.name,))
        _tie_among(book, share, titles)
    _tie_ends(book, shares, bases)


def _note_base(book: CountBook, share: NotedShare, base: CountName, things: CountedThings) -> None:
    """Take down a base; where it is all cases read of the group, anybody knows it."""
    if not things.is_sensitive(share.title):
        book.know(base, share.base, share.place)
        return
    read = book.count(read_name(share.group))
    is_part = read is not None and things.is_of_cases(share.title, share.noun)
    if is_part and read == share.base:
        book.know(base, share.base, share.place)
    elif book.note(base, share.base, share.place) and is_part:
        book.share(base, read_name(share.group), rest=base.but(GAP))
        rests = [share.name.but(heading) for heading in RESTS]
        book.tie(base.but(GAP), [name for name in rests if book.count(name) is not None])
    book.share(share.name, base)


def _note_words(book: CountBook, share: NotedShare, base: CountName) -> None:
    """What words tell of a count and of its base."""
    for name, said in ((share.name, share.number_said), (base, share.base_said)):
        if said is not None and said.is_exact:
            book.state(share.place)
        elif said is not None:
            book.bound(name, said)


class _Bases:
    """What the bases of a report are called."""

    def __init__(self, shares: Sequence[NotedShare]) -> None:
        self._nouns = {
            share.title.casefold(): share.noun
            for share in shares
            if share.noun and AMONG not in share.title
        }
        found: dict[CountName, set[int]] = {}
        for share in shares:
            noun = self._nouns.get(share.title.casefold())
            if noun:
                name = CountName(noun.casefold(), share.group, BASE)
                found.setdefault(name, set()).add(share.base)
        self._several = {name.what for name, counts in found.items() if len(counts) > 1}

    def of(self, share: NotedShare) -> CountName:
        """The name of a share's base."""
        noun = self._nouns.get(share.title.casefold())
        is_shared = noun is not None and noun.casefold() not in self._several
        return CountName(_of_noun(noun or "") if is_shared else share.title, share.group, BASE)


def _of_noun(noun: str) -> str:
    return f"All {noun}"


def _tie_among(book: CountBook, share: NotedShare, titles: Mapping[str, str]) -> None:
    """What is counted among the cases of another measure is a part of both."""
    if AMONG not in share.title:
        return
    inner, outer = share.title.split(AMONG, 1)
    base = CountName(share.title, share.group, BASE)
    if outer.casefold() in titles and book.count(base) is not None:
        of_outer = CountName(outer, share.group)
        if not book.tie(base, (of_outer,)):
            book.share(base, of_outer, rest=base.but(OTHERS))
    if inner.casefold() in titles:
        book.share(share.name, CountName(inner, share.group), rest=share.name.but(ELSEWHERE))


def _tie_ends(book: CountBook, shares: Sequence[NotedShare], bases: _Bases) -> None:
    """The ends of a range are of an authority; where another place names it, it is that one.

    Of several with the same count and base it is taken to be the first: a reader may know more.
    """
    named = {
        (share.title.casefold(), share.number, share.base): share
        for share in reversed(shares)
        if share.group not in (ALL, *ENDS)
    }
    for share in shares:
        other = named.get((share.title.casefold(), share.number, share.base))
        if share.group in ENDS and other is not None:
            book.tie(share.name, (other.name,))
            book.tie(bases.of(share), (bases.of(other),))


def tie_groups(book: CountBook, groups: Mapping[str, Sequence[str]]) -> None:
    """What is counted of every group of a field adds up to what is counted of all.

    Args:
        groups: The groups of each field, by its heading.
    """
    for whole in book.names():
        if whole.group != ALL:
            continue
        for heading, members in groups.items():
            names = [whole.among(group_name(heading, one)) for one in members]
            present = [name for name in names if book.count(name) is not None]
            if present:
                book.tie(whole, present)
