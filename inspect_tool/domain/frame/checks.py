"""Where the lists of a return contradict each other about a child.

Messages name rows and lists, never an identifier or a date of birth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.entries import NOBODY, EntryPlace, ListEntries
from inspect_tool.domain.frame.periods import NOT_KNOWN, OPEN
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.lists.columns import IDENTIFIER, Meaning
from inspect_tool.errors import Problem, Severity

MOST_ROWS_NAMED = 5  # in one sentence
# They say nothing, so they contradict nothing.
NOT_STATED = (None, "not_stated")


def contradictions(children: ChildrenOnLists) -> Iterator[Problem]:
    """Every contradiction between the entries of a child who has an open one."""
    birth = children.declared.heading(Meaning.BORN)
    yield from _different(children, birth, "different-dates-of-birth", "date of birth")
    yield from _different(children, "Gender", "different-genders", "gender")
    # Where a date of birth is known, the age follows from it.
    born = {child for child, day in enumerate(children.first_known(birth)) if day is not None}
    ages = children.declared.heading(Meaning.AGE)
    yield from _different(children, ages, "different-ages", "age", leave_out=born)
    for number in children.declared.case_lists:
        if children.declared.lists[number].named(Meaning.STATUS):
            yield from _status_problems(children, children.lists[number])


def several_open(children: ChildrenOnLists) -> Iterator[Problem]:
    """Where a list of a plan's own has several open rows under one identifier.

    They are one case. Where each row should be one, as on a list of incidents, the identifier is
    the wrong column, and nothing else shows it.
    """
    if children.declared.is_numbered:
        return
    for number in children.declared.case_lists:
        entries = children.lists[number]
        rows: dict[int, list[int]] = {}
        for index, (child, state) in enumerate(zip(entries.children, entries.states, strict=True)):
            if (state is OPEN or state is NOT_KNOWN) and child != NOBODY:
                rows.setdefault(child, []).append(index)
        for child, indexes in rows.items():
            if len(indexes) > 1:
                yield _one_case(entries, indexes, used=entries.current[child])


def _one_case(entries: ListEntries, indexes: Sequence[int], *, used: int) -> Problem:
    others = sorted(
        (place.sheet, place.row)
        for place in (entries.place(index) for index in indexes if index != used)
    )
    named = [f"row {row} of {sheet}" for sheet, row in others[:MOST_ROWS_NAMED]]
    more = len(others) - len(named)
    where = " and ".join([*named, f"{more} more"] if more else named)
    identifier = entries.declared.id_name
    return problem_of(
        entries.place(used),
        kind="several-open-rows",
        severity=Severity.NOTED,
        column=identifier,
        message=f"This row and {where} are open under one identifier: they are one case with one "
        "chance to be drawn, and its facts are those of this row.",
        remedy="If each row is a case of its own, such as an incident, name the column that "
        f"numbers them as the list's `id` in the plan, instead of “{identifier}”, and import the "
        "return again; if it is one case, there is nothing to do.",
    )


def bad_identifiers(children: ChildrenOnLists) -> Iterator[Problem]:
    """The rows that are nobody's, because their identifier has no canonical form."""
    for part in children.returned if children.faults else ():
        for row, identifier in zip(part.rows, part.columns[IDENTIFIER], strict=True):
            if identifier in children.faults:
                yield problem_of(
                    EntryPlace(part.file, part.sheet, row),
                    kind="bad-identifier",
                    severity=Severity.DROPPED,
                    column=children.declared.lists[part.list_number].id_name,
                    message=f"The identifier {children.faults[identifier].reason}.",
                    remedy="Correct it and send the return again.",
                )


def problem_of(
    place: EntryPlace, *, kind: str, severity: Severity, message: str, remedy: str, column: str = ""
) -> Problem:
    """A problem at an entry of a list."""
    return Problem(
        file=place.file,
        sheet=place.sheet,
        row=place.row,
        column=column,
        kind=kind,
        severity=severity,
        message=message,
        remedy=remedy,
    )


def _different(
    children: ChildrenOnLists,
    column: str,
    kind: str,
    words: str,
    *,
    leave_out: AbstractSet[int] = frozenset(),
) -> Iterator[Problem]:
    """Where a child's entries differ in a column; told once, at the first that differs."""
    first: dict[int, tuple[Scalar | None, EntryPlace]] = {}
    told: set[int] = set()
    doubtful = _with_different_values(children, column) - leave_out
    taken = children.first_known(column)
    for entries in children.lists.values() if doubtful else ():
        values = entries.column(column)
        for index in reversed(range(len(values))):
            child, value = entries.children[index], values[index]
            if child not in doubtful or child in told or value in NOT_STATED:
                continue
            place = entries.place(index)
            known, used = first.setdefault(child, (value, place))
            if value == known:
                continue
            told.add(child)
            yield problem_of(
                place,
                kind=kind,
                severity=Severity.NOTED,
                column=column,
                message=f"This child has a different {words} in row {used.row} of {used.sheet}; "
                f"{'that' if taken[child] == known else 'this'} one was used.",
                remedy="Correct the one that is wrong and send the return again.",
            )


def _with_different_values(children: ChildrenOnLists, column: str) -> set[int]:
    """The few children whose entries are worth looking at one by one."""
    return children.with_open_entry & children.differing(column, children.first_known(column))


def _status_problems(children: ChildrenOnLists, episodes: ListEntries) -> Iterator[Problem]:
    """What the status of an episode says against the other columns and lists."""
    needs = episodes.declared.status_needs
    checked = frozenset({"closed", *needs})
    ends = episodes.column(episodes.declared.named(Meaning.CLOSED))
    statuses = episodes.column(episodes.declared.named(Meaning.STATUS))
    for index, status in enumerate(statuses):
        if status not in checked:
            continue
        child, is_open = episodes.children[index], episodes.states[index] is OPEN
        if status != "closed":
            need = needs[str(status)]
            if is_open and child not in children.lists[need.list_number].current:
                label = children.declared.lists[need.list_number].label
                yield _status_without_list(episodes, index, label, need.words)
        elif not isinstance(ends[index], date) and child in children.with_open_entry:
            yield _closed_without_date(episodes, index)


def _status_without_list(episodes: ListEntries, index: int, label: str, words: str) -> Problem:
    return problem_of(
        episodes.place(index),
        kind="status-without-list",
        severity=Severity.NOTED,
        column=episodes.declared.named(Meaning.STATUS),
        message=f"The status says {words}, but the child has no open entry on {label}.",
        remedy=f"Add the child to {label}, or correct the status.",
    )


def _closed_without_date(episodes: ListEntries, index: int) -> Problem:
    return problem_of(
        episodes.place(index),
        kind="closed-without-date",
        severity=Severity.NOTED,
        column=episodes.declared.named(Meaning.CLOSED),
        message="The status is closed but there is no closure date; the episode was taken as "
        "ended.",
        remedy="Fill in the closure date, or correct the status.",
    )
