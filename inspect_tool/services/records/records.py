"""What readers recorded: revisions, never changed, and the facts that they make together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.completeness import (
    RecordProblem,
    RecordProblemKind,
    check_record,
    check_referral,
    check_referral_called_for,
    is_complete,
)
from inspect_tool.domain.records.judgements import with_clocks, with_prefills
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, RecordFacts, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import RecordOwners
from inspect_tool.services.records.revisions import (
    ItemKey,
    OpenConflict,
    RecordKey,
    answer_of,
    open_conflicts,
)
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.rows import drawn_row
from inspect_tool.store import queries
from inspect_tool.store.values import fields_from_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


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


def current_items(
    work: UnitOfWork, authority: str | None = None
) -> Mapping[RecordKey, Mapping[ItemKey, Revision]]:
    """The revisions in force of every record, by kind and id of the item."""
    items: dict[RecordKey, dict[ItemKey, Revision]] = defaultdict(dict)
    for row in queries.current_revisions(work, authority):
        record = (row.authority, row.subject_ref, Reader(row.reader))
        items[record][ItemKind(row.item_kind), row.item_id] = row
    return items


def case_fields(work: UnitOfWork) -> dict[str, dict[str, Scalar | None]]:
    """Fields of the frame of every drawn case, by reference."""
    draw = drawn_row(work)
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
    owners = RecordOwners.of(work, review)
    crossed: dict[tuple[Subject, Reader], list[OpenConflict]] = defaultdict(list)
    for one in open_conflicts(work):
        crossed[one.subject, one.reader].append(one)
    views = [
        _view(
            review,
            (subject, reader, owners.owner(subject.kind, subject.ref, reader)),
            items.get((subject.authority, subject.ref, reader), {}),
            fields.get(subject.ref, {}),
            crossed.get((subject, reader), ()),
        )
        for subject, reader in _expected(work, review, items)
    ]
    return tuple(sorted(views, key=lambda one: (one.subject, one.reader)))


def _expected(
    work: UnitOfWork,
    review: Review,
    items: Mapping[RecordKey, Mapping[ItemKey, Revision]],
) -> Iterable[tuple[Subject, Reader]]:
    """Assigned cases that are still read, every authority, and interviews that were begun."""
    active = {case.case_ref for case in samples.show(work).active}
    for row in queries.assignments(work):
        if row.case_ref in active:
            yield Subject(SubjectKind.CASE, row.authority, row.case_ref), Reader(row.reader)
    kinds = {one.subject for one in review.framework.domains}
    for authority in review.plan.authorities if SubjectKind.AUTHORITY in kinds else ():
        yield Subject(SubjectKind.AUTHORITY, authority.code, authority.code), Reader.FIRST
    for (code, ref, reader), own in items.items():
        if next(iter(own.values())).subject_kind == SubjectKind.INTERVIEW:
            yield Subject(SubjectKind.INTERVIEW, code, ref), reader


def _view(
    review: Review,
    whose: tuple[Subject, Reader, str],
    own: Mapping[ItemKey, Revision],
    fields: Mapping[str, Scalar | None],
    crossed: Iterable[OpenConflict],
) -> RecordView:
    subject, reader, inspector = whose
    facts = facts_of(review, subject, own, fields)
    referral = _answers(own, ItemKind.REFERRAL)
    return RecordView(
        subject=subject,
        reader=reader,
        inspector=inspector,
        facts=with_clocks_of(review, with_prefills(facts)),
        problems=(
            *problems_of_facts(review, facts),
            *check_referral(referral, on=review.plan.dates.fieldwork[1]),
            *check_referral_called_for(facts, referral),
            *(_conflict_problem(one) for one in crossed),
        ),
        is_started=bool(own),
    )


def _conflict_problem(conflict: OpenConflict) -> RecordProblem:
    """Why a record with answers that crossed is not complete until a person has looked."""
    return RecordProblem(
        RecordProblemKind.CONFLICT,
        conflict.kind,
        conflict.item_id,
        f"{len(conflict.sides)} answers crossed; the first is in force. See `case conflicts`, then "
        f"`case settle {conflict.subject.ref} {conflict.item_id} --take 1` (or 2, …).",
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
