"""Forms of a calibration round: out as a plain table, and back with one reader's judgements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import BlindReadError
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.moderation.calibration import CalibrationRound
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    clean_text,
    judgement_form,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.review import Review
from inspect_tool.errors import (
    CheckFailedError,
    Problem,
    Severity,
    UsageError,
)
from inspect_tool.readers.plain.named_rows import named_rows
from inspect_tool.services.moderation.calibration import (
    BETWEEN,
    NO_AUTHORITY,
    RoundOverError,
    running,
    save,
)
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

COLUMNS = ("case", "criterion", "title", "possible", "judgement", "note")
LARGEST_FILE = 2_000_000  # bytes: many times what 50 cases by 100 criteria need


class NotInRoundError(UsageError):
    """Somebody who is no reader of the round."""

    def __init__(self, inspector: str, round_: CalibrationRound) -> None:
        super().__init__(
            f"{inspector} does not judge in calibration round {round_.number}. Its readers are: "
            f"{', '.join(round_.readers)}."
        )


class BadFormError(CheckFailedError):
    """A form that cannot be taken."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        rows = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"{file} has {rows}, so nothing of it was taken. Correct the rows and take it again.",
            problems=problems,
        )


@dataclass(frozen=True)
class FormTaken:
    """What came of a form.

    Args:
        taken: Judgements in the form; whether they differ from what was in is not said.
        given, asked: Judgements of the reader that are in, and those that a reader gives.
        is_over: Whether the round is over with it.
    """

    file: str
    inspector: str
    taken: int
    given: int
    asked: int
    is_over: bool


@dataclass(frozen=True)
class _FormRow:
    """A row of a form."""

    line: int
    case: str
    criterion: str
    judgement: str
    note: str


def write_form(work: UnitOfWork, review: Review, path: Path) -> int:
    """Write an empty form of the round, the same for every reader; returns its rows.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NoRoundError, RoundOverError: There is no round, or it is over.
        FileIsThereError: There is a file of that name.
    """
    check_can(work.actor, Action.SEE_CALIBRATION)
    round_ = _open_round(work)
    check_not_there(path)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    forms = _forms(review)
    titles = {one.id: one.title for one in review.framework.criteria(SubjectKind.CASE)}
    for case in round_.cases:
        for criterion in round_.criteria:
            form = forms[criterion]
            possible = "; ".join(one.words for one in (*form.choices, *form.absences))
            writer.writerow([case, criterion, titles[criterion], possible, "", ""])
    work.files.write({path: text.getvalue().encode("utf-8-sig")})
    work.audit("calibrate.form", stream=NO_AUTHORITY, round=round_.number)
    return round_.asked


def _open_round(work: UnitOfWork) -> CalibrationRound:
    round_ = running(work)
    if round_.is_over:
        raise RoundOverError(round_.number)
    return round_


def _forms(review: Review) -> Mapping[str, AnswerForm]:
    return {
        one.id: judgement_form(review.framework, one)
        for one in review.framework.criteria(SubjectKind.CASE)
        if one.judgement is not None
    }


def take_form(
    work: UnitOfWork, review: Review, path: Path, *, inspector: str | None = None
) -> FormTaken:
    """Take one reader's judgements in: all of a form, or none; rows without one are left open.

    Args:
        inspector: Whose they are; else the actor's. A lead takes those of others, and one who
            judges as well only when the own ones are in.

    Raises:
        NotYourRoleError, NotYourCaseError: They are not the actor's to take.
        BlindReadError: The actor judges too and has not finished.
        NoRoundError, RoundOverError, NotInRoundError: There is no round to take them for.
        UnreadableFileError: It is no such CSV.
        BadFormError: A row cannot be taken.
    """
    whose = inspector or work.actor.id
    check_can(work.actor, Action.CALIBRATE, Thing("This form", owner=whose))
    round_ = _open_round(work)
    if whose not in round_.readers:
        raise NotInRoundError(whose, round_)
    _check_blind(work, round_, whose)
    forms = _forms(review)
    read = [(row, _read(round_, forms, row)) for row in _rows(path)]
    bad = [(row, found) for row, found in read if isinstance(found, str)]
    if bad:
        raise BadFormError(path.name, tuple(_problem(path.name, *one) for one in bad))
    said = {
        BETWEEN.join((whose, row.case, row.criterion)): found
        for row, found in read
        if isinstance(found, Answer)
    }
    save(work, review, round_.number, said, by=whose)
    work.audit("calibrate.take", stream=NO_AUTHORITY, round=round_.number, reader=whose)
    after = running(work)
    return FormTaken(
        file=path.name,
        inspector=whose,
        taken=len(said),
        given=after.given(whose),
        asked=after.asked,
        is_over=after.is_over,
    )


def _check_blind(work: UnitOfWork, round_: CalibrationRound, whose: str) -> None:
    """Refuse the judgements of others to a reader who has not judged everything."""
    own = work.actor.id
    if whose != own and own in round_.readers and not round_.is_in(own):
        raise BlindReadError(
            f"{own} judges in calibration round {round_.number} too and has not finished, so "
            f"cannot take what {whose} judged. Finish the own form first, or ask a lead who does "
            "not judge."
        )


def _rows(path: Path) -> Iterator[_FormRow]:
    """The rows with a judgement or a note."""
    for line, cells in named_rows(
        path,
        largest=LARGEST_FILE,
        needed=("case", "criterion", "judgement"),
        remedy="Write a form with `calibrate form`.",
    ):
        judgement, note = cells["judgement"], clean_text(cells.get("note", ""))
        if judgement or note:
            yield _FormRow(line, cells["case"], cells["criterion"], judgement, note)


def _read(round_: CalibrationRound, forms: Mapping[str, AnswerForm], row: _FormRow) -> Answer | str:
    """The judgement, or what is wrong with the row."""
    for what, named, known in (
        ("training case", row.case, round_.cases),
        ("criterion of the round", row.criterion, round_.criteria),
    ):
        if named not in known:
            return f"No {what} is called so{did_you_mean(named, known) or '.'}"
    if find_identifiers(row.note):
        return "The note may identify somebody. Say a role instead of a name."
    return _judgement(forms[row.criterion], row)


def _judgement(form: AnswerForm, row: _FormRow) -> Answer | str:
    value = read_answer(form, row.judgement)
    if not value.fault and value.value is not None:
        return Answer(value.value, note=row.note)
    absence = read_absence(form, row.judgement)
    if not absence.fault and absence.value is not None:
        return Answer(absence=str(absence.value), note=row.note)
    possible = ", ".join(one.words for one in (*form.choices, *form.absences))
    return f"The judgement is none of: {possible}."


def _problem(file: str, row: _FormRow, message: str) -> Problem:
    return Problem(
        file=file,
        row=row.line,
        column="case, criterion, judgement, note",
        value=f"{row.case} {row.criterion}"[:60],
        kind="bad-calibration",
        severity=Severity.REFUSED,
        message=message,
        remedy="Correct the row, or empty its judgement and note.",
    )
