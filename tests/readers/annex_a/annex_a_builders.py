"""Small returns for the tests, clean until told otherwise: workbooks, ODS and CSV files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from inspect_tool.domain.frame.wanted import ANNEX_A_WANTED
from inspect_tool.errors import Problem
from inspect_tool.readers.annex_a import child, return_files
from inspect_tool.readers.annex_a.return_files import ReturnContents, read_return
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from tests.annex_a import official_columns
from tests.list_rows import Row, rows_in

FRAME_DATE = date(2013, 9, 30)
Rows = Sequence[Mapping[str, Any]]

# A clean cell for the columns that need a certain value; others get one by their kind.
CLEAN: Mapping[str, Any] = {
    "Child Unique ID": "C1001",
    "Individual adopter identifier": "A1001",
    "Family identifier": None,
    "Gender": "b) Female",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2008, 3, 14),
    "Age of Child (Years)": 5,
    "Primary Need Code": "N1 - Abuse or neglect",
    "Child's Category of Need": "N1 - Abuse or neglect",
    "Case Status": "c) Child in need plan",
    "Reason for Closure": None,
    "Initial Category of Abuse": "a) Neglect",
    "Latest Category of Abuse": "a) Neglect",
    "Child's Legal Status": "C2: FCO",
    "What is the permanence plan for this child?": "f) Long-term fostering",
    "Placement postcode": "AB1 2CD",
    "CIN Closure Date": None,
    "Child Protection Plan End Date": None,
    "Date Ceased to be Looked After": None,
    "Reason Ceased to be Looked After": None,
}


def headings(number: int) -> list[str]:
    """The official headings of a list in the specification of 2024."""
    columns = official_columns()[number]
    count = max(one.position for one in columns if one.name != "Family identifier" or number > 9)
    return [one.name for one in columns if one.position <= count][:count]


def clean_row(number: int, **changes: Any) -> dict[str, Any]:
    """A row without a fault, with some cells changed; `_id` is short for the identifier."""
    row: dict[str, Any] = {}
    for column in official_columns()[number]:
        if column.name not in headings(number):
            continue
        if column.name in CLEAN:
            row[column.name] = CLEAN[column.name]
        elif column.kind == "date":
            row[column.name] = date(2013, 1, 1 + column.position)
        elif column.kind == "whole_number":
            row[column.name] = 1
        else:
            row[column.name] = "Text" if column.kind == "text" else "b) No"
    if "_id" in changes:
        row[headings(number)[0]] = changes.pop("_id")
    return row | changes


def row_with(number: int, column: str, value: Any, **changes: Any) -> dict[str, Any]:
    """A clean row with one cell changed."""
    return clean_row(number, **changes) | {column: value}


Table = tuple[Sequence[Any], Sequence[Sequence[Any]]]


def table_of(number: int, rows: Rows, *, names: Sequence[str] | None = None) -> Table:
    """Headings and cells of a list."""
    columns = list(names if names is not None else headings(number))
    extra = [name for row in rows for name in row if name not in columns and names is None]
    columns += list(dict.fromkeys(extra))
    return columns, [[row.get(name) for name in columns] for row in rows]


def write_xlsx(path: Path, sheets: Mapping[str, Table], *, above: int = 0) -> Path:
    """A workbook; `above` empty rows and a title stand above the headings of each sheet."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, (titles, rows) in sheets.items():
        sheet = workbook.create_sheet(name)
        for index in range(above):
            sheet.append(["Ashmere Council: return for the inspection"] if index == 0 else [])
        sheet.append(list(titles))
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def write_ods(path: Path, sheets: Mapping[str, Table]) -> Path:
    """An OpenDocument spreadsheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as OdfTable
    from odf.table import TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    for name, (titles, rows) in sheets.items():
        table = OdfTable(name=name)
        for cells in [list(titles), *rows]:
            line = TableRow()
            for cell in cells:
                if isinstance(cell, date):
                    one = TableCell(valuetype="date", datevalue=cell.isoformat())
                elif isinstance(cell, int | float):
                    one = TableCell(valuetype="float", value=cell)
                else:
                    one = TableCell(valuetype="string") if cell else TableCell()
                if cell is not None:
                    one.addElement(P(text=str(cell)))
                line.addElement(one)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def write_csv(path: Path, table: Table, *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A CSV file, with dates as dd/mm/yyyy."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    for row in [table[0], *table[1]]:
        writer.writerow([f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in row])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def one_list(path: Path, number: int, rows: Rows, **options: Any) -> Path:
    """A workbook with one list."""
    return write_xlsx(path / "return.xlsx", {f"List {number}": table_of(number, rows)}, **options)


def read(*paths: Path) -> ReturnContents:
    """The return, with everything that any frame can use; opened in this process, for speed."""
    limits = ReadLimits()
    files = tuple(return_files.files_of(paths))
    request = return_files.request_for(
        files, frame_date=FRAME_DATE, wanted=ANNEX_A_WANTED, limits=limits
    )
    answers = (json.loads(json.dumps(one)) for one in child.answers(request, limits))
    described = tuple(return_files.describe_file(path) for path in files)
    name = return_files.name_of(files)
    return return_files.contents_of(answers, described, name=name, lists=ANNEX_A_WANTED.lists)


def read_apart(*paths: Path, limits: ReadLimits | None = None) -> ReturnContents:
    """The same, as the tool does it: opened in a process of its own."""
    return read_return(paths, frame_date=FRAME_DATE, limits=limits or ReadLimits())


def read_rows(folder: Path, number: int, rows: Rows, **options: Any) -> ReturnContents:
    """Write one list and read it back."""
    return read(one_list(folder, number, rows, **options))


def rows_of(contents: ReturnContents) -> tuple[Row, ...]:
    """What a return says, row by row."""
    return rows_in(contents.lists)


def problems_of(contents: ReturnContents, kind: str) -> list[Problem]:
    """The problems of one kind, in order."""
    return [one for one in contents.problems if one.kind == kind]


def kinds(contents: ReturnContents) -> set[str]:
    """All kinds of problems but the missing lists, which a small return always has."""
    return {one.kind for one in contents.problems} - {"missing-list"}


def rewrite(
    source: Path,
    target: Path,
    *,
    change: Callable[[str, bytes], bytes] = lambda _, content: content,
    add: Mapping[str, bytes] | None = None,
) -> Path:
    """A copy of a workbook with parts changed or added."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return target
