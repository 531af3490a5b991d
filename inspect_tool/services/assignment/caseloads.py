"""Caseloads: who reads which case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.assignment.caseloads import balance_caseloads
from inspect_tool.domain.assignment.types import CaseToAssign
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.assignment.reading_history import Read, ReadingHistory, give_to
from inspect_tool.services.sampling.drawn import active_refs, drawn_row
from inspect_tool.services.sampling.errors import UnknownCaseError
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import mishap_queries, queries
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.services.sampling.draw_views import CaseView
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead


class ConflictOfInterestError(RefusedError):
    """The inspector declared a conflict of interest with the authority."""

    def __init__(self, inspector: str, authority: str) -> None:
        super().__init__(
            f"{inspector} has a conflict of interest with {authority} (`not_for` in the plan). "
            "Choose another inspector."
        )


class UnknownInspectorError(UsageError):
    """An id that is not an inspector's."""

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector} is not an inspector of the plan's team.")


class ReaderHasAnsweredError(RefusedError):
    """The case has answers of the inspector it would be taken from."""

    def __init__(self, case_ref: str, inspector: str) -> None:
        super().__init__(
            f"{case_ref} already has answers by {inspector}. `assign hand-over --from {inspector} "
            f"--case {case_ref}` moves it with them; what was recorded keeps its author."
        )


class SecondReaderError(RefusedError):
    """The inspector reads the case a second time, without seeing the first reading."""

    def __init__(self, case_ref: str, inspector: str) -> None:
        super().__init__(
            f"{inspector} is the second reader of {case_ref}, or was, so cannot be the first as "
            "well. Choose another inspector."
        )


LEFT = "no longer an inspector of the plan"
MOVED = "moved before anything was answered"


@dataclass(frozen=True)
class CaseloadView:
    """One inspector's cases.

    Args:
        by_authority: Number of first reads, by authority.
        cases: References of the first reads.
        second_reads: References of the cases to read without seeing the first reader's answers.
        extra_reads: Those of them that were asked for and not drawn.
    """

    inspector: str
    name: str
    total: int
    by_authority: Mapping[str, int]
    cases: tuple[str, ...]
    second_reads: tuple[str, ...]
    extra_reads: tuple[str, ...] = ()


def assign_automatically(work: UnitOfWork, review: Review) -> tuple[CaseloadView, ...]:
    """Give every case without a first reader one; those that have one keep theirs.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotDrawnError: There is no draw yet.
        NobodyMayReadError: An authority has no inspector without a conflict.
    """
    check_can(work.actor, Action.ASSIGN)
    cases = cases_to_assign(work)
    standing = _standing_readers(work, cases)
    duties = balance_caseloads(
        cases,
        inspectors=[inspector.id for inspector in review.plan.inspectors()],
        not_for={member.id: member.not_for for member in review.plan.team},
        standing=standing,
    )
    new = [duty for duty in duties if duty.case_ref not in standing]
    work.add_many(
        Assignment,
        (
            {
                "authority": duty.authority,
                "case_ref": duty.case_ref,
                "reader": Reader.FIRST.value,
                "inspector": duty.inspector,
                "assigned_at": work.now,
            }
            for duty in new
        ),
    )
    for authority, number in sorted(Counter(duty.authority for duty in new).items()):
        work.audit("assign.auto", stream=authority, cases=number)
    return show(work, review)


def cases_to_assign(work: UnitOfWork) -> list[CaseToAssign]:
    """Every case to read, with the token that it shares with siblings."""
    drawn = queries.frame_units_of_draw(work, drawn_row(work).draw_id)
    families = {key: unit.fields.get("sibling_group") for key, unit in drawn.items()}
    return [
        CaseToAssign(
            authority=case.authority,
            case_ref=case.case_ref,
            sibling_group=str(families.get((case.authority, case.unit_id)) or ""),
        )
        for case in whole_draw(work).active
    ]


def _standing_readers(work: UnitOfWork, cases: list[CaseToAssign]) -> dict[str, str]:
    wanted = {case.case_ref for case in cases}
    return {
        assigned.case_ref: assigned.inspector
        for assigned in queries.assignments(work)
        if assigned.reader == Reader.FIRST and assigned.case_ref in wanted
    }


def show(work: UnitOfWork, review: Review) -> tuple[CaseloadView, ...]:
    """The caseload of each inspector, in the plan's order; lost cases are left out.

    An inspector sees the own caseload, and nobody the cases of an authority that they have a
    conflict of interest with.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_CASELOADS, Thing(owner=work.actor.id))
    active = active_refs(work)
    reads: dict[str, list[AssignedRead]] = defaultdict(list)
    for row in queries.assignments(work):
        if row.case_ref in active and not can(
            work.actor,
            Action.SEE_CASELOADS,
            Thing(owner=row.inspector, authorities=frozenset({row.authority})),
        ):
            reads[row.inspector].append(row)
    extra = mishap_queries.extra_reads(work)
    names = {inspector.id: inspector.name for inspector in review.plan.inspectors()}
    names |= dict.fromkeys(sorted(reads.keys() - names.keys()), LEFT)
    return tuple(
        _caseload(inspector, name, reads[inspector], extra)
        for inspector, name in names.items()
        if not can(work.actor, Action.SEE_CASELOADS, Thing(owner=inspector))
    )


def number_without_reader(work: UnitOfWork) -> int:
    """How many cases nobody has been given, where the actor has no conflict of interest.

    Raises:
        NotYourCaseError, NotYourRoleError: The actor is not a lead.
        NotDrawnError: There is no draw yet.
    """
    check_can(work.actor, Action.SEE_CASELOADS)
    rows = queries.assignments(work)
    given = {row.case_ref for row in rows if row.reader == Reader.FIRST}
    return sum(ref.partition("-")[0] not in work.actor.not_for for ref in active_refs(work) - given)


def _caseload(
    inspector: str, name: str, own: Sequence[AssignedRead], extra: Collection[str]
) -> CaseloadView:
    first = [read for read in own if read.reader == Reader.FIRST]
    second = tuple(read.case_ref for read in own if read.reader == Reader.SECOND)
    return CaseloadView(
        inspector=inspector,
        name=name,
        total=len(first),
        by_authority=dict(sorted(Counter(read.authority for read in first).items())),
        cases=tuple(read.case_ref for read in first),
        second_reads=second,
        extra_reads=tuple(ref for ref in second if ref in extra),
    )


def move(  # one parameter an option
    work: UnitOfWork,
    review: Review,
    *,
    case_ref: str,
    inspector: str,
    reason: str = MOVED,
    dry_run: bool = False,
) -> str:
    """Give a case to another inspector while nobody has answered for it; whose it was.

    Args:
        dry_run: Say whose it is, and change nothing.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownCaseError: The case is not among those to read.
        UnknownInspectorError: The plan has no such inspector.
        ConflictOfInterestError: The inspector must not read the authority's cases.
        SecondReaderError: The inspector has had the case's second read.
        ReaderHasAnsweredError: The case has answers.
    """
    case = _case_to_move(work, review, case_ref, inspector)
    read = Read(case.authority, case.case_ref, Reader.FIRST)
    history = ReadingHistory.of(work, case.authority)
    if inspector in history.barred_from(read):
        raise SecondReaderError(case.case_ref, inspector)
    standing = work.get(Assignment, *read)
    before = standing.inspector if standing is not None else ""
    if before and read in history.begun:
        raise ReaderHasAnsweredError(case.case_ref, before)
    if dry_run:
        return before
    if not before:
        work.add(
            Assignment(
                authority=case.authority,
                case_ref=case.case_ref,
                reader=Reader.FIRST.value,
                inspector=inspector,
                assigned_at=work.now,
            )
        )
    elif before != inspector:
        give_to(work, [read], inspector=inspector, reason=reason)
    work.audit("assign.move", stream=case.authority, case=case.case_ref, to=inspector)
    return before


def _case_to_move(work: UnitOfWork, review: Review, case_ref: str, inspector: str) -> CaseView:
    """The case, where the actor may move it and the inspector may read there."""
    check_can(work.actor, Action.MOVE_CASE)
    case = next(
        (active for active in whole_draw(work).active if active.case_ref == case_ref.upper()),
        None,
    )
    if case is None:
        raise UnknownCaseError(case_ref)
    check_can(work.actor, Action.MOVE_CASE, Thing(authorities=frozenset({case.authority})))
    member = review.plan.member(inspector)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(inspector)
    if case.authority in member.not_for:
        raise ConflictOfInterestError(inspector, case.authority)
    return case
