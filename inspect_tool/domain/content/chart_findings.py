"""What a chart shows first of all, in one sentence, for whoever does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    HeatMap,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
    describe_chart,
)


def chart_in_words(chart: Chart) -> str:
    """Its finding, then everything that it shows."""
    finding = finding_of(chart)
    return f"{finding} {describe_chart(chart)}" if finding else describe_chart(chart)


def finding_of(chart: Chart) -> str:
    """What stands out, from what is shown alone; empty where nothing can be told apart."""
    match chart:
        case Bars():
            return _ends(chart.bars)
        case Intervals():
            return _ends([row.bar for row in chart.rows])
        case StackedBars():
            return _most_at_the_worst(chart)
        case DotRange():
            return _widest(chart)
        case HeatMap():
            return _ends([_together(row.label, row.cells) for row in chart.rows])
    return _from_first_to_last(chart)


def _ends(bars: Sequence[Bar]) -> str:
    known = [bar for bar in bars if bar.share is not None]
    shares = {bar.share for bar in known}
    if len(shares) < 2 or len(known) < len(bars):
        return ""
    highest = max(known, key=lambda bar: bar.share or 0)
    lowest = min(known, key=lambda bar: bar.share or 0)
    return (
        f"The largest share is {highest.label}, {highest.words}; the smallest {lowest.label}, "
        f"{lowest.words}."
    )


def _together(label: str, cells: Sequence[Bar]) -> Bar:
    """A row of a grid as one bar; not known where a cell of it is held back."""
    if any(cell.count is None or cell.base is None for cell in cells):
        return Bar(label, None, None)
    count = sum(cell.count or 0 for cell in cells)
    return Bar(label, count, sum(cell.base or 0 for cell in cells))


def _most_at_the_worst(chart: StackedBars) -> str:
    shares = [(_share_of_last(bar), bar) for bar in chart.bars]
    if len({share for share, _ in shares}) < 2 or any(share is None for share, _ in shares):
        return ""
    _, worst = max(shares, key=lambda pair: pair[0] or 0)
    return (
        f"The largest share at {chart.levels[-1].lower()} is {worst.label}: {worst.counts[-1]} of "
        f"{worst.total} {chart.several}."
    )


def _share_of_last(bar: StackedBar) -> Fraction | None:
    return Fraction(bar.counts[-1] or 0, bar.total) if bar.total else None


def _widest(chart: DotRange) -> str:
    if len(chart.rows) < 2 or not all(row.known for row in chart.rows):
        return ""
    widest = max(chart.rows, key=_width)
    return f"{chart.words.said('Authorities differ most')} in {widest.label}: {widest.words}."


def _width(row: RangeRow) -> Fraction:
    return (row.known[-1].share or Fraction(0)) - (row.known[0].share or Fraction(0))


def _from_first_to_last(chart: FlowDiagram) -> str:
    if len(chart.steps) < 2:
        return ""
    first, last = chart.steps[0], chart.steps[-1]
    return f"From {first.count:,} to {last.count:,}: {first.label} to {last.label}."
