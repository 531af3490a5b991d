"""Whether a row is asked and what is missing in it, as formulas over the answers of its sheet.

A condition is unknown while an answer is (`language/conditions.py`), and a cell is only true or
false. So a condition becomes two formulas: one that is true where it holds, one where it fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspect_tool.domain.framework.framework import Criterion, Question, QuestionType
from inspect_tool.domain.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NotOf,
    Scalar,
    evaluate,
)
from inspect_tool.domain.language.dates import EXCEL_ORIGIN
from inspect_tool.domain.records.answer_forms import AnswerForm
from inspect_tool.domain.records.chronology import LONGEST_GAP
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.workbook import layout

_LETTERS = "ABCDEFGHIJK"
YES, NO = "TRUE()", "FALSE()"
ANSWER, ABSENCE, NOTE, STATE, ABOUT = (
    _LETTERS[column.number - 1]
    for column in (
        layout.ANSWER,
        layout.ABSENCE,
        layout.NOTE,
        layout.STATE,
        layout.EVIDENCE_ABOUT,
    )
)
TO_DO = "To do"  # what the states of rows begin with in which something is missing


class RowState(StrEnum):
    """What the sheet says of a row."""

    ANSWER = "To do: answer"
    REASON = "To do: reason"
    EVIDENCE = "To do: evidence"
    REPLY = "To do: reply"
    CLEAR = "To do: clear"  # answered, but not asked
    DONE = "Done"
    OPTIONAL = "Optional"
    NOT_ASKED = "Not asked"
    WAITS = "Waits"  # for another answer, which decides whether it is asked


@dataclass(frozen=True)
class Asked:
    """A condition as formulas.

    Args:
        holds: True where it holds.
        fails: True where it fails. Where neither is, it is unknown.
    """

    holds: str
    fails: str


ALWAYS = Asked(YES, NO)
UNKNOWN = Asked(NO, NO)


@dataclass(frozen=True)
class AnswerRow:
    """A row whose answer a condition may ask about."""

    number: int
    form: AnswerForm

    @property
    def answer(self) -> str:
        """Its answer cell."""
        return f"${ANSWER}${self.number}"

    @property
    def absence(self) -> str:
        """Its cell for why there is none."""
        return f"${ABSENCE}${self.number}"


@dataclass(frozen=True)
class AnswerRows:
    """Where the answers of a sheet are.

    Args:
        rows: Of questions and judgements, by kind and id.
        facts: What is known when the workbook is made; it decides about whatever has no row.
    """

    rows: Mapping[tuple[ItemKind, str], AnswerRow]
    facts: RecordFacts


def asked(condition: Condition | None, sheet: AnswerRows) -> Asked:
    """A condition as formulas over the answers of a sheet."""
    if condition is None:
        return ALWAYS
    if isinstance(condition, NotOf):
        part = asked(condition.not_, sheet)
        return Asked(part.fails, part.holds)
    if isinstance(condition, AllOf):
        return both(*(asked(part, sheet) for part in condition.all))
    if isinstance(condition, AnyOf):
        parts = [asked(part, sheet) for part in condition.any]
        return Asked(_or(part.holds for part in parts), _and(part.fails for part in parts))
    return _compared(condition, sheet)


def both(*parts: Asked) -> Asked:
    """All of them, by Kleene's logic."""
    return Asked(_and(part.holds for part in parts), _or(part.fails for part in parts))


def _compared(comparison: Comparison, sheet: AnswerRows) -> Asked:
    kind = ItemKind.JUDGEMENT if comparison.judgement else ItemKind.QUESTION
    row = None if comparison.field else sheet.rows.get((kind, comparison.subject))
    if row is None:
        truth = evaluate(comparison, sheet.facts)
        return UNKNOWN if truth is None else Asked(YES, NO) if truth else Asked(NO, YES)
    cell = _AnswerCell(row, sheet.facts, comparison)
    if comparison.answered is not None:
        no_answer = _and([f'{row.answer}&{row.absence}<>""', _not(cell.known)])
        found = Asked(cell.known, no_answer)
        return found if comparison.answered else Asked(found.fails, found.holds)
    return cell.tested()


@dataclass(frozen=True)
class _AnswerCell:
    """The answer that a comparison asks about."""

    row: AnswerRow
    facts: RecordFacts
    comparison: Comparison

    @property
    def known(self) -> str:
        """True where there is an answer that counts."""
        return _or([f'{self.row.answer}<>""', *self._counted(None)])

    def tested(self) -> Asked:
        """The comparison itself."""
        test = self.comparison
        if test.gte is not None or test.lte is not None:
            return self._ordered()
        met: tuple[Scalar, ...] = ()
        if test.met or test.not_met:
            criterion = self.facts.framework.criterion(test.subject)
            judged = criterion.judgement if criterion is not None else None
            met = self.facts.framework.scales[judged.scale].met if judged else ()
        values = next(
            (one for one in ((test.is_,), test.in_, (test.not_,)) if one and one[0] is not None),
            met,
        )
        same = _or(formula for value in values if value is not None for formula in self._is(value))
        other = _and([self.known, _not(same)])
        is_negated = test.not_ is not None or test.not_met
        return Asked(other, same) if is_negated else Asked(same, other)

    def _ordered(self) -> Asked:
        is_least = self.comparison.gte is not None
        bound = self.comparison.gte if is_least else self.comparison.lte
        sign, other = (">=", "<") if is_least else ("<=", ">")
        number = _number(bound)
        is_number = f"ISNUMBER({self.row.answer})"
        return Asked(
            _and([is_number, f"{self.row.answer}{sign}{number}"]),
            _and([is_number, f"{self.row.answer}{other}{number}"]),
        )

    def _is(self, value: Scalar) -> Iterable[str]:
        """Formulas that are true where the answer, or what an absence counts as, is a value."""
        form = self.row.form
        if form.type is QuestionType.CHOICE:
            words = [one.words for one in form.choices if one.value == value]
            yield from (f"{self.row.answer}={quoted(one)}" for one in words)
        elif form.type is QuestionType.TEXT and isinstance(value, str):
            yield f"EXACT({self.row.answer},{quoted(value)})"
        elif isinstance(value, int | float | date) and not isinstance(value, bool):
            yield _and([f"ISNUMBER({self.row.answer})", f"{self.row.answer}={_number(value)}"])
        yield from self._counted(value)

    def _counted(self, value: Scalar | None) -> Iterable[str]:
        """Formulas for absences that count as a value; as any value where none is given."""
        if self.comparison.judgement:
            return
        question = self.facts.framework.question(self.comparison.subject)
        scale = self.facts.framework.scales.get(question.scale or "") if question else None
        for one in self.row.form.absences:
            absence = self.facts.framework.absences[one.value]
            is_value = absence.counts and scale is not None and absence.as_ in scale.values
            if is_value and value in (None, absence.as_):
                yield f"{self.row.absence}={quoted(one.words)}"


def question_state(
    question: Question, criterion: Criterion, row: AnswerRow, sheet: AnswerRows, about: str
) -> str:
    """The formula of a question's state.

    Args:
        about: The cells that say what each piece of evidence is about; empty without any.
    """
    visible = both(asked(criterion.applies, sheet), asked(question.show_if, sheet))
    words = {one.value: one.words for one in row.form.choices}
    absent = {one.value: one.words for one in row.form.absences}
    evidence = [
        f"{row.answer}={quoted(words[one])}" for one in question.evidence_if if one in words
    ]
    evidence += [
        f"{row.absence}={quoted(absent[one])}" for one in question.evidence_if if one in absent
    ]
    unsupported = _or(evidence)
    if about and evidence:
        unsupported = _and([unsupported, f'COUNTIF({about},"{question.id}:*")=0'])
    return _state(
        row,
        visible,
        blank=RowState.ANSWER if question.required else RowState.OPTIONAL,
        missing=((_reason(row), RowState.REASON), (unsupported, RowState.EVIDENCE)),
    )


def judgement_state(criterion: Criterion, row: AnswerRow, sheet: AnswerRows) -> str:
    """The formula of a judgement's state."""
    return _state(
        row,
        asked(criterion.applies, sheet),
        blank=RowState.ANSWER,
        missing=((_reason(row), RowState.REASON),),
    )


def referral_state(row: AnswerRow, referred: AnswerRow) -> str:
    """The formula of the state of a row that is asked only of a child who is referred back."""
    yes = next(one.words for one in referred.form.choices if one.value == "yes")
    is_referred = f"{referred.answer}={quoted(yes)}"
    return f'=IF({is_referred},IF({row.answer}="","{RowState.ANSWER}","{RowState.DONE}"),"")'


def query_state(row: AnswerRow) -> str:
    """The formula of the state of a query, which waits for a reply."""
    is_blank = f'{row.answer}&${NOTE}${row.number}=""'
    return f'=IF({is_blank},"{RowState.REPLY}","{RowState.DONE}")'


def chronology_formulas(number: int, *, first: int, last: int) -> tuple[str, str]:
    """The days since the day before, and what an incident shows (`domain/records/chronology.py`).

    Args:
        first, last: Rows of the chronology.
    """
    day, what, days = (
        f"${_LETTERS[column.number - 1]}{number}"
        for column in (layout.CHRONOLOGY_DATE, layout.CHRONOLOGY_WHAT, layout.CHRONOLOGY_DAYS)
    )
    all_days, all_whats = (
        f"${_LETTERS[column.number - 1]}${first}:${_LETTERS[column.number - 1]}${last}"
        for column in (layout.CHRONOLOGY_DATE, layout.CHRONOLOGY_WHAT)
    )
    before = f'COUNTIF({all_days},"<"&{day})'
    times = f"SUMPRODUCT(--(TRIM({all_whats})=TRIM({what})))"
    # One formula for all of it: a space between the two sentences stands only where both do.
    gap = f'IF(ISNUMBER({days}),IF({days}>{LONGEST_GAP},"Gap of "&{days}&" days. ",""),"")'
    again = f'IF(TRIM({what})="","",IF({times}>1,{times}&" times in this chronology.",""))'
    return (
        f'=IF(ISNUMBER({day}),IF({before}=0,"",{day}-SMALL({all_days},{before})),"")',
        f"=TRIM({gap}&{again})",
    )


def _reason(row: AnswerRow) -> str:
    """True where the absence takes a reason."""
    words = [one.words for one in row.form.absences if one.value in row.form.reason_required]
    return _or(f"{row.absence}={quoted(one)}" for one in words)


def _state(
    row: AnswerRow, visible: Asked, *, blank: RowState, missing: Iterable[tuple[str, RowState]]
) -> str:
    is_blank = f'{row.answer}&{row.absence}=""'
    done = f'"{RowState.DONE}"'
    lacking = [(test, state) for test, state in missing if test != NO]
    for test, state in reversed(lacking):
        done = f'IF({test},"{state}",{done})'
    if lacking:
        done = f'IF(${NOTE}${row.number}="",{done},"{RowState.DONE}")'
    if_blank = f'"{blank}"' if visible.holds == YES else _if(visible.holds, blank, RowState.WAITS)
    formula = f"IF({is_blank},{if_blank},{done})"
    if visible.fails == NO:
        return f"={formula}"
    hidden = f'IF({is_blank},"{RowState.NOT_ASKED}","{RowState.CLEAR}")'
    return f"=IF({visible.fails},{hidden},{formula})"


def _if(test: str, then: str, otherwise: str) -> str:
    return f'"{otherwise}"' if test == NO else f'IF({test},"{then}","{otherwise}")'


def quoted(words: str) -> str:
    """Words as a formula says them."""
    return '"' + words.replace('"', '""') + '"'


def _number(value: Scalar | None) -> str:
    """A number, or the day number of a date, which reads the same in every language."""
    if isinstance(value, date):
        return str((value - EXCEL_ORIGIN).days)
    return repr(value)


def _not(formula: str) -> str:
    return {YES: NO, NO: YES}.get(formula, f"NOT({formula})")


def _and(formulas: Iterable[str]) -> str:
    parts = [one for one in dict.fromkeys(formulas) if one != YES]
    if NO in parts:
        return NO
    return YES if not parts else parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


def _or(formulas: Iterable[str]) -> str:
    parts = [one for one in dict.fromkeys(formulas) if one != NO]
    if YES in parts:
        return YES
    return NO if not parts else parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"
