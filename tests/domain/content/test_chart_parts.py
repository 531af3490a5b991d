"""A chart in parts loses no row and no column, and says in each part what that part shows."""

from __future__ import annotations

import pytest

from inspect_tool.domain.content.chart_parts import even_slices, part_of, rows_of
from inspect_tool.domain.content.charts import (
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    HeatMap,
    Intervals,
    StackedBars,
    chart_grid,
)
from tests.documents import report_factory

CHARTS: tuple[Chart, ...] = (
    report_factory.stacked_bars(0, report_factory.CRITERIA),
    Bars(report_factory.bars_by_authority(5)),
    report_factory.intervals(),
    report_factory.dot_range(),
    report_factory.heat_map(),
)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_parts_have_every_row_once(chart: Chart) -> None:
    assert isinstance(chart, StackedBars | Bars | Intervals | DotRange | HeatMap)
    parts = [part_of(chart, rows, slice(None)) for rows in even_slices(rows_of(chart), 3)]
    rows = [row for part in parts for row in chart_grid(part).rows]
    assert tuple(rows) == chart_grid(chart).rows


def test_parts_of_a_grid_have_every_column_once() -> None:
    grid = report_factory.heat_map()
    parts = [part_of(grid, slice(None), columns) for columns in even_slices(len(grid.columns), 4)]
    assert all(isinstance(part, HeatMap) for part in parts)
    headings = [heading for part in parts for heading in chart_grid(part).headings[1:]]
    assert tuple(headings) == chart_grid(grid).headings[1:]


def test_a_flow_is_one_part() -> None:
    flow = report_factory.flow()
    assert isinstance(flow, FlowDiagram)
    assert rows_of(flow) == 1
    assert part_of(flow, slice(0, 1), slice(None)) == flow


@pytest.mark.parametrize(("number", "parts"), [(0, 1), (1, 1), (7, 3), (38, 4), (9, 9)])
def test_parts_differ_by_one_at_most(number: int, parts: int) -> None:
    cut = list(even_slices(number, parts))
    lengths = [part.stop - part.start for part in cut]
    assert sum(lengths) == number
    assert max(lengths) - min(lengths) <= 1
    assert [index for part in cut for index in range(number)[part]] == list(range(number))
