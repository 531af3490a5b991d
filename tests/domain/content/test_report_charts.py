"""A chart says in words, and in rows, everything that its picture shows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
    chart_grid,
    describe_chart,
)
from inspect_tool.domain.percentages import Percentage

SUPPRESSED_BAR = Bar("Dunholme", None, None)
NO_CASES = Bar("Eastwold", 0, 0)

STACKED = StackedBars(
    ("Good", "Inadequate"), (StackedBar("History", (7, 4)), StackedBar("Views", (None, 4)))
)
BARS = Bars((Bar("Ashmere", 5, 11), Bar("Bramleigh", 10, 20), SUPPRESSED_BAR, NO_CASES))
INTERVALS = Intervals(
    (IntervalRow(Bar("Ashmere", 10, 20), 0.27, 0.73), IntervalRow(Bar("Bramleigh", 3, 11))),
    overall=Fraction(13, 31),
)
RANGE = DotRange(
    (
        RangeRow("History", (Bar("Ashmere", 5, 20), Bar("Bramleigh", 15, 25)), Bar("All", 20, 45)),
        RangeRow("Views", (Bar("Ashmere", 9, 11), Bar("Bramleigh", 0, 11)), Bar("All", 9, 22)),
        RangeRow("Plans", (SUPPRESSED_BAR,), Bar("All", None, None)),
    )
)
HEAT = HeatMap(
    ("Ashmere", "Dunholme"), (HeatRow("History", (Bar("Ashmere", 5, 11), SUPPRESSED_BAR)),)
)
FLOW = FlowDiagram(
    (
        FlowStep("On the lists", 4812, (FlowLoss("Aged over 10", 1031),)),
        FlowStep("Drawn", 124, (), (FlowLoss("From the reserves", 7),)),
    )
)


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (STACKED, "History: 7 good, 4 inadequate. Views: [c] good, 4 inadequate."),
        (
            BARS,
            "Ashmere 5 of 11; Bramleigh 10 of 20 (50%); Dunholme [c]; Eastwold no cases.",
        ),
        (
            INTERVALS,
            "95% intervals. Ashmere 10 of 20 (50%), interval 27% to 73%; Bramleigh 3 of 11."
            " All together 42%.",
        ),
        (RANGE, "History: 25% to 60% in 2 authorities, 20 of 45 (44%) of all cases."),
        (RANGE, "Views: 0 of 11 to 9 of 11 in 2 authorities, 9 of 22 (41%) of all cases."),
        (RANGE, "Plans: [c], [c] of all cases."),
        (
            HEAT,
            "Grid of 1 rows and 2 columns, cases in each cell. "
            "History: Ashmere 5 of 11, Dunholme [c].",
        ),
        (FLOW, "On the lists: 4,812. Left out: Aged over 10 1,031. Drawn: 124. Joined: From the"),
    ],
)
def test_a_chart_is_said_in_words(chart: Chart, words: str) -> None:
    assert words in describe_chart(chart)


def test_without_limits_no_interval_is_spoken_of() -> None:
    words = describe_chart(Intervals((IntervalRow(Bar("Ashmere", 3, 11)),)))
    assert words == "Dot chart of shares. Ashmere 3 of 11."


@pytest.mark.parametrize(("base", "is_shown"), [(19, False), (20, True), (21, True)])
def test_limits_are_percentages_too_and_need_the_same_base(base: int, *, is_shown: bool) -> None:
    chart = Intervals((IntervalRow(Bar("Ashmere", 10, base), 0.27, 0.73),))
    assert ("27% to 73%" in describe_chart(chart)) is is_shown
    limits = tuple(map(Percentage, (0.27, 0.73))) if is_shown else ("[u]", "[u]")
    assert chart_grid(chart).rows[0][-2:] == limits


@pytest.mark.parametrize(
    ("chart", "headings", "first_row"),
    [
        (STACKED, ("Criterion", "Good", "Inadequate"), ("History", 7, 4)),
        (BARS, ("Authority", "Count", "Base", "Share"), ("Ashmere", 5, 11, "[u]")),
        (
            INTERVALS,
            ("Authority", "Count", "Base", "Share", "Lower limit", "Upper limit"),
            ("Ashmere", 10, 20, Percentage(Fraction(1, 2)), Percentage(0.27), Percentage(0.73)),
        ),
        (
            RANGE,
            (
                "Measure", "Authorities shown", "Lowest, count", "Lowest, base", "Highest, count",
                "Highest, base", "All cases, count", "All cases, base",
            ),
            ("History", 2, 5, 20, 15, 25, 20, 45),
        ),
        (
            HEAT,
            ("Criterion", "Ashmere, count", "Ashmere, base", "Dunholme, count", "Dunholme, base"),
            ("History", 5, 11, "[c]", "[c]"),
        ),
        (FLOW, ("Step", "What", "Number"), ("On the lists", "Cases at this step", 4812)),
    ],
)  # fmt: skip
def test_a_chart_gives_its_numbers_as_rows(
    chart: Chart, headings: tuple[str, ...], first_row: tuple[object, ...]
) -> None:
    grid = chart_grid(chart)
    assert grid.headings == headings
    assert grid.rows[0] == first_row
    assert {len(row) for row in grid.rows} == {len(headings)}


def test_what_is_suppressed_or_has_no_cases_stays_so_in_the_rows() -> None:
    rows = chart_grid(BARS).rows
    assert rows[2] == ("Dunholme", "[c]", "[c]", "[c]")
    assert rows[3] == ("Eastwold", 0, 0, "[z]")
    assert chart_grid(STACKED).rows[1] == ("Views", "[c]", 4)
    assert chart_grid(INTERVALS).rows[1][-2:] == ("[u]", "[u]")
    assert chart_grid(RANGE).rows[2] == ("Plans", *["[c]"] * 7)
    assert chart_grid(FLOW).rows[-1] == ("Drawn", "Joined: From the reserves", 7)


@pytest.mark.parametrize(
    ("base", "words"), [(19, "10 of 19"), (20, "10 of 20 (50%)"), (21, "10 of 21 (48%)")]
)
def test_a_percentage_needs_a_base_of_twenty_unless_the_plan_says_otherwise(
    base: int, words: str
) -> None:
    assert Bar("Ashmere", 10, base).words_with_share == words
    assert Bar("Ashmere", 10, base, percentages_from=base).words_with_share.endswith("%)")
    assert "%" not in Bar("Ashmere", 10, base, percentages_from=base + 1).words_with_share
    is_shown = "%" in words
    assert chart_grid(Bars((Bar("Ashmere", 10, base),))).rows[0][3] == (
        Percentage(Fraction(10, base)) if is_shown else "[u]"
    )


def test_a_stack_with_a_suppressed_part_has_no_total() -> None:
    assert StackedBar("History", (7, 4)).total == 11
    assert StackedBar("History", (None, 4)).total is None
