"""Turns dates written in digits into days, once all lists of a return have been read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inspect_tool.domain.language.date_orders import Exchange, OrderEvidence
from inspect_tool.domain.language.dates import DateOrder, NumericDate
from inspect_tool.domain.lists.columns import Meaning
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import ReadContext
from inspect_tool.readers.annex_a.date_cells import WrittenColumn, exchanged, whole_evidence
from inspect_tool.readers.annex_a.list_table import GroupedIssues, ListTable
from inspect_tool.readers.annex_a.values import shown


def judge_dates(tables: Sequence[ListTable], context: ReadContext) -> None:
    """Decide by column and by return in which order dates are written, and read them so.

    No column holds anything but days and blanks afterwards.
    """
    if not any(table.written for table in tables):
        return
    whole = whole_evidence([column for table in tables for column in table.written], context)
    births = _known_births(tables, context)
    for table in tables:
        # A list was saved by one program: it decides before the return as a whole does.
        own = whole_evidence(table.written, context) + _evidence_of_births(table, births, context)
        decides = own.day_first or own.month_first or own.year_first
        for column in table.written:
            _judge(table, column, own if decides else whole, context)
        table.written = []


def _known_births(tables: Sequence[ListTable], context: ReadContext) -> dict[str, int]:
    """The dates of birth of which the order is certain, by identifier."""
    births: dict[str, int] = {}
    for table in tables:
        birth = context.lists.heading(Meaning.BORN)
        own = {column.column.name: column for column in table.written}
        written = own.get(birth)
        if written is not None and not written.evidence(context).day_first:
            continue
        for identifier, value in zip(table.identifiers, table.columns.get(birth, ()), strict=False):
            day = (
                value.day(DateOrder.DAY_FIRST, context.frame_date)
                if isinstance(value, NumericDate)
                else None
            )
            known = day.toordinal() if day is not None else value
            if isinstance(known, int):
                births.setdefault(identifier, known)
    return births


def _evidence_of_births(
    table: ListTable, births: dict[str, int], context: ReadContext
) -> OrderEvidence:
    """What the dates of birth show that other lists have too."""
    day_first = month_first = 0
    birth = context.lists.heading(Meaning.BORN)
    if any(column.column.is_birth for column in table.written):
        for identifier, value in zip(table.identifiers, table.columns[birth], strict=True):
            known = births.get(identifier)
            if known is None or not isinstance(value, NumericDate):
                continue
            days = {
                order: value.day(order, context.frame_date)
                for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
            }
            if days[DateOrder.DAY_FIRST] != days[DateOrder.MONTH_FIRST]:
                born = date.fromordinal(known)
                day_first += days[DateOrder.DAY_FIRST] == born
                month_first += days[DateOrder.MONTH_FIRST] == born
    return OrderEvidence(day_first=day_first, month_first=month_first)


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
