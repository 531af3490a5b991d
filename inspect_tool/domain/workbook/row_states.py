"""What a sheet says of each of its rows: what is to be done, what is done, what is not asked.

A sheet cannot read what somebody wrote. It counts: an answer and a reason why there is none, a note
without an answer, something written where nothing is asked, evidence that was filed against what it
is about, a judgement without any evidence, one that differs from the calculation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from inspect_tool.domain.framework.framework import Criterion, Question, QuestionType
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.language.conditions import Comparison, comparisons
from inspect_tool.domain.records.heard import HEARD_ABOUT
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.records.referral import REFERRED
from inspect_tool.domain.workbook.formulas import asked
from inspect_tool.domain.workbook.truths import (
    NO,
    UNKNOWN,
    YES,
    AnswerRow,
    AnswerRows,
    Asked,
    all_of,
    any_of,
    both,
    negated,
    quoted,
)

TO_DO = "To do"  # what the states of rows begin with in which something is missing
LOOK_AGAIN = "look again"
LONGEST_ADVICE = 1_200  # characters; a cell holds 8,192, and a state repeats it
Key = tuple[ItemKind, str]


class RowState(StrEnum):
    """What the sheet says of a row."""

    ANSWER = "To do: answer"
    REASON = "To do: reason"
    EVIDENCE = "To do: evidence"
    REPLY = "To do: reply"
    CLEAR = "To do: clear"  # answered, but not asked
    ONE = "To do: answer or why not, one of them"
    DONE = "Done"
    AGAINST = "Done, look again: evidence against it"
    OPTIONAL = "Optional"
    NOT_ASKED = "Not asked"
    WRITTEN = "Not asked, look again: words here"
    NOT_YET = "Not yet asked"  # another answer decides whether it is

    @property
    def said(self) -> str:
        """As a formula says it."""
        return quoted(self.value)


def row_states(sheet: AnswerRows) -> dict[Key, str]:
    """The formulas of the states of all rows that are answered, by kind and id."""
    states: dict[Key, str] = {}
    for criterion in sheet.facts.framework.criteria():
        if criterion.retired:
            continue
        for question in criterion.questions:
            states.update(_question_states(question, criterion, sheet))
        key = ItemKind.JUDGEMENT, criterion.id
        if key in sheet.rows:
            states[key] = _judgement_state(criterion, sheet.rows[key], sheet)
    states.update(_fixed_states(sheet))
    return states


def _fixed_states(sheet: AnswerRows) -> Iterator[tuple[Key, str]]:
    """The states of what no framework asks."""
    for (kind, item_id), row in sheet.rows.items():
        if kind is ItemKind.QUERY:
            is_blank = f'{row.answer}&{row.note}=""'
            yield (kind, item_id), f"=IF({is_blank},{RowState.REPLY.said},{RowState.DONE.said})"
        elif kind is ItemKind.HEARD:
            blank = RowState.OPTIONAL if item_id == HEARD_ABOUT else RowState.ANSWER
            yield (kind, item_id), f'=IF({row.answer}="",{blank.said},{RowState.DONE.said})'
        elif kind is ItemKind.REFERRAL:
            yield (kind, item_id), _referral_state(item_id, row, sheet)


def _referral_state(item_id: str, row: AnswerRow, sheet: AnswerRows) -> str:
    """A blank is no "no"; and a "no" needs a reason where an answer calls for a referral."""
    referred = sheet.rows[ItemKind.REFERRAL, REFERRED]
    yes = next(one.words for one in referred.form.choices if one.value == "yes")
    is_referred = f"{referred.answer}={quoted(yes)}"
    blank, done = f'{row.answer}=""', RowState.DONE.said
    if item_id != REFERRED:
        given = f"IF({blank},{RowState.ANSWER.said},{done})"
        other = f'IF({row.answer}&{row.note}="",{RowState.NOT_ASKED.said},{RowState.WRITTEN.said})'
        return f"=IF({is_referred},{given},{other})"
    unsaid = all_of([negated(is_referred), f'{row.note}=""', _is_called_for(sheet)])
    said = done if unsaid == NO else f"IF({unsaid},{RowState.REASON.said},{done})"
    return f"=IF({blank},{RowState.ANSWER.said},{said})"


def _is_called_for(sheet: AnswerRows) -> str:
    """True where an answer calls for a referral back (`domain/records/referral_checks.py`)."""
    found = []
    for question in sheet.facts.framework.questions(sheet.facts.subject.kind):
        found.append(_calls(question, sheet))
        for number in sheet.rows_of(question):
            here = replace(sheet, in_row=number)
            found += [_calls(inner, here) for inner in question.questions]
    return any_of(found)


def _calls(question: Question, sheet: AnswerRows) -> str:
    if question.retired or not question.refer_if or sheet.question(question.id) is None:
        return NO
    test = "has_any" if question.type is QuestionType.SEVERAL else "in"
    said = Comparison.model_validate({"question": question.id, test: list(question.refer_if)})
    return all_of([asked(said, sheet).holds, negated(asked(question.show_if, sheet).fails)])


def _question_states(
    question: Question, criterion: Criterion, sheet: AnswerRows
) -> Iterator[tuple[Key, str]]:
    """The states of a question, and of the rows of a group."""
    visible = both(asked(criterion.applies, sheet), asked(question.show_if, sheet))
    key = ItemKind.QUESTION, question.id
    row = sheet.rows.get(key)
    if row is not None and not question.retired:
        state = _question_state(question, row, visible, sheet)
        if question.rows is not None:
            used = any_of(sheet.is_used(question, number) for number in sheet.rows_of(question))
            both_said = f'IF({row.answer}&{row.absence}="",{RowState.DONE.said},'
            both_said += f"{RowState.CLEAR.said})"
            state = f"=IF({used},{both_said},{state.removeprefix('=')})"
        yield key, state
    for number in sheet.rows_of(question):
        used, here = sheet.is_used(question, number), replace(sheet, in_row=number)
        for inner in question.questions:
            key = ItemKind.QUESTION, row_item(inner.id, number)
            place = sheet.rows.get(key)
            if place is None or inner.retired:
                continue
            around = both(visible, asked(inner.show_if, here))
            # A row in which nothing is written yet may stay blank.
            state = _question_state(inner, place, around, replace(here, evidence=None))
            yield key, f"=IF({used},{state.removeprefix('=')},{RowState.OPTIONAL.said})"


def _question_state(question: Question, row: AnswerRow, visible: Asked, sheet: AnswerRows) -> str:
    words = {one.value: one.words for one in row.form.choices}
    absent = {one.value: one.words for one in row.form.absences}
    wanting = [
        f"{cell}={quoted(of[one])}"
        for one in question.evidence_if
        for cell, of in ((row.answer, words), (row.absence, absent))
        if one in of
    ]
    unsupported = any_of(wanting)
    evidence, against, countered = sheet.evidence, NO, NO
    if evidence is not None:
        against = evidence.all_against(question.id)
        if row.form.absences:
            countered = all_of([f'{row.absence}<>""', evidence.some_against(question.id)])
        if wanting:
            unsupported = all_of([unsupported, negated(evidence.filed(question.id))])
    missing = [(_reason(row), RowState.REASON.said), (unsupported, RowState.EVIDENCE.said)]
    return _state(
        row,
        visible,
        blank=RowState.ANSWER if question.required else RowState.OPTIONAL,
        missing=[*missing, (against, RowState.AGAINST.said)],
        countered=countered,
    )


def _judgement_state(criterion: Criterion, row: AnswerRow, sheet: AnswerRows) -> str:
    missing = [(_reason(row), RowState.REASON.said)]
    judged = f'{row.answer}<>""'
    ids = (criterion.id, *(question.id for question in criterion.questions))
    filed = NO if sheet.evidence is None else sheet.evidence.filed(*ids)
    advice = _advice(criterion, row, sheet)
    if advice:
        differs = [judged, f'{advice}<>""', f"{row.answer}<>{advice}"]
        if criterion.judgement is not None and criterion.judgement.differs == "reason_optional":
            differs.append(negated(filed))
        said = f'"{RowState.REASON}, calculated "&LOWER({advice})'
        missing.append((all_of(differs), said))
    is_adverse = _is_adverse(criterion, row, sheet)
    if is_adverse != NO:
        shown = any_of([filed, *_shown_beside(criterion, sheet)])
        unsupported = all_of([judged, is_adverse, negated(shown)])
        missing.append((unsupported, RowState.EVIDENCE.said))
    against = NO if sheet.evidence is None else sheet.evidence.all_against(criterion.id)
    missing.append((against, RowState.REASON.said))
    visible = asked(criterion.applies, sheet)
    return _state(row, visible, blank=RowState.ANSWER, missing=missing)


def _is_adverse(criterion: Criterion, row: AnswerRow, sheet: AnswerRows) -> str:
    """True where a judgement is none of those that meet the criterion (`records/support.py`)."""
    scale = sheet.facts.framework.scales[criterion.judgement.scale] if criterion.judgement else None
    if scale is None or not scale.met:
        return NO
    words = (one.words for one in row.form.choices if one.value in scale.met)
    return negated(any_of(f"{row.answer}={quoted(one)}" for one in words))


def _shown_beside(criterion: Criterion, sheet: AnswerRows) -> Iterator[str]:
    """Formulas that are true where a question of the criterion shows what a judgement rests on."""
    for question in criterion.questions:
        row = sheet.rows.get((ItemKind.QUESTION, question.id))
        if row is not None:
            yield f'{row.note}<>""'
            if question.type is QuestionType.DATE:
                yield f'{row.answer}<>""'


def rests_on_clock(facts: RecordFacts, criterion: Criterion) -> bool:
    """Whether the calculated judgement rests on a clock, which no sheet computes."""
    steps = criterion.judgement.calculated if criterion.judgement is not None else ()
    asked_about = (
        facts.framework.question(one.question or "")
        for step in steps
        if step.when is not None
        for one in comparisons(step.when)
    )
    return any(one is not None and one.type is QuestionType.CLOCK for one in asked_about)


def _advice(criterion: Criterion, row: AnswerRow, sheet: AnswerRows) -> str:
    """The calculated judgement's words as a formula, that of none yet as nothing.

    Empty where it rests on a clock, which is computed when the workbook is read in, or on what no
    sheet computes.
    """
    steps = criterion.judgement.calculated if criterion.judgement is not None else ()
    if rests_on_clock(sheet.facts, criterion):
        return ""
    words = {one.value: quoted(one.words) for one in row.form.choices}
    advice = '""'
    for step in reversed(steps):
        if step.when is None:
            advice = words.get(step.else_ or "", '""')
            continue
        test = asked(step.when, sheet)
        if test == UNKNOWN:
            advice = '""'
            continue
        then = words.get(step.then or "", '""')
        advice = f'IF({test.holds},{then},IF({test.fails},{advice},""))'
    return "" if advice == '""' or len(advice) > LONGEST_ADVICE else advice


def _reason(row: AnswerRow) -> str:
    """True where the absence takes a reason."""
    words = [one.words for one in row.form.absences if one.value in row.form.reason_required]
    return any_of(f"{row.absence}={quoted(one)}" for one in words)


def _state(
    row: AnswerRow,
    visible: Asked,
    *,
    blank: RowState,
    missing: Sequence[tuple[str, str]],
    countered: str = NO,
) -> str:
    """The formula of a state.

    Args:
        missing: What may be missing where there is no note: a test, and what is said then.
        countered: True where evidence speaks against what the note explains.
    """
    is_blank, has_note = f'{row.answer}&{row.absence}=""', f'{row.note}<>""'
    done = RowState.DONE.said
    noted = done if countered == NO else f"IF({countered},{RowState.AGAINST.said},{done})"
    bare = done
    for test, said in reversed(missing):
        bare = _if(test, said, bare)
    given = noted if noted == bare else f"IF({has_note},{noted},{bare})"
    if row.form.absences:
        one = f'AND({row.answer}<>"",{row.absence}<>"")'
        given = f"IF({one},{RowState.ONE.said},{given})"
    empty = blank.said
    if blank is RowState.OPTIONAL:  # a note without an answer
        empty = f"IF({has_note},{RowState.ANSWER.said},{empty})"
    if visible.holds != YES:
        empty = _if(visible.holds, empty, RowState.NOT_YET.said)
    formula = f"IF({is_blank},{empty},{given})"
    if visible.fails == NO:
        return f"={formula}"
    hidden = f"IF({has_note},{RowState.WRITTEN.said},{RowState.NOT_ASKED.said})"
    return f"=IF({visible.fails},IF({is_blank},{hidden},{RowState.CLEAR.said}),{formula})"


def _if(test: str, then: str, otherwise: str) -> str:
    return otherwise if test == NO else f"IF({test},{then},{otherwise})"
