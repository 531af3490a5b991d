"""What readers recorded: revisions, never changed, and the facts that they make together."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.completeness import (
    RecordProblem,
    check_record,
    check_timed_record,
    is_complete,
)
from inspect_tool.domain.records.evidence import Evidence, evidenced
from inspect_tool.domain.records.judgements import with_clocks, with_prefills
from inspect_tool.domain.records.records import (
    ANSWER_KINDS,
    Answer,
    ItemKind,
    Reader,
    RecordFacts,
    Subject,
)
from inspect_tool.domain.records.referral import REFERRED
from inspect_tool.domain.records.referral_checks import check_referral, check_referral_called_for
from inspect_tool.domain.records.repeats import REPEAT_INCIDENTS, Repeats, repeats_of
from inspect_tool.domain.records.states import RecordState
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import RecordOwners
from inspect_tool.services.records.crossed import (
    OpenConflict,
    conflict_problem,
    open_conflicts,
)
from inspect_tool.services.records.revisions import (
    ItemKey,
    RecordKey,
    answer_of,
)
from inspect_tool.services.records.states import States
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.records.under import Pins
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.services.sampling.fact_rows import facts_of_cases
from inspect_tool.store import mishap_queries, queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce

RecordItems: TypeAlias = "Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]]"
READERS = {reader.value: reader for reader in Reader}
KINDS = {kind.value: kind for kind in ItemKind}
ANSWERS = frozenset(kind.value for kind in ANSWER_KINDS)
ROWS_RECORD = attrgetter("authority", "subject_ref", "reader")


@dataclass(frozen=True)
class RecordView:
    """One record: who read it, what stands in it, what is missing.

    Args:
        decided: What was adjudicated of the subject, by kind and id of the item.
        refers_back: Whether its reader referred the child back to the authority.
        state: How far the people are with it; nothing is counted by it.
        state_words: The same with who brought it there, and when.
    """

    subject: Subject
    reader: Reader
    inspector: str
    facts: RecordFacts
    problems: tuple[RecordProblem, ...]
    is_started: bool
    decided: Mapping[ItemKey, Answer]
    refers_back: bool
    state: RecordState
    state_words: str

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
    work: UnitOfWork,
    authority: str | None = None,
    *,
    kind: ItemKind | None = None,
    ref: str | None = None,
) -> RecordItems:
    """The revisions in force of every record, by kind and id of the item.

    Args:
        authority: Whose records; all where none is named.
        kind: Items of one kind only; what is no answer is left out.
        ref: About one subject of the authority.
    """
    rows = record_queries.answers_in_force(work, authority, item_kind=kind, ref=ref)
    items: dict[RecordKey, dict[ItemKey, RevisionInForce]] = {}
    # The rows of a record come one after the other.
    for (code, subject, reader), of_record in groupby(rows, ROWS_RECORD):
        answers = {
            (KINDS[row.item_kind], row.item_id): row
            for row in of_record
            if row.item_kind in ANSWERS
        }
        if answers:
            # Where a damaged file has them elsewhere too, none takes the place of others.
            items.setdefault(RecordKey(code, subject, READERS[reader]), {}).update(answers)
    return defaultdict(dict, items)


def case_fields(
    work: UnitOfWork, review: Review, authority: str | None = None, *, ref: str | None = None
) -> dict[str, Mapping[str, Scalar | None]]:
    """The facts that are counted of every drawn case, at one authority or all, or of one case.

    Where a returned fact was corrected it is the right one, not the one that the draw stands on.
    """
    found = facts_of_cases(work, review, authority, ref=ref)
    return {name: one.facts for name, one in found.items()}


def facts_of(
    review: Review,
    pins: Pins,
    subject: Subject,
    items: Mapping[ItemKey, RevisionInForce],
    fields: Mapping[str, Scalar | None],
) -> RecordFacts:
    """One record as its reader left it, under the version of its subject."""
    framework = pins.framework(subject.ref)
    given: dict[ItemKind, dict[str, Answer]] = {ItemKind.QUESTION: {}, ItemKind.JUDGEMENT: {}}
    for (kind, item_id), row in pins.standing(items).items():
        if kind in given:
            given[kind][item_id] = answer_of(row)
    return RecordFacts(
        framework=framework,
        subject=subject,
        fields={**fields, **_repeat_field(framework, subject, items, fields)},
        answers=given[ItemKind.QUESTION],
        judgements=given[ItemKind.JUDGEMENT],
        terms=review.plan.terms_of(subject.authority),
        unlike=pins.unlike(subject.ref),
    )


def repeats_in(
    framework: Framework,
    items: Mapping[ItemKey, RevisionInForce],
    fields: Mapping[str, Scalar | None],
) -> Repeats | None:
    """Repeat incidents of a case, by the framework's rule; None where it has none."""
    rule = framework.repeat_incidents
    return None if rule is None else repeats_of(rule, chronology_in(items), fields)


def _repeat_field(
    framework: Framework,
    subject: Subject,
    items: Mapping[ItemKey, RevisionInForce],
    fields: Mapping[str, Scalar | None],
) -> dict[str, Scalar | None]:
    """The field that conditions and tables ask by, which only a case can have."""
    if subject.kind is not SubjectKind.CASE:
        return {}
    repeats = repeats_in(framework, items, fields)
    return {} if repeats is None else {REPEAT_INCIDENTS: repeats.code}


def _of_kind(answers: Mapping[ItemKey, Answer], kind: ItemKind) -> dict[str, Answer]:
    return {item_id: answer for (own, item_id), answer in answers.items() if own is kind}


def with_clocks_of(review: Review, facts: RecordFacts) -> RecordFacts:
    """The facts with their clocks run to the last day of fieldwork."""
    return with_clocks(facts, on=review.plan.dates.fieldwork[1])


def _answers(items: Mapping[ItemKey, RevisionInForce], kind: ItemKind) -> dict[str, Answer]:
    return {
        item_id: answer_of(row) for (item_kind, item_id), row in items.items() if item_kind is kind
    }


def answers_of(items: Mapping[ItemKey, RevisionInForce]) -> dict[ItemKey, Answer]:
    """The answers of a record, by kind and id of the item."""
    return {item: answer_of(row) for item, row in items.items()}


def list_records(
    work: UnitOfWork,
    review: Review,
    authority: str | None = None,
    *,
    ref: str | None = None,
    conflicts: Sequence[OpenConflict] | None = None,
    inspector: str | None = None,
) -> tuple[RecordView, ...]:
    """Every record that is assigned or started: cases, authorities, interviews.

    Args:
        authority: Whose records; all where none is named.
        ref: Those of one subject alone, which belongs to the authority.
        inspector: Those of one inspector alone; of all where none is named.
        conflicts: What `open_conflicts` found, where it was asked before.
    """
    with _nothing_collected():
        if conflicts is None:
            conflicts = open_conflicts(work, review, authority)
        standing = _RecordSources.of(work, review, authority, conflicts)
        views = [
            standing.view(review, subject, reader)
            for subject, reader in _expected(work, review, standing, authority)
            if ref in (None, subject.ref)
            and inspector in (None, standing.owners.owner(subject.kind, subject.ref, reader))
        ]
        return tuple(sorted(views, key=_place))


def record_of(
    work: UnitOfWork, review: Review, key: RecordKey, items: RecordItems, owners: RecordOwners
) -> RecordView:
    """One record as `list_records` has it, of the items of its subject."""
    code = key.authority
    return _RecordSources(
        items,
        case_fields(work, review, code, ref=key.subject_ref),
        owners,
        _by_record(open_conflicts(work, review, code)),
        States.of(work, code, ref=key.subject_ref),
        Pins.of(work, review, code),
    ).view(review, subject_named(key.subject_ref), key.reader)


def _place(view: RecordView) -> tuple[str, str, str, str]:
    """What records are ordered by: as the subjects are, and then the readers."""
    return view.subject.kind, view.subject.authority, view.subject.ref, view.reader


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile: it took a third of the time, and no answer is in a circle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True)
class _RecordSources:
    """What records are made from, read once."""

    items: RecordItems
    fields: Mapping[str, Mapping[str, Scalar | None]]
    owners: RecordOwners
    crossed: Mapping[tuple[Subject, Reader], Sequence[OpenConflict]]
    states: States
    pins: Pins

    @classmethod
    def of(
        cls,
        work: UnitOfWork,
        review: Review,
        authority: str | None,
        conflicts: Sequence[OpenConflict],
    ) -> _RecordSources:
        """Read what the records of one authority, or of all, are made from."""
        return cls(
            items=current_items(work, authority),
            fields=case_fields(work, review, authority),
            owners=RecordOwners.of(work, review, authority),
            crossed=_by_record(conflicts),
            states=States.of(work, authority),
            pins=Pins.of(work, review, authority),
        )

    def _fields(self, subject: Subject) -> Mapping[str, Scalar | None]:
        """What is known of a subject beforehand."""
        if subject.kind is SubjectKind.SURVEY:
            return {"survey": voice_refs.whose(subject.ref)}
        return self.fields.get(subject.ref, {})

    def view(self, review: Review, subject: Subject, reader: Reader) -> RecordView:
        """One reader's record with prefills and clocks, and everything that is wrong with it."""
        key = RecordKey(subject.authority, subject.ref, reader)
        own = self.items.get(key, {})
        facts = facts_of(review, self.pins, subject, own, self._fields(subject))
        timed = with_clocks_of(review, with_prefills(facts))
        referral = _answers(own, ItemKind.REFERRAL)
        last_day = review.plan.dates.fieldwork[1]
        decided = self.items.get(RecordKey(subject.authority, subject.ref, Reader.ADJUDICATED), {})
        state = self.states.state(key, own)
        return RecordView(
            subject=subject,
            reader=reader,
            inspector=self.owners.owner(subject.kind, subject.ref, reader),
            facts=timed,
            problems=(
                *check_timed_record(
                    facts.framework, timed, on=last_day, evidenced=evidenced(evidence_in(own))
                ),
                *check_referral(referral, on=last_day),
                *check_referral_called_for(facts, referral),
                *(
                    conflict_problem(conflict)
                    for conflict in self.crossed.get((subject, reader), ())
                ),
            ),
            is_started=bool(own),
            decided=answers_of(self.pins.standing(decided)),
            refers_back=referral.get(REFERRED, Answer()).value == "yes",
            state=state,
            state_words=self.states.words(key, state),
        )


def _by_record(
    conflicts: Iterable[OpenConflict],
) -> Mapping[tuple[Subject, Reader], Sequence[OpenConflict]]:
    found: dict[tuple[Subject, Reader], list[OpenConflict]] = defaultdict(list)
    for conflict in conflicts:
        found[conflict.subject, conflict.reader].append(conflict)
    return found


def evidence_in(items: Mapping[ItemKey, RevisionInForce]) -> tuple[Evidence, ...]:
    """The pieces of evidence of a record that are in force, in the order of their ids."""
    found = (
        Evidence.of(answer_of(row))
        for _, row in sorted(
            (item, row) for item, row in items.items() if item[0] is ItemKind.EVIDENCE
        )
    )
    return tuple(one for one in found if not one.is_blank)


def chronology_in(items: Mapping[ItemKey, RevisionInForce]) -> dict[str, Incident]:
    """The incidents of a record that are in force, by their ids."""
    found = {
        item_id: Incident.of(answer_of(row))
        for (kind, item_id), row in items.items()
        if kind is ItemKind.CHRONOLOGY
    }
    return {item_id: one for item_id, one in found.items() if not one.is_blank}


def _expected(
    work: UnitOfWork, review: Review, standing: _RecordSources, authority: str | None
) -> Iterable[tuple[Subject, Reader]]:
    """Assigned cases that are still read, every authority, and whoever was heard.

    Of an authority that left the inspection there are none; what was recorded stays stored.
    """
    active, withdrawn = active_refs(work, authority), mishap_queries.withdrawn_authorities(work)
    for row in queries.assignments(work, authority=authority):
        if row.case_ref in active:
            yield Subject(SubjectKind.CASE, row.authority, row.case_ref), READERS[row.reader]
    kinds = {domain.subject for domain in review.framework.domains}
    for inspected in review.plan.authorities if SubjectKind.AUTHORITY in kinds else ():
        if authority in (None, inspected.code) and inspected.code not in withdrawn:
            yield Subject(SubjectKind.AUTHORITY, inspected.code, inspected.code), Reader.FIRST
    for (code, ref, reader), own in standing.items.items():
        kind = SubjectKind(next(iter(own.values())).subject_kind)
        if kind.is_voice and code not in withdrawn:
            yield Subject(kind, code, ref), reader


def problems_of_facts(review: Review, facts: RecordFacts) -> tuple[RecordProblem, ...]:
    """What is missing from a record or contradicts itself."""
    return check_record(facts.framework, facts, on=review.plan.dates.fieldwork[1])


def adjudicated(
    review: Review, first: RecordFacts, decided: Mapping[ItemKey, Answer]
) -> RecordFacts:
    """A first read with the adjudicated answers and judgements in place of its own."""
    if not decided:
        return first
    merged = replace(
        first,
        answers={**first.answers, **_of_kind(decided, ItemKind.QUESTION)},
        judgements={**first.judgements, **_of_kind(decided, ItemKind.JUDGEMENT)},
    )
    return with_clocks_of(review, merged)


def counted_facts(review: Review, views: Iterable[RecordView]) -> tuple[RecordFacts, ...]:
    """Complete first reads, with what was adjudicated in place of their own."""
    return tuple(
        adjudicated(review, view.facts, view.decided)
        for view in views
        if view.reader is Reader.FIRST and view.is_complete
    )
