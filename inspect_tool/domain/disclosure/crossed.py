"""Counts by two fields: they lie in the cases that are of a group of each, as is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from inspect_tool.domain.disclosure.book import ALL, CountBook, CountName, NamedPart
from inspect_tool.domain.disclosure.shares import crossed, group_name, read_name


@dataclass(frozen=True)
class _Crossing:
    """Two groups, one of each of two fields, and the cases that are of both."""

    first: str
    second: str

    @property
    def group(self) -> str:
        """What they are called together."""
        return crossed(self.first, self.second)

    @property
    def read(self) -> CountName:
        """How many cases of both were read."""
        return read_name(self.group)


@dataclass
class _CountFamily:
    """Counts of all that are parts of each other or the same, and so lie in the same cases."""

    names: set[CountName] = field(default_factory=set)
    parts: list[NamedPart] = field(default_factory=list)
    same: list[tuple[CountName, CountName]] = field(default_factory=list)

    def is_counted_in(self, book: CountBook, groups: Sequence[str]) -> bool:
        """Whether any of them is given for a group."""
        return any(
            book.count(name.among(group)) is not None for name in self.names for group in groups
        )


def tie_crossed(
    book: CountBook, groups: Mapping[str, Sequence[str]], *, is_of_several: bool = False
) -> None:
    """Tie what is given by two fields through the cases of each pair of their groups.

    Args:
        groups: The groups of each field, by its heading.
        is_of_several: Whether another release may give what this one does not.
    """
    fields = [[group_name(heading, one) for one in members] for heading, members in groups.items()]
    for first, second in combinations(fields, 2):
        pairs = [_Crossing(one, other) for one in first for other in second]
        if not all(_is_whole(book, pairs, group) for group in (*first, *second)):
            continue
        for family in _families(book):
            if is_of_several:
                _suppose_groups(book, family, (first, second))
            if is_of_several or all(family.is_counted_in(book, side) for side in (first, second)):
                _cross(book, family, pairs)


def _is_whole(book: CountBook, pairs: Sequence[_Crossing], group: str) -> bool:
    """Whether it is known of all cases of a group which group of the other field they are of."""
    inside = [book.count(pair.read) for pair in pairs if group in (pair.first, pair.second)]
    known = [count for count in inside if count is not None]
    return len(known) == len(inside) and sum(known) == book.count(read_name(group))


def _families(book: CountBook) -> Iterator[_CountFamily]:
    """The counts of all, put together; what anybody knows is in no family."""
    families: list[_CountFamily] = []
    ties = [
        *((part.part, part.whole, part) for part in book.parts()),
        *((one, other, None) for one, other in book.same()),
    ]
    for one, other, part in ties:
        if one.group != ALL:
            continue
        names = {one} if book.is_known(other) else {one, other}
        apart = [family for family in families if not family.names & names]
        found = _CountFamily(names)
        for family in families:
            if family.names & names:
                found.names |= family.names
                found.parts += family.parts
                found.same += family.same
        if part is not None:
            found.parts.append(part)
        else:
            found.same.append((one, other))
        families = [*apart, found]
    yield from families


def _suppose_groups(book: CountBook, family: _CountFamily, fields: Sequence[Sequence[str]]) -> None:
    """Each count in the groups of each field, which may stand in another release."""
    for name in sorted(family.names):
        for groups in fields:
            for group in groups:
                book.suppose(name.among(group), highest=book.count(read_name(group)) or 0)
            book.suppose_total(name, (name.among(group) for group in groups))


def _cross(book: CountBook, family: _CountFamily, pairs: Sequence[_Crossing]) -> None:
    """Each count, its rest and its base in each pair of groups."""
    for pair in pairs:
        for part in family.parts:
            inner, rest, whole = (
                name.among(pair.group) for name in (part.part, part.rest, part.whole)
            )
            for name in (inner, rest, whole):
                book.suppose(name, highest=book.count(pair.read) or 0)
            book.suppose_total(whole, (inner, rest))
            if book.is_known(part.whole) and whole != pair.read:
                book.suppose_total(whole, (pair.read,))
        for one, other in family.same:
            for name in (one, other):
                book.suppose(name.among(pair.group), highest=book.count(pair.read) or 0)
            book.suppose_total(one.among(pair.group), (other.among(pair.group),))
    sides = {pair.first for pair in pairs} | {pair.second for pair in pairs}
    for name in sorted(family.names):
        for group in sorted(sides):
            if book.has(name.among(group)):
                inside = [pair.group for pair in pairs if group in (pair.first, pair.second)]
                book.suppose_total(name.among(group), (name.among(one) for one in inside))
