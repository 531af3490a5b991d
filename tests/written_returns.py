"""The base return of the study's cases, changed and written by several programs."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from tests.read_returns import FILES
from tests.readers.annex_a.annex_a_builders import write_ods, write_xlsx

# Rows of cells by sheet, the headings first.
Tables = dict[str, list[list[Any]]]


@cache
def _base() -> Tables:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(FILES / "base.xlsx"))
    return {
        name: [[_plain(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def base_tables() -> Tables:
    """The lists of the base return, to be changed."""
    return deepcopy(_base())


def column(tables: Tables, sheet: str, heading: str) -> int:
    """Index of a column."""
    return tables[sheet][0].index(heading)


def with_cell(sheet: str, row: int, heading: str, value: Any) -> Tables:
    """The base with one cell changed; rows from 1, below the headings."""
    tables = base_tables()
    tables[sheet][row][column(tables, sheet, heading)] = value
    return tables


def by_openpyxl(folder: Path, tables: Tables) -> Path:
    """One workbook."""
    sheets = {name: (rows[0], rows[1:]) for name, rows in tables.items()}
    return write_xlsx(folder / "AAA-return.xlsx", sheets)


def by_xlsxwriter(folder: Path, tables: Tables) -> Path:
    """One workbook, with shared strings and real dates, as XlsxWriter writes them."""
    import xlsxwriter

    path = folder / "AAA-xlsxwriter.xlsx"
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, datetime.combine(cell, time()), day)
                elif isinstance(cell, bool):
                    sheet.write_boolean(number, place, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, place, cell)
                elif cell is not None:
                    sheet.write_string(number, place, str(cell))
    book.close()
    return path


def by_odfpy(folder: Path, tables: Tables) -> Path:
    """One OpenDocument spreadsheet."""
    sheets = {name: (rows[0], rows[1:]) for name, rows in tables.items()}
    return write_ods(folder / "AAA-return.ods", sheets)


def _csv_text(rows: Sequence[Sequence[Any]], **dialect: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, **dialect)
    for row in rows:
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row])
    return text.getvalue()


def _csv_folder(encoding: str, **dialect: Any) -> Callable[[Path, Tables], Path]:
    def write(folder: Path, tables: Tables) -> Path:
        target = folder / "AAA"
        target.mkdir()
        for name, rows in tables.items():
            (target / f"{name}.csv").write_bytes(_csv_text(rows, **dialect).encode(encoding))
        return target

    return write


def by_zip_of_csv(folder: Path, tables: Tables) -> Path:
    """A zip of CSV files in a folder, as a mail brings it."""
    path = folder / "AAA-return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._List 6.csv", b"\0\0")
        for name, rows in tables.items():
            archive.writestr(f"lists/{name}.csv", _csv_text(rows))
    return path


WRITERS: Mapping[str, Callable[[Path, Tables], Path]] = {
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
    "odfpy": by_odfpy,
    "csv": _csv_folder("utf-8"),
    "csv-excel": _csv_folder("utf-8-sig", quoting=csv.QUOTE_ALL),
    "csv-semicolon": _csv_folder("cp1252", delimiter=";"),
    "csv-unicode": _csv_folder("utf-16", delimiter="\t"),
    "csv-unix": _csv_folder("utf-8", dialect="unix"),
    "zip": by_zip_of_csv,
}


def in_turn(number: int) -> Callable[[Path, Tables], Path]:
    """One of the writers, another for each number."""
    return list(WRITERS.values())[number % len(WRITERS)]
