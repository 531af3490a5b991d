"""Medians of numbers and of the time between two dates, with their quartiles and their base.

Quartiles are those of the sample itself, interpolated between its values; what is known too
roughly, runs backwards or has no answer that counts is kept apart and never guessed at.

Source: Hyndman & Fan (1996), Sample quantiles in statistical packages, The American Statistician
50(4), definition 7, which R and spreadsheets use by default (`statistics.quantiles`, inclusive).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from inspect_tool.domain.clocks.working_days import working_days_between
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import ALL, is_not_asked, is_without_rows
from inspect_tool.domain.figures.findings import check_field
from inspect_tool.domain.figures.frequencies import records_by
from inspect_tool.domain.figures.question_answers import QuestionAnswers, units_of
from inspect_tool.domain.framework.framework import Framework, Median, SubjectKind
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.language.conditions import evaluate
from inspect_tool.domain.language.values import Precision, RoughDate, earliest_of, precision_of
from inspect_tool.domain.records.records import RecordFacts

# Below it there is a count alone: docs/how-tos/kinds-of-question.md, "What is counted".
SMALLEST_BASE_OF_A_MEDIAN = 10

UNITS = {"days": "days", "working_days": "working days", "months": "months"}


@dataclass(frozen=True)
class FoundMedian:
    """A median over units, with what it rests on.

    Args:
        unit: What the numbers count.
        noun: What the base is called.
        numbers: By unit, exactly.
        rough: Units with a date that is known too roughly for it.
        backwards: Units whose second date is before the first.
        unknown: Units without an answer that counts.
        outside: Units that it does not apply to.
        unasked: Units whose version did not ask it in that meaning.
        without_rows: Where it is of rows, records whose version did not ask for any.
    """

    key: str
    title: str
    unit: str
    noun: str
    group: str
    subject: SubjectKind = SubjectKind.CASE
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    rough: tuple[str, ...] = ()
    backwards: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    without_rows: tuple[str, ...] = ()

    @property
    def base(self) -> int:
        """How many units the median is of."""
        return len(self.numbers)

    @property
    def is_shown(self) -> bool:
        """Whether there are enough for a median."""
        return self.base >= SMALLEST_BASE_OF_A_MEDIAN

    @property
    def median(self) -> Fraction | None:
        """The middle number, or half way between the middle two; None without any."""
        return Fraction(statistics.median(self.numbers.values())) if self.numbers else None

    @property
    def quartiles(self) -> tuple[Fraction, Fraction] | None:
        """The lower and the upper quartile; None below two numbers."""
        if self.base < 2:
            return None
        low, _, high = statistics.quantiles(self.numbers.values(), n=4, method="inclusive")
        return Fraction(low), Fraction(high)

    def within(self, refs: frozenset[str], group: str) -> FoundMedian:
        """The same of some records alone, or of the rows in them."""

        def kept(given: Iterable[str]) -> tuple[str, ...]:
            return tuple(ref for ref in given if question_of_item(ref) in refs)

        return FoundMedian(
            self.key,
            self.title,
            self.unit,
            self.noun,
            group,
            self.subject,
            {ref: self.numbers[ref] for ref in kept(self.numbers)},
            kept(self.rough),
            kept(self.backwards),
            kept(self.unknown),
            kept(self.outside),
            kept(self.unasked),
            kept(self.without_rows),
        )


def medians(
    figures: SnapshotFigures, key: str, *, by: str | None = None
) -> tuple[FoundMedian, ...]:
    """A median over all first, then in each group of a field.

    Args:
        key: Of a median of the framework.

    Raises:
        KeyError: The framework has no such median.
        UnknownFieldError, SinglesOutError: As for a measure.
    """
    framework = figures.review.framework
    median = framework.medians[key]
    total = median_over(framework, key, median, figures.records)
    if by is None:
        return (total,)
    check_field(figures, by)
    groups = records_by(figures, median.subject, by)
    return (total, *(total.within(refs, group) for group, refs in groups.items()))


def median_over(
    framework: Framework, key: str, median: Median, records: Iterable[RecordFacts]
) -> FoundMedian:
    """A median over records, or over the rows of a group in them."""
    group = framework.question(median.rows or "")
    numbers: dict[str, Fraction] = {}
    apart: dict[str, list[str]] = {}
    records = tuple(records)
    for unit in units_of(records, median.subject, group):
        found = _number_of(median, unit)
        if isinstance(found, Fraction):
            numbers[unit.subject.ref] = found
        else:
            apart.setdefault(found, []).append(unit.subject.ref)
    return FoundMedian(
        key=key,
        title=median.title,
        unit=unit_of(framework, median),
        noun=median.noun or ("cases" if group is None else "rows"),
        group=ALL,
        subject=median.subject,
        numbers=numbers,
        rough=tuple(sorted(apart.get(_ROUGH, ()))),
        backwards=tuple(sorted(apart.get(_BACKWARDS, ()))),
        unknown=tuple(sorted(apart.get(_UNKNOWN, ()))),
        outside=tuple(sorted(apart.get(_OUTSIDE, ()))),
        unasked=tuple(sorted(apart.get(_UNASKED, ()))),
        without_rows=tuple(
            sorted(
                record.subject.ref
                for record in records
                if median.rows is not None
                and record.subject.kind is median.subject
                and is_without_rows(median.rows, record)
            )
        ),
    )


def unit_of(framework: Framework, median: Median) -> str:
    """What the numbers of a median count; empty where the question names no unit."""
    question = framework.question(median.question or "")
    return UNITS[median.in_] if median.in_ else "" if question is None else question.unit


def of_numbers(asked: QuestionAnswers) -> FoundMedian:
    """The median of the answers to a question about a number, or of the rows that a group has."""
    return FoundMedian(
        key=asked.name,
        title=asked.title,
        unit=asked.unit,
        noun="rows" if asked.group else "cases",
        group=ALL,
        subject=asked.subject,
        numbers={ref: Fraction(str(number)) for ref, number in asked.numbers.items()},
        unknown=asked.unknown_refs,
        outside=asked.outside,
    )


_OUTSIDE, _UNKNOWN, _ROUGH, _BACKWARDS = "outside", "unknown", "rough", "backwards"
_UNASKED = "not asked"


def _number_of(median: Median, unit: RecordFacts) -> Fraction | str:
    """The number of a unit, or why it has none."""
    asked = [name for name in (median.question, median.from_, median.to) if name is not None]
    if unit.unlike.rests_on(median.of) or not unit.unlike.questions.isdisjoint(asked):
        return _UNASKED
    if median.of is not None:
        truth = evaluate(median.of, unit)
        if not truth:
            return _UNKNOWN if truth is None else _OUTSIDE
    values = [unit.answer(name) for name in asked]
    if None in values:
        is_outside = any(is_not_asked(name, unit) for name in asked)
        return _OUTSIDE if is_outside else _UNKNOWN
    dates = [value for value in values if isinstance(value, date | RoughDate)]
    if len(dates) == 2:
        return _between(dates[0], dates[1], median.in_ or "")
    number = values[0]
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Fraction(str(number)) if is_number else _UNKNOWN


def _between(start: date | RoughDate, end: date | RoughDate, unit: str) -> Fraction | str:
    """The time from one date to another, where both are known well enough."""
    least = Precision.MONTH if unit == "months" else Precision.DAY
    if precision_of(start) < least or precision_of(end) < least:
        return _ROUGH
    first, last = earliest_of(start), earliest_of(end)
    if unit == "months":
        number = (last.year - first.year) * 12 + last.month - first.month
        return Fraction(number) if number >= 0 else _BACKWARDS
    if last < first:
        return _BACKWARDS
    return Fraction((last - first).days if unit == "days" else working_days_between(first, last))
