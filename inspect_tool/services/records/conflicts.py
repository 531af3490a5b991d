"""Answers that crossed: shown side by side, until a person says which one holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.records.merge import has_words_of
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records.crossed import OpenConflict, open_conflicts
from inspect_tool.services.records.item_words import (
    ItemWords,
    OriginWords,
    answer_code,
    origin_words,
)
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    Saved,
    answer_of,
    given_by,
    settled_origin,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import authority_of
from inspect_tool.services.records.under import Pins

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


class NoConflictError(RefusedError):
    """Nothing crossed there, or it was settled."""

    def __init__(self, ref: str, item_id: str) -> None:
        super().__init__(f"No answers crossed at {ref} {item_id}. See `case conflicts`.")


class NoSuchSideError(UsageError):
    """A number that none of the answers has."""

    def __init__(self, ref: str, item_id: str, number: int) -> None:
        super().__init__(
            f"{ref} {item_id} has answers 1 to {number}. Name one of them; `case conflicts` "
            "lists them."
        )


class WhichReadError(UsageError):
    """Both readers' records have a conflict there."""

    def __init__(self, ref: str, item_id: str) -> None:
        super().__init__(
            f"Answers to {item_id} crossed in both reads of {ref}. Say which with --read first or "
            "--read second."
        )


class UnknownReadError(UsageError):
    """Neither the first nor the second read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"There is no read “{typed}”. Say --read first or --read second.")


@dataclass(frozen=True)
class SideView:
    """One of the answers that crossed.

    Args:
        number: What `case settle --take` calls it.
        asked_by: Version of the framework that it is an answer to, where what is asked now means
            something else; empty otherwise.
    """

    number: int
    revision_id: str
    answer: str
    words: str
    note: str
    author: str
    recorded_at: datetime
    origin: str
    is_in_force: bool
    asked_by: str = ""


@dataclass(frozen=True)
class ConflictView:
    """An item with answers that were given without sight of each other.

    Args:
        inspector: Whose record it is.
        sides: The answer in force first, then the others in the order in which they came.
    """

    authority: str
    subject_ref: str
    reader: Reader
    inspector: str
    kind: ItemKind
    item_id: str
    title: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True)
class Settlement:
    """Which of the answers that crossed holds.

    Args:
        take: Number of the answer, as `list_conflicts` counts them.
        read: Whose record, where both readers' have a conflict there.
        note: Words in the place of its note; None keeps them.
        joins_notes: Whether the notes of the others are put under it, each once.
    """

    take: int
    read: Reader | None = None
    note: str | None = None
    joins_notes: bool = False


def list_conflicts(
    work: UnitOfWork, review: Review, authority: str | None = None
) -> tuple[ConflictView, ...]:
    """Every conflict that is open, by authority and subject; an inspector sees their own.

    Args:
        authority: Whose records; all where none is named.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    sight = Sight.of(work, review, authority)
    told = _Told(Pins.of(work, review, authority), origin_words(work))
    return tuple(
        _view(
            conflict,
            sight.owners.owner(conflict.subject.kind, conflict.subject.ref, conflict.reader),
            told,
        )
        for conflict in open_conflicts(work, review, authority)
        if sight.shows(conflict.subject, conflict.reader)
    )


@dataclass(frozen=True)
class _Told:
    """What answers that crossed are told with: each by the version that it is to."""

    pins: Pins
    origins: OriginWords
    _words: dict[str, ItemWords] = field(default_factory=dict)

    def words(self, version: str) -> ItemWords:
        """The words of a version."""
        if version not in self._words:
            self._words[version] = ItemWords.of(self.pins.line.of(version))
        return self._words[version]


def _view(conflict: OpenConflict, inspector: str, told: _Told) -> ConflictView:
    return ConflictView(
        authority=conflict.subject.authority,
        subject_ref=conflict.subject.ref,
        reader=conflict.reader,
        inspector=inspector,
        kind=conflict.kind,
        item_id=conflict.item_id,
        title=told.words(told.pins.version(conflict.subject.ref)).title(conflict.item_id),
        sides=tuple(_side(number, row, told) for number, row in enumerate(conflict.sides, start=1)),
    )


def _side(number: int, row: Revision, told: _Told) -> SideView:
    answer, asked_by = answer_of(row), told.pins.asked_by(row)
    words = told.words(asked_by or told.pins.version(row.subject_ref))
    return SideView(
        number=number,
        revision_id=row.id,
        answer=answer_code(answer),
        words=words.answer(ItemKind(row.item_kind), row.item_id, answer),
        note=row.note,
        author=given_by(row),
        recorded_at=row.recorded_at,
        origin=told.origins.of(row.origin),
        is_in_force=number == 1,
        asked_by=asked_by,
    )


def read_named(typed: str | None) -> Reader | None:
    """The reader whom a person names; None where nobody is named.

    Raises:
        UnknownReadError: It is neither the first nor the second.
    """
    if typed is None:
        return None
    if typed.casefold() not in (Reader.FIRST, Reader.SECOND):
        raise UnknownReadError(typed)
    return Reader(typed.casefold())


def settle(
    work: UnitOfWork,
    review: Review,
    *,
    ref: str,
    item_id: str,
    choice: Settlement,
) -> Saved:
    """Say which of the answers that crossed holds; the new revision is made from all of them.

    Raises:
        NoConflictError: Nothing crossed there.
        WhichReadError, NoSuchSideError: The record or the answer is not clear.
        NotYourRoleError, NotYourCaseError: It is not the actor's to settle.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    conflict = _conflict(work, review, ref, item_id, choice.read)
    if not 1 <= choice.take <= len(conflict.sides):
        raise NoSuchSideError(ref, item_id, len(conflict.sides))
    taken = conflict.sides[choice.take - 1]
    authority = conflict.subject.authority
    book = RecordBook(work, review, authority, ref)
    edit = Edit(
        subject=conflict.subject,
        reader=conflict.reader,
        kind=conflict.kind,
        item_id=item_id,
        answer=_settled(conflict, taken, choice),
        author=work.actor.id,
        base=taken.id,
        origin=settled_origin(work),
        version=taken.framework_version,
    )
    saved = book.settle(edit)
    book.write()
    work.audit("case.settle", stream=authority, subject=ref)
    return saved


def _settled(conflict: OpenConflict, taken: Revision, choice: Settlement) -> Answer:
    words = taken.note if choice.note is None else choice.note
    sides = conflict.sides if choice.joins_notes else ()
    others = [side.note for side in sides if side is not taken]
    for other in others:
        if not has_words_of(words, other):
            words = f"{words}\n{other}" if words else other
    return replace(answer_of(taken), note=words)


def _conflict(
    work: UnitOfWork, review: Review, ref: str, item_id: str, read: Reader | None
) -> OpenConflict:
    """The conflict that the actor means, among those that they may settle."""
    authority = authority_of(ref)
    sight = Sight.of(work, review, authority)
    meant = [
        conflict
        for conflict in open_conflicts(work, review, authority)
        if (conflict.subject.ref, conflict.item_id) == (ref, item_id)
        and read in (None, conflict.reader)
        and sight.refusal(Action.RECORD, conflict.subject, conflict.reader) is None
    ]
    if not meant:
        raise NoConflictError(ref, item_id)
    if len(meant) > 1:
        raise WhichReadError(ref, item_id)
    return meant[0]
