"""Calibration rounds: started by a lead, judged by every inspector, seen once it is over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import can, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.moderation.agreement import agreement_items
from inspect_tool.domain.moderation.calibration import (
    CalibrationJudgement,
    CalibrationRound,
    CalibrationRow,
    calibration_agreement,
)
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.services.records.revisions import Edit, RecordBook, answer_of, command_origin
from inspect_tool.services.sampling.errors import given_reason
from inspect_tool.store import said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# Rounds belong to no authority, and to no child of one; no code of an authority has small letters.
NO_AUTHORITY = "calibration"
CASES, READERS, CRITERIA, CLOSED = "cases", "readers", "criteria", "closed"
NAMED = (CASES, READERS, CRITERIA)
MOST_CASES = 50
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}")
BETWEEN = " "


class BadTrainingCaseError(UsageError):
    """A name that no training case can have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A training case cannot be called {name}. Use a letter and up to eleven letters and "
            "digits, such as T1, and each name once. It is no case of the review, and no child's "
            "name or number."
        )


class NoRoundError(RefusedError):
    """There is no calibration round."""

    def __init__(self) -> None:
        super().__init__("There is no calibration round. A lead starts one with `calibrate start`.")


class RoundRunningError(RefusedError):
    """A round is running, where none may."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Calibration round {number} is not over. See `calibrate show`; `calibrate close` ends "
            "it without those who are not in."
        )


class RoundOverError(RefusedError):
    """A round is over, so nothing can be judged in it any more."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Calibration round {number} is over, and all may see what was judged, so nothing is "
            "taken any more. See `calibrate show`."
        )


class NobodyToCalibrateError(RefusedError):
    """Fewer than two inspectors."""

    def __init__(self) -> None:
        super().__init__(
            "A calibration round needs two inspectors at least. Add them to the plan's team."
        )


@dataclass(frozen=True)
class CalibrationView:
    """A round as somebody may see it.

    Args:
        asked: Judgements that each reader gives.
        progress: How many are in, by reader: of all for a lead, else of the own alone.
        rows: Agreement by criterion; none before the round is over.
    """

    number: int
    cases: tuple[str, ...]
    readers: int
    asked: int
    progress: dict[str, int]
    is_over: bool
    closed: str
    rows: tuple[CalibrationRow, ...] = ()


def start(
    work: UnitOfWork, review: Review, cases: Sequence[str], *, criteria: Collection[str] = ()
) -> CalibrationView:
    """Start a round: every inspector of the plan judges every training case.

    Args:
        cases: Names of training cases; what is in them is given to the inspectors otherwise.
        criteria: Those that are judged; every one that a case is judged by, where none is named.

    Raises:
        NotYourRoleError: The actor is not a lead.
        RoundRunningError: The last round is not over.
        BadTrainingCaseError: A name is none, or named twice.
        UsageError: A criterion is not one that cases are judged by, or there are too many cases.
        NobodyToCalibrateError: There are fewer than two inspectors.
    """
    check_can(work.actor, Action.RUN_CALIBRATION)
    before = current_round(work)
    if before is not None and not before.is_over:
        raise RoundRunningError(before.number)
    _check_names(cases)
    readers = [inspector.id for inspector in review.plan.inspectors()]
    if len(readers) < 2:
        raise NobodyToCalibrateError
    number = 1 if before is None else before.number + 1
    made = {CASES: cases, READERS: readers, CRITERIA: _criteria(review, criteria)}
    said = {name: Answer(BETWEEN.join(values)) for name, values in made.items()}
    save(work, review, number, said)
    work.audit("calibrate.start", stream=NO_AUTHORITY, round=number, cases=len(cases))
    return show(work, review)


def _check_names(cases: Sequence[str]) -> None:
    if not 0 < len(cases) <= MOST_CASES:
        raise UsageError(f"Name 1 to {MOST_CASES} training cases, each with --case.")
    folded = [name.casefold() for name in cases]
    for name in cases:
        if not _NAME.fullmatch(name) or folded.count(name.casefold()) > 1:
            raise BadTrainingCaseError(name)


def _criteria(review: Review, wanted: Collection[str]) -> tuple[str, ...]:
    known = tuple(one.item_id for one in agreement_items(review.framework, questions=False))
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise UsageError(
            f"Cases are not judged by {', '.join(unknown)}. There are: {', '.join(known)}."
        )
    if not known:
        raise UsageError("The framework judges cases by no criterion, so nothing can be compared.")
    return tuple(one for one in known if not wanted or one in wanted)


def show(work: UnitOfWork, review: Review) -> CalibrationView:
    """The last round: how far it is, and once it is over how far the readers agree.

    Before it is over nobody sees a judgement, and an inspector how far the own ones are alone.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NoRoundError: There is none.
    """
    check_can(work.actor, Action.SEE_CALIBRATION)
    round_ = running(work)
    is_lead = can(work.actor, Action.RUN_CALIBRATION) is None
    seen = round_.readers if is_lead or round_.is_over else (work.actor.id,)
    items = agreement_items(review.framework, questions=False)
    return CalibrationView(
        number=round_.number,
        cases=round_.cases,
        readers=len(round_.readers),
        asked=round_.asked,
        progress={reader: round_.given(reader) for reader in round_.readers if reader in seen},
        is_over=round_.is_over,
        closed=round_.closed,
        rows=calibration_agreement(round_, items) if round_.is_over else (),
    )


def close(work: UnitOfWork, review: Review, *, why: str) -> CalibrationView:
    """End a round before all are in; those who are not are in no figure, and judge no more.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NoRoundError, RoundOverError: There is none, or it is over.
        NoReasonError: There is no reason.
        StillIdentifiesError: The reason may identify somebody.
    """
    check_can(work.actor, Action.RUN_CALIBRATION)
    round_ = running(work)
    if round_.is_over:
        raise RoundOverError(round_.number)
    reason = given_reason(why, "round ends before all are in", option="--why")
    for finding in find_identifiers(reason):
        raise StillIdentifiesError(finding)
    save(work, review, round_.number, {CLOSED: Answer(reason)})
    work.audit("calibrate.close", stream=NO_AUTHORITY, round=round_.number)
    return show(work, review)


def save(
    work: UnitOfWork, review: Review, number: int, said: dict[str, Answer], *, by: str = ""
) -> None:
    """Keep what is said in a round, in the place of what was.

    Args:
        said: By item; a judgement's item is its reader, case and criterion.
        by: Who said it; else the actor.
    """
    subject = Subject(SubjectKind.AUTHORITY, NO_AUTHORITY, ref_of(number))
    book = RecordBook(work, review, NO_AUTHORITY, subject.ref)
    for item_id, answer in said.items():
        edit = Edit(
            subject=subject,
            reader=Reader.FIRST,
            kind=ItemKind.CALIBRATION,
            item_id=item_id,
            answer=answer,
            author=by or work.actor.id,
            base=None,
            origin=command_origin(work),
        )
        standing = book.standing.get(edit.place)
        if standing is None or answer_of(standing) != answer:
            book.settle(edit)
    book.write()


def ref_of(number: int) -> str:
    """What a round is kept under, which no subject of a review is called."""
    return f"round {number}"


def running(work: UnitOfWork) -> CalibrationRound:
    """The last round, over or not.

    Raises:
        NoRoundError: There is none.
    """
    found = current_round(work)
    if found is None:
        raise NoRoundError
    return found


def current_round(work: UnitOfWork) -> CalibrationRound | None:
    """The last round with what has come in; None where there is none."""
    rows = said_queries.in_force_of_kind(work, ItemKind.CALIBRATION, NO_AUTHORITY)
    if not rows:
        return None
    number = max(int(row.subject_ref.rpartition(" ")[2]) for row in rows)
    said = {row.item_id: answer_of(row) for row in rows if row.subject_ref == ref_of(number)}
    cases, readers, criteria = (tuple(str(said[name].value).split(BETWEEN)) for name in NAMED)
    bare = CalibrationRound(number, cases, readers, criteria)
    closed = said.get(CLOSED, Answer()).value
    return replace(
        bare, judgements=tuple(_judgements(said.items())), closed=str(closed) if closed else ""
    )


def _judgements(said: Iterable[tuple[str, Answer]]) -> Iterable[CalibrationJudgement]:
    for item_id, answer in said:
        if item_id.count(BETWEEN) == 2:
            reader, case, criterion = item_id.split(BETWEEN)
            value = None if answer.value is None else str(answer.value)
            yield CalibrationJudgement(reader, case, criterion, value)
