"""A grid of counts, such as criterion by authority, shaded by their share."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from inspect_tool.documents.charts.layout import GAP
from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    INK,
    LINE_HEIGHT,
    PAPER,
    QUIET,
    RULE,
    SEQUENTIAL,
    WIDTH,
    Drawing,
    ink_on,
    text_width,
    wrap,
)
from inspect_tool.domain.content.charts import Bar, HeatMap, HeatRow
from inspect_tool.domain.percentages import NOT_APPLICABLE, SUPPRESSED

LABEL_WIDTH = 220
SLANT = -55  # degrees; a heading then takes .57 of its length sideways and .82 upwards
CELL_HEIGHT = 22
LEGEND_HEIGHT = 34


class Shade(NamedTuple):
    """The fill of every cell whose share is at least so much, and its words in the legend."""

    least: Fraction
    fill: str
    words: str


SHADES = (
    Shade(Fraction(3, 4), SEQUENTIAL[0], "75% or more"),
    Shade(Fraction(1, 2), SEQUENTIAL[1], "50 to under 75%"),
    Shade(Fraction(1, 4), SEQUENTIAL[2], "25 to under 50%"),
    Shade(Fraction(0), SEQUENTIAL[3], "under 25%"),
)
NO_CASES = Shade(Fraction(0), QUIET, "none")


def shade(cell: Bar) -> str:
    """The fill of a cell: quiet grey for none, paper where there is no share to show."""
    if cell.share is None:
        return PAPER
    if not cell.count:
        return QUIET
    return next(step.fill for step in SHADES if cell.share >= step.least)


def draw_heat_map(chart: HeatMap, alt_text: str) -> str:
    """Draw the grid with the count and its base in every cell."""
    drawing = Drawing(alt_text)
    longest = max((text_width(column) for column in chart.columns), default=0)
    left, top = LABEL_WIDTH + GAP, longest * 0.82 + 12
    # The last heading leans over the right edge of its column.
    cell_width = min(60.0, (WIDTH - left - longest * 0.57 + 14) / max(1, len(chart.columns)))
    for index, column in enumerate(chart.columns):
        drawing.slanted_text((left + (index + 0.5) * cell_width + 4, top - 6), column, SLANT)
    y = top
    for row in chart.rows:
        y += _draw_row(drawing, row, (left, y), cell_width)
    _draw_legend(drawing, y + 16)
    return drawing.finish(y + LEGEND_HEIGHT)


def _draw_row(
    drawing: Drawing, row: HeatRow, corner: tuple[float, float], cell_width: float
) -> float:
    left, y = corner
    lines = wrap(row.label, LABEL_WIDTH)
    height = max(CELL_HEIGHT, LINE_HEIGHT * len(lines) + 4)
    drawing.lines_of_text((left - GAP, y + height / 2), lines, anchor="end")
    for index, cell in enumerate(row.cells):
        _draw_cell(drawing, cell, (left + index * cell_width, y), (cell_width - 1, height - 1))
    return height


def _draw_cell(
    drawing: Drawing, cell: Bar, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    fill = shade(cell)
    drawing.rectangle(corner, size, fill=fill, stroke=RULE if cell.share is None else "none")
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2 + FONT_SIZE / 3
    drawing.text(middle, _cell_words(cell), anchor="middle", fill=ink_on(fill))


def _cell_words(cell: Bar) -> str:
    if cell.count is None:
        return SUPPRESSED
    return f"{cell.count}/{cell.base}" if cell.base else NOT_APPLICABLE


def _draw_legend(drawing: Drawing, y: float) -> None:
    x = 0.0
    for step in (*SHADES, NO_CASES):
        drawing.rectangle((x, y), (12, 12), fill=step.fill, stroke=INK)
        drawing.text((x + 18, y + 10), step.words)
        x += 18 + text_width(step.words) + 14
