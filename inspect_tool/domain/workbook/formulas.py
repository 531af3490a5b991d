"""Whether a row is asked and what is missing in it, as formulas over the answers of its sheet.

A condition is unknown while an answer is (`language/conditions.py`), and a cell is only true or
false. So a condition becomes two formulas: one that is true where it holds, one where it fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from inspect_tool.domain.clocks.clock import clock_rule, days_in_force
from inspect_tool.domain.framework.framework import Question, QuestionType
from inspect_tool.domain.framework.repeats import RepeatEvent, RepeatRule
from inspect_tool.domain.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    HowMany,
    NotOf,
    Scalar,
    evaluate,
)
from inspect_tool.domain.language.dates import EXCEL_ORIGIN
from inspect_tool.domain.language.values import Precision
from inspect_tool.domain.records.chronology import LONGEST_GAP
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.several_formulas import chosen
from inspect_tool.domain.workbook.truths import (
    ALWAYS,
    LETTERS,
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
        return Asked(any_of(part.holds for part in parts), all_of(part.fails for part in parts))
    return _compared(condition, sheet)


def _compared(comparison: Comparison, sheet: AnswerRows) -> Asked:
    group = sheet.facts.framework.question(comparison.question or "")
    if group is not None and group.rows is not None:
        return _of_group(comparison, group, sheet)
    row = None
    if comparison.judgement:
        row = sheet.rows.get((ItemKind.JUDGEMENT, comparison.subject))
    elif comparison.question:
        row = sheet.question(comparison.subject)
    if row is None:
        return _as_known(comparison, sheet)
    cell = _AnswerCell(row, sheet.facts, comparison)
    if comparison.in_force is not None:
        return cell.in_force(comparison.in_force)
    if comparison.answered is not None:
        no_answer = all_of([f'{row.answer}&{row.absence}<>""', negated(cell.known)])
        found = Asked(cell.known, no_answer)
        return found if comparison.answered else Asked(found.fails, found.holds)
    return cell.tested()


def _of_group(comparison: Comparison, group: Question, sheet: AnswerRows) -> Asked:
    """What is asked of a group: such a row, how many rows, whether it is answered."""
    own = sheet.rows.get((ItemKind.QUESTION, group.id))
    numbers = sheet.rows_of(group)
    if own is None:
        return _as_known(comparison, sheet)
    used = {number: sheet.is_used(group, number) for number in numbers}
    says_none = f"{own.answer}={quoted(own.form.choices[0].words)}"
    known = any_of([says_none, *used.values()])
    if comparison.any_row is not None:
        found = {row: asked(comparison.any_row, replace(sheet, in_row=row)) for row in numbers}
        unlike = [any_of([negated(used[row]), one.fails]) for row, one in found.items()]
        return Asked(
            any_of(all_of([used[row], one.holds]) for row, one in found.items()),
            all_of([known, *unlike]),
        )
    if comparison.how_many is not None and comparison.how_many.where is None:
        total = "+".join(f"({one})*1" for one in used.values()) or "0"
        test = _how_many(comparison.how_many, total)
        return Asked(all_of([known, test]), all_of([known, negated(test)]))
    if comparison.answered is not None:
        no_answer = all_of([f'{own.answer}&{own.absence}<>""', negated(known)])
        return Asked(known, no_answer) if comparison.answered else Asked(no_answer, known)
    return UNKNOWN  # rows counted by a condition: the import counts them


def _how_many(test: HowMany, total: str) -> str:
    sign, bound = next(
        (sign, bound)
        for sign, bound in (("=", test.is_), (">=", test.gte), ("<=", test.lte))
        if bound is not None
    )
    return f"{total}{sign}{bound}"


def _as_known(comparison: Comparison, sheet: AnswerRows) -> Asked:
    """What is known of a comparison when the workbook is made."""
    truth = evaluate(comparison, sheet.facts)
    return UNKNOWN if truth is None else Asked(YES, NO) if truth else Asked(NO, YES)


@dataclass(frozen=True)
class _AnswerCell:
    """The answer that a comparison asks about."""

    row: AnswerRow
    facts: RecordFacts
    comparison: Comparison

    @property
    def known(self) -> str:
        """True where there is an answer that counts."""
        return any_of([f'{self.row.answer}<>""', *self._counted(None)])

    def tested(self) -> Asked:
        """The comparison itself."""
        test = self.comparison
        if test.has is not None or test.has_any is not None or test.how_many is not None:
            is_several = self.row.form.type is QuestionType.SEVERAL
            return chosen(self.row, test) if is_several else UNKNOWN  # themes behind a text
        if self.row.form.precision is not Precision.DAY:
            return UNKNOWN  # a month in words has no order in a sheet
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
        same = any_of(
            formula for value in values if value is not None for formula in self._is(value)
        )
        other = all_of([self.known, negated(same)])
        is_negated = test.not_ is not None or test.not_met
        return Asked(other, same) if is_negated else Asked(same, other)

    def in_force(self, rule_id: str) -> Asked:
        """Whether a limit held on the day answered, at the authority of the sheet."""
        is_number = f"ISNUMBER({self.row.answer})"
        spans = any_of(
            all_of(
                [
                    f"{self.row.answer}>={_number(begins)}" if begins else YES,
                    f"{self.row.answer}<={_number(last)}" if last else YES,
                ]
            )
            for begins, last in days_in_force(clock_rule(rule_id), self.facts.terms)
        )
        return Asked(all_of([is_number, spans]), all_of([is_number, negated(spans)]))

    def _ordered(self) -> Asked:
        is_least = self.comparison.gte is not None
        bound = self.comparison.gte if is_least else self.comparison.lte
        sign, other = (">=", "<") if is_least else ("<=", ">")
        number = _number(bound)
        is_number = f"ISNUMBER({self.row.answer})"
        return Asked(
            all_of([is_number, f"{self.row.answer}{sign}{number}"]),
            all_of([is_number, f"{self.row.answer}{other}{number}"]),
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
            yield all_of([f"ISNUMBER({self.row.answer})", f"{self.row.answer}={_number(value)}"])
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


def chronology_formulas(
    number: int, *, first: int, last: int, rule: RepeatRule | None = None
) -> tuple[str, str]:
    """The days since the day before, and what an incident shows (`domain/records/chronology.py`).

    Args:
        first, last: Rows of the chronology.
        rule: Which incidents are repeats; None where the framework does not say.
    """
    day, what, days = (
        f"${LETTERS[column.number - 1]}{number}"
        for column in (layout.CHRONOLOGY_DATE, layout.CHRONOLOGY_WHAT, layout.CHRONOLOGY_DAYS)
    )
    all_days, all_whats = (
        f"${LETTERS[column.number - 1]}${first}:${LETTERS[column.number - 1]}${last}"
        for column in (layout.CHRONOLOGY_DATE, layout.CHRONOLOGY_WHAT)
    )
    before = f'COUNTIF({all_days},"<"&{day})'
    times = f"SUMPRODUCT(--(TRIM({all_whats})=TRIM({what})))"
    # One formula for all of it: a space between the two sentences stands only where both do.
    gap = f'IF(ISNUMBER({days}),IF({days}>{LONGEST_GAP},"Gap of "&{days}&" days. ",""),"")'
    again = f'IF(TRIM({what})="","",IF({times}>1,{times}&" times in this chronology.",""))'
    cells = _ChronologyCells(day, what, all_days, all_whats)
    near = [cells.near(event, rule.within_days) for event in rule.events] if rule else []
    return (
        f'=IF(ISNUMBER({day}),IF({before}=0,"",{day}-SMALL({all_days},{before})),"")',
        f"=TRIM({gap}&{again}{''.join(near)})",
    )


@dataclass(frozen=True)
class _ChronologyCells:
    """The cells of one incident, and those of all of them."""

    day: str
    what: str
    all_days: str
    all_whats: str

    def near(self, event: RepeatEvent, within_days: int) -> str:
        """How often a kind of event came within the days before, where this is one of them."""
        # A text is greater than any number and is no error, so a day that is none counts as 0.
        count = (
            f"SUMPRODUCT(SIGN({_named(event, self.all_whats)})*ISNUMBER({self.all_days})"
            f"*({self.all_days}>={self.day}-{within_days})*({self.all_days}<={self.day}))"
        )
        words = quoted(f" {event.title} again within {within_days} days.")
        is_one = f"ISNUMBER({self.day})*({_named(event, self.what)})"
        return f'&IF({is_one},IF({count}>1,{words},""),"")'


def _named(event: RepeatEvent, cells: str) -> str:
    """How many of the event's words are in a cell, or in each of several."""
    return "+".join(f"ISNUMBER(SEARCH({quoted(word)},{cells}))" for word in event.words)


def _number(value: Scalar | None) -> str:
    """A number, or the day number of a date, which reads the same in every language."""
    if isinstance(value, date):
        return str((value - EXCEL_ORIGIN).days)
    return repr(value)
