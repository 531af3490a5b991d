"""Turns dates written in digits into days, once all lists of a return have been read."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.domain.language.date_orders import Exchange, OrderEvidence
from inspect_tool.domain.language.dates import NumericDate
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import ReadContext
from inspect_tool.readers.annex_a.date_cells import WrittenColumn, exchanged, whole_evidence
from inspect_tool.readers.annex_a.list_table import GroupedIssues, ListTable
from inspect_tool.readers.annex_a.values import shown


def judge_dates(tables: Sequence[ListTable], context: ReadContext) -> None:
    """Decide by column and by return in which order dates are written, and read them so.

    No column holds anything but days and blanks afterwards.
    """
    whole = whole_evidence([column for table in tables for column in table.written], context)
    for table in tables:
        for column in table.written:
            _judge(table, column, whole, context)
        table.written = []


def _judge(
    table: ListTable, column: WrittenColumn, whole: OrderEvidence, context: ReadContext
) -> None:
    verdict = column.verdict(whole, context)
    meanings = {written: column.meaning(written, verdict, context) for written in column.rows}
    name = column.column.name
    is_kept = context.keeps(column.column)
    swapped = column.real if verdict.exchange is Exchange.CERTAIN else frozenset()
    grouped = GroupedIssues()
    values = table.columns[name]
    first = 0
    for index, value in enumerate(values):
        row = table.rows[index]
        if isinstance(value, NumericDate):
            first = first or row
            values[index], issue = meanings[value]
            text = shown(column.texts[value], column.column)
        elif value in swapped and value is not None:
            values[index], issue, text = None, exchanged(column.column), ""
        else:
            continue
        if issue is None:
            continue
        if issue.severity is Severity.BLANKED:
            table.cannot_read(name, row)
        if issue.is_grouped or not is_kept:
            grouped.add(issue, name, row, text)
        else:
            table.problem(row, name, issue, text)
    for issue in column.issues(verdict):
        if not issue.is_grouped:
            table.problem(first, name, issue)
    table.problems += grouped.problems(table.place)
