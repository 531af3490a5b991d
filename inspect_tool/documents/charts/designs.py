"""What each design of a sample buys, as a picture: a row for each authority and case type.

Every design has a mark of its own shape in a lane of its own, so that nothing hangs on colour and
no mark hides another. The page beside the picture has every number as a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from inspect_tool.documents.charts.svg import (
    FONT_SIZE,
    LINE_HEIGHT,
    QUIET,
    RULE,
    WIDTH,
    Drawing,
    text_width,
    wrap,
)
from inspect_tool.domain.allocation.comparison import DesignPrecision
from inspect_tool.domain.allocation.precision import ExpectedPrecision
from inspect_tool.domain.look.colours import INK, PAPER
from inspect_tool.domain.look.palette import USUAL_PALETTE
from inspect_tool.domain.percentages import percent

ALL = "All authorities"
NO_INTERVAL = "no interval"
LANE = 9.0  # height of a design's lane in a row
ROW_SPACE = 8.0
GAP = 10.0
HEADING_HEIGHT = 24.0
AXIS_HEIGHT = 40.0
LABEL_SHARE = 0.3  # of the width, at most, for the labels
STEPS = (1, 2, 5, 10, 20)  # percentage points between two lines
MOST_LINES = 8


@dataclass(frozen=True)
class DesignPicture:
    """What the picture shows.

    Args:
        names: Words for codes of authorities and for case types.
        size: Cases in all.
        has_expected_shares: Whether widths are those at the shares that the plan expects; else at
            one half.
    """

    title: str
    designs: Sequence[DesignPrecision]
    names: Mapping[str, str]
    size: int
    has_expected_shares: bool

    @property
    def shown(self) -> list[DesignPrecision]:
        """The designs that can be allocated."""
        return [design for design in self.designs if design.overall is not None]

    @property
    def heading(self) -> str:
        """What the picture is about."""
        return f"What each design of a sample of {self.size} buys"

    @property
    def explanation(self) -> str:
        """What the widths are."""
        at = "the shares that the plan expects" if self.has_expected_shares else "a share of 50%"
        return (
            f"Expected half width of a 95% interval in percentage points, at {at}. "
            "Further left is more precise."
        )


@dataclass(frozen=True)
class _DesignRow:
    """A row: what it is about, and the precision of each design that is shown."""

    label: str
    values: tuple[ExpectedPrecision | None, ...]


@dataclass(frozen=True)
class _Section:
    """Rows under one heading."""

    heading: str
    rows: tuple[_DesignRow, ...]


def design_name(design: DesignPrecision) -> str:
    """The design's name, and whether it is the plan's."""
    name = "Neyman" if design.method.value == "neyman" else design.method.value
    return f"{name} (the plan)" if design.is_plan else name


def _sections(picture: DesignPicture) -> list[_Section]:
    shown = picture.shown
    whole = _DesignRow(ALL, tuple(design.overall for design in shown))
    authorities = _rows(picture, [design.by_authority for design in shown])
    types = _rows(picture, [design.by_case_type for design in shown])
    sections = [_Section("", (whole,)), _Section("By authority", authorities)]
    return [*sections, _Section("By case type", types)] if types else sections


def _rows(
    picture: DesignPicture, groups: Sequence[Mapping[str, ExpectedPrecision]]
) -> tuple[_DesignRow, ...]:
    names = dict.fromkeys(name for group in groups for name in group)
    return tuple(
        _DesignRow(picture.names.get(name, name), tuple(group.get(name) for group in groups))
        for name in names
    )


def points(value: ExpectedPrecision | None) -> str:
    """The half width in words: ±27, or that there is no interval."""
    if value is None or value.half_width is None:
        return NO_INTERVAL
    return f"±{percent(value.half_width)}"


def describe_designs(picture: DesignPicture) -> str:
    """Say in words what the picture shows."""
    designs = ". ".join(
        f"{design_name(design)}: {points(design.overall)} for all authorities, "
        f"{_range(design.by_authority)} for one authority"
        for design in picture.shown
    )
    return f"{picture.heading}. {picture.explanation} {designs}."


def _range(groups: Mapping[str, ExpectedPrecision]) -> str:
    widths = sorted(group.half_width for group in groups.values() if group.half_width is not None)
    if not widths:
        return NO_INTERVAL
    return f"±{percent(widths[0])} to ±{percent(widths[-1])}"


@dataclass(frozen=True)
class _Plot:
    """The room for the marks, and the scale in percentage points."""

    left: float
    right: float
    most: float

    def x(self, half_width: float) -> float:
        """Where a half-width is marked; one beyond the scale stands at its end."""
        return self.left + (self.right - self.left) * min(100 * half_width / self.most, 1)


@dataclass(frozen=True)
class _PlacedRow:
    """A row and the height at which it begins."""

    row: _DesignRow
    top: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Room for its marks or its words, whichever is more, and the space below."""
        lanes = LANE * len(self.row.values)
        return max(lanes, LINE_HEIGHT * len(self.lines)) + ROW_SPACE

    @property
    def middle(self) -> float:
        """The height at which words stand beside the marks."""
        return self.top + self.height / 2


def draw_designs(picture: DesignPicture) -> str:
    """Draw the picture as one `<svg>` element."""
    drawing = Drawing(describe_designs(picture))
    sections = _sections(picture)
    labels = [row.label for section in sections for row in section.rows]
    label_width = min(max(map(text_width, labels)), WIDTH * LABEL_SHARE)
    plot = _Plot(label_width + GAP, WIDTH - GAP, _scale(sections))
    top = bottom = _draw_legend(drawing, picture)
    placed: list[_PlacedRow] = []
    for section in sections:
        if section.heading:
            drawing.text((0, bottom + HEADING_HEIGHT - 8), section.heading, bold=True)
            bottom += HEADING_HEIGHT
        for row in section.rows:
            placed.append(_PlacedRow(row, bottom, wrap(row.label, label_width)))
            bottom += placed[-1].height
    for striped in placed[::2]:
        drawing.rectangle((0, striped.top), (WIDTH, striped.height), fill=QUIET)
    _draw_axis(drawing, plot, top, bottom)
    for placed_row in placed:
        _draw_row(drawing, plot, placed_row)
    return drawing.finish(bottom + AXIS_HEIGHT).svg


def _scale(sections: Sequence[_Section]) -> float:
    widths = [
        100 * value.half_width
        for section in sections
        for row in section.rows
        for value in row.values
        if value is not None and value.half_width is not None
    ]
    step = _step(max(widths, default=0))
    return max(step, step * math.ceil(max(widths, default=0) / step))


def _step(most: float) -> int:
    return next((step for step in STEPS if most / step <= MOST_LINES), STEPS[-1])


def _draw_legend(drawing: Drawing, picture: DesignPicture) -> float:
    x, y = 8.0, 10.0
    for place, design in enumerate(picture.shown):
        name = design_name(design)
        if x + 14 + text_width(name) > WIDTH:
            x, y = 8.0, y + LINE_HEIGHT + 3
        MARKS[place % len(MARKS)](drawing, x, y)
        drawing.text((x + 10, y + FONT_SIZE / 3), name)
        x += 28 + text_width(name)
    return y + 16


def _draw_row(drawing: Drawing, plot: _Plot, placed: _PlacedRow) -> None:
    drawing.lines_of_text((plot.left - GAP, placed.middle), placed.lines, anchor="end")
    values = placed.row.values
    first = placed.middle - LANE * (len(values) - 1) / 2
    for lane, value in enumerate(values):
        _draw_value(drawing, plot, value, lane=lane, y=first + LANE * lane)


def _draw_value(
    drawing: Drawing, plot: _Plot, value: ExpectedPrecision | None, *, lane: int, y: float
) -> None:
    if value is None or value.half_width is None:
        drawing.text((plot.left + 4, y + FONT_SIZE / 3), NO_INTERVAL)
        return
    x = plot.x(value.half_width)
    drawing.line((plot.left, y), (x, y), stroke=RULE)
    MARKS[lane % len(MARKS)](drawing, x, y)


def _draw_axis(drawing: Drawing, plot: _Plot, top: float, bottom: float) -> None:
    step = _step(plot.most)
    for value in range(0, int(plot.most) + 1, step):
        x = plot.x(value / 100)
        drawing.line((x, top), (x, bottom + 4), stroke=RULE)
        drawing.text((x, bottom + 6 + FONT_SIZE), f"±{value}", anchor="middle")
    middle = (plot.left + plot.right) / 2
    drawing.text((middle, bottom + 36), "percentage points", anchor="middle")


def _filled_dot(drawing: Drawing, x: float, y: float) -> None:
    drawing.dot((x, y), 4.5, fill=USUAL_PALETTE.main, stroke=USUAL_PALETTE.main)


def _open_dot(drawing: Drawing, x: float, y: float) -> None:
    drawing.dot((x, y), 4, fill=PAPER, stroke=USUAL_PALETTE.main)


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    corners = ((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
    drawing.polygon(*corners, fill=USUAL_PALETTE.highlight, stroke=INK)


def _square(drawing: Drawing, x: float, y: float) -> None:
    drawing.rectangle((x - 4, y - 4), (8, 8), fill=USUAL_PALETTE.accent, stroke=INK)


def _triangle(drawing: Drawing, x: float, y: float) -> None:
    drawing.polygon((x, y - 5), (x + 5, y + 4), (x - 5, y + 4), fill=PAPER, stroke=INK)


MARKS: tuple[Callable[[Drawing, float, float], None], ...] = (
    _filled_dot,
    _open_dot,
    _diamond,
    _square,
    _triangle,
)


def designs_page(picture: DesignPicture) -> str:
    """A page with the picture and, for those who do not see it, its numbers."""
    svg = draw_designs(picture)
    notes = [f"{design_name(design)}: {design.reason or design.note}" for design in picture.designs]
    said = "".join(f"<li>{escape(note)}</li>" for note in notes if not note.endswith(": "))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(picture.heading)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(picture.heading)}</h1><p>{escape(picture.title)}. "
        f"{escape(picture.explanation)}</p>{svg}<h2>The numbers</h2>{_table(picture)}"
        + (f"<ul>{said}</ul>" if said else "")
        + "</main></body></html>\n"
    )


STYLE = (
    "body{font:1rem/1.5 Arial,sans-serif;color:#0b0c0c;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}svg{max-width:100%;height:auto}table{border-collapse:collapse}"
    "caption{text-align:left;font-weight:bold}"
    "td{white-space:nowrap}"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid #b1b4b6;text-align:right}"
    "th:first-child{text-align:left}"
)


def _table(picture: DesignPicture) -> str:
    names = "".join(
        f'<th scope="col">{escape(design_name(design))}</th>' for design in picture.shown
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f"<td>{_cell(value)}</td>" for value in row.values)
        + "</tr>"
        for section in _sections(picture)
        for row in section.rows
    )
    return (
        "<table><caption>Cases, and the expected half width in percentage points</caption>"
        f'<thead><tr><th scope="col">Whose share</th>{names}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cell(value: ExpectedPrecision | None) -> str:
    return "" if value is None else f"{value.cases} {points(value)}"
