"""Charts as accessible SVG, drawn by hand: exact look, no clock, no random ids.

The title stands outside the picture, words stand on or beside what they name, and no meaning
hangs on colour alone. Percentages on the axes run from 0 to 100, always.
"""

from __future__ import annotations

from inspect_tool.documents.charts.bars import draw_bars, draw_stacked_bars
from inspect_tool.documents.charts.dots import draw_dot_range, draw_intervals
from inspect_tool.documents.charts.flow import draw_flow
from inspect_tool.documents.charts.heat_map import draw_heat_map
from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.charts import (
    Bars,
    DotRange,
    HeatMap,
    Intervals,
    StackedBars,
    describe_chart,
)


def draw_figure(figure: Figure) -> str:
    """Draw a figure's chart as one `<svg>` element whose `<title>` says it in words."""
    alt_text = figure.alt_text or describe_chart(figure.chart)
    match figure.chart:
        case StackedBars() as chart:
            return draw_stacked_bars(chart, alt_text)
        case Bars() as chart:
            return draw_bars(chart, alt_text)
        case Intervals() as chart:
            return draw_intervals(chart, alt_text)
        case DotRange() as chart:
            return draw_dot_range(chart, alt_text)
        case HeatMap() as chart:
            return draw_heat_map(chart, alt_text)
    return draw_flow(figure.chart, alt_text)
