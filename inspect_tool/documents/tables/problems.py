"""The problems of a return as a workbook, to send back to the authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inspect_tool.documents.deterministic_zip import freeze_workbook
from inspect_tool.domain.language.causes import Cause, causes_of
from inspect_tool.errors import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    "File",
    "Sheet",
    "Row",
    "Column",
    "Value",
    "What happens",
    "What is wrong",
    "What to do",
)
WIDTHS = (28, 22, 8, 34, 20, 14, 60, 60)
CAUSE_HEADINGS = ("How many", "Where", "What happens", "What is wrong", "What to do")
CAUSE_WIDTHS = (10, 60, 14, 60, 60)
# The list says nothing about when it was made, so that the same problems give the same bytes.
CREATED = datetime(2014, 1, 1, tzinfo=UTC)


def write_problems_workbook(problems: Sequence[Problem], *, title: str) -> bytes:
    """An accessible workbook: every problem with its place, and how many have which cause.

    Both sheets have the worst first, and problems with one cause together.

    Args:
        title: What the problems are about, for the heading and the document's title.
    """
    from openpyxl import Workbook

    causes = causes_of(problems)
    workbook = Workbook()
    workbook.properties.title = title
    workbook.properties.language = "en-GB"
    sheet = workbook.worksheets[0]
    rows = [_row(problem) for cause in causes for problem in cause.problems]
    _fill(sheet, _ProblemTable("Problems", title, HEADINGS, WIDTHS, rows))
    by_cause = [_cause_row(cause) for cause in causes]
    heading = f"{title}, by cause"
    _fill(
        workbook.create_sheet(),
        _ProblemTable("Causes", heading, CAUSE_HEADINGS, CAUSE_WIDTHS, by_cause),
    )
    return freeze_workbook(workbook, created=CREATED)


@dataclass(frozen=True)
class _ProblemTable:
    """One sheet with one table."""

    name: str
    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str | int]]


def _fill(sheet: Worksheet, table: _ProblemTable) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table

    sheet.title = table.name
    sheet["A1"] = table.title
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"] = "This worksheet contains one table."
    rows = table.rows or [("No problems", *[""] * (len(table.headings) - 1))]
    for column, heading in enumerate(table.headings, start=1):
        sheet.cell(3, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = table.widths[column - 1]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, str):
                cell.data_type = "s"  # what came out of a file is never a formula
    last = get_column_letter(len(table.headings))
    sheet.add_table(Table(displayName=table.name.lower(), ref=f"A3:{last}{len(rows) + 3}"))


def _cause_row(cause: Cause) -> tuple[str | int, ...]:
    first = cause.first
    return (
        len(cause.problems),
        f"{first.place} {cause.places}".strip(),
        first.severity.value,
        first.message,
        first.remedy,
    )


def _row(problem: Problem) -> tuple[str | int, ...]:
    return (
        problem.file,
        problem.sheet,
        problem.row or "",
        problem.column,
        problem.value,
        problem.severity.value,
        problem.message,
        problem.remedy,
    )
