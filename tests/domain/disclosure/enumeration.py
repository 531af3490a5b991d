"""Disclosure control by trying everything: the answer that solvers are held against."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from inspect_tool.domain.disclosure.attack import FeasibleRange
from inspect_tool.domain.disclosure.cells import CellStanding, CellSystem, CountCell


class EveryTable:
    """All tables of whole numbers that a system allows; each cell needs a highest count."""

    def __init__(self, system: CellSystem, free: Collection[str]) -> None:
        """Take the values of `free` cells in all ways; the others must follow from them."""
        self.system = system
        self.keys = [cell.key for cell in system.cells]
        by_key = system.by_key
        ranges = [range(by_key[key].lowest, (by_key[key].highest or 0) + 1) for key in free]
        rows = [found for values in product(*ranges) if (found := self._whole(free, values))]
        self.tables: npt.NDArray[np.int64] = np.array(rows)
        self.true = np.array([cell.count for cell in system.cells])

    def _whole(self, free: Collection[str], values: tuple[int, ...]) -> list[int] | None:
        known = dict(zip(free, values, strict=True))
        for _ in self.system.relations:
            for tie in self.system.relations:
                open_ones = [term for term in tie.terms if term.key not in known]
                if len(open_ones) == 1:
                    rest = tie.constant - sum(
                        known[term.key] * term.weight for term in tie.terms if term.key in known
                    )
                    if rest % open_ones[0].weight:
                        return None
                    known[open_ones[0].key] = rest // open_ones[0].weight
        for tie in self.system.relations:
            if sum(known[term.key] * term.weight for term in tie.terms) != tie.constant:
                return None
        for cell in self.system.cells:
            if not cell.lowest <= known[cell.key] <= (cell.highest or 0):
                return None
        return [known[key] for key in self.keys]

    def ranges(
        self, held_back: Collection[str], own: Collection[str] = ()
    ) -> Mapping[str, FeasibleRange]:
        """The range of each cell, over all tables that agree with what is published, and own."""
        shown = [
            place
            for place, cell in enumerate(self.system.cells)
            if (cell.standing is not CellStanding.UNPUBLISHED and cell.key not in held_back)
            or cell.key in own
        ]
        agree = self.tables[(self.tables[:, shown] == self.true[shown]).all(axis=1)]
        return {
            key: FeasibleRange(int(low), int(high))
            for key, low, high in zip(self.keys, agree.min(axis=0), agree.max(axis=0), strict=True)
        }

    def least_loss(
        self,
        primary: Collection[str],
        hidden: Collection[str],
        width: int,
        insiders: Sequence[Collection[str]] = (),
    ) -> int:
        """The least that is lost besides the primary cells, of all choices there are."""
        choosable = [
            cell for cell in self.system.cells if cell.can_be_held_back and cell.key not in primary
        ]
        everything = [*primary, *(cell.key for cell in choosable)]
        guarded = {*primary, *hidden}
        inside = {key for own in insiders for key in own}
        losses = []
        for chosen in _choices(choosable):
            keys = [*primary, *(cell.key for cell in chosen)]
            none: Collection[str] = ()
            asked = [(none, {*keys, *hidden})]
            asked += [(own, guarded & inside - set(own)) for own in insiders]
            if all(self._is_wide(keys, everything, own, of, width) for own, of in asked):
                losses.append(sum(cell.loss for cell in chosen))
        return min(losses)

    def _is_wide(
        self,
        keys: Collection[str],
        everything: Collection[str],
        own: Collection[str],
        targets: Collection[str],
        width: int,
    ) -> bool:
        """Whether each range is as wide as asked for, or as holding back everything makes it."""
        found, widest = self.ranges(keys, own), self.ranges(everything, own)
        return all((found[key].width or 0) >= min(width, widest[key].width or 0) for key in targets)


def _choices(cells: Sequence[CountCell]) -> Iterator[tuple[CountCell, ...]]:
    for number in range(len(cells) + 1):
        yield from combinations(cells, number)
