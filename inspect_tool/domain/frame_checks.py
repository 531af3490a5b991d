"""Where the lists of a return contradict each other about a child.

Messages name rows and lists, never an identifier or a date of birth.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_tool.domain.frame_child import BIRTH, CASE_STATUS, ChildOnLists
from inspect_tool.domain.frame_units import ListRow
from inspect_tool.errors import Problem, Severity

# A status on List 6 that says the child must be on another list too.
STATUS_NEEDS_LIST = {
    "child_protection_plan": (7, "a child protection plan"),
    "looked_after": (8, "a child who is looked after"),
}
STATUSES_CHECKED = frozenset({"closed", *STATUS_NEEDS_LIST})


def contradictions(child: ChildOnLists) -> Iterator[Problem]:
    """Every contradiction between the rows of a child."""
    rows = child.rows
    if len(rows) > 1:
        # Asked of every child of a return, and hardly ever so: the rest is for the few.
        if len({row.values.get(BIRTH) for row in rows}) > 1:
            yield from _different(child, BIRTH, "different-dates-of-birth", "date of birth")
        if len({row.values.get("Gender") for row in rows}) > 1:
            yield from _different(child, "Gender", "different-genders", "gender")
    for row in child.rows_of(6):
        if row.values.get(CASE_STATUS) in STATUSES_CHECKED:
            yield from _status_problems(child, row)


def problem_of(
    row: ListRow, *, kind: str, severity: Severity, message: str, remedy: str, column: str = ""
) -> Problem:
    """A problem that stands at a row of a list."""
    return Problem(
        file=row.file,
        sheet=row.sheet,
        row=row.row,
        column=column,
        kind=kind,
        severity=severity,
        message=message,
        remedy=remedy,
    )


def _different(child: ChildOnLists, column: str, kind: str, words: str) -> Iterator[Problem]:
    values = {row.values.get(column) for row in child.rows} - {None, "not_stated"}
    if len(values) < 2:
        return
    known = [row for row in child.rows if row.values.get(column) in values]
    first = known[0]
    other = next(row for row in known if row.values[column] != first.values[column])
    yield problem_of(
        other,
        kind=kind,
        severity=Severity.NOTED,
        column=column,
        message=f"This child has another {words} in row {first.row} of {first.sheet}, which was "
        "used.",
        remedy="Correct the one that is wrong and send the return again.",
    )


def _status_problems(child: ChildOnLists, row: ListRow) -> Iterator[Problem]:
    status = row.values.get(CASE_STATUS)
    if status == "closed":
        if not isinstance(row.values.get("CIN Closure Date"), date):
            yield problem_of(
                row,
                kind="closed-without-date",
                severity=Severity.NOTED,
                column="CIN Closure Date",
                message="The status is closed and there is no closure date; the episode was "
                "taken as ended.",
                remedy="Fill in the closure date, or correct the status.",
            )
        return
    needed, words = STATUS_NEEDS_LIST[str(status)]
    if row in child.current.get(6, []) and needed not in child.current:
        yield problem_of(
            row,
            kind="status-without-list",
            severity=Severity.NOTED,
            column=CASE_STATUS,
            message=f"The status says {words}, and the child has no open entry on List {needed}.",
            remedy=f"Add the child to List {needed}, or correct the status.",
        )
