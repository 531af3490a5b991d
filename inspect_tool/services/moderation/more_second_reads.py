"""Second reads after the draw of them: topped up to the plan's share, or asked for one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.assignment.second_reads import top_up_second_reads
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.assignment.reading_history import (
    BarredRead,
    BarredReadsError,
    Read,
    ReadingHistory,
)
from inspect_tool.services.moderation.errors import (
    ExtraReadBegunError,
    NoExtraReadError,
    NotAllAssignedError,
    ReadTwiceAlreadyError,
    SecondReadsNotDrawnError,
)
from inspect_tool.services.moderation.second_reads import (
    SecondReadView,
    SharedOutReads,
    draw_second_reads,
    keep_second_read,
    shown_to_actor,
)
from inspect_tool.services.sampling.errors import UnknownCaseError, given_reason
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.domain.assignment.second_reads import FirstRead
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class TopUpView:
    """Second reads that came, or would come, to those that were drawn.

    Args:
        cases: Cases to read.
        wanted: Second reads that the plan's share comes to.
        before: Those that were drawn and are still read.
        reads: Those that come.
        not_shown: More of them, at authorities that whoever asked has a conflict with.
    """

    cases: int
    wanted: int
    before: int
    reads: tuple[SecondReadView, ...]
    not_shown: int
    is_dry_run: bool


def top_up(work: UnitOfWork, review: Review, *, dry_run: bool = False) -> TopUpView:
    """Bring second reads to the plan's share of the cases as they are now, in the same order.

    What was drawn stays. Extra reads are not counted; where the order comes to a case that has
    one, that read is one of the random ones from then on.

    Args:
        dry_run: Say what would come, and change nothing.

    Raises:
        NotYourRoleError: The actor is not a lead.
        SecondReadsNotDrawnError: They were never drawn.
        NotAllAssignedError: A case has no first reader yet.
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    check_can(work.actor, Action.DRAW_SECOND_READS)
    reads = SharedOutReads.of(work)
    if not reads.were_drawn:
        raise SecondReadsNotDrawnError
    cases, share = reads.first_reads(work), review.plan.second_reads.share
    kept = reads.second.keys() - reads.extra
    chosen = top_up_second_reads(
        cases,
        kept=kept,
        share=share,
        strata=review.plan.second_reads.strata,
        key=reads.key,
    )
    views = reads.with_readers(work, review, chosen) if chosen else ()
    if not dry_run:
        reads.keep_drawn(work, views, action="moderate.top-up")
    shown = shown_to_actor(work, views)
    return TopUpView(
        cases=len(cases),
        wanted=number_of_second_reads(len(cases), share),
        before=len(kept),
        reads=shown,
        not_shown=len(views) - len(shown),
        is_dry_run=dry_run,
    )


def draw_or_top_up(work: UnitOfWork, review: Review) -> TopUpView:
    """Draw the second reads where none were; else bring them to the plan's share as `top_up`.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotAllAssignedError: A case has no first reader yet.
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    check_can(work.actor, Action.DRAW_SECOND_READS)
    if SharedOutReads.of(work).were_drawn:
        return top_up(work, review)
    shown, drawn = draw_second_reads(work, review), SharedOutReads.of(work)
    cases = len(drawn.first)
    return TopUpView(
        cases=cases,
        wanted=number_of_second_reads(cases, review.plan.second_reads.share),
        before=0,
        reads=shown,
        not_shown=len(drawn.second.keys() - drawn.extra) - len(shown),
        is_dry_run=False,
    )


def ask_extra(  # one parameter an option
    work: UnitOfWork,
    review: Review,
    *,
    case_ref: str,
    reason: str,
    reader: str | None = None,
    dry_run: bool = False,
) -> SecondReadView:
    """Have a case read a second time that was not drawn: red flags, or a lead's doubt.

    The read stays out of the agreement figures, which speak for a random choice. Whoever asks for
    it does not get it: who doubts a read has seen it.

    Args:
        reader: Who reads it; without one whoever may and has the fewest reads.
        dry_run: Say who would read it, and change nothing.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or must not see the case.
        UnknownCaseError: The case is not among those to read.
        NotAllAssignedError: It has no first reader yet.
        ReadTwiceAlreadyError: It has a second reader.
        UnknownInspectorError, BarredReadsError: The reader is not in the plan, or must not read it.
        NoReasonError: There is no reason.
    """
    check_can(work.actor, Action.ASK_SECOND_READ)
    reads = SharedOutReads.of(work)
    case = _case(work, reads, case_ref)
    why = given_reason(reason, "case is to be read twice", option="--reason")
    if case.case_ref in reads.second:
        raise ReadTwiceAlreadyError(case.case_ref)
    if reader is None:
        (view,) = reads.with_readers(work, review, [case], not_by=frozenset({work.actor.id}))
    else:
        _check_reader(work, review, case, reader)
        view = SecondReadView(case.authority, case.case_ref, case.first_reader, reader)
    if not dry_run:
        keep_second_read(work, view, action="moderate.extra", extra_because=why)
    return view


def take_back_extra(work: UnitOfWork, *, case_ref: str) -> str:
    """Take back that a case is to be read a second time, while nobody has begun; whose it was.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or must not see the case.
        UnknownCaseError: The case is not among those to read.
        NoExtraReadError: Its second read was drawn, or there is none.
        ExtraReadBegunError: Somebody has answered in it.
    """
    check_can(work.actor, Action.ASK_SECOND_READ)
    reads = SharedOutReads.of(work)
    case = _case(work, reads, case_ref)
    read = Read(case.authority, case.case_ref, Reader.SECOND)
    row = work.get(Assignment, *read)
    if row is None or not row.extra_because:
        raise NoExtraReadError(case.case_ref)
    if read in ReadingHistory.of(work, case.authority).begun:
        raise ExtraReadBegunError(case.case_ref)
    work.delete([row])
    work.audit("moderate.extra-taken-back", stream=case.authority, case=case.case_ref)
    return row.inspector


def _case(work: UnitOfWork, reads: SharedOutReads, case_ref: str) -> FirstRead:
    ref = case_ref.strip().upper()
    case = next((case for case in reads.drawn.active if case.case_ref == ref), None)
    if case is None:
        raise UnknownCaseError(case_ref)
    check_can(work.actor, Action.ASK_SECOND_READ, Thing(ref, frozenset({case.authority})))
    read = next((read for read in reads.assigned(work) if read.case_ref == ref), None)
    if read is None:
        raise NotAllAssignedError([ref])
    return read


def _check_reader(work: UnitOfWork, review: Review, case: FirstRead, reader: str) -> None:
    member = review.plan.member(reader)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(reader)
    read = Read(case.authority, case.case_ref, Reader.SECOND)
    bar = ReadingHistory.of(work, case.authority).bar(member, read)
    if reader == work.actor.id:
        bar = BarredRead(read, "they ask for it, and who doubts a read has seen it")
    if bar is not None:
        raise BarredReadsError(reader, [bar])
