"""Submitting a record, sending it back, agreeing it: the moves that somebody makes by command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.lists.columns import Meaning
from inspect_tool.domain.records.completeness import RecordProblem, RecordProblemKind
from inspect_tool.domain.records.early_days import (
    check_early_days,
    check_referred_in_time,
    earliest_day,
)
from inspect_tool.domain.records.evidence import by_criterion
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.domain.records.states import Mark, Move, RecordState, after, transition
from inspect_tool.domain.records.support import check_said, check_sides, check_support, keeps_back
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import unclosed
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    RecordKey,
    answer_of,
    command_origin,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.states import STATE_ITEM, covered
from inspect_tool.services.records.subjects import (
    UnknownSubjectError,
    authority_of,
    record_to_answer,
    subject_named,
)

if TYPE_CHECKING:
    from inspect_tool.services.records.answer_queries import QueryView
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.services.records.revisions import ItemKey
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce


class WrongStateError(RefusedError):
    """A move that is not possible from the state of the record."""

    def __init__(self, view: RecordView, move: Move) -> None:
        row = transition(move)
        possible = " or ".join(state.value for state in RecordState if state in row.before)
        super().__init__(
            f"The {view.reader.value} read of {view.subject.ref} is {view.state.value}. "
            f"`{row.command}` is for records that are {possible}. Nothing was changed."
        )


class WhoseReadError(UsageError):
    """Both reads of a case could be meant."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"Both reads of {ref} could be meant. Say which with --read first or --read second."
        )


class NotAgreedError(RefusedError):
    """Queries about the record are not closed, or it is not complete any more."""

    def __init__(self, ref: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{ref} cannot be agreed yet. {' '.join(reasons)} Nothing was changed.")


class NothingToSubmitError(RefusedError):
    """Whoever submits a caseload has none."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} has no record to submit. See `case list`.")


@dataclass(frozen=True)
class MovedView:
    """A record, and what came of a move.

    Args:
        problems: What there is to look at, what keeps it back first.
        is_moved: Whether it was; else something keeps it back.
    """

    subject_ref: str
    reader: Reader
    inspector: str
    state: RecordState
    problems: tuple[RecordProblem, ...]
    is_moved: bool


def problems_to_submit(
    work: UnitOfWork,
    review: Review,
    view: RecordView,
    *,
    asked: Sequence[QueryView] | None = None,
    own: Mapping[ItemKey, RevisionInForce] | None = None,
) -> tuple[RecordProblem, ...]:
    """What is unanswered, inconsistent, unsupported or asked about in a record.

    Args:
        asked, own: What `unclosed` found, and its answers in force, where they were read before.
    """
    subject = view.subject
    if asked is None:
        asked = unclosed(work, review, subject.authority, subject, view.reader)
    if own is None:
        key = RecordKey(subject.authority, subject.ref, view.reader)
        own = records.current_items(work, subject.authority, ref=subject.ref).get(key, {})
    evidence = records.evidence_in(own)
    framework = view.facts.framework
    return (
        *view.problems,
        *check_said(subject, {item: answer_of(row) for item, row in own.items()}),
        *check_support(
            framework, view.facts, evidenced=frozenset(by_criterion(framework, evidence))
        ),
        *check_sides(view.facts, evidence),
        *_early_dates(review, view, own),
        *map(query_problem, asked),
    )


def _early_dates(
    review: Review, view: RecordView, own: Mapping[ItemKey, RevisionInForce]
) -> tuple[RecordProblem, ...]:
    """Dates before the case can have begun, and a referral back before fieldwork."""
    plan, lists = review.plan, review.plan.declared
    earliest = None
    if lists.heading(Meaning.BORN) or lists.heading(Meaning.AGE):
        has_limit = not any(lists.lists[number].any_age for number in lists.case_lists)
        earliest = earliest_day(
            view.facts.fields,
            frame_date=plan.dates.frame,
            under=lists.ages.under if has_limit else None,
        )
    referral = {
        id_: answer_of(row) for (kind, id_), row in own.items() if kind is ItemKind.REFERRAL
    }
    return (
        *check_early_days(view.facts, earliest=earliest),
        *check_referred_in_time(referral, first_day=plan.dates.fieldwork[0]),
    )


def query_problem(query: QueryView) -> RecordProblem:
    """A query that is not closed, as something to look at."""
    is_open = query.state is QueryState.OPEN
    todo = (
        f"Reply with `case reply {query.name}`."
        if is_open
        else f"It has a reply; {query.asked.author} closes it with `case close {query.name}`."
    )
    # What it is about may be a question or a criterion; a query stands beside both.
    return RecordProblem(
        RecordProblemKind.QUERY if is_open else RecordProblemKind.QUERY_ANSWERED,
        ItemKind.QUERY,
        query.item_id,
        f"Query {query.name}, {query.asked.words} {todo}",
    )


def submit(work: UnitOfWork, review: Review, *, ref: str) -> MovedView:
    """Submit the actor's record of a subject, unless something keeps it back; a lead the first.

    Raises:
        UnknownSubjectError, NoReaderError: There is no such record.
        NotYourRoleError, NotYourCaseError: It is not the actor's to submit.
        WrongStateError: It is not started, or submitted already.
    """
    check_can(work.actor, Action.SUBMIT, Thing(owner=work.actor.id))
    record = record_to_answer(work, review, ref)
    sight = Sight.of(work, review, record.subject.authority)
    sight.check(Action.SUBMIT, record.subject, record.reader)
    view = next(
        (view for view in _records_of(work, review, ref) if view.reader is record.reader), None
    )
    if view is None:
        raise UnknownSubjectError(ref)
    _check_state(view, Move.SUBMIT)
    return _submitted(work, review, view)


def submit_all(work: UnitOfWork, review: Review) -> tuple[MovedView, ...]:
    """Submit every record of the actor that nothing keeps back; what became of each.

    What is submitted or agreed already is left out.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NothingToSubmitError: They have no record of their own.
    """
    check_can(work.actor, Action.SUBMIT, Thing(owner=work.actor.id))
    own = [view for view in records.list_records(work, review) if view.inspector == work.actor.id]
    if not own:
        raise NothingToSubmitError(work.actor.id)
    sight = Sight.of(work, review)
    moved = []
    for view in own:
        if sight.refusal(Action.SUBMIT, view.subject, view.reader) is not None:
            continue
        if view.state is RecordState.NOT_STARTED:
            moved.append(_moved(view, view.problems, is_moved=False))
        elif view.state in transition(Move.SUBMIT).before:
            moved.append(_submitted(work, review, view))
    return tuple(moved)


def _submitted(work: UnitOfWork, review: Review, view: RecordView) -> MovedView:
    problems = problems_to_submit(work, review, view)
    keeping = [problem for problem in problems if keeps_back(problem)]
    if not keeping:
        _move(work, review, view, Move.SUBMIT)
    rest = [problem for problem in problems if problem not in keeping]
    return _moved(view, (*keeping, *rest), is_moved=not keeping, move=Move.SUBMIT)


def send_back(
    work: UnitOfWork, review: Review, *, ref: str, why: str, reader: Reader | None = None
) -> MovedView:
    """Return a record to its inspector, with the queries about it that are not closed.

    Args:
        reader: Whose record, where both could be meant.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: It is not the actor's to do.
        UnknownSubjectError: There is no such record.
        BadAnswerError: There is no reason.
        WrongStateError: It was not submitted.
        WhoseReadError: Both reads could be meant.
    """
    view = _meant(work, review, ref, reader, Move.RETURN)
    if not why.strip():
        raise BadAnswerError("Say why the record goes back, with --why.")
    _move(work, review, view, Move.RETURN, why.strip())
    asked = unclosed(work, review, view.subject.authority, view.subject, view.reader)
    return _moved(view, tuple(map(query_problem, asked)), is_moved=True, move=Move.RETURN)


def agree(work: UnitOfWork, review: Review, *, ref: str, reader: Reader | None = None) -> MovedView:
    """Agree a record that was submitted.

    Args:
        reader: Whose record, where both could be meant.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError, OwnDecisionError: It is not the
            actor's to do.
        UnknownSubjectError: There is no such record.
        WrongStateError: It was not submitted.
        WhoseReadError: Both reads could be meant.
        NotAgreedError: A query about it is not closed, or it is not complete any more.
    """
    view = _meant(work, review, ref, reader, Move.AGREE)
    asked = unclosed(work, review, view.subject.authority, view.subject, view.reader)
    reasons = [
        f"Query {query.name} about {query.item_id} is {query.state.value}: close it with "
        f"`case close {query.name}`, or return the record."
        for query in asked
    ]
    if not view.is_complete:
        reasons.append(f"It is not complete: see `case check {ref}`.")
    if reasons:
        raise NotAgreedError(ref, reasons)
    _move(work, review, view, Move.AGREE)
    return _moved(view, (), is_moved=True, move=Move.AGREE)


def _meant(
    work: UnitOfWork, review: Review, ref: str, reader: Reader | None, move: Move
) -> RecordView:
    """The record that is to be moved, among those that the actor may move."""
    action = transition(move).action
    check_can(work.actor, action)
    subject = subject_named(ref)
    sight = Sight.of(work, review, subject.authority)
    sight.check_any(action, subject)
    views = [
        view
        for view in _records_of(work, review, ref)
        if reader in (None, view.reader)
        and sight.refusal(action, view.subject, view.reader) is None
    ]
    if not views:
        raise UnknownSubjectError(ref)
    possible = [view for view in views if view.state in transition(move).before]
    if not possible:
        raise WrongStateError(views[0], move)
    if len(possible) > 1:
        raise WhoseReadError(ref)
    return possible[0]


def _records_of(work: UnitOfWork, review: Review, ref: str) -> tuple[RecordView, ...]:
    return records.list_records(work, review, authority_of(ref), ref=ref)


def _check_state(view: RecordView, move: Move) -> None:
    if view.state not in transition(move).before:
        raise WrongStateError(view, move)


def _move(work: UnitOfWork, review: Review, view: RecordView, move: Move, why: str = "") -> None:
    subject = view.subject
    key = RecordKey(subject.authority, subject.ref, view.reader)
    items = records.current_items(work, subject.authority).get(key, {})
    book = RecordBook(work, review, subject.authority, subject.ref)
    place = ItemPlace(subject.ref, view.reader.value, ItemKind.STATE.value, STATE_ITEM)
    standing = book.standing.get(place)
    book.settle(
        Edit(
            subject=subject,
            reader=view.reader,
            kind=ItemKind.STATE,
            item_id=STATE_ITEM,
            answer=Answer(Mark(move, covered(items), _newest_snapshot(work)).written, note=why),
            author=work.actor.id,
            base=standing.id if standing is not None else None,
            origin=command_origin(work),
        )
    )
    book.write()
    work.audit(f"case.{move.value}", stream=subject.authority, subject=subject.ref)


def _newest_snapshot(work: UnitOfWork) -> int:
    # Asked when a record is moved, and by nobody who only looks at it.
    from inspect_tool.store import snapshot_queries

    newest = snapshot_queries.newest_snapshot(work)
    return 0 if newest is None else newest.number


def _moved(
    view: RecordView,
    problems: tuple[RecordProblem, ...],
    *,
    is_moved: bool,
    move: Move | None = None,
) -> MovedView:
    state = after(view.state, move) if is_moved and move is not None else view.state
    return MovedView(
        subject_ref=view.subject.ref,
        reader=view.reader,
        inspector=view.inspector,
        state=state,
        problems=problems,
        is_moved=is_moved,
    )
