"""Values in a framework: conditions, steps, evidence and absences against scales and types."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.conditions import Comparison, Scalar
from inspect_tool.domain.faults import DocumentPath, Fault, did_you_mean, listed
from inspect_tool.domain.framework import QuestionType, Rule
from inspect_tool.domain.framework_check_index import (
    FrameworkIndex,
    PlacedCondition,
    PlacedCriterion,
)
from inspect_tool.domain.plan import CaseType
from inspect_tool.domain.timeliness import ClockResult
from inspect_tool.errors import Severity

CASE_TYPE = "case_type"


@dataclass(frozen=True)
class Answers:
    """What can be answered to a question, judged for a criterion or known of a field.

    Args:
        choices: The closed list of values, or None where the list is open.
        type: Type of the values where the list is open.
        noun: What a value is called in a sentence.
    """

    choices: tuple[str, ...] | None
    type: QuestionType | None = None

    def has(self, value: Scalar) -> bool:
        """Whether the value can ever be met."""
        if self.choices is not None:
            return isinstance(value, str) and value in self.choices
        if self.type is QuestionType.DATE:
            return isinstance(value, date)
        if self.type is QuestionType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        return self.type is None or isinstance(value, str)

    @property
    def words(self) -> str:
        """What would be right."""
        if self.choices is not None:
            return f"one of {listed(self.choices, joint='or')}"
        return {QuestionType.DATE: "a date", QuestionType.NUMBER: "a number"}.get(
            self.type or QuestionType.TEXT, "text"
        )

    @property
    def is_ordered(self) -> bool:
        """Whether `gte` and `lte` mean anything."""
        return self.choices is None and self.type in (
            None,
            QuestionType.DATE,
            QuestionType.NUMBER,
        )


def answers_to(index: FrameworkIndex, comparison: Comparison) -> Answers | None:
    """What the subject of a comparison can be, or None when the subject is not there."""
    if comparison.subject_kind == "field":
        is_case_type = comparison.subject == CASE_TYPE
        return Answers(tuple(CaseType) if is_case_type else None)
    if comparison.subject_kind == "judgement":
        placed = index.criteria.get(comparison.subject)
        judgement = placed.criterion.judgement if placed else None
        return None if judgement is None else _on_scale(index, judgement.scale)
    found = index.questions.get(comparison.subject)
    if found is None:
        return None
    question = found.question
    if question.type is QuestionType.CLOCK:
        return Answers(tuple(ClockResult))
    if question.scale is not None:
        return _on_scale(index, question.scale)
    return Answers(None, question.type)


def _on_scale(index: FrameworkIndex, name: str) -> Answers | None:
    scale = index.framework.scales.get(name)
    return None if scale is None else Answers(scale.values)


def check_condition_values(index: FrameworkIndex) -> Iterator[Fault]:
    """Values that a condition waits for and that can never come."""
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            answers = answers_to(index, comparison)
            if answers is not None:
                yield from _check_comparison(index, placed, comparison, path, answers)


def _check_comparison(
    index: FrameworkIndex,
    placed: PlacedCondition,
    comparison: Comparison,
    path: DocumentPath,
    answers: Answers,
) -> Iterator[Fault]:
    start = f"{placed.owner} {placed.verb} {comparison.subject}"
    for value, place in _values(comparison, path):
        if not answers.has(value):
            yield _never(start, value, place, answers)
    bound = comparison.gte if comparison.gte is not None else comparison.lte
    if bound is not None:
        place = (*path, "gte" if comparison.gte is not None else "lte")
        if not answers.is_ordered:
            yield Fault(
                path=place,
                kind="no-order",
                message=f"{start} is compared with {bound}, but has no order",
                remedy="Use `is` or `in` with its values.",
                value=str(bound),
            )
        elif not answers.has(bound):
            yield _never(start, bound, place, answers)
    if (comparison.met or comparison.not_met) and not _has_met(index, comparison):
        yield Fault(
            path=(*path, "met" if comparison.met else "not_met"),
            kind="no-met-values",
            message=f"{start} being met, but its scale does not say which values meet it",
            remedy="Add `met` to the scale.",
        )


def _values(
    comparison: Comparison, path: DocumentPath
) -> Iterator[tuple[Scalar, DocumentPath]]:
    """The values that a comparison names exactly, each with its place."""
    if comparison.is_ is not None:
        yield comparison.is_, (*path, "is")
    if comparison.not_ is not None:
        yield comparison.not_, (*path, "not")
    for place, value in enumerate(comparison.in_ or ()):
        yield value, (*path, "in", place)


def _never(start: str, value: Scalar, path: DocumentPath, answers: Answers) -> Fault:
    shown = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    hint = did_you_mean(str(value), answers.choices or ())
    # Bare `yes` is text in YAML 1.2, but true and false are not.
    quotes = " Put yes and no in quotes." if isinstance(value, bool) else ""
    return Fault(
        path=path,
        kind="value-not-in-scale",
        message=f"{start} being {shown}, which it can never be{hint}",
        remedy=f"Write {answers.words}.{quotes}",
        value=str(shown),
    )


def _has_met(index: FrameworkIndex, comparison: Comparison) -> bool:
    placed = index.criteria[comparison.subject]
    judgement = placed.criterion.judgement
    return judgement is not None and bool(index.framework.scales[judgement.scale].met)


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
    """Answers that call for evidence and that the question cannot have."""
    for placed in index.placed_questions:
        question = placed.question
        scale = index.framework.scales.get(question.scale or "")
        for place, value in enumerate(question.evidence_if):
            path = (*placed.path, "evidence_if", place)
            if question.scale is None:
                yield Fault(
                    path=path,
                    kind="value-not-in-scale",
                    message=f"{question.id} asks for evidence if {value}, but is not a choice",
                    remedy="Only a choice can ask for evidence by its value.",
                    value=value,
                )
            elif scale is not None and value not in scale.values:
                yield Fault(
                    path=path,
                    kind="value-not-in-scale",
                    message=f"{question.id} asks for evidence if {value}, which it can never be"
                    f"{did_you_mean(value, scale.values)}",
                    remedy=f"Write one of {listed(scale.values, joint='or')}.",
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
    """Absences that a question lists, and that count as a value which its scale does not have."""
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
