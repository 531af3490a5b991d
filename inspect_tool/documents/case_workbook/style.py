"""How a case workbook looks: styles by their names, as properties that XlsxWriter takes.

What a cell is never depends on its colour alone: locked cells also say where their content comes
from, and the overview counts what is not answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

FONT = "Arial"
BLUE = "#12436D"  # Analysis Function palette, 11:1 on white
PALE_BLUE = "#DCE6EF"
GREY = "#F2F2F2"
YELLOW = "#FFF7D6"
# Greyed words stay readable: 5.7:1 on white, 5:1 on the grey.
NOT_ASKED_FONT = "#666666"
DATE_FORMAT = "dd/mm/yyyy"
TEXT_FORMAT = "@"  # what is typed stays text, even when it begins with an equals sign

Look: TypeAlias = Mapping[str, object]

# Columns are as wide as so many digits of this font.
DEFAULT: Look = {"font_name": FONT, "font_size": 10}
_THIN, _MEDIUM = 1, 2
_BOX: Look = {"border": _THIN, "border_color": "#B1B4B6"}
_ANSWER_BOX: Look = {**_BOX, "left": _MEDIUM, "left_color": BLUE}
_TEXT: Look = {**DEFAULT, "text_wrap": True, "valign": "top"}
_ROW: Look = {**_TEXT, **_BOX}
_BOLD: Look = {"bold": True}
_ITALIC: Look = {"italic": True}
_LINE: Look = {"text_wrap": False}
_OPEN: Look = {"locked": False, "align": "left"}
_ANSWER: Look = {**_ROW, **_ANSWER_BOX, **_OPEN}

STYLES: Mapping[str, Look] = {
    "form title": {**_TEXT, **_BOLD, **_LINE, "font_size": 16, "font_color": BLUE},
    "form subtitle": {**_TEXT, **_BOLD, **_LINE, "font_size": 12, "font_color": BLUE},
    "form text": _TEXT,
    "form strong text": {**_TEXT, **_BOLD},
    "form line": {**_TEXT, **_ITALIC, **_LINE},
    "form link": {**_TEXT, "font_color": "#0000EE", "underline": 1},
    "form listed link": {**_ROW, "font_color": "#0000EE", "underline": 1},
    "form listed count": {**_ROW, "num_format": "0", "align": "center"},
    "form header": {**_ROW, **_BOLD, "font_color": "#FFFFFF", "bg_color": BLUE},
    # One line over the whole row, so no line between its cells.
    "form domain": {
        **_TEXT,
        **_BOLD,
        **_LINE,
        "top": _THIN,
        "bottom": _THIN,
        "top_color": "#B1B4B6",
        "bottom_color": "#B1B4B6",
        "font_size": 11,
        "font_color": BLUE,
        "bg_color": PALE_BLUE,
    },
    "form criterion": {**_ROW, **_BOLD, "bg_color": GREY},
    "form guidance": {**_ROW, "bg_color": GREY},
    "form question": _ROW,
    "form judgement": {**_ROW, **_BOLD},
    "form fact": {**_ROW, "bg_color": GREY},
    "form said fact": {**_ROW, **_ITALIC, "bg_color": GREY},
    # Rows that wait to be filled in have no lines of their own: blank ones are not printed.
    "form days": {**_TEXT, **_ITALIC, "num_format": "0", "align": "center"},
    "form shows": {**_TEXT, **_ITALIC},
    "form evidence": {**_TEXT, **_OPEN, "num_format": TEXT_FORMAT},
    "form answer": {**_ANSWER, "num_format": TEXT_FORMAT},
    "form date": {**_ANSWER, "num_format": DATE_FORMAT},
    "form number": {**_ANSWER, "num_format": "0"},
    "form decimal": _ANSWER,
    "form returned decimal": {**_ANSWER, **_ITALIC},
    "form returned": {**_ANSWER, **_ITALIC, "num_format": TEXT_FORMAT},
    "form returned date": {**_ANSWER, **_ITALIC, "num_format": DATE_FORMAT},
    "form returned number": {**_ANSWER, **_ITALIC, "num_format": "0"},
    "form note": {**_ROW, **_OPEN, "num_format": TEXT_FORMAT},
    "form evidence date": {**_TEXT, **_OPEN, "num_format": DATE_FORMAT},
    "form decision": {**_ANSWER, "num_format": TEXT_FORMAT, "bg_color": YELLOW},
    "form reason": {**_ROW, **_OPEN, "num_format": TEXT_FORMAT, "bg_color": YELLOW},
}
# What a row that was filled in looks like.
FILLED_IN: Look = {"border": _THIN, "border_color": "#B1B4B6"}


LEAST_HEIGHT = 30.0  # of a row that is answered: two lines, so that a note has room to begin


@lru_cache(maxsize=4096)  # the same questions and guidance stand on the sheet of every case
def text_height(text: str, width: float, points: int = 10) -> float:
    """Height in points of a text that wraps in a cell.

    Args:
        width: Of the column, in characters.
        points: Size of the font.
    """
    # A column's width counts digits of a 10-point font. Words run closer, but break early; looked
    # at in LibreOffice with DejaVu Sans, which is wider than Arial.
    in_a_line = width * 10 / points
    lines = sum(max(1, math.ceil(len(line) / in_a_line)) for line in text.split("\n"))
    return lines * points * 1.22 + 4


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Height in points of a row that shows all of its texts.

    Args:
        texts: Each with the width of its column; blank ones need no room.
    """
    tallest = max((text_height(text, width) for text, width in texts if text), default=15.0)
    return min(409.0, tallest)  # 409 is Excel's most
