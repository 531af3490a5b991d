"""A grid of counts, such as criterion by authority, shaded by their share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from inspect_tool.documents.charts.layout import GAP
from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    LINE_HEIGHT,
    QUIET,
    RULE,
    Drawing,
    Picture,
    Room,
    text_width,
    wrap,
)
from inspect_tool.domain.content.charts import Bar, HeatMap
from inspect_tool.domain.look.colours import INK, PAPER, ink_on
from inspect_tool.domain.look.palette import USUAL_PALETTE, Palette
from inspect_tool.domain.percentages import NOT_APPLICABLE, SUPPRESSED

LABEL_WIDTH = 220
SLANT = -55  # degrees; a heading then takes .57 of its length sideways and .82 upwards
CELL_HEIGHT = 22
NARROWEST_CELL = 30
OF_A_CELL = 0.95  # of the width of its words in the widest of fonts: they fit in ours
LEGEND_HEIGHT = 34


class Shade(NamedTuple):
    """The fill of cells whose share is at least so much, and the key of its words."""

    least: Fraction
    fill: str
    words: str


STEPS = (
    (Fraction(3, 4), "from_75"),
    (Fraction(1, 2), "from_50"),
    (Fraction(1, 4), "from_25"),
    (Fraction(0), "under_25"),
)
NO_CASES = Shade(Fraction(0), QUIET, "none")


def shades_of(palette: Palette) -> tuple[Shade, ...]:
    """The fills of a grid, from dark to light."""
    return tuple(
        Shade(least, fill, words)
        for (least, words), fill in zip(STEPS, palette.shades, strict=True)
    )


SHADES = shades_of(USUAL_PALETTE)


def shade(cell: Bar, palette: Palette = USUAL_PALETTE) -> str:
    """The fill of a cell: quiet grey for none, paper where there is no share to show."""
    share = cell.share
    if share is None:
        return PAPER
    if not cell.count:
        return QUIET
    return next(step.fill for step in shades_of(palette) if share >= step.least)


def columns_that_fit(chart: HeatMap, room: Room) -> int:
    """How many columns have room beside each other with their words readable in each cell."""
    words = max(
        (text_width(_cell_words(cell)) for row in chart.rows for cell in row.cells), default=0
    )
    return max(1, int(_width_of_cells(chart, room) / max(NARROWEST_CELL, words * OF_A_CELL)))


def _width_of_cells(chart: HeatMap, room: Room) -> float:
    # The last heading leans over the right edge of its column.
    return room.width - _left(room) - _longest_heading(chart) * 0.57 + 14


def _left(room: Room) -> float:
    return 4 if room.has_labels_above else LABEL_WIDTH + GAP


def _longest_heading(chart: HeatMap) -> float:
    return max((text_width(column) for column in chart.columns), default=0)


def draw_heat_map(
    chart: HeatMap, alt_text: str, room: Room, rows: slice, columns: slice
) -> Picture:
    """Draw the grid, or a part of it, with the count and its base in every cell."""
    drawing = Drawing(alt_text, room)
    left, top = _left(room), _longest_heading(chart) * 0.82 + 12
    drawn = chart.columns[columns]
    # As wide in a last part with fewer columns as in the others.
    in_a_part = min(len(chart.columns), columns_that_fit(chart, room))
    cell_width = min(60.0, _width_of_cells(chart, room) / max(1, in_a_part))
    for index, column in enumerate(drawn):
        drawing.slanted_text((left + (index + 0.5) * cell_width + 4, top - 6), column, SLANT)
    y = top
    for row in chart.rows[rows]:
        y += _draw_row(drawing, row.label, row.cells[columns], (left, y), cell_width)
    legend = _draw_legend(drawing, y + 16)
    return drawing.finish(legend + LEGEND_HEIGHT - 16)


def _draw_row(
    drawing: Drawing,
    label: str,
    cells: Sequence[Bar],
    corner: tuple[float, float],
    cell_width: float,
) -> float:
    left, y = corner
    if drawing.room.has_labels_above:
        lines = wrap(label, drawing.room.width)
        above, height = LINE_HEIGHT * len(lines) + 4.0, CELL_HEIGHT + 4.0
        drawing.lines_of_text((0, y + above / 2), lines)
    else:
        lines = wrap(label, LABEL_WIDTH)
        above, height = 0.0, max(CELL_HEIGHT, LINE_HEIGHT * len(lines) + 4)
        drawing.lines_of_text((left - GAP, y + height / 2), lines, anchor="end")
    for index, cell in enumerate(cells):
        corner = (left + index * cell_width, y + above)
        _draw_cell(drawing, cell, corner, (cell_width - 1, height - 1))
    return above + height


def _draw_cell(
    drawing: Drawing, cell: Bar, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    fill = shade(cell, drawing.palette)
    drawing.rectangle(corner, size, fill=fill, stroke=RULE if cell.share is None else "none")
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2 + FONT_SIZE / 3
    drawing.text(middle, _cell_words(cell), anchor="middle", fill=ink_on(fill))


def _cell_words(cell: Bar) -> str:
    if cell.count is None:
        return SUPPRESSED
    return f"{cell.count}/{cell.base}" if cell.base else NOT_APPLICABLE


def _draw_legend(drawing: Drawing, y: float) -> float:
    """Draw it on as many lines as it needs; give the height of the last."""
    x = 0.0
    for step in (*shades_of(drawing.palette), NO_CASES):
        words = drawing.words.say(step.words)
        width = 18 + text_width(words) + 14
        if x and x + width > drawing.room.width:
            x, y = 0.0, y + 20
        drawing.rectangle((x, y), (12, 12), fill=step.fill, stroke=INK)
        drawing.text((x + 18, y + 10), words)
        x += width
    return y
