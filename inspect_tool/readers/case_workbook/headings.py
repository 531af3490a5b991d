"""The row of headings of a returned sheet: where each column is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.workbook import layout
from inspect_tool.readers.case_workbook.cells import ReadSheet

ANSWERED_COLUMNS = (layout.ANSWER, layout.ABSENCE, layout.NOTE)
CODE_COLUMNS = (layout.ITEM, layout.KIND, layout.BASE, layout.CHECK)


@dataclass(frozen=True)
class Header:
    """The row of headings."""

    row: int
    columns: Mapping[layout.SheetColumn, int]


def find_header(
    sheet: ReadSheet,
    columns_of_form: Sequence[layout.SheetColumn],
    headings: Mapping[layout.SheetColumn, str],
) -> Header | None:
    """The first row that has every heading that reading needs; None without one.

    Args:
        columns_of_form: The columns that a workbook of its form has.
        headings: Of those columns that are called otherwise on the sheet.
    """
    named = {column: headings.get(column, column.heading).casefold() for column in columns_of_form}
    for row in range(1, min(len(sheet.rows), 2 * layout.HEADER_ROW + 4) + 1):
        folded = [text.casefold() for text in sheet.texts(row)]
        columns = {
            column: folded.index(heading) + 1
            for column, heading in named.items()
            if heading in folded
        }
        # A heading that was written over is still where it was, as long as nothing was moved.
        if all(columns.get(column) == column.number for column in CODE_COLUMNS):
            free = [column for column in columns_of_form if column not in columns]
            taken = set(columns.values())
            columns |= {one: one.number for one in free if one.number not in taken}
        if {*ANSWERED_COLUMNS, *CODE_COLUMNS, layout.REF} <= set(columns):
            return Header(row, columns)
    return None
