"""Checks of the recorders, for the lead while there is time to talk to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.moderation.agreement import agreement_items
from inspect_tool.domain.moderation.chance_alone import (
    Drift,
    InspectorEffect,
    drift,
    inspector_effects,
)
from inspect_tool.domain.moderation.recorders import (
    CompletenessRow,
    RecordedNote,
    UniformRecord,
    WeekRow,
    WrittenRecord,
    by_week,
    completeness,
    judged,
    notes_alike,
    uniform_records,
)
from inspect_tool.domain.moderation.weeks import ReaderWeek, reader_weeks
from inspect_tool.domain.records.completeness import RecordProblemKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import ItemKey, RecordKey, given_by
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.two_reads import read_twice
from inspect_tool.store import mishap_queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce

_MISSING = (RecordProblemKind.UNANSWERED, RecordProblemKind.NOT_JUDGED)


@dataclass(frozen=True)
class AlikeView:
    """Notes of several cases that are nearly the same; their words are in `case show`.

    Args:
        notes: How many notes there are.
        least: The lowest share of runs of three words that two were put together for.
    """

    cases: tuple[str, ...]
    items: tuple[str, ...]
    authors: tuple[str, ...]
    notes: int
    least: float


@dataclass(frozen=True)
class RecordersView:
    """How records were written, by what each figure rests on.

    Args:
        records: Records that were begun and looked at.
        left_out: Records that the actor may not see: a conflict of interest, or a blind read.
        notes: Notes that were compared.
    """

    records: int
    left_out: int
    completeness: tuple[CompletenessRow, ...]
    uniform: tuple[UniformRecord, ...]
    notes: int
    alike: tuple[AlikeView, ...]
    weeks: tuple[WeekRow, ...]
    reader_weeks: tuple[ReaderWeek, ...]
    drift: Drift
    effects: tuple[InspectorEffect, ...]


def check_recorders(work: UnitOfWork, review: Review) -> RecordersView:
    """Missing answers, uniform records, notes alike, drift by week, differences of inspectors.

    Cases only; each record as its reader left it, never what was adjudicated.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.CHECK_RECORDERS)
    sight = Sight.of(work, review)
    begun = [
        view
        for view in records.list_records(work, review)
        if view.is_started and view.subject.kind is SubjectKind.CASE
    ]
    seen = [
        view
        for view in begun
        if sight.refusal(Action.CHECK_RECORDERS, view.subject, view.reader) is None
    ]
    items = records.current_items(work)
    last = {reader: record_queries.last_recorded(work, reader) for reader in Reader}
    written = [_written(view, items, last[view.reader]) for view in seen]
    notes = [note for record in written for note in record.notes]
    compared = judged(written)
    return RecordersView(
        records=len(written),
        left_out=len(begun) - len(seen),
        completeness=completeness(written),
        uniform=uniform_records(written),
        notes=len(notes),
        alike=tuple(
            AlikeView(group.refs, group.items, group.authors, len(group.notes), group.least)
            for group in notes_alike(notes)
        ),
        weeks=by_week(compared),
        reader_weeks=reader_weeks(
            written,
            _pairs(work, seen, written),
            agreement_items(review.framework, questions=False),
        ),
        drift=drift(compared),
        effects=inspector_effects(compared),
    )


def _pairs(
    work: UnitOfWork, seen: Sequence[RecordView], written: Sequence[WrittenRecord]
) -> tuple[tuple[WrittenRecord, WrittenRecord], ...]:
    """Both records of each case that was drawn to be read twice, where the actor may see both."""
    asked_for = mishap_queries.extra_reads(work)
    record_of = {
        (view.subject, view.reader): record for view, record in zip(seen, written, strict=True)
    }
    return tuple(
        (record_of[pair.subject, Reader.FIRST], record_of[pair.subject, Reader.SECOND])
        for pair in read_twice(seen)
        if pair.subject.ref not in asked_for
    )


def _written(
    view: RecordView,
    items: Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]],
    last_recorded: Mapping[tuple[str, str], datetime],
) -> WrittenRecord:
    key = RecordKey(view.subject.authority, view.subject.ref, view.reader)
    own = items.get(key, {})
    last = last_recorded.get((view.subject.authority, view.subject.ref))
    return WrittenRecord(
        inspector=view.inspector,
        facts=view.facts,
        week="" if last is None else f"{last:%G-W%V}",
        missing=sum(problem.kind in _MISSING for problem in view.problems),
        notes=tuple(
            RecordedNote(view.subject.ref, view.reader.value, item_id, given_by(row), row.note)
            for (_, item_id), row in sorted(own.items())
            if row.note
        ),
    )
