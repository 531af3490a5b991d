"""Counts and what ties them to each other: totals, complements, what anybody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class CellStanding(StrEnum):
    """Where a count stands."""

    PUBLISHED = "published"
    """In a document, from which it can be held back."""
    KNOWN = "known"
    """In the open anyway, such as the sizes of a draw; nothing holds it back."""
    UNPUBLISHED = "unpublished"
    """In no document: it is only what follows from the others, such as a complement."""


@dataclass(frozen=True)
class CountCell:
    """A count.

    Args:
        key: What names it: two numbers that a reader takes for the same count have one key.
        count: None where even the tool does not have it; then it is unpublished.
        is_sensitive: Whether a small count could identify a child.
        loss: How much is lost where it is held back, such as in how many places it stands.
        lowest, highest: What anybody knows of it beforehand; None is no limit.
        was_held_back: Whether an earlier release held it back.
    """

    key: str
    count: int | None
    standing: CellStanding = CellStanding.PUBLISHED
    is_sensitive: bool = True
    loss: int = 1
    lowest: int = 0
    highest: int | None = None
    was_held_back: bool = False

    @property
    def can_be_held_back(self) -> bool:
        """Whether it stands in a document and nowhere else."""
        return self.standing is CellStanding.PUBLISHED


@dataclass(frozen=True)
class CellTerm:
    """A cell in an equation, taken so many times."""

    key: str
    weight: int = 1


@dataclass(frozen=True)
class CellRelation:
    """An equation that every reader knows: the weighted counts add up to `constant`."""

    terms: tuple[CellTerm, ...]
    constant: int = 0

    @classmethod
    def total(cls, whole: str, parts: Iterable[str]) -> CellRelation:
        """A whole is the sum of its parts."""
        return cls((CellTerm(whole, -1), *(CellTerm(part) for part in parts)))


@dataclass(frozen=True)
class PartOfWhole:
    """A count of a base, with those of the base that do not count; a relation by itself."""

    part: str
    rest: str
    whole: str

    @property
    def relation(self) -> CellRelation:
        """Part and rest are the whole."""
        return CellRelation.total(self.whole, (self.part, self.rest))


class CellsDoNotAddUpError(ValueError):
    """The counts contradict what ties them: whoever put them together made a mistake."""


@dataclass(frozen=True)
class CellSystem:
    """Counts in the order of their keys, and every equation between them.

    Args:
        parts: Their relations are among `relations`.
    """

    cells: tuple[CountCell, ...]
    relations: tuple[CellRelation, ...]
    parts: tuple[PartOfWhole, ...] = ()

    @classmethod
    def of(
        cls,
        cells: Iterable[CountCell],
        relations: Iterable[CellRelation] = (),
        parts: Iterable[PartOfWhole] = (),
    ) -> CellSystem:
        """Put a system together; the order of what is given does not matter.

        Raises:
            CellsDoNotAddUpError: A key stands twice or is missing, or the counts contradict an
                equation or what anybody knows of them.
        """
        ordered = tuple(sorted(cells, key=lambda cell: cell.key))
        by_key = {cell.key: cell for cell in ordered}
        if len(by_key) < len(ordered):
            raise CellsDoNotAddUpError("Two cells have the same key.")
        pairs = tuple(sorted(set(parts), key=lambda pair: (pair.part, pair.whole, pair.rest)))
        ties = {*relations, *(pair.relation for pair in pairs)}
        known = tuple(sorted(ties, key=lambda tie: [(term.key, term.weight) for term in tie.terms]))
        for cell in ordered:
            _check_cell(cell)
        for tie in known:
            _check_relation(tie, by_key)
        return cls(ordered, known, pairs)

    @property
    def by_key(self) -> Mapping[str, CountCell]:
        """The cells by their key."""
        return {cell.key: cell for cell in self.cells}

    def components(self) -> tuple[CellSystem, ...]:
        """The systems that share no count that is not known anyway."""
        by_key = self.by_key
        group = {cell.key: cell.key for cell in self.cells}

        def root(key: str) -> str:
            while group[key] != key:
                group[key] = group[group[key]]
                key = group[key]
            return key

        for tie in self.relations:
            open_ones = [
                term.key
                for term in tie.terms
                if by_key[term.key].standing is not CellStanding.KNOWN
            ]
            for key in open_ones[1:]:
                group[root(key)] = root(open_ones[0])
        return self._split({key: root(key) for key in group})

    def _split(self, roots: Mapping[str, str]) -> tuple[CellSystem, ...]:
        """One system for each root, known cells in each that ties them."""
        by_key = self.by_key
        ties: dict[str, list[CellRelation]] = {}
        keys: dict[str, set[str]] = {}
        for cell in self.cells:
            if cell.standing is not CellStanding.KNOWN:
                keys.setdefault(roots[cell.key], set()).add(cell.key)
        for tie in self.relations:
            inside = [roots[term.key] for term in tie.terms if roots[term.key] in keys]
            if inside:
                ties.setdefault(inside[0], []).append(tie)
                keys[inside[0]].update(term.key for term in tie.terms)
        return tuple(
            CellSystem(
                tuple(by_key[key] for key in sorted(members)),
                tuple(ties.get(name, ())),
                tuple(pair for pair in self.parts if pair.part in members),
            )
            for name, members in sorted(keys.items(), key=lambda item: min(item[1]))
        )


def _check_cell(cell: CountCell) -> None:
    if cell.count is None:
        if cell.standing is not CellStanding.UNPUBLISHED:
            raise CellsDoNotAddUpError(f"{cell.key} is published without a count.")
        return
    if cell.count < cell.lowest or (cell.highest is not None and cell.count > cell.highest):
        raise CellsDoNotAddUpError(f"{cell.key} is outside of what anybody knows of it.")


def _check_relation(tie: CellRelation, by_key: Mapping[str, CountCell]) -> None:
    missing = sorted(term.key for term in tie.terms if term.key not in by_key)
    if missing:
        raise CellsDoNotAddUpError(f"There is no cell {missing[0]}.")
    counts = [(by_key[term.key].count, term.weight) for term in tie.terms]
    if any(count is None for count, _ in counts):
        return
    if sum((count or 0) * weight for count, weight in counts) != tie.constant:
        named = ", ".join(term.key for term in tie.terms)
        raise CellsDoNotAddUpError(f"These do not add up: {named}.")
