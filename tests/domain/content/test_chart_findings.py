"""A chart's first sentence says what stands out, and never from what is held back."""

from __future__ import annotations

import pytest

from inspect_tool.domain.content.chart_findings import chart_in_words, finding_of
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
    describe_chart,
)

HIGH, LOW, HELD_BACK = Bar("Ashmere", 9, 10), Bar("Dunholme", 1, 10), Bar("Eastwold", None, None)
ENDS = "The largest share is Ashmere, 9 of 10; the smallest Dunholme, 1 of 10."


@pytest.mark.parametrize(
    ("chart", "finding"),
    [
        (Bars((LOW, HIGH)), ENDS),
        (Bars((LOW, HIGH, HELD_BACK)), ""),
        (Bars((HIGH,)), ""),
        (Bars((HIGH, HIGH)), ""),
        (Intervals((IntervalRow(LOW), IntervalRow(HIGH))), ENDS),
        (
            HeatMap(("A", "B"), (HeatRow("History", (HIGH, LOW)), HeatRow("Plans", (LOW, LOW)))),
            "The largest share is History, 10 of 20; the smallest Plans, 2 of 20.",
        ),
        (HeatMap(("A",), (HeatRow("History", (HELD_BACK,)), HeatRow("Plans", (LOW,)))), ""),
        (
            StackedBars(("Good", "Poor"), (StackedBar("History", (7, 4)), StackedBar("P", (9, 1)))),
            "The largest share at poor is History: 4 of 11 cases.",
        ),
        (
            StackedBars(("Good", "Poor"), (StackedBar("H", (7, 4)), StackedBar("P", (None, 1)))),
            "",
        ),
        (StackedBars(("Good", "Poor"), (StackedBar("History", (7, 4)),)), ""),
        (
            DotRange((RangeRow("History", (LOW, HIGH), HIGH), RangeRow("Plans", (LOW, LOW), LOW))),
            "Authorities differ most in History: 1 of 10 to 9 of 10.",
        ),
        (DotRange((RangeRow("H", (LOW, HIGH), HIGH), RangeRow("P", (HELD_BACK,), LOW))), ""),
        (DotRange((RangeRow("History", (LOW, HIGH), HIGH),)), ""),
        (
            FlowDiagram((FlowStep("On the lists", 4812), FlowStep("Cases counted", 124))),
            "From 4,812 to 124: On the lists to Cases counted.",
        ),
        (FlowDiagram((FlowStep("On the lists", 4812),)), ""),
    ],
)
def test_the_finding_is_said_first(chart: Chart, finding: str) -> None:
    assert finding_of(chart) == finding
    assert chart_in_words(chart) == f"{finding} {describe_chart(chart)}".strip()
