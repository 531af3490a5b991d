"""Which further counts are held back so that none can be worked out, with the least loss."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from inspect_tool.domain.disclosure.attack import (
    MOST_BRANCHES,
    Extreme,
    OpenCells,
    completed,
    solved,
)
from inspect_tool.domain.disclosure.cells import CellStanding, CellSystem, CountCell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_NEAR: Final = 1e-6  # HiGHS keeps equations to 1e-7
_Spans: TypeAlias = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Suppression:
    """What is held back.

    Args:
        secondary: Published cells that are held back for the sake of others.
        needed: How wide the range of each cell has to be that is protected: the width asked for,
            or as wide as holding back everything makes it, where that is less.
        told_inside: How many counts of another authority an authority tells more of than that,
            whatever is held back, and of how many it was tried.
    """

    secondary: frozenset[str]
    needed: Mapping[str, int]
    told_inside: tuple[int, int] = (0, 0)


def least_suppression(
    system: CellSystem,
    primary: Collection[str],
    *,
    width: int,
    unpublished: Collection[str] = (),
    insiders: Sequence[Collection[str]] = (),
) -> Suppression:
    """The further cells to hold back, so that the range of each one held back is wide enough.

    Exact: no other choice loses less. A master problem chooses, an attack on its choice gives
    what it has to heed, until the attack fails.

    Args:
        primary: Published cells that are held back anyway.
        width: How far apart the ends of a range must be.
        unpublished: Cells that stand nowhere and must be as wide.
        insiders: The cells that each authority knows, being of itself: the primary and unpublished
            ones of every other have to be as wide for it too.

    Source: Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with
    linear constraints, Management Science 47(7), with sliding protection levels; integer attacks
    that a linear one does not see are cut off one by one.
    """
    secondary: set[str] = set()
    needed: dict[str, int] = {}
    told, tried = 0, 0
    for part in system.components():
        keys = {cell.key for cell in part.cells}
        start = keys & {*primary, *unpublished}
        if start:
            inside = [found for own in insiders if (found := keys & set(own))]
            search = _Search(completed(part), keys & set(primary), width)
            secondary |= search.run(keys & set(unpublished), inside)
            needed |= search.stranger.needed
            for view in search.asked:
                told += sum(need < width for need in view.needed.values())
                tried += len(view.needed)
    return Suppression(
        frozenset(secondary), {key: needed[key] for key in sorted(needed)}, (told, tried)
    )


@dataclass(frozen=True)
class _Cut:
    """What a choice has to heed: the weights of the chosen reach 1, or `of` is not chosen.

    Args:
        of: The cell that it protects; empty where that is held back anyway.
    """

    weights: Mapping[str, float]
    of: str = ""


@dataclass
class _Search:
    """The least suppression of cells that hang together."""

    system: CellSystem
    primary: set[str]
    width: int
    _cuts: list[_Cut] = field(default_factory=list)

    def run(self, unpublished: set[str], insiders: Sequence[Collection[str]]) -> set[str]:
        """The cells to hold back besides the primary ones."""
        self._choosable = {
            cell.key: cell
            for cell in self.system.cells
            if cell.can_be_held_back and cell.key not in self.primary
        }
        guarded = self.primary | unpublished
        view = _View(self.system, guarded, self.primary, self._choosable, self.width)
        self.stranger = view
        self.insiders = [self._inside(view, own, insiders) for own in insiders]
        chosen: set[str] = set()
        while cuts := list(self._found_out(chosen)):
            self._cuts += cuts
            chosen = self._choose()
        self.stranger.settle(chosen)
        self.asked = self._who_know_more(chosen)
        for inside in self.asked:
            inside.settle(())
        return chosen

    def _inside(
        self, stranger: _View, own: Collection[str], insiders: Sequence[Collection[str]]
    ) -> _View:
        """What an authority sees that knows the cells that are of itself."""
        cells = (
            replace(cell, standing=CellStanding.KNOWN) if cell.key in own else cell
            for cell in self.system.cells
        )
        others = {key for other in insiders for key in other} - set(own)
        system = replace(self.system, cells=tuple(cells))
        return replace(stranger, system=system, targets=stranger.targets & others, own=set(own))

    def _found_out(self, chosen: set[str]) -> Iterator[_Cut]:
        """What the choice has to heed yet; authorities are asked once strangers learn nothing."""
        cuts = list(self.stranger.found_out(chosen, self.stranger.targets | chosen))
        if cuts:
            yield from cuts
            return
        for inside in self._who_know_more(chosen):
            yield from inside.found_out(chosen, inside.targets)

    def _who_know_more(self, chosen: Collection[str]) -> list[_View]:
        """The authorities that know of themselves what the documents do not say."""
        cells = OpenCells(self.system, self.primary.union(chosen))
        left = cells.not_settled()
        return [inside for inside in self.insiders if not left.isdisjoint(inside.own)]

    def _choose(self) -> set[str]:
        """The least loss that heeds every cut so far."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        names = list(self._choosable)
        place = {name: number for number, name in enumerate(names)}
        rows = np.zeros((len(self._cuts), len(names)))
        least = np.zeros(len(self._cuts))
        for number, cut in enumerate(self._cuts):
            for name, weight in cut.weights.items():
                rows[number, place[name]] = weight
            if cut.of:
                rows[number, place[cut.of]] -= 1.0
            else:
                least[number] = 1.0
        found = milp(
            np.array([self._choosable[name].loss for name in names], dtype=np.float64),
            constraints=[LinearConstraint(rows, least - _NEAR, np.inf)],
            bounds=Bounds(0, 1),
            integrality=np.ones(len(names), dtype=np.int64),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_BRANCHES},
        )
        values = solved(found).tolist()
        return {name for name, value in zip(names, values, strict=True) if value > 0.5}


@dataclass
class _View:
    """What somebody sees of the cells, and which of them they must not tell.

    Args:
        targets: What is to be protected, whatever is chosen.
        own: The cells that they know.
    """

    system: CellSystem
    targets: set[str]
    primary: set[str]
    choosable: Mapping[str, CountCell]
    width: int
    own: Collection[str] = ()

    def __post_init__(self) -> None:
        """Begin with nothing known of any range."""
        self.needed: dict[str, int] = {}
        self._spans: _Spans = {}
        self._widest_spans: _Spans = {}
        self._widest = OpenCells(self.system, self._hidden(self.choosable))

    def _hidden(self, chosen: Iterable[str]) -> set[str]:
        """What is held back from them."""
        return {*self.primary, *chosen}.difference(self.own)

    def settle(self, chosen: Iterable[str]) -> None:
        """Work out how wide each range has to be of what is protected in the end."""
        self.needed = {key: self._need(key) for key in sorted({*self.targets, *chosen})}

    def _need(self, key: str) -> int:
        """How wide a range has to be: as asked for, or as wide as it can be made."""
        if key not in self.needed:
            # What this choice leaves open, holding back everything leaves open as well.
            spans = (known.get(key, (0.0, 0.0)) for known in (self._spans, self._widest_spans))
            low, high = max(spans, key=lambda span: span[1] - span[0])
            if high - low < self.width - _NEAR:
                ends = [self._widest.end(key, highest=which) for which in (False, True)]
                _remember(self._widest_spans, self._widest, ends, self.targets)
                is_open = any(end.value is None for end in ends)
                low, high = (0.0, self.width) if is_open else (0.0, _between(ends))
            self.needed[key] = min(self.width, round(high - low))
        return self.needed[key]

    def found_out(self, chosen: set[str], targets: set[str]) -> Iterator[_Cut]:
        """A cut for each protected cell whose range is too narrow with this choice."""
        if not targets:
            return
        cells = OpenCells(self.system, self._hidden(chosen))
        self._spans = {}
        _remember(self._spans, cells, cells.spread(targets), targets)
        for key in sorted(targets):
            low, high = self._spans.get(key, (0.0, 0.0))
            if high - low >= self.width - _NEAR or high - low >= self._need(key) - _NEAR:
                continue
            needed = self._need(key) - _NEAR
            ends = [cells.linear_end(key, highest=which) for which in (False, True)]
            if any(end.value is None for end in ends):
                continue
            if _between(ends) < needed:
                yield self._priced_cut(cells, key, ends)
            elif not all(end.is_whole for end in ends):
                ends = [cells.end(key, highest=which) for which in (False, True)]
                if _between(ends) < needed:
                    yield self._one_more(key, chosen)
            _remember(self._spans, cells, ends, targets)

    def _priced_cut(self, cells: OpenCells, key: str, ends: Collection[Extreme]) -> _Cut:
        """What holding back each further cell could add to a range, by the prices of its ends."""
        reach: dict[str, float] = {}
        for end, sign in zip(ends, (1.0, -1.0), strict=True):
            for name, value in self._reach(cells, key, end, sign).items():
                reach[name] = reach.get(name, 0.0) + value
        has = sum(
            value for name, value in reach.items() if name not in self.choosable or name == key
        )
        lacks = self.needed[key] - has
        weights = {
            name: min(1.0, reach[name] / lacks)
            for name in self.choosable
            if name != key and reach.get(name, 0.0) > _NEAR
        }
        return _Cut(weights, key if key in self.choosable else "")

    def _reach(self, cells: OpenCells, key: str, end: Extreme, sign: float) -> dict[str, float]:
        """By how much each open cell lets this end move, at most."""
        slopes = {cell.key: 0.0 for cell in self.system.cells}
        slopes[key] = sign
        for number, price in zip(cells.relations, _floats(end.prices), strict=True):
            for term in self.system.relations[number].terms:
                slopes[term.key] -= price * term.weight
        return {cell.key: self._room(cell, slopes[cell.key]) for cell in self.system.cells}

    def _room(self, cell: CountCell, slope: float) -> float:
        """How far a cell of this slope can go, in units of the range."""
        if abs(slope) < _NEAR or cell.standing is CellStanding.KNOWN:
            return 0.0
        count = cell.count or 0
        if slope > 0:
            return slope * (count - cell.lowest)
        return self.width * 1.0 if cell.highest is None else -slope * (cell.highest - count)

    def _one_more(self, key: str, chosen: set[str]) -> _Cut:
        """At least one cell more: with these alone, whole numbers give the range away."""
        more = {name: 1.0 for name in self.choosable if name not in chosen}
        return _Cut(more, key if key in self.choosable else "")


def _between(ends: Sequence[Extreme]) -> float:
    lowest, highest = ends
    return (highest.value or 0.0) - (lowest.value or 0.0)


def _remember(spans: _Spans, cells: OpenCells, ends: Iterable[Extreme], keys: set[str]) -> None:
    """What tables of whole numbers show of these cells, so that few have to be attacked."""
    for end in ends:
        if end.table is None or not end.is_whole:
            continue
        for key in cells.place.keys() & keys:
            value = float(end.table[cells.place[key]])
            low, high = spans.get(key, (value, value))
            spans[key] = min(low, value), max(high, value)


def _floats(prices: npt.NDArray[np.float64] | None) -> list[float]:
    return [] if prices is None else [float(price) for price in prices]
