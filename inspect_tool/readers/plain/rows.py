"""The rows of any CSV that is read here: one reader, strict about quotation marks.

A quotation mark that never closes swallows every row after it, and a lenient reader says nothing;
so a cell in quotation marks has to end with one, and a mark inside it has to be doubled. Line ends
may be those of Windows, of Unix or a carriage return alone, and may stand inside quotation marks.
How the file was saved is found by the rules in `dialect`.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import IO, TYPE_CHECKING

from inspect_tool.readers.plain.dialect import CsvError, Dialect, dialect_of, quoted_cell
from inspect_tool.readers.plain.even_rows import EvenReader
from inspect_tool.readers.plain.held_file import SourceFile

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_CELL = 32_767  # what Excel allows
BATCH = 16_384  # rows that are read together
_BREAK = re.compile(r"\r\n|\r|\n")

_TEXT_FORMULA = re.compile(f"=({quoted_cell(chr(34))})")


class BrokenRowError(CsvError):
    """A row cannot be split into cells.

    Args:
        line: The line on which the cell that is wrong starts, from 1.
    """

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


def csv_rows(
    path: SourceFile, *, largest: int, heading_rows: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Every row, a blank line as a row without cells; each with the line on which it starts.

    A cell that is a formula of nothing but a text, ="007", is that text: programs write it so
    that a spreadsheet keeps the zeros.

    Args:
        largest: Most bytes that are read.
        heading_rows: How many of the first rows that are not blank may be the heading.

    Raises:
        OSError: The file cannot be opened.
        CsvError: It is too large, no text, or a row cannot be split into cells.
    """
    dialect = dialect_of(path, largest=largest, heading_rows=heading_rows)
    with _open(path, dialect) as stream:
        rows = _split(path, dialect, stream)
        if dialect.names_separator:
            next(rows)
        if not dialect.has_text_formulas:
            yield from rows
            return
        for line, cells in rows:
            yield line, [_without_formula(cell) for cell in cells]


def filled_rows(path: SourceFile, *, largest: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank; the first of them is the heading.

    Raises:
        OSError: The file cannot be opened.
        CsvError: It is too large, no text, or a row cannot be split into cells.
    """
    for line, cells in csv_rows(path, largest=largest):
        if any(map(str.strip, cells)):
            yield line, cells


def headed_batches(
    path: SourceFile, *, largest: int
) -> Iterator[tuple[Sequence[int], Sequence[list[str]]]]:
    """What `headed_rows` gives, thousands of rows at a time: their lines, and their cells.

    Raises:
        OSError: The file cannot be opened.
        CsvError: It is too large, no text, or a row cannot be split into cells.
    """
    dialect = dialect_of(path, largest=largest, heading_rows=1)
    width = 0
    with _open(path, dialect) as stream:
        even = EvenReader(stream, dialect, longest=LONGEST_CELL)
        for places, columns in even.rows():
            width = len(columns.columns)
            yield places, columns
        for lines, rows in _split_in_batches(path, dialect, even.lines_left(), first=even.line):
            if dialect.has_text_formulas:
                rows = [[_without_formula(cell) for cell in cells] for cells in rows]  # noqa: PLW2901
            # Of nearly all files every row has as many cells as the heading, and a first one.
            is_even = width > 0 and set(map(len, rows)) == {width}
            if is_even and all(map(str.strip, [cells[0] for cells in rows])):
                yield lines, rows
                continue
            filled = [(line, cells) for line, cells in zip(lines, rows, strict=True)
                      if any(map(str.strip, cells))]  # fmt: skip
            if filled:
                width = width or len(without_blank_end(filled[0][1], 0))
                kept = [without_blank_end(cells, width) for _, cells in filled]
                yield [line for line, _ in filled], kept


def _split_in_batches(
    path: SourceFile, dialect: Dialect, texts: Iterable[str], *, first: int
) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
    """The rows with their lines, as `_split` gives them one by one.

    Args:
        first: The line on which the first of the texts stands.
    """
    reader = _reader(texts, dialect)
    if dialect.names_separator:
        next(reader)
    while True:
        line = reader.line_num + first
        try:
            rows = list(islice(reader, BATCH))
        except csv.Error:
            # One by one, they say which row and which cell is wrong.
            with _open(path, dialect) as again:
                deque(_split(path, dialect, again), maxlen=0)
            raise
        if not rows:
            return
        if reader.line_num + first - line == len(rows):
            yield range(line, line + len(rows)), rows
        else:
            each = (1 + sum(len(_BREAK.findall(cell)) for cell in cells) for cells in rows)
            yield list(accumulate(each, initial=line))[:-1], rows


def headed_rows(path: SourceFile, *, largest: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, without blank cells to the right of the last named column.

    Raises:
        OSError: The file cannot be opened.
        CsvError: It is too large, no text, or a row cannot be split into cells.
    """
    width = 0
    for line, cells in filled_rows(path, largest=largest):
        in_table = without_blank_end(cells, width)
        width = width or len(in_table)
        yield line, in_table


def rows_under_headings(path: SourceFile, *, largest: int) -> Iterator[tuple[int, list[str]]]:
    """What `headed_rows` gives, where no row goes on beyond the heading.

    One that does has moved its cells, most often by a comma in a text without quotation marks.

    Raises:
        OSError: The file cannot be opened.
        CsvError: As for `headed_rows`, or a row goes on beyond the heading.
    """
    width = 0
    for line, cells in headed_rows(path, largest=largest):
        width = width or len(cells)
        if len(cells) > width:
            raise CsvError(under_no_heading(line))
        yield line, cells


def under_no_heading(line: int) -> str:
    """What a file has whose row holds more than its heading names."""
    return (
        f"has a cell in line {line} that stands under no heading (a text with a comma in it needs "
        "quotation marks)"
    )


def without_blank_end(cells: list[str], width: int) -> list[str]:
    """The cells up to that width, and those beyond it up to the last that is not blank."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end] if end < len(cells) else cells


def _open(path: SourceFile, dialect: Dialect) -> IO[str]:
    stream: IO[str] = path.open(encoding=dialect.encoding, newline="")
    return stream


def _reader(texts: Iterable[str], dialect: Dialect) -> Reader:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(
        texts,
        delimiter=dialect.separator,
        quotechar=dialect.quotation_mark,
        skipinitialspace=dialect.has_blanks_before_marks,
        strict=True,
    )


def _split(path: SourceFile, dialect: Dialect, stream: IO[str]) -> Iterator[tuple[int, list[str]]]:
    reader = _reader(stream, dialect)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        last = reader.line_num
    else:
        return
    with _open(path, dialect) as again:
        raise _broken_row("".join(islice(again, line - 1, last)), line, dialect)


def _broken_row(text: str, line: int, dialect: Dialect) -> BrokenRowError:
    """Say what is wrong with a row, and on which line its wrong cell starts.

    Args:
        text: The row, as far as it was read.
        line: The line on which the row starts.
    """
    mark, separator = dialect.quotation_mark, re.escape(dialect.separator)
    blanks = " *+" if dialect.has_blanks_before_marks else ""
    whole_cell = re.compile(
        rf"{blanks}({quoted_cell(mark)}|(?!{mark})[^{separator}\r\n]*+)(?:{separator}|\r\n|[\r\n]|\Z)"
    )
    start, cell = 0, None
    while (
        start < len(text)
        and (cell := whole_cell.match(text, start))
        and _length(cell[1], mark) <= LONGEST_CELL
    ):
        start = cell.end()
    line += len(re.findall(r"\r\n|\r|\n", text[:start]))
    if cell is None and re.compile(blanks + quoted_cell(mark)).match(text, start):
        what = f"has a cell in line {line} that goes on after its closing quotation mark"
    elif cell is None and len(text) - start <= LONGEST_CELL:
        what = f"has a quotation mark in line {line} that never closes"
    else:
        what = (
            f"has a cell of more than {LONGEST_CELL:,} characters in line {line}; a quotation mark "
            "may be missing"
        )
    return BrokenRowError(what, line)


def _length(cell: str, mark: str) -> int:
    return len(cell[1:-1].replace(mark * 2, mark)) if cell.startswith(mark) else len(cell)


def _without_formula(cell: str) -> str:
    formula = _TEXT_FORMULA.fullmatch(cell)
    return formula[1][1:-1].replace('""', '"') if formula else cell
