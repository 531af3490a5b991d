"""A table on a terminal: folded into parts where its columns do not fit side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.cli.piped_table import PipedColumn, is_narrow, table_lines, wrapped_lines
from inspect_tool.domain.language.characters import shown_safely

if TYPE_CHECKING:
    from rich.console import Console

    from inspect_tool.domain.content.blocks import Table

# In a pipe there is no window: a table is so wide, or as wide as its numbers need.
PIPE_WIDTH = 200
BETWEEN_COLUMNS, AT_THE_EDGES = 3, 1
LONGEST_WORD = 24  # a longer one, such as a path, may be broken
SHORT_CELL = 12  # a cell as short as "11 of 12" is not broken


@dataclass(frozen=True)
class PrintedColumn:
    """A column of words, and how narrow and how wide it can be set.

    Args:
        is_numeric: Its cells stand right and are never broken.
    """

    heading: str
    cells: tuple[str, ...]
    is_numeric: bool

    @property
    def narrowest(self) -> int:
        """Room for the longest word; for the longest line where cells are numbers."""
        lines = (line for cell in self.cells for line in cell.split("\n"))
        if self.is_numeric:
            return max(_longest_word(self.heading), *map(len, lines), 1)
        words = max(map(_least, lines), default=1)
        return max(1, min(LONGEST_WORD, max(words, _longest_word(self.heading))))

    @property
    def widest(self) -> int:
        """Room for the longest line, so that nothing is wrapped."""
        lines = [line for cell in (self.heading, *self.cells) for line in cell.split("\n")]
        return max(self.narrowest, *map(len, lines))


def _least(line: str) -> int:
    return len(line) if len(line) <= SHORT_CELL else _longest_word(line)


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


@dataclass(frozen=True)
class TablePart:
    """Columns that are printed side by side, each with its width."""

    columns: tuple[PrintedColumn, ...]
    widths: tuple[int, ...]


def parts_of(columns: Sequence[PrintedColumn], *, width: int) -> Iterator[TablePart]:
    """The table as parts that fit the width; each begins with the first column.

    A part has at least one other column, even where that is too wide.
    """
    first, *others = columns
    least = min(first.narrowest, max(width // 3, 1))
    while True:
        fitting = _fitting(others, width - AT_THE_EDGES - BETWEEN_COLUMNS - least)
        shown, others = (first, *others[:fitting]), others[fitting:]
        yield TablePart(shown, _widths(shown, least, width))
        if not others:
            return


def _fitting(columns: Sequence[PrintedColumn], room: int) -> int:
    """How many of the columns fit into the room; at least one, where there is one."""
    used = 0
    for place, column in enumerate(columns):
        used += column.narrowest + BETWEEN_COLUMNS
        if used > room and place > 0:
            return place
    return len(columns)


def _widths(columns: Sequence[PrintedColumn], least: int, width: int) -> tuple[int, ...]:
    """As wide as each column likes; the widest give way until all of them fit."""
    narrowest = [least, *(column.narrowest for column in columns[1:])]
    room = width - AT_THE_EDGES - BETWEEN_COLUMNS * len(columns)
    widths = [
        max(least, min(column.widest, room))
        for column, least in zip(columns, narrowest, strict=True)
    ]
    while sum(widths) > room:
        can_give = [place for place, wide in enumerate(widths) if wide > narrowest[place]]
        if not can_give:
            break
        widths[max(can_give, key=lambda place: widths[place])] -= 1
    return tuple(widths)


def console_of(*, to_stderr: bool = False) -> Console:
    """Standard output or error, for what rich prints on a terminal."""
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def print_columns(
    title: str, columns: Sequence[PrintedColumn], notes: Sequence[str], *, to_stderr: bool = False
) -> None:
    """Print a table with its title above and its notes below, in parts if need be."""
    columns = [_with_safe_words(column) for column in columns]
    title, notes = shown_safely(title), list(map(shown_safely, notes))
    stream = sys.stderr if to_stderr else sys.stdout
    texts = [title, *notes, *(text for one in columns for text in (one.heading, *one.cells))]
    if stream.isatty() or not all(map(is_narrow, texts)):
        print_by_rich(title, columns, notes, console_of(to_stderr=to_stderr))
        return
    for line in piped_lines(title, columns, notes):
        stream.write(line + "\n")


def _pipe_width(columns: Sequence[PrintedColumn]) -> int:
    needed = sum(column.narrowest + BETWEEN_COLUMNS for column in columns) + AT_THE_EDGES
    return max(PIPE_WIDTH, needed)


def piped_lines(
    title: str, columns: Sequence[PrintedColumn], notes: Sequence[str]
) -> Iterator[str]:
    """The lines of a table in a pipe, of texts whose signs take one cell each."""
    width = _pipe_width(columns)
    yield from wrapped_lines(title, width)
    for part in parts_of(columns, width=width):  # all of it: the pipe is wide enough
        pairs = zip(part.columns, part.widths, strict=True)
        yield from table_lines(
            [
                PipedColumn(column.heading, column.cells, wide, column.is_numeric)
                for column, wide in pairs
            ]
        )
    for note in notes:
        yield from wrapped_lines(note, width)


def print_by_rich(
    title: str, columns: Sequence[PrintedColumn], notes: Sequence[str], console: Console
) -> None:
    """Print a table on a terminal, or one with signs of any width in a pipe."""
    from rich.text import Text

    if not console.is_terminal:
        console.width = _pipe_width(columns)
    console.print(Text(title, style="bold"))
    parts = tuple(parts_of(columns, width=console.width))
    last = 1
    for part in parts:
        if len(parts) > 1:
            console.print(f"Columns {last + 1} to {last + len(part.columns) - 1} of {len(columns)}")
            last += len(part.columns) - 1
        _print_part(console, part)
    for note in notes:
        console.print(Text(note))


def _with_safe_words(column: PrintedColumn) -> PrintedColumn:
    """The column without what would rewrite the terminal it is printed on."""
    cells = tuple(map(shown_safely, column.cells))
    return replace(column, heading=shown_safely(column.heading), cells=cells)


def _print_part(console: Console, part: TablePart) -> None:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD)
    for column, width in zip(part.columns, part.widths, strict=True):
        drawn.add_column(
            Text(column.heading),
            justify="right" if column.is_numeric else "left",
            width=width,
            overflow="fold",
        )
    for row in zip(*(column.cells for column in part.columns), strict=True):
        drawn.add_row(*map(Text, row))
    console.print(drawn)


def show_table(table: Table) -> None:
    """Print a table of the report's kind, as a page would show it."""
    from inspect_tool.domain.content.blocks import cell_text

    first, *others = table.columns
    columns = [PrintedColumn(first.heading, tuple(row.header for row in table.rows), False)]
    columns += [
        PrintedColumn(
            column.heading,
            tuple(cell_text(row.cells[place]) for row in table.rows),
            column.is_numeric,
        )
        for place, column in enumerate(others)
    ]
    source = [f"Source: {table.source}"] if table.source else []
    print_columns(table.title, columns, [*table.note.splitlines(), *source])
