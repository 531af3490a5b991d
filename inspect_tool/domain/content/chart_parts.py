"""A chart in parts, where it has more rows or columns than fit into one picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inspect_tool.domain.content.charts import (
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    HeatMap,
    Intervals,
    StackedBars,
)


def rows_of(chart: Chart) -> int:
    """How many rows can be told apart; a flow is drawn as a whole."""
    match chart:
        case StackedBars() | Bars():
            return len(chart.bars)
        case FlowDiagram():
            return 1
    return len(chart.rows)


def part_of(chart: Chart, rows: slice, columns: slice) -> Chart:
    """The chart with some of its rows, and a grid with some of its columns."""
    match chart:
        case StackedBars():
            return replace(chart, bars=chart.bars[rows])
        case Bars():
            return replace(chart, bars=chart.bars[rows])
        case Intervals():
            return replace(chart, rows=chart.rows[rows])
        case DotRange():
            return replace(chart, rows=chart.rows[rows])
        case HeatMap():
            shown = tuple(replace(row, cells=row.cells[columns]) for row in chart.rows[rows])
            return replace(chart, columns=chart.columns[columns], rows=shown)
    return chart


def even_slices(number: int, parts: int) -> Iterator[slice]:
    """Cut a number of things into parts that differ by one at most, the longer ones first."""
    length, longer = divmod(number, parts)
    start = 0
    for index in range(parts):
        end = start + length + (index < longer)
        yield slice(start, end)
        start = end
