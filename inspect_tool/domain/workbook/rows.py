"""The rows of a case workbook's sheets: what is asked of one case, authority or interview.

A row for an answer is known by its subject, its kind and its id, never by its place, so that a
workbook may be sorted and still be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspect_tool.domain.clocks.clock import Clock, clock_rule
from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Guidance,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.language.conditions import Condition, Scalar, evaluate
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    Choice,
    answer_words,
    judgement_form,
    question_form,
    sentence_case,
)
from inspect_tool.domain.records.chronology import LONGEST_GAP, Incident, chronology_id
from inspect_tool.domain.records.evidence import Evidence, evidence_id, word_of
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
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, is_empty
from inspect_tool.domain.records.referral import REFERRAL_ITEMS, REFERRED
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.formulas import (
    ABOUT,
    AnswerRow,
    AnswerRows,
    chronology_formulas,
    judgement_state,
    question_state,
    referral_state,
)
from inspect_tool.domain.workbook.workbook import (
    FROM_RETURN,
    CaseSheet,
    CaseWorkbookContent,
    ItemState,
)

ON_IMPORT = "Computed on import"
# Rows for evidence that a sheet has beside what was given so far.
BLANK_EVIDENCE = {SubjectKind.CASE: 12, SubjectKind.AUTHORITY: 12, SubjectKind.INTERVIEW: 4}
BLANK_INCIDENTS = 30  # rows for a chronology, beside what it has so far
LONGEST_ABOUT = 60  # characters of an entry in the list of what evidence may be about
FACTS_IN_A_ROW = 3


class RowKind(StrEnum):
    """What a row of a sheet is."""

    HEADING = "heading"  # a domain of the framework
    CRITERION = "criterion"
    FACT = "fact"
    QUESTION = "question"
    CLOCK = "clock"
    GUIDE = "guide"  # what is good and what is inadequate, before a judgement
    JUDGEMENT = "judgement"
    REFERRAL = "referral"
    COLUMNS = "columns"  # what the columns of the rows of evidence are
    EVIDENCE = "evidence"
    CHRONOLOGY = "chronology"

    @property
    def item_kind(self) -> ItemKind | None:
        """The kind of item that is answered in the row; None where nothing is."""
        return ItemKind(self.value) if self in _ANSWERED else None

    def printed_columns(self, *, is_earlier: bool = False) -> tuple[layout.SheetColumn, ...]:
        """The columns of such a row that say something nobody answers.

        Args:
            is_earlier: In a workbook of one of the first two forms.
        """
        if is_earlier:
            return layout.EARLIER_PRINTED
        if self is RowKind.EVIDENCE:
            return (layout.REF,)
        if self is RowKind.CHRONOLOGY:
            return (layout.STATE, layout.GUIDANCE)
        if self.item_kind is not None:
            return (layout.REF, layout.QUESTION, layout.GUIDANCE)
        return _LOCKED_COLUMNS


_ANSWERED = (
    RowKind.QUESTION,
    RowKind.JUDGEMENT,
    RowKind.REFERRAL,
    RowKind.EVIDENCE,
    RowKind.CHRONOLOGY,
)
_WITHOUT_REF = (RowKind.FACT, RowKind.GUIDE, RowKind.COLUMNS, RowKind.CHRONOLOGY)
_LOCKED_COLUMNS = (
    layout.REF,
    layout.QUESTION,
    layout.ABSENCE,
    layout.NOTE,
    layout.STATE,
    layout.GUIDANCE,
)


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A row of a sheet.

    Args:
        item_id: Id of the item or of the criterion; for facts `FACT.1` and so on.
        shown: What the answer cell says where nothing is answered in the row.
        reason, note, status: What the other columns say there.
        source: Where the answer in the cell comes from.
        state: Formula of what the sheet says of the row.
        days, shows: Formulas of what a chronology computes at an incident.
        number: Of a row of evidence, from 1.
    """

    kind: RowKind
    item_id: str
    text: str
    form: AnswerForm | None = None
    answer: Answer | None = None
    base_revision: str | None = None
    shown: str = ""
    reason: str = ""
    note: str = ""
    status: str = ""
    source: str = ""
    guidance: str = ""
    state: str = ""
    days: str = ""
    shows: str = ""
    number: int = 0

    @property
    def ref(self) -> str:
        """The reference that people see; facts have none."""
        if self.kind is RowKind.EVIDENCE:
            return f"E{self.number}"
        if self.kind is RowKind.REFERRAL:
            return self.item_id.partition(".")[2]
        return "" if self.kind in _WITHOUT_REF else self.item_id

    @property
    def help(self) -> str:
        """Where the answer comes from, and the guidance."""
        return "\n".join(part for part in (self.source, self.guidance) if part)

    @property
    def printed(self) -> tuple[str, ...]:
        """The words that nobody answers, in the order of `RowKind.printed_columns`."""
        if self.kind is RowKind.EVIDENCE:
            return (self.ref,)
        if self.kind is RowKind.CHRONOLOGY:
            return "", ""
        if self.is_answered_here:
            return self.ref, self.text, self.help
        return self.ref, self.text, self.reason, self.note, self.status, self.help

    @property
    def is_answered_here(self) -> bool:
        """Whether an inspector fills in the row."""
        return self.kind.item_kind is not None


def sheet_rows(content: CaseWorkbookContent, sheet: CaseSheet) -> tuple[FormRow, ...]:
    """The rows of a subject's sheet, in the order of the framework.

    Criteria and questions that the frame's fields rule out are left out: whatever is answered
    later, they cannot come to apply. Those that already have an answer always stay.
    """
    plan = _SheetPlan.of(content, sheet)
    rows = list(_fact_rows(sheet))
    if sheet.subject.kind is SubjectKind.CASE:
        rows += _referral_rows(plan)
    for domain in content.framework.domains:
        if domain.subject is not sheet.subject.kind:
            continue
        inside = [row for criterion in domain.criteria for row in _criterion_rows(plan, criterion)]
        if inside:
            heading = FormRow(kind=RowKind.HEADING, item_id=domain.id, text=domain.title)
            rows += [heading, *inside]
    about = about_choices(rows)
    if about:
        rows += _evidence_rows(plan, about)
    if sheet.subject.kind is SubjectKind.CASE:
        rows += _chronology_rows(plan, layout.FIRST_ROW + len(rows))
    return tuple(_with_states(plan, rows))


def about_choices(rows: Iterable[FormRow]) -> tuple[Choice, ...]:
    """What evidence on a sheet may be about: its criteria and questions, by their ids."""
    kinds = (RowKind.CRITERION, RowKind.QUESTION)
    return tuple(
        Choice(row.item_id, about_words(row.item_id, row.text)) for row in rows if row.kind in kinds
    )


def about_words(item_id: str, text: str) -> str:
    """What evidence is about, as the list says it: the id, and enough to know it by."""
    words = " ".join(f"{item_id}: {text}".split())
    return words if len(words) <= LONGEST_ABOUT else f"{words[: LONGEST_ABOUT - 1].rstrip()}…"


def _fact_rows(sheet: CaseSheet) -> Iterator[FormRow]:
    """What the return says, several facts to a row."""
    words = [
        f"{fact.label}: {_fact_words(fact.value)}"
        + ("" if fact.source == FROM_RETURN else f" ({fact.source})")
        for fact in sheet.facts
        if fact.value is not None
    ]
    unknown = [fact.label for fact in sheet.facts if fact.value is None]
    share = -(-len(unknown) // FACTS_IN_A_ROW) or 1
    words += [""] * (-len(words) % FACTS_IN_A_ROW if unknown else 0)
    words += [
        f"Not known: {'; '.join(unknown[first : first + share])}"
        for first in range(0, len(unknown), share)
    ]
    for number, first in enumerate(range(0, len(words), FACTS_IN_A_ROW), start=1):
        text, note, guidance = (*words[first : first + FACTS_IN_A_ROW], "", "")[:FACTS_IN_A_ROW]
        yield FormRow(
            kind=RowKind.FACT, item_id=f"FACT.{number}", text=text, note=note, guidance=guidance
        )


def _evidence_rows(plan: _SheetPlan, about: tuple[Choice, ...]) -> Iterator[FormRow]:
    """The evidence given so far, then blank rows under ids that no other issue uses."""
    yield FormRow(kind=RowKind.HEADING, item_id="EV", text="Evidence")
    yield FormRow(
        kind=RowKind.COLUMNS,
        item_id="EV",
        text=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_ABOUT],
        shown=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_SIDE],
        reason=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_SOURCE],
        note=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_TEXT],
        status=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_DATE],
        guidance=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_REFERENCE],
    )
    given = [
        state
        for (kind, _), state in plan.states.items()
        if kind is ItemKind.EVIDENCE and state.answer not in (None, Answer())
    ]
    blank = [
        ItemState(ItemKind.EVIDENCE, evidence_id(plan.content.identity.pack_id, number))
        for number in range(1, BLANK_EVIDENCE[plan.current.subject.kind] + 1)
    ]
    for number, state in enumerate([*given, *blank], start=1):
        yield FormRow(
            kind=RowKind.EVIDENCE,
            item_id=state.item_id,
            text=_about_given(about, state.answer),
            answer=state.answer,
            base_revision=state.base_revision,
            number=number,
        )


def _chronology_rows(plan: _SheetPlan, first: int) -> Iterator[FormRow]:
    """The chronology so far, then blank rows that it can be pasted into.

    Args:
        first: Number of the first of these rows.
    """
    yield FormRow(
        kind=RowKind.HEADING, item_id="CH", text="Chronology: paste date, what happened and source"
    )
    yield FormRow(
        kind=RowKind.COLUMNS,
        item_id="CH",
        text="What happened",
        shown="Source",
        reason="Days since the day before",
        note=f"What it shows: gaps of more than {LONGEST_GAP} days; what came again",
        guidance="The first column takes the date.",
    )
    given = [
        state
        for (kind, _), state in plan.states.items()
        if kind is ItemKind.CHRONOLOGY and state.answer not in (None, Answer())
    ]
    given.sort(key=lambda state: (Incident.of(state.answer or Answer()).day, state.item_id))
    blank = [
        ItemState(ItemKind.CHRONOLOGY, chronology_id(plan.content.identity.pack_id, number))
        for number in range(1, BLANK_INCIDENTS + 1)
    ]
    numbers = range(first + 2, first + 2 + len(given) + len(blank))
    for number, state in zip(numbers, [*given, *blank], strict=True):
        days, shows = chronology_formulas(number, first=numbers[0], last=numbers[-1])
        yield FormRow(
            kind=RowKind.CHRONOLOGY,
            item_id=state.item_id,
            text="",
            answer=state.answer,
            base_revision=state.base_revision,
            days=days,
            shows=shows,
        )


def _about_given(about: tuple[Choice, ...], answer: Answer | None) -> str:
    return word_of(about, Evidence.of(answer).about) if answer is not None else ""


def _with_states(plan: _SheetPlan, rows: list[FormRow]) -> Iterator[FormRow]:
    """The rows with the formulas of their states, now that each has its place."""
    placed = {
        (row.kind.item_kind, row.item_id): AnswerRow(number, row.form)
        for number, row in enumerate(rows, start=layout.FIRST_ROW)
        if row.kind.item_kind is not None and row.form is not None
    }
    sheet = AnswerRows(
        {(kind, item): place for (kind, item), place in placed.items() if kind is not None},
        plan.current,
    )
    states = {**_framework_states(plan, sheet, _about_cells(rows)), **_referral_states(sheet)}
    for row in rows:
        state = states.get((row.kind.item_kind, row.item_id)) if row.kind.item_kind else None
        yield dataclasses.replace(row, state=state) if state else row


def _about_cells(rows: list[FormRow]) -> str:
    """The cells that say what each piece of evidence is about; empty without any."""
    numbers = [
        number
        for number, row in enumerate(rows, start=layout.FIRST_ROW)
        if row.kind is RowKind.EVIDENCE
    ]
    return f"${ABOUT}${numbers[0]}:${ABOUT}${numbers[-1]}" if numbers else ""


def _framework_states(
    plan: _SheetPlan, sheet: AnswerRows, about: str
) -> dict[tuple[ItemKind, str], str]:
    states = {}
    for criterion in _current_criteria(plan):
        for question in criterion.questions:
            place = sheet.rows.get((ItemKind.QUESTION, question.id))
            if place is not None and not question.retired:
                states[ItemKind.QUESTION, question.id] = question_state(
                    question, criterion, place, sheet, about
                )
        place = sheet.rows.get((ItemKind.JUDGEMENT, criterion.id))
        if place is not None:
            states[ItemKind.JUDGEMENT, criterion.id] = judgement_state(criterion, place, sheet)
    return states


def _referral_states(sheet: AnswerRows) -> dict[tuple[ItemKind, str], str]:
    referred = sheet.rows.get((ItemKind.REFERRAL, REFERRED))
    if referred is None:
        return {}
    return {
        (kind, item_id): referral_state(place, referred)
        for (kind, item_id), place in sheet.rows.items()
        if kind is ItemKind.REFERRAL and item_id != REFERRED
    }


def _current_criteria(plan: _SheetPlan) -> Iterator[Criterion]:
    for criterion in plan.content.framework.criteria():
        if not criterion.retired:
            yield criterion


@dataclass(frozen=True)
class _SheetPlan:
    """A sheet with what decides on its rows."""

    content: CaseWorkbookContent
    states: Mapping[tuple[ItemKind, str], ItemState]
    unanswered: RecordFacts  # the fields alone
    current: RecordFacts  # with the answers, the authority's values and the clocks

    @classmethod
    def of(cls, content: CaseWorkbookContent, sheet: CaseSheet) -> _SheetPlan:
        unanswered = RecordFacts(content.framework, sheet.subject, sheet.fields)
        current = dataclasses.replace(
            unanswered,
            answers=_answers(sheet.items, ItemKind.QUESTION),
            judgements=_answers(sheet.items, ItemKind.JUDGEMENT),
        )
        timed = with_clocks(
            with_prefills(current),
            on=content.fieldwork_ends,
            single_assessment_from=content.single_assessment_from,
        )
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
        yield _clock_row(plan, question) if is_clock else _question_row(plan, question)
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


def _question_row(plan: _SheetPlan, question: Question) -> FormRow:
    state = plan.state(ItemKind.QUESTION, question.id)
    returned = prefill(question, plan.current) if is_empty(state.answer) else None
    note = state.answer.note if state.answer else ""
    parts = [
        _only_if("Asked", question.show_if, plan.unanswered),
        question.help,
        _evidence_words(plan.content.framework, question),
        "" if question.required else "May be left blank.",
    ]
    return FormRow(
        kind=RowKind.QUESTION,
        item_id=question.id,
        text=question.text,
        form=question_form(plan.content.framework, question),
        answer=state.answer if returned is None else Answer(returned, note=note),
        base_revision=state.base_revision,
        source="" if returned is None else FROM_RETURN,
        guidance="\n".join(part for part in parts if part),
    )


def _evidence_words(framework: Framework, question: Question) -> str:
    if not question.evidence_if:
        return ""
    form = question_form(framework, question)
    words = {choice.value: choice.words for choice in (*form.choices, *form.absences)}
    listed = " or ".join(f"“{words.get(value, value)}”" for value in question.evidence_if)
    return f"Write the evidence if the answer is {listed}."


def _clock_row(plan: _SheetPlan, question: Question) -> FormRow:
    rule = clock_rule(question.rule or "")
    clock = read_clock(
        question,
        plan.current,
        on=plan.content.fieldwork_ends,
        single_assessment_from=plan.content.single_assessment_from,
    )
    return FormRow(
        kind=RowKind.CLOCK,
        item_id=question.id,
        text=question.text,
        shown="" if clock is None else _clock_words(clock),
        source=ON_IMPORT,
        guidance=f"{rule.title}: from {question.from_} ({rule.start}) to {question.to} "
        f"({rule.end}). {rule.note}".strip(),
    )


def _clock_words(clock: Clock) -> str:
    words = sentence_case(clock.result.words)
    if clock.due is None:
        return words
    return f"{words}; due {_fact_words(clock.due)}"


def _judgement_row(plan: _SheetPlan, criterion: Criterion) -> FormRow:
    state = plan.state(ItemKind.JUDGEMENT, criterion.id)
    form = judgement_form(plan.content.framework, criterion)
    advice = calculate(criterion, plan.current)
    source = ON_IMPORT if criterion.judgement and criterion.judgement.calculated else ""
    if advice.value is not None:
        source = f"Calculated so far: {answer_words(form, advice.value).lower()}"
    return FormRow(
        kind=RowKind.JUDGEMENT,
        item_id=criterion.id,
        text=f"Your judgement: {criterion.title}",
        form=form,
        answer=state.answer,
        base_revision=state.base_revision,
        source=source,
        guidance="The calculation is advice; a different judgement takes a reason."
        if source
        else "",
    )


def _referral_rows(plan: _SheetPlan) -> list[FormRow]:
    rows = [FormRow(kind=RowKind.HEADING, item_id="REFER", text="Refer back what cannot wait")]
    for item in REFERRAL_ITEMS:
        state = plan.state(ItemKind.REFERRAL, item.id)
        rows.append(
            FormRow(
                kind=RowKind.REFERRAL,
                item_id=item.id,
                text=item.text,
                form=item.form,
                answer=state.answer,
                base_revision=state.base_revision,
                guidance=item.help,
            )
        )
    return rows


def _fact_words(value: Scalar) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
