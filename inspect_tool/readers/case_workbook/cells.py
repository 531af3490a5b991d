"""The cells of a returned case workbook, read safely and as they stand."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.workbook import layout
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.guard import (
    DamagedFileError,
    OversizedFileError,
    ReadLimits,
    SpreadsheetKind,
    check_spreadsheet,
)

MEBIBYTE = 1024 * 1024
# A workbook of 40 cases of the neglect framework is 0.6 MB and unpacks to 3.6 MB (measured).
LIMITS = ReadLimits(file_bytes=20 * MEBIBYTE, unpacked_bytes=100 * MEBIBYTE, entries=500)


class NotACaseWorkbookError(UnreadableFileError):
    """A workbook, but not one that this tool issued."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not a case workbook: its hidden identity is not there. Send the workbook "
            "that `case export` wrote, saved as .xlsx."
        )


@dataclass(frozen=True)
class ReadCell:
    """A cell as it stands.

    Args:
        value: Text, number, truth value or date; None when it is blank. A formula is its text.
    """

    value: object = None
    is_formula: bool = False
    is_error: bool = False

    @property
    def text(self) -> str:
        """The cell as trimmed text; a whole number without its decimal point."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, date):
            return f"{self.value.day} {self.value:%B %Y}"
        return clean_text(str(self.value))

    @property
    def is_blank(self) -> bool:
        """Whether it is blank, spaces aside."""
        return self.text == ""


BLANK = ReadCell()


@dataclass(frozen=True)
class ReadSheet:
    """A sheet's name and its rows, as wide as what stands in them."""

    name: str
    rows: tuple[tuple[ReadCell, ...], ...]

    def cell(self, row: int, column: int) -> ReadCell:
        """A cell by its place, from 1; a blank one outside what was read."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return BLANK
        return self.rows[row - 1][column - 1]

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of a row."""
        return tuple(cell.text for cell in self.rows[row - 1])


def read_sheets(path: Path) -> dict[str, ReadSheet]:
    """Every sheet of a workbook by its name, hidden ones included.

    Raises:
        UnreadableFileError: It is unsafe, damaged, no .xlsx, or far bigger than a form.
    """
    facts = check_spreadsheet(path, limits=LIMITS)
    if facts.kind is not SpreadsheetKind.XLSX:
        raise NotACaseWorkbookError(path.name)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it will not save; nothing is saved here.
            warnings.simplefilter("ignore")
            return _load(path)
    except UnreadableFileError:
        raise
    except Exception:  # openpyxl meets a broken part with errors of any class
        raise DamagedFileError(path.name, "a sheet in it cannot be read") from None


def _load(path: Path) -> dict[str, ReadSheet]:
    from openpyxl import load_workbook

    # Opened here, so that the file is closed also when openpyxl gives up half-way.
    with path.open("rb") as file:
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        # Chart sheets have no cells.
        sheets = [sheet for sheet in workbook.worksheets if hasattr(sheet, "iter_rows")]
        return {sheet.title: _read_sheet(path.name, sheet) for sheet in sheets}


def _read_sheet(file: str, sheet: Any) -> ReadSheet:
    # The size that a sheet declares may be a lie: read what is there.
    sheet.reset_dimensions()
    rows: list[tuple[ReadCell, ...]] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = _without_blank_end(tuple(_cells(cells)))
        is_beyond = number > layout.MOST_ROWS or len(row) > layout.MOST_COLUMNS
        if is_beyond and row:
            raise OversizedFileError(
                file,
                f"has a sheet of more than {layout.MOST_ROWS:,} rows or "
                f"{layout.MOST_COLUMNS} columns",
            )
        if number <= layout.MOST_ROWS:
            rows.append(row)
    return ReadSheet(sheet.title, tuple(rows))


# openpyxl's cells of a read-only sheet share no base class.
def _cells(cells: tuple[Any, ...]) -> Iterator[ReadCell]:
    for cell in cells:
        if cell.value is None:
            yield BLANK
        else:
            yield ReadCell(cell.value, cell.data_type == "f", cell.data_type == "e")


def _without_blank_end(row: tuple[ReadCell, ...]) -> tuple[ReadCell, ...]:
    end = len(row)
    while end and row[end - 1].is_blank:
        end -= 1
    return row[:end]
