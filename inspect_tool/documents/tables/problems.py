"""The problems of a return as a workbook with a row each, to send back to the authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from inspect_tool.documents.deterministic_zip import freeze_workbook
from inspect_tool.errors import Problem

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
# The list says nothing about when it was made, so that the same problems give the same bytes.
CREATED = datetime(2014, 1, 1, tzinfo=UTC)


def write_problems_workbook(problems: Sequence[Problem], *, title: str) -> bytes:
    """An accessible workbook with one table of problems.

    Args:
        title: What the problems are about, for the heading and the document's title.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table

    workbook = Workbook()
    workbook.properties.title = title
    workbook.properties.language = "en-GB"
    sheet = workbook.worksheets[0]
    sheet.title = "Problems"
    sheet["A1"] = title
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"] = "This worksheet contains one table."
    rows = [_row(problem) for problem in problems] or [("No problems", *[""] * 7)]
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(3, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, str):
                cell.data_type = "s"  # what came out of a file is never a formula
    last = get_column_letter(len(HEADINGS))
    sheet.add_table(Table(displayName="problems", ref=f"A3:{last}{len(rows) + 3}"))
    return freeze_workbook(workbook, created=CREATED)


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
