"""Workbooks in the old format of Excel (.xls): the sheets and their cells."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeAlias

from inspect_tool.readers.plain.held_file import SourceFile
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    PasswordProtectedFileError,
)
from inspect_tool.readers.spreadsheet.row_looks import RowLooks

OldCell: TypeAlias = str | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class OldSheet:
    """A sheet of an old workbook."""

    name: str
    is_visible: bool
    rows: Iterator[tuple[int, list[OldCell]]]
    width: int
    looks: RowLooks


@dataclass(frozen=True)
class OldWorkbook:
    """An old workbook, whose sheets are read one after the other."""

    counts_from_1904: bool
    sheets: Iterator[OldSheet]


def open_old_excel(path: SourceFile) -> OldWorkbook:
    """Open a workbook in the old format.

    Raises:
        PasswordProtectedFileError: It is encrypted.
        DamagedFileError: It is not what it should be inside.
    """
    import xlrd

    with path.open("rb") as file:
        content = file.read()
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=sys.stderr, on_demand=True)
        names = book.sheet_names()
    except MemoryError:
        raise
    # It stops with whatever a byte in the wrong place leads to.
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise PasswordProtectedFileError(path.name) from None
        raise _damaged(path) from None
    return OldWorkbook(book.datemode == 1, _sheets(path, book, names, _looks(content)))


def _damaged(path: SourceFile) -> DamagedFileError:
    return DamagedFileError(path.name, "it is not what a workbook should be inside")


def _sheets(
    path: SourceFile, book: Any, names: list[str], looks: Mapping[str, RowLooks]
) -> Iterator[OldSheet]:
    for number, name in enumerate(names):
        try:
            sheet = book.sheet_by_index(number)
            is_visible = sheet.visibility == 0
            rows = [
                (row + 1, [_cell(book, cell) for cell in sheet.row(row)])
                for row in range(sheet.nrows)
            ]
        except MemoryError:
            raise
        except Exception:
            raise _damaged(path) from None
        width = sheet.ncols
        of_one_width = iter(_of_one_width(rows, width))
        yield OldSheet(name, is_visible, of_one_width, width, looks.get(name, RowLooks()))
        book.unload_sheet(number)


def _looks(content: bytes) -> dict[str, RowLooks]:
    """Which rows are hidden, and which have a cell in a font that is struck through, by sheet.

    Looks are read apart from the cells, which must not be lost where the looks cannot be read.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=sys.stderr, formatting_info=True)
        struck = {
            number
            for number, form in enumerate(book.xf_list)
            if book.font_list[form.font_index].struck_out
        }
        return {sheet.name: _looks_of_sheet(sheet, struck) for sheet in book.sheets()}
    except MemoryError:
        raise
    except Exception:
        return {}


def _looks_of_sheet(sheet: Any, struck: set[int]) -> RowLooks:
    return RowLooks(
        {row + 1 for row, look in sheet.rowinfo_map.items() if look.hidden},
        {
            row + 1
            for row in range(sheet.nrows if struck else 0)
            if any(cell.xf_index in struck and cell.value != "" for cell in sheet.row(row))
        },
    )


def _of_one_width(
    rows: list[tuple[int, list[OldCell]]], width: int
) -> list[tuple[int, list[OldCell]]]:
    return [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows]


def _cell(book: Any, cell: Any) -> OldCell:
    """A cell as the reader of newer workbooks gives it."""
    import xlrd

    value: Any = cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(book, float(value))
    return str(value) if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _date(book: Any, days: float) -> OldCell:
    import xlrd

    try:
        moment: datetime = xlrd.xldate.xldate_as_datetime(days, book.datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return days
    if days < 1:
        return time(moment.hour, moment.minute, moment.second)
    return moment.date() if days.is_integer() else moment
