"""Reading a sampling frame and its sizes from plain tables, with the line of every problem."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.language.canonical import InvalidFieldError, canon
from inspect_tool.domain.sampling.hashed_frame import CodedTexts, FrameColumns
from inspect_tool.domain.sampling.unlike_tokens import TokenColumn
from inspect_tool.errors import Problem, Severity, UsageError
from inspect_tool.readers.plain.even_rows import EvenRows
from inspect_tool.readers.plain.rows import headed_batches
from inspect_tool.readers.plain.tables import (
    PlainTable,
    check_no_problems,
    read_plain_table,
    told_of_a_file,
)

if TYPE_CHECKING:
    from inspect_tool.domain.language.conditions import Scalar

MOST_DIGITS = 18  # more is no count of anything, and may take for ever to reckon with
FRAME_COLUMNS = ("list_id", "unit_id", "stratum")

# A frame of ten million units has about six hundred megabytes.
LARGEST_FRAME_BYTES = 2_000_000_000


@dataclass(frozen=True)
class PlainFrame:
    """A frame as it stands in a file: fields are not trimmed, they are text.

    Args:
        lines: Line of the file that each unit starts on.
        controls: For each unit the values that an order goes by; numbers where a column has
            nothing else.
    """

    file: str
    units: FrameColumns
    lines: Sequence[int]
    controls: tuple[tuple[Scalar, ...], ...]

    def problem(self, index: int, column: str, kind: str, message: str, remedy: str) -> Problem:
        """A problem of one unit, with its line."""
        return _problem(self.file, self.lines[index], column, kind, message, remedy)


def _problem(file: str, line: int, column: str, kind: str, message: str, remedy: str) -> Problem:
    return Problem(
        file=file,
        row=line,
        column=column,
        kind=kind,
        severity=Severity.REFUSED,
        message=message,
        remedy=remedy,
    )


def read_plain_frame(file: Path, *, controls: Sequence[str] = ()) -> PlainFrame:
    """Read a frame of `list_id,unit_id,stratum[,size]`; other columns are left aside.

    Args:
        controls: Columns that an order goes by.

    Raises:
        UsageError: There is no such column for the order.
        UnreadableFileError: There is no such file, or it is no CSV.
        CheckFailedError: Rows or sizes are wrong; every problem is listed with its line.
    """
    read = _FrameReader(file.name, controls)
    with told_of_a_file(file, largest=LARGEST_FRAME_BYTES, remedy="Split the frame by list."):
        for lines, rows in headed_batches(file, largest=LARGEST_FRAME_BYTES):
            read.add(lines, rows)
    return read.finish()


class _FrameReader:
    """Takes a frame some thousand rows at a time and keeps its columns, not its rows."""

    def __init__(self, file: str, controls: Sequence[str]) -> None:
        self._file, self._names = file, controls
        self._header: list[str] | None = None
        self._problems: list[Problem] = []
        self._bad_sizes: list[Problem] = []
        self._lines: array[int] | range = range(0)
        self._tokens = TokenColumn()
        self._texts: dict[str, list[str]] = {name: [] for name in controls}
        self._coded = {name: _Coded() for name in ("list_id", "stratum")}
        self._sizes: list[int | None] = []

    def add(self, lines: Sequence[int], rows: Sequence[list[str]]) -> None:
        """Take some rows, the first of them all the heading."""
        if self._header is None:
            self._header = [cell.strip() for cell in rows[0]]
            self._problems += _heading_problems(self._file, self._header)
            lines, rows = lines[1:], rows[1:]
        self._problems += _shape_problems(self._file, len(self._header), lines, rows)
        self._lines = _continued(self._lines, lines)
        if self._problems or not rows:
            return  # there will be no frame, and every problem is still looked for
        columns = rows.columns if isinstance(rows, EvenRows) else list(zip(*rows, strict=True))
        for name, known in self._texts.items():
            if name in self._header:
                known.extend(columns[self._header.index(name)])
        self._tokens.add(columns[self._header.index("unit_id")])
        for name, coded in self._coded.items():
            coded.add(columns[self._header.index(name)])
        if "size" in self._header:
            self._add_sizes(lines, columns[self._header.index("size")])

    def _add_sizes(self, lines: Sequence[int], cells: Iterable[str]) -> None:
        texts = list(map(str.strip, cells))
        self._bad_sizes += _size_problems(self._file, lines, texts)
        if not self._bad_sizes:
            self._sizes += [int(text) if text else None for text in texts]

    def finish(self) -> PlainFrame:
        """The frame.

        Raises:
            UsageError: There is no such column for the order.
            CheckFailedError: Heading, rows or sizes are wrong.
        """
        header = self._header or []
        found = self._problems or list(_heading_problems(self._file, header))
        if not self._lines:
            found.append(_no_units(self._file))
        check_no_problems(self._file, found)
        _check_controls(self._file, header, self._names)
        check_no_problems(self._file, self._bad_sizes)
        lists, strata = (self._coded[name].texts() for name in ("list_id", "stratum"))
        return PlainFrame(
            file=self._file,
            units=FrameColumns(lists, self._tokens.texts(), strata, self._sizes or None),
            lines=self._lines,
            controls=tuple(zip(*(_values(self._texts[one]) for one in self._names), strict=True)),
        )


class _Coded(dict[str, int]):
    """Takes a column of few distinct texts as numbers: what is asked of it is asked of those."""

    def __init__(self) -> None:
        super().__init__()
        self._codes = array("i")

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number

    def add(self, texts: Sequence[str]) -> None:
        """The next rows."""
        import numpy as np

        found = map(self.__getitem__, texts)
        self._codes.frombytes(np.fromiter(found, dtype=np.int32, count=len(texts)).tobytes())

    def texts(self) -> CodedTexts:
        """The whole column."""
        import numpy as np

        return CodedTexts(list(self), np.frombuffer(self._codes, dtype=np.int32))


def _continued(lines: array[int] | range, more: Sequence[int]) -> array[int] | range:
    """The lines of all rows: a range for as long as each row has one line."""
    if isinstance(lines, range) and isinstance(more, range) and lines.stop in {0, more.start}:
        return range(lines.start or more.start, more.stop)
    every = lines if isinstance(lines, array) else array("Q", lines)
    every.extend(more)
    return every


def _check_controls(file: str, header: Sequence[str], controls: Sequence[str]) -> None:
    missing = [name for name in controls if name not in header]
    if missing:
        raise UsageError(f"{file} has no column {missing[0]} to go by.")


def _values(cells: Sequence[str]) -> list[Scalar]:
    """Numbers where every cell is one, otherwise texts."""
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        return [cell.strip() for cell in cells]
    return [*numbers]


def _heading_problems(file: str, header: Sequence[str]) -> Iterator[Problem]:
    for column in FRAME_COLUMNS:
        if header.count(column) != 1:
            yield _problem(
                file,
                1,
                column,
                "missing-column",
                f"The column {column} is missing."
                if column not in header
                else f"The column {column} appears {header.count(column)} times.",
                "Give it exactly once, in the first row.",
            )


def _no_units(file: str) -> Problem:
    return _problem(file, 1, "", "no-rows", "The frame has no units.", "Give a row for each unit.")


def _shape_problems(
    file: str, width: int, lines: Sequence[int], rows: Sequence[list[str]]
) -> Iterator[Problem]:
    widths = {len(rows.columns)} if isinstance(rows, EvenRows) else set(map(len, rows))
    if widths <= {width}:
        return
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) != width:
            yield _problem(
                file,
                line,
                "",
                "wrong-cells",
                f"The row has {len(cells)} cells and the heading has {width}.",
                "Check its separators and quotation marks.",
            )


def _size_problems(file: str, lines: Sequence[int], texts: Sequence[str]) -> Iterator[Problem]:
    for line, text in zip(lines, texts, strict=True):
        if text and not is_whole_number(text):
            yield _problem(
                file,
                line,
                "size",
                "bad-size",
                "The size is not a whole number from 0 upwards.",
                "Write it without a decimal point, or leave it empty.",
            )


def is_whole_number(text: str) -> bool:
    """Whether the text is a whole number from 0 upwards, in plain digits."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def check_frame(frame: PlainFrame) -> None:
    """Refuse a frame with fields that cannot be hashed or with a unit that is there twice.

    Raises:
        CheckFailedError: With every problem and its line.
    """
    check_no_problems(frame.file, frame_problems(frame))


def frame_problems(frame: PlainFrame) -> Iterator[Problem]:
    """Every problem of a frame, in the order of its lines."""
    first_line: dict[tuple[str, str], int] = {}
    for index, unit in enumerate(frame.units):
        fields: list[str] = []
        for column in FRAME_COLUMNS:
            try:
                fields.append(canon(getattr(unit, column)))
            except InvalidFieldError as error:
                yield frame.problem(
                    index,
                    column,
                    "bad-field",
                    f"The {column} {error.reason}.",
                    "Correct it in the list.",
                )
        if len(fields) < len(FRAME_COLUMNS):
            continue
        place = fields[0], fields[1]
        if place in first_line:
            yield frame.problem(
                index,
                "unit_id",
                "duplicate-unit",
                f"The unit is already in line {first_line[place]}, so it would have two chances.",
                "Remove one of the two.",
            )
        first_line.setdefault(place, frame.lines[index])


@dataclass(frozen=True)
class WantedSizes:
    """How many of each stratum, and how many reserves where that was said; with notes."""

    drawn: dict[str, int]
    reserves: dict[str, int]
    notes: tuple[str, ...] = ()

    def with_reserves(self, per_unit: float) -> dict[str, tuple[int, int]]:
        """Cases and reserves of each stratum; what was not said is so many per drawn unit."""
        return {
            stratum: (drawn, self.reserves.get(stratum, math.ceil(drawn * per_unit)))
            for stratum, drawn in self.drawn.items()
        }


def read_sizes(file: Path, populations: dict[str, int]) -> WantedSizes:
    """Read `stratum,n_h[,reserves]`. A stratum that has fewer units than asked is taken whole.

    Args:
        populations: Units of each stratum of the frame.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV.
        CheckFailedError: A size or a stratum is wrong; every problem is listed with its line.
    """
    table = read_plain_table(file, required=("stratum", "n_h"))
    check_no_problems(table.file, _sizes_problems(table, populations))
    drawn = {row["stratum"]: int(row["n_h"]) for row in table.rows}
    notes = [
        f"{table.file}:{row.line}: stratum {name} has {populations[name]} units in the frame and "
        f"{drawn[name]} are asked for. All {populations[name]} are drawn."
        for row in table.rows
        if drawn[name := row["stratum"]] > populations[name]
    ]
    left_out = sorted(set(populations) - set(drawn))
    notes += [f"{table.file}: stratum {name} is not listed. It gives none." for name in left_out]
    return WantedSizes(
        drawn={name: min(size, populations[name]) for name, size in drawn.items()},
        reserves={
            row["stratum"]: int(row["reserves"])
            for row in table.rows
            if row.cells.get("reserves", "") != ""
        },
        notes=tuple(notes),
    )


def _sizes_problems(table: PlainTable, populations: dict[str, int]) -> Iterator[Problem]:
    seen: set[str] = set()
    for row in table.rows:
        stratum = row["stratum"]
        if stratum in seen:
            yield table.refused(
                "duplicate-stratum",
                f"Stratum {stratum} is listed twice.",
                "Keep one of the rows.",
                row=row.line,
                column="stratum",
            )
        elif stratum not in populations:
            yield table.refused(
                "no-population",
                f"Stratum {stratum} has no units in the frame.",
                "Check its name, or remove the row.",
                row=row.line,
                column="stratum",
            )
        seen.add(stratum)
        for column in ("n_h", "reserves"):
            text = row.cells.get(column, "")
            if not (is_whole_number(text) or (column == "reserves" and not text)):
                yield table.refused(
                    "bad-size",
                    f"{column} is not a whole number from 0 upwards.",
                    "Write how many units.",
                    row=row.line,
                    column=column,
                    value=text,
                )
