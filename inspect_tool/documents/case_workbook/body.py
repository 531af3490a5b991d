"""The cells of a sheet, written as they stand in the file.

openpyxl makes an object for each cell, which takes most of the time of a workbook of twelve cases;
it still writes everything else about a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.dates import EXCEL_ORIGIN
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767  # programs cut or refuse whatever is longer
# Programs read `_x000D_` as the character of that number, and `_x005F_` as the line before it.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_SIZE = re.compile(rb'<dimension ref="[^"]*"')

column_letter = cache(get_column_letter)


class TextTooLongError(CheckFailedError):
    """A text of the review does not fit into a cell of a spreadsheet."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The text of {place} is longer than a cell of a spreadsheet holds ({LONGEST_CELL:,} "
            "characters). Shorten it in the review, then make the workbook again."
        )


class StyleNumbers:
    """The numbers by which cells refer to the workbook's named styles."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.worksheets[0]
        self._known: dict[tuple[str, bool], int] = {}

    def of(self, style: str, *, is_quoted: bool = False) -> int:
        """The number of a style.

        Args:
            is_quoted: For a text that begins with an equals sign and is not to be computed.
        """
        known = self._known.get((style, is_quoted))
        if known is None:
            cell = WriteOnlyCell(self._sheet)
            if style:
                cell.style = style
            if is_quoted:
                cell.quotePrefix = True
            known = self._known[style, is_quoted] = cell.style_id
        return known


@dataclass(frozen=True)
class Page:
    """A sheet while it is made: its cells, and everything else about it."""

    sheet: Worksheet
    body: SheetBody


@dataclass
class SheetBody:
    """The cells of one sheet.

    Args:
        printed: What was put, by row and column.
        formulas: Which of it is computed.
    """

    title: str
    styles: StyleNumbers
    printed: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    _cells: dict[int, dict[int, str]] = field(default_factory=dict)
    _heights: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, column: int, value: Scalar | None, style: str = "") -> None:
        """Write a value as what it is: text stays text, even when it begins with an equals sign.

        Raises:
            TextTooLongError: No cell holds it.
        """
        if isinstance(value, str):
            self._put_text(row, column, value, style)
            return
        if isinstance(value, date):
            value = (value - EXCEL_ORIGIN).days
        number = "" if value is None else f"<v>{value}</v>"
        if number:
            self.printed[row, column] = str(value)
        self._add(row, column, self.styles.of(style), f">{number}</c>" if number else "/>")

    def compute(self, row: int, column: int, formula: str, style: str = "") -> None:
        """Write a formula."""
        self.printed[row, column] = formula
        self.formulas.add((row, column))
        words = escape(formula.removeprefix("="))
        self._add(row, column, self.styles.of(style), f"><f>{words}</f><v></v></c>")

    def set_height(self, row: int, points: float) -> None:
        """How tall a row is at first; it grows with its text."""
        self._heights[row] = points

    def _put_text(self, row: int, column: int, value: str, style: str) -> None:
        words = ESCAPED.sub("_x005F_", clean_text(value))
        if len(words) > LONGEST_CELL:
            raise TextTooLongError(f"{self.title}, row {row}")
        if not words:
            self._add(row, column, self.styles.of(style), "/>")
            return
        self.printed[row, column] = clean_text(value)
        number = self.styles.of(style, is_quoted=words.startswith("="))
        space = ' xml:space="preserve"' if "\n" in words or "  " in words else ""
        text = f' t="inlineStr"><is><t{space}>{escape(words)}</t></is></c>'
        self._add(row, column, number, text)

    def _add(self, row: int, column: int, style: int, rest: str) -> None:
        if rest == "/>" and not style:
            return
        number = f' s="{style}"' if style else ""
        cell = f'<c r="{column_letter(column)}{row}"{number}{rest}'
        self._cells.setdefault(row, {})[column] = cell

    def within(self, part: bytes) -> bytes:
        """The sheet's part of the file with these cells in it."""
        rows = "".join(self._rows())
        last = max((column for cells in self._cells.values() for column in cells), default=1)
        size = f'<dimension ref="A1:{column_letter(last)}{max(self._cells, default=1)}"'
        part = _ROWS.sub(lambda _: f"<sheetData>{rows}</sheetData>".encode(), part, count=1)
        return _SIZE.sub(size.encode(), part, count=1)

    def _rows(self) -> Iterator[str]:
        for row, cells in sorted(self._cells.items()):
            height = self._heights.get(row)
            tall = "" if height is None else f' ht="{height:g}"'
            yield f'<row r="{row}"{tall}>'
            yield from (cell for _, cell in sorted(cells.items()))
            yield "</row>"
