"""Values in a framework: conditions, steps, evidence and absences against scales and types."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from inspect_tool.domain.checks.framework_answers import answers_to, check_comparison
from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedCriterion,
)
from inspect_tool.domain.checks.framework_kinds import is_of_several, misfit
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.framework.framework import Question, QuestionType, Rule
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.language.faults import (
    DocumentPath,
    Fault,
    choose_from,
    did_you_mean,
    listed,
)
from inspect_tool.errors import Severity


def check_condition_values(index: FrameworkIndex, derived: frozenset[str]) -> Iterator[Fault]:
    """Values that a condition waits for although they can never occur."""
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            wrong = misfit(index, placed, comparison, path)
            if wrong is not None:
                yield wrong
                continue
            answers = answers_to(index, comparison, derived)
            if answers is not None:
                start = f"{placed.owner} {placed.verb} {comparison.subject}"
                yield from check_comparison(comparison, path, start, answers)
                yield from _check_met(index, comparison, path, start)
                yield from _check_in_force(index, comparison, path, start)


def _check_met(
    index: FrameworkIndex, comparison: Comparison, path: DocumentPath, start: str
) -> Iterator[Fault]:
    """A judgement that is to be met, on a scale that does not say which values meet it."""
    if not (comparison.met or comparison.not_met):
        return
    judgement = index.criteria[comparison.subject].criterion.judgement
    if judgement is not None and not index.framework.scales[judgement.scale].met:
        yield Fault(
            path=(*path, "met" if comparison.met else "not_met"),
            kind="no-met-values",
            message=f"{start} being met, but the scale {judgement.scale} does not say which "
            "values meet it",
            remedy="Add `met` to the scale.",
        )


def _check_in_force(
    index: FrameworkIndex, comparison: Comparison, path: DocumentPath, start: str
) -> Iterator[Fault]:
    """A limit that is to be in force: one that is not known, or on something that is no date."""
    if comparison.in_force is None:
        return
    place, name = (*path, "in_force"), comparison.in_force
    if name not in RULES:
        yield Fault(
            path=place,
            kind="unknown-rule",
            message=f"{start} while {name} is in force, which does not exist"
            f"{did_you_mean(name, RULES)}",
            remedy=choose_from(name, RULES),
            value=name,
        )
    if index.questions[comparison.subject].question.type is not QuestionType.DATE:
        yield Fault(
            path=place,
            kind="not-a-date",
            message=f"{start} while {name} is in force, but {comparison.subject} is no date",
            remedy="Ask about the question with the date on which the limit would start.",
            value=name,
        )


def check_steps(index: FrameworkIndex) -> Iterator[Fault]:
    """Steps of calculated judgements: values on the scale, and one else, at the end."""
    for home in index.placed_criteria:
        judgement = home.criterion.judgement
        if judgement is None:
            continue
        scale = index.framework.scales.get(judgement.scale)
        for place, step in enumerate(judgement.calculated):
            path = (*home.path, "judgement", "calculated", place)
            if scale is not None:
                yield from _check_outcome(home, step, path, scale.values)
            if step.when is None and place < len(judgement.calculated) - 1:
                yield Fault(
                    path=(*path, "else"),
                    kind="else-not-last",
                    message=f"{home.criterion.id} has steps after its else, which never count",
                    remedy="Move the else to the end.",
                )


def _check_outcome(
    home: PlacedCriterion, step: Rule, path: DocumentPath, values: Collection[str]
) -> Iterator[Fault]:
    key, value = ("else", step.else_) if step.when is None else ("then", step.then)
    if value not in values:
        yield Fault(
            path=(*path, key),
            kind="value-not-in-scale",
            message=f"{home.criterion.id} would be judged {value}, which is not on its scale"
            f"{did_you_mean(str(value), values)}",
            remedy=f"Write one of {listed(values, joint='or')}.",
            value=str(value),
        )


def check_evidence_values(index: FrameworkIndex) -> Iterator[Fault]:
    """Answers that call for evidence or a referral although the question can never have them."""
    for placed in index.placed_questions:
        question = placed.question
        for key, what, values in (
            ("evidence_if", "evidence", question.evidence_if),
            ("refer_if", "a referral back", question.refer_if),
        ):
            for place, value in enumerate(values):
                path = (*placed.path, key, place)
                yield from _check_trigger(index, placed.question, _Trigger(path, value, what))


class _Trigger(NamedTuple):
    """An answer that calls for something more.

    Args:
        what: What it calls for: evidence, or a referral back.
    """

    path: DocumentPath
    value: str
    what: str


def _check_trigger(index: FrameworkIndex, question: Question, trigger: _Trigger) -> Iterator[Fault]:
    value, what = trigger.value, trigger.what
    scale = index.framework.scales.get(question.scale or "")
    options = index.framework.lists.get(question.list_ or question.themes or "")
    values = () if options is None else tuple(options.words)
    if scale is not None:
        values = scale.values
    if question.scale is None and not is_of_several(question):
        yield Fault(
            path=trigger.path,
            kind="value-not-in-scale",
            message=f"{question.id} asks for {what} if {value}, but is not a choice",
            remedy=f"Only a choice can ask for {what} by its value.",
            value=value,
        )
    elif values and value not in values:
        yield Fault(
            path=trigger.path,
            kind="value-not-in-scale",
            message=f"{question.id} asks for {what} if {value}, which it can never be"
            f"{did_you_mean(value, values)}",
            remedy=f"Write one of {listed(values, joint='or')}.",
            value=value,
        )


def check_absences(index: FrameworkIndex) -> Iterator[Fault]:
    """Absences that count without saying as what, and the other way round."""
    for name, absence in index.framework.absences.items():
        if absence.counts == (absence.as_ is not None):
            continue
        says = "counts, but not as what" if absence.counts else "does not count, but says as what"
        yield Fault(
            path=("absences", name),
            kind="absence-without-value",
            message=f"The absence {name} {says}",
            remedy="An absence either has `counts: true` and `as`, or `counts: false` alone.",
            value=name,
        )


def check_absence_values(index: FrameworkIndex) -> Iterator[Fault]:
    """Absences that a question lists and that count as a value not on its scale."""
    for placed in index.placed_questions:
        question = placed.question
        scale = index.framework.scales.get(question.scale or "")
        for place, name in enumerate(question.absences or ()):
            absence = index.framework.absences.get(name)
            if scale is None or absence is None or not absence.counts:
                continue
            if absence.as_ is not None and absence.as_ not in scale.values:
                yield Fault(
                    path=(*placed.path, "absences", place),
                    kind="absence-not-in-scale",
                    severity=Severity.NOTED,
                    message=f"{question.id} allows {name}, which counts as {absence.as_}, "
                    "and that is not on its scale",
                    remedy="Leave the absence out; as it is, it does not count here.",
                    value=name,
                )
