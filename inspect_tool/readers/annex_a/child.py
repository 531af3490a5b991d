"""The process that reads an authority's files, apart from ours and under limits.

A hostile workbook can make a reader ask for 500 GB or crash (calamine issue 693). So nothing but
this process opens one: `python -m inspect_tool.readers.annex_a.child` takes a request as JSON on
its standard input and answers with lines of JSON, which are data and never objects to run. It
imports little, because its start is part of every import. It ends with a line `end`; whoever
started it treats a missing one as a file that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any

from inspect_tool.domain.language.identity import forms_of
from inspect_tool.domain.lists.declared import declared_lists
from inspect_tool.domain.lists.shipped import whole
from inspect_tool.errors import Problem
from inspect_tool.readers.annex_a.cells import ReadContext
from inspect_tool.readers.annex_a.checks import AgeFaults, check_table, mark_duplicates
from inspect_tool.readers.annex_a.date_judgement import judge_dates
from inspect_tool.readers.annex_a.headers import KnownHeadings
from inspect_tool.readers.annex_a.list_choice import choose_list
from inspect_tool.readers.annex_a.list_table import ListTable, tables_by_list
from inspect_tool.readers.annex_a.packed import packed
from inspect_tool.readers.annex_a.sheets import SheetRows, sheets_of
from inspect_tool.readers.annex_a.table import TableReader
from inspect_tool.readers.annex_a.table_problems import ListPlace, heading_problems
from inspect_tool.readers.annex_a.whole_return import problems_of_the_whole, settled
from inspect_tool.readers.spreadsheet.answering import run
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from inspect_tool.readers.spreadsheet.refusals import OversizedFileError

PROBLEM_FIELDS = (
    "file", "sheet", "row", "column", "value", "kind", "severity", "message", "remedy",
)  # fmt: skip

ROWS_IN_A_MESSAGE = 20_000


def answers(request: Mapping[str, Any], limits: ReadLimits) -> Iterator[dict[str, Any]]:
    """Every message that answers a request: what is being read, tables, problems."""
    lists = declared_lists(whole(request["lists"])).of_case_types(request["case_types"])
    context = ReadContext(
        lists=lists,
        frame_date=date.fromisoformat(request["frame_date"]),
        kept=frozenset((number, name) for number, name in request["kept"]),
    )
    known = KnownHeadings(lists, dict(request["headings"]))
    tables: list[ListTable] = []
    problems: list[Problem] = []
    for path in map(Path, request["paths"]):
        yield {"is": "reading", "file": path.name}
        for sheet in sheets_of(path, limits):
            problems.extend(sheet.problems)
            table = read_sheet(sheet, context, problems, limits, known)
            if table is not None:
                tables.append(table)
            # The reader of workbooks holds all cells of a sheet until nobody asks for rows.
            sheet.release()
    yield from _finished(tables, problems, context, known)


def _finished(
    tables: list[ListTable],
    problems: list[Problem],
    context: ReadContext,
    known: KnownHeadings,
) -> Iterator[dict[str, Any]]:
    judge_dates(tables, context)
    faults = AgeFaults(context.frame_date, context.lists.ages)
    for number, same_list in tables_by_list(tables).items():
        mark_duplicates(same_list, context.lists.lists[number])
        for table in same_list:
            check_table(table, faults, context.lists)
            table.sum_up()
            problems.extend(table.problems)
    problems[:] = [
        *settled(problems, tables, known),
        *problems_of_the_whole(tables, context.lists),
    ]
    # Identifiers that look alike may be one child's, which is asked later.
    on_case_lists: set[str] = set()
    for table in tables:
        if table.list_number in context.lists.case_lists:
            on_case_lists.update(forms_of(list(set(table.identifiers))))
    while tables:
        table = tables.pop(0)
        yield from in_pieces(table_message(table, context, on_case_lists))
    yield {
        "is": "problems",
        "problems": [[getattr(problem, name) for name in PROBLEM_FIELDS] for problem in problems],
    }


def in_pieces(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A table as messages of some rows each, so that no process holds all of it as text.

    The first has the number of all rows, and what cannot be read.
    """
    for start in range(0, max(1, len(message["rows"])), ROWS_IN_A_MESSAGE):
        rows = slice(start, start + ROWS_IN_A_MESSAGE)
        yield {
            **message,
            "continues": start > 0,
            "count": 0 if start else message["count"],
            "rows": packed(message["rows"][rows]),
            "identifiers": packed(message["identifiers"][rows]),
            "columns": {name: packed(values[rows]) for name, values in message["columns"].items()},
        }


def table_message(
    table: ListTable, context: ReadContext, on_case_lists: AbstractSet[str]
) -> dict[str, Any]:
    """The rows of a list, with the columns that the frame can use and no others.

    A contact, referral or assessment says something about a child on the frame or nothing at all,
    so the rows of other children stay behind; so do those of adopters and care leavers.
    """
    message: dict[str, Any] = {
        "is": "table",
        "list": table.list_number,
        "file": table.place.file,
        "sheet": table.place.sheet,
        "count": len(table.rows),
        "unreadable": {
            name: sorted(rows)
            for name, rows in table.unreadable.items()
            if (table.list_number, name) in context.kept
        },
        "rows": table.rows,
        "identifiers": table.identifiers,
        "columns": {
            name: values
            for name, values in table.columns.items()
            if (table.list_number, name) in context.kept
        },
    }
    if table.list_number in context.lists.case_lists:
        return message
    distinct = list(set(table.identifiers)) if message["columns"] else []
    forms = zip(distinct, forms_of(distinct), strict=True)
    useful = {identifier for identifier, form in forms if form in on_case_lists}
    chosen = list(map(useful.__contains__, table.identifiers))
    message["rows"] = list(compress(table.rows, chosen))
    message["identifiers"] = list(compress(table.identifiers, chosen))
    message["columns"] = {
        name: list(compress(values, chosen)) for name, values in message["columns"].items()
    }
    return message


def read_sheet(
    sheet: SheetRows,
    context: ReadContext,
    problems: list[Problem],
    limits: ReadLimits,
    known: KnownHeadings,
) -> ListTable | None:
    """The list that a sheet holds, or None when it is nothing of ours."""
    place = ListPlace(sheet.file, sheet.name)
    choice = choose_list(sheet, known)
    problems.extend(choice.problems)
    match = choice.match
    if match is None:
        return None
    if sheet.is_text:
        place = ListPlace(sheet.file, match.declared.label)
    row = sheet.first_numbers[match.row_index]
    is_limited = context.lists.ages.is_limited
    problems.extend(heading_problems(match, place, row, is_limited=is_limited))
    if match.missing_needed:
        return None
    context = replace(context, counts_from_1904=sheet.counts_from_1904)
    reader = TableReader(match, place, context, known)
    twice = (index for indexes in match.twice.values() for index in indexes)
    width = max(*match.columns.values(), *twice) + 1
    for numbers, rows in sheet.below(match.row_index, width):
        if numbers and numbers[-1] > limits.rows:
            raise OversizedFileError(sheet.file, f"has more than {limits.rows} rows")
        reader.read(rows, numbers)
    return reader.finish(sheet.looks)


if __name__ == "__main__":
    run(answers)
