"""The sheets that a case workbook is issued with: what is asked about, and what was said so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.annex_a.codes import LEGAL_STATUS, PRIMARY_NEED
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import CaseSheet, Fact, ItemState, blank_interviews
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import ItemKey, RecordKey, answer_of
from inspect_tool.services.records.under import Pins
from inspect_tool.services.workbooks.asked import Asked, queries_to_issue

if TYPE_CHECKING:
    from inspect_tool.domain.language.conditions import Scalar
    from inspect_tool.domain.plan.plan import Authority, Member
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead
    from inspect_tool.store.record_queries import RevisionInForce

BLANK_INTERVIEWS = 3


def sheets_of(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[AssignedRead],
) -> tuple[CaseSheet, ...]:
    """The sheets of an inspector's cases at an authority, of the authority and of interviews."""
    items = records.current_items(work, authority.code)
    pins = Pins.of(work, review, authority.code)
    fields = records.case_fields(work, authority.code)
    asked = queries_to_issue(work, review, authority.code)
    sheets = [
        CaseSheet(
            subject=Subject(SubjectKind.CASE, authority.code, row.case_ref),
            title=f"Case {row.case_ref}",
            facts=_facts(fields[row.case_ref]),
            queries=tuple(asked.get((row.case_ref, Reader(row.reader)), ())),
            items=states_of(
                items.get(RecordKey(authority.code, row.case_ref, Reader(row.reader)), {}), pins
            ),
            fields=fields[row.case_ref],
        )
        for row in rows
    ]
    kinds = {domain.subject for domain in review.framework.domains}
    is_lead = leads_authority(work, review, authority.code) == member.id
    if SubjectKind.AUTHORITY in kinds and is_lead:
        sheets.append(_authority_sheet(authority, items, asked, pins))
    interviews = [
        key
        for key in sorted(items)
        if key.subject_ref.rpartition("-")[0] == f"{authority.code}-I-{member.id}"
    ]
    sheets += [
        _interview_sheet(authority, key.subject_ref, items[key], asked, pins) for key in interviews
    ]
    if SubjectKind.INTERVIEW in kinds:
        sheets += blank_interviews(
            authority=authority.code,
            inspector=member.id,
            first=max((int(key.subject_ref.rpartition("-")[2]) for key in interviews), default=0)
            + 1,
            count=BLANK_INTERVIEWS,
        )
    return tuple(sheets)


def _authority_sheet(
    authority: Authority,
    items: Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]],
    asked: Asked,
    pins: Pins,
) -> CaseSheet:
    return CaseSheet(
        subject=Subject(SubjectKind.AUTHORITY, authority.code, authority.code),
        title=f"{authority.name} as an authority",
        queries=tuple(asked.get((authority.code, Reader.FIRST), ())),
        items=states_of(
            items.get(RecordKey(authority.code, authority.code, Reader.FIRST), {}), pins
        ),
    )


def _interview_sheet(
    authority: Authority,
    ref: str,
    items: Mapping[ItemKey, RevisionInForce],
    asked: Asked,
    pins: Pins,
) -> CaseSheet:
    return CaseSheet(
        subject=Subject(SubjectKind.INTERVIEW, authority.code, ref),
        title=f"Interview {ref}",
        queries=tuple(asked.get((ref, Reader.FIRST), ())),
        items=states_of(items, pins),
    )


def states_of(items: Mapping[ItemKey, RevisionInForce], pins: Pins) -> tuple[ItemState, ...]:
    """What a sheet is issued with; an answer to what now means something else is left out."""
    return tuple(
        ItemState(kind, item_id, None if pins.lapsed(row) else answer_of(row), row.id)
        for (kind, item_id), row in sorted(items.items())
    )


def _facts(fields: Mapping[str, Scalar | None]) -> tuple[Fact, ...]:
    """What the return says about a case, in the order of the catalogue of fields."""
    hidden = {"sibling_group"}  # a token that tells an inspector nothing
    return tuple(
        Fact(label=definition.words, value=_with_words(name, fields[name]))
        for name, definition in FIELDS.items()
        if name in fields and name not in hidden
    )


def _with_words(name: str, value: Scalar | None) -> Scalar | None:
    """An official code with the words that it stands for: `N5: Family dysfunction`."""
    lists = {"primary_need": PRIMARY_NEED, "legal_status": LEGAL_STATUS}
    codes = lists[name].codes if name in lists else ()
    words = next((code.words[0] for code in codes if code.code == value and code.words), "")
    return f"{value}: {words}" if words else value
