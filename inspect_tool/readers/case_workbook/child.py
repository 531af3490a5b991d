"""The process that opens returned case workbooks, apart from ours and under limits.

`python -m inspect_tool.readers.case_workbook.child` is asked for the sheets of workbooks, and
answers with each cell as plain data: its kind, its value, and whether it is a formula or an error.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from inspect_tool.readers.case_workbook.beside import Beside, BesideKind
from inspect_tool.readers.case_workbook.open_document import open_document_parts
from inspect_tool.readers.case_workbook.parts import (
    LOOKS_ELSEWHERE,
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
        facts = check_spreadsheet(path, limits=limits, keeps_parts=True)
        kind = facts.kind
        if facts.is_unusual:
            raise DamagedFileError(path.name, "its parts are not as Excel writes them")
        if kind not in {SpreadsheetKind.XLSX, SpreadsheetKind.ODS}:
            yield {"is": "no-workbook", "file": path.name}
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                is_excel = kind is SpreadsheetKind.XLSX
                parts = (
                    ExcelParts(archive, facts.parts).read()
                    if is_excel
                    else open_document_parts(archive)
                )
            for sheet in parts.sheets.values():
                sheet.check_size(path.name, limits)
            found = _found_sheets(CalamineWorkbook.from_path(str(path)), parts)
            contents = _contents_of(found, parts.beside) if issued else ""
            if contents in issued:
                yield {"is": "as-issued", "contents": contents}
            else:
                yield from _messages(found, parts.beside)
        except (UnreadableFileError, MemoryError):
            raise
        except (CalamineError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise _damaged(path) from error
        except (OSError, ValueError, KeyError, LookupError, RecursionError) as error:
            raise _damaged(path) from error


def _damaged(path: Path) -> DamagedFileError:
    return DamagedFileError(path.name, "a sheet in it cannot be read")


@dataclass(frozen=True)
class _FoundSheet:
    """A sheet as it was read: its values, blank where a formula or an error stands in `parts`."""

    name: str
    values: list[list[Any]]
    parts: SheetParts


def _found_sheets(workbook: CalamineWorkbook, parts: BookParts) -> list[_FoundSheet]:
    found = []
    for metadata in workbook.sheets_metadata:
        beside = parts.sheets.get(metadata.name, SheetParts())
        if not str(metadata.typ).endswith("WorkSheet"):
            found.append(_FoundSheet(metadata.name, [], _without_cells(metadata.name, beside)))
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        values: list[list[Any]] = [*sheet.to_python(skip_empty_area=False)]
        for name in (*beside.errors, *beside.formulas):
            row, column = place_of(name)
            if 0 < row <= len(values) and 0 < column <= len(values[row - 1]):
                shown = values[row - 1][column - 1]
                if isinstance(shown, str) and LOOKS_ELSEWHERE.search(beside.formulas.get(name, "")):
                    beside.beside.append(Beside(BesideKind.SHOWN, name, shown))
                values[row - 1][column - 1] = None
        found.append(_FoundSheet(metadata.name, values, beside))
    return found


def _without_cells(name: str, parts: SheetParts) -> SheetParts:
    """What is beside the cells of a sheet of a chart, a macro or a dialogue; cells are not read."""
    unread = [Beside(BesideKind.PICTURE, "", name)] if parts.rows else []
    return SheetParts(beside=[*parts.beside, *unread])


def _messages(found: Sequence[_FoundSheet], beside: Iterable[Beside]) -> Iterator[dict[str, Any]]:
    for sheet in found:
        rows: list[Row] = [
            _without_blank_end([_cell(value) for value in row]) for row in sheet.values
        ]
        _put(rows, sheet.parts.errors, is_error=True)
        _put(rows, sheet.parts.formulas, is_formula=True)
        words = _sent_beside(sheet.parts.beside)
        yield {"is": "sheet", "name": sheet.name, "rows": rows, "beside": words}
    yield {"is": "beside", "beside": _sent_beside(beside)}


def _contents_of(found: Sequence[_FoundSheet], beside: Iterable[Beside]) -> str:
    """The digest of everything that a workbook says; nothing else is made of its cells."""
    everywhere = [
        *((sheet.name, one) for sheet in found for one in sheet.parts.beside),
        *(("", one) for one in beside),
    ]
    footers = {EARLIER_FOOTER} | {
        one.text
        for _, one in everywhere
        if (one.kind, one.place) == (BesideKind.PROPERTY, FOOTER_PROPERTY)
    }
    said: list[SaidBeside] = []
    for name, one in everywhere:
        if one.kind in (BesideKind.PROPERTY, BesideKind.NAME, BesideKind.PROMPT):
            sheet = "" if one.kind is BesideKind.PROMPT else name
            said.append(SaidBeside(sheet, one.kind.value, "", one.text))
        elif one.kind is not BesideKind.HEADER or one.text not in footers:
            said.append(SaidBeside(name, one.kind.value, one.place, one.text))
    said = list(dict.fromkeys(said))  # the sheets of a workbook have the same prompts
    return contents_digest({sheet.name: _said(sheet) for sheet in found}, said)


def _said(sheet: _FoundSheet) -> list[SaidCell]:
    """The cells of a sheet that are not blank."""
    cells: list[SaidCell] = []
    for number, row in enumerate(sheet.values, start=1):
        for column, value in enumerate(row, start=1):
            if value.__class__ is str:  # nearly every cell
                words = value.strip()
                if words:
                    cells.append((number, column, TEXT, words))
            elif value is not None:
                cells.append((number, column, *_said_value(value)))
    placed = {name: (ERROR, text) for name, text in sheet.parts.errors.items()}
    placed |= {name: (FORMULA, text) for name, text in sheet.parts.formulas.items()}
    cells += [(*place_of(name), kind, text) for name, (kind, text) in placed.items()]
    return cells


def _said_value(value: object) -> tuple[str, str]:
    kind, plain = _sent(value)
    if kind != "plain":
        return NUMBER, _day_number(plain)
    return (TEXT, plain.strip()) if isinstance(plain, str) else (NUMBER, str(plain))


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
        if row == 0:  # a cell that does not say where it is: below all others
            row, column = len(rows) + 1, 1
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
