"""Words of those who were heard: about what, for or against, about which case, and their use."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.evidence import (
    PUBLIC,
    SIDES,
    SOURCES,
    Evidence,
    evidence_id,
    is_evidence_id,
)
from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.records import records
from inspect_tool.services.records.errors import UnknownItemError
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    RecordKey,
    answer_of,
    command_origin,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import (
    UnknownSubjectError,
    authority_of,
    record_to_answer,
    subject_named,
)
from inspect_tool.services.sampling.drawn import active_refs

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class NotHeardError(UsageError):
    """A reference to something that nobody said."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} is no interview, focus group or survey answer, so it has no words to quote. "
            "Evidence of a case stands in its workbook."
        )


class NoSuchQuotationError(UsageError):
    """A name of no words that the actor may see."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No words are called {name}. `voice quotes` shows what each is called.")


@dataclass(frozen=True)
class QuotationView:
    """Words of somebody who was heard.

    Args:
        name: What the commands call them.
        ref: Who said them.
        about: The question or criterion that they are about.
        case: The case that they are about; empty where they are about none.
        is_quotable: Whether a report may quote them.
    """

    name: str
    ref: str
    about: str
    side: str
    source: str
    case: str
    text: str
    is_quotable: bool


def note_quotation(work: UnitOfWork, review: Review, ref: str, said: Evidence) -> QuotationView:
    """Keep words of somebody who was heard as a piece of evidence of its own.

    Args:
        ref: The interview, focus group or survey answer.
        said: The words, what they are about and what they may be used for.

    Raises:
        NotHeardError, UnknownSubjectError: There is nobody with that reference.
        UnknownItemError: The framework asks nothing of that id.
        UsageError: Nothing is said, or a side or source is none.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError: It is not the actor's to record.
    """
    subject = _heard(ref)
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    reader = Reader.FIRST
    record_to_answer(work, review, ref)
    sight = Sight.of(work, review, subject.authority)
    sight.check(Action.RECORD, subject, reader)
    _check_said(work, review, subject, said)
    origin = command_origin(work)
    pack = hashlib.sha256(f"{origin} {ref} {said}".encode()).hexdigest()
    name = evidence_id(pack, 1)
    _keep(work, review, (subject, name, None), said)
    work.audit("voice.quote", stream=subject.authority, subject=ref)
    return _view(name, ref, said)


def _heard(ref: str) -> Subject:
    subject = subject_named(ref)
    if not subject.kind.is_voice:
        raise NotHeardError(ref)
    return subject


def _check_said(work: UnitOfWork, review: Review, subject: Subject, said: Evidence) -> None:
    if not said.text.strip():
        raise UsageError("Say what was said, with --text (`-` reads it from standard input).")
    framework = review.framework
    if framework.question(said.about) is None and framework.criterion(said.about) is None:
        raise UnknownItemError(said.about)
    for value, choices, what in (
        (said.side, SIDES, "side"),
        (said.source, SOURCES, "source"),
    ):
        known = [choice.value for choice in choices]
        if value and value not in known:
            raise UsageError(
                f"There is no {what} {value}{did_you_mean(value, known) or '.'} "
                f"There are: {', '.join(known)}."
            )
    if said.case and (
        authority_of(said.case) != subject.authority
        or said.case not in active_refs(work, subject.authority)
    ):
        raise UnknownSubjectError(said.case)


def _keep(
    work: UnitOfWork, review: Review, item: tuple[Subject, str, str | None], said: Evidence
) -> None:
    subject, name, base = item
    book = RecordBook(work, review, subject.authority, subject.ref)
    book.add(
        Edit(
            subject=subject,
            reader=Reader.FIRST,
            kind=ItemKind.EVIDENCE,
            item_id=name,
            answer=said.answer,
            author=work.actor.id,
            base=base,
            origin=command_origin(work),
        )
    )
    book.write()


def mark_quotation(
    work: UnitOfWork, review: Review, name: str, *, is_quotable: bool
) -> QuotationView:
    """Say whether a report may quote words.

    Raises:
        NoSuchQuotationError: There are none of that name for the actor's eyes.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError: It is not the actor's to say.
    """
    found = [one for one in list_quotations(work, review) if one.name == name]
    if len(found) != 1:
        raise NoSuchQuotationError(name)
    subject = subject_named(found[0].ref)
    Sight.of(work, review, subject.authority).check(Action.RECORD, subject, Reader.FIRST)
    place = ItemPlace(subject.ref, Reader.FIRST.value, ItemKind.EVIDENCE.value, name)
    book = RecordBook(work, review, subject.authority, subject.ref)
    standing = book.standing[place]
    said = replace(Evidence.of(answer_of(standing)), use=PUBLIC if is_quotable else "")
    _keep(work, review, (subject, name, standing.id), said)
    work.audit("voice.mark", stream=subject.authority, subject=subject.ref)
    return _view(name, subject.ref, said)


def list_quotations(
    work: UnitOfWork, review: Review, *, about: str = "", case: str = ""
) -> tuple[QuotationView, ...]:
    """Words of those who were heard, as far as they are for the actor's eyes.

    Args:
        about: Only about this question or criterion.
        case: Only about this case.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    sight = Sight.of(work, review)
    return tuple(
        _view(name, key.subject_ref, one)
        for key, own in sorted(_said(work).items())
        if sight.shows(subject_named(key.subject_ref), key.reader)
        for name, one in sorted(own.items())
        if about in ("", one.about) and case in ("", one.case)
    )


def _said(work: UnitOfWork) -> Mapping[RecordKey, Mapping[str, Evidence]]:
    """Pieces of evidence of those who were heard, by record and id."""
    found: dict[RecordKey, dict[str, Evidence]] = defaultdict(dict)
    for key, items in records.current_items(work, kind=ItemKind.EVIDENCE).items():
        if not subject_named(key.subject_ref).kind.is_voice:
            continue
        for (_, name), row in items.items():
            one = Evidence.of(answer_of(row))
            if is_evidence_id(name) and not one.is_blank:
                found[key][name] = one
    return found


def quotable(work: UnitOfWork) -> Mapping[str, Mapping[str, Evidence]]:
    """What may be quoted, by reference and id; it asks nobody's leave."""
    return {
        key.subject_ref: kept
        for key, own in _said(work).items()
        if (kept := {name: one for name, one in own.items() if one.is_quotable})
    }


def _view(name: str, ref: str, one: Evidence) -> QuotationView:
    return QuotationView(
        name=name,
        ref=ref,
        about=one.about,
        side=one.side,
        source=one.source,
        case=one.case,
        text=one.text,
        is_quotable=one.is_quotable,
    )
