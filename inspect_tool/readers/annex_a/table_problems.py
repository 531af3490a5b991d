"""What can be wrong with the headings and rows of a list, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspect_tool.domain.lists.columns import ListColumn, Meaning
from inspect_tool.domain.lists.declared import CaseList
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.cells import Issue
from inspect_tool.readers.annex_a.headers import HeadingMatch

MOST_NAMED = 12  # headings in one sentence


@dataclass(frozen=True)
class ListPlace:
    """Where a list stands.

    Args:
        sheet: Name of the sheet, or of the list that a CSV stands for.
    """

    file: str
    sheet: str


def problem_at(
    place: ListPlace, issue: Issue, *, row: int = 0, column: str = "", value: str = ""
) -> Problem:
    """A problem of one kind at one place."""
    return Problem(
        file=place.file,
        sheet=place.sheet,
        row=row,
        column=column,
        value=value,
        kind=issue.kind,
        severity=issue.severity,
        message=issue.message,
        remedy=issue.remedy,
    )


TOTAL_ROW = Issue(
    "total-row",
    Severity.DROPPED,
    "This is a row of totals, not a child.",
    "Nothing; leave totals out of the next return.",
)
NOTE_ROW = Issue(
    "note-row",
    Severity.DROPPED,
    "The row has none of the values that a child's row has, so it was taken for a note and for no "
    "child.",
    "If it is a title, a note or a rule, there is nothing to do; if it is a child, fill in the "
    "other columns and send the return again.",
)
REPEATED_HEADINGS = Issue(
    "repeated-headings",
    Severity.DROPPED,
    "The row repeats the headings and is no child.",
    "There is nothing to do.",
)
SECOND_TABLE = Issue(
    "second-table",
    Severity.NOTED,
    "A second table begins here; its rows were read under its own headings.",
    "Check that its children belong to this list.",
)
LOST_DIGITS = Issue(
    "identifier-lost-digits",
    Severity.DROPPED,
    "The spreadsheet rounded this identifier, as in 1.23457E+17, so it may be any of several "
    "children.",
    "Format the column as text, fill the identifiers in again and send the return again.",
)
NO_IDENTIFIER = Issue(
    "no-identifier",
    Severity.DROPPED,
    "The row has no identifier, so nobody can say whose it is.",
    "Fill in the identifier and send the return again.",
)
FORMULA_IDENTIFIER = Issue(
    "identifier-without-value",
    Severity.DROPPED,
    "The identifier is a formula, and the program that wrote the file did not store what it comes "
    "to.",
    "Open the file in Excel, save it and send the return again.",
)
NOT_AN_IDENTIFIER = Issue(
    "not-an-identifier",
    Severity.DROPPED,
    "A date, a time, TRUE or FALSE stands where the identifier should, so nobody can say whose "
    "row it is.",
    "Fill in the identifier and send the return again.",
)


def rows_hidden(number: int) -> Issue:
    """That rows are not seen in the spreadsheet."""
    rows = "1 row is" if number == 1 else f"{number:,} rows are"
    return Issue(
        "hidden-rows",
        Severity.NOTED,
        f"{rows} hidden in the spreadsheet, by a filter or by hand, from this one on; they were "
        "read like all others.",
        "If they were to be left out, delete them and send the return again; hiding is not enough.",
    )


def rows_struck(number: int) -> Issue:
    """That something in rows is struck through."""
    rows = "1 row has a cell" if number == 1 else f"{number:,} rows have cells"
    return Issue(
        "struck-rows",
        Severity.NOTED,
        f"{rows} struck through, from this one on; they were read like all others.",
        "If they were to be left out, delete them and send the return again; striking them through "
        "is not enough.",
    )


def other_table(other: CaseList) -> Issue:
    """That a table of another list stands below."""
    return Issue(
        "table-of-another-list",
        Severity.REFUSED,
        f"Below the list begins a second table, with the headings of {other.words}.",
        "Put each list on a sheet of its own and send the return again.",
    )


def differing_twice(name: str) -> Issue:
    """That two columns of one heading say different things."""
    return Issue(
        "heading-twice-differs",
        Severity.BLANKED,
        f"Two columns are headed “{name}” and say different things in this row.",
        "Leave out the column that is wrong.",
    )


def heading_twice(name: str) -> Issue:
    """That a heading stands more than once."""
    return Issue(
        "heading-twice",
        Severity.NOTED,
        f"More than one column is headed “{name}”; of each row the filled cell was taken.",
        "Leave out the column that is not meant.",
    )


def varying_lengths(lengths: Iterable[int]) -> Issue:
    """That zeros at the front may be gone."""
    ordered = sorted(lengths)
    return Issue(
        "identifiers-of-varying-length",
        Severity.NOTED,
        f"The numbers of this list have from {ordered[0]} to {ordered[-1]} digits: zeros at the "
        "front may have been lost in Excel.",
        "Compare with the case system; if zeros are missing, format the column as text and send "
        "the return again.",
    )


def blank_rows(count: int) -> Issue:
    """That blank rows stand between the entries."""
    return Issue(
        "blank-rows",
        Severity.NOTED,
        f"{count} blank {'row stands' if count == 1 else 'rows stand'} "
        "between the entries; nothing was lost.",
        "There is nothing to do.",
    )


def heading_problems(
    match: HeadingMatch, place: ListPlace, headings_row: int, *, is_limited: bool = True
) -> list[Problem]:
    """What is to be said of the headings: columns that are missing, twice, or not ours.

    A list that lacks what it needs has one problem, which names the headings that are not known:
    all else follows from it.

    Args:
        is_limited: Whether anybody is left out by age, so that it has to be known.
    """
    needed = list(match.missing_needed)
    if match.lacks_age and is_limited:
        needed.append(_birth_or_age(match.declared))
    if needed:
        return [_missing_needed(match, needed, place, headings_row)]
    problems = [_extra_column(heading, place, headings_row) for heading in match.extra]
    lesser = [c for c in match.missing if not c.is_needed]
    problems += [_missing_column(column, place, headings_row) for column in lesser]
    for name in match.twice:
        issue = heading_twice(name)
        problems.append(problem_at(place, issue, row=headings_row, column=name))
    return problems


def _extra_column(heading: str, place: ListPlace, row: int) -> Problem:
    issue = Issue(
        "extra-column",
        Severity.NOTED,
        "This column is not in the specification of the list; it was not read.",
        "Nothing, unless it is an official column under another heading; then say so with "
        "`frame map`.",
    )
    return problem_at(place, issue, row=row, column=heading_text(heading))


def heading_text(heading: str) -> str:
    """A heading in one line, cut where it is long."""
    return " ".join(heading.split())[:80]


def _birth_or_age(declared: CaseList) -> str:
    names = [found for one in (Meaning.BORN, Meaning.AGE) if (found := declared.named(one))]
    return f"{names[0]} (or {names[1]})" if len(names) > 1 else names[0]


def _missing_needed(
    match: HeadingMatch, names: Sequence[str], place: ListPlace, row: int
) -> Problem:
    label = match.declared.label
    quoted = ", ".join(f"“{name}”" for name in names)
    strange = ", ".join(f"“{heading_text(text)}”" for text in match.extra[:MOST_NAMED])
    unknown = f" Headings that are not known: {strange}." if strange else ""
    issue = Issue(
        "missing-needed-column",
        Severity.REFUSED,
        f"{label} lacks {quoted}, without which it cannot be used.{unknown}",
        "Add the missing columns under their official headings and send the return again"
        + (
            f"; or, if one of these headings means it, say so with `frame map CODE "
            f'--list {match.list_number} "HEADING={names[0].partition(" (or ")[0]}"`, '
            "which is asked once."
            if strange
            else "."
        ),
    )
    return problem_at(place, issue, row=row, column=names[0])


def _missing_column(column: ListColumn, place: ListPlace, row: int) -> Problem:
    issue = Issue(
        "missing-column",
        Severity.NOTED,
        f"The official column “{column.name}” is missing; its values are not known.",
        "Ask for it if the plan keeps it.",
    )
    return problem_at(place, issue, row=row, column=column.name)
