"""The process that opens returned case workbooks, apart from ours and under limits.

`python -m inspect_tool.readers.case_workbook.child` is asked for the sheets of workbooks, and
answers with each cell as plain data: its kind, its value, and whether it is a formula or an error.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from inspect_tool.domain.workbook.contents import (
    ERROR,
    FORMULA,
    NUMBER,
    TEXT,
    SaidBeside,
    SaidCell,
    contents_digest,
)
from inspect_tool.domain.workbook.printed import EARLIER_FOOTER, FOOTER_PROPERTY
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.open_document import open_document_parts
from inspect_tool.readers.case_workbook.parts import (
    Beside,
    BesideKind,
    BookParts,
    ExcelParts,
    SheetParts,
    place_of,
)
from inspect_tool.readers.spreadsheet.answering import run
from inspect_tool.readers.spreadsheet.guard import ReadLimits, SpreadsheetKind, check_spreadsheet
from inspect_tool.readers.spreadsheet.refusals import DamagedFileError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Row = list[list[Any] | None]
EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001  # day 0 of a spreadsheet, which has no zone


def answers(request: Mapping[str, Any], limits: ReadLimits) -> Iterator[dict[str, Any]]:
    """Every sheet of every workbook that is asked for, or that one is no workbook.

    Where the request names the digests of what was issued, a workbook that says just that is named
    by its digest alone.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    issued = frozenset(request.get("issued", ()))
    for path in map(Path, request["paths"]):
        yield {"is": "reading", "file": path.name}
        facts = check_spreadsheet(path, limits=limits)
        kind = facts.kind
        if facts.is_unusual:
            raise DamagedFileError(path.name, "its parts are not as Excel writes them")
        if kind not in {SpreadsheetKind.XLSX, SpreadsheetKind.ODS}:
            yield {"is": "no-workbook", "file": path.name}
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                is_excel = kind is SpreadsheetKind.XLSX
                parts = ExcelParts(archive).read() if is_excel else open_document_parts(archive)
            for sheet in parts.sheets.values():
                sheet.check_size(path.name, limits)
            found = list(_sheets(CalamineWorkbook.from_path(str(path)), parts))
            contents = contents_of(found) if issued else ""
            yield from [{"is": "as-issued", "contents": contents}] if contents in issued else found
        except (UnreadableFileError, MemoryError):
            raise
        except (CalamineError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise _damaged(path) from error
        except (OSError, ValueError, KeyError, LookupError, RecursionError) as error:
            raise _damaged(path) from error


def _damaged(path: Path) -> DamagedFileError:
    return DamagedFileError(path.name, "a sheet in it cannot be read")


def _sheets(workbook: CalamineWorkbook, parts: BookParts) -> Iterator[dict[str, Any]]:
    for metadata in workbook.sheets_metadata:
        # Chart sheets have no cells; their words stand with the drawings.
        if not str(metadata.typ).endswith("WorkSheet"):
            continue
        beside = parts.sheets.get(metadata.name, SheetParts())
        values = workbook.get_sheet_by_name(metadata.name).to_python(skip_empty_area=False)
        rows: list[Row] = [_without_blank_end([_cell(value) for value in row]) for row in values]
        _put(rows, beside.errors, is_error=True)
        _put(rows, beside.formulas, is_formula=True)
        words = _sent_beside(beside.beside)
        yield {"is": "sheet", "name": metadata.name, "rows": rows, "beside": words}
    yield {"is": "beside", "beside": _sent_beside(parts.beside)}


def contents_of(messages: Sequence[Mapping[str, Any]]) -> str:
    """The digest of everything that a workbook says, from what would be sent of it."""
    footers = {EARLIER_FOOTER} | {
        text
        for message in messages
        for kind, place, text in message["beside"]
        if (kind, place) == (BesideKind.PROPERTY, FOOTER_PROPERTY)
    }
    sheets: dict[str, list[SaidCell]] = {}
    beside: list[SaidBeside] = []
    for message in messages:
        sheet = message.get("name", "")
        if message["is"] == "sheet":
            sheets[sheet] = list(_said(message["rows"]))
        for kind, place, text in message["beside"]:
            if kind in (BesideKind.PROPERTY, BesideKind.NAME):
                beside.append(SaidBeside(sheet, kind, "", text))
            elif kind != BesideKind.HEADER or text not in footers:
                beside.append(SaidBeside(sheet, kind, place, text))
    return contents_digest(sheets, beside)


def _said(rows: Iterable[Row]) -> Iterator[SaidCell]:
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell is None:
                continue
            kind, value, is_formula, is_error = cell
            if is_formula or is_error:
                yield number, column, FORMULA if is_formula else ERROR, value
            elif kind == "plain" and isinstance(value, str):
                yield number, column, TEXT, value.strip()
            elif kind == "plain":
                yield number, column, NUMBER, str(value)
            else:
                yield number, column, NUMBER, _day_number(value)


def _day_number(moment: str) -> str:
    """A date as the number that stands in its cell; one with a time of day stays as it is."""
    past = datetime.fromisoformat(moment) - EXCEL_START
    return moment if past % timedelta(days=1) else str(past.days)


def _sent_beside(words: Iterable[Beside]) -> list[list[str]]:
    return [[one.kind.value, one.place, one.text] for one in words]


def _cell(value: object) -> list[Any] | None:
    """Kind, value, whether it is a formula, whether it is an error; None where it is blank."""
    if isinstance(value, str):  # nearly every cell
        return ["plain", value, False, False] if value and not value.isspace() else None
    return None if value is None else [*_sent(value), False, False]


def _put(
    rows: list[Row], cells: Mapping[str, str], *, is_formula: bool = False, is_error: bool = False
) -> None:
    """Put formulas and errors where they stand; the reader of values leaves them out."""
    for name, text in cells.items():
        row, column = place_of(name)
        while len(rows) < row:
            rows.append([])
        while len(rows[row - 1]) < column:
            rows[row - 1].append(None)
        rows[row - 1][column - 1] = ["plain", text, is_formula, is_error]


def _sent(value: object) -> list[Any]:
    """A value as JSON can hold it, after the kind that it has."""
    if isinstance(value, bool | int):
        return ["plain", value]
    if isinstance(value, float):
        return ["plain", int(value) if value.is_integer() else value]
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return ["plain", str(value)]  # a text or a time


def _without_blank_end(row: Sequence[list[Any] | None]) -> Row:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return list(row[:end])


if __name__ == "__main__":
    run(answers)
