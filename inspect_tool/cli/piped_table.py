"""A table in a pipe, letter for letter as rich prints it there.

Loading rich and laying out a table with it took a tenth of `case show`; what a pipe takes has
neither colours nor a window, and is words in columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

_WORD = re.compile(r"\s*\S+\s*")
# Signs that take one cell of a terminal and end no line: Latin letters, quotation marks, dashes and
# other punctuation, arrows, and comparisons of numbers.
_ONE_CELL = re.compile(
    r"[\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u21b3≤≥≠−]*"
)


class PipedColumn(NamedTuple):
    """A column as it is laid out.

    Args:
        width: In cells of a terminal.
        is_numeric: Its words stand right.
    """

    heading: str
    cells: Sequence[str]
    width: int
    is_numeric: bool


def table_lines(columns: Sequence[PipedColumn]) -> Iterator[str]:
    """The lines of a table: its headings, a line under them, its rows; blank ones around."""
    blank = "".join(" " * (column.width + 3) for column in columns) + " "
    yield blank
    yield from _side_by_side(columns, _set_cells(columns, [one.heading for one in columns]), -1)
    yield " " + "─".join("─" * (column.width + 2) for column in columns) + " "
    for row in zip(*(column.cells for column in columns), strict=True):
        yield from _side_by_side(columns, _set_cells(columns, row), 1)
    yield blank


def _set_cells(columns: Sequence[PipedColumn], words: Sequence[str]) -> list[list[str]]:
    """The lines of each cell of a row."""
    return [
        [_set(line, column) for line in wrapped_lines(text, column.width)]
        for column, text in zip(columns, words, strict=True)
    ]


def _side_by_side(
    columns: Sequence[PipedColumn], cells: list[list[str]], order: int
) -> Iterator[str]:
    """The lines of a row: cells begin together, headings end together.

    Args:
        order: 1 for cells; -1 for headings, whose last lines stand side by side.
    """
    lines = zip_longest(*(cell[::order] for cell in cells))
    for line in [*lines][::order]:
        yield (
            "".join(
                f"  {' ' * column.width if said is None else said} "
                for column, said in zip(columns, line, strict=True)
            )
            + " "
        )


def _set(line: str, column: PipedColumn) -> str:
    """A line of a cell, as wide as its column."""
    if column.is_numeric:
        return line.rstrip().rjust(column.width)
    return line.ljust(column.width)


def is_narrow(text: str) -> bool:
    """Whether each sign of a text takes one cell, so that it can be laid out here."""
    return _ONE_CELL.fullmatch(text) is not None


def wrapped_lines(text: str, width: int) -> list[str]:
    """The lines of a text that is wrapped at a width; words that are longer are broken."""
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= width:
            lines.append(line)
            continue
        starts = [0, *_breaks(line, width), len(line)]
        pieces = (line[start:end] for start, end in pairwise(starts))
        lines += [_without_end(piece, width) for piece in pieces]
    return lines


def _without_end(line: str, width: int) -> str:
    """A line without the spaces at its end that have no room."""
    beyond = len(line) - width
    spaces = len(line) - len(line.rstrip())
    return line[: len(line) - min(spaces, beyond)] if beyond > 0 and spaces else line


def _breaks(line: str, width: int) -> Iterator[int]:
    """Where a line is broken: before a word without room, and in one longer than a line."""
    used, place = 0, 0
    while (found := _WORD.match(line, place)) is not None:
        word, start, place = found.group(), found.start(), found.end()
        needed = len(word.rstrip())
        if needed <= width - used:
            used += len(word)
        elif needed > width:
            pieces = range(start, place, width)
            yield from (piece for piece in pieces if piece)
            used = place - pieces[-1]
        elif used and start:
            yield start
            used = len(word)
