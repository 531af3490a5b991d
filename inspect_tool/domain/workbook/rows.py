"""The rows of a case workbook's sheets: what is asked of one case, authority or interview.

A row for an answer is known by its subject, its kind and its id, never by its place, so that a
workbook may be sorted and still be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspect_tool.domain.clocks.clock import Clock, clock_rule
from inspect_tool.domain.framework.framework import (
    RECORDED_VOICES,
    Criterion,
    Guidance,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.language.conditions import Condition, evaluate
from inspect_tool.domain.records.answer_forms import (
    answer_words,
    judgement_form,
    question_form,
    sentence_case,
)
from inspect_tool.domain.records.heard import HEARD_ITEMS
from inspect_tool.domain.records.items import row_title
from inspect_tool.domain.records.judgements import (
    applies,
    calculate,
    condition_words,
    prefill,
    read_clock,
    shown,
    with_clocks,
    with_prefills,
)
from inspect_tool.domain.records.records import (
    Answer,
    ItemKind,
    RecordFacts,
    is_empty,
    rows_in,
)
from inspect_tool.domain.records.referral import REFERRAL_ITEMS, AskedItem
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import (
    about_choices,
    evidence_rows,
    fact_rows,
    fact_words,
    heard_block,
)
from inspect_tool.domain.workbook.kind_guidance import (
    evidence_words,
    kind_guidance,
    rows_on_sheet,
    scale_guidance,
)
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.row_states import rests_on_clock, row_states
from inspect_tool.domain.workbook.truths import AnswerRow, AnswerRows, EvidenceCells
from inspect_tool.domain.workbook.workbook import (
    FROM_RETURN,
    REPLY_FORM,
    AskedQuery,
    CaseSheet,
    CaseWorkbookContent,
    ItemState,
)

WHEN_READ = "Computed when the workbook is read in."


@dataclass(frozen=True)
class SubjectRows:
    """The rows of a subject's sheet, and those of its sheet of evidence.

    Args:
        evidence: None of an interview or a group, which have it below their questions.
    """

    questions: tuple[FormRow, ...]
    evidence: tuple[FormRow, ...] = ()


def sheet_rows(content: CaseWorkbookContent, sheet: CaseSheet) -> SubjectRows:
    """The rows of a subject's sheets, in the order of the framework.

    Criteria and questions that the frame's fields rule out are left out: whatever is answered
    later, they cannot come to apply. Those that already have an answer always stay.
    """
    plan = _SheetPlan.of(content, sheet)
    is_heard = sheet.subject.kind in RECORDED_VOICES
    rows = list(fact_rows(sheet))
    if sheet.subject.kind is SubjectKind.CASE:
        rows += _fixed_rows(plan, RowKind.REFERRAL, REFERRAL_ITEMS)
    if is_heard:
        rows += _fixed_rows(plan, RowKind.HEARD, HEARD_ITEMS)
    for domain in content.framework.domains:
        if domain.subject is not sheet.subject.kind:
            continue
        inside = [row for criterion in domain.criteria for row in _criterion_rows(plan, criterion)]
        if inside:
            heading = FormRow(kind=RowKind.HEADING, item_id=domain.id, text=domain.title)
            rows += [heading, *inside]
    about = about_choices(rows)
    evidence = tuple(evidence_rows(sheet, content.identity.pack_id, about)) if about else ()
    rows = _with_queries(sheet, rows)
    first, own = layout.FIRST_ROW, ""
    if is_heard and evidence:
        rows += heard_block(evidence)
        first += len(rows) - len(evidence)
    elif evidence:
        own = layout.part_name(sheet.subject, layout.EVIDENCE)
    cells = EvidenceCells(first, first + len(evidence) - 1, own) if evidence else None
    return SubjectRows(tuple(_with_states(plan.current, rows, cells)), () if is_heard else evidence)


def _with_queries(sheet: CaseSheet, rows: list[FormRow]) -> list[FormRow]:
    """The rows with each query below the answer that it is about; on top where that has no row."""
    waiting: dict[str, list[FormRow]] = {}
    for query in sheet.queries:
        waiting.setdefault(query.about, []).append(_query_row(query))
    found = []
    for row in rows:
        found.append(row)
        if row.is_answered_here:
            found += waiting.pop(row.item_id, [])
    return [row for rest in waiting.values() for row in rest] + found


def _query_row(query: AskedQuery) -> FormRow:
    return FormRow(
        kind=RowKind.QUERY,
        item_id=query.item_id,
        label="Query",
        text=f"Query about {query.about}: {query.text}",
        form=REPLY_FORM,
        base_revision=query.revision,
        guidance=f"Asked by {query.author} on {query.day.day} {query.day:%B %Y}. Reply in Evidence "
        "and reasons; the answer itself is changed in its own row.",
    )


def _with_states(
    facts: RecordFacts, rows: list[FormRow], evidence: EvidenceCells | None
) -> Iterator[FormRow]:
    """The rows with the formulas of their states, now that each has its place."""
    placed = {
        (row.kind.item_kind, row.item_id): AnswerRow(number, row.form)
        for number, row in enumerate(rows, start=layout.FIRST_ROW)
        if row.kind.item_kind is not None and row.form is not None
    }
    states = row_states(
        AnswerRows(
            {(kind, item): place for (kind, item), place in placed.items() if kind is not None},
            facts,
            evidence,
        )
    )
    for row in rows:
        state = states.get((row.kind.item_kind, row.item_id)) if row.kind.item_kind else None
        yield dataclasses.replace(row, state=state) if state else row


@dataclass(frozen=True)
class _SheetPlan:
    """A sheet with what decides on its rows."""

    content: CaseWorkbookContent
    states: Mapping[tuple[ItemKind, str], ItemState]
    unanswered: RecordFacts  # the fields alone
    current: RecordFacts  # with the answers, the authority's values and the clocks

    @classmethod
    def of(cls, content: CaseWorkbookContent, sheet: CaseSheet) -> _SheetPlan:
        """The sheet's facts twice: as the frame gives them, and as they stand with the answers."""
        unanswered = RecordFacts(
            content.framework, sheet.subject, sheet.fields, terms=content.terms
        )
        current = dataclasses.replace(
            unanswered,
            answers=_answers(sheet.items, ItemKind.QUESTION),
            judgements=_answers(sheet.items, ItemKind.JUDGEMENT),
        )
        timed = with_clocks(with_prefills(current), on=content.fieldwork_ends)
        states = {(item.kind, item.item_id): item for item in sheet.items}
        return cls(content, states, unanswered, timed)

    def state(self, kind: ItemKind, item_id: str) -> ItemState:
        """The item as it stands; a blank one where there is no answer.

        An absence that only the system gives, such as "not asked", is nobody's answer.
        """
        state = self.states.get((kind, item_id), ItemState(kind, item_id))
        absence = state.answer.absence if state.answer else None
        known = self.content.framework.absences.get(absence or "")
        is_system = known is not None and known.system
        return dataclasses.replace(state, answer=None) if is_system else state

    def is_asked(self, question: Question) -> bool:
        """Whether the question can come to be asked, or has been answered."""
        if question.retired:
            return (ItemKind.QUESTION, question.id) in self.states
        if (ItemKind.QUESTION, question.id) in self.states:
            return True
        return shown(question, self.unanswered) is not False


def _answers(items: tuple[ItemState, ...], kind: ItemKind) -> dict[str, Answer]:
    return {item.item_id: item.answer for item in items if item.kind is kind and item.answer}


def _criterion_rows(plan: _SheetPlan, criterion: Criterion) -> Iterator[FormRow]:
    """The rows of a criterion; none where the frame's fields rule it out."""
    asked = [question for question in criterion.questions if plan.is_asked(question)]
    has_answers = (ItemKind.JUDGEMENT, criterion.id) in plan.states or any(
        (ItemKind.QUESTION, question.id) in plan.states for question in asked
    )
    is_out = criterion.retired or applies(criterion, plan.unanswered) is False
    if is_out and not has_answers:
        return
    yield FormRow(
        kind=RowKind.CRITERION,
        item_id=criterion.id,
        text=criterion.title,
        note=_look_for(criterion),
        guidance=_criterion_guidance(criterion, plan.unanswered),
    )
    for question in asked:
        is_clock = question.type is QuestionType.CLOCK
        if is_clock:
            yield from _clock_rows(plan, question)
            continue
        yield _question_row(plan, question)
        yield from _group_rows(plan, question)
    if criterion.judgement is not None:
        yield from _guide_rows(criterion)
        yield _judgement_row(plan, criterion)


def _look_for(criterion: Criterion) -> str:
    guidance = criterion.guidance or Guidance()
    return f"Look for: {guidance.look_for}" if guidance.look_for else ""


def _guide_rows(criterion: Criterion) -> Iterator[FormRow]:
    """What is good and what is inadequate, in the wide columns above the judgement."""
    guidance = criterion.guidance or Guidance()
    if guidance.good or guidance.inadequate:
        yield FormRow(
            kind=RowKind.GUIDE,
            item_id=criterion.id,
            text=f"Good: {guidance.good}" if guidance.good else "",
            note=f"Inadequate: {guidance.inadequate}" if guidance.inadequate else "",
        )


def _criterion_guidance(criterion: Criterion, unanswered: RecordFacts) -> str:
    guidance = criterion.guidance or Guidance()
    evidence = ", ".join(place.replace("_", " ") for place in guidance.usual_evidence)
    parts = [
        f"Usual evidence: {evidence}." if evidence else "",
        _only_if("Applies", criterion.applies, unanswered),
    ]
    return "\n".join(part for part in parts if part)


def _only_if(what: str, condition: Condition | None, unanswered: RecordFacts) -> str:
    """Say what a row depends on, unless the frame's fields settle it already."""
    if condition is None or evaluate(condition, unanswered) is not None:
        return ""
    return f"{what} only if {condition_words(condition)}."


def _group_rows(plan: _SheetPlan, group: Question) -> Iterator[FormRow]:
    """The questions of a group, row by row; nothing for other questions."""
    for number in rows_on_sheet(group, rows_in(group, plan.current.answers)):
        for question in group.questions:
            item_id = row_item(question.id, number)
            if not question.retired or (ItemKind.QUESTION, item_id) in plan.states:
                row = _question_row(plan, question, item_id)
                yield dataclasses.replace(row, text=row_title(group, number, question))


def _question_row(plan: _SheetPlan, question: Question, item_id: str = "") -> FormRow:
    """The row of a question, or of one in a row of its group.

    Args:
        item_id: Where the answer is kept; the question's own id unless it is given.
    """
    item_id = item_id or question.id
    state = plan.state(ItemKind.QUESTION, item_id)
    returned = prefill(question, plan.current) if is_empty(state.answer) else None
    note = state.answer.note if state.answer else ""
    parts = [
        _only_if("Asked", question.show_if, plan.unanswered),
        question.help,
        *kind_guidance(plan.content.framework, question),
        evidence_words(plan.content.framework, question),
        "" if question.required else "May be left blank.",
    ]
    return FormRow(
        kind=RowKind.QUESTION,
        item_id=item_id,
        text=question.text,
        form=question_form(plan.content.framework, question),
        answer=state.answer if returned is None else Answer(returned, note=note),
        base_revision=state.base_revision,
        source="" if returned is None else FROM_RETURN,
        guidance="\n".join(part for part in parts if part),
    )


def _clock_rows(plan: _SheetPlan, question: Question) -> Iterator[FormRow]:
    """A clock, then its limits, each on a line of its own."""
    clock = read_clock(question, plan.current, on=plan.content.fieldwork_ends)
    yield FormRow(
        kind=RowKind.CLOCK,
        item_id=question.id,
        text=question.text,
        shown="" if clock is None else _clock_words(clock),
        guidance=WHEN_READ,
    )
    for limit in question.limits:
        rule = clock_rule(limit.rule)
        yield FormRow(
            kind=RowKind.LIMIT,
            item_id=question.id,
            text=rule.title,
            note=f"From {limit.from_}, {rule.start}, to {limit.to}, {rule.end}."
            + (f" {rule.note}" if rule.note else ""),
        )


def _clock_words(clock: Clock) -> str:
    words = sentence_case(clock.words)
    if clock.due is None:
        return words
    return f"{words}; due {fact_words(clock.due)}"


def _judgement_row(plan: _SheetPlan, criterion: Criterion) -> FormRow:
    state = plan.state(ItemKind.JUDGEMENT, criterion.id)
    form = judgement_form(plan.content.framework, criterion)
    advice = calculate(criterion, plan.current)
    is_calculated = criterion.judgement is not None and bool(criterion.judgement.calculated)
    source = WHEN_READ if is_calculated and rests_on_clock(plan.current, criterion) else ""
    if advice.value is not None:
        source = f"Calculated when issued: {answer_words(form, advice.value).lower()}."
    advised = "A judgement other than the calculated one takes a reason." if is_calculated else ""
    scale = criterion.judgement.scale if criterion.judgement else ""
    meaning = scale_guidance(plan.content.framework, scale)
    return FormRow(
        kind=RowKind.JUDGEMENT,
        item_id=criterion.id,
        text=f"Your judgement: {criterion.title}",
        form=form,
        answer=state.answer,
        base_revision=state.base_revision,
        source=source,
        guidance="\n".join(part for part in (advised, meaning) if part),
    )


_FIXED_HEADINGS = {
    RowKind.REFERRAL: ("REFER", "Refer back what cannot wait"),
    RowKind.HEARD: ("HEARD", "The conversation"),
}


def _fixed_rows(plan: _SheetPlan, kind: RowKind, items: tuple[AskedItem, ...]) -> list[FormRow]:
    """What no framework asks and every sheet of its kind does."""
    block, title = _FIXED_HEADINGS[kind]
    rows = [FormRow(kind=RowKind.HEADING, item_id=block, text=title)]
    for item in items:
        state = plan.state(ItemKind(kind.value), item.id)
        rows.append(
            FormRow(
                kind=kind,
                item_id=item.id,
                text=plan.content.words.said(item.text),
                form=item.form,
                answer=state.answer,
                base_revision=state.base_revision,
                guidance=plan.content.words.said(item.help),
            )
        )
    return rows
