"""Shares with their intervals, and the range between authorities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from inspect_tool.documents.charts.bars import suppressed_words
from inspect_tool.documents.charts.layout import (
    PERCENTAGES,
    Plot,
    PlotRow,
    RowWords,
    draw_axis,
    draw_labels,
    draw_suppressed,
    lay_out,
    none_to_all,
)
from inspect_tool.documents.charts.svg import (
    RULE,
    Drawing,
    Picture,
    Room,
    text_width,
)
from inspect_tool.domain.content.charts import Bar, DotRange, IntervalRow, Intervals, RangeRow
from inspect_tool.domain.look.colours import INK, PAPER
from inspect_tool.domain.percentages import Percentage

LEGEND_HEIGHT = 24
RADIUS = 5


def _labels(bars: Iterable[Bar], room: Room) -> Mapping[Fraction, str]:
    """The labels of an axis of shares: no percentages where a base carries none."""
    is_small = any(bar.base and not bar.has_percentage for bar in bars)
    return none_to_all(room) if is_small else PERCENTAGES


def draw_intervals(chart: Intervals, alt_text: str, room: Room, rows: slice) -> Picture:
    """Draw each share as a dot on its interval; a dashed line shows all together."""
    drawing = Drawing(alt_text, room)
    words = [RowWords(row.bar.label, row.bar.words_with_share) for row in chart.rows]
    top = LEGEND_HEIGHT if chart.overall is not None else 2
    plot = lay_out(words, rows, top=top, room=room)
    draw_axis(drawing, plot, _labels([row.bar for row in chart.rows], room))
    if chart.overall is not None:
        _draw_overall(drawing, plot, chart.overall)
    draw_labels(drawing, plot)
    for interval, row in zip(chart.rows[rows], plot.rows, strict=True):
        _draw_interval(drawing, plot, row, interval)
    return drawing.finish(plot.height)


def _draw_overall(drawing: Drawing, plot: Plot, overall: Fraction) -> None:
    x = plot.x(overall)
    for top, bottom in plot.clear:
        drawing.line((x, top - 4), (x, bottom), width=1.5, dashes="5 3")
    drawing.text(
        (x, plot.top - 9),
        drawing.words.say("all_is", share=Percentage(overall).text),
        anchor="middle",
        bold=True,
    )


def _draw_interval(drawing: Drawing, plot: Plot, row: PlotRow, interval: IntervalRow) -> None:
    share = interval.bar.share
    if share is None:
        words = suppressed_words(drawing) if interval.bar.count is None else interval.bar.none
        draw_suppressed(drawing, plot, row, words)
        return
    if interval.low is not None and interval.high is not None:
        ends = (plot.x(interval.low), row.middle), (plot.x(interval.high), row.middle)
        drawing.line(*ends, stroke=drawing.palette.main, width=3)
    drawing.dot((plot.x(share), row.middle), RADIUS, fill=drawing.palette.main, stroke=PAPER)


def draw_dot_range(chart: DotRange, alt_text: str, room: Room, rows: slice) -> Picture:
    """Draw each authority as an open dot, their range as a line, all cases as a diamond."""
    drawing = Drawing(alt_text, room)
    words = [RowWords(row.label, row.words) for row in chart.rows]
    fixed = (room.words.say(key) for key in ("one_or_more_authorities", "all_cases_together"))
    one, together = map(chart.words.said, fixed)
    legend = one, together
    plot = lay_out(words, rows, top=_draw_range_legend(drawing, *legend), room=room)
    draw_axis(drawing, plot, _labels([bar for row in chart.rows for bar in row.known], room))
    draw_labels(drawing, plot)
    for spread, row in zip(chart.rows[rows], plot.rows, strict=True):
        _draw_spread(drawing, plot, row, spread)
    return drawing.finish(plot.height)


def _draw_range_legend(drawing: Drawing, one: str, together: str) -> float:
    """Draw it on as many lines as it needs; give the height at which the plot may start."""
    drawing.dot((RADIUS + 1, 8), RADIUS, fill=PAPER, stroke=drawing.palette.main)
    drawing.text((18, 12), one)
    x, y = 18 + text_width(one) + 20, 8.0
    if x + 12 + text_width(together) > drawing.room.width:
        x, y = RADIUS + 1.0, 28.0
    _draw_diamond(drawing, (x, y))
    drawing.text((x + 12, y + 4), together)
    return y - 8 + LEGEND_HEIGHT


def _draw_diamond(drawing: Drawing, at: tuple[float, float]) -> None:
    x, y = at
    corners = ((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y))
    drawing.polygon(*corners, fill=drawing.palette.highlight, stroke=INK)


def _draw_spread(drawing: Drawing, plot: Plot, row: PlotRow, spread: RangeRow) -> None:
    shares = sorted({bar.share for bar in spread.known if bar.share is not None})
    if not shares:
        draw_suppressed(drawing, plot, row, suppressed_words(drawing))
        return
    ends = (plot.x(shares[0]), row.middle), (plot.x(shares[-1]), row.middle)
    drawing.line(*ends, stroke=RULE, width=5)
    for share in shares:
        drawing.dot((plot.x(share), row.middle), RADIUS, fill=PAPER, stroke=drawing.palette.main)
    if spread.overall.share is not None:
        _draw_diamond(drawing, (plot.x(spread.overall.share), row.middle))
