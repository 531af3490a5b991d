"""Plain tables as a workbook: a sheet each, and one that says what the columns mean."""

from __future__ import annotations

from datetime import UTC, datetime

from inspect_tool.documents.case_workbook.form_sheet import (
    LONGEST_CELL,
    Footer,
    FormBook,
    FormSheet,
)
from inspect_tool.documents.case_workbook.style import text_height
from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainCell,
    PlainTables,
    TypedTable,
)
from inspect_tool.errors import CheckFailedError

MOST_ROWS = 1_048_575  # of a sheet, without the headings
ABOUT = "About"
_TEXT_WIDTH = 110
_VALUES_WIDTH = 60
_WIDE, _WIDEST_SHORT, _NARROWEST = 50, 28, 9
_TALLEST = 150  # points: a longer text is read in its cell
_LONG_TEXTS = frozenset({"note", "evidence", "text", "title", "asked_of"})
_CUT = "\n(… the rest is on the sheet evidence)"


class TooManyRowsError(CheckFailedError):
    """A table has more rows than a sheet of a workbook."""

    def __init__(self, name: str, rows: int) -> None:
        super().__init__(
            f"The table {name} has {rows:,} rows, and a sheet of a workbook {MOST_ROWS:,}. Write a "
            "file that ends in .zip instead."
        )


def write_plain_workbook(content: PlainTables) -> bytes:
    """The workbook as a file: the same content gives the same bytes.

    Raises:
        TooManyRowsError: A table does not fit on a sheet.
    """
    for table in content.tables:
        if len(table.rows) > MOST_ROWS:
            raise TooManyRowsError(table.name, len(table.rows))
    book = FormBook(Footer(content.title), is_locked=False)
    _fill_about(book.add(ABOUT), content)
    for table in content.tables:
        _fill(book.add(table.name), table)
    return book.written({"title": content.title}, on=content.created.date())


def _fill_about(sheet: FormSheet, content: PlainTables) -> None:
    for column, width in enumerate((22, 24, _TEXT_WIDTH, _VALUES_WIDTH), start=1):
        sheet.set_width(column, width)
    sheet.put(1, 1, content.title, "form title")
    sheet.set_height(1, 26)
    row = 2
    for paragraph in content.description.split("\n"):
        sheet.sheet.merge_range(row - 1, 0, row - 1, 2, "", sheet.book.style("form text"))
        sheet.put(row, 1, paragraph, "form text")
        sheet.set_height(row, text_height(paragraph, 22 + 24 + _TEXT_WIDTH))
        row += 1
    for name, words in content.facts.items():
        sheet.put(row, 1, name.replace("_", " "), "form strong text")
        sheet.put(row, 2, words, "form line")
        row += 1
    for column, heading in enumerate(("Table", "Column", "Meaning", "Values"), start=1):
        sheet.put(row + 1, column, heading, "form header")
    row += 2
    for table in content.tables:
        for one in table.columns:
            values = ", ".join(f"{value}: {words}" for value, words in one.labels.items())
            for column, words in enumerate(
                (table.name, one.name, one.description, values), start=1
            ):
                sheet.put(row, column, words, "form question")
            sheet.set_height(row, text_height(values, _VALUES_WIDTH))
            row += 1
    sheet.set_print(header_row=None)


def _fill(sheet: FormSheet, table: TypedTable) -> None:
    long = [place for place, column in enumerate(table.columns) if column.name in _LONG_TEXTS]
    for number, column in enumerate(table.columns, start=1):
        sheet.put(1, number, column.name, "form header")
        is_long = number - 1 in long
        sheet.set_width(number, _WIDE if is_long else _width_of(table, number - 1))
    for place, row in enumerate(table.rows, start=2):
        for number, cell in enumerate(row, start=1):
            _put(sheet, place, number, cell)
        tallest = max((text_height(str(row[one] or ""), _WIDE) for one in long), default=0)
        if tallest:
            sheet.set_height(place, min(tallest, _TALLEST))
    sheet.sheet.freeze_panes(1, 1)
    sheet.sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_print(header_row=1)


def _width_of(table: TypedTable, place: int) -> int:
    """Characters that a column of short texts needs, so that none runs into the next row."""
    column = table.columns[place]
    if column.type is ColumnType.DATETIME:
        return 18
    longest = max((len(str(row[place] or "")) for row in table.rows), default=0)
    # The button of the filter stands in the heading.
    return min(max(longest + 2, len(column.name) + 4, _NARROWEST), _WIDEST_SHORT)


def _put(sheet: FormSheet, row: int, column: int, cell: PlainCell) -> None:
    if isinstance(cell, datetime):
        cell = cell.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    elif isinstance(cell, bool):
        cell = "true" if cell else "false"
    elif isinstance(cell, str) and len(cell) > LONGEST_CELL:
        cell = cell[: LONGEST_CELL - len(_CUT)] + _CUT
    if cell is not None:
        sheet.put(row, column, cell, "form text")
