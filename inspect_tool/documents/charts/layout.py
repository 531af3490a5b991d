"""What bar charts and dot charts share: a column of labels, a plot, a column of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    LINE_HEIGHT,
    RULE,
    Drawing,
    Room,
    text_width,
    wrap,
)
from inspect_tool.domain.look.colours import INK

LABEL_SHARE = 0.38  # of the width, at most, for the labels
GAP = 10
BAR_HEIGHT = 20
ROW_SPACE = 9
AXIS_HEIGHT = 24
EDGE = 18  # beside a plot over the whole width, for half of what stands at the ends of its axis
PERCENTAGES = {Fraction(tick, 100): f"{tick}%" for tick in (0, 25, 50, 75, 100)}


@dataclass(frozen=True)
class PlotRow:
    """One row: its label in lines, what stands at its end, and the heights of their middles."""

    label: tuple[str, ...]
    value: str
    label_middle: float
    middle: float


@dataclass(frozen=True)
class Plot:
    """Where things go in a chart of rows over a scale from 0 to 100%."""

    room: Room
    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[PlotRow, ...]

    def x(self, share: Fraction | float) -> float:
        """Where a share stands."""
        return self.left + (self.right - self.left) * float(share)

    @property
    def clear(self) -> list[tuple[float, float]]:
        """From where to where a line can run down without crossing a label."""
        if not self.room.has_labels_above:
            return [(self.top, self.bottom)]
        half = BAR_HEIGHT / 2
        return [(row.middle - half, row.middle + half) for row in self.rows]

    @property
    def height(self) -> float:
        """Of the whole drawing, with its axis."""
        return self.bottom + AXIS_HEIGHT


@dataclass(frozen=True)
class RowWords:
    """What stands beside a row: its label on the left, its value on the right."""

    label: str
    value: str


def lay_out(words: Sequence[RowWords], rows: slice, *, top: float, room: Room) -> Plot:
    """Give labels and values the room that they need, and the plot the rest.

    Args:
        words: Of all rows of the chart, so that its parts are alike.
        rows: Those that are drawn.
        top: Room for a legend above the first row.
    """
    if room.has_labels_above:
        return _lay_out_below_labels(words[rows], top=top, room=room)
    widest = max((text_width(row.label) for row in words), default=0)
    left = min(widest, room.width * LABEL_SHARE) + GAP
    right = room.width - max((text_width(row.value) for row in words), default=0) - GAP
    placed: list[PlotRow] = []
    y = top
    for row in words[rows]:
        lines = wrap(row.label, left - GAP)
        height = max(BAR_HEIGHT, LINE_HEIGHT * len(lines)) + ROW_SPACE
        placed.append(PlotRow(lines, row.value, y + height / 2, y + height / 2))
        y += height
    return Plot(room, left, right, top, y, tuple(placed))


def _lay_out_below_labels(words: Sequence[RowWords], *, top: float, room: Room) -> Plot:
    """Each label with its value above its row, which is as wide as the drawing."""
    placed: list[PlotRow] = []
    y = top
    for row in words:
        lines = wrap(f"{row.label}: {row.value}", room.width)
        tall = LINE_HEIGHT * len(lines) + 2
        placed.append(PlotRow(lines, "", y + tall / 2, y + tall + BAR_HEIGHT / 2))
        y += tall + BAR_HEIGHT + ROW_SPACE
    return Plot(room, EDGE, room.width - EDGE, top, y, tuple(placed))


def draw_axis(drawing: Drawing, plot: Plot, labels: Mapping[Fraction, str] = PERCENTAGES) -> None:
    """Draw the grid lines and what they stand for, below what will be drawn over them.

    Args:
        labels: By the part of the plot that they stand at.
    """
    for part, words in labels.items():
        x = plot.x(part)
        for top, bottom in plot.clear:
            drawing.line((x, top), (x, bottom + 4), stroke=RULE)
        drawing.text((x, plot.bottom + 4 + FONT_SIZE + 2), words, anchor="middle")


def axis_of_counts(whole: int | None) -> Mapping[Fraction, str]:
    """The labels of an axis: counts up to a number; percentages without one."""
    if whole is None:
        return PERCENTAGES
    step = max(1, -(-whole // 4))
    # The whole is always among them; one that would run into it is left out.
    numbers = [number for number in range(0, whole, step) if 2 * (whole - number) > step]
    return {Fraction(number, whole): str(number) for number in (*numbers, whole)}


def none_to_all(room: Room) -> Mapping[Fraction, str]:
    """The labels of an axis of shares where a base carries no percentage."""
    keys = {Fraction(0): "none", Fraction(1, 2): "half", Fraction(1): "all"}
    return {share: room.words.say(key) for share, key in keys.items()}


def draw_labels(drawing: Drawing, plot: Plot) -> None:
    """Set the rows' labels on the left or above, and their values on the right."""
    for row in plot.rows:
        if plot.room.has_labels_above:
            drawing.lines_of_text((0, row.label_middle), row.label)
        else:
            drawing.lines_of_text((plot.left - GAP, row.middle), row.label, anchor="end")
            drawing.lines_of_text((plot.room.width, row.middle), (row.value,), anchor="end")


def draw_suppressed(drawing: Drawing, plot: Plot, row: PlotRow, words: str) -> None:
    """Say in the plot why a row shows nothing."""
    drawing.text((plot.left + 6, row.middle + FONT_SIZE / 3), words, fill=INK)
