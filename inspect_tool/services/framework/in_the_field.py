"""What is out in workbooks: subjects that somebody may be answering for right now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.store import (
    hand_over_queries,
    record_queries,
    version_queries,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def handed_out(work: UnitOfWork, review: Review) -> set[Subject]:
    """Subjects that were in a workbook, begun or not, by who was given one and when.

    A case that was assigned after its reader's last workbook is in none.
    """
    last: dict[tuple[str, str], datetime] = {}
    for workbook in record_queries.issued_workbooks(work):
        key = workbook.authority, workbook.inspector
        last[key] = max(workbook.issued_at, last.get(key, workbook.issued_at))
    return set(_subjects(work, review, last))


def _subjects(
    work: UnitOfWork, review: Review, last: dict[tuple[str, str], datetime]
) -> Iterator[Subject]:
    for row in version_queries.assigned_since(work):
        issued = last.get((row.authority, row.inspector))
        if issued is not None and row.assigned_at <= issued:
            yield Subject(SubjectKind.CASE, row.authority, row.case_ref)
    for told in hand_over_queries.hand_overs(work):
        issued = last.get((told.authority, told.from_inspector))
        if issued is not None:
            yield Subject(SubjectKind.CASE, told.authority, told.case_ref)
    kinds = {domain.subject for domain in review.framework.domains}
    for authority, inspector in last if SubjectKind.AUTHORITY in kinds else ():
        if leads_authority(work, review, authority) == inspector:
            yield Subject(SubjectKind.AUTHORITY, authority, authority)
