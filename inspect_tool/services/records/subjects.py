"""Which case, authority or interview a reference names, and in whose record of it one acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import (
    RECORDED_VOICES,
    Framework,
    SubjectKind,
)
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.heard import HEARD_FORMS
from inspect_tool.domain.records.items import question_items
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.records.referral import REFERRAL_FORMS, RESPONSE_FORMS
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.assignment.record_owners import heard_by, leads_authority
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead


class UnknownSubjectError(UsageError):
    """A reference to no case, to no authority and to nobody who was heard."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"There is no case, authority or interview {ref}. See `case list`.")


class NoReaderError(RefusedError):
    """Nobody may answer for the subject yet."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} has no reader yet. Use `assign auto` first.")


@dataclass(frozen=True)
class OwnRecord:
    """A record, and the inspector whose record it is."""

    subject: Subject
    reader: Reader
    inspector: str


def tidy_ref(ref: str) -> str:
    """A reference as it is stored, however it was typed: `ASH-003`, `ASH`, `ASH-I-ab-01`."""
    code, _, rest = ref.strip().partition("-")
    voice = voice_refs.tidy(rest)
    return ref.strip().upper() if voice is None else f"{code.upper()}-{voice}"


def authority_of(ref: str) -> str:
    """Code of the authority that a case, an authority or an interview belongs to."""
    return ref.partition("-")[0]


def subject_named(ref: str) -> Subject:
    """What a reference is about, whether there is such a thing or not."""
    code, _, rest = ref.partition("-")
    kind = voice_refs.kind_of(rest) or SubjectKind.CASE
    return Subject(kind if rest else SubjectKind.AUTHORITY, code, ref)


def check_is_asked(framework: Framework, subject: Subject, item_id: str) -> None:
    """Refuse an item that is about another kind of subject.

    Raises:
        BadAnswerError: It is.
    """
    criteria = tuple(framework.criteria(subject.kind))
    asked = {criterion.id for criterion in criteria}
    asked |= {item.item_id for item in question_items(framework, subject.kind)}
    if subject.kind is SubjectKind.CASE:
        asked |= set(REFERRAL_FORMS) | set(RESPONSE_FORMS)
    if subject.kind in RECORDED_VOICES:
        asked |= set(HEARD_FORMS)
    if item_id not in asked:
        raise BadAnswerError(f"{item_id} is not asked about {subject.ref}. See `framework show`.")


def record_named(work: UnitOfWork, review: Review, ref: str, reader: Reader) -> OwnRecord:
    """The record of one reader, whoever acts.

    Raises:
        UnknownSubjectError: There is nothing with that reference.
        NoReaderError: Nobody reads the case, or nobody a second time.
    """
    subject = subject_named(ref)
    if subject.kind is not SubjectKind.CASE:
        return record_to_answer(work, review, ref)
    if review.plan.authority(subject.authority) is None:
        raise UnknownSubjectError(ref)
    rows = [row for row in _reads(work, subject) if row.reader == reader]
    if not rows:
        raise NoReaderError(ref)
    return OwnRecord(subject, reader, rows[0].inspector)


def record_to_answer(work: UnitOfWork, review: Review, ref: str) -> OwnRecord:
    """The record that the actor answers in: a lead answers in the first reader's.

    Raises:
        UnknownSubjectError: There is nothing with that reference to answer for.
        NoReaderError: Nobody reads the case yet.
    """
    authority = review.plan.authority(authority_of(ref))
    if authority is None:
        raise UnknownSubjectError(ref)
    if ref == authority.code:
        lead = leads_authority(work, review, ref)
        if lead is None:
            raise NoReaderError(ref)
        return OwnRecord(Subject(SubjectKind.AUTHORITY, ref, ref), Reader.FIRST, lead)
    subject = subject_named(ref)
    if subject.kind.is_voice:
        _check_voice(work, review, subject)
        return OwnRecord(subject, Reader.FIRST, heard_by(subject.kind, ref))
    return _case_record(work, subject)


def _check_voice(work: UnitOfWork, review: Review, subject: Subject) -> None:
    """Refuse a reference to nobody who was heard.

    An interview or group that was begun by somebody who has left goes on; answers to a survey come
    from its file alone.
    """
    number = subject.ref.rpartition("-")[2]
    known = {inspector.id for inspector in review.plan.inspectors()}
    if subject.kind is SubjectKind.SURVEY:
        known = set()
    is_known = voice_refs.whose(subject.ref) in known or bool(
        queries.revisions_of(work, subject.ref)
    )
    if not is_known or not (number.isascii() and number.isdigit()):
        raise UnknownSubjectError(subject.ref)


def _reads(work: UnitOfWork, subject: Subject) -> list[AssignedRead]:
    """Who reads a case, the first reader first."""
    if subject.ref not in active_refs(work, subject.authority):
        raise UnknownSubjectError(subject.ref)
    return [
        assigned
        for assigned in queries.assignments(work, authority=subject.authority)
        if assigned.case_ref == subject.ref
    ]


def _case_record(work: UnitOfWork, subject: Subject) -> OwnRecord:
    rows = _reads(work, subject)
    if not rows:
        raise NoReaderError(subject.ref)
    own = next((assigned for assigned in rows if assigned.inspector == work.actor.id), rows[0])
    return OwnRecord(subject, Reader(own.reader), own.inspector)
