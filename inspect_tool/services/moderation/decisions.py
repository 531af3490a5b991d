"""Where two readers of a case differ, and how it was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.moderation.disagreements import differences, place_in_queue
from inspect_tool.domain.records.answer_forms import read_absence, read_answer
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.moderation.errors import (
    AbsenceNotGivenError,
    DecisionIncompleteError,
    NoDisagreementError,
    NotReadTwiceError,
    OneDecisionError,
)
from inspect_tool.services.records import records
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.item_words import item_form
from inspect_tool.services.records.records import RecordView
from inspect_tool.services.records.revisions import (
    Edit,
    ItemKey,
    RecordBook,
    RecordKey,
    Saved,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import authority_of, subject_named
from inspect_tool.services.records.two_reads import ReadTwice, read_twice
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.domain.moderation.disagreements import DifferingItem
    from inspect_tool.domain.records.answer_forms import AnswerForm
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class Disagreement:
    """Where the two readers of a case differ.

    Args:
        decided: The adjudicated value, when there is one.
        measures: Keys of the measures that can come out either way for the case.
        is_extra: Whether the second read was asked for and not drawn.
    """

    authority: str
    case_ref: str
    kind: ItemKind
    item_id: str
    title: str
    first: str
    second: str
    decided: str | None
    measures: tuple[str, ...] = ()
    is_extra: bool = False


@dataclass(frozen=True)
class NoAnswer:
    """A decision that there is no answer, and why.

    Args:
        absence: Key or words of one of the framework's absences.
    """

    absence: str


def given_decision(value: str | None, absence: str | None) -> str | NoAnswer:
    """A decision as it was given: one of a value and a reason why there is none.

    Raises:
        OneDecisionError: Both were given, or neither.
    """
    if value is not None and absence is None:
        return value
    if absence is not None and value is None:
        return NoAnswer(absence)
    raise OneDecisionError


def queue(work: UnitOfWork, review: Review) -> tuple[Disagreement, ...]:
    """Every judgement or listed answer on which two complete reads differ.

    What is not settled comes first; within that, what can change a measure, then judgements, then
    answers.

    Raises:
        NotYourRoleError: The actor is not a lead; second reads stay blind.
    """
    check_can(work.actor, Action.SEE_DIFFERENCES)
    found = seen_by_actor(work, review, records.list_records(work, review))
    work.shown.update((one.authority, one.case_ref) for one in found)
    return found


def seen_by_actor(
    work: UnitOfWork, review: Review, views: Sequence[RecordView]
) -> tuple[Disagreement, ...]:
    """The disagreements that the actor may know of; none for whoever is not a lead."""
    sight, extra = Sight.of(work, review), mishap_queries.extra_reads(work)
    return tuple(
        replace(disagreement, is_extra=disagreement.case_ref in extra)
        for disagreement in disagreements(review, views)
        if not sight.refusal(
            Action.SEE_DIFFERENCES,
            Subject(SubjectKind.CASE, disagreement.authority, disagreement.case_ref),
            None,
        )
    )


def disagreements(review: Review, views: Sequence[RecordView]) -> tuple[Disagreement, ...]:
    """Every disagreement, for services that tell nobody more than how many there are."""
    queued = []
    for pair in read_twice(views):
        for difference in differing_items(review, pair):
            disagreement = _disagreement(pair, difference)
            place = (disagreement.decided is not None, *place_in_queue(difference))
            queued.append((place, disagreement))
    queued.sort(key=itemgetter(0))
    return tuple(disagreement for _, disagreement in queued)


def number_open(review: Review, views: Sequence[RecordView]) -> int:
    """How many disagreements nobody has settled."""
    return sum(disagreement.decided is None for disagreement in disagreements(review, views))


def differing_items(review: Review, pair: ReadTwice) -> tuple[DifferingItem, ...]:
    """Where the two complete reads of a case differ, what can change a measure first."""
    return differences(
        pair.first.facts, pair.second.facts, recomputed=partial(records.with_clocks_of, review)
    )


def _disagreement(pair: ReadTwice, difference: DifferingItem) -> Disagreement:
    subject = pair.subject
    decided = pair.first.decided.get(difference.item)
    return Disagreement(
        authority=subject.authority,
        case_ref=subject.ref,
        kind=difference.kind,
        item_id=difference.item_id,
        title=difference.title,
        first=_said_by(difference.first),
        second=_said_by(difference.second),
        decided=_said_by(decided) if decided is not None else None,
        measures=difference.measures,
    )


def _said_by(answer: Answer) -> str:
    return str(answer.value) if answer.value is not None else answer.absence or ""


def decide(
    work: UnitOfWork,
    review: Review,
    *,
    case_ref: str,
    item_id: str,
    value: str | NoAnswer,
    why: str,
) -> Saved:
    """Settle a disagreement; the adjudicated answer stands beside both originals.

    Args:
        value: The answer, as a person types it, or why there is none.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotReadTwiceError: The case does not have two complete reads.
        UnknownItemError: There is no such question or criterion.
        BadAnswerError: The value is not one that the question takes.
        NoDisagreementError: The readers do not differ there.
        AbsenceNotGivenError: Neither reader gave that reason for having no answer.
        OwnDecisionError: The actor read the case.
        DecisionIncompleteError: The record would contradict itself.
    """
    check_can(work.actor, Action.DECIDE)
    check_may_decide(work, review, case_ref)
    pair = _pair(work, review, case_ref)
    kind, form = item_form(pair.first.facts.framework, item_id)
    answer = replace(decided_answer(form, value, item_id), note=why)
    _check_decision(review, pair, (kind, item_id), answer)
    edit = Edit(
        subject=pair.subject,
        reader=Reader.ADJUDICATED,
        kind=kind,
        item_id=item_id,
        answer=answer,
        author=work.actor.id,
        base=_decided_before(work, pair.subject, kind, item_id),
        origin="adjudication",
    )
    return _write(work, review, pair, edit)


def decide_alike(
    work: UnitOfWork,
    review: Review,
    *,
    case_refs: Sequence[str],
    item_id: str,
    given: str,
    why: str,
) -> None:
    """Settle disagreements that are alike, all of them or none; each keeps both originals.

    Args:
        given: The decision, as a person types it: an answer, or a reason why there is none.

    Raises:
        InspectToolError: See `decide`; nothing is kept of any case.
    """
    check_can(work.actor, Action.DECIDE)
    for ref in case_refs:
        check_may_decide(work, review, ref)
        facts = _pair(work, review, ref).first.facts
        form = item_form(facts.framework, item_id)[1]
        value = NoAnswer(given) if read_answer(form, given).fault else given
        decide(work, review, case_ref=ref, item_id=item_id, value=value, why=why)


def check_may_decide(work: UnitOfWork, review: Review, case_ref: str) -> None:
    """Refuse whoever may not settle what is about a case.

    Raises:
        AccessRefusedError: They have a conflict of interest, read it, or are not a lead.
    """
    subject = subject_named(case_ref.upper())
    refusal = Sight.of(work, review, subject.authority).refusal(Action.DECIDE, subject, None)
    if refusal is not None:
        raise refusal


def _pair(work: UnitOfWork, review: Review, case_ref: str) -> ReadTwice:
    ref = case_ref.upper()
    for pair in read_twice(records.list_records(work, review, authority_of(ref), ref=ref)):
        return pair
    raise NotReadTwiceError(case_ref)


def _write(work: UnitOfWork, review: Review, pair: ReadTwice, edit: Edit) -> Saved:
    """Write a decision as made from what both readers said."""
    book = RecordBook(work, review, edit.subject.authority)
    saved = book.add(edit)
    if saved is Saved.CHANGED:
        _check_stays_complete(work, review, pair, edit)
        decision = book.revisions[book.id_of(edit)]
        for reader in (Reader.FIRST, Reader.SECOND):
            key = ItemPlace(edit.subject.ref, reader.value, edit.kind.value, edit.item_id)
            read = book.standing.get(key)
            if read is not None:
                book.add_parent(decision, read)
        book.write()
        work.audit("moderate.decide", stream=edit.subject.authority, case=edit.subject.ref)
    return saved


def _check_decision(review: Review, pair: ReadTwice, item: ItemKey, answer: Answer) -> None:
    if not answer.note.strip():
        raise BadAnswerError("Say why: a decision without a reason cannot be defended.")
    differing = {difference.item: difference for difference in differing_items(review, pair)}
    if item not in differing:
        raise NoDisagreementError(pair.subject.ref, item[1])
    given = {differing[item].first.absence, differing[item].second.absence}
    if answer.absence is not None and answer.absence not in given:
        raise AbsenceNotGivenError(pair.subject.ref, item[1], answer.absence)


def _check_stays_complete(work: UnitOfWork, review: Review, pair: ReadTwice, edit: Edit) -> None:
    """Refuse a decision that leaves the counted record with gaps or answers to hidden questions."""
    key = RecordKey(edit.subject.authority, edit.subject.ref, Reader.ADJUDICATED)
    decided = records.current_items(work, edit.subject.authority).get(key, {})
    merged = records.adjudicated(review, pair.first.facts, records.answers_of(decided))
    answers = merged.judgements if edit.kind is ItemKind.JUDGEMENT else merged.answers
    changed = {**answers, edit.item_id: edit.answer}
    field = "judgements" if edit.kind is ItemKind.JUDGEMENT else "answers"
    problems = records.problems_of_facts(review, replace(merged, **{field: changed}))  # type: ignore[arg-type]
    blocking = [problem.message for problem in problems if problem.blocks]
    if blocking:
        raise DecisionIncompleteError(edit.subject.ref, blocking)


def _decided_before(work: UnitOfWork, subject: Subject, kind: ItemKind, item_id: str) -> str | None:
    items = records.current_items(work, subject.authority)
    record = items.get(RecordKey(subject.authority, subject.ref, Reader.ADJUDICATED), {})
    row = record.get((kind, item_id))
    return row.id if row is not None else None


def decided_answer(form: AnswerForm, given: str | NoAnswer, item_id: str) -> Answer:
    """What was typed as a decision, without its reason.

    Raises:
        BadAnswerError: It is no answer to the item.
    """
    is_absence = isinstance(given, NoAnswer)
    typed = given.absence if isinstance(given, NoAnswer) else given
    read = read_absence(form, typed) if is_absence else read_answer(form, typed)
    if read.fault:
        as_other = read_answer(form, typed) if is_absence else read_absence(form, typed)
        option = "--value" if is_absence else "--absence"
        hint = read.remedy if as_other.fault else f"Give it with {option}."
        raise BadAnswerError(f"{item_id}: {read.fault} {hint}")
    if read.value is None:
        raise BadAnswerError(f"{item_id}: a decision is a value, or a reason why there is none.")
    return Answer(absence=str(read.value)) if is_absence else Answer(value=read.value)
