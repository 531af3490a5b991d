"""What the charts of a report count; each has the numbers of its picture, words and sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    DotRange,
    FlowDiagram,
    HeatMap,
    Intervals,
    MeasureBars,
    StackedBars,
)
from inspect_tool.domain.disclosure.book import ALL, CountBook, CountName
from inspect_tool.domain.disclosure.shares import NotedShare, group_name
from inspect_tool.domain.disclosure.tables import LOST


@dataclass
class PictureReading:
    """What the charts say.

    Args:
        codes: The names of the authorities by their codes.
        authority, one_authority: What the report calls an authority, above a column and in it.
        shares: Counts of a base.
        groups: The groups of each field that a chart goes through, by its heading.
    """

    book: CountBook
    codes: Mapping[str, str]
    authority: str = "Authority"
    one_authority: str = "authority"
    shares: list[NotedShare] = field(default_factory=list)
    groups: dict[str, dict[str, None]] = field(default_factory=dict)
    _levels_of: dict[str, list[CountName]] = field(default_factory=dict)

    def read(self, figure: Figure) -> None:
        """Take down a figure."""
        match chart := figure.chart:
            case MeasureBars():
                for bar in chart.bars:
                    self._share(figure, bar.label, ALL, bar)
            case Bars():
                self._bars(figure, chart.bars, chart.row_heading)
            case Intervals():
                bars = [row.bar for row in chart.rows]
                self._bars(figure, bars, chart.row_heading)
            case StackedBars():
                self._levels(figure, chart)
            case HeatMap():
                self._grid(figure, chart)
            case DotRange():
                self._ranges(figure, chart)
            case _:
                self._flow(figure, chart)

    def _bars(self, figure: Figure, bars: Iterable[Bar], heading: str) -> None:
        title = figure.title.rsplit(", by ", 1)[0]
        for bar in bars:
            self._share(figure, title, self._group(heading, bar.label), bar)

    def _group(self, heading: str, member: str) -> str:
        self.groups.setdefault(heading, {})[member] = None
        return group_name(heading, member)

    def _share(self, figure: Figure, title: str, group: str, bar: Bar, part: str = "") -> None:
        if bar.count is not None and bar.base is not None:
            place = f"{pictured(figure)}, {part}{bar.label}"
            self.shares.append(NotedShare(title, group, bar.count, bar.base, place))

    def _levels(self, figure: Figure, chart: StackedBars) -> None:
        """Judgements by level; how many were judged is the length of the bar."""
        is_sensitive = chart.one != self.one_authority
        for bar in chart.bars:
            names = []
            for level, count in zip(chart.levels, bar.counts, strict=True):
                if count is not None:
                    names.append(CountName(f"Judged: {bar.label}", ALL, level))
                    place = f"{pictured(figure)}, {bar.label}: {level}"
                    self.book.note(names[-1], count, place, is_sensitive=is_sensitive)
            if bar.total is not None:
                whole = CountName(f"Judged: {bar.label}", ALL, "all levels")
                place = f"{pictured(figure)}, {bar.label}: length of the bar"
                self.book.note(whole, bar.total, place, is_sensitive=is_sensitive)
                self.book.tie(whole, names)
                for name in names:
                    self.book.share(name, whole, rest=name.but(f"not {name.part}"))
                self._levels_of[f"Met: {bar.label}"] = names

    def tie_met(self) -> None:
        """How many met a criterion is the sum of its best levels, as far down as that holds."""
        for met, names in self._levels_of.items():
            ends = range(1, len(names) + 1)
            any(self.book.tie(CountName(met), names[:end]) for end in ends)

    def _grid(self, figure: Figure, chart: HeatMap) -> None:
        for row in chart.rows:
            for cell in row.cells:
                group = self._group(self.authority, self.codes.get(cell.label, cell.label))
                self._share(figure, f"Met: {row.label}", group, cell, f"{row.label}: ")

    def _ranges(self, figure: Figure, chart: DotRange) -> None:
        """The dots stand for authorities, whose names the picture does not say at each."""
        for row in chart.rows:
            for bar in row.known:
                group = self._group(self.authority, bar.label)
                self._share(figure, row.label, group, bar, f"{row.label}: ")
            self._share(figure, row.label, ALL, row.overall, f"{row.label}: ")

    def _flow(self, figure: Figure, chart: FlowDiagram) -> None:
        for step in chart.steps:
            self.book.know(CountName(step.label), step.count, f"{pictured(figure)}, {step.label}")
            for loss in (*step.losses, *step.joined):
                name = CountName(LOST, loss.reason)
                place = f"{pictured(figure)}, {step.label}: {loss.reason}"
                if self.book.count(name) is None:
                    name = CountName(f"{step.label}: {loss.reason}")
                    self.book.know(name, loss.count, place)
                else:
                    self.book.note(name, loss.count, place)


def pictured(figure: Figure) -> str:
    """What a page calls a figure."""
    return f"Figure {figure.number}" if figure.number is not None else figure.id
