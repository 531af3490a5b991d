"""Calculated judgements, and which criteria and questions a record has.

The advice never replaces an inspector's judgement: the two are kept side by side, and a
difference needs a reason.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.clocks.clock import Clock, ClockResult, run_clock, worst
from inspect_tool.domain.framework.framework import (
    ClockLimit,
    Criterion,
    Framework,
    Question,
    QuestionType,
    Rule,
)
from inspect_tool.domain.language.conditions import (
    AllOf,
    Comparison,
    Condition,
    Facts,
    HowMany,
    NotOf,
    Scalar,
    Truth,
    comparisons,
    evaluate,
)
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.records import Answer, RecordFacts, is_empty


@dataclass(frozen=True)
class Advice:
    """A calculated judgement.

    Args:
        value: None when the criterion has no calculation, or it cannot be completed.
        reason: Which step decided, or what is missing, as a sentence.
    """

    value: str | None
    reason: str


@dataclass(frozen=True)
class _Decision:
    """The step that decides, or the one that cannot be decided."""

    number: int
    step: Rule
    holds: bool

    @property
    def value(self) -> str | None:
        """The judgement that the step gives; None where it is not known whether it holds."""
        if not self.holds:
            return None
        return self.step.else_ if self.step.when is None else self.step.then


def _decision(criterion: Criterion, facts: Facts) -> _Decision | None:
    """The first step that holds or is unknown; None where there is none."""
    steps = () if criterion.judgement is None else criterion.judgement.calculated
    for number, step in enumerate(steps, start=1):
        truth = True if step.when is None else evaluate(step.when, facts)
        if truth is not False:
            return _Decision(number, step, truth is not None)
    return None


def calculate(criterion: Criterion, facts: Facts) -> Advice:
    """The judgement that the answers point to: the first step that holds gives it.

    A step that is unknown leaves the advice incomplete, since it might have been the first.
    """
    if criterion.judgement is None or not criterion.judgement.calculated:
        return Advice(None, "There is no calculation for this criterion.")
    decision = _decision(criterion, facts)
    if decision is None:
        return Advice(None, "No step holds.")
    number, when = decision.number, decision.step.when
    if when is None:
        return Advice(decision.value, f"Step {number}: no earlier step holds.")
    if decision.holds:
        return Advice(decision.value, f"Step {number}: {condition_words(when)}.")
    missing = ", ".join(waiting_for(when, facts))
    return Advice(None, f"Step {number} cannot be decided without {missing}.")


def advised(criterion: Criterion, facts: Facts) -> str | None:
    """The value alone of what `calculate` gives, where nobody reads the reason."""
    decision = _decision(criterion, facts)
    return None if decision is None else decision.value


def applies(criterion: Criterion, facts: Facts) -> Truth:
    """Whether the criterion is asked of this subject; None while that is not known."""
    return True if criterion.applies is None else evaluate(criterion.applies, facts)


def shown(question: Question, facts: Facts) -> Truth:
    """Whether the question is asked; None hides it until `waiting_for` is known."""
    return True if question.show_if is None else evaluate(question.show_if, facts)


def waiting_for(condition: Condition | None, facts: Facts) -> tuple[str, ...]:
    """What a condition asks about and does not know yet, each once, in the order of writing."""
    if condition is None:
        return ()
    unknown = (
        comparison.subject
        for comparison in comparisons(condition)
        if evaluate(comparison, facts) is None
    )
    return tuple(dict.fromkeys(unknown))


def with_prefills(facts: RecordFacts) -> RecordFacts:
    """The facts with the authority's values where a question is prefilled and has no answer.

    An inspector's answer, even an absence, always takes precedence over the authority's value; a
    note alone does not. A criterion that does not apply is given no value.
    """
    filled = {}
    for criterion in facts.framework.criteria(facts.subject.kind):
        # Few questions are prefilled: what is asked of every record is whether one is, and first.
        wanting = [
            question
            for question in criterion.questions
            if question.prefill is not None and is_empty(facts.answers.get(question.id))
        ]
        for question in wanting if wanting and applies(criterion, facts) is not False else ():
            value, given = prefill(question, facts), facts.answers.get(question.id)
            if value is not None:
                filled[question.id] = Answer(value, note=given.note if given else "")
    return dataclasses.replace(facts, answers={**facts.answers, **filled}) if filled else facts


def prefill(question: Question, facts: RecordFacts) -> Scalar | None:
    """The authority's value for a question, where it is of the question's type."""
    value = None if question.prefill is None else facts.field(question.prefill)
    if question.type is QuestionType.CHOICE and isinstance(value, bool):
        value = "yes" if value else "no"
    fits = {
        QuestionType.DATE: isinstance(value, date),
        QuestionType.NUMBER: isinstance(value, int) and not isinstance(value, bool),
        QuestionType.TEXT: isinstance(value, str),
        QuestionType.CHOICE: question.scale is not None
        and value in facts.framework.scales[question.scale].values,
    }
    return value if fits.get(question.type, False) else None


def with_clocks(facts: RecordFacts, *, on: date) -> RecordFacts:
    """The facts with the answers of the clock questions computed from their dates.

    A clock whose dates are untouched stays unknown. It never takes a stored answer.
    """
    clocks = [
        question
        for criterion in facts.framework.criteria(facts.subject.kind)
        for question in criterion.questions
        if question.type is QuestionType.CLOCK and not question.retired
    ]
    answers = dict(facts.answers)
    for question in clocks:
        answers.pop(question.id, None)
    timed = dataclasses.replace(facts, answers=answers)
    for question in clocks:
        clock = read_clock(question, timed, on=on)
        if clock is not None and shown(question, timed) is not False:
            # Nobody else has the record yet; a later clock may hang on an earlier one.
            answers[question.id] = Answer(clock.result.value)
    return timed


def read_clock(question: Question, facts: RecordFacts, *, on: date) -> Clock | None:
    """What the clock of a question says, or None while a date that it needs is untouched.

    Where the limit of its rule was not in force, the others that it names decide: the worst of
    those that were, each with its own dates. A date that is not asked leaves its limit out.
    """
    first, *others = question.limits
    clock = _read_limit(first, facts, on)
    if clock is None or clock.result is not ClockResult.NOT_IN_FORCE:
        return clock
    found = [_read_limit(limit, facts, on) for limit in others if _dates_are_asked(limit, facts)]
    read = [one for one in found if one is not None]
    if len(read) < len(found):
        return None
    return worst([one for one in read if one.result is not ClockResult.NOT_IN_FORCE] or [clock])


def _dates_are_asked(limit: ClockLimit, facts: RecordFacts) -> bool:
    dates = (facts.framework.question(name) for name in (limit.from_, limit.to))
    return not any(one is not None and shown(one, facts) is False for one in dates)


def _read_limit(limit: ClockLimit, facts: RecordFacts, on: date) -> Clock | None:
    """One limit, or None while one of its dates is untouched.

    "No record of it" as the end counts as not done; an absence that does not count (not seen, not
    applicable) makes the clock not assessable.
    """
    start, end = facts.answers.get(limit.from_), facts.answers.get(limit.to)
    if start is None or end is None or is_empty(start) or is_empty(end):
        return None
    if isinstance(start.value, RoughDate) or isinstance(end.value, RoughDate):
        return Clock(ClockResult.NOT_ASSESSABLE, reason="A date is not known to the day.")
    if end.absence is not None and not _counts(facts.framework, end.absence):
        reason = "Whether and when it ended is not known."
        return Clock(ClockResult.NOT_ASSESSABLE, reason=reason, rule_id=limit.rule)
    return run_clock(
        limit.rule,
        start.value if isinstance(start.value, date) else None,
        end.value if isinstance(end.value, date) else None,
        on=on,
        terms=facts.terms,
    )


def _counts(framework: Framework, absence: str) -> bool:
    return absence in framework.absences and framework.absences[absence].counts


def condition_words(condition: Condition) -> str:
    """A condition as a phrase: `TIM.1.c is late and TIM.1.d is yes`."""
    if isinstance(condition, Comparison):
        return _comparison_words(condition)
    if isinstance(condition, NotOf):
        return f"not ({condition_words(condition.not_)})"
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    joint = " and " if isinstance(condition, AllOf) else " or "
    return joint.join(
        condition_words(part) if isinstance(part, Comparison) else f"({condition_words(part)})"
        for part in parts
    )


def _comparison_words(comparison: Comparison) -> str:
    subject = comparison.subject.replace("_", " ") if comparison.field else comparison.subject
    if comparison.answered is not None:
        return f"{subject} is {'answered' if comparison.answered else 'not answered'}"
    if comparison.met or comparison.not_met:
        return f"{subject} is {'met' if comparison.met else 'not met'}"
    if comparison.in_force is not None:
        return f"the limit {comparison.in_force} was in force on the day of {subject}"
    if comparison.row_condition is not None or comparison.how_many is not None:
        return _row_words(comparison)
    has = (comparison.has,) if comparison.has is not None else comparison.has_any
    if has is not None:
        return f"{subject} has {' or '.join(_scalar_words(value) for value in has)}"
    return _value_words(subject, comparison)


def _value_words(subject: str, comparison: Comparison) -> str:
    """A test against values, as a phrase."""
    if comparison.in_ is not None:
        return f"{subject} is {' or '.join(_scalar_words(value) for value in comparison.in_)}"
    tests = (
        ("is", comparison.is_),
        ("is not", comparison.not_),
        ("is at least", comparison.gte),
        ("is at most", comparison.lte),
    )
    test, value = next((test, value) for test, value in tests if value is not None)
    return f"{subject} {test} {_scalar_words(value)}"


def _row_words(comparison: Comparison) -> str:
    """How many rows or options, or that there is a row of a kind, as a phrase."""
    if comparison.any_row is not None:
        return f"{comparison.subject} has a row where {condition_words(comparison.any_row)}"
    test = comparison.how_many or HowMany(gte=1)
    number, bound = next(
        (number, words)
        for number, words in ((test.is_, ""), (test.gte, "at least "), (test.lte, "at most "))
        if number is not None
    )
    words = f"{comparison.subject} has {bound}{number}"
    return words if test.where is None else f"{words} where {condition_words(test.where)}"


def _scalar_words(value: Scalar | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value).replace("_", " ")
