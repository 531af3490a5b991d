"""Revisions: answers as somebody gave them, never changed; which is in force, and which crossed."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.store import deletion_queries, queries, record_queries
from inspect_tool.store.tables import Revision, RevisionParent
from inspect_tool.store.values import from_json, to_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import InForce
    from inspect_tool.store.record_queries import RevisionInForce

NOTHING = Answer()

ItemKey = tuple[ItemKind, str]


class RecordKey(NamedTuple):
    """Which record it is: of what, and as which reader."""

    authority: str
    subject_ref: str
    reader: Reader


class Saved(StrEnum):
    """What came of an edit."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # kept beside the answer in force, which changed meanwhile
    OPEN = "open"  # such a conflict, kept before and not settled yet


class ErasedCaseError(RefusedError):
    """Something about a case that was erased."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} was erased, so nothing is recorded about it any more. Nothing was changed."
        )


@dataclass(frozen=True)
class Edit:
    """One answer as somebody gave it.

    Args:
        author: Who gave it; whose record it is follows from the subject and the reader.
        base: Revision that it was made from; None when there was none.
        origin: Where it came from, such as the pack id of a workbook.
    """

    subject: Subject
    reader: Reader
    kind: ItemKind
    item_id: str
    answer: Answer
    author: str
    base: str | None
    origin: str

    @property
    def place(self) -> ItemPlace:
        """The item that it is about."""
        return ItemPlace(self.subject.ref, self.reader.value, self.kind.value, self.item_id)


@dataclass(frozen=True)
class StrayNote:
    """Words of a returned workbook that were written where no answer is read.

    Args:
        reader: In whose record they are; None where the record is not the author's, or unknown.
        where: Sheet and cell.
        origin: Pack id of the workbook.
    """

    subject: Subject
    reader: Reader | None
    where: str
    text: str
    author: str
    origin: str


def command_origin(work: UnitOfWork) -> str:
    """Where an answer came from that was given by command; no two commands share it."""
    return f"command by {work.actor.id} at {work.now.isoformat()} as number {work.turn()}"


def given_by(row: Revision | RevisionInForce) -> str:
    """Who gave an answer.

    Answers by command were once stored under the inspector whose record it is; their origin
    always named the person.
    """
    words = row.origin.split(" ")
    return words[2] if words[:2] == ["command", "by"] and len(words) > 2 else row.author


def revision_id(edit: Edit, *, salt: str = "") -> str:
    """Name of an edit by its content: the same edit has the same name wherever it is taken in.

    Args:
        salt: Of the case, in every copy of the review since the draw. Once it is deleted with the
            case, the name confirms no guess. Authorities and interviews have none.
    """
    return _digest(
        salt,
        edit.subject.authority,
        edit.subject.ref,
        edit.reader,
        edit.kind,
        edit.item_id,
        to_json(edit.answer.value),
        edit.answer.absence,
        edit.answer.note,
        edit.author,
        edit.base,
        edit.origin,
    )


def _digest(salt: str, *content: object) -> str:
    text = json.dumps(content, ensure_ascii=False).encode()
    if salt:
        return hmac.new(bytes.fromhex(salt), text, hashlib.sha256).hexdigest()[:32]
    return hashlib.sha256(text).hexdigest()[:32]


def stray_id(note: StrayNote, *, salt: str = "") -> str:
    """Name of a stray note by its content, and by the salt of its case."""
    reader = note.reader.value if note.reader else ""
    where = (note.subject.authority, note.subject.ref, reader, ItemKind.STRAY, note.where)
    return _digest(salt, *where, note.text, note.author, note.origin)


class RecordBook:
    """The revisions of one authority while edits are added; written all at once.

    Args:
        standing: The revision in force of each item, by record and item.
        crossed: Revisions that crossed with the one in force and are not settled, by item.
    """

    def __init__(self, work: UnitOfWork, review: Review, authority: str) -> None:
        self.work = work
        self.review = review
        self.authority = authority
        self.revisions = {row.id: row for row in queries.revisions_of_authority(work, authority)}
        self.standing = {
            place_of(row): self.revisions[row.revision_id]
            for row in queries.current_of_authority(work, authority)
        }
        self.crossed: dict[ItemPlace, list[Revision]] = {}
        for row in record_queries.crossing_revisions(work, authority):
            self.crossed.setdefault(place_of(row), []).append(row)
        self._said: dict[tuple[str, ItemPlace], list[Answer]] = {}
        for row in self.revisions.values():
            self._said.setdefault((row.origin, place_of(row)), []).append(answer_of(row))
        self.salts = queries.case_salts(work, authority)
        self.erased = deletion_queries.erased_refs(work, authority)
        self._new: list[Revision] = []
        self._parents: dict[tuple[str, str], None] = {}  # child and parent, in order
        self._moved: dict[ItemPlace, str] = {}

    def add(self, edit: Edit) -> Saved:
        """Add an edit; what is not a change adds nothing.

        An edit made from a revision that is no longer in force is kept beside the one that is,
        so that no words are lost, and is reported as a conflict.

        Raises:
            ErasedCaseError: The case was erased.
        """
        self._check_not_erased(edit.subject.ref)
        edit = self._made_from_the_same_pack(edit)
        base = self.revisions.get(edit.base or "")
        if base is None:  # what nobody knows here can be no parent, so the id does not name it
            edit = replace(edit, base=None)
        standing = self.standing.get(edit.place)
        if edit.answer == (answer_of(base) if base else NOTHING):
            return Saved.OPEN if base and self._is_crossed(edit.place, base) else Saved.UNCHANGED
        if self._was_said_before(edit, base):
            return Saved.UNCHANGED
        agrees = standing is not None and answer_of(standing) == edit.answer
        if base is not None and standing is not None and self._is_crossed(edit.place, base):
            # A correction of what crossed: it agrees now, or goes on beside the answer in force.
            if agrees:
                return self.settle(edit, (standing, base))
        elif agrees:
            return Saved.UNCHANGED
        row = self._added(edit, () if base is None else (base,))
        if standing is not None and (base is None or standing.id != base.id):
            self.crossed.setdefault(edit.place, []).append(row)
            return Saved.CONFLICT
        self._put_in_force(edit.place, row)
        return Saved.CHANGED

    def settle(self, edit: Edit, sides: tuple[Revision, ...]) -> Saved:
        """Put an answer in force that was made from all the answers that crossed."""
        self._put_in_force(edit.place, self._added(edit, sides))
        return Saved.CHANGED

    def keep(self, note: StrayNote) -> bool:
        """Keep words that are not an answer; False when they were kept before.

        Raises:
            ErasedCaseError: The case was erased.
        """
        self._check_not_erased(note.subject.ref)
        reader = note.reader.value if note.reader else ""
        name = stray_id(note, salt=self.salts.get(note.subject.ref, ""))
        if name in self.revisions or stray_id(note) in self.revisions:
            return False
        answer = Answer(note=note.text)
        edit = Edit(
            note.subject,
            note.reader or Reader.FIRST,
            ItemKind.STRAY,
            note.where,
            answer,
            note.author,
            None,
            note.origin,
        )
        row = _revision(self.work, self.review, edit, name)
        row.reader = reader
        self.revisions[name] = row
        self._new.append(row)
        return True

    def brought_by(self, origin: str, place: ItemPlace) -> Revision | None:
        """What a pack or command brought in for an item: in force, or crossed with what is."""
        sides = (self.standing.get(place), *self.crossed.get(place, ()))
        return next((side for side in sides if side is not None and side.origin == origin), None)

    def add_parent(self, child: Revision, parent: Revision) -> None:
        """Note that a revision was made from another."""
        self._parents[child.id, parent.id] = None
        place = place_of(parent)
        if place == place_of(child) and place in self.crossed:
            self.crossed[place] = [side for side in self.crossed[place] if side.id != parent.id]

    def write(self) -> None:
        """Write what was added."""
        if not self._new:
            return
        number = self.work.next_answer(self.authority)
        for row in self._new:
            row.number, number = number, number + 1
        self.work.add_many(Revision, (row.model_dump() for row in self._new))
        self.work.add_many(
            RevisionParent,
            (
                {"authority": self.authority, "child": child, "parent": parent}
                for child, parent in self._parents
            ),
        )
        queries.put_in_force(self.work, self.authority, self._moved)

    def _made_from_the_same_pack(self, edit: Edit) -> Edit:
        """An edit that goes on from what the same workbook brought in before.

        An inspector who corrects a workbook and sends it again has seen the earlier answer.
        """
        brought = self.brought_by(edit.origin, edit.place)
        return edit if brought is None else replace(edit, base=brought.id)

    def id_of(self, edit: Edit) -> str:
        """Name of an edit of this authority."""
        return revision_id(edit, salt=self.salts.get(edit.subject.ref, ""))

    def _check_not_erased(self, ref: str) -> None:
        if ref in self.erased:
            raise ErasedCaseError(ref)

    def _is_crossed(self, place: ItemPlace, row: Revision) -> bool:
        return any(side.id == row.id for side in self.crossed.get(place, ()))

    def _was_said_before(self, edit: Edit, base: Revision | None) -> bool:
        """Whether the same workbook said so before, and something else was settled on since."""
        if base is not None and base.origin == edit.origin:
            return False
        return edit.answer in self._said.get((edit.origin, edit.place), ())

    def _added(self, edit: Edit, parents: tuple[Revision, ...]) -> Revision:
        row = _revision(self.work, self.review, edit, self.id_of(edit))
        self.revisions[row.id] = row
        self._new.append(row)
        for parent in parents:
            self.add_parent(row, parent)
        return row

    def _put_in_force(self, place: ItemPlace, row: Revision) -> None:
        self.standing[place] = row
        self._moved[place] = row.id


def place_of(row: Revision | InForce) -> ItemPlace:
    """The item that a revision is about."""
    return ItemPlace(row.subject_ref, row.reader, row.item_kind, row.item_id)


def save(work: UnitOfWork, review: Review, edit: Edit) -> Saved:
    """Add one edit; see `RecordBook.add`."""
    book = RecordBook(work, review, edit.subject.authority)
    saved = book.add(edit)
    book.write()
    return saved


def _revision(work: UnitOfWork, review: Review, edit: Edit, name: str) -> Revision:
    return Revision(
        authority=edit.subject.authority,
        id=name,
        subject_kind=edit.subject.kind.value,
        subject_ref=edit.subject.ref,
        reader=edit.reader.value,
        item_kind=edit.kind.value,
        item_id=edit.item_id,
        value=to_json(edit.answer.value),
        absence=edit.answer.absence,
        note=edit.answer.note,
        author=edit.author,
        recorded_at=work.now,
        origin=edit.origin,
        framework_version=review.framework.version,
    )


def answer_of(row: Revision | RevisionInForce) -> Answer:
    """The answer that a revision gave."""
    return Answer(value=from_json(row.value), absence=row.absence, note=row.note)


def subject_of(row: Revision | RevisionInForce) -> Subject:
    """What a revision is about."""
    return Subject(SubjectKind(row.subject_kind), row.authority, row.subject_ref)


@dataclass(frozen=True)
class OpenConflict:
    """An item with several answers that were given without sight of each other.

    Args:
        sides: The answer in force first, then the others in the order in which they came.
    """

    subject: Subject
    reader: Reader
    kind: ItemKind
    item_id: str
    sides: tuple[Revision, ...]


def open_conflicts(work: UnitOfWork, authority: str | None = None) -> tuple[OpenConflict, ...]:
    """Every item whose answers crossed and that nobody has settled yet.

    Where all say the same there is nothing to settle.

    Args:
        authority: Whose records; all where none is named.
    """
    crossing: dict[tuple[str, ItemPlace], list[Revision]] = {}
    for row in record_queries.crossing_revisions(work, authority):
        crossing.setdefault((row.authority, place_of(row)), []).append(row)
    if not crossing:
        return ()
    standing = {
        (row.authority, place_of(row)): row
        for code in sorted({code for code, _ in crossing})
        for row in queries.current_revisions(work, code)
    }
    conflicts = []
    for key, others in crossing.items():
        in_force = standing.get(key)
        sides = (*(() if in_force is None else (in_force,)), *others)
        if in_force is not None and any(
            answer_of(other) != answer_of(in_force) for other in others
        ):
            conflicts.append(
                OpenConflict(
                    subject_of(in_force),
                    Reader(in_force.reader),
                    ItemKind(in_force.item_kind),
                    in_force.item_id,
                    sides,
                )
            )
    return tuple(conflicts)
