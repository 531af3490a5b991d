"""Words in returned workbooks where no answer is read: kept, shown, never counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.records.items import question_items
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records.answering import add_words
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.item_words import OriginWords, origin_words
from inspect_tool.services.records.revisions import Edit, command_origin, save, subject_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.records.under import framework_of
from inspect_tool.store import record_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.domain.framework.framework import Framework
    from inspect_tool.domain.records.records import Subject
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


SHORTEST_ID = 6  # characters by which a note is named


class NoSuchNoteError(UsageError):
    """A name of no stray note, or of several."""

    def __init__(self, note_id: str) -> None:
        super().__init__(
            f"No stray note is called {note_id}. `case stray` shows what each is called."
        )


class LookedAtError(RefusedError):
    """A stray note of which something became already."""

    def __init__(self, note_id: str, became: str) -> None:
        super().__init__(f"The stray note {note_id} was {became} already. Nothing was changed.")


@dataclass(frozen=True)
class StrayView:
    """Words that were kept.

    Args:
        id: Begins with what the commands call the note.
        became: What became of them; empty while nobody has looked.
        reader: In whose record they are; None where it is not the author's, or unknown.
        where: Sheet and cell of the workbook.
    """

    id: str
    authority: str
    subject_ref: str
    reader: Reader | None
    where: str
    text: str
    author: str
    recorded_at: datetime
    origin: str
    became: str


def list_stray_notes(
    work: UnitOfWork, review: Review, ref: str | None = None, *, sight: Sight | None = None
) -> tuple[StrayView, ...]:
    """Stray notes, of one subject or all; an inspector sees what they wrote themselves.

    Args:
        sight: What the actor may see, where that was asked before.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    origins, sight = origin_words(work), sight or Sight.of(work, review)
    became = {
        row.item_id: row.note
        for row in record_queries.answers_in_force(work, item_kind=ItemKind.ASIDE)
    }
    return tuple(
        _view(row, origins, became.get(row.id, ""))
        for row in record_queries.stray_notes(work)
        if ref in (None, row.subject_ref) and sight.shows(subject_of(row), None, owner=row.author)
    )


def _view(row: Revision, origins: OriginWords, became: str) -> StrayView:
    return StrayView(
        id=row.id,
        became=blot_out(became),
        authority=row.authority,
        subject_ref=row.subject_ref,
        reader=Reader(row.reader) if row.reader else None,
        where=row.item_id,
        text=blot_out(row.note),
        author=row.author,
        recorded_at=row.recorded_at,
        origin=origins.of(row.origin),
    )


def notes_words(number: int) -> str:
    """How many there are, as a sentence says it."""
    return "1 stray note" if number == 1 else f"{number} stray notes"


def count_stray_notes(work: UnitOfWork, review: Review) -> Counter[tuple[str, Reader]]:
    """Number of stray notes that nobody has looked at and the actor may see, by subject and read.

    Those in nobody's record are counted with the first read.
    """
    return Counter(
        (note.subject_ref, note.reader or Reader.FIRST)
        for note in list_stray_notes(work, review)
        if not note.became
    )


def attach(
    work: UnitOfWork, review: Review, *, note_id: str, item_id: str, ref: str | None = None
) -> StrayView:
    """Put the words of a stray note under the note of the question where they belong.

    Args:
        note_id: The note, by the beginning of its id.
        ref: Whose question, where it is not that of the subject that the note is kept with.

    Raises:
        NoSuchNoteError, LookedAtError: There is no such note, or something became of it already.
        CrossedAnswersError, UnknownItemError, BadAnswerError, UnknownSubjectError, NoReaderError:
            As for an answer.
        NotYourRoleError, NotYourCaseError: It is not the actor's to do.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    note = _named(work, review, note_id)
    add_words(work, review, ref=ref or note.subject_ref, item_id=item_id, words=note.text)
    place = item_id if ref in (None, note.subject_ref) else f"{ref} {item_id}"
    return _became(work, review, note, f"attached to {place}")


def set_aside(work: UnitOfWork, review: Review, *, note_id: str, reason: str) -> StrayView:
    """Say that a stray note belongs to no question; its words stay where they are.

    Raises:
        NoSuchNoteError, LookedAtError, BadAnswerError: There is no such note, something became of
            it already, or no reason was given.
        NotYourRoleError, NotYourCaseError: It is not the actor's to do.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    note = _named(work, review, note_id)
    if not reason.strip():
        raise BadAnswerError("Say why the note is set aside.")
    return _became(work, review, note, f"set aside: {reason.strip()}")


@dataclass(frozen=True)
class StrayNotes:
    """Stray notes that wait, and where each can go.

    Args:
        items: What is asked where each note is kept, by the subject's reference: pairs of an id
            and its words.
    """

    notes: tuple[StrayView, ...]
    items: Mapping[str, tuple[tuple[str, str], ...]]


def notes_to_settle(work: UnitOfWork, review: Review) -> StrayNotes:
    """The stray notes that the actor may see and of which nothing became yet.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    notes = tuple(one for one in list_stray_notes(work, review) if not one.became)
    work.shown.update((one.authority, one.subject_ref) for one in notes)
    subjects = [subject_named(ref) for ref in sorted({one.subject_ref for one in notes})]
    items = {
        subject.ref: _items_of(framework_of(work, review, subject), subject) for subject in subjects
    }
    return StrayNotes(notes, items)


def _items_of(framework: Framework, subject: Subject) -> tuple[tuple[str, str], ...]:
    """What can be answered about a subject, criteria first."""
    criteria = ((one.id, one.title) for one in framework.criteria(subject.kind))
    questions = ((one.item_id, one.title) for one in question_items(framework, subject.kind))
    return (*criteria, *questions)


def _named(work: UnitOfWork, review: Review, note_id: str) -> StrayView:
    """The note that is meant, among those that the actor may see."""
    found = [note for note in list_stray_notes(work, review) if note.id.startswith(note_id)]
    if len(found) != 1 or len(note_id) < SHORTEST_ID:
        raise NoSuchNoteError(note_id)
    if found[0].became:
        raise LookedAtError(note_id, found[0].became.partition(":")[0])
    return found[0]


def _became(work: UnitOfWork, review: Review, note: StrayView, words: str) -> StrayView:
    edit = Edit(
        subject=subject_named(note.subject_ref),
        reader=note.reader or Reader.FIRST,
        kind=ItemKind.ASIDE,
        item_id=note.id,
        answer=Answer(note=words),
        author=work.actor.id,
        base=None,
        origin=command_origin(work),
    )
    save(work, review, edit)
    work.audit("case.stray", stream=note.authority, subject=note.subject_ref, note=note.id[:12])
    return replace(note, became=words)
