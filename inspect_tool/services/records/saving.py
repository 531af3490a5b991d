"""Saving from a form in a browser: from the answer that the form was made from, and once only.

A form says which answers it was made from. Where somebody went on from one meanwhile, what was
typed is kept beside it as an answer that crossed (`domain/records/merge.py`), so that neither is
lost. A form that is sent twice adds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.framework.framework import QuestionType, SubjectKind
from inspect_tool.domain.framework.grid import LONGEST_CELL
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.answer_forms import AnswerForm, clean_text, read_answer
from inspect_tool.domain.records.chronology import Incident, chronology_id, is_chronology_id
from inspect_tool.domain.records.evidence import (
    SIDES,
    SOURCES,
    Evidence,
    evidence_id,
    is_evidence_id,
)
from inspect_tool.domain.records.merge import NOTHING
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace
from inspect_tool.errors import RefusedError
from inspect_tool.services.records.answering import (
    Given,
    check_days,
    form_of_item,
    record_of_actor,
    typed_answer,
)
from inspect_tool.services.records.changed_answers import reason_for
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import blotted
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    Saved,
    answer_of,
    given_by,
    place_of,
)
from inspect_tool.services.records.sheet_section import check_has_part
from inspect_tool.services.records.subjects import check_is_asked
from inspect_tool.services.records.under import framework_of
from inspect_tool.store import record_queries

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Framework
    from inspect_tool.domain.records.choices import Choice
    from inspect_tool.domain.review import Review
    from inspect_tool.services.records.subjects import OwnRecord
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision

SHORTEST_TOKEN = 16  # characters; what a form makes up is as good as never made up twice
LONGEST_TOKEN = 64
WENT_ON = " from "  # in an origin: what the form itself had saved before


class ForeignFormError(BadAnswerError):
    """A form that no page of this tool sends."""


class NothingToUndoError(RefusedError):
    """There is no answer, another one is in force by now, or the one before cannot be shown."""


class NeedsReasonError(BadAnswerError):
    """Another person's answer changed without a reason."""


@dataclass(frozen=True)
class FromForm:
    """Where something that was typed comes from.

    Args:
        token: Made up with the form, the same each time the form is sent.
        expected: The answer in force when the form was made; empty where there was none.
    """

    token: str
    expected: str = ""

    def __post_init__(self) -> None:
        """Refuse a token that was not made up for this form alone."""
        if not (SHORTEST_TOKEN <= len(self.token) <= LONGEST_TOKEN and self.token.isalnum()):
            raise ForeignFormError("The form is not one of this tool's pages. Open the page again.")

    def origin(self, work: UnitOfWork) -> str:
        """What revisions made from it say of where they came from."""
        return f"page by {work.actor.id} with {self.token}"


@dataclass(frozen=True)
class TypedItem:
    """What was typed at one question or judgement."""

    item_id: str
    given: Given
    form: FromForm


@dataclass(frozen=True)
class ItemOutcome:
    """What became of what was typed at one item.

    Args:
        saved: None where it could not be saved.
        fault: Why not, as a sentence; empty where it was.
    """

    item_id: str
    saved: Saved | None = None
    fault: str = ""


class _ItemOfRecord(NamedTuple):
    """An item of a record."""

    kind: ItemKind
    item_id: str


def save_typed(
    work: UnitOfWork, review: Review, *, ref: str, typed: Sequence[TypedItem], part: str = ""
) -> tuple[ItemOutcome, ...]:
    """Save what was typed at items of the actor's record; what cannot be saved says why.

    Each item stands for itself: a date that is none keeps no other answer from being saved.

    Args:
        part: The page that it was typed on, which the record has to have; empty for none.

    Raises:
        NoSuchSectionError: The record has no such page.
        UnknownSubjectError, NoReaderError: There is nothing with that reference to answer for.
        AccessRefusedError: It is not the actor's to answer.
        ForeignFormError: The form is none of this tool's.
    """
    record = record_of_actor(work, review, ref)
    framework = framework_of(work, review, record.subject)
    check_has_part(framework, record.subject, part)
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    outcomes = [_item(work, review, book, framework, record, one) for one in typed]
    _write(work, book, record, outcomes)
    return tuple(outcomes)


def _item(  # what one item is saved with, read once for all
    work: UnitOfWork,
    review: Review,
    book: RecordBook,
    framework: Framework,
    record: OwnRecord,
    typed: TypedItem,
) -> ItemOutcome:
    try:
        kind, form = form_of_item(framework, typed.item_id)
        check_is_asked(framework, record.subject, typed.item_id)
        answer = _answer(form, typed)
        check_days(work, review, record, {(kind, typed.item_id): answer})
        place = _ItemOfRecord(kind, typed.item_id)
        saved = _keep(
            book, record, place, answer, typed.form, reason=clean_text(typed.given.reason)
        )
    except ForeignFormError:
        raise
    except BadAnswerError as error:
        return ItemOutcome(typed.item_id, None, error.message.removeprefix(f"{typed.item_id}: "))
    return ItemOutcome(typed.item_id, saved)


def _answer(form: AnswerForm, typed: TypedItem) -> Answer:
    """What was typed; a form has the whole note, so an empty one is meant."""
    given, note = typed.given, clean_text(typed.given.note)
    if given.value.strip() and given.absence:
        raise BadAnswerError("Give an answer, or say why there is none; not both.")
    if not given.value.strip() and not given.absence:
        return Answer(note=note)
    return typed_answer(form, typed.item_id, Given(given.value, given.absence or None, note))


def _keep(
    book: RecordBook,
    record: OwnRecord,
    place: _ItemOfRecord,
    answer: Answer,
    form: FromForm,
    *,
    reason: str = "",
) -> Saved:
    """Add an answer from the one that the form was made from, with the reason for the change."""
    where = ItemPlace(record.subject.ref, record.reader.value, place.kind.value, place.item_id)
    work = book.work
    _check_length(answer)
    origin = form.origin(work)
    base = form.expected or None
    if base is not None:
        row = book.revisions.get(base)
        if row is None or place_of(row) != where:
            raise ForeignFormError("The form is about another answer. Open the page again.")
    own = [row for row in book.said(where) if _is_of_form(row, origin)]
    if own:  # the same form again: it goes on from what it saved last, also where that crossed
        base = max(own, key=lambda row: row.number).id
        # An origin of its own, since an answer that was changed back is no answer sent twice.
        origin = f"{origin}{WENT_ON}{base}"
    edit = Edit(
        subject=record.subject,
        reader=record.reader,
        kind=place.kind,
        item_id=place.item_id,
        answer=answer,
        author=work.actor.id,
        base=base,
        origin=origin,
    )
    before = None if base is None else book.revisions[base]
    if not reason and _is_anothers(work, record, before) and answer != book.ground(before):
        author = "" if before is None else given_by(before)
        raise NeedsReasonError(f"It was answered by {author}. Say why you change it.")
    saved = book.add(edit)
    if reason and saved is Saved.CHANGED and before is not None:
        book.settle(reason_for(edit, book.standing[where].id, reason))
    return saved


def _check_length(answer: Answer) -> None:
    """Refuse what no cell of a workbook holds: it would keep the whole workbook from being made."""
    value = answer.value.words if isinstance(answer.value, Chosen) else answer.value
    longest = max(len(answer.note), len(value) if isinstance(value, str) else 0)
    if longest > LONGEST_CELL:
        raise BadAnswerError(
            f"That has {longest:,} characters, and a cell of a workbook holds {LONGEST_CELL:,}. "
            "Say what matters and where the rest is."
        )


def _is_of_form(row: Revision, origin: str) -> bool:
    return row.origin == origin or row.origin.startswith(f"{origin}{WENT_ON}")


def _is_anothers(work: UnitOfWork, record: OwnRecord, before: Revision | None) -> bool:
    """Whether somebody who acts in another's record would change what yet another person said."""
    if before is None or work.actor.id in (record.inspector, given_by(before)):
        return False
    return answer_of(before) != NOTHING


def _write(
    work: UnitOfWork, book: RecordBook, record: OwnRecord, outcomes: Iterable[ItemOutcome]
) -> None:
    book.write()
    if any(one.saved is not None and one.saved.is_new for one in outcomes):
        subject = record.subject
        work.audit("case.answer", stream=subject.authority, subject=subject.ref)


def undo(
    work: UnitOfWork, review: Review, *, ref: str, item: tuple[ItemKind, str], form: FromForm
) -> ItemOutcome:
    """Put back what an answer was made from; undone once more, the answer is back.

    Raises:
        UnknownSubjectError, NoReaderError, AccessRefusedError: As for an answer.
        NothingToUndoError: Another answer is in force by now, or there is none.
    """
    record = record_of_actor(work, review, ref)
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    kind, item_id = item
    where = ItemPlace(record.subject.ref, record.reader.value, kind.value, item_id)
    standing = book.standing.get(where)
    if standing is not None and standing.origin == form.origin(work):
        return ItemOutcome(item_id, Saved.UNCHANGED)  # the form was sent twice
    if standing is None or standing.id != form.expected or book.merged(where).is_open:
        raise NothingToUndoError(
            f"{ref} {item_id} was changed meanwhile, or there is no answer. Look at it again; "
            "nothing was changed."
        )
    links = record_queries.parents(work, record.subject.authority, of=[standing.id])
    rows = [book.revisions[link.parent] for link in links if link.parent in book.revisions]
    earlier = max(rows, key=lambda row: row.number, default=None)
    answer = book.ground(earlier)
    if blotted(answer) != answer:
        raise NothingToUndoError(
            f"What {ref} {item_id} said before has words in it that may identify somebody, so it "
            "is not put back. Type it anew; nothing was changed."
        )
    reason = "undone" if _is_anothers(work, record, standing) else ""
    saved = _keep(book, record, _ItemOfRecord(kind, item_id), answer, form, reason=reason)
    outcome = ItemOutcome(item_id, saved)
    _write(work, book, record, [outcome])
    return outcome


@dataclass(frozen=True)
class TypedEvidence:
    """A piece of evidence as it was typed.

    Args:
        about: A question or a criterion.
        name: What the record calls it; empty for a new one.
        part: The page that it was typed on; empty for none.
    """

    about: str = ""
    side: str = ""
    source: str = ""
    day: str = ""
    reference: str = ""
    text: str = ""
    name: str = ""
    part: str = ""


def save_evidence(
    work: UnitOfWork, review: Review, *, ref: str, typed: TypedEvidence, form: FromForm
) -> ItemOutcome:
    """Add a piece of evidence to the actor's record, or change one; emptied it is taken out.

    Raises:
        NoSuchSectionError: The record has no such page as it was typed on.
        UnknownSubjectError, NoReaderError, AccessRefusedError: As for an answer.
        BadAnswerError: It says nothing, or something that is not one of the choices.
    """
    record = record_of_actor(work, review, ref)
    framework = framework_of(work, review, record.subject)
    check_has_part(framework, record.subject, typed.part)
    name = typed.name or evidence_id(form.token, 1)
    if not is_evidence_id(name):
        raise ForeignFormError("The form is about no evidence. Open the page again.")
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    before = book.standing.get(
        ItemPlace(record.subject.ref, record.reader.value, ItemKind.EVIDENCE.value, name)
    )
    said = Evidence() if before is None else Evidence.of(answer_of(before))
    is_empty = not (typed.text.strip() or typed.reference.strip() or said.file)
    if is_empty and not typed.name:
        raise BadAnswerError("Say what was seen or said, or name the document and page.")
    if not is_empty:
        check_is_asked(framework, record.subject, typed.about)
        _check_choice("way that it points, for or against", typed.side, SIDES)
        _check_choice("kind of source", typed.source, SOURCES)
    piece = Evidence(
        about=typed.about,
        side=typed.side,
        source=typed.source,
        day=typed_day(typed.day),
        reference=clean_text(typed.reference),
        text=clean_text(typed.text),
        case=said.case,
        use=said.use,
        file=said.file,
        file_kind=said.file_kind,
        file_size=said.file_size,
    )
    answer = NOTHING if is_empty else piece.answer
    outcome = ItemOutcome(
        name, _keep(book, record, _ItemOfRecord(ItemKind.EVIDENCE, name), answer, form)
    )
    _write(work, book, record, [outcome])
    return outcome


def _check_choice(what: str, value: str, choices: Iterable[Choice]) -> None:
    if value not in {choice.value for choice in choices}:
        raise BadAnswerError(f"Choose the {what}.")


def typed_day(typed: str) -> str:
    """A day as evidence and incidents keep it; empty where none was typed."""
    read = read_answer(AnswerForm(QuestionType.DATE), typed)
    if read.fault:
        raise BadAnswerError(f"{read.fault} {read.remedy}")
    return "" if read.value is None else str(read.value)


def save_incident(  # one parameter a field of the form
    work: UnitOfWork,
    review: Review,
    *,
    ref: str,
    incident: Incident,
    form: FromForm,
    name: str = "",
) -> ItemOutcome:
    """Add something that happened to the chronology of the actor's record, or change it.

    Args:
        incident: As it was typed; a blank one takes what is there out.
        name: What the record calls it; empty for a new one.

    Raises:
        UnknownSubjectError, NoReaderError, AccessRefusedError: As for an answer.
        BadAnswerError: It says nothing, has no day, or the day is none.
    """
    record = record_of_actor(work, review, ref)
    if record.subject.kind is not SubjectKind.CASE:
        raise BadAnswerError("Only a case has a chronology.")
    item_id = name or chronology_id(form.token, 1)
    if not is_chronology_id(item_id):
        raise ForeignFormError("The form is about nothing in a chronology. Open the page again.")
    said = Incident(typed_day(incident.day), clean_text(incident.what), clean_text(incident.source))
    if said.is_blank and not name:
        raise BadAnswerError("Say on which day it was and what happened.")
    if not said.is_blank and not (said.day and said.what):
        raise BadAnswerError("Say on which day it was and what happened.")
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    place = _ItemOfRecord(ItemKind.CHRONOLOGY, item_id)
    outcome = ItemOutcome(item_id, _keep(book, record, place, said.answer, form))
    _write(work, book, record, [outcome])
    return outcome
