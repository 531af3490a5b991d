"""The numbers of a report as plain files, a CSV for each table and figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inspect_tool.domain.content.blocks import Cell, ReportContent, cell_text
from inspect_tool.domain.content.charts import chart_grid
from inspect_tool.domain.content.numbering import figures_of, tables_of
from inspect_tool.domain.content.plain_table import as_text
from inspect_tool.domain.records.answer_forms import clean_text


@dataclass(frozen=True)
class DataFile:
    """A table as a file: comma-separated, in UTF-8, its first row the headings."""

    name: str
    title: str
    content: bytes


def data_files(content: ReportContent) -> Iterator[DataFile]:
    """What each table and figure of a numbered report shows, and no more than that."""
    for table in tables_of(content):
        headings = [column.heading for column in table.columns]
        rows = [(row.header, *row.cells) for row in table.rows]
        title = f"Table {table.number}: {table.title}"
        yield DataFile(f"table-{table.number:02d}.csv", title, _csv(headings, rows))
    for figure in figures_of(content):
        grid = chart_grid(figure.chart)
        title = f"Figure {figure.number}: {figure.title}"
        yield DataFile(f"figure-{figure.number:02d}.csv", title, _csv(grid.headings, grid.rows))


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_written(heading) for heading in headings])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _written(cell: Cell) -> str:
    """A number without commas; text that never begins like a formula."""
    return str(cell) if isinstance(cell, int) else as_text(clean_text(cell_text(cell)))
