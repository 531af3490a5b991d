"""The process that opens returned case workbooks, apart from ours and under limits.

`python -m inspect_tool.readers.case_workbook.child` is asked for the sheets of workbooks, and
answers with each cell as plain data: its kind, its value, and whether it is a formula or an error.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.answering import run
from inspect_tool.readers.spreadsheet.guard import (
    DamagedFileError,
    OversizedFileError,
    ReadLimits,
    SpreadsheetKind,
    check_spreadsheet,
)


def answers(request: Mapping[str, Any], limits: ReadLimits) -> Iterator[dict[str, Any]]:
    """Every sheet of every workbook that is asked for, or that one is no .xlsx."""
    for path in map(Path, request["paths"]):
        yield {"is": "reading", "file": path.name}
        if check_spreadsheet(path, limits=limits).kind is not SpreadsheetKind.XLSX:
            yield {"is": "no-workbook", "file": path.name}
            continue
        try:
            with warnings.catch_warnings():
                # openpyxl warns of extensions that it will not save; nothing is saved here.
                warnings.simplefilter("ignore")
                yield from _sheets(path, limits)
        except (UnreadableFileError, MemoryError):
            raise
        except Exception:  # openpyxl meets a broken part with errors of any class
            raise DamagedFileError(path.name, "a sheet in it cannot be read") from None


def _sheets(path: Path, limits: ReadLimits) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook

    # Opened here, so that the file is closed also when openpyxl gives up half-way.
    with path.open("rb") as file:
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for sheet in workbook.worksheets:
            # Chart sheets have no cells.
            if hasattr(sheet, "iter_rows"):
                rows = list(_rows(path.name, sheet, limits))
                yield {"is": "sheet", "name": sheet.title, "rows": rows}


def _rows(file: str, sheet: Any, limits: ReadLimits) -> Iterator[list[list[Any] | None]]:
    # The size that a sheet declares may be a lie: read what is there.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = _without_blank_end([_cell(cell) for cell in cells])
        if row and (number > limits.rows or len(row) > limits.columns):
            raise OversizedFileError(
                file,
                f"has a sheet of more than {limits.rows:,} rows or {limits.columns} columns",
            )
        if number <= limits.rows:
            yield row


# openpyxl's cells of a read-only sheet share no base class.
def _cell(cell: Any) -> list[Any] | None:
    """Kind, value, whether it is a formula, whether it is an error; None where it is blank."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return [*_sent(value), cell.data_type == "f", cell.data_type == "e"]


def _sent(value: object) -> list[Any]:
    """A value as JSON can hold it, after the kind that it has."""
    if isinstance(value, bool | int | float):
        return ["plain", value]
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return ["plain", str(value)]  # a text, a time, or a formula over several cells


def _without_blank_end(row: list[list[Any] | None]) -> list[list[Any] | None]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


if __name__ == "__main__":
    # openpyxl asks for numpy in order to know its numbers; none come from a file, and loading it
    # takes as long as all the rest.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]
    run(answers)
