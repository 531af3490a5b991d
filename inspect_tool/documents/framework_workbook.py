"""A framework as an Excel workbook that an author can change."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from inspect_tool.domain.framework.grid import LONGEST_CELL, Grid
from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = {"text": 60, "help": 40, "title": 48, "show_if": 40, "when": 48, "count": 48, "of": 40}
USUAL_WIDTH = 20
HEADING_FILL = "DDE4EC"


def workbook_of(grid: Grid) -> bytes:
    """A workbook with a sheet of texts for each part of the grid.

    Raises:
        UsageError: A text is longer than a cell can hold.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in grid.items():
        _fill(workbook.create_sheet(name), rows)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            if not text:
                continue
            if len(text) > LONGEST_CELL:
                raise UsageError(
                    f"{sheet.title}, row {number}: a text has {len(text):,} characters, and a cell "
                    f"holds {LONGEST_CELL:,}. Shorten it."
                )
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"  # also where it begins like a formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor=HEADING_FILL)
    for place, heading in enumerate(rows[0], start=1):
        width = WIDTHS.get(heading.rpartition(".")[2], USUAL_WIDTH)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C2"
