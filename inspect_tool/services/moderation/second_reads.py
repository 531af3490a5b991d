"""The cases that are read a second time, blind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.assignment.second_reads import (
    FirstRead,
    choose_second_readers,
    choose_second_reads,
    second_reads_key,
)
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.moderation.errors import NotAllAssignedError, SecondReadsDrawnError
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import queries
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.services.sampling.views import DrawView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class SecondReadView:
    """A case chosen for a second read, and by whom."""

    authority: str
    case_ref: str
    first_reader: str
    second_reader: str


def draw_second_reads(work: UnitOfWork, review: Review) -> tuple[SecondReadView, ...]:
    """Choose the plan's share of cases for a second read, and their readers.

    The cases are chosen by tickets of their own, made from the draw's seed, and spread over the
    plan's strata: `inspect_tool.domain.assignment.second_reads` says how. Inspectors with fewer
    first reads come first where second reads do not go round evenly.

    Raises:
        NotYourRoleError: The actor is not a lead.
        SecondReadsDrawnError: They were drawn already.
        NotAllAssignedError: A case has no first reader yet.
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    check_can(work.actor, Action.DRAW_SECOND_READS)
    rows = queries.assignments(work)
    if any(row.reader == Reader.SECOND for row in rows):
        raise SecondReadsDrawnError
    drawn = whole_draw(work)
    readers = {row.case_ref: row.inspector for row in rows if row.reader == Reader.FIRST}
    chosen = choose_second_reads(
        _first_reads(work, drawn, readers),
        share=review.plan.second_reads.share,
        strata=review.plan.second_reads.strata,
        key=second_reads_key(drawn.draw_id, drawn.public_seed),
    )
    second = choose_second_readers(
        chosen,
        inspectors=_least_laden_first(review, readers.values()),
        not_for={inspector.id: inspector.not_for for inspector in review.plan.team},
    )
    views = tuple(
        SecondReadView(case.authority, case.case_ref, case.first_reader, second[case.case_ref])
        for case in chosen
    )
    _keep(work, views)
    return tuple(
        view
        for view in views
        if not can(
            work.actor,
            Action.SEE_CASELOADS,
            Thing(owner=view.second_reader, authorities=frozenset({view.authority})),
        )
    )


def _first_reads(work: UnitOfWork, drawn: DrawView, readers: Mapping[str, str]) -> list[FirstRead]:
    """Every case to read with its first reader.

    Raises:
        NotAllAssignedError: A case has none.
    """
    units = {case.case_ref: case.unit_id for case in drawn.active}
    unread = sorted(units.keys() - readers.keys())
    if unread:
        raise NotAllAssignedError(unread)
    return [
        FirstRead(
            authority=case.authority,
            case_ref=case.case_ref,
            unit_id=units[case.case_ref],
            first_reader=readers[case.case_ref],
            sibling_group=case.sibling_group,
        )
        for case in caseloads.cases_to_assign(work)
    ]


def _least_laden_first(review: Review, readers: Iterable[str]) -> list[str]:
    first_reads = Counter(readers)
    return sorted(
        (inspector.id for inspector in review.plan.inspectors()),
        key=lambda inspector: first_reads[inspector],
    )


def _keep(work: UnitOfWork, views: Iterable[SecondReadView]) -> None:
    """Write who reads what a second time, with its line in the audit trail."""
    for view in views:
        work.add(
            Assignment(
                authority=view.authority,
                case_ref=view.case_ref,
                reader=Reader.SECOND.value,
                inspector=view.second_reader,
                assigned_at=work.now,
            )
        )
        work.audit("moderate.draw", stream=view.authority, case=view.case_ref)
