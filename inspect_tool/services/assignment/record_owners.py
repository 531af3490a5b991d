"""Whose record it is: the inspector who reads a case, speaks for an authority, or interviews."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead


@dataclass(frozen=True)
class RecordOwners:
    """The inspector of every record, whoever typed an answer into it.

    Args:
        readers: Inspectors by case and reader, also of cases that were lost.
        leads: Who answers for each authority.
    """

    readers: Mapping[tuple[str, Reader], str]
    leads: Mapping[str, str]

    @classmethod
    def of(cls, work: UnitOfWork, review: Review, authority: str | None = None) -> RecordOwners:
        """The owners as the cases are assigned now, at one authority or all."""
        return cls.among(queries.assignments(work, authority=authority), review)

    @classmethod
    def among(cls, rows: Sequence[AssignedRead], review: Review) -> RecordOwners:
        """The owners by who reads what, where that was read before."""
        readers = {(row.case_ref, Reader(row.reader)): row.inspector for row in rows}
        return cls(readers, _leads(rows, review))

    def owner(self, kind: SubjectKind, ref: str, reader: Reader) -> str:
        """The inspector whose record it is; empty where there is none yet."""
        if kind is SubjectKind.AUTHORITY:
            return self.leads.get(ref, "")
        if kind.is_voice:
            return heard_by(kind, ref)
        return self.readers.get((ref, reader), "")


def heard_by(kind: SubjectKind, ref: str) -> str:
    """Who heard it: `ASH-I-ab-01` is the first interview of inspector ab; nobody a survey."""
    return "" if kind is SubjectKind.SURVEY else voice_refs.whose(ref)


def _leads(rows: Iterable[AssignedRead], review: Review) -> dict[str, str]:
    """Who answers for each authority: the inspector with most first reads there, then plan order.

    An authority without readers has nobody yet.
    """
    order = {inspector.id: place for place, inspector in enumerate(review.plan.inspectors())}
    loads: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.reader == Reader.FIRST and row.inspector in order:
            loads[row.authority][row.inspector] += 1
    return {
        authority: min(own, key=lambda inspector: (-own[inspector], order[inspector]))
        for authority, own in loads.items()
    }


def leads_authority(work: UnitOfWork, review: Review, authority: str) -> str | None:
    """Who answers for an authority: the inspector with most first reads there."""
    return _leads(queries.assignments(work, authority=authority), review).get(authority)
