"""How a case workbook looks: named styles, so that a team can restyle it in the spreadsheet.

What a cell is never depends on its colour alone: locked cells also say where their content comes
from, and the overview counts what is not answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

if TYPE_CHECKING:
    from openpyxl import Workbook

FONT = "Arial"
BLUE = "12436D"  # Analysis Function palette, 11:1 on white
PALE_BLUE = "DCE6EF"
GREY = "F2F2F2"
YELLOW = "FFF7D6"
DATE_FORMAT = "dd/mm/yyyy"
TEXT_FORMAT = "@"  # what is typed stays text, even when it begins with an equals sign

_LINE = Side("thin", color="B1B4B6")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_STRONG = Side("medium", color=BLUE)


def add_styles(workbook: Workbook) -> None:
    """Give the workbook its named styles."""
    # Columns are as wide as so many digits of this font.
    workbook._fonts[0] = Font(FONT, 10, family=2)  # type: ignore[attr-defined]
    for style in (*_text_styles(), *_row_styles(), *_answer_styles()):
        workbook.add_named_style(style)


def _style(
    name: str,
    font: Font,
    *,
    fill: str = "",
    border: Border | None = None,
    wrap: bool = True,
    number_format: str = "General",
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font,
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        border=border or Border(),
        alignment=Alignment(wrap_text=wrap, vertical="top"),
        number_format=number_format,
    )


def _text_styles() -> tuple[NamedStyle, ...]:
    return (
        _style("form title", Font(FONT, 16, bold=True, color=BLUE), wrap=False),
        _style("form subtitle", Font(FONT, 12, bold=True, color=BLUE), wrap=False),
        _style("form text", Font(FONT, 10)),
        _style("form strong text", Font(FONT, 10, bold=True)),
        _style("form line", Font(FONT, 10, italic=True), wrap=False),
        _style("form link", Font(FONT, 10, color="0000EE", underline="single")),
        _style("form code", Font(FONT, 9), wrap=False),
    )


def _row_styles() -> tuple[NamedStyle, ...]:
    return (
        _style("form header", Font(FONT, 10, bold=True, color="FFFFFF"), fill=BLUE, border=_BOX),
        _style("form domain", Font(FONT, 11, bold=True, color=BLUE), fill=PALE_BLUE, border=_BOX),
        _style("form criterion", Font(FONT, 10, bold=True), fill=GREY, border=_BOX),
        _style("form guidance", Font(FONT, 10), fill=GREY, border=_BOX),
        _style("form question", Font(FONT, 10), border=_BOX),
        _style("form judgement", Font(FONT, 10, bold=True), border=_BOX),
        _style("form fact", Font(FONT, 10, italic=True), fill=GREY, border=_BOX),
        _style("form days", Font(FONT, 10, italic=True), fill=GREY, border=_BOX, number_format="0"),
    )


def _answer_styles() -> tuple[NamedStyle, ...]:
    left = Border(left=_STRONG, right=_LINE, top=_LINE, bottom=_LINE)
    styles = (
        _style("form answer", Font(FONT, 10), border=left, number_format=TEXT_FORMAT),
        _style("form date", Font(FONT, 10), border=left, number_format=DATE_FORMAT),
        _style("form number", Font(FONT, 10), border=left, number_format="0"),
        _style("form decimal", Font(FONT, 10), border=left, number_format="General"),
        _style("form returned decimal", Font(FONT, 10, italic=True), border=left),
        _style("form returned", Font(FONT, 10, italic=True), border=left, number_format="@"),
        _style(
            "form returned date",
            Font(FONT, 10, italic=True),
            border=left,
            number_format=DATE_FORMAT,
        ),
        _style("form returned number", Font(FONT, 10, italic=True), border=left, number_format="0"),
        _style("form note", Font(FONT, 10), border=_BOX, number_format=TEXT_FORMAT),
        _style("form evidence date", Font(FONT, 10), border=_BOX, number_format=DATE_FORMAT),
    )
    for style in styles:
        style.protection = Protection(locked=False)
        style.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    return styles


@dataclass(frozen=True)
class WrappedText:
    """A text that wraps in a cell, for the height of its row.

    Args:
        width: Of the column, in characters.
        points: Size of the font.
    """

    text: str
    width: float
    points: int = 10

    @property
    def height(self) -> float:
        """Height in points."""
        # A column's width counts digits of a 10-point font. Words run closer, but break early;
        # looked at in LibreOffice with DejaVu Sans, which is wider than Arial.
        in_a_line = self.width * 10 / self.points
        lines = sum(max(1, math.ceil(len(line) / in_a_line)) for line in self.text.split("\n"))
        return lines * self.points * 1.22 + 4


def row_height(texts: Iterable[WrappedText]) -> float:
    """Height in points of a row that shows all of its texts."""
    return min(409.0, max((text.height for text in texts), default=15.0))  # 409 is Excel's most
