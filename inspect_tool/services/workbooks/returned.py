"""What came of a returned case workbook: its counts, its differences, its problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.records.possible_days import day_of, not_yet_come, without_day
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import with_hidden_parts
from inspect_tool.domain.workbook.differences import Outcome
from inspect_tool.errors import CheckFailedError, Problem, Severity
from inspect_tool.services.records.revisions import Edit, Saved, answer_of
from inspect_tool.services.records.under import Pins

if TYPE_CHECKING:
    from inspect_tool.readers.case_workbook.reading import ReadEntry
    from inspect_tool.store.tables import Revision


class WrongReviewError(CheckFailedError):
    """A workbook of an authority that is no longer in the plan."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(
            f"{file} was made for {what}. Nothing of it was taken; look for the right file."
        )


class DamagedWorkbookError(CheckFailedError):
    """A workbook whose identity cannot be trusted; nothing of it was taken."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"{file} cannot be taken: it is not as it was handed out. Nothing of it was taken; "
            "the problems below say what to do.",
            problems=problems,
        )


@dataclass(frozen=True)
class TakeOptions:
    """How differences are taken that a person has to vouch for.

    Args:
        empties: What was issued with words and came back empty is emptied.
        goes_on: The workbook goes on from the copies of it that came in before, so that where
            both answered, it holds.
    """

    empties: bool = False
    goes_on: bool = False


@dataclass(frozen=True)
class RowDifference:
    """A row of a returned workbook that says something else, and what became of it.

    Args:
        issued: What the workbook was issued with, as words.
        recorded: What was in force before it came in.
        given: What it says.
    """

    subject: str
    item: str
    issued: str
    recorded: str
    given: str
    outcome: Outcome


@dataclass(frozen=True)
class ReturnedView:
    """What came of taking a workbook in.

    Args:
        conflicts: Items that changed after the workbook was issued, open until they are settled.
        stray: Where words that are not an answer are kept: references of cases and the authority.
        emptied: Items that were issued with an answer or a note and came back without.
        differences: Every row that differs from what was issued, or from what a copy said.
    """

    file: str
    authority: str
    inspector: str
    changed: int
    unchanged: int
    conflicts: tuple[str, ...]
    problems: tuple[Problem, ...]
    stray: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    differences: tuple[RowDifference, ...] = ()


def erased_case(file: str, subject: Subject) -> Problem:
    """Something about a case that was erased."""
    return Problem(
        file=file,
        kind="erased-case",
        severity=Severity.DROPPED,
        message=f"{subject.ref} was erased, so nothing about it was taken or kept. The other "
        "cases of the workbook were taken.",
        remedy="Delete the workbook when you no longer need it: it may still hold the case.",
    )


def not_theirs(file: str, inspector: str, ref: str, number: int) -> Problem:
    """Answers to a case that was lost or moved meanwhile; one line, however many they are."""
    answers = "1 answer is" if number == 1 else f"{number} answers are"
    return Problem(
        file=file,
        sheet=ref,
        kind="not-their-case",
        severity=Severity.DROPPED,
        message=f"{ref} is not among the cases of {inspector}: {answers} kept as stray notes.",
        remedy=f"The case was lost or moved after the workbook was handed out; see `case show "
        f"{ref}`.",
    )


def handed_over(file: str, inspector: str, ref: str) -> Problem:
    """Answers to a case that was handed over to somebody else meanwhile."""
    return Problem(
        file=file,
        sheet=ref,
        kind="handed-over",
        severity=Severity.NOTED,
        message=f"{ref} was handed over to another reader meanwhile. What {inspector} says here "
        "was taken in under their name, in the same read.",
        remedy="Where both answered, see `case conflicts`.",
    )


def of_another_version(file: str, edit: Edit) -> Problem:
    """An answer to what is not asked of its case, by the version that this is under."""
    ref = edit.subject.ref
    return Problem(
        file=file,
        sheet=ref,
        kind="another-version",
        severity=Severity.NOTED,
        message=f"{ref} is under another version of the framework than {edit.version}, which asks "
        f"something else at {edit.item_id}. The answer is kept and does not count.",
        remedy="Where that version is in force, `framework read-again` has its answers count.",
    )


def after_fieldwork(file: str, entry: ReadEntry, day: date, last: date) -> Problem:
    """A date after the last day of fieldwork."""
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=layout.ANSWER.heading,
        value=f"{day:%d/%m/%Y}",
        kind="date-after-fieldwork",
        severity=Severity.NOTED,
        message=f"The date is after the last day of fieldwork, {last:%d/%m/%Y}.",
        remedy="Correct it; the case is not complete with it.",
    )


def closed_meanwhile(file: str, entry: ReadEntry) -> Problem:
    """A reply to a query that was closed after the workbook was handed out."""
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        kind="query-closed",
        severity=Severity.NOTED,
        message="The query was closed meanwhile. The reply is kept with it.",
        remedy="If it needs an answer still, whoever asked can ask anew with `case ask`.",
    )


def reply_of(entry: ReadEntry) -> Answer:
    """What the row of a query replies, in whichever of its two cells it was written."""
    given = entry.answer or Answer()
    return Answer(note="\n".join(part for part in (str(given.value or ""), given.note) if part))


def not_emptied(file: str, entry: ReadEntry, parts: tuple[str, ...]) -> Problem:
    """A row that was issued with words and came back without."""
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        kind="emptied",
        severity=Severity.BLANKED,
        message=f"The {' and the '.join(parts)} came back empty. A blank takes nothing back: what "
        "was issued stands.",
        remedy="If it is meant, take the workbook in with --empty.",
    )


def whole_entry(entry: ReadEntry, form: str, issued: Answer) -> ReadEntry:
    """A row with what it does not show kept from what it was issued with: only evidence has that.

    Args:
        form: Of the workbook.
    """
    if entry.kind is not ItemKind.EVIDENCE or not entry.is_changed:
        return entry
    whole = with_hidden_parts(entry.answer, entry.subject.kind, form, issued)
    return replace(entry, answer=whole, is_changed=whole != issued)


def without_coming_day(entry: ReadEntry, *, today: date, fieldwork_ends: date) -> ReadEntry:
    """The row without a day that has not come yet; the same row where it has none."""
    day = not_yet_come(entry.kind, entry.answer, today=today, fieldwork_ends=fieldwork_ends)
    if day is None or entry.answer is None or not entry.is_changed:
        return entry
    is_incident = entry.kind is ItemKind.CHRONOLOGY
    answer = without_day(entry.kind, entry.answer)
    return replace(entry, answer=answer, unread="" if is_incident else coming_day(entry))


def coming_day(entry: ReadEntry) -> str:
    """The day that a row names, as it is typed."""
    day = day_of(entry.kind, entry.answer)
    return "" if day is None else f"{day:%d/%m/%Y}"


def place_of_row(entry: ReadEntry) -> str:
    """Where a row is, as a stray note says it."""
    return f"{entry.sheet}, row {entry.row}, {entry.item_id}"


def not_come_yet(file: str, entry: ReadEntry) -> Problem:
    """A day that has not come yet, which is no answer."""
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        value=coming_day(entry),
        kind="date-not-come",
        severity=Severity.BLANKED,
        message="The date has not come yet, so it is not taken. What was issued stands.",
        remedy="Type the day on which it happened, in a fresh workbook or with `case answer`.",
    )


def unmoved(edit: Edit, saved: Saved, standing: Revision | None, pins: Pins) -> Outcome:
    """What became of an edit that did not move what is in force."""
    asked, given = pins.version(edit.subject.ref), edit.version
    if given and pins.is_unlike(edit.kind, edit.item_id, given, asked):
        return Outcome.OF_ANOTHER_VERSION
    stands = standing is not None and answer_of(standing) == edit.answer
    return Outcome.SAME if stands or saved is Saved.AGREED else Outcome.PAST
