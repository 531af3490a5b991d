"""What can be said only when every list of a return was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.cells import Issue
from inspect_tool.readers.annex_a.headers import KnownHeadings
from inspect_tool.readers.annex_a.list_table import ListTable, tables_by_list
from inspect_tool.readers.annex_a.table_problems import problem_at

# They say that a sheet could not be read as the list that its name may mean.
ABOUT_A_SHEET = frozenset({"no-headings", "missing-needed-column"})


def settled(
    problems: Sequence[Problem], tables: Sequence[ListTable], known: KnownHeadings
) -> Iterator[Problem]:
    """The problems, where a sheet that only its name makes a list is refused for nothing.

    A pivot called "CIN by team" beside List 6 is a note, not a reason to refuse the return.
    """
    found = {table.list_number for table in tables}
    for problem in problems:
        number = known.list_in_name(problem.sheet)
        if (
            problem.kind in ABOUT_A_SHEET
            and number in found
            and not known.says_list_number(problem.sheet)
        ):
            yield replace(
                problem,
                kind="not-a-list",
                severity=Severity.NOTED,
                message=f"By its name this could be {known.lists.lists[number].label}, which "
                "stands elsewhere in the return, but it does not have its headings; it was not "
                "read.",
                remedy="Nothing if it is a summary.",
            )
        else:
            yield problem


def problems_of_the_whole(tables: Sequence[ListTable], lists: DeclaredLists) -> Iterator[Problem]:
    """Lists that stand in several places, and a return without any child."""
    for number, same in tables_by_list(tables).items():
        if len(same) > 1:
            yield problem_at(same[1].place, _several_places(lists.lists[number].words, same))
    on_case_lists = [table for table in tables if table.list_number in lists.case_lists]
    if on_case_lists and not any(table.rows for table in on_case_lists):
        yield replace(problem_at(on_case_lists[0].place, _NO_CHILDREN), sheet="")


def _several_places(words: str, tables: Sequence[ListTable]) -> Issue:
    sheets = {table.place.sheet for table in tables}
    if len({table.place.file for table in tables}) == 1:
        places = f"{len(tables)} sheets: " + ", ".join(table.place.sheet for table in tables)
    elif len(sheets) == 1:
        places = f"{len(tables)} files: " + ", ".join(table.place.file for table in tables)
    else:
        places = f"{len(tables)} places: " + ", ".join(
            f"{table.place.sheet} in {table.place.file}" for table in tables
        )
    return Issue(
        "several-places",
        Severity.NOTED,
        f"{words} was read from {places}.",
        "If one of them is an old copy or a test, take it out and send the return again.",
    )


_NO_CHILDREN = Issue(
    "no-children",
    Severity.REFUSED,
    "There is no child on any of the lists that make a sampling frame.",
    "Ask whether the extract ran for the right date, and for the lists with their children.",
)
