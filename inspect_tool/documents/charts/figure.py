"""Charts as accessible SVG, drawn by hand: exact look, no clock, no random ids.

The title stands outside the picture, words stand on or beside what they name, and no meaning
hangs on colour alone. Percentages on the axes run from 0 to 100, always.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from inspect_tool.documents.charts.bars import draw_bars, draw_stacked_bars
from inspect_tool.documents.charts.dots import draw_dot_range, draw_intervals
from inspect_tool.documents.charts.flow import draw_flow
from inspect_tool.documents.charts.heat_map import columns_that_fit, draw_heat_map
from inspect_tool.documents.charts.svg import SCREEN, Picture, Room
from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.chart_findings import finding_of
from inspect_tool.domain.content.chart_parts import even_slices, part_of, rows_of
from inspect_tool.domain.content.charts import (
    Bars,
    Chart,
    DotRange,
    HeatMap,
    Intervals,
    StackedBars,
    describe_chart,
)


def draw_figure(figure: Figure, room: Room = SCREEN) -> tuple[str, ...]:
    """Draw a figure's chart as `<svg>` elements, each of whose `<title>` says it in words.

    There are several where the room is too small for one: parts with as many rows each, give or
    take one, on the same scale.
    """
    columns = [slice(None)]
    if isinstance(figure.chart, HeatMap):
        number = max(1, len(figure.chart.columns))
        parts = math.ceil(number / columns_that_fit(figure.chart, room))
        columns = list(even_slices(number, parts))
    return tuple(picture.svg for some in columns for picture in _parts(figure, room, some))


def _parts(figure: Figure, room: Room, columns: slice) -> Iterator[Picture]:
    """The pictures of some columns, in as few parts as the height of the room allows."""
    number = max(1, rows_of(figure.chart))
    whole = _draw_part(figure, room, slice(0, number), columns)
    parts = min(number, math.ceil(whole.height / room.tallest))
    pictures = [whole]
    while parts > 1:
        cut = even_slices(number, parts)
        pictures = [_draw_part(figure, room, rows, columns) for rows in cut]
        if parts == number or all(picture.height <= room.tallest for picture in pictures):
            break
        parts += 1
    yield from pictures


def _draw_part(figure: Figure, room: Room, rows: slice, columns: slice) -> Picture:
    alt_text = figure.alt_text or _said(figure.chart, rows, columns)
    match figure.chart:
        case StackedBars() as chart:
            return draw_stacked_bars(chart, alt_text, room, rows)
        case Bars() as chart:
            return draw_bars(chart, alt_text, room, rows)
        case Intervals() as chart:
            return draw_intervals(chart, alt_text, room, rows)
        case DotRange() as chart:
            return draw_dot_range(chart, alt_text, room, rows)
        case HeatMap() as chart:
            return draw_heat_map(chart, alt_text, room, rows, columns)
    return draw_flow(figure.chart, alt_text, room)


def _said(chart: Chart, rows: slice, columns: slice) -> str:
    """What a part shows, the first part with the finding of the whole."""
    words = describe_chart(part_of(chart, rows, columns))
    is_first = not rows.start and not columns.start
    return f"{finding_of(chart)} {words}".strip() if is_first else words
