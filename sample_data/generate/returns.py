"""Writes the return of an authority in its own kind of file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sample_data.generate.authorities import Authority, FileFormat
from sample_data.generate.columns import (
    COLUMNS,
    FAMILY_IDENTIFIER,
    LIST_9_SINCE_2024,
    LIST_NAMES,
    LISTS_WITH_FAMILY_IDENTIFIER,
)
from sample_data.generate.histories import History
from sample_data.generate.lists import Lists
from sample_data.generate.spreadsheets import Cell, Sheet, csv_text, write_ods, write_xlsx

# Authorities that still use the form of 2022, which has fewer columns on List 9.
FORM_OF_2022 = frozenset({"CRE", "IRK", "PET", "TAR"})


@dataclass
class Table:
    """One list on its way into a file: the first row holds the headings.

    Args:
        columns: Official names of the columns, whatever the headings say.
        owners: For each row the child's history; None for headings, adults and what was planted.
        delimiter: Between the values of a CSV file.
    """

    number: int
    sheet: str
    columns: tuple[str, ...]
    rows: list[list[Cell]] = field(default_factory=list)
    owners: list[History | None] = field(default_factory=list)
    delimiter: str = ","
    encoding: str = "cp1252"


def columns_of(authority: Authority, number: int) -> tuple[str, ...]:
    """Columns of a list in the form that the authority uses."""
    columns = COLUMNS[number]
    if number == 9 and authority.code in FORM_OF_2022:
        columns = tuple(one for one in columns if one not in LIST_9_SINCE_2024)
    if number in LISTS_WITH_FAMILY_IDENTIFIER:
        columns = (*columns, FAMILY_IDENTIFIER)
    return columns


def tables(authority: Authority, lists: Lists) -> dict[int, Table]:
    """The lists as tables, clean, with their headings."""
    made = {}
    for number in sorted(COLUMNS):
        columns = columns_of(authority, number)
        table = Table(number, f"List {number}", columns, [list(columns)], [None])
        for row in lists[number]:
            table.rows.append([row.values.get(column) for column in columns])
            table.owners.append(row.history)
        made[number] = table
    return made


def csv_name(number: int) -> str:
    """Name of the CSV file of a list."""
    return f"list {number} {LIST_NAMES[number]}.csv".lower().replace(" ", "-")


def write_return(authority: Authority, made: Sequence[Table], folder: Path) -> Path:
    """Write the file, or the folder, that the authority returns.

    Returns:
        Where it was written.
    """
    path = folder / authority.file_name
    sheets = [Sheet(table.sheet, table.rows) for table in made]
    if authority.file_format is FileFormat.XLSX:
        write_xlsx(path, sheets)
    elif authority.file_format is FileFormat.ODS:
        write_ods(path, sheets)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for table in made:
            name = csv_name(table.number)
            text = csv_text(table.rows, delimiter=table.delimiter)
            (path / name).write_bytes(text.encode(table.encoding))
    return path
