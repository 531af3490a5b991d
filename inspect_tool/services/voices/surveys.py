"""The answers to a survey, taken in from the file of whatever tool it was made with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records import survey_file, voice_refs
from inspect_tool.domain.records.records import (
    Answer,
    ItemKind,
    ItemPlace,
    Reader,
    Subject,
    is_empty,
)
from inspect_tool.domain.records.survey_file import AnsweredRow, SurveyColumns
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, Severity, UsageError
from inspect_tool.readers.plain.rows import rows_under_headings
from inspect_tool.readers.plain.tables import LARGEST_BYTES, told_of_a_file
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved, answer_of
from inspect_tool.services.voices.asked import voice_named

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

ORIGIN = "survey row "
Answered = Mapping[str, set[str]]  # ids of the questions that are answered, by reference


class SurveyFaultsError(CheckFailedError):
    """Cells of a survey's file that are no answers."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        cells = "1 cell" if len(problems) == 1 else f"{len(problems)} cells"
        super().__init__(
            f"{file} has {cells} that cannot be read as an answer, so nothing was taken. Correct "
            "the file, name what it says under `answers` of the survey in the framework, or take "
            "the rest with --leave-unreadable.",
            problems=tuple(problems),
        )


class MoreRowsError(RefusedError):
    """A later file without ids that has new rows, and lacks some that came in before."""

    def __init__(self, file: str, missing: int) -> None:
        rows = "1 answer that" if missing == 1 else f"{missing} answers that"
        super().__init__(
            f"{file} has new rows and lacks {rows} came in before. Where somebody's answers were "
            "changed there, they would count twice: name the column of the survey tool's own id "
            "with --id. Where the file holds other people's answers, say --more. Nothing was taken."
        )


@dataclass(frozen=True)
class SurveyWanted:
    """What is to be taken.

    Args:
        survey: Key of the survey in the framework's `voices`.
        id_column: Heading of the survey tool's own id of a row; empty where it has none.
        is_more: Whether the file holds other people's answers than those before.
        leaves_unreadable: Whether cells that are no answers are left out.
    """

    authority: str
    survey: str
    id_column: str = ""
    is_more: bool = False
    leaves_unreadable: bool = False


@dataclass(frozen=True)
class SurveyTaken:
    """What came of it.

    Args:
        rows: Rows in which somebody answered something.
        new, changed, unchanged: How many of them; changed only where the rows have ids.
        not_in_file: Answers that came in before and are not in the file.
        missing: Ids of the questions that no column answers.
        left: Headings of the columns that were not read.
        problems: Cells that were left out.
        kept: What was answered before in a cell that cannot be read now, and stands.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    not_in_file: int
    missing: tuple[str, ...]
    left: tuple[str, ...]
    problems: tuple[Problem, ...]
    kept: tuple[str, ...] = ()


def take_survey(work: UnitOfWork, review: Review, file: Path, wanted: SurveyWanted) -> SurveyTaken:
    """Take the answers of a survey's file as records of their own; the same row only once.

    Only the columns of the framework's questions are read. A row is known again by its own id
    where `id_column` names one, else by what it says.

    Raises:
        UsageError: There is no such authority, survey or column.
        UnreadableFileError: The file cannot be read as a CSV.
        SurveyFaultsError: Cells are no answers; every one is listed.
        MoreRowsError: Answers might count twice.
        NotYourRoleError, ConflictHoldsError: It is not the actor's to do.
    """
    authority = review.plan.authority(wanted.authority)
    if authority is None:
        raise UnknownAuthorityError(wanted.authority, review)
    thing = Thing(authority.name, authorities=frozenset({authority.code}))
    check_can(work.actor, Action.TAKE_SURVEY, thing)
    if voice_named(review.framework, wanted.survey).subject is not SubjectKind.SURVEY:
        raise UsageError(
            f"{wanted.survey} is no survey. Record it with `case answer`, or in a workbook."
        )
    found = _read(review, file, wanted)
    if found.problems and not wanted.leaves_unreadable:
        raise SurveyFaultsError(file.name, found.problems)
    return _take(work, review, found, wanted)


@dataclass(frozen=True)
class _FoundInFile:
    """What a file says.

    Args:
        mark: Names the file by its content.
    """

    file: str
    mark: str
    columns: SurveyColumns
    rows: tuple[AnsweredRow, ...]
    problems: tuple[Problem, ...]


def _read(review: Review, file: Path, wanted: SurveyWanted) -> _FoundInFile:
    remedy = "Give the answers of one survey at one authority."
    with told_of_a_file(file, largest=LARGEST_BYTES, remedy=remedy):
        lines = list(rows_under_headings(file, largest=LARGEST_BYTES))
    headings = lines[0][1] if lines else []
    columns = survey_file.survey_columns(review.framework, wanted.survey, headings)
    if not columns.columns:
        texts = [question.text for question in columns.missing]
        raise UsageError(
            f"{file.name} has no column for any question of {wanted.survey}. Its headings have to "
            f"be the questions' ids or texts, such as “{texts[0] if texts else ''}”, or those "
            "under `columns` of the survey in the framework."
        )
    if columns.twice:
        raise UsageError(
            f"{file.name} has two columns for one question: {', '.join(columns.twice)}. "
            "Remove the one that is not meant."
        )
    id_place = None
    if wanted.id_column:
        places = [place for place, one in enumerate(headings) if one.strip() == wanted.id_column]
        if len(places) != 1:
            raise UsageError(
                f"{file.name} has {len(places) or 'no'} columns called {wanted.id_column}. "
                "Write the heading of one column as it stands there."
            )
        id_place = places[0]
    rows = tuple(survey_file.survey_rows(columns.columns, lines[1:], id_place=id_place))
    return _FoundInFile(
        file=file.name,
        mark=hashlib.sha256(repr(lines).encode()).hexdigest()[:12],
        columns=columns,
        rows=tuple(row for row in rows if row.answers or row.faults),
        problems=tuple(_problems(file.name, rows)),
    )


def _problems(file: str, rows: Iterable[AnsweredRow]) -> Iterable[Problem]:
    for row in rows:
        for one in row.faults:
            yield Problem(
                file=file,
                row=row.line,
                column=one.heading,
                kind="not-an-answer",
                severity=Severity.REFUSED,
                message=one.fault,
                remedy=one.remedy,
            )


def _take(
    work: UnitOfWork, review: Review, found: _FoundInFile, wanted: SurveyWanted
) -> SurveyTaken:
    book = RecordBook(work, review, wanted.authority)
    known = _known(book, wanted.survey)
    rows = [row for row in found.rows if row.answers or row.key in known]
    new = [row for row in rows if row.key not in known]
    lacking = len(known.keys() - {row.key for row in rows})
    if new and lacking and not (wanted.is_more or wanted.id_column):
        raise MoreRowsError(found.file, lacking)
    number = max((int(ref.rpartition("-")[2]) for ref in known.values()), default=0)
    changed, answered = 0, _answered(book, found.columns)
    kept: list[str] = []
    for row in rows:
        ref = known.get(row.key)
        if ref is None:
            number += 1
            ref = voice_refs.reference(SubjectKind.SURVEY, wanted.authority, wanted.survey, number)
        origin = f"{ORIGIN}{row.key} of {found.mark}"
        kept += _kept(row, ref, answered)
        changed += _add(work, book, (row, ref, answered), origin=origin) and row.key in known
    book.write()
    if new or changed:
        work.audit(
            "voice.import",
            stream=wanted.authority,
            survey=wanted.survey,
            new=len(new),
            changed=changed,
        )
    return SurveyTaken(
        rows=len(rows),
        new=len(new),
        changed=changed,
        unchanged=len(rows) - len(new) - changed,
        not_in_file=lacking,
        missing=tuple(question.id for question in found.columns.missing),
        left=found.columns.left,
        problems=found.problems,
        kept=tuple(kept),
    )


def _known(book: RecordBook, survey: str) -> Mapping[str, str]:
    """References of the answers that came in before, by the key of their row."""
    return {
        row.origin.removeprefix(ORIGIN).partition(" ")[0]: row.subject_ref
        for row in book.revisions.values()
        if row.origin.startswith(ORIGIN) and voice_refs.whose(row.subject_ref) == survey
    }


def _add(
    work: UnitOfWork, book: RecordBook, whose: tuple[AnsweredRow, str, Answered], *, origin: str
) -> bool:
    """Add what a row says; whether anything is new.

    A cell that is blank now takes an answer back that came in before: it is the survey's own file.
    One that cannot be read now says nothing of it, and neither does a file without the column.
    """
    row, ref, answered = whose
    subject = Subject(SubjectKind.SURVEY, book.authority, ref)
    unread = {one.question_id for one in row.faults}
    is_new = False
    for item_id in sorted({*answered.get(ref, ()), *row.answers} - unread):
        place = ItemPlace(ref, Reader.FIRST.value, ItemKind.QUESTION.value, item_id)
        standing = book.standing.get(place)
        edit = Edit(
            subject=subject,
            reader=Reader.FIRST,
            kind=ItemKind.QUESTION,
            item_id=item_id,
            answer=row.answers.get(item_id, Answer()),
            author=work.actor.id,
            base=standing.id if standing is not None else None,
            origin=origin,
        )
        is_new |= book.add(edit) is Saved.CHANGED
    return is_new


def _kept(row: AnsweredRow, ref: str, answered: Answered) -> list[str]:
    """What was answered before in a cell that cannot be read now, as it is named to people."""
    before = answered.get(ref, set())
    return [f"{ref} {one.question_id}" for one in row.faults if one.question_id in before]


def _answered(book: RecordBook, columns: SurveyColumns) -> Answered:
    """What is answered so far of the questions that a file has columns for."""
    asked = {column.question.id for column in columns.columns}
    found: dict[str, set[str]] = {}
    for place, row in book.standing.items():
        is_answer = place.item_kind == ItemKind.QUESTION and not is_empty(answer_of(row))
        if is_answer and place.item_id in asked:
            found.setdefault(place.subject_ref, set()).add(place.item_id)
    return found
