"""Tables and charts of the public edition: what is held back becomes `[c]`, in each place of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from inspect_tool.domain.content.blocks import Cell, Column, Figure, Row, Table
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    Intervals,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.content.marks import Holds, RowsAre
from inspect_tool.domain.disclosure.held import HeldCounts
from inspect_tool.domain.disclosure.pictures import pictured
from inspect_tool.domain.disclosure.public_notes import public_note
from inspect_tool.domain.disclosure.tables import by_holding, count_in, has_numbers, place_of
from inspect_tool.domain.percentages import SUPPRESSED, TOO_FEW

HELD_BACK_EXPLAINED: Final = (
    f"{SUPPRESSED} = held back so that no child can be recognised, or so that no number held back "
    "can be worked out."
)
_P_VALUE: Final = re.compile(r"\s*\(p[^)]*\)")
_NO_PERCENTAGE: Final = re.compile(rf"{re.escape(TOO_FEW)} = [^.]*\.\s*")
_PUBLIC: Final = frozenset({Holds.WORDS, Holds.NOUN, Holds.RECORDS, Holds.AGREED})
_PLAIN: Final = frozenset({RowsAre.LOSSES, RowsAre.ANSWERS, RowsAre.SPREAD})
_PARTS: Final = {Holds.MEDIAN: 2, Holds.QUARTILES: 4}


def public_table(table: Table, held: HeldCounts) -> Table:
    """A table as it may be published; a column that nothing says the meaning of is held back."""
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _cell(table, row, column, cell, held)
                for column, cell in zip(table.columns[1:], row.cells, strict=True)
            ),
        )
        for row in table.rows
    )
    note = public_note(table.note)
    if not any(TOO_FEW in row.cells for row in rows):
        note = _NO_PERCENTAGE.sub("", note)
    if any(SUPPRESSED in row.cells for row in rows):
        note = f"{HELD_BACK_EXPLAINED} {note}".strip()
    return replace(table, rows=rows, note=note, source=public_note(table.source))


def _cell(table: Table, row: Row, column: Column, cell: Cell, held: HeldCounts) -> Cell:
    """A cell, or what stands in its place."""
    is_number = not isinstance(cell, str) or has_numbers(cell)
    if column.holds in {Holds.PHRASE, Holds.COMPARED}:
        is_held = held.holds(place_of(table, row)) or _of_base_held(table, row, held)
        is_spread = column.holds is Holds.COMPARED and row.header.casefold() in held.spread
        return SUPPRESSED if is_held or is_spread else cell
    if cell == TOO_FEW and column.holds is Holds.SHARE:
        # A percentage that nobody would get says how large the base is.
        return SUPPRESSED if held.holds(place_of(table, row)) else cell
    if not is_number or (table.mark is not None and table.mark.rows is RowsAre.WORDS):
        return cell
    if table.mark is None or table.mark.rows in _PLAIN:
        return _plain(table, row, column, cell, held)
    if column.holds in _PUBLIC:
        return cell
    return _by_holding(table, row, column, cell, held)


def _plain(table: Table, row: Row, column: Column, cell: Cell, held: HeldCounts) -> Cell:
    """A cell of a table whose rows are of no kind: a count by its row and column, or a median."""
    if column.holds in _PARTS:
        return cell if _is_far(row, table, column, held) else SUPPRESSED
    if count_in(cell) is None:
        return cell if column.holds in _PUBLIC else SUPPRESSED
    is_loss = table.mark is not None and table.mark.rows is RowsAre.LOSSES
    heading = "" if is_loss else column.heading
    return SUPPRESSED if held.holds(place_of(table, row, heading)) else cell


def _is_far(row: Row, table: Table, column: Column, held: HeldCounts) -> bool:
    """Whether a quantile is far from any single child's value."""
    base_column = next((one for one in table.columns if one.holds is Holds.BASE), None)
    base = by_holding(table, row).get(Holds.BASE)
    if base_column is None or not isinstance(base, int):
        return False
    place = place_of(table, row, base_column.heading)
    return not held.holds(place) and held.carries_quantile(
        base, _PARTS[column.holds or Holds.MEDIAN]
    )


def _by_holding(table: Table, row: Row, column: Column, cell: Cell, held: HeldCounts) -> Cell:
    """A cell by what it is; what nothing is known of is held back."""
    place, own = place_of(table, row), place_of(table, row, column.heading)
    is_spread = held.is_spread(row.header)
    is_count_held = held.holds(place) or _of_base_held(table, row, held)
    is_held = {
        Holds.NUMBER: place in held.numbers,
        Holds.BASE: place in held.bases,
        Holds.SHARE: held.holds(place),
        Holds.REST: held.holds(own),
        Holds.LOWEST: held.holds(own),
        Holds.HIGHEST: held.holds(own),
        Holds.OF_BASE: held.holds(own),
        Holds.ESTIMATE: is_count_held or is_spread,
        Holds.INTERVAL: is_count_held or is_spread,
        # How many authorities have none, and a p value, tell of the counts that are held back.
        Holds.SEEN_IN: is_spread,
        Holds.TEST: is_spread,
    }.get(column.holds or Holds.WORDS, True)
    if is_held and column.holds is Holds.TEST:
        return _P_VALUE.sub("", str(cell))
    return SUPPRESSED if is_held else cell


def _of_base_held(table: Table, row: Row, held: HeldCounts) -> bool:
    """Whether the count of a row that stands in words with its base is held back."""
    headings = [column.heading for column in table.columns if column.holds is Holds.OF_BASE]
    return any(held.holds(place_of(table, row, heading)) for heading in headings)


def public_figure(figure: Figure, held: HeldCounts) -> Figure:
    """A figure as it may be published; its words are said anew from what is left of it."""
    chart = _chart(figure, held)
    note = public_note(figure.note)
    if chart != figure.chart:
        note = f"{HELD_BACK_EXPLAINED} {note}".strip()
    return replace(figure, chart=chart, alt_text="", note=note, source=public_note(figure.source))


def _chart(figure: Figure, held: HeldCounts) -> Chart:
    name = pictured(figure)
    match chart := figure.chart:
        case Bars():
            return replace(chart, bars=tuple(_bar(bar, name, held) for bar in chart.bars))
        case Intervals():
            return _intervals(chart, name, held)
        case StackedBars():
            return replace(chart, bars=tuple(_stack(bar, chart, name, held) for bar in chart.bars))
        case HeatMap():
            rows = tuple(
                replace(
                    row,
                    cells=tuple(_bar(cell, f"{name}, {row.label}:", held) for cell in row.cells),
                )
                for row in chart.rows
            )
            return replace(chart, rows=rows)
        case DotRange():
            return _ranges(chart, name, held)
    # The sizes of a flow are known, and its small reasons were put together before.
    return chart


def _bar(bar: Bar, before: str, held: HeldCounts) -> Bar:
    place = f"{before} {bar.label}" if before.endswith(":") else f"{before}, {bar.label}"
    return replace(bar, count=None, base=None) if held.holds(place) else bar


def _intervals(chart: Intervals, name: str, held: HeldCounts) -> Intervals:
    rows = []
    for row in chart.rows:
        bar = _bar(row.bar, name, held)
        is_left = bar.count is not None
        rows.append(
            replace(
                row, bar=bar, low=row.low if is_left else None, high=row.high if is_left else None
            )
        )
    is_whole = all(row.bar.count is not None for row in rows)
    return replace(chart, rows=tuple(rows), overall=chart.overall if is_whole else None)


def _stack(bar: StackedBar, chart: StackedBars, name: str, held: HeldCounts) -> StackedBar:
    counts = tuple(
        None if held.holds(f"{name}, {bar.label}: {level}") else count
        for level, count in zip(chart.levels, bar.counts, strict=True)
    )
    return replace(bar, counts=counts)


def _ranges(chart: DotRange, name: str, held: HeldCounts) -> DotRange:
    """A range is between all authorities or it is none: those that are left have another one."""
    rows = []
    for row in chart.rows:
        before = f"{name}, {row.label}:"
        left = tuple(_bar(bar, before, held) for bar in row.authorities)
        rows.append(
            replace(
                row,
                authorities=left if left == row.authorities else (),
                overall=_bar(row.overall, before, held),
            )
        )
    return replace(chart, rows=tuple(rows))


def with_losses_together(figure: Figure, smallest_count: int) -> Figure:
    """A flow whose reasons of losses are one number, where one of them is a small count."""
    if not isinstance(figure.chart, FlowDiagram):
        return figure
    steps = tuple(_together(step, smallest_count) for step in figure.chart.steps)
    return replace(figure, chart=replace(figure.chart, steps=steps))


LOST_TOGETHER: Final = "for reasons that are held back"


def _together(step: FlowStep, smallest_count: int) -> FlowStep:
    if len(step.losses) < 2 or all(loss.count >= smallest_count for loss in step.losses):
        return step
    total = sum(loss.count for loss in step.losses)
    return replace(step, losses=(FlowLoss(LOST_TOGETHER, total),))


def losses_together(table: Table, smallest_count: int) -> Table:
    """Reasons of losses as one line, where one of them is a small count.

    The total is known by the sizes of the draw, so that a reader could tell what is behind a few
    reasons which are all held back.
    """
    if table.mark is None or table.mark.rows is not RowsAre.LOSSES:
        return table
    counts = [count_in(row.cells[0]) or 0 for row in table.rows if not row.is_total]
    if all(count >= smallest_count for count in counts):
        return table
    return replace(table, rows=tuple(row for row in table.rows if row.is_total))
