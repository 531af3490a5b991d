"""A framework that somebody wrote in Excel: the texts of its sheets, opened safely."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from inspect_tool.domain.framework.grid import GridReading, read_grid
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.cells import (
    NotACaseWorkbookError,
    ReadCell,
    Sheets,
    read_sheets,
)


class NoFrameworkWorkbookError(UnreadableFileError):
    """A file that is no workbook."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is no workbook. Save it as .xlsx or .ods.")


def read_framework_workbook(path: Path) -> GridReading:
    """What the sheets of a workbook say of a framework.

    Raises:
        UnreadableFileError: It is no workbook, or unsafe to read.
    """
    try:
        (sheets,) = read_sheets([path])
    except NotACaseWorkbookError:
        raise NoFrameworkWorkbookError(path.name) from None
    if not isinstance(sheets, Sheets):  # nothing was said to be as issued
        raise NoFrameworkWorkbookError(path.name)
    return read_grid(grid_of(sheets))


def grid_of(sheets: Sheets) -> dict[str, list[list[str]]]:
    """The texts of every sheet by its name."""
    return {
        name.strip(): [[_text(cell) for cell in row] for row in sheet.rows]
        for name, sheet in sheets.by_name.items()
    }


def _text(cell: ReadCell) -> str:
    """A cell as its author sees it; a text as it is, with its spaces."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
