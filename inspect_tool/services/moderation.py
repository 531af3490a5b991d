"""Second reads, blind, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.framework import QuestionType, SubjectKind
from inspect_tool.domain.people import check_can_lead
from inspect_tool.domain.records import Answer, ItemKind, Reader, Subject
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services import records, samples
from inspect_tool.services.records import Edit, RecordView, Saved
from inspect_tool.services.reviews import Review
from inspect_tool.services.sample_views import CaseView

if TYPE_CHECKING:
    from inspect_tool.domain.answer_forms import AnswerForm
    from inspect_tool.store.database import UnitOfWork


class SecondReadsDrawnError(RefusedError):
    """Second reads were drawn already."""

    def __init__(self) -> None:
        super().__init__("The second reads are drawn already. See `moderate queue`.")


class NotAllAssignedError(RefusedError):
    """Second reads are drawn once, from all cases."""

    def __init__(self, cases: Sequence[str]) -> None:
        super().__init__(
            f"{len(cases)} cases have no first reader yet. Use `assign auto` first: second reads "
            "are drawn once, from all cases."
        )


class OwnDecisionError(RefusedError):
    """A reader of the case may not settle where it was read differently."""

    def __init__(self, case_ref: str, actor: str) -> None:
        super().__init__(f"{actor} read {case_ref}, so somebody else must settle it.")


class NoDisagreementError(RefusedError):
    """Only what two readers judged differently is settled."""

    def __init__(self, case_ref: str, item_id: str) -> None:
        super().__init__(
            f"The readers of {case_ref} do not differ on {item_id}. See `moderate queue`."
        )


class DecisionIncompleteError(RefusedError):
    """With the decision alone the record would contradict itself."""

    def __init__(self, case_ref: str, messages: Sequence[str]) -> None:
        super().__init__(
            f"With that decision the record of {case_ref} would not be complete: "
            f"{' '.join(messages)} Nothing was changed; ask the first reader to amend the record."
        )


class NotReadTwiceError(RefusedError):
    """Only a case with two complete reads can be adjudicated."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"{case_ref} does not have two complete reads. See `case list`.")


class UnknownItemError(UsageError):
    """Neither a question nor a criterion with a judgement."""

    def __init__(self, item_id: str) -> None:
        super().__init__(
            f"{item_id} is neither a question with an answer of its own nor a criterion with a "
            "judgement. See `framework show`."
        )


class BadAnswerError(UsageError):
    """The value does not fit the question."""


@dataclass(frozen=True)
class SecondReadView:
    """A case chosen for a second read, and by whom."""

    authority: str
    case_ref: str
    first_reader: str
    second_reader: str


@dataclass(frozen=True)
class Disagreement:
    """Where the two readers of a case differ.

    Args:
        decided: The adjudicated value, when there is one.
    """

    authority: str
    case_ref: str
    kind: ItemKind
    item_id: str
    title: str
    first: str
    second: str
    decided: str | None


def draw_second_reads(work: UnitOfWork, review: Review) -> tuple[SecondReadView, ...]:
    """Choose the plan's share of cases for a second read, and their readers.

    The cases of an authority are ordered by tickets of their own, made from the draw's seed and
    the draw id followed by `/second-reads`, so that the choice can be repeated too.

    Raises:
        NotYourRoleError: The actor is not a lead.
        SecondReadsDrawnError: They were drawn already.
    """
    from inspect_tool.store import queries
    from inspect_tool.store.tables import Assignment

    check_can_lead(work.actor, "draw second reads")
    rows = queries.assignments(work)
    if any(row.reader == Reader.SECOND for row in rows):
        raise SecondReadsDrawnError
    first = {row.case_ref: row.inspector for row in rows if row.reader == Reader.FIRST}
    unread = [one.case_ref for one in samples.show(work).active if one.case_ref not in first]
    if unread:
        raise NotAllAssignedError(unread)
    chosen = _choose_cases(work, review, first)
    views = _choose_readers(review, chosen, first)
    work.add_many(
        Assignment,
        (
            {
                "authority": view.authority,
                "case_ref": view.case_ref,
                "reader": Reader.SECOND.value,
                "inspector": view.second_reader,
                "assigned_at": work.now,
            }
            for view in views
        ),
    )
    for view in views:
        work.audit("moderate.draw", stream=view.authority, case=view.case_ref)
    return views


def _choose_cases(work: UnitOfWork, review: Review, first: Mapping[str, str]) -> list[CaseView]:
    from inspect_tool.domain.allocation import allocate_proportionally
    from inspect_tool.domain.sampling import draw_key, ticket

    drawn = samples.show(work)
    cases = [case for case in drawn.active if case.case_ref in first]
    sizes = Counter(case.authority for case in cases)
    total = int(review.plan.second_reads.share * len(cases) + 0.5)
    shares = allocate_proportionally(dict(sorted(sizes.items())), total=total)
    key = draw_key(f"{drawn.draw_id}/second-reads", drawn.public_seed)
    chosen: list[CaseView] = []
    for authority, number in shares.items():
        own = [case for case in cases if case.authority == authority]
        own.sort(key=lambda case: ticket(key, case.authority, case.unit_id))
        chosen.extend(own[:number])
    return chosen


def _choose_readers(
    review: Review, chosen: Sequence[CaseView], first: Mapping[str, str]
) -> tuple[SecondReadView, ...]:
    """The inspector with the fewest second reads who has neither read the case nor a conflict."""
    inspectors = review.plan.inspectors()
    loads: Counter[str] = Counter()
    views = []
    for case in chosen:
        allowed = [
            one.id
            for one in inspectors
            if one.id != first[case.case_ref] and case.authority not in one.not_for
        ]
        if not allowed:
            raise RefusedError(
                f"Nobody but the first reader may read {case.case_ref}. Add an inspector to the "
                "plan's team, or correct `not_for`."
            )
        reader = min(allowed, key=lambda one: (loads[one], allowed.index(one)))
        loads[reader] += 1
        views.append(SecondReadView(case.authority, case.case_ref, first[case.case_ref], reader))
    return tuple(views)


def queue(work: UnitOfWork, review: Review) -> tuple[Disagreement, ...]:
    """Every judgement or listed answer on which two complete reads differ.

    Raises:
        NotYourRoleError: The actor is not a lead; second reads stay blind.
    """
    check_can_lead(work.actor, "see what readers judged differently")
    views = records.list_records(work, review)
    first = {one.subject: one for one in views if one.reader is Reader.FIRST}
    decisions = records.current_items(work)
    found: list[Disagreement] = []
    for second in views:
        one = first.get(second.subject)
        if second.reader is not Reader.SECOND or one is None:
            continue
        if one.is_complete and second.is_complete:
            found.extend(_differences(review, one, second, decisions))
    return tuple(found)


def _differences(
    review: Review,
    first: RecordView,
    second: RecordView,
    decisions: Mapping[records.RecordKey, Mapping[records.ItemKey, object]],
) -> list[Disagreement]:
    subject = first.subject
    decided = decisions.get((subject.authority, subject.ref, Reader.ADJUDICATED), {})
    found = []
    for kind, item_id, title in _listed_items(review):
        a, b = _said(first, kind, item_id), _said(second, kind, item_id)
        if a == b:
            continue
        row = decided.get((kind, item_id))
        found.append(
            Disagreement(
                authority=subject.authority,
                case_ref=subject.ref,
                kind=kind,
                item_id=item_id,
                title=title,
                first=a,
                second=b,
                decided=_said_by(records.answer_of(row)) if row is not None else None,  # type: ignore[arg-type]
            )
        )
    return found


def _listed_items(review: Review) -> list[tuple[ItemKind, str, str]]:
    """What two readers can agree on: judgements, and questions answered from a list."""
    items = [
        (ItemKind.JUDGEMENT, one.id, one.title)
        for one in review.framework.criteria(SubjectKind.CASE)
        if one.judgement is not None
    ]
    items += [
        (ItemKind.QUESTION, one.id, one.text)
        for one in review.framework.questions(SubjectKind.CASE)
        if one.type is QuestionType.CHOICE
    ]
    return items


def _said(view: RecordView, kind: ItemKind, item_id: str) -> str:
    answers = view.facts.judgements if kind is ItemKind.JUDGEMENT else view.facts.answers
    return _said_by(answers.get(item_id, records.NOTHING))


def _said_by(answer: Answer) -> str:
    return str(answer.value) if answer.value is not None else answer.absence or ""


def decide(
    work: UnitOfWork, review: Review, *, case_ref: str, item_id: str, value: str, why: str
) -> Saved:
    """Settle a disagreement; the adjudicated value stands beside both originals.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotReadTwiceError: The case does not have two complete reads.
        UnknownItemError: There is no such question or criterion.
        BadAnswerError: The value is not one that the question takes.
    """
    check_can_lead(work.actor, "settle a disagreement")
    reads = [
        one
        for one in records.list_records(work, review)
        if one.subject.ref == case_ref.upper() and one.is_complete
    ]
    if {one.reader for one in reads} != {Reader.FIRST, Reader.SECOND}:
        raise NotReadTwiceError(case_ref)
    kind, form = item_form(review, item_id)
    answer = Answer(value=_value(form, value, item_id), note=why)
    _check_may_decide(work, review, reads, (kind, item_id), why=why)
    edit = Edit(
        subject=reads[0].subject,
        reader=Reader.ADJUDICATED,
        kind=kind,
        item_id=item_id,
        answer=answer,
        author=work.actor.id,
        base=_decided_before(work, reads[0].subject, kind, item_id),
        origin="adjudication",
    )
    book = records.RecordBook(work, review, edit.subject.authority)
    saved = book.add(edit)
    if saved is Saved.CHANGED:
        _check_stays_complete(work, review, reads, edit)
        decision = book.revisions[records.revision_id(edit)]
        for reader in (Reader.FIRST, Reader.SECOND):
            read = book.standing.get((edit.subject.ref, reader.value, kind.value, item_id))
            if read is not None:
                book.add_parent(decision, read)
        book.write()
        work.audit(
            "moderate.decide", stream=edit.subject.authority, case=case_ref.upper(), item=item_id
        )
    return saved


def _check_may_decide(
    work: UnitOfWork,
    review: Review,
    reads: Sequence[RecordView],
    item: records.ItemKey,
    *,
    why: str,
) -> None:
    case_ref = reads[0].subject.ref
    if work.actor.id in {one.inspector for one in reads}:
        raise OwnDecisionError(case_ref, work.actor.id)
    if not why.strip():
        raise BadAnswerError("Say why: a decision without a reason cannot be defended.")
    differing = {(one.case_ref, one.kind, one.item_id) for one in queue(work, review)}
    if (case_ref, *item) not in differing:
        raise NoDisagreementError(case_ref, item[1])


def _check_stays_complete(
    work: UnitOfWork, review: Review, reads: Sequence[RecordView], edit: Edit
) -> None:
    """Refuse a decision that leaves the counted record with gaps or answers to hidden questions."""
    first = next(one for one in reads if one.reader is Reader.FIRST)
    key = (edit.subject.authority, edit.subject.ref, Reader.ADJUDICATED)
    decided = records.current_items(work, edit.subject.authority).get(key, {})
    merged = records.adjudicated(review, first.facts, decided)
    answers = merged.judgements if edit.kind is ItemKind.JUDGEMENT else merged.answers
    changed = {**answers, edit.item_id: edit.answer}
    field = "judgements" if edit.kind is ItemKind.JUDGEMENT else "answers"
    problems = records.problems_of_facts(review, replace(merged, **{field: changed}))  # type: ignore[arg-type]
    blocking = [one.message for one in problems if one.blocks]
    if blocking:
        raise DecisionIncompleteError(edit.subject.ref, blocking)


def _decided_before(work: UnitOfWork, subject: Subject, kind: ItemKind, item_id: str) -> str | None:
    items = records.current_items(work, subject.authority)
    row = items.get((subject.authority, subject.ref, Reader.ADJUDICATED), {}).get((kind, item_id))
    return row.id if row is not None else None


def item_form(review: Review, item_id: str) -> tuple[ItemKind, AnswerForm]:
    """Whether an id is a question's or a criterion's, and what may answer it.

    An id that both a question and a criterion have means the criterion's judgement.

    Raises:
        UnknownItemError: It is neither.
    """
    from inspect_tool.domain.answer_forms import judgement_form, question_form

    criterion = review.framework.criterion(item_id)
    if criterion is not None and criterion.judgement is not None:
        return ItemKind.JUDGEMENT, judgement_form(review.framework, criterion)
    question = review.framework.question(item_id)
    if question is not None and question.type is not QuestionType.CLOCK:
        return ItemKind.QUESTION, question_form(review.framework, question)
    raise UnknownItemError(item_id)


def _value(form: AnswerForm, typed: str, item_id: str) -> Scalar | None:
    from inspect_tool.domain.answer_forms import read_answer

    read = read_answer(form, typed)
    if read.fault:
        raise BadAnswerError(f"{item_id}: {read.fault} {read.remedy}")
    return read.value
