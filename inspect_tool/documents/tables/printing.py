"""How a sheet of the tables workbook fits on paper: widths, heights, what every page repeats."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.documents.tables.sheets import Value
from inspect_tool.domain.percentages import Percentage

TEXT_SIZE = 12
TITLE_SIZE = 16
# Of Arial at 12 points, in the characters that Excel measures columns by.
CHARACTER_WIDTH = 1.2
LINE_HEIGHT = 1.3  # of the size of the text
NARROWEST, WIDEST = 7, 90  # columns, in Excel's characters
READABLE = 30  # characters that a column of sentences keeps
LINES_OF_HEADING = 3
INDENT = 2
# So many of Excel's characters stand across a page of A4 at four fifths of their size.
PAGE_WIDTH = 170


def column_widths(columns: Sequence[Sequence[Value]]) -> list[float]:
    """Wide enough for the longest text; wider than a page, the widest columns wrap their words.

    Args:
        columns: The values of each column, its heading first; headings wrap anyway.
    """
    widths = [_clamped(_heading_width(column[0]), *map(_length, column[1:])) for column in columns]
    least = [_clamped(*map(_readable, column)) for column in columns]
    while sum(widths) > PAGE_WIDTH:
        shrinkable = [
            (wide, index)
            for index, (wide, narrow) in enumerate(zip(widths, least, strict=True))
            if wide > narrow
        ]
        if not shrinkable:
            break
        wide, index = max(shrinkable)
        widths[index] = max(least[index], wide - 1)
    return widths


def _clamped(*characters: int) -> float:
    return min(WIDEST, max(NARROWEST, max(characters) * CHARACTER_WIDTH + INDENT))


def _heading_width(heading: Value) -> int:
    return max(_longest_word(heading), _length(heading) // LINES_OF_HEADING)


def _length(value: Value) -> int:
    if isinstance(value, Percentage):
        return len("100%")  # whatever its exact fraction looks like
    return len(value) if isinstance(value, str) else len(f"{value:,}")


def _readable(value: Value) -> int:
    """How narrow a text may become: a column of single words cannot be read as a text."""
    return max(_longest_word(value), min(_length(value), READABLE) if _is_prose(value) else 0)


def _is_prose(value: Value) -> bool:
    return isinstance(value, str) and len(value) > 2 * READABLE


def _longest_word(value: Value) -> int:
    return max(map(len, value.split()), default=0) if isinstance(value, str) else _length(value)


def set_height(
    worksheet: Worksheet, row: int, values: Sequence[Value], widths: Sequence[float]
) -> None:
    """High enough for wrapped text: not every program fits rows to it by itself."""
    lines = max(_lines(value, width) for value, width in zip(values, widths, strict=True))
    size = TITLE_SIZE if row == 1 else TEXT_SIZE
    worksheet.row_dimensions[row].height = lines * size * LINE_HEIGHT + 1


def _lines(value: Value, width: float) -> int:
    if isinstance(value, Percentage | int):
        return 1
    return len(textwrap.wrap(value, max(1, int((width - INDENT) / CHARACTER_WIDTH)))) or 1


def lines_above(texts: Sequence[str], widths: Sequence[float]) -> list[str]:
    """What stands above a table, in lines that are no wider than the table or a page."""
    across = max(sum(widths), PAGE_WIDTH)
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, int(across / CHARACTER_WIDTH)) or [""]
    ]


def set_up_printing(
    worksheet: Worksheet,
    *,
    widths: Sequence[float],
    above: Sequence[str] = (),
    header_row: int | None = None,
) -> None:
    """Fit the columns of a sheet on the width of a page, across; the headings on every page.

    Args:
        widths: Of the table's columns.
        above: Lines that run on over the empty cells to the right of column A, title first.
        header_row: The row of headings; None on a sheet without a table.
    """
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = "9"  # A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0  # as many pages as it takes
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_margins.left = worksheet.page_margins.right = 0.5
    if header_row is not None:
        worksheet.print_title_rows = f"{header_row}:{header_row}"
    last = get_column_letter(_printed_columns(worksheet, widths, above))
    worksheet.print_area = f"A1:{last}{worksheet.max_row}"


def _printed_columns(worksheet: Worksheet, widths: Sequence[float], above: Sequence[str]) -> int:
    """How many columns are printed: the table's, and empty ones that a long line runs over."""
    title = [len(above[0]) * CHARACTER_WIDTH * TITLE_SIZE / TEXT_SIZE] if above else []
    needed = max([*title, *(len(line) * CHARACTER_WIDTH for line in above[1:])], default=0)
    columns, covered = len(widths), sum(widths)
    while covered < needed:
        columns += 1
        worksheet.column_dimensions[get_column_letter(columns)].width = NARROWEST
        covered += NARROWEST
    return columns
