"""Releases attacked together: what they left open of the same cases, and of those that changed.

What is counted in an earlier release lies in the cases that are in both, or that are gone since;
what is counted now, in those in both, or new. A case whose record was changed is gone and new.
Each of these three is counted by the same equations. How many at most are gone and new, a reader
may know: from what a correction says, or from the numbers of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from inspect_tool.domain.disclosure.attack import AttackFailedError, completed
from inspect_tool.domain.disclosure.book import EARLIER, CollectedCounts, CountName
from inspect_tool.domain.disclosure.cells import (
    CellRelation,
    CellsDoNotAddUpError,
    CellStanding,
    CellSystem,
    CellTerm,
    CountCell,
)
from inspect_tool.domain.disclosure.earlier import ChangedRecords, ReleasedCounts, ReleasedSystem


def released_system(counts: CollectedCounts, held_back: Collection[str]) -> ReleasedSystem:
    """What a release leaves open of its counts, and what ties them; for the team alone.

    Args:
        counts: The counts of the report, without what is known of earlier releases.
        held_back: Keys of what it holds back.
    """
    cells = (_as_read(cell, is_held=cell.key in held_back) for cell in counts.system.cells)
    return ReleasedSystem(tuple(cells), counts.system.relations, counts.names)


def _as_read(cell: CountCell, *, is_held: bool) -> CountCell:
    """A count as whoever has the release has it."""
    is_open = is_held or cell.standing is CellStanding.UNPUBLISHED
    standing = CellStanding.UNPUBLISHED if is_open else CellStanding.KNOWN
    return replace(cell, standing=standing, was_held_back=is_held, loss=1)


def _is_over(tie: CellRelation, keys: Collection[str]) -> bool:
    return all(term.key in keys for term in tie.terms)


def joined(counts: CollectedCounts, earlier: Sequence[ReleasedCounts]) -> CollectedCounts:
    """The counts of a report, tied to what earlier releases left open, as one system.

    A release cannot be tied that is not of the same cases but for as many as are said to have
    changed: then what is counted has changed itself, and what it printed is all that is known.
    """
    own = counts.system
    for number, released in enumerate(earlier, 1):
        found = _tied_to(own, counts, released, f"{EARLIER} {number}")
        if found is None:
            counts = replace(counts, apart=(*counts.apart, number))
        else:
            counts = replace(found, joined=(*counts.joined, number))
    known = (cell.key for cell in counts.system.cells if cell.standing is CellStanding.KNOWN)
    left_open = {cell.key for cell in own.cells if cell.can_be_held_back}
    return replace(counts, told_before=counts.told_before | left_open.intersection(known))


def _tied_to(
    own: CellSystem, counts: CollectedCounts, released: ReleasedCounts, which: str
) -> CollectedCounts | None:
    """The counts with what one release left open; None where it cannot be tied."""
    if released.system is None or released.changed is None:
        return None
    pair = _TiedReleases(own, released.system, which, released.changed)
    try:
        system = CellSystem.of(*_together(counts.system, *pair.tied()), own.parts)
        # One that nobody could fill in is no system.
        for part in system.components():
            completed(part)
    except (AttackFailedError, CellsDoNotAddUpError):
        return None
    names = {**pair.names(), **counts.names}
    return replace(
        counts, system=system, names=names, places={**dict.fromkeys(names, ()), **counts.places}
    )


def _together(
    system: CellSystem, cells: Iterable[CountCell], relations: Iterable[CellRelation]
) -> tuple[Iterable[CountCell], Iterable[CellRelation]]:
    """Cells and equations of both; a cell of both is bounded by both."""
    found = dict(system.by_key)
    for cell in cells:
        own = found.get(cell.key)
        found[cell.key] = cell if own is None else _bounded(own, cell)
    return found.values(), (*system.relations, *relations)


def _bounded(own: CountCell, other: CountCell) -> CountCell:
    """The count with what is known of it in either place."""
    if None not in (own.count, other.count) and own.count != other.count:
        raise CellsDoNotAddUpError(f"{own.key} is not what it was.")
    tops = [top for top in (own.highest, other.highest) if top is not None]
    standings = {own.standing, other.standing}
    return replace(
        own,
        count=other.count if own.count is None else own.count,
        is_sensitive=own.is_sensitive or other.is_sensitive,
        standing=CellStanding.KNOWN if CellStanding.KNOWN in standings else own.standing,
        lowest=max(own.lowest, other.lowest),
        highest=min(tops, default=None),
        was_held_back=own.was_held_back or other.was_held_back,
    )


@dataclass(frozen=True)
class _TiedReleases:
    """A report and an earlier release of the same review.

    Args:
        which: What the counts of the release are called apart from those of now.
    """

    own: CellSystem
    before: ReleasedSystem
    which: str
    changed: ChangedRecords

    @cached_property
    def is_same(self) -> bool:
        """Whether the release counted the same cases alike, so that its counts are those of now."""
        before = self.before.by_key
        own = self.own.cells
        return self.changed.is_none and not any(
            _difference(one, before.get(one.key)) for one in own
        )

    def names(self) -> Mapping[str, CountName]:
        """What the counts of the release are called, by their keys."""
        if self.is_same:
            return self.before.names
        called = (name.but(f"{name.part}, {self.which}") for name in self.before.names.values())
        return {name.key: name for name in called}

    def tied(self) -> tuple[Iterable[CountCell], Iterable[CellRelation]]:
        """The counts of the release and all that ties them to each other and to those of now."""
        if self.is_same:
            return self.before.cells, self.before.relations
        cells = [replace(cell, key=self._then(cell.key)) for cell in self.before.cells]
        ties = [_moved(tie, self._then) for tie in self.before.relations]
        shared = self._shared()
        alike = [tie for tie in self._relations_of_both() if _is_over(tie, shared)]
        cells += [_supposed(self._both(key), None) for key in shared]
        for most, apart, side in (
            (self.changed.new, self._new, str),
            (self.changed.gone, self._gone, self._then),
        ):
            cells += [_supposed(apart(key), most) for key in shared]
            ties += [_moved(tie, apart) for tie in alike]
            ties += [CellRelation.total(side(key), (self._both(key), apart(key))) for key in shared]
        return cells, ties

    def _then(self, key: str) -> str:
        return f"{key}, {self.which}".casefold()

    def _both(self, key: str) -> str:
        return f"{self._then(key)} and now"

    def _new(self, key: str) -> str:
        return f"{self._then(key)}: not yet"

    def _gone(self, key: str) -> str:
        return f"{self._then(key)}: no longer"

    def _relations_of_both(self) -> Iterator[CellRelation]:
        """The equations without a number that held then and hold now."""
        then = {_form(tie) for tie in self.before.relations}
        for tie in self.own.relations:
            if not tie.constant and _form(tie) in then:
                yield tie

    def _shared(self) -> Collection[str]:
        """The counts of both that so few records can have moved, with all that is tied to them."""
        before = self.before.by_key
        most, least = self.changed.new, -self.changed.gone
        moved = {
            cell.key
            for cell in self.own.cells
            if not least <= _difference(cell, before.get(cell.key)) <= most
        }
        for part in self.own.components():
            keys = {cell.key for cell in part.cells}
            if keys & moved:
                moved |= keys
        return dict.fromkeys(
            cell.key for cell in self.own.cells if cell.key in before and cell.key not in moved
        )


def _difference(now: CountCell, then: CountCell | None) -> int:
    """By how much a count moved; nothing where either is not had."""
    if then is None or now.count is None or then.count is None:
        return 0
    return now.count - then.count


def _form(tie: CellRelation) -> tuple[frozenset[CellTerm], int]:
    return frozenset(tie.terms), tie.constant


def _moved(tie: CellRelation, named: Callable[[str], str]) -> CellRelation:
    """The same equation over other cells."""
    terms = tuple(CellTerm(named(term.key), term.weight) for term in tie.terms)
    return replace(tie, terms=terms)


def _supposed(key: str, most: int | None) -> CountCell:
    """A count that nobody has, of so many records at most."""
    return CountCell(key, None, CellStanding.UNPUBLISHED, is_sensitive=False, highest=most)
