"""Stacked bars of judgements, and plain bars of a count in its base."""

from __future__ import annotations

from fractions import Fraction

from inspect_tool.documents.charts.layout import (
    BAR_HEIGHT,
    Plot,
    PlotRow,
    RowWords,
    axis_of_counts,
    draw_axis,
    draw_labels,
    draw_suppressed,
    lay_out,
)
from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    Drawing,
    Picture,
    Room,
    text_width,
)
from inspect_tool.domain.content.charts import Bars, StackedBar, StackedBars
from inspect_tool.domain.look.colours import INK, PAPER, ink_on
from inspect_tool.domain.look.palette import USUAL_PALETTE, Palette
from inspect_tool.domain.percentages import SUPPRESSED

LEGEND_HEIGHT = 26
SWATCH = 12


def suppressed_words(drawing: Drawing) -> str:
    """That a row shows nothing, since nothing may be shown."""
    return drawing.words.say("suppressed", mark=SUPPRESSED)


def level_fills(levels: int, palette: Palette = USUAL_PALETTE) -> tuple[str, ...]:
    """Fills from dark to light, as far apart as the palette allows; at most six levels."""
    shades = palette.shades
    fills = {2: (0, 3), 3: (0, 2, 3)}
    if levels in fills:
        return tuple(shades[index] for index in fills[levels])
    more = (palette.darkest, *shades, "#F2F2F2")
    return shades[:levels] if levels <= len(shades) else more[:levels]


def draw_stacked_bars(chart: StackedBars, alt_text: str, room: Room, rows: slice) -> Picture:
    """Draw how the cases of each criterion spread over the levels."""
    drawing = Drawing(alt_text, room)
    words = [RowWords(bar.label, _total_words(chart, bar)) for bar in chart.bars]
    fills = level_fills(len(chart.levels), room.palette)
    top = _draw_legend(drawing, chart.levels, fills)
    plot = lay_out(words, rows, top=top, room=room)
    draw_axis(drawing, plot, axis_of_counts(chart.whole))
    draw_labels(drawing, plot)
    for bar, row in zip(chart.bars[rows], plot.rows, strict=True):
        if bar.total:
            _draw_stack(drawing, plot, row, bar, chart.whole or bar.total)
        else:
            why = suppressed_words(drawing) if bar.total is None else f"no {chart.several}"
            draw_suppressed(drawing, plot, row, why)
    return drawing.finish(plot.height)


def _total_words(chart: StackedBars, bar: StackedBar) -> str:
    if bar.total is None:
        return SUPPRESSED
    return f"{bar.total:,} {chart.one if bar.total == 1 else chart.several}"


def _draw_legend(drawing: Drawing, levels: tuple[str, ...], fills: tuple[str, ...]) -> float:
    """Draw the levels in the order of the segments, on as many lines as they need."""
    x, y = 0.0, 2.0
    for level, fill in zip(levels, fills, strict=True):
        width = SWATCH + 6 + text_width(level) + 14
        if x and x + width > drawing.room.width:
            x, y = 0.0, y + 20
        drawing.rectangle((x, y), (SWATCH, SWATCH), fill=fill, stroke=INK)
        drawing.text((x + SWATCH + 6, y + SWATCH - 2), level)
        x += width
    return y + LEGEND_HEIGHT


def _draw_stack(drawing: Drawing, plot: Plot, row: PlotRow, bar: StackedBar, whole: int) -> None:
    start = Fraction(0)
    fills = level_fills(len(bar.counts), drawing.palette)
    for count, fill in zip(bar.counts, fills, strict=True):
        share = Fraction(count or 0, whole)
        if share:
            _draw_segment(drawing, plot, row, (start, start + share), (str(count), fill))
        start += share


def _draw_segment(
    drawing: Drawing,
    plot: Plot,
    row: PlotRow,
    span: tuple[Fraction, Fraction],
    look: tuple[str, str],
) -> None:
    words, fill = look
    left, right = plot.x(span[0]), plot.x(span[1])
    corner = (left, row.middle - BAR_HEIGHT / 2)
    drawing.rectangle(corner, (right - left, BAR_HEIGHT), fill=fill, stroke=PAPER)
    # A number that would run over the edge of its segment is left to the table beside it.
    if text_width(words) + 2 <= right - left:
        base_line = row.middle + FONT_SIZE / 3
        drawing.text(((left + right) / 2, base_line), words, anchor="middle", fill=ink_on(fill))


def draw_bars(chart: Bars, alt_text: str, room: Room, rows: slice) -> Picture:
    """Draw a count of a base as a bar of its share, with the count in words beside it.

    Where a base carries no percentage, bars are of counts, with an outline for the base.
    """
    drawing = Drawing(alt_text, room)
    words = [RowWords(bar.label, bar.words_with_share) for bar in chart.bars]
    plot = lay_out(words, rows, top=2, room=room)
    whole = chart.whole
    draw_axis(drawing, plot, axis_of_counts(whole))
    draw_labels(drawing, plot)
    for bar, row in zip(chart.bars[rows], plot.rows, strict=True):
        if bar.share is None or bar.count is None:
            why = suppressed_words(drawing) if bar.count is None else bar.none
            draw_suppressed(drawing, plot, row, why)
        else:
            corner = (plot.left, row.middle - BAR_HEIGHT / 2)
            if whole is not None:
                width = plot.x(Fraction(bar.base or 0, whole)) - plot.left
                drawing.rectangle(corner, (width, BAR_HEIGHT), fill=PAPER, stroke=room.palette.main)
            length = bar.share if whole is None else Fraction(bar.count, whole)
            drawing.rectangle(
                corner, (plot.x(length) - plot.left, BAR_HEIGHT), fill=room.palette.main
            )
    if not room.has_labels_above:
        drawing.line((plot.left, plot.top), (plot.left, plot.bottom))
    return drawing.finish(plot.height)
