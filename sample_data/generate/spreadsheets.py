"""Writes the returns as .xlsx, .ods and CSV, in the same bytes each time.

A small writer of our own: openpyxl takes five times as long for lists of this size, and odfpy
fifty times. What the files hold is plain: text, whole and decimal numbers, dates.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

Cell: TypeAlias = str | int | float | date | None

EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that the zip format can say
EXCEL_EPOCH = date(1899, 12, 30)
GENERAL, DATE, HEADING = 0, 1, 2  # places in the styles below


class ErrorCell(str):
    """An error of the spreadsheet, such as `#N/A`, in a cell of its own type."""

    __slots__ = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its rows, from the first."""

    name: str
    rows: Sequence[Sequence[Cell]]


def write_zip(path: Path, parts: Sequence[tuple[str, str]], *, stored: str = "") -> None:
    """Write parts, in their order, so that the bytes depend on them alone."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts:
            entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            entry.create_system = 0
            entry.external_attr = 0
            is_stored = name == stored
            entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode(), compresslevel=9)


# --------------------------------------------------------------------------- Office Open XML

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class _SharedStrings:
    """The table of texts that the cells of a workbook point into."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """The number of a text in the table, which takes it in if it is new."""
        return self.places.setdefault(text, len(self.places))

    def xml(self) -> str:
        """The table as a part of the workbook, texts in the order in which they came."""
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.places
        )
        return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self.places)}">{items}</sst>'


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook; the first row of each sheet is bold."""
    strings = _SharedStrings()
    bodies = [
        (f"xl/worksheets/sheet{number}.xml", _sheet_xml(sheet, strings))
        for number, sheet in enumerate(sheets, 1)
    ]
    write_zip(
        path,
        [
            ("[Content_Types].xml", _content_types(len(sheets))),
            ("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])),
            ("xl/workbook.xml", _workbook_xml(sheets)),
            ("xl/_rels/workbook.xml.rels", _relations(_workbook_parts(len(sheets)))),
            *bodies,
            ("xl/sharedStrings.xml", strings.xml()),
            ("xl/styles.xml", _STYLES),
        ],
    )


def _workbook_parts(count: int) -> list[tuple[str, str]]:
    sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    return [*sheets, ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _content_types(count: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts.append(("/xl/sharedStrings.xml", "sharedStrings"))
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1)]
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_PARTS}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _workbook_xml(sheets: Sequence[Sheet]) -> str:
    items = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{items}</sheets></workbook>'
    )


def _sheet_xml(sheet: Sheet, strings: _SharedStrings) -> str:
    widest = max((len(row) for row in sheet.rows), default=0)
    letters = [column_letters(number) for number in range(1, widest + 1)]
    rows = [
        _row_xml(number, row, letters, strings)
        for number, row in enumerate(sheet.rows, 1)
        if any(cell is not None for cell in row)
    ]
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _row_xml(
    number: int, row: Sequence[Cell], letters: Sequence[str], strings: _SharedStrings
) -> str:
    style = f' s="{HEADING}"' if number == 1 else ""
    cells = []
    for letter, cell in zip(letters, row, strict=False):
        if cell is None:
            continue
        place = f'r="{letter}{number}"'
        if isinstance(cell, ErrorCell):
            cells.append(f'<c {place} t="e"><v>{cell}</v></c>')
        elif isinstance(cell, str):
            cells.append(f'<c {place}{style} t="s"><v>{strings.place(cell)}</v></c>')
        elif isinstance(cell, date):
            cells.append(f'<c {place} s="{DATE}"><v>{(cell - EXCEL_EPOCH).days}</v></c>')
        else:
            cells.append(f"<c {place}{style}><v>{cell!r}</v></c>")
    return f'<row r="{number}">{"".join(cells)}</row>'


def column_letters(number: int) -> str:
    """Letters of a column, from 1: A, B, …, Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --------------------------------------------------------------------------- OpenDocument

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_ods(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an OpenDocument spreadsheet."""
    tables = "".join(_table_xml(sheet) for sheet in sheets)
    content = (
        f'{_HEAD}<office:document-content xmlns:office="{_ODF}:office:1.0"'
        f' xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = [("mimetype", _ODS_TYPE), ("META-INF/manifest.xml", _MANIFEST)]
    write_zip(path, [*parts, ("content.xml", content)], stored="mimetype")


def _table_xml(sheet: Sheet) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in sheet.rows
    )
    return f'<table:table table:name="{escape(sheet.name)}">{rows}</table:table>'


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        kind, shown = 'office:value-type="string"', escape(cell)
    elif isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        shown = british(cell)
    else:
        kind, shown = f'office:value-type="float" office:value="{cell!r}"', repr(cell)
    return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"


# --------------------------------------------------------------------------- CSV


def csv_text(
    rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", line_end: str = "\r\n"
) -> str:
    """Rows as CSV, with dates as dd/mm/yyyy and, unless told otherwise, the line ends of Excel."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file in UTF-8 with the line ends of the repository."""
    path.write_bytes(csv_text(rows, line_end="\n").encode())


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return british(cell) if isinstance(cell, date) else str(cell)


def british(day: date) -> str:
    """The day as dd/mm/yyyy."""
    return day.strftime("%d/%m/%Y")
