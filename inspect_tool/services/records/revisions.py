"""Revisions: answers as somebody gave them, never changed; which is in force, and which crossed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.merge import NOTHING, Merged, Said, merge
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.records.errors import ErasedCaseError
from inspect_tool.services.records.under import Pins
from inspect_tool.services.review.versions import note_versions_used
from inspect_tool.store import queries, record_queries
from inspect_tool.store.tables import Revision, RevisionParent
from inspect_tool.store.values import from_json, to_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import InForce
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.word_index import FoundRevision

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
    AGREED = "agreed"  # kept, and what is in force says it already

    @property
    def is_new(self) -> bool:
        """Whether something was kept that was not there."""
        return self not in (Saved.UNCHANGED, Saved.OPEN)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to settle it."""
        return self in (Saved.CONFLICT, Saved.OPEN)


@dataclass(frozen=True)
class Edit:
    """One answer as somebody gave it.

    Args:
        author: Who gave it; whose record it is follows from the subject and the reader.
        base: Revision that it was made from; None when there was none.
        origin: Where it came from, such as the pack id of a workbook.
        version: Of the framework that asked for it; empty for the one that its subject is under.
    """

    subject: Subject
    reader: Reader
    kind: ItemKind
    item_id: str
    answer: Answer
    author: str
    base: str | None
    origin: str
    version: str = ""

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


def settled_origin(work: UnitOfWork) -> str:
    """Where an answer came from that settled what crossed; no two of them share it."""
    return f"settled by {work.actor.id} at {work.now.isoformat()} as number {work.turn()}"


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


_JSON = json.JSONEncoder(ensure_ascii=False)


def _digest(salt: str, *content: object) -> str:
    text = _JSON.encode(content).encode()
    if salt:
        return hmac.new(bytes.fromhex(salt), text, hashlib.sha256).hexdigest()[:32]
    return hashlib.sha256(text).hexdigest()[:32]


def stray_id(note: StrayNote, *, salt: str = "") -> str:
    """Name of a stray note by its content, and by the salt of its case."""
    reader = note.reader.value if note.reader else ""
    where = (note.subject.authority, note.subject.ref, reader, ItemKind.STRAY, note.where)
    return _digest(salt, *where, note.text, note.author, note.origin)


class RecordBook:
    """The revisions of one authority, or of one subject, while edits are added; written at once.

    What stands of an item follows from the set of its revisions (`domain/records/merge.py`), so
    that copies of a workbook may come in in any order, and as often as they like.

    Args:
        ref: The only subject that edits are about; None where they may be about any.
        standing: The revision in force of each item, by record and item.
    """

    def __init__(
        self, work: UnitOfWork, review: Review, authority: str, ref: str | None = None
    ) -> None:
        self.work = work
        self.review = review
        self.authority = authority
        self.revisions = {row.id: row for row in queries.revision_rows(work, authority, ref)}
        self.standing = {
            place_of(row): self.revisions[row.revision_id]
            for row in queries.current_of_authority(work, authority, ref)
        }
        self._links: dict[str, set[str]] = {}  # parents by child
        for child, parent in record_queries.links(work, authority, ref):
            self._links.setdefault(child, set()).add(parent)
        self._of_item: dict[ItemPlace, list[Revision]] = {}
        self._said: set[tuple[str, ItemPlace, Answer]] = set()
        for row in self.revisions.values():
            self._note(row)
        self.salts = queries.case_salts(work, authority)
        self.erased = _erased(work, authority)
        self.pins = Pins.of(work, review, authority)
        self._new: list[Revision] = []
        self._new_links: list[tuple[str, str]] = []  # child and parent, in order
        self._moved: dict[ItemPlace, str] = {}

    def add(self, edit: Edit) -> Saved:
        """Add an edit; what is not a change, or was added before, adds nothing.

        An edit made from a revision that was gone on from meanwhile is kept beside what stands, so
        that no words are lost, and is reported as a conflict.

        Raises:
            ErasedCaseError: The case was erased.
        """
        self._check_not_erased(edit.subject.ref)
        base = self.revisions.get(edit.base or "")
        if base is None:  # what nobody knows here can be no parent, so the id does not name it
            edit = replace(edit, base=None)
        if edit.answer == self.ground(base, edit.version):
            return self._standing_of(edit.place, () if base is None else (base,))
        if (edit.origin, edit.place, edit.answer) in self._said:
            same = [row for row in self._of_item[edit.place] if answer_of(row) == edit.answer]
            return self._standing_of(edit.place, same)
        before = self.standing.get(edit.place)
        self._added(edit, () if base is None else (base,))
        merged = self._put_in_force(edit.place)
        if merged.is_open:
            return Saved.CONFLICT
        is_new = before is None or self.pins.lapsed(before)
        is_change = is_new or self.ground(before) != answer_of(self.standing[edit.place])
        return Saved.CHANGED if is_change else Saved.AGREED

    def ground(self, base: Revision | None, version: str = "") -> Answer:
        """What an answer is held against: nothing, where what was said is to another question.

        Args:
            version: Of the framework that asks; empty for the one that the subject is under.
        """
        is_none = base is None or self.pins.lapsed(base, version or None)
        return NOTHING if base is None or is_none else answer_of(base)

    def settle(self, edit: Edit) -> Saved:
        """Put an answer in force that was made from all that nobody went on from yet."""
        self._added(edit, self._last(edit.place))
        self._put_in_force(edit.place)
        return Saved.CHANGED

    def sides(self, place: ItemPlace) -> tuple[Revision, ...]:
        """The answers that crossed at an item, the one in force first; none where none did."""
        return sides_of(self.merged(place), self.revisions)

    def said(self, place: ItemPlace) -> tuple[Revision, ...]:
        """Everything that was said about an item."""
        return tuple(self._of_item.get(place, ()))

    def merged(self, place: ItemPlace) -> Merged:
        """What stands of everything that was said about an item."""
        rows = self._of_item.get(place, ())
        return merge(said_of(row, self._links, self.pins) for row in rows)

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
        row = _revision(self.work, self.pins, edit, name)
        row.reader = reader
        self.revisions[name] = row
        self._new.append(row)
        return True

    def add_parent(self, child: Revision, parent: Revision) -> None:
        """Note that a revision was made from another."""
        if parent.id not in self._links.setdefault(child.id, set()):
            self._links[child.id].add(parent.id)
            self._new_links.append((child.id, parent.id))

    def write(self) -> None:
        """Write what was added."""
        if not self._new:
            return
        note_versions_used(self.work, self.review)
        number = self.work.next_answer(self.authority)
        for row in self._new:
            row.number, number = number, number + 1
        self.work.add_many(Revision, (row.model_dump() for row in self._new))
        self.work.add_many(
            RevisionParent,
            (
                {"authority": self.authority, "child": child, "parent": parent}
                for child, parent in self._new_links
            ),
        )
        queries.put_in_force(self.work, self.authority, self._moved)
        self._new, self._new_links, self._moved = [], [], {}

    def id_of(self, edit: Edit) -> str:
        """Name of an edit of this authority."""
        return revision_id(edit, salt=self.salts.get(edit.subject.ref, ""))

    def _check_not_erased(self, ref: str) -> None:
        if ref in self.erased:
            raise ErasedCaseError(ref)

    def _standing_of(self, place: ItemPlace, rows: Sequence[Revision]) -> Saved:
        """What came of an edit that adds nothing: whether it is a side of an open conflict."""
        merged = self.merged(place)
        open_ones = {side.answer for side in (merged.in_force, *merged.crossed) if side is not None}
        is_side = merged.is_open and any(answer_of(row) in open_ones for row in rows)
        return Saved.OPEN if is_side else Saved.UNCHANGED

    def _last(self, place: ItemPlace) -> tuple[Revision, ...]:
        """The answers to an item that nobody went on from."""
        rows = self._of_item.get(place, ())
        gone_on_from = {parent for row in rows for parent in self._links.get(row.id, ())}
        return tuple(row for row in rows if row.id not in gone_on_from)

    def _added(self, edit: Edit, parents: tuple[Revision, ...]) -> Revision:
        row = _revision(self.work, self.pins, edit, self.id_of(edit))
        self.revisions[row.id] = row
        self._note(row)
        self._new.append(row)
        for parent in parents:
            self.add_parent(row, parent)
        return row

    def _note(self, row: Revision) -> None:
        if row.item_kind != ItemKind.STRAY:
            place = place_of(row)
            self._of_item.setdefault(place, []).append(row)
            self._said.add((row.origin, place, answer_of(row)))

    def _put_in_force(self, place: ItemPlace) -> Merged:
        merged = self.merged(place)
        if merged.in_force is not None:
            self.standing[place] = self.revisions[merged.in_force.id]
            self._moved[place] = merged.in_force.id
        return merged


def said_of(row: Revision, links: Mapping[str, set[str]], pins: Pins) -> Said:
    """A revision as the merge rule sees it; `links` has what each was made from."""
    return Said(row.id, answer_of(row), frozenset(links.get(row.id, ())), pins.lapsed(row))


def sides_of(merged: Merged, revisions: Mapping[str, Revision]) -> tuple[Revision, ...]:
    """The answers that crossed: the one in force, then the others in the order they came in."""
    if merged.in_force is None or not merged.is_open:
        return ()
    others = sorted(
        (revisions[side.id] for side in merged.crossed), key=lambda row: (row.number, row.id)
    )
    return (revisions[merged.in_force.id], *others)


def place_of(row: Revision | InForce | RevisionInForce | FoundRevision) -> ItemPlace:
    """The item that a revision is about."""
    return ItemPlace(row.subject_ref, row.reader, row.item_kind, row.item_id)


def _erased(work: UnitOfWork, authority: str) -> frozenset[str]:
    from inspect_tool.store import erasure_queries  # not where a command only shows

    return erasure_queries.erased_refs(work, authority)


def save(work: UnitOfWork, review: Review, edit: Edit) -> Saved:
    """Add one edit; see `RecordBook.add`."""
    book = RecordBook(work, review, edit.subject.authority, edit.subject.ref)
    saved = book.add(edit)
    book.write()
    return saved


def _revision(work: UnitOfWork, pins: Pins, edit: Edit, name: str) -> Revision:
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
        framework_version=edit.version or pins.version(edit.subject.ref),
    )


def answer_of(row: Revision | RevisionInForce | FoundRevision) -> Answer:
    """The answer that a revision gave."""
    return Answer(value=from_json(row.value), absence=row.absence, note=row.note)


def subject_of(row: Revision | RevisionInForce | FoundRevision) -> Subject:
    """What a revision is about."""
    return Subject(SubjectKind(row.subject_kind), row.authority, row.subject_ref)
