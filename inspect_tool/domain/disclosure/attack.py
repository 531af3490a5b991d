"""What a reader can work out: the lowest and highest value of a count that is held back.

The reader has everything published, every equation between the counts, and what anybody knows
beforehand, and takes no count for anything but a whole number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from inspect_tool.domain.disclosure.cells import CellStanding, CellSystem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csc_array

    Numbers = npt.NDArray[np.float64]

_NEAR: Final = 1e-6  # HiGHS keeps equations to 1e-7
_UNBOUNDED: Final = (3, 4)  # what is unbounded, or unbounded or impossible; nothing here is that


# Steps and not seconds, so that every machine gives the same answer. They stopped none of 60 random
# reviews and 72 random pairs of releases.
MOST_STEPS: Final = 1_000_000
MOST_BRANCHES: Final = 100_000


class AttackFailedError(RuntimeError):
    """The solver gave no answer, so nothing is proven and nothing may be published."""


def solved(found: OptimizeResult) -> Numbers:
    """What a solver found to be the best there is.

    Raises:
        AttackFailedError: It found nothing, or came to its limit before it was sure.
    """
    if found.status != 0 or found.x is None:
        raise AttackFailedError(str(found.message))
    return cast("Numbers", found.x)


@dataclass(frozen=True)
class FeasibleRange:
    """The values that a count may have for all that a reader knows; None is without limit."""

    lowest: int
    highest: int | None

    @property
    def width(self) -> int | None:
        """How far apart the two are."""
        return None if self.highest is None else self.highest - self.lowest

    def is_at_least(self, width: int) -> bool:
        """Whether it is that wide."""
        return self.width is None or self.width >= width


@dataclass(frozen=True)
class Extreme:
    """The end of a range of one count.

    Args:
        value: None where there is no end.
        table: All open counts as they are there, in the order of the open cells.
        prices: What a unit of each equation is worth; the dual values of the linear program.
    """

    value: float | None
    table: Numbers | None = None
    prices: Numbers | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all counts of its table are whole numbers, so that the linear end is the end."""
        if self.table is None:
            return True
        import numpy as np

        return bool(np.all(np.abs(self.table - np.round(self.table)) < _NEAR))


class OpenCells:
    """The counts that a reader does not have, and the equations over them alone."""

    def __init__(self, system: CellSystem, held_back: Collection[str]) -> None:
        import numpy as np

        hidden = set(held_back)
        self.cells = tuple(
            cell
            for cell in system.cells
            if cell.standing is CellStanding.UNPUBLISHED or cell.key in hidden
        )
        self.place = {cell.key: place for place, cell in enumerate(self.cells)}
        by_key = system.by_key
        self.relations: list[int] = []
        self._ties: list[Mapping[str, int]] = []
        right: list[int] = []
        for number, tie in enumerate(system.relations):
            weights: Counter[str] = Counter()
            constant = tie.constant
            for term in tie.terms:
                if term.key in self.place:
                    weights[term.key] += term.weight
                else:
                    constant -= term.weight * (by_key[term.key].count or 0)
            if any(weights.values()):
                self.relations.append(number)
                self._ties.append(weights)
                right.append(constant)
        self._matrix = self._equations()
        self._right = np.array(right, dtype=np.float64)
        self._lowest = np.array([cell.lowest for cell in self.cells], dtype=np.float64)
        self._highest = np.array(
            [np.inf if cell.highest is None else cell.highest for cell in self.cells]
        )

    def _equations(self) -> csc_array[np.float64]:
        """The weights of the open cells, a row an equation; most are zero."""
        import numpy as np
        from scipy.sparse import csc_array

        entries = [
            (row, self.place[key], weight)
            for row, weights in enumerate(self._ties)
            for key, weight in weights.items()
        ]
        # HiGHS takes places of 32 bits; SciPy 1.14 hands on what it is given.
        rows, columns, values = np.array(entries, dtype=np.int32).reshape(-1, 3).T
        shape = len(self._ties), len(self.cells)
        return csc_array((values.astype(np.float64), (rows, columns)), shape=shape)

    def linear_end(self, key: str, *, highest: bool) -> Extreme:
        """The end of the range where counts may be broken numbers, with its table and prices."""
        return self._linear_end(self._aim([key], highest=highest), self.place[key])

    def spread(self, keys: Collection[str]) -> Iterator[Extreme]:
        """Tables in which these counts lie far apart from each other's, found a few at a time.

        Each pushes half of them up and half down, a half by each digit of their places.
        """
        inside = [key for key in keys if key in self.place]
        if len(inside) > 1:
            place = self.place[inside[0]]
            for digit in range(len(inside).bit_length()):
                up = [key for number, key in enumerate(inside) if number >> digit & 1]
                aim = 2.0 * self._aim(up, highest=True) + self._aim(inside, highest=False)
                yield self._linear_end(aim, place)
                yield self._linear_end(-aim, place)

    def _linear_end(self, aim: Numbers, place: int) -> Extreme:
        import numpy as np
        from scipy.optimize import linprog

        has_equations = bool(len(self._right))
        # The stubs do not know that HiGHS takes a sparse matrix.
        found = linprog(  # type: ignore[call-overload]
            aim,
            A_eq=self._matrix if has_equations else None,
            b_eq=self._right if has_equations else None,
            bounds=list(zip(self._lowest.tolist(), self._highest.tolist(), strict=True)),
            method="highs",
            options={"maxiter": MOST_STEPS},
        )
        if found.status in _UNBOUNDED:
            return Extreme(None)
        table = solved(found)
        prices = found.eqlin.marginals if has_equations else np.zeros(0)
        return Extreme(float(table[place]), table, prices)

    def end(self, key: str, *, highest: bool) -> Extreme:
        """The end of the range where counts are whole numbers."""
        found = self.linear_end(key, highest=highest)
        return found if found.is_whole else self._whole_end(key, highest=highest)

    def _whole_end(self, key: str, *, highest: bool) -> Extreme:
        found = self._whole_table(self._aim([key], highest=highest))
        return Extreme(float(found[self.place[key]]), found)

    def a_table(self) -> Mapping[str, int]:
        """Any table of whole numbers that agrees with what a reader has."""
        import numpy as np

        found = self._whole_table(np.zeros(len(self.cells)))
        return {key: round(float(found[place])) for key, place in self.place.items()}

    def _whole_table(self, aim: Numbers) -> Numbers:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        found = milp(
            aim,
            constraints=[LinearConstraint(self._matrix, self._right, self._right)],
            bounds=Bounds(self._lowest, self._highest),
            integrality=np.ones(len(self.cells), dtype=np.int64),
            options={"node_limit": MOST_BRANCHES},
        )
        return solved(found)

    def _aim(self, keys: Collection[str], *, highest: bool) -> Numbers:
        import numpy as np

        aim = np.zeros(len(self.cells))
        aim[[self.place[key] for key in keys]] = -1.0 if highest else 1.0
        return aim

    def not_settled(self) -> set[str]:
        """The keys that do not follow from the others, one equation after the other."""
        left = set(self.place)
        by_key = self._numbers_of()
        waiting = list(range(len(self._ties)))
        while waiting:
            inside = left.intersection(self._ties[waiting.pop()])
            if len(inside) == 1:
                (key,) = inside
                left.discard(key)
                waiting += by_key[key]
        return left

    def _numbers_of(self) -> dict[str, list[int]]:
        """The places of the equations that each cell is in."""
        by_key: dict[str, list[int]] = {key: [] for key in self.place}
        for number, keys in enumerate(self._ties):
            for key in keys:
                by_key[key].append(number)
        return by_key

    def separate(self) -> Iterator[tuple[str, ...]]:
        """The keys of cells that equations tie together, a group at a time."""
        left = dict.fromkeys(self.place)
        by_key = self._numbers_of()
        while left:
            found = [next(iter(left))]
            del left[found[0]]
            for key in found:
                for other in (name for number in by_key[key] for name in self._ties[number]):
                    if other in left:
                        del left[other]
                        found.append(other)
            yield tuple(found)


def attack(
    system: CellSystem, held_back: Collection[str], targets: Iterable[str] | None = None
) -> Mapping[str, FeasibleRange]:
    """The range of each count that is held back, by the best that a reader can do.

    Two linear programs a count; where their tables are no whole numbers, two integer ones.

    Args:
        held_back: Keys of published cells that are not published after all.
        targets: The counts to attack; None for all that are held back.

    Source: Hundepool et al. (2012), Statistical disclosure control, s. 4.3.1 (the attacker's
    problem).
    """
    wanted = set(held_back if targets is None else targets)
    found: dict[str, FeasibleRange] = {}
    for part in system.components():
        keys = {cell.key for cell in part.cells}
        if not wanted & keys:
            continue
        for cells in _apart(part, held_back):
            for key in sorted(wanted & set(cells.place)):
                found[key] = range_of(cells, key)
    return {key: found[key] for key in sorted(found)}


def completed(system: CellSystem) -> CellSystem:
    """The system with a count for each cell that nobody has: any that agrees with the others.

    What a reader can work out does not depend on which, since such a cell is never published.
    """
    if all(cell.count is not None for cell in system.cells):
        return system
    has = (
        cell if cell.count is None else replace(cell, standing=CellStanding.KNOWN)
        for cell in system.cells
    )
    found = OpenCells(replace(system, cells=tuple(has)), ()).a_table()
    cells = (
        cell if cell.count is not None else replace(cell, count=found[cell.key])
        for cell in system.cells
    )
    return replace(system, cells=tuple(cells))


def _apart(system: CellSystem, held_back: Collection[str]) -> Sequence[OpenCells]:
    """The open cells in groups that no equation ties."""
    whole = OpenCells(system, held_back)
    groups = list(whole.separate())
    if len(groups) < 2:
        return [whole]
    by_key = system.by_key
    apart = []
    for group in groups:
        inside = set(group)
        ties = tuple(
            tie for tie in system.relations if any(term.key in inside for term in tie.terms)
        )
        keys = inside | {term.key for tie in ties for term in tie.terms}
        part = CellSystem(tuple(by_key[key] for key in sorted(keys)), ties)
        apart.append(OpenCells(part, inside))
    return apart


def range_of(cells: OpenCells, key: str) -> FeasibleRange:
    """The lowest and highest value of one open cell."""
    lowest, highest = (cells.end(key, highest=which) for which in (False, True))
    top = None if highest.value is None else round(highest.value)
    return FeasibleRange(round(lowest.value or 0), top)
