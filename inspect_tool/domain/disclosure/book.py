"""The counts of a report as they are read: each once, with every place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from inspect_tool.domain.disclosure.cells import (
    CellRelation,
    CellStanding,
    CellSystem,
    CellTerm,
    CountCell,
    PartOfWhole,
)

ALL = "All"
NUMBER, BASE, READ = "number", "base", "read"
REST, GAP = "those that do not count", "those outside the base"
EARLIER = "in earlier release"


@dataclass(frozen=True, order=True)
class CountName:
    """What a reader takes a number for; the same words are the same count.

    Args:
        what: What is counted, such as "Drift and delay".
        group: Among whom, such as "Case type: Early help"; `ALL` for everybody.
        part: Which number of it.
    """

    what: str
    group: str = ALL
    part: str = NUMBER

    @property
    def key(self) -> str:
        """The key of its cell, in which capitals do not matter."""
        return " | ".join((self.what.casefold(), self.group.casefold(), self.part.casefold()))

    @property
    def words(self) -> str:
        """How a page says it."""
        return f"{self.what}, {self.group}: {self.part}"

    def but(self, part: str) -> CountName:
        """Another number of the same."""
        return replace(self, part=part)

    def among(self, group: str) -> CountName:
        """The same among others."""
        return replace(self, group=group)


@dataclass(frozen=True)
class NamedPart:
    """A count, what does not count, and the base, by their names."""

    part: CountName
    rest: CountName
    whole: CountName


@dataclass(frozen=True)
class CollectedCounts:
    """The published counts of a report.

    Args:
        names, places: What each cell is called, and where it stands, by its key.
        not_placed: Numbers that nothing here holds, each with its place.
        contradictions: Places whose number differs from that of the same name elsewhere.
        exact: Places whose words state the number itself, or what is not understood.
        bounded: Keys of what words narrow without stating it; words that leave all open do not.
        authorities: The groups that are an authority each, which knows what is of itself.
        told_before: Keys of what an earlier release left to its readers, with the same number.
        joined, apart: The numbers, from 1, of the earlier releases whose open counts are in the
            system, and of those of which the printed ones alone are.
    """

    system: CellSystem
    names: Mapping[str, CountName]
    places: Mapping[str, tuple[str, ...]]
    not_placed: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    exact: frozenset[str] = frozenset()
    bounded: frozenset[str] = frozenset()
    authorities: tuple[str, ...] = ()
    told_before: frozenset[str] = frozenset()
    joined: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()

    def insiders(self) -> tuple[frozenset[str], ...]:
        """The keys of what each authority knows: every count of itself that the report makes."""
        own: dict[str, set[str]] = {group: set() for group in self.authorities}
        for cell in self.system.cells:
            name = self.names.get(cell.key)
            if name is not None and name.group in own and cell.count is not None:
                own[name.group].add(cell.key)
        return tuple(map(frozenset, own.values()))


@dataclass(frozen=True)
class WordBounds:
    """Between which numbers words leave a count; None is without limit."""

    lowest: int = 0
    highest: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether one number alone is left."""
        return self.lowest == self.highest

    def within(self, other: WordBounds) -> WordBounds:
        """What both leave."""
        tops = [one for one in (self.highest, other.highest) if one is not None]
        return WordBounds(max(self.lowest, other.lowest), min(tops, default=None))


@dataclass
class CountBook:
    """Takes down the counts of a report, and what ties them."""

    _cells: dict[str, CountCell] = field(default_factory=dict)
    _names: dict[str, CountName] = field(default_factory=dict)
    _places: dict[str, dict[str, None]] = field(default_factory=dict)
    _relations: dict[CellRelation, None] = field(default_factory=dict)
    _parts: dict[PartOfWhole, None] = field(default_factory=dict)
    _not_placed: dict[str, None] = field(default_factory=dict)
    _contradictions: dict[str, None] = field(default_factory=dict)
    _bounds: dict[str, WordBounds] = field(default_factory=dict)
    _exact: dict[str, None] = field(default_factory=dict)
    _kept_back: dict[str, None] = field(default_factory=dict)
    _told_before: dict[str, None] = field(default_factory=dict)

    def note(
        self,
        name: CountName,
        count: int,
        place: str,
        *,
        standing: CellStanding = CellStanding.PUBLISHED,
        is_sensitive: bool = True,
    ) -> bool:
        """Take down a number; False where the same name has another number elsewhere."""
        if self.count(name) not in (None, count):
            self._contradictions[place or name.words] = None
            return False
        held = self._cells.get(name.key)
        if held is not None:
            standing = min((held.standing, standing), key=_STANDINGS.index)
            is_sensitive = is_sensitive and held.is_sensitive
        self._names.setdefault(name.key, name)
        if place:
            self._places.setdefault(name.key, {})[place] = None
        self._cells[name.key] = CountCell(
            name.key,
            count,
            standing,
            is_sensitive=is_sensitive,
            loss=max(1, len(self._places.get(name.key, ()))),
        )
        return True

    def know(self, name: CountName, count: int, place: str = "") -> bool:
        """Take down what anybody knows, such as the sizes of a draw."""
        return self.note(name, count, place, standing=CellStanding.KNOWN, is_sensitive=False)

    def follow(self, name: CountName, count: int, *, is_sensitive: bool = True) -> bool:
        """Take down what stands nowhere and follows from others."""
        return self.note(
            name, count, "", standing=CellStanding.UNPUBLISHED, is_sensitive=is_sensitive
        )

    def suppose(self, name: CountName, *, highest: int) -> None:
        """Take down a count that neither the report nor this book has, and no reader."""
        self._names.setdefault(name.key, name)
        self._cells.setdefault(
            name.key,
            CountCell(
                name.key, None, CellStanding.UNPUBLISHED, is_sensitive=False, highest=highest
            ),
        )

    def suppose_total(self, whole: CountName, parts: Iterable[CountName]) -> None:
        """Note that a whole is the sum of parts that nobody has."""
        self._relations[CellRelation.total(whole.key, (name.key for name in parts))] = None

    def bound(self, name: CountName, bounds: WordBounds) -> None:
        """Note what words tell of a count, whether or not its number is published."""
        self._bounds[name.key] = self._bounds.get(name.key, WordBounds()).within(bounds)

    def state(self, place: str) -> None:
        """Note that the words of a place state the number itself."""
        self._exact[place] = None

    def change_since(self, name: CountName, before: int) -> None:
        """Note what an earlier release published of the same, so that the change is no secret."""
        now = self.count(name)
        if now is None:
            return
        if now == before:
            if self._places.get(name.key) and not self.is_known(name):
                self._told_before[name.key] = None
            self.know(name, now)
            return
        change = name.but(f"{name.part}, change since an earlier release")
        is_sensitive = self._cells[name.key].is_sensitive
        self.follow(change, abs(now - before), is_sensitive=is_sensitive)
        sign = -1 if now > before else 1
        terms = (CellTerm(name.key, sign), CellTerm(change.key))
        self._relations[CellRelation(terms, constant=sign * before)] = None

    def keep_back(self, name: CountName) -> None:
        """Note that an earlier release held it back."""
        self._kept_back[name.key] = None

    def leave(self, place: str) -> None:
        """Name a number that nothing here holds."""
        self._not_placed[place] = None

    def count(self, name: CountName) -> int | None:
        """The number of that name; None where there is none."""
        held = self._cells.get(name.key)
        return None if held is None else held.count

    def has(self, name: CountName) -> bool:
        """Whether there is a cell of that name, be its number known or supposed."""
        return name.key in self._cells

    def tie(self, whole: CountName, parts: Iterable[CountName]) -> bool:
        """Note that a whole is the sum of its parts, where all are there and it is."""
        names = list(parts)
        counts = [self.count(name) for name in names]
        known = [count for count in counts if count is not None]
        if len(known) < len(counts) or sum(known) != self.count(whole):
            return False
        self._relations[CellRelation.total(whole.key, (name.key for name in names))] = None
        return True

    def share(self, part: CountName, whole: CountName, *, rest: CountName | None = None) -> None:
        """Note a count of a base: what does not count stands nowhere, unless it has a name."""
        number, base = self.count(part), self.count(whole)
        if number is None or base is None or number > base:
            return
        other = rest if rest is not None else part.but(REST)
        is_sensitive = self._cells[part.key].is_sensitive
        if self.follow(other, base - number, is_sensitive=is_sensitive):
            self._parts[PartOfWhole(part.key, other.key, whole.key)] = None

    def names(self) -> tuple[CountName, ...]:
        """What was taken down so far."""
        return tuple(self._names.values())

    def parts(self) -> tuple[NamedPart, ...]:
        """The counts of a base that were taken down so far."""
        named = self._names
        return tuple(
            NamedPart(named[pair.part], named[pair.rest], named[pair.whole]) for pair in self._parts
        )

    def same(self) -> tuple[tuple[CountName, CountName], ...]:
        """The names that stand for one number."""
        keys = (tie.terms for tie in self._relations if len(tie.terms) == _OF_TWO)
        return tuple((self._names[one.key], self._names[other.key]) for one, other in keys)

    def is_known(self, name: CountName) -> bool:
        """Whether anybody knows it."""
        held = self._cells.get(name.key)
        return held is not None and held.standing is CellStanding.KNOWN

    def closed(self) -> CollectedCounts:
        """All that was taken down, as one system."""
        cells = [self._bounded(cell) for cell in self._cells.values()]
        return CollectedCounts(
            CellSystem.of(cells, self._relations, self._parts),
            names={cell.key: self._names[cell.key] for cell in cells},
            places={cell.key: tuple(self._places.get(cell.key, ())) for cell in cells},
            not_placed=tuple(self._not_placed),
            contradictions=tuple(self._contradictions),
            exact=frozenset(self._exact),
            told_before=frozenset(self._told_before),
            bounded=frozenset(key for key, left in self._bounds.items() if left != WordBounds()),
        )

    def _bounded(self, cell: CountCell) -> CountCell:
        bounds = self._bounds.get(cell.key)
        if cell.key in self._kept_back:
            cell = replace(cell, was_held_back=True)
        if bounds is None:
            return cell
        return replace(cell, lowest=bounds.lowest, highest=bounds.highest)


_OF_TWO = 2  # terms: a whole with one part, which is the same
_STANDINGS: Sequence[CellStanding] = (
    CellStanding.KNOWN,
    CellStanding.PUBLISHED,
    CellStanding.UNPUBLISHED,
)
