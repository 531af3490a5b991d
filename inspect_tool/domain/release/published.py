"""The numbers of a report as data, for whoever checks a release without this tool.

Nothing is in it that the documents do not show. Beside each table stands which of its columns
follow from which: a share from a count and its base, a total from the rows above it. What is
estimated follows from no published number, and is named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from inspect_tool.domain.claims.phrases import read_phrase
from inspect_tool.domain.claims.scale import Span as ScaleSpan
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import (
    BulletList,
    Emphasis,
    Figure,
    Footnote,
    GoodPracticeBox,
    KeyBox,
    Paragraph,
    Quantity,
    Recommendation,
    ReportContent,
    Span,
    Spans,
    Statistics,
    Strong,
    Table,
    VoiceBox,
)
from inspect_tool.domain.content.chart_findings import chart_in_words
from inspect_tool.domain.content.charts import chart_grid
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.percentages import Percentage

if TYPE_CHECKING:
    from inspect_tool.domain.content.blocks import Block, Cell

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
FORMAT = "inspect-tool release tables 1"
Record: TypeAlias = dict[str, Any]  # JSON: its form is `FORMAT`
Rows: TypeAlias = Sequence[Sequence["Cell"]]


def published_tables(
    content: ReportContent, scale: WordingScale, *, percentages_from: int
) -> Record:
    """Every table, chart, quantity and paragraph of a report, with what follows from what.

    Args:
        percentages_from: The smallest base that the plan gives a percentage for.

    Raises:
        DanglingReferenceError, DuplicateIdError: The text points at what is not there.
    """
    content = number_content(content)
    tables, charts, statistics, words = [], [], [], []
    for chapter in content.chapters:
        for block in chapter.blocks:
            if isinstance(block, Table):
                tables.append(_table(block))
            elif isinstance(block, Figure):
                charts.append(_chart(block))
                words += [[chapter.id, text] for text in _texts(block)]
            elif isinstance(block, Statistics):
                statistics += [[one.figure, one.label] for one in block.items]
            else:
                words += [[chapter.id, text] for text in _texts(block)]
    return {
        "format": FORMAT,
        "title": content.title,
        "reference": content.reference,
        "edition": content.edition.value,
        "created": content.created.isoformat(),
        "notice": content.notice,
        "about": [_plain(one.spans) for one in content.about],
        "percentages_from": percentages_from,
        "scale": _scale(scale),
        "tables": tables,
        "charts": [_with_source(chart, tables) for chart in charts],
        "statistics": statistics,
        "quantities": [_quantity(one, tables, scale) for one in content.quantities],
        "paragraphs": words,
    }


def _table(table: Table) -> Record:
    rows = [(row.header, *row.cells) for row in table.rows]
    return {
        "id": table.id,
        "number": table.number,
        "title": table.title,
        "columns": [column.heading for column in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "note": table.note,
        "source": table.source,
        **_rules(rows, [row.is_total for row in table.rows]),
    }


def _chart(figure: Figure) -> Record:
    grid = chart_grid(figure.chart)
    words = figure.alt_text or chart_in_words(figure.chart)
    rows = [[_cell(cell) for cell in row] for row in grid.rows]
    return {
        "id": figure.id,
        "number": figure.number,
        "title": figure.title,
        "columns": list(grid.headings),
        "rows": rows,
        "words": words,
        "in_words": is_told(rows, words),
        **_rules(grid.rows, [False] * len(grid.rows)),
    }


def _cell(cell: Cell) -> str | int:
    return cell.text if isinstance(cell, Percentage) else cell


def _rules(rows: Rows, totals: Sequence[bool]) -> Record:
    """Which columns follow from others, counted from 0 with the row's header."""
    width = range(1, len(rows[0]) if rows else 0)
    shares, estimates = [], []
    for column in width:
        held = [cell for row in rows if isinstance(cell := row[column], Percentage)]
        if not held:
            continue
        if any(isinstance(one.share, float) for one in held):
            estimates.append(column)
            continue
        pair = next(_bases(rows, column), None)
        (shares.append([column, *pair]) if pair else estimates.append(column))
    return {
        "total_rows": [place for place, is_total in enumerate(totals) if is_total],
        "shares": shares,
        "not_from_counts": estimates,
        "sums": [column for column in width if _adds_up(rows, totals, column)],
    }


def _bases(rows: Rows, column: int) -> Iterator[list[int]]:
    """Columns of count and base from which each share of a column follows, the nearest first."""
    shown = [row for row in rows if isinstance(row[column], Percentage)]
    for base in range(column - 1, 0, -1):
        for count in range(base - 1, 0, -1):
            if all(_is_share(row[column], row[count], row[base]) for row in shown):
                yield [count, base]


def _is_share(share: Cell, count: Cell, base: Cell) -> bool:
    return (
        isinstance(share, Percentage)
        and isinstance(count, int)
        and isinstance(base, int)
        and bool(base)
        and share.share == Fraction(count, base)
    )


def _adds_up(rows: Rows, totals: Sequence[bool], column: int) -> bool:
    """Whether the one row of totals is the sum of two or more others, all of them numbers."""
    cells = [row[column] for row in rows]
    if sum(totals) != 1 or not all(isinstance(cell, int) for cell in cells):
        return False
    parts = [int(str(cell)) for cell, is_total in zip(cells, totals, strict=True) if not is_total]
    return len(parts) > 1 and sum(parts) == cells[list(totals).index(True)]


def is_told(rows: Sequence[Sequence[str | int]], words: str) -> bool:
    """Whether the whole numbers of a chart's rows stand in its words, in their order."""
    told = iter(numbers_in(words))
    return all(any(number == one for one in told) for row in rows for number in row_numbers(row))


def row_numbers(row: Sequence[str | int]) -> list[int]:
    """The whole numbers of a row, without its header."""
    return [cell for cell in row[1:] if isinstance(cell, int)]


def numbers_in(words: str) -> list[int]:
    """The whole numbers in a text, thousands with a comma."""
    return [int(digits.replace(",", "")) for digits in _NUMBER.findall(words)]


def _with_source(chart: Record, tables: Sequence[Record]) -> Record:
    """A chart, and the first table that has every one of its rows of counts."""
    rows = [_counts(row) for row in chart["rows"]]
    for table in tables:
        there = {tuple(_counts(row)) for row in table["rows"]}
        if rows and all(len(row) > 2 and tuple(row) in there for row in rows):
            return {**chart, "from_table": table["id"]}
    return {**chart, "from_table": ""}


def _counts(row: Sequence[str | int]) -> list[str | int]:
    """A row's name and its first two whole numbers: a count and its base."""
    return [row[0], *row_numbers(row)[:2]]


def _quantity(one: Quantity, tables: Sequence[Record], scale: WordingScale) -> Record:
    """A quantity; a range, a comparison, a median and an estimate are no count of a base."""
    is_counted = (
        not one.stated
        and one.count is not None
        and bool(one.base)
        and any(read.is_true for read in read_phrase(one.phrase, one.count, one.base or 0, scale))
    )
    return {
        "kind": "counted" if is_counted else "other",
        "id": one.id,
        "number": one.number,
        "words": one.phrase,
        "measure": one.measure_title,
        "count": one.count,
        "base": one.base,
        "noun": one.base_noun,
        "stated": one.stated,
        "where": one.where,
        "from_table": _table_of(one, tables),
    }


def _table_of(one: Quantity, tables: Sequence[Record]) -> list[str | int]:
    """Table and row that have the quantity's count and base; nothing where none has."""
    for table in tables:
        for place, row in enumerate(table["rows"]):
            is_own = row[0] == one.measure_title or (
                table["title"].startswith(one.measure_title) and place in table["total_rows"]
            )
            if is_own and row_numbers(row)[:2] == [one.count, one.base]:
                return [table["id"], place]
    return []


def _scale(scale: WordingScale) -> Record:
    return {
        "name": scale.wording,
        "fractions": [_span(span) for span in scale.fractions],
        "bands": [_span(span) for span in scale.bands],
    }


def _span(span: ScaleSpan) -> Record:
    """The limits as exact fractions, "11/25"."""
    limits: Mapping[str, Fraction | None] = {
        "from": span.from_,
        "above": span.above,
        "to": span.to,
        "below": span.below,
        "about": span.about,
        "within": span.within if span.about is not None else None,
    }
    given = {name: str(limit) for name, limit in limits.items() if limit is not None}
    return {"words": list(span.words), **given}


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Recommendation():
            yield _plain(block.spans)
        case BulletList():
            yield from (_plain(item) for item in block.items)
        case Figure() if block.finding:
            yield _plain(block.finding)
        case KeyBox() | GoodPracticeBox() | VoiceBox():
            yield from (text for inner in block.blocks for text in _texts(inner))
        case _:  # headings, and what is a table or a chart
            return


def _plain(spans: Spans) -> str:
    """The words of a paragraph as they are read; notes stand behind theirs in brackets."""
    return "".join(map(_words, spans))


def _words(span: Span) -> str:
    if isinstance(span, Strong | Emphasis):
        return _plain(span.spans)
    return f" [{_plain(span.spans)}]" if isinstance(span, Footnote) else span.text


def tables_as_csv(tables: Record) -> dict[str, str]:
    """Each table and chart as CSV, by the name of its file."""
    files = {}
    for kind in ("tables", "charts"):
        for place, one in enumerate(tables[kind], 1):
            buffer = io.StringIO()
            writer = csv.writer(buffer, lineterminator="\n")
            writer.writerow(one["columns"])
            writer.writerows(one["rows"])
            files[csv_name(kind, place, one["id"])] = buffer.getvalue()
    return files


def csv_name(kind: str, place: int, name: str) -> str:
    """Where a table or a chart lies in the release, such as `tables/03-table-flow.csv`."""
    safe = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)
    return f"{kind}/{place:02}-{safe}.csv"
