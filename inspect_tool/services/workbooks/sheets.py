"""The sheets that a case workbook is issued with: what is asked about, and what was said so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.corrections import fact_words, standing
from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import fields_of, label_of
from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.answer_forms import sentence_case
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import CaseSheet, Fact, ItemState, blank_voices
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import ItemKey, RecordKey, answer_of
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.records.under import Pins
from inspect_tool.services.sampling.fact_rows import CaseFacts, facts_of_cases
from inspect_tool.services.workbooks.asked import Asked, queries_to_issue

if TYPE_CHECKING:
    from inspect_tool.domain.language.conditions import Scalar
    from inspect_tool.domain.plan.plan import Authority, Member
    from inspect_tool.domain.plan.words import ReportWords
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead
    from inspect_tool.store.record_queries import RevisionInForce

BLANK_VOICES = 3


def sheets_of(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[AssignedRead],
) -> tuple[CaseSheet, ...]:
    """The sheets of an inspector's cases at an authority, of the authority, of those heard."""
    items = records.current_items(work, authority.code)
    pins = Pins.of(work, review, authority.code)
    known = fields_of(review.plan.declared)
    facts = facts_of_cases(work, review, authority.code)
    asked = queries_to_issue(work, review, authority.code)
    sheets = [
        CaseSheet(
            subject=Subject(SubjectKind.CASE, authority.code, row.case_ref),
            title=f"{review.plan.words.said('Case')} {row.case_ref}",
            facts=_facts(facts[row.case_ref], known, review.plan.words),
            queries=tuple(asked.get((row.case_ref, Reader(row.reader)), ())),
            items=states_of(
                items.get(RecordKey(authority.code, row.case_ref, Reader(row.reader)), {}), pins
            ),
            fields=facts[row.case_ref].facts,
        )
        for row in rows
    ]
    kinds = {domain.subject for domain in review.framework.domains}
    is_lead = leads_authority(work, review, authority.code) == member.id
    if SubjectKind.AUTHORITY in kinds and is_lead:
        sheets.append(_authority_sheet(authority, items, asked, pins))
    for kind in RECORDED_VOICES:
        if kind in kinds:
            sheets += _voice_sheets((authority, member), kind, (items, asked), pins)
    return tuple(sheets)


def _authority_sheet(
    authority: Authority,
    items: Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]],
    asked: Asked,
    pins: Pins,
) -> CaseSheet:
    return CaseSheet(
        subject=Subject(SubjectKind.AUTHORITY, authority.code, authority.code),
        title=f"Authority: {authority.name}",
        queries=tuple(asked.get((authority.code, Reader.FIRST), ())),
        items=states_of(
            items.get(RecordKey(authority.code, authority.code, Reader.FIRST), {}), pins
        ),
    )


def _voice_sheets(
    whose: tuple[Authority, Member],
    kind: SubjectKind,
    said: tuple[Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]], Asked],
    pins: Pins,
) -> Iterator[CaseSheet]:
    """The inspector's interviews or groups so far, and blank sheets for more."""
    (authority, member), (items, asked) = whose, said
    last = 0
    for key in sorted(items):
        subject = subject_named(key.subject_ref)
        if subject.kind is kind and voice_refs.whose(subject.ref) == member.id:
            last = max(last, int(subject.ref.rpartition("-")[2]))
            yield CaseSheet(
                subject=subject,
                title=f"{sentence_case(kind.singular)} {subject.ref}",
                queries=tuple(asked.get((subject.ref, Reader.FIRST), ())),
                items=states_of(items[key], pins),
            )
    yield from blank_voices(
        kind, authority=authority.code, inspector=member.id, first=last + 1, count=BLANK_VOICES
    )


def states_of(items: Mapping[ItemKey, RevisionInForce], pins: Pins) -> tuple[ItemState, ...]:
    """What a sheet is issued with; an answer to what now means something else is left out."""
    return tuple(
        ItemState(kind, item_id, None if pins.lapsed(row) else answer_of(row), row.id)
        for (kind, item_id), row in sorted(items.items())
    )


def _facts(
    case: CaseFacts, known: Mapping[str, FrameField], words: ReportWords
) -> tuple[Fact, ...]:
    """What is known of a case beforehand, in the order of the catalogue of fields.

    A corrected fact has beside it what was returned, which the draw stands on.
    """
    hidden = {"sibling_group"}  # a token that tells an inspector nothing
    right = standing(case.corrections)
    facts = []
    for name, definition in known.items():
        if name not in case.returned or name in hidden:
            continue
        value = _with_words(definition, case.facts[name])
        if name in right and case.facts[name] != case.returned[name]:
            returned = fact_words(_with_words(definition, case.returned[name]))
            value = (
                f"{fact_words(value)} (as corrected on {right[name].on:%d/%m/%Y}; as returned: "
                f"{returned})"
            )
        facts.append(Fact(label=label_of(definition, words), value=value))
    return tuple(facts)


def _with_words(field: FrameField, value: Scalar | None) -> Scalar | None:
    """An official code with the words that it stands for: `N5: Family dysfunction`."""
    words = dict(field.official_words).get(str(value), "")
    return f"{value}: {words}" if words else value
