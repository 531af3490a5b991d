"""The charts of a report as frozen data, each with its words and its table.

A chart is never the only place of a number: `describe_chart` says it for people who do not see
the picture, `chart_grid` gives the rows for the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from inspect_tool.domain.percentages import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SMALLEST_BASE_OF_PERCENTAGES,
    SUPPRESSED,
    TOO_FEW,
    Percentage,
    carries_percentage,
    count_words,
)
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords


def _whole(bases: Sequence[int], percentages_from: int) -> int | None:
    """The largest base, where one of them carries no percentage."""
    known = [base for base in bases if base]
    is_small = any(not carries_percentage(base, percentages_from) for base in known)
    return max(known) if is_small else None


@dataclass(frozen=True)
class StackedBar:
    """How the cases of one criterion spread over the levels; None where it is suppressed."""

    label: str
    counts: tuple[int | None, ...]

    @property
    def total(self) -> int | None:
        """All cases of the bar; None when a part of it is suppressed."""
        known = [count for count in self.counts if count is not None]
        return sum(known) if len(known) == len(self.counts) else None


@dataclass(frozen=True)
class StackedBars:
    """Judgements per criterion, from the best level to the worst.

    Args:
        one, several: What was judged: "case", "cases".
    """

    levels: tuple[str, ...]
    bars: tuple[StackedBar, ...]
    one: str = "case"
    several: str = "cases"
    percentages_from: int = SMALLEST_BASE_OF_PERCENTAGES

    @property
    def whole(self) -> int | None:
        """How many the axis counts up to; None where it is one of percentages."""
        return _whole([bar.total or 0 for bar in self.bars], self.percentages_from)


@dataclass(frozen=True)
class Bar:
    """A count of a base; both None where it is suppressed.

    Args:
        percentages_from: The smallest base that the plan gives a percentage for.
        none: What is said where there is nothing in the base.
    """

    label: str
    count: int | None
    base: int | None
    percentages_from: int = SMALLEST_BASE_OF_PERCENTAGES
    none: str = "no cases"

    @property
    def share(self) -> Fraction | None:
        """The part of the base that counts; None without a base or where suppressed."""
        if self.count is None or not self.base:
            return None
        return Fraction(self.count, self.base)

    @property
    def words(self) -> str:
        """The count with its base."""
        if self.count is None or self.base is None:
            return SUPPRESSED
        return f"{self.count} of {self.base}" if self.base else self.none

    @property
    def words_with_share(self) -> str:
        """The count with its base, and the percentage where the base carries one."""
        if self.count is None or not self.base:
            return self.words
        return count_words(self.count, self.base, self.percentages_from)

    @property
    def percentage(self) -> Percentage | None:
        """The share as it may be shown; None where suppressed or of too small a base."""
        if self.share is None or not self.has_percentage:
            return None
        return Percentage(self.share)

    @property
    def has_percentage(self) -> bool:
        """Whether the base is large enough for a percentage."""
        return carries_percentage(self.base or 0, self.percentages_from)


@dataclass(frozen=True)
class Bars:
    """Counts of a base, one bar for each authority, case type or measure."""

    bars: tuple[Bar, ...]
    row_heading: str = "Authority"

    @property
    def whole(self) -> int | None:
        """How many the axis counts up to; None where every base carries a percentage."""
        wanted = max((bar.percentages_from for bar in self.bars), default=1)
        return _whole([bar.base or 0 for bar in self.bars], wanted)


@dataclass(frozen=True)
class MeasureBars(Bars):
    """Counts of several measures, each over all of its base, one bar for each."""


@dataclass(frozen=True)
class IntervalRow:
    """A share with its confidence limits; `low` and `high` are None without an interval."""

    bar: Bar
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Intervals:
    """Shares with their intervals, one line each, and the overall share for comparison."""

    rows: tuple[IntervalRow, ...]
    overall: Fraction | None = None
    confidence: str = "95%"
    row_heading: str = "Authority"


@dataclass(frozen=True)
class RangeRow:
    """One criterion or measure: the counts of the authorities, and of all cases.

    Args:
        authorities: One for each authority, labelled with its name; suppressed ones may be there.
    """

    label: str
    authorities: tuple[Bar, ...]
    overall: Bar

    @property
    def known(self) -> tuple[Bar, ...]:
        """The authorities whose share can be shown, from the lowest to the highest."""
        shown = [bar for bar in self.authorities if bar.share is not None]
        return tuple(sorted(shown, key=lambda bar: (bar.share or 0, bar.label)))

    @property
    def words(self) -> str:
        """From the lowest to the highest: percentages where every base carries one."""
        if not self.known:
            return SUPPRESSED
        lowest, highest = self.known[0], self.known[-1]
        if not all(bar.has_percentage for bar in self.known):
            return f"{lowest.words} to {highest.words}"
        return " to ".join(Percentage(bar.share or 0).text for bar in (lowest, highest))


@dataclass(frozen=True)
class DotRange:
    """The range between authorities, one line for each criterion or measure."""

    rows: tuple[RangeRow, ...]
    row_heading: str = "Measure"
    words: ReportWords = USUAL_WORDS


@dataclass(frozen=True)
class HeatMap:
    """A count of a base for every row and column, such as criterion by authority."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    row_heading: str = "Criterion"
    counted: str = "cases"


@dataclass(frozen=True)
class HeatRow:
    """One row of a heat map; each cell's label names its column."""

    label: str
    cells: tuple[Bar, ...]


@dataclass(frozen=True)
class FlowLoss:
    """Cases that leave the flow at a step, and why."""

    reason: str
    count: int


@dataclass(frozen=True)
class FlowStep:
    """A box of the flow, what left it, and what joined after the losses (such as reserves)."""

    label: str
    count: int
    losses: tuple[FlowLoss, ...] = ()
    joined: tuple[FlowLoss, ...] = ()


@dataclass(frozen=True)
class FlowDiagram:
    """From the frame to the cases that were counted.

    Source: the flow diagram of PRISMA 2020 (Page et al., BMJ 2021;372:n71).
    """

    steps: tuple[FlowStep, ...]
    words: ReportWords = USUAL_WORDS


GridCell: TypeAlias = str | int | Percentage
Chart: TypeAlias = StackedBars | Bars | Intervals | DotRange | HeatMap | FlowDiagram


@dataclass(frozen=True)
class ChartGrid:
    """A chart's numbers as a table: headings, then rows of text, counts and shares."""

    headings: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]


def describe_chart(chart: Chart) -> str:
    """Say in words everything that the picture shows."""
    match chart:
        case StackedBars():
            return _describe_stacked_bars(chart)
        case Bars():
            rows = "; ".join(f"{bar.label} {bar.words_with_share}" for bar in chart.bars)
            return f"Bar chart, one bar for each row. {rows}."
        case Intervals():
            return _describe_intervals(chart)
        case DotRange():
            return _describe_dot_range(chart)
        case HeatMap():
            return _describe_heat_map(chart)
    return _describe_flow(chart)


def _describe_stacked_bars(chart: StackedBars) -> str:
    bars = ". ".join(
        f"{bar.label}: "
        + ", ".join(
            f"{_cell(count)} {level.lower()}"
            for level, count in zip(chart.levels, bar.counts, strict=True)
        )
        for bar in chart.bars
    )
    return f"Stacked bar chart of the number of {chart.several} at each level. {bars}."


def _describe_intervals(chart: Intervals) -> str:
    rows = "; ".join(f"{row.bar.label} {_interval_words(row)}" for row in chart.rows)
    overall = "" if chart.overall is None else f" All together {Percentage(chart.overall).text}."
    kind = f"Dot chart of shares with their {chart.confidence} intervals."
    if all(row.low is None for row in chart.rows):
        kind = "Dot chart of shares."
    return f"{kind} {rows}.{overall}"


def _interval_words(row: IntervalRow) -> str:
    if not row.bar.has_percentage or row.low is None or row.high is None:
        return row.bar.words_with_share
    limits = f"{Percentage(row.low).text} to {Percentage(row.high).text}"
    return f"{row.bar.words_with_share}, interval {limits}"


def _describe_dot_range(chart: DotRange) -> str:
    rows = ". ".join(
        f"{row.label}: {row.words}{_in_authorities(row, chart)},"
        f" {row.overall.words_with_share} of all {chart.words.cases}"
        for row in chart.rows
    )
    return f"Chart of the range between {chart.words.authorities}. {rows}."


def _in_authorities(row: RangeRow, chart: DotRange) -> str:
    return f" in {len(row.known)} {chart.words.authorities}" if row.known else ""


def _describe_heat_map(chart: HeatMap) -> str:
    rows = ". ".join(
        f"{row.label}: " + ", ".join(f"{cell.label} {cell.words}" for cell in row.cells)
        for row in chart.rows
    )
    return (
        f"Grid of {len(chart.rows)} rows and {len(chart.columns)} columns,"
        f" {chart.counted} in each cell. {rows}."
    )


def _describe_flow(chart: FlowDiagram) -> str:
    return "Flow diagram. " + " ".join(
        f"{step.label}: {step.count:,}." + _list_of(" Left out", step.losses)
        + _list_of(" Joined", step.joined)
        for step in chart.steps
    )  # fmt: skip


def _list_of(verb: str, losses: Sequence[FlowLoss]) -> str:
    if not losses:
        return ""
    return f"{verb}: " + "; ".join(f"{loss.reason} {loss.count:,}" for loss in losses) + "."


def chart_grid(chart: Chart) -> ChartGrid:
    """The chart's numbers as a table for the workbook."""
    match chart:
        case StackedBars():
            return ChartGrid(
                ("Criterion", *chart.levels),
                tuple((bar.label, *map(_cell, bar.counts)) for bar in chart.bars),
            )
        case Bars():
            return ChartGrid(
                (chart.row_heading, "Count", "Base", "Share"),
                tuple((bar.label, *_bar_cells(bar)) for bar in chart.bars),
            )
        case Intervals():
            return _intervals_grid(chart)
        case DotRange():
            return _dot_range_grid(chart)
        case HeatMap():
            return _heat_map_grid(chart)
    return ChartGrid(("Step", "What", "Number"), tuple(_flow_rows(chart)))


def _cell(count: int | None) -> str | int:
    return SUPPRESSED if count is None else count


def _bar_cells(bar: Bar) -> tuple[GridCell, ...]:
    return _cell(bar.count), _cell(bar.base), bar.percentage or _absent(bar)


def _absent(bar: Bar) -> str:
    """What stands for a percentage that there is not: held back, too few, or nothing to share."""
    if bar.count is None:
        return SUPPRESSED
    return TOO_FEW if bar.base else NOT_APPLICABLE


def _intervals_grid(chart: Intervals) -> ChartGrid:
    headings = (chart.row_heading, "Count", "Base", "Share", "Lower limit", "Upper limit")
    return ChartGrid(
        headings,
        tuple((row.bar.label, *_bar_cells(row.bar), *_limit_cells(row)) for row in chart.rows),
    )


def _limit_cells(row: IntervalRow) -> tuple[GridCell, GridCell]:
    if not row.bar.has_percentage or row.low is None or row.high is None:
        return (NOT_AVAILABLE if row.bar.has_percentage else _absent(row.bar),) * 2
    return Percentage(row.low), Percentage(row.high)


def _dot_range_grid(chart: DotRange) -> ChartGrid:
    ends = ("Lowest", "Highest", chart.words.said("All cases"))
    headings = tuple(f"{end}, {part}" for end in ends for part in ("count", "base"))
    return ChartGrid(
        (chart.row_heading, chart.words.said("Authorities shown"), *headings),
        tuple(
            (row.label, len(row.known) or SUPPRESSED, *_ends_of_range(row)) for row in chart.rows
        ),
    )


def _ends_of_range(row: RangeRow) -> tuple[GridCell, ...]:
    ends = (row.known[0], row.known[-1]) if row.known else (Bar("", None, None),) * 2
    return tuple(part for bar in (*ends, row.overall) for part in _bar_cells(bar)[:2])


def _heat_map_grid(chart: HeatMap) -> ChartGrid:
    """Count and base in columns of their own: a cell of a data table holds one value."""
    headings = tuple(f"{column}, {part}" for column in chart.columns for part in ("count", "base"))
    return ChartGrid(
        (chart.row_heading, *headings),
        tuple(
            (row.label, *(part for cell in row.cells for part in _bar_cells(cell)[:2]))
            for row in chart.rows
        ),
    )


def _flow_rows(chart: FlowDiagram) -> list[tuple[GridCell, ...]]:
    rows: list[tuple[GridCell, ...]] = []
    for step in chart.steps:
        rows.append((step.label, chart.words.said("Cases at this step"), step.count))
        rows.extend((step.label, f"Left out: {loss.reason}", loss.count) for loss in step.losses)
        rows.extend((step.label, f"Joined: {join.reason}", join.count) for join in step.joined)
    return rows
