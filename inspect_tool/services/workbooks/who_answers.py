"""As which reader somebody answers for each subject of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import RECORDED_VOICES
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.services.workbooks.issue import duties_of
from inspect_tool.store import mishap_queries

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
    for row in mishap_queries.handed_over_by(work, inspector):
        # What was read before it was handed over is still the reader's word on it.
        if row.authority == authority and row.case_ref in active:
            readers.setdefault(row.case_ref, Reader(row.reader))
    return readers


def voice_reader(identity: WorkbookIdentity, subject: Subject) -> Reader | None:
    """As which reader an inspector answers for an interview or group; None if it is not theirs."""
    is_own = (
        subject.kind in RECORDED_VOICES
        and subject.authority == identity.authority
        and voice_refs.whose(subject.ref) == identity.inspector
    )
    return Reader.FIRST if is_own else None
