"""The flow from the frame to the cases that were counted, box by box."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.documents.charts.svg import (
    LINE_HEIGHT,
    QUIET,
    Drawing,
    Picture,
    Room,
    wrap,
)
from inspect_tool.domain.content.charts import FlowDiagram, FlowLoss, FlowStep
from inspect_tool.domain.look.colours import INK, PAPER

COUNT_WIDTH = 50  # of a number with four figures and a comma
PADDING = 8
SPACE = 14


@dataclass(frozen=True)
class _Places:
    """How wide the boxes of the steps are, where those beside begin, and where the line runs."""

    main_width: float
    side_left: float
    spine: float


BESIDE = _Places(main_width=280, side_left=330, spine=140)


def _places(room: Room) -> _Places:
    """Where there is no room beside the steps, what left stands below them."""
    if room.has_labels_above:
        return _Places(main_width=room.width - 2, side_left=44, spine=18)
    return BESIDE


def draw_flow(chart: FlowDiagram, alt_text: str, room: Room) -> Picture:
    """Draw the steps one below the other, with what left and what joined on the right."""
    drawing = Drawing(alt_text, room)
    spine = _places(room).spine
    y = 1.0
    for index, step in enumerate(chart.steps):
        top = y
        bottom = _draw_step(drawing, step, top)
        y = _draw_side_boxes(drawing, step, bottom + SPACE)
        is_last = index == len(chart.steps) - 1
        if not is_last:
            y = max(y, bottom + 2 * SPACE)
            _draw_arrow(drawing, (spine, bottom), (spine, y))
    return drawing.finish(max(y, bottom) + 2)


def _draw_step(drawing: Drawing, step: FlowStep, top: float) -> float:
    width = _places(drawing.room).main_width
    lines = wrap(step.label, width - COUNT_WIDTH - 2 * PADDING)
    height = LINE_HEIGHT * len(lines) + 2 * PADDING - 2
    drawing.rectangle(
        (1, top), (width, height), fill=drawing.palette.tint, stroke=drawing.palette.main
    )
    for index, line in enumerate(lines):
        drawing.text((PADDING + 2, top + PADDING + 10 + index * LINE_HEIGHT), line)
    corner = (width - PADDING, top + PADDING + 10)
    drawing.text(corner, f"{step.count:,}", anchor="end", bold=True)
    return top + height


def _draw_side_boxes(drawing: Drawing, step: FlowStep, y: float) -> float:
    """Draw the losses, then what joined; give the height at which the next step may start."""
    places = _places(drawing.room)
    centre, side_left = places.spine, places.side_left
    if step.losses:
        bottom = _draw_side_box(drawing, "left_out", step.losses, y)
        _draw_arrow(drawing, (centre, (y + bottom) / 2), (side_left, (y + bottom) / 2))
        y = bottom + SPACE
    if step.joined:
        bottom = _draw_side_box(drawing, "joined", step.joined, y)
        _draw_arrow(drawing, (side_left, (y + bottom) / 2), (centre + 2, (y + bottom) / 2))
        y = bottom + SPACE
    return y


def _draw_side_box(drawing: Drawing, key: str, losses: tuple[FlowLoss, ...], top: float) -> float:
    left = _places(drawing.room).side_left
    width = drawing.room.width - left - 1
    total = sum(loss.count for loss in losses)
    inside = width - 2 * PADDING
    lines = [line for loss in losses for line in wrap(f"{loss.reason}: {loss.count:,}", inside)]
    height = LINE_HEIGHT * (len(lines) + 1) + 2 * PADDING - 2
    fill = QUIET if key == "left_out" else PAPER
    drawing.rectangle((left, top), (width, height), fill=fill, stroke=INK)
    drawing.text(
        (left + PADDING, top + PADDING + 10), drawing.words.say(key, number=f"{total:,}"), bold=True
    )
    for index, line in enumerate(lines, start=1):
        drawing.text((left + PADDING, top + PADDING + 10 + index * LINE_HEIGHT), line)
    return top + height


def _draw_arrow(drawing: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    drawing.line(start, end, width=1.3)
    x, y = end
    if start[0] == x:
        drawing.polygon((x, y), (x - 4, y - 7), (x + 4, y - 7), fill=INK)
    else:
        back = x - 7 if x > start[0] else x + 7
        drawing.polygon((x, y), (back, y - 4), (back, y + 4), fill=INK)
