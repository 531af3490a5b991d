"""The tables of a report as plain tables, for a Data Package: what each column holds, and its unit.

Shares are numbers in per cent, rounded as the report has them. Where the report has a symbol in
place of a number, the cell has the symbol, and each column that has one says what it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from inspect_tool.domain.content.blocks import Cell, Column, ReportContent, Table
from inspect_tool.domain.content.numbering import number_content, tables_of
from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainCell,
    PlainColumn,
    PlainTables,
    TypedTable,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.percentages import (
    LOW,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SUPPRESSED,
    TOO_FEW,
    Percentage,
    percent,
)

# Source: Government Statistical Service, Using symbols and shorthand (January 2022).
SYMBOLS: Final = {
    SUPPRESSED: "confidential: held back so that nobody can be recognised",
    LOW: "rounds to zero but is not zero",
    NOT_APPLICABLE: "not applicable",
    NOT_AVAILABLE: "not available",
    TOO_FEW: "the base is too small for a percentage",
}
INTERNAL: Final = (
    "Internal: the tables have been through no disclosure control and are not for publication."
)
PUBLIC: Final = (
    "Public: what could identify a child is held back; a reader of all tables together finds no "
    "count that is."
)
PER_CENT: Final = "per cent"
IS_TOTAL: Final = "is_total"
_EMPTY: Final = frozenset({"", "–"})


def open_data(figures: SnapshotFigures, content: ReportContent) -> PlainTables:
    """Every table of a report, in its order; the list of quantities in the text is one of them."""
    plan = figures.review.plan
    tables = tables_of(number_content(content))
    return PlainTables(
        name=f"{plan.review}-tables",
        title=f"{plan.title}: tables",
        description=f"{_standing(content)} {plan.reporting.notice}".strip(),
        created=figures.taken_at,
        tables=tuple(_typed(table) for table in tables),
        facts={
            "edition": content.look.words.say(content.edition.key),
            "snapshot": figures.name,
            # The public could find out by trial what of a snapshot it does not know.
            **({} if content.is_published else {"snapshot_digest": figures.digest}),
            "framework": f"{figures.review.framework.framework} {figures.review.framework.version}",
        },
    )


def _standing(content: ReportContent) -> str:
    return PUBLIC if content.is_published else INTERNAL


def _typed(table: Table) -> TypedTable:
    names = _names(table.columns)
    cells = [[row.header, *row.cells] for row in table.rows]
    has_total = any(row.is_total for row in table.rows)
    columns = [
        _column(name, column, [row[place] for row in cells])
        for place, (name, column) in enumerate(zip(names, table.columns, strict=True))
    ]
    rows = [
        tuple(_value(cell, column) for cell, column in zip(row, columns, strict=True))
        for row in cells
    ]
    if has_total:
        columns.append(_TOTAL)
        rows = [(*row, own.is_total) for row, own in zip(rows, table.rows, strict=True)]
    source = f"Source: {table.source}" if table.source else ""
    return TypedTable(
        name=_slug(table.id.removeprefix("table-")),
        title=f"Table {table.number}: {table.title}",
        description=" ".join(filter(None, (table.note, source))) or table.title,
        columns=tuple(columns),
        rows=tuple(rows),
    )


_TOTAL = PlainColumn(
    IS_TOTAL, "Total", "Whether the row is a total of the others.", ColumnType.BOOLEAN,
    is_required=True,
)  # fmt: skip


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") or "column"


def _names(columns: Sequence[Column]) -> list[str]:
    """A name for each column; alike ones are numbered, and none is that of the total."""
    seen = {IS_TOTAL: 1}
    names = []
    for column in columns:
        name = _slug(column.heading)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _column(name: str, column: Column, cells: Sequence[Cell]) -> PlainColumn:
    values = [cell for cell in cells if cell not in _EMPTY]
    numbers = [cell for cell in values if not isinstance(cell, str)]
    symbols = {cell: SYMBOLS[cell] for cell in values if isinstance(cell, str) and cell in SYMBOLS}
    texts = [cell for cell in values if isinstance(cell, str) and cell not in SYMBOLS]
    shares = [cell for cell in numbers if isinstance(cell, Percentage)]
    if any(share.text == LOW for share in shares):
        symbols[LOW] = SYMBOLS[LOW]
    is_number = bool(numbers) and not texts and len(shares) in (0, len(numbers))
    kind = ColumnType.INTEGER if is_number else ColumnType.STRING
    unit = PER_CENT if is_number and shares else ""
    said = [f"{column.heading}{f', in {unit}' if unit else ''}. An empty cell has no value."]
    said += [f"{symbol} = {words}." for symbol, words in symbols.items()]
    return PlainColumn(
        name, column.heading, " ".join(said), kind, unit=unit,
        missing=symbols if is_number else {},
    )  # fmt: skip


def _value(cell: Cell, column: PlainColumn) -> PlainCell:
    if isinstance(cell, Percentage):
        if column.type is ColumnType.STRING or cell.text == LOW:
            return cell.text
        return int(percent(cell.share))
    if cell in _EMPTY:
        return None
    return str(cell) if column.type is ColumnType.STRING else cell
