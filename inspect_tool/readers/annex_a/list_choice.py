"""Which list a sheet or a CSV file is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspect_tool.domain.annex_a.columns import LIST_TITLES
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.cells import Issue
from inspect_tool.readers.annex_a.headers import (
    HeadingMatch,
    KnownHeadings,
    best_heading_row,
    list_by_headings,
    list_in_name,
    misfit,
)
from inspect_tool.readers.annex_a.sheets import SheetRows
from inspect_tool.readers.annex_a.table_problems import ListPlace, problem_at


@dataclass(frozen=True)
class ListChoice:
    """Which list a sheet is, with what there is to say about it."""

    match: HeadingMatch | None
    problems: tuple[Problem, ...] = ()


def choose_list(sheet: SheetRows, known: KnownHeadings) -> ListChoice:
    """Find out which list a sheet is: by its name, and by its headings when that does not say.

    A sheet whose name says one list and whose headings say another is refused: one of the two is
    wrong, and nobody here can know which.
    """
    named = list_in_name(sheet.name)
    place = ListPlace(sheet.file, sheet.name)
    if not any(any(_has_text(cell) for cell in row) for row in sheet.first):
        return ListChoice(None, (_empty(named, place),) if named and not sheet.problems else ())
    match = best_heading_row(sheet.first, named, known=known) if named is not None else None
    if match is not None and not match.missing_needed:
        return ListChoice(match)
    by_headings = list_by_headings(sheet.first, known=known)
    if named is None:
        return ListChoice(by_headings, () if by_headings else (_not_ours(place, sheet.is_text),))
    return _choose_against_name(sheet.name, match, by_headings, named=named, place=place)


def _choose_against_name(
    name: str,
    match: HeadingMatch | None,
    by_headings: HeadingMatch | None,
    *,
    named: int,
    place: ListPlace,
) -> ListChoice:
    """The headings are not those of the list that the name says, or not all of them."""
    if match is not None and by_headings is not None and misfit(match) <= misfit(by_headings):
        return ListChoice(match)
    if by_headings is not None and says_list_number(name):
        return ListChoice(None, (_wrong_sheet(named, by_headings.list_number, place),))
    if by_headings is not None:
        return ListChoice(by_headings)
    if match is not None:
        return ListChoice(match)
    if says_list_number(name):
        return ListChoice(None, (_no_headings(named, place),))
    return ListChoice(None, (_not_by_headings(named, place),))


def _has_text(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def says_list_number(name: str) -> bool:
    """Whether a name says outright which list it is, as in `List 6`."""
    return re.search(r"list[\s_\-.\u00a0]*\d", name.casefold()) is not None


def _empty(named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "empty-sheet",
            Severity.NOTED,
            f"List {named} is empty: it does not even have headings.",
            "If there is really nobody to list, nothing; otherwise send the list.",
        ),
    )


def _not_ours(place: ListPlace, is_text: bool) -> Problem:
    return problem_at(
        ListPlace(place.file, "" if is_text else place.sheet),
        Issue(
            "not-a-list",
            Severity.NOTED,
            "This is none of the lists of Annex A, by its name and its headings; it was not read.",
            "Nothing if it is a cover, guidance or a look-up; else name it `List 1` to `List 11`.",
        ),
    )


def _wrong_sheet(named: int, held: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "wrong-sheet",
            Severity.REFUSED,
            f"The name says List {named} ({LIST_TITLES[named]}) and the headings are those of "
            f"List {held} ({LIST_TITLES[held]}).",
            "Put each list under its own name and send the return again.",
        ),
    )


def _no_headings(named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "no-headings",
            Severity.REFUSED,
            f"No row has the headings of List {named} ({LIST_TITLES[named]}).",
            "Put the official headings into one row above the entries.",
        ),
    )


def _not_by_headings(named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "not-a-list",
            Severity.NOTED,
            f"By its name this could be List {named} ({LIST_TITLES[named]}), but no row has its "
            "headings; it was not read.",
            f"Nothing if it is a summary; else name it `List {named}` and give it the official "
            "headings.",
        ),
    )
