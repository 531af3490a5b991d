"""Reading a plain table, a CSV with a heading, for the calculations anybody can ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.language.characters import shape_of
from inspect_tool.errors import CheckFailedError, Problem, Severity, UnreadableFileError
from inspect_tool.readers.plain.dialect import CsvError, LargeCsvError, NotTextError
from inspect_tool.readers.plain.rows import headed_rows

# A plain table for a calculation is a sample, not a register: ten times the largest one tried.
LARGEST_BYTES = 50_000_000

_SHOWN = re.compile(r"[-+]?[\d.,]{1,9}")


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row, its cells trimmed, with the line that it starts on."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, kw_only=True)
class PlainTable:
    """A heading and its rows."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def refused(self, kind: str, message: str, remedy: str, **place: str | int) -> Problem:
        """A problem of this table; `place` takes `row`, `column` and `value`.

        A value is shown where it is a number, else by its shape: a file of cases may be read here.
        """
        value = str(place.get("value", ""))
        if value and not _SHOWN.fullmatch(value):
            place["value"] = shape_of(value)
        return Problem(
            file=self.file,
            kind=kind,
            severity=Severity.REFUSED,
            message=message,
            remedy=remedy,
            **place,  # type: ignore[arg-type]  # names and types are those of Problem
        )


def read_plain_table(file: Path, *, required: Iterable[str] = ()) -> PlainTable:
    """Read a CSV with a heading; empty lines are skipped.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV.
        CheckFailedError: The heading or the shape of rows is wrong; every problem is listed.
    """
    remedy = "Give the sample, not the whole register."
    with told_of_a_file(file, largest=LARGEST_BYTES, remedy=remedy):
        lines = list(headed_rows(file, largest=LARGEST_BYTES))
    header = tuple(cell.strip() for cell in lines[0][1]) if lines else ()
    table = PlainTable(
        file=file.name,
        columns=header,
        rows=tuple(
            TableRow(line=line, cells=dict(zip(header, (c.strip() for c in cells), strict=False)))
            for line, cells in lines[1:]
        ),
    )
    problems = [*_header_problems(table, required), *_shape_problems(table, lines[1:])]
    check_no_problems(file.name, problems)
    return table


@contextmanager
def told_of_a_file(file: Path, *, largest: int, remedy: str) -> Iterator[None]:
    """Say in a person's words why a file cannot be read.

    Args:
        remedy: What to do with a file that is too large.

    Raises:
        UnreadableFileError: There is no such file, it is too large, or no CSV.
    """
    try:
        yield
    except OSError:
        raise UnreadableFileError(f"{file.name} cannot be opened. Check its name.") from None
    except LargeCsvError:
        raise UnreadableFileError(
            f"{file.name} is larger than {largest // 1_000_000:,} MB. {remedy}"
        ) from None
    except NotTextError as error:
        raise UnreadableFileError(f"{file.name} {error.what}. Save it as CSV UTF-8.") from None
    except CsvError as error:
        raise UnreadableFileError(
            f"{file.name} is no CSV: it {error.what}. Correct it or save it again."
        ) from None


def check_no_problems(file: str, problems: Iterable[Problem]) -> None:
    """Refuse a table with any problem: a figure from the rest of it would mislead.

    Raises:
        CheckFailedError: With every problem.
    """
    found = tuple(problems)
    if found:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise CheckFailedError(
            f"{file} has {count}, so nothing was calculated. Correct the file and try again.",
            problems=found,
        )


def _header_problems(table: PlainTable, required: Iterable[str]) -> Iterator[Problem]:
    if not table.columns:
        yield table.refused("empty-file", "The file is empty.", "Give a heading and rows.")
        return
    for column, times in Counter(table.columns).items():
        if times > 1:
            yield table.refused(
                "duplicate-column",
                f"The column {column or 'without a name'} appears {times} times.",
                "Give each column its own name.",
                row=1,
                column=column,
            )
    for column in required:
        if column not in table.columns:
            yield table.refused(
                "missing-column",
                f"There is no column {column}.",
                f"Add it; the file has {', '.join(table.columns)}.",
                row=1,
                column=column,
            )
    if not table.rows:
        yield table.refused(
            "no-rows", "There is a heading but there are no rows.", "Give a row for each case."
        )


def _shape_problems(table: PlainTable, lines: Iterable[tuple[int, list[str]]]) -> Iterator[Problem]:
    for line, cells in lines:
        if len(cells) != len(table.columns):
            yield table.refused(
                "wrong-cells",
                f"The row has {len(cells)} cells and the heading has {len(table.columns)}.",
                "Check its separators and quotation marks.",
                row=line,
            )
