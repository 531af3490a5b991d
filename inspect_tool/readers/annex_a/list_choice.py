"""Which list a sheet or a CSV file is."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.cells import Issue
from inspect_tool.readers.annex_a.headers import (
    HeadingMatch,
    KnownHeadings,
    misfit,
)
from inspect_tool.readers.annex_a.sheets import SheetRows
from inspect_tool.readers.annex_a.table_problems import (
    MOST_NAMED,
    ListPlace,
    heading_text,
    problem_at,
)


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
    named = known.list_in_name(sheet.name)
    place = ListPlace(sheet.file, sheet.name)
    if sheet.is_hidden:
        return ListChoice(None, (_hidden(place),) if named is not None else ())
    if not any(any(_has_text(cell) for cell in row) for row in sheet.first):
        return ListChoice(
            None, (_empty(known.lists, named, place),) if named and not sheet.problems else ()
        )
    match = known.best_row(sheet.first, named) if named is not None else None
    if match is not None and not match.missing_needed:
        return ListChoice(match)
    by_headings = known.list_by_headings(sheet.first)
    if named is None:
        return ListChoice(by_headings, () if by_headings else (_none_of_ours(sheet, known, place),))
    return _choose_against_name(match, by_headings, named=named, place=place, known=known)


def _choose_against_name(
    match: HeadingMatch | None,
    by_headings: HeadingMatch | None,
    *,
    named: int,
    place: ListPlace,
    known: KnownHeadings,
) -> ListChoice:
    """The headings are not those of the list that the name says, or not all of them."""
    if match is not None and by_headings is not None and misfit(match) <= misfit(by_headings):
        return ListChoice(match)
    says_number = known.says_list_number(place.sheet)
    if by_headings is not None and says_number:
        return ListChoice(None, (_wrong_sheet(known.lists, named, by_headings, place),))
    if by_headings is not None:
        return ListChoice(by_headings)
    if match is not None:
        return ListChoice(match)
    if says_number:
        return ListChoice(None, (_no_headings(known.lists, named, place),))
    return ListChoice(None, (_not_by_headings(known.lists, named, place),))


def _has_text(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _hidden(place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "hidden-sheet",
            Severity.NOTED,
            "The sheet is hidden and was not read.",
            "Unhide it if it belongs to the return.",
        ),
    )


def _empty(lists: DeclaredLists, named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "empty-sheet",
            Severity.NOTED,
            f"{lists.lists[named].label} is empty: it does not even have headings.",
            "If there is really nobody to list, nothing; otherwise send the list.",
        ),
    )


def _none_of_ours(sheet: SheetRows, known: KnownHeadings, place: ListPlace) -> Problem:
    """That neither name nor headings are those of a list; of a list of one's own what it lacks."""
    nearly = None if known.lists.is_numbered else known.nearly_by_headings(sheet.first)
    if nearly is not None:
        return _nearly_ours(nearly, place)
    return _not_ours(known.lists, place, sheet.is_text)


def _not_ours(lists: DeclaredLists, place: ListPlace, is_text: bool) -> Problem:
    return problem_at(
        ListPlace(place.file, "" if is_text else place.sheet),
        Issue(
            "not-a-list",
            Severity.NOTED,
            f"This is none of the lists of {lists.title}, by its name and its headings; it was "
            "not read."
            if lists.is_numbered
            else f"This is not {_or(lists)}, by its headings; it was not read.",
            "Nothing if it is a cover, guidance or a look-up; else name it `List 1` to `List 11`."
            if lists.is_numbered
            else "Nothing if it is a cover, guidance or a look-up; else give it the headings: "
            f"{_headings(lists)}.",
        ),
    )


def _nearly_ours(match: HeadingMatch, place: ListPlace) -> Problem:
    """That a sheet would be a list of one's own, were it not for some headings."""
    missing = match.missing_needed
    strange = ", ".join(f"“{heading_text(text)}”" for text in match.extra[:MOST_NAMED])
    unknown = f" Headings that are not known: {strange}." if strange else ""
    told = (
        f"if one of these headings means it, say so with `frame map CODE --list "
        f'{match.list_number} "HEADING={missing[0]}"`, which is asked once; else add the columns'
        if strange
        else "else add the columns"
    )
    return problem_at(
        place,
        Issue(
            "not-a-list",
            Severity.NOTED,
            f"This could be “{match.declared.title}”, but it has no "
            f"{listed([f'“{name}”' for name in missing], joint='or')}; it was not read.{unknown}",
            f"If it is another table, there is nothing to do; {told} and send the return again.",
        ),
    )


def _wrong_sheet(lists: DeclaredLists, named: int, held: HeadingMatch, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "wrong-sheet",
            Severity.REFUSED,
            f"The name says {lists.lists[named].words} and the headings are those of "
            f"{held.declared.words}.",
            "Put each list under its own name and send the return again.",
        ),
    )


def _no_headings(lists: DeclaredLists, named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "no-headings",
            Severity.REFUSED,
            f"No row has the headings of {lists.lists[named].words}.",
            "Put the official headings into one row above the entries.",
        ),
    )


def _not_by_headings(lists: DeclaredLists, named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "not-a-list",
            Severity.NOTED,
            f"By its name this could be {lists.lists[named].words}, but no row has its "
            "headings; it was not read.",
            f"Nothing if it is a summary; else name it `{lists.lists[named].label}` and give it "
            "the official headings.",
        ),
    )


def _or(lists: DeclaredLists) -> str:
    return " or ".join(f"“{one.title}”" for one in lists.lists.values())


def _headings(lists: DeclaredLists) -> str:
    """The headings that each list needs."""
    return "; or ".join(
        ", ".join(f"“{column.name}”" for column in one.columns if column.is_needed)
        for one in lists.lists.values()
    )
