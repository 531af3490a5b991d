"""What readers recorded: revisions, never changed, and the facts that they make together."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from inspect_tool.domain.answers import (
    RecordProblem,
    check_record,
    check_referral,
    is_complete,
)
from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.framework import SubjectKind
from inspect_tool.domain.rating import with_clocks, with_prefills
from inspect_tool.domain.records import Answer, ItemKind, Reader, RecordFacts, Subject
from inspect_tool.services import samples
from inspect_tool.services.reviews import Review

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import CurrentRevision, Revision

NOTHING = Answer()


class Saved(StrEnum):
    """What came of an edit."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # kept as a second version; somebody else changed the item meanwhile


@dataclass(frozen=True)
class Edit:
    """One answer as somebody gave it.

    Args:
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


@dataclass(frozen=True)
class RecordView:
    """One record: who read it, what stands in it, what is missing."""

    subject: Subject
    reader: Reader
    inspector: str
    facts: RecordFacts
    problems: tuple[RecordProblem, ...]
    is_started: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing or inconsistent."""
        return self.is_started and is_complete(self.problems)

    @property
    def standing(self) -> str:
        """How far it has come, in a word."""
        if self.is_complete:
            return "complete"
        return "begun" if self.is_started else "not begun"


def revision_id(edit: Edit) -> str:
    """Name of an edit by its content: the same edit has the same name wherever it is taken in."""
    from inspect_tool.store.values import to_json

    content = [
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
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]


class RecordBook:
    """The revisions of one authority while edits are added; written all at once.

    Args:
        standing: The revision in force of each item, by record and item.
    """

    def __init__(self, work: UnitOfWork, review: Review, authority: str) -> None:
        from inspect_tool.store import queries

        self.work = work
        self.review = review
        self.revisions = {row.id: row for row in queries.revisions_of_authority(work, authority)}
        self.standing = {
            _item_key(row): self.revisions[row.revision_id]
            for row in queries.current_of_authority(work, authority)
        }
        self._new: list[Revision] = []
        self._parents: list[dict[str, str]] = []
        self._moved: dict[tuple[str, ...], str] = {}

    def add(self, edit: Edit) -> Saved:
        """Add an edit; what is not a change adds nothing.

        An edit made from a revision that is no longer in force is kept beside the one that is,
        so that no words are lost, and is reported as a conflict.
        """
        edit = self._made_from_the_same_pack(edit)
        base = self.revisions.get(edit.base or "")
        name = revision_id(edit)
        if edit.answer == (answer_of(base) if base else NOTHING) or name in self.revisions:
            return Saved.UNCHANGED
        key = (edit.subject.ref, edit.reader.value, edit.kind.value, edit.item_id)
        standing = self.standing.get(key)
        if standing is not None and answer_of(standing) == edit.answer:
            return Saved.UNCHANGED
        row = _revision(self.work, self.review, edit, name)
        self.revisions[name] = row
        self._new.append(row)
        if base is not None:
            self.add_parent(row, base)
        if standing is not None and (base is None or standing.id != base.id):
            return Saved.CONFLICT
        self.standing[key] = row
        self._moved[key] = name
        return Saved.CHANGED

    def _made_from_the_same_pack(self, edit: Edit) -> Edit:
        """An edit that goes on from what the same workbook brought in before.

        An inspector who corrects a workbook and sends it again has seen the earlier answer.
        """
        standing = self.came_from(edit.origin, edit.subject, edit.reader, (edit.kind, edit.item_id))
        return edit if standing is None else replace(edit, base=standing.id)

    def came_from(
        self, origin: str, subject: Subject, reader: Reader, item: ItemKey
    ) -> Revision | None:
        """The revision in force of an item, if the pack or command named brought it in."""
        kind, item_id = item
        standing = self.standing.get((subject.ref, reader.value, kind.value, item_id))
        return standing if standing is not None and standing.origin == origin else None

    def add_parent(self, child: Revision, parent: Revision) -> None:
        """Note that a revision was made from another."""
        link = {"authority": child.authority, "child": child.id, "parent": parent.id}
        if link not in self._parents:
            self._parents.append(link)

    def write(self) -> None:
        """Write what was added."""
        from inspect_tool.store import queries
        from inspect_tool.store.tables import Revision, RevisionParent

        if not self._new:
            return
        authority = self._new[0].authority
        self.work.add_many(Revision, (row.model_dump() for row in self._new))
        self.work.add_many(RevisionParent, self._parents)
        queries.put_in_force(self.work, authority, self._moved)


def _item_key(row: CurrentRevision) -> tuple[str, ...]:
    return row.subject_ref, row.reader, row.item_kind, row.item_id


def save(work: UnitOfWork, review: Review, edit: Edit) -> Saved:
    """Add one edit; see `RecordBook.add`."""
    book = RecordBook(work, review, edit.subject.authority)
    saved = book.add(edit)
    book.write()
    return saved


def _revision(work: UnitOfWork, review: Review, edit: Edit, name: str) -> Revision:
    from inspect_tool.store.tables import Revision
    from inspect_tool.store.values import to_json

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


def answer_of(row: Revision) -> Answer:
    """The answer that a revision gave."""
    from inspect_tool.store.values import from_json

    return Answer(value=from_json(row.value), absence=row.absence, note=row.note)


RecordKey = tuple[str, str, Reader]  # authority, reference, reader
ItemKey = tuple[ItemKind, str]


def current_items(
    work: UnitOfWork, authority: str | None = None
) -> Mapping[RecordKey, Mapping[ItemKey, Revision]]:
    """The revisions in force of every record, by kind and id of the item."""
    from inspect_tool.store import queries

    items: dict[RecordKey, dict[ItemKey, Revision]] = defaultdict(dict)
    for row in queries.current_revisions(work, authority):
        record = (row.authority, row.subject_ref, Reader(row.reader))
        items[record][ItemKind(row.item_kind), row.item_id] = row
    return items


def case_fields(work: UnitOfWork) -> dict[str, dict[str, Scalar | None]]:
    """Fields of the frame of every drawn case, by reference."""
    from inspect_tool.store import queries
    from inspect_tool.store.values import fields_from_json

    draw = samples.drawn_row(work)
    units = queries.frame_units_of_draw(work, draw.draw_id)
    fields: dict[str, dict[str, Scalar | None]] = {}
    for drawn in queries.drawn_units(work, draw.draw_id):
        unit = units[drawn.authority, drawn.unit_id]
        fields[drawn.case_ref] = {
            **fields_from_json(unit.fields),
            "case_type": unit.case_type,
            "authority": unit.authority,
            "purposive": drawn.rank == 0,
        }
    return fields


def facts_of(
    review: Review,
    subject: Subject,
    items: Mapping[ItemKey, Revision],
    fields: Mapping[str, Scalar | None],
) -> RecordFacts:
    """One record as its reader left it."""
    return RecordFacts(
        framework=review.framework,
        subject=subject,
        fields=fields,
        answers=_answers(items, ItemKind.QUESTION),
        judgements=_answers(items, ItemKind.JUDGEMENT),
    )


def with_clocks_of(review: Review, facts: RecordFacts) -> RecordFacts:
    """The facts with their clocks run to the last day of fieldwork."""
    authority = review.plan.authority(facts.subject.authority)
    return with_clocks(
        facts,
        on=review.plan.dates.fieldwork[1],
        single_assessment_from=authority.single_assessment_from if authority else None,
    )


def _answers(items: Mapping[ItemKey, Revision], kind: ItemKind) -> dict[str, Answer]:
    return {item_id: answer_of(row) for (one, item_id), row in items.items() if one is kind}


def list_records(work: UnitOfWork, review: Review) -> tuple[RecordView, ...]:
    """Every record that is assigned or started: cases, authorities, interviews."""
    items = current_items(work)
    fields = case_fields(work)
    views = [
        _view(review, subject, reader, items, fields.get(subject.ref, {}), inspector)
        for subject, reader, inspector in _expected(work, review, items)
    ]
    return tuple(sorted(views, key=lambda one: (one.subject, one.reader)))


def _expected(
    work: UnitOfWork,
    review: Review,
    items: Mapping[RecordKey, Mapping[ItemKey, Revision]],
) -> Iterable[tuple[Subject, Reader, str]]:
    """Assigned cases that are still read, every authority, and interviews that were begun."""
    from inspect_tool.store import queries

    active = {case.case_ref for case in samples.show(work).active}
    for row in queries.assignments(work):
        if row.case_ref in active:
            subject = Subject(SubjectKind.CASE, row.authority, row.case_ref)
            yield subject, Reader(row.reader), row.inspector
    kinds = {one.subject for one in review.framework.domains}
    for authority in review.plan.authorities if SubjectKind.AUTHORITY in kinds else ():
        yield Subject(SubjectKind.AUTHORITY, authority.code, authority.code), Reader.FIRST, ""
    for (code, ref, reader), own in items.items():
        any_row = next(iter(own.values()))
        if any_row.subject_kind == SubjectKind.INTERVIEW:
            yield Subject(SubjectKind.INTERVIEW, code, ref), reader, any_row.author


def _view(
    review: Review,
    subject: Subject,
    reader: Reader,
    items: Mapping[RecordKey, Mapping[ItemKey, Revision]],
    fields: Mapping[str, Scalar | None],
    inspector: str,
) -> RecordView:
    own = items.get((subject.authority, subject.ref, reader), {})
    facts = facts_of(review, subject, own, fields)
    author = next((row.author for row in own.values()), "")
    last_day = review.plan.dates.fieldwork[1]
    return RecordView(
        subject=subject,
        reader=reader,
        inspector=inspector or author,
        facts=with_clocks_of(review, with_prefills(facts)),
        problems=(
            *problems_of_facts(review, facts),
            *check_referral(_answers(own, ItemKind.REFERRAL), on=last_day),
        ),
        is_started=bool(own),
    )


def problems_of_facts(review: Review, facts: RecordFacts) -> tuple[RecordProblem, ...]:
    """What is missing from a record or contradicts itself."""
    authority = review.plan.authority(facts.subject.authority)
    return check_record(
        review.framework,
        facts,
        on=review.plan.dates.fieldwork[1],
        single_assessment_from=authority.single_assessment_from if authority else None,
    )


def adjudicated(
    review: Review, first: RecordFacts, decisions: Mapping[ItemKey, Revision]
) -> RecordFacts:
    """A first read with the adjudicated answers and judgements in place of its own."""
    merged = replace(
        first,
        answers={**first.answers, **_answers(decisions, ItemKind.QUESTION)},
        judgements={**first.judgements, **_answers(decisions, ItemKind.JUDGEMENT)},
    )
    return with_clocks_of(review, merged)
