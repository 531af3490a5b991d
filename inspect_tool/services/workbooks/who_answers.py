"""As which reader somebody answers for each subject of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import RECORDED_VOICES
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.records.sight import unseen_in_workbook
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.services.workbooks.issue import duties_of
from inspect_tool.services.workbooks.returned import WrongReviewError
from inspect_tool.store import hand_over_queries

if TYPE_CHECKING:
    from inspect_tool.domain.workbook.workbook import WorkbookIdentity
    from inspect_tool.store.database import UnitOfWork


def readers_of(
    work: UnitOfWork, review: Review, authority: str, inspector: str
) -> dict[str, Reader]:
    """As which reader an inspector answers for each subject of a workbook."""
    readers = {
        row.case_ref: Reader(row.reader)
        for rows in duties_of(work, inspector).values()
        for row in rows
    }
    if leads_authority(work, review, authority) == inspector:
        readers[authority] = Reader.FIRST
    active = active_refs(work, authority)
    for row in hand_over_queries.handed_over_by(work, inspector):
        # What was read before it was handed over is still the reader's word on it.
        if row.authority == authority and row.case_ref in active:
            readers.setdefault(row.case_ref, Reader(row.reader))
    return readers


def readers_who_may(
    work: UnitOfWork, review: Review, authority: str, inspector: str, *, file: str
) -> dict[str, Reader]:
    """As which reader an inspector answers for each subject, where the actor may see all that.

    Args:
        file: What the caseload came back in, as a refusal calls it.

    Raises:
        WrongReviewError: The authority is no longer in the plan.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            take it in.
    """
    if review.plan.authority(authority) is None:
        raise WrongReviewError(file, f"{authority}, which is not in the plan")
    readers = readers_of(work, review, authority, inspector)
    unseen = unseen_in_workbook(work, review, inspector, readers.keys(), authority=authority)
    caseload = Thing(name=file, authorities=frozenset({authority}), owner=inspector, unseen=unseen)
    check_can(work.actor, Action.TAKE_WORKBOOK, caseload)
    return readers


def voice_reader(identity: WorkbookIdentity, subject: Subject) -> Reader | None:
    """As which reader an inspector answers for an interview or group; None if it is not theirs."""
    is_here = subject.authority == identity.authority
    return voice_reader_of(identity.inspector, subject) if is_here else None


def voice_reader_of(inspector: str, subject: Subject) -> Reader | None:
    """The same, at whatever authority it was heard."""
    is_own = subject.kind in RECORDED_VOICES and voice_refs.whose(subject.ref) == inspector
    return Reader.FIRST if is_own else None
