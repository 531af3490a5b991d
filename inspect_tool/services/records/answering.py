"""Answers, judgements and referrals by command, and what an authority did about a referral."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.answer_forms import read_absence, read_answer
from inspect_tool.domain.records.heard import HEARD_FORMS
from inspect_tool.domain.records.merge import NOTHING
from inspect_tool.domain.records.possible_days import day_of, not_yet_come
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.records.referral import (
    CONCERN,
    REFERRAL_FORMS,
    REFERRED,
    REFERRED_ON,
    REFERRED_TO,
    RESPONDED_ON,
    RESPONSE,
    RESPONSE_FORMS,
)
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.records import records
from inspect_tool.services.records.changed_answers import reason_for
from inspect_tool.services.records.errors import (
    BadAnswerError,
    NotYetComeError,
    ResponseTooEarlyError,
)
from inspect_tool.services.records.item_words import item_form
from inspect_tool.services.records.revisions import (
    Edit,
    ItemKey,
    RecordBook,
    RecordKey,
    Saved,
    answer_of,
    command_origin,
    given_by,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.states import States
from inspect_tool.services.records.subjects import (
    OwnRecord,
    UnknownSubjectError,
    authority_of,
    check_is_asked,
    record_to_answer,
)
from inspect_tool.services.records.under import framework_of

if TYPE_CHECKING:
    from inspect_tool.domain.records.answer_forms import AnswerForm
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce

# What stands for taking an answer back.
CLEARED = "-"


class NotReferredError(RefusedError):
    """A response to a referral back that nobody made."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} was not referred back. See `case referrals`, or use `case refer`.")


class CrossedAnswersError(RefusedError):
    """An answer to an item whose answers crossed."""

    def __init__(self, ref: str, item_id: str) -> None:
        super().__init__(
            f"Answers crossed at {ref} {item_id}, so a further one would settle nothing. Say which "
            f"holds, with `case settle {ref} {item_id} --take NUMBER`; `case conflicts` lists "
            "them. Nothing was changed."
        )


class ReasonMissingError(RefusedError):
    """Another person's answer changed without a reason."""

    def __init__(self, ref: str, item_id: str, author: str) -> None:
        super().__init__(
            f"{ref} {item_id} was answered by {author}. Say why you change it, with --reason (`-` "
            "reads it from standard input, `@editor` opens an editor). Nothing was changed."
        )


@dataclass(frozen=True)
class Given:
    """An answer as it was typed, before it is read.

    Args:
        note: Empty where none was given: the one that is recorded then stands.
        empties_note: Whether the note that is recorded is to be emptied.
        reason: Why it differs from what another person answered.
    """

    value: str = ""
    absence: str | None = None
    note: str = ""
    empties_note: bool = False
    reason: str = ""


def answer_item(
    work: UnitOfWork,
    review: Review,
    *,
    ref: str,
    item_id: str,
    given: Given,
) -> Saved:
    """Answer one question, or give one judgement, in the record of the subject's reader.

    Args:
        given: What was typed.

    Raises:
        UnknownSubjectError: There is nothing with that reference to answer for.
        NoReaderError: Nobody reads the case yet.
        NotYourRoleError, NotYourCaseError: It is not the actor's to answer.
        UnknownItemError, BadAnswerError: The item or the answer does not fit.
        CrossedAnswersError: Answers to the item crossed and are to be settled first.
        ReasonMissingError: It changes what another person answered, without a reason.
    """
    record = record_of_actor(work, review, ref)
    framework = framework_of(work, review, record.subject)
    kind, form = form_of_item(framework, item_id)
    check_is_asked(framework, record.subject, item_id)
    answer = typed_answer(form, item_id, given)
    before = _in_force(work, record, (kind, item_id))
    if not answer.note and not given.empties_note:
        answer = replace(answer, note="" if before is None else before.note)
    if not given.reason.strip():
        _check_needs_no_reason(work, record, before, answer)
    return save_items(work, review, record, {(kind, item_id): answer}, reason=given.reason.strip())


def _check_needs_no_reason(
    work: UnitOfWork, record: OwnRecord, before: RevisionInForce | None, answer: Answer
) -> None:
    """Refuse to change in silence what another person answered in their own record."""
    if before is None or work.actor.id in (record.inspector, given_by(before)):
        return
    if answer_of(before) not in (NOTHING, answer):
        raise ReasonMissingError(before.subject_ref, before.item_id, given_by(before))


def moved_by_answer(work: UnitOfWork, review: Review, ref: str) -> str:
    """Where an answer left the actor's record, as a sentence; empty where nobody has moved it.

    Raises:
        UnknownSubjectError, NoReaderError: There is no such record.
        NotYourRoleError, NotYourCaseError: It is not the actor's to answer in.
    """
    record = record_of_actor(work, review, ref)
    key = RecordKey(record.subject.authority, record.subject.ref, record.reader)
    states = States.of(work, key.authority)
    if key not in states.moves:
        return ""
    state = states.state(key, records.current_items(work, key.authority).get(key, {}))
    return f" The record is {states.words(key, state)}."


def add_words(work: UnitOfWork, review: Review, *, ref: str, item_id: str, words: str) -> Saved:
    """Put words under the note of an item, in the record that the actor answers in.

    Raises:
        UnknownSubjectError, NoReaderError, UnknownItemError, BadAnswerError, CrossedAnswersError:
            As for an answer.
        NotYourRoleError, NotYourCaseError: It is not the actor's to answer.
    """
    record = record_of_actor(work, review, ref)
    framework = framework_of(work, review, record.subject)
    kind, _ = form_of_item(framework, item_id)
    check_is_asked(framework, record.subject, item_id)
    row = _in_force(work, record, (kind, item_id))
    before = Answer() if row is None else answer_of(row)
    note = f"{before.note}\n{words}" if before.note else words
    return save_items(work, review, record, {(kind, item_id): replace(before, note=note)})


def _in_force(work: UnitOfWork, record: OwnRecord, item: ItemKey) -> RevisionInForce | None:
    """What the record says; its note is not taken away by a new answer alone."""
    key = RecordKey(record.subject.authority, record.subject.ref, record.reader)
    return records.current_items(work, record.subject.authority).get(key, {}).get(item)


def record_of_actor(work: UnitOfWork, review: Review, ref: str) -> OwnRecord:
    """The record that the actor answers in; refused where it is not theirs to answer in."""
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    record = record_to_answer(work, review, ref)
    sight = Sight.of(work, review, record.subject.authority)
    sight.check(Action.RECORD, record.subject, record.reader)
    return record


def save_items(
    work: UnitOfWork,
    review: Review,
    record: OwnRecord,
    answers: Mapping[ItemKey, Answer],
    *,
    reason: str = "",
) -> Saved:
    """Add answers of the actor to a record, from what is in force there.

    Args:
        reason: Why they differ from what is in force.
    """
    check_days(work, review, record, answers)
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    is_changed = False
    for (kind, item_id), answer in answers.items():
        place = ItemPlace(record.subject.ref, record.reader.value, kind.value, item_id)
        if book.merged(place).is_open:
            raise CrossedAnswersError(record.subject.ref, item_id)
        standing = book.standing.get(place)
        edit = Edit(
            subject=record.subject,
            reader=record.reader,
            kind=kind,
            item_id=item_id,
            answer=answer,
            author=work.actor.id,
            base=standing.id if standing is not None else None,
            origin=command_origin(work),
        )
        saved = book.add(edit)
        is_changed |= saved is not Saved.UNCHANGED
        if reason and saved is Saved.CHANGED and standing is not None:
            book.settle(reason_for(edit, book.standing[place].id, reason))
    book.write()
    if is_changed:
        # Not of which item: that there was a referral back would outlast an erasure.
        subject = record.subject
        work.audit("case.answer", stream=subject.authority, subject=subject.ref)
    return Saved.CHANGED if is_changed else Saved.UNCHANGED


def check_days(
    work: UnitOfWork, review: Review, record: OwnRecord, answers: Mapping[ItemKey, Answer]
) -> None:
    """Refuse days that cannot be, before anything is written."""
    today, last = work.now.date(), review.plan.dates.fieldwork[1]
    for (kind, item_id), answer in answers.items():
        day = not_yet_come(kind, answer, today=today, fieldwork_ends=last)
        if day is not None:
            raise NotYetComeError(item_id, day)
    if not any(kind is ItemKind.REFERRAL for kind, _ in answers):
        return
    key = RecordKey(record.subject.authority, record.subject.ref, record.reader)
    standing = records.answers_of(records.current_items(work, key.authority).get(key, {}))
    days = {
        item_id: day_of(kind, answer)
        for (kind, item_id), answer in {**standing, **answers}.items()
        if kind is ItemKind.REFERRAL
    }
    referred, responded = days.get(REFERRED_ON), days.get(RESPONDED_ON)
    if referred is not None and responded is not None and responded < referred:
        raise ResponseTooEarlyError(record.subject.ref, referred, responded)


def form_of_item(framework: Framework, item_id: str) -> tuple[ItemKind, AnswerForm]:
    """What may answer an item, those that no framework asks included."""
    known = {**REFERRAL_FORMS, **RESPONSE_FORMS}
    if item_id in HEARD_FORMS:
        return ItemKind.HEARD, HEARD_FORMS[item_id]
    return (
        (ItemKind.REFERRAL, known[item_id]) if item_id in known else item_form(framework, item_id)
    )


def typed_answer(form: AnswerForm, item_id: str, given: Given) -> Answer:
    """What was typed, as an answer.

    Raises:
        BadAnswerError: It does not fit the form, or both an answer and an absence were given.
    """
    if given.value == CLEARED and given.absence is None:
        return Answer(note=given.note)
    if bool(given.value) == bool(given.absence):
        raise BadAnswerError(
            f"{item_id}: give either an answer or --absence, not both or neither; "
            f"`{CLEARED}` takes an answer back."
        )
    absence = given.absence
    read = read_absence(form, absence) if absence else read_answer(form, given.value)
    if read.fault:
        raise BadAnswerError(f"{item_id}: {read.fault} {read.remedy}")
    value = str(read.value) if absence else read.value
    return Answer(absence=value, note=given.note) if absence else Answer(value, note=given.note)  # type: ignore[arg-type]


def refer_back(
    work: UnitOfWork, review: Review, *, ref: str, on: str, to: str, concern: str
) -> Saved:
    """Record that a child was referred back to the authority.

    Args:
        on: The date, as typed.
        to: The role that was told; no name.

    Raises:
        UnknownSubjectError, NoReaderError: It is not a case that somebody reads.
        NotYourRoleError, NotYourCaseError: It is not the actor's case.
        BadAnswerError: The date cannot be read, or something is missing.
    """
    record = record_of_actor(work, review, ref)
    if record.subject.kind is not SubjectKind.CASE:
        raise UnknownSubjectError(ref)
    typed = {REFERRED: "yes", REFERRED_ON: on, REFERRED_TO: to, CONCERN: concern}
    return save_items(work, review, record, _referral_answers(review.framework, typed))


def record_response(
    work: UnitOfWork, review: Review, *, ref: str, response: str, on: str = ""
) -> Saved:
    """Record what the authority did about a child who was referred back.

    It is kept in the record of the reader who made the referral, the first one where both did.

    Args:
        on: The date, as typed; empty where it is not known.

    Raises:
        NotReferredError: Nobody referred the child back.
        NotYourRoleError, NotYourCaseError: It is neither the actor's case nor are they a lead.
        BadAnswerError: The date cannot be read, or something is missing.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    subject = Subject(SubjectKind.CASE, authority_of(ref), ref)
    sight = Sight.of(work, review, subject.authority)
    sight.check_any(Action.RECORD, subject)
    referring = [
        reader
        for (_, case_ref, reader), items in sorted(
            records.current_items(work, subject.authority).items()
        )
        if case_ref == ref
        and sight.refusal(Action.RECORD, subject, reader) is None
        and (row := items.get((ItemKind.REFERRAL, REFERRED))) is not None
        and row.value == "yes"
    ]
    if not referring:
        raise NotReferredError(ref)
    reader = min(referring, key=list(Reader).index)
    inspector = sight.owners.owner(SubjectKind.CASE, ref, reader)
    typed = {RESPONSE: response, **({RESPONDED_ON: on} if on else {})}
    answers = _referral_answers(review.framework, typed)
    return save_items(work, review, OwnRecord(subject, reader, inspector), answers)


def _referral_answers(framework: Framework, typed: Mapping[str, str]) -> dict[ItemKey, Answer]:
    answers = {}
    for item_id, text in typed.items():
        kind, form = form_of_item(framework, item_id)
        answers[kind, item_id] = typed_answer(form, item_id, Given(text))
    return answers
