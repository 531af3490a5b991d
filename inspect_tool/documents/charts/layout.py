"""What bar charts and dot charts share: a column of labels, a plot, a column of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    INK,
    LINE_HEIGHT,
    RULE,
    WIDTH,
    Drawing,
    text_width,
    wrap,
)

LABEL_SHARE = 0.38  # of the width, at most, for the labels
GAP = 10
BAR_HEIGHT = 20
ROW_SPACE = 9
AXIS_HEIGHT = 24
PERCENTAGES = {Fraction(tick, 100): f"{tick}%" for tick in (0, 25, 50, 75, 100)}
# Where a base carries no percentage.
NONE_TO_ALL = {Fraction(0): "none", Fraction(1, 2): "half", Fraction(1): "all"}


@dataclass(frozen=True)
class PlotRow:
    """One row: its label in lines, and the height of its middle."""

    label: tuple[str, ...]
    middle: float


@dataclass(frozen=True)
class Plot:
    """Where things go in a chart of rows over a scale from 0 to 100%."""

    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[PlotRow, ...]

    def x(self, share: Fraction | float) -> float:
        """Where a share stands."""
        return self.left + (self.right - self.left) * float(share)

    @property
    def height(self) -> float:
        """Of the whole drawing, with its axis."""
        return self.bottom + AXIS_HEIGHT


def lay_out(labels: Iterable[str], values: Iterable[str], *, top: float) -> Plot:
    """Give labels and values the room that they need, and the plot the rest.

    Args:
        values: What stands right of the rows.
        top: Room for a legend above the first row.
    """
    texts = tuple(labels)
    widest = max((text_width(text) for text in texts), default=0)
    left = min(widest, WIDTH * LABEL_SHARE) + GAP
    right = WIDTH - max((text_width(value) for value in values), default=0) - GAP
    rows: list[PlotRow] = []
    y = top
    for text in texts:
        lines = wrap(text, left - GAP)
        height = max(BAR_HEIGHT, LINE_HEIGHT * len(lines)) + ROW_SPACE
        rows.append(PlotRow(lines, y + height / 2))
        y += height
    return Plot(left, right, top, y, tuple(rows))


def draw_axis(drawing: Drawing, plot: Plot, labels: Mapping[Fraction, str] = PERCENTAGES) -> None:
    """Draw the grid lines and what they stand for, below what will be drawn over them.

    Args:
        labels: By the part of the plot that they stand at.
    """
    for part, words in labels.items():
        x = plot.x(part)
        drawing.line((x, plot.top), (x, plot.bottom + 4), stroke=RULE)
        drawing.text((x, plot.bottom + 4 + FONT_SIZE + 2), words, anchor="middle")


def axis_of_counts(whole: int | None) -> Mapping[Fraction, str]:
    """The labels of an axis: counts up to a number; percentages without one."""
    if whole is None:
        return PERCENTAGES
    step = max(1, -(-whole // 4))
    # The whole is always among them; one that would run into it is left out.
    numbers = [number for number in range(0, whole, step) if 2 * (whole - number) > step]
    return {Fraction(number, whole): str(number) for number in (*numbers, whole)}


def draw_labels(drawing: Drawing, plot: Plot, values: Iterable[str]) -> None:
    """Set the rows' labels on the left, and their values on the right."""
    for row, value in zip(plot.rows, values, strict=True):
        drawing.lines_of_text((plot.left - GAP, row.middle), row.label, anchor="end")
        drawing.lines_of_text((WIDTH, row.middle), (value,), anchor="end")


def draw_suppressed(drawing: Drawing, plot: Plot, row: PlotRow, words: str) -> None:
    """Say in the plot why a row shows nothing."""
    drawing.text((plot.left + 6, row.middle + FONT_SIZE / 3), words, fill=INK)
