"""What missing answers could change, beside a measure's table."""

from __future__ import annotations

from dataclasses import replace

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.figures.estimates import EstimatedTable
from inspect_tool.domain.figures.missing import Sturdiness, extremes_of


def with_extremes(table: Table, found: EstimatedTable, sturdy: Sturdiness) -> Table:
    """The table with a column for worst and best case, and what may be said of the words."""
    extremes = [extremes_of(row.count).words for row in found.rows]
    # The table has all cases last, the figures first.
    if table.rows[-1].is_total:
        extremes = [*extremes[1:], extremes[0]]
    rows: tuple[Row, ...] = tuple(
        replace(row, cells=(*row.cells, words))
        for row, words in zip(table.rows, extremes, strict=True)
    )
    return replace(
        table,
        columns=(*table.columns, Column("Worst to best case", is_numeric=True)),
        rows=rows,
        note="\n".join(filter(None, (*sturdy.sentences, table.note))),
    )
