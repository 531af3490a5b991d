"""A framework's conditions as the expressions of a form, with what is unknown kept unknown.

Source: XPath 1.0 as forms have it, https://docs.getodk.org/form-operators-functions/.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType
from inspect_tool.domain.framework.xlsform_names import (
    ABSENCE,
    ANY,
    EARLIEST,
    FIELD,
    JUDGEMENT,
    LATEST,
    ROWS,
    THEMES,
    absences_of,
    is_listed,
    is_rough,
    name_of,
)
from inspect_tool.domain.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    HowMany,
    NotOf,
    Scalar,
    comparisons,
)
from inspect_tool.domain.language.values import NONE


@dataclass(frozen=True)
class FormConditions:
    """Conditions as a form asks them.

    Args:
        is_of_row: Whether they ask about one row of a repeat from outside of it.
    """

    framework: Framework
    is_of_row: bool = False

    def relevant(self, condition: Condition | None) -> str:
        """When something is asked: where its condition holds, not where it is unknown.

        Empty where there is no condition, and where it hangs on a statutory clock.
        """
        if condition is None or self._needs_a_clock(condition):
            return ""
        return self.holds(condition, is_true=True)

    def value(self, name: str) -> str:
        """What a question of the form was answered with."""
        return f"./{name}" if self.is_of_row else f"${{{name}}}"

    def is_known(self, question: Question) -> str:
        """Whether there is an answer, an absence aside, to a question that is not of a list."""
        name = name_of(question.id)
        if is_rough(question):
            name = f"{name}{EARLIEST}"
        known = f"{self.value(name)} != ''"
        return f"({known} or {self.value(name + THEMES)} != '')" if question.themes else known

    def _needs_a_clock(self, condition: Condition) -> bool:
        if any(one.in_force is not None for one in comparisons(condition)):
            return True
        asked = (self.framework.question(one.question or "") for one in comparisons(condition))
        return any(one is not None and one.type is QuestionType.CLOCK for one in asked)

    def holds(self, condition: Condition, *, is_true: bool) -> str:
        """An expression for a condition being true, or false; where it is neither it is unknown."""
        if isinstance(condition, NotOf):
            return self.holds(condition.not_, is_true=not is_true)
        if isinstance(condition, AllOf | AnyOf):
            parts = condition.all if isinstance(condition, AllOf) else condition.any
            joint = " and " if isinstance(condition, AllOf) is is_true else " or "
            return joint.join(f"({self.holds(part, is_true=is_true)})" for part in parts)
        return self._compared(condition, is_true=is_true)

    def _compared(self, comparison: Comparison, *, is_true: bool) -> str:
        name = _form_name(comparison)
        question = self.framework.question(comparison.question or "")
        if comparison.answered is not None:
            return self._answered(name, question, is_true=comparison.answered is is_true)
        if comparison.met or comparison.not_met:
            met = self._met(comparison.judgement or "")
            return self._among(name, None, met, is_true=bool(comparison.met) is is_true)
        if question is not None and _has_options(question):
            return self._of_options(question, comparison, is_true=is_true)
        if question is not None and question.type is QuestionType.GROUP:
            return self._of_rows(name, comparison, is_true=is_true)
        if is_rough(question):
            return self._of_rough_date(name, comparison, is_true=is_true)
        return self._of_value(name, question, comparison, is_true=is_true)

    def _met(self, criterion_id: str) -> tuple[str, ...]:
        """The values with which a criterion is met."""
        criterion = self.framework.criterion(criterion_id)
        judged = criterion.judgement if criterion is not None else None
        return self.framework.scales[judged.scale].met if judged is not None else ()

    def _of_value(
        self, name: str, question: Question | None, comparison: Comparison, *, is_true: bool
    ) -> str:
        """One value against a bound or against others."""
        for bound, sign, other in ((comparison.gte, ">=", "<"), (comparison.lte, "<=", ">")):
            if bound is not None:
                value = self.value(name)
                return f"{value} != '' and {value} {sign if is_true else other} {text_of(bound)}"
        if comparison.not_ is not None:
            return self._among(name, question, (comparison.not_,), is_true=not is_true)
        return self._among(name, question, _listed(comparison), is_true=is_true)

    def _answered(self, name: str, question: Question | None, *, is_true: bool) -> str:
        absences = () if question is None else absences_of(self.framework, question)
        if question is not None and not is_listed(question):
            if is_true:
                return self.is_known(question)
            return f"{self.value(name + ABSENCE)} != ''" if absences else "false()"
        is_group = question is not None and question.type is QuestionType.GROUP
        no_answer = [key for key in absences if is_group or not self.framework.absences[key].counts]
        tests = [f"{self.value(name)} = {text_of(key)}" for key in no_answer]
        if not is_true:
            return " or ".join(tests) or "false()"
        return " and ".join([f"{self.value(name)} != ''", *(f"not({test})" for test in tests)])

    def _among(
        self, name: str, question: Question | None, values: Sequence[Scalar], *, is_true: bool
    ) -> str:
        """Whether an answer, as it is counted, is one of some values, or another."""
        is_list = question is not None and question.type is QuestionType.CHOICE
        absences = () if question is None or not is_list else absences_of(self.framework, question)
        counted = {
            key: self.framework.absences[key].as_
            for key in absences
            if self.framework.absences[key].counts
        }
        value = self.value(name)
        given = [*values, *(key for key, as_ in counted.items() if as_ in values)]
        tests = " or ".join(f"{value} = {text_of(one)}" for one in given) or "false()"
        if is_true:
            return tests
        unknown = [key for key in absences if key not in counted]
        known = [f"{value} != ''", *(f"{value} != {text_of(key)}" for key in unknown)]
        return " and ".join([*known, f"not({tests})"])

    # --- several options, dates that are known in part, rows ----------------------------------

    def _of_options(self, question: Question, comparison: Comparison, *, is_true: bool) -> str:
        """Options that were chosen together, or themes of a text."""
        value = self.value(name_of(question.id) + (THEMES if question.themes else ""))
        known = self.is_known(question)
        if comparison.how_many is not None:
            number = f"if(selected({value}, '{NONE}'), 0, count-selected({value}))"
            sign, bound = _number_test(comparison.how_many, is_true=is_true)
            return f"{known} and {number} {sign} {bound}"
        sought = (comparison.has,) if comparison.has is not None else comparison.has_any or ()
        chosen = " or ".join(f"selected({value}, {text_of(code)})" for code in sought)
        return chosen if is_true else f"{known} and not({chosen})"

    def _of_rough_date(self, name: str, comparison: Comparison, *, is_true: bool) -> str:
        """A date that is known in part: neither true nor false where it depends on the day."""
        first, last = self.value(name + EARLIEST), self.value(name + LATEST)
        known = f"{first} != ''"
        if isinstance(comparison.gte, date):
            bound = number_of(comparison.gte)
            return f"{known} and " + (f"{first} >= {bound}" if is_true else f"{last} < {bound}")
        if isinstance(comparison.lte, date):
            bound, end = number_of(comparison.lte), _last_number(comparison.lte)
            return f"{known} and " + (f"{last} <= {end}" if is_true else f"{first} > {bound}")
        days = _listed(comparison)
        if comparison.not_ is not None:
            days, is_true = (comparison.not_,), not is_true
        if is_true:
            return " or ".join(f"{self.value(name)} = {text_of(day)}" for day in days)
        apart = [
            f"({last} < {number_of(day)} or {first} > {number_of(day)})"
            for day in days
            if isinstance(day, date)
        ]
        return " and ".join([known, *apart])

    def _of_rows(self, name: str, comparison: Comparison, *, is_true: bool) -> str:
        """The rows of a group, or that there are none."""
        group, repeat = self.value(name), self.value(name + ROWS)
        there = f"{group} = '{ANY}' and count({repeat}) > 0"
        no_row = f"{group} = '{NONE}'"
        row, every = replace(self, is_of_row=True), f"count({repeat})"
        if comparison.any_row is not None:
            true = f"count({repeat}[{row.holds(comparison.any_row, is_true=True)}])"
            if is_true:
                return f"{there} and {true} > 0"
            false = f"count({repeat}[{row.holds(comparison.any_row, is_true=False)}])"
            return f"{no_row} or ({there} and {false} = {every})"
        if comparison.how_many is None:  # the one value of a group is that it has no rows
            is_none = (NONE in _listed(comparison)) is is_true
            return no_row if is_none else "false()"
        test = comparison.how_many
        least = most = every
        if test.where is not None:
            least = f"count({repeat}[{row.holds(test.where, is_true=True)}])"
            most = f"({every} - count({repeat}[{row.holds(test.where, is_true=False)}]))"
        counted = _count_test(test, least, most, is_true=is_true)
        some = f"({there} and {counted})"
        return f"{no_row} or {some}" if test.holds(0) is is_true else some


def _has_options(question: Question) -> bool:
    return question.type is QuestionType.SEVERAL or question.themes is not None


def _listed(comparison: Comparison) -> tuple[Scalar, ...]:
    values = comparison.in_ if comparison.in_ is not None else (comparison.is_,)
    return tuple(value for value in values if value is not None)


def _number_test(test: HowMany, *, is_true: bool) -> tuple[str, int]:
    """A sign and a bound that a number of options is held against."""
    if test.is_ is not None:
        return "=" if is_true else "!=", test.is_
    if test.gte is not None:
        return ">=" if is_true else "<", test.gte
    return "<=" if is_true else ">", test.lte or 0


def _count_test(test: HowMany, least: str, most: str, *, is_true: bool) -> str:
    """Whether every number from `least` to `most` passes, or none does."""
    if test.is_ is not None:
        if is_true:
            return f"{least} = {test.is_} and {most} = {test.is_}"
        return f"({least} > {test.is_} or {most} < {test.is_})"
    if test.gte is not None:
        return f"{least} >= {test.gte}" if is_true else f"{most} < {test.gte}"
    return f"{most} <= {test.lte or 0}" if is_true else f"{least} > {test.lte or 0}"


def _form_name(comparison: Comparison) -> str:
    if comparison.field:
        return f"{FIELD}{comparison.field}"
    prefix = JUDGEMENT if comparison.judgement else ""
    return prefix + name_of(comparison.subject)


def number_of(day: date) -> int:
    """A day as a number of eight figures, in which days are in order."""
    return day.year * 10_000 + day.month * 100 + day.day


def _last_number(day: date) -> int:
    """The same, the last day of a month as its 31st: what a form takes for a month's last day."""
    is_last = day.day == monthrange(day.year, day.month)[1]
    return number_of(day) if not is_last else day.year * 10_000 + day.month * 100 + 31


def text_of(value: Scalar) -> str:
    """A value as a form has it; a truth value as people type it."""
    if isinstance(value, bool):
        return "'yes'" if value else "'no'"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, str):
        return f"'{value}'"
    return str(value)
