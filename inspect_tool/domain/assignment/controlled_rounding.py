"""Whole numbers in place of the shares of a table, so that rows and columns come out as well.

Every cell, row and column is its share rounded down or up, the total is met exactly, and on
average each cell gets exactly its share.

Source: Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82, 520-524.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from inspect_tool.errors import CheckFailedError

Cell = tuple[str, str]  # row, column
_Place = tuple[int, int]  # a cell by number; the last row and the last column are slack


def round_margins(
    shares: Mapping[Cell, Fraction], *, chance: Callable[[int], Fraction]
) -> dict[Cell, int]:
    """Round the cells of a table whose total is a whole number.

    A slack cell fills each row and each column up to a whole number. While a cell is a fraction,
    a walk begins there: along the row, then along the column of the cell that it comes to, and so
    on in turn, each time to the first other cell that is a fraction, until it is back in a row or
    column where it was. In the loop so closed every second cell gains what the others lose, as
    much as takes one of them to 0 or 1. Which half gains is left to chance, weighted so that
    nobody gains on average.

    Args:
        shares: Not below 0. Rows and columns go by name, the slack ones last.
        chance: The number for a loop, counted from 1; at least 0 and below 1.

    Raises:
        CheckFailedError: The total is not a whole number.
    """
    if sum(shares.values(), Fraction(0)).denominator != 1:
        raise CheckFailedError("Only shares that add up to a whole number can be rounded to it.")
    rows = sorted({row for row, _ in shares})
    columns = sorted({column for _, column in shares})
    places = {(row, column): (rows.index(row), columns.index(column)) for row, column in shares}
    parts = {places[cell]: share % 1 for cell, share in shares.items()}
    _add_slack(parts, len(rows), len(columns))
    loops = 0
    while loop := _loop(parts):
        loops += 1
        _shift(parts, loop, chance(loops))
    return {cell: math.floor(share) + int(parts[places[cell]]) for cell, share in shares.items()}


def _add_slack(parts: dict[_Place, Fraction], rows: int, columns: int) -> None:
    """Fill every row and every column up to the next whole number."""
    for row in range(rows):
        own = sum((part for (cell_row, _), part in parts.items() if cell_row == row), Fraction(0))
        parts[row, columns] = -own % 1
    for column in range(columns):
        own = sum(
            (part for (_, cell_column), part in parts.items() if cell_column == column), Fraction(0)
        )
        parts[rows, column] = -own % 1


def _loop(parts: Mapping[_Place, Fraction]) -> Sequence[_Place]:
    """Cells in turn along a row and a column, back to where they began; none when all are whole.

    A row or column with one fraction has another, because it adds up to a whole number.
    """
    fractional = sorted(place for place, part in parts.items() if part.denominator != 1)
    if not fractional:
        return ()
    walk = [fractional[0]]
    lines = [(1, walk[0][1]), (0, walk[0][0])]  # 0: the row, 1: the column of that number
    while True:
        axis, number = lines[-1]
        walk.append(
            next(place for place in fractional if place[axis] == number and place != walk[-1])
        )
        line = (1 - axis, walk[-1][1 - axis])
        if line in lines:
            return walk[lines.index(line) :]
        lines.append(line)


def _shift(parts: dict[_Place, Fraction], loop: Sequence[_Place], chance: Fraction) -> None:
    """Let every second cell of a loop, from the first or from the second, gain from the others."""
    odd, even = loop[::2], loop[1::2]
    up = min([1 - parts[place] for place in odd] + [parts[place] for place in even])
    down = min([parts[place] for place in odd] + [1 - parts[place] for place in even])
    change = up if chance < down / (up + down) else -down
    for place in odd:
        parts[place] += change
    for place in even:
        parts[place] -= change
