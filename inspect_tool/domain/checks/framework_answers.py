"""What a question, a judgement or a field can be, so that conditions can be checked against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import Question, QuestionType
from inspect_tool.domain.language.conditions import Comparison, Scalar
from inspect_tool.domain.language.faults import DocumentPath, Fault, did_you_mean, listed
from inspect_tool.domain.records.repeats import REPEAT_INCIDENTS, REPEATS_ARE

OpenType: TypeAlias = Literal["a date", "a number", "text", "anything"]

CASE_TYPE: Final = "case_type"
# Known of every case, whatever the plan keeps.
EVERY_CASE: Final = frozenset({CASE_TYPE, "authority"})


@dataclass(frozen=True)
class Answers:
    """What can be answered to a question, judged for a criterion or known of a field.

    Args:
        choices: The closed list of values, or None where the list is open.
        type: Type of the values where the list is open.
    """

    choices: tuple[Scalar, ...] | None
    type: OpenType = "anything"

    def has(self, value: Scalar) -> bool:
        """Whether the value can ever occur."""
        if self.choices is not None:
            # In Python True == 1; here they are different things.
            return any(type(choice) is type(value) and choice == value for choice in self.choices)
        if self.type == "a date":
            return isinstance(value, date)
        if self.type == "a number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        return self.type == "anything" or isinstance(value, str)

    @property
    def words(self) -> str:
        """What would be allowed."""
        if self.choices is not None:
            return f"one of {listed((scalar_words(choice) for choice in self.choices), joint='or')}"
        return self.type

    @property
    def is_ordered(self) -> bool:
        """Whether `gte` and `lte` mean anything."""
        return self.choices is None and self.type != "text"


TRUE_OR_FALSE: Final = Answers((False, True))


def scalar_words(value: Scalar) -> str:
    """A value as it is written in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def answers_of_field(
    name: str, derived: frozenset[str], fields: Mapping[str, FrameField] = FIELDS
) -> Answers:
    """What a field of the frame, or one that the plan derives, can be.

    Args:
        fields: Those that the lists of the review give.
    """
    if name in derived:
        return TRUE_OR_FALSE
    if name == REPEAT_INCIDENTS:
        return Answers(REPEATS_ARE)
    field = fields.get(name)
    if field is None:
        return Answers(None)
    if field.kind is FieldKind.BOOL:
        return TRUE_OR_FALSE
    if field.kind in {FieldKind.CHOICE, FieldKind.TEXT}:
        return Answers(field.choices) if field.choices else Answers(None, "text")
    return Answers(None, "a date" if field.kind is FieldKind.DATE else "a number")


def answers_to(
    index: FrameworkIndex, comparison: Comparison, derived: frozenset[str] = frozenset()
) -> Answers | None:
    """What the subject of a comparison can be, or None when the subject does not exist."""
    if comparison.subject_kind == "field":
        return answers_of_field(comparison.subject, derived, index.fields)
    if comparison.subject_kind == "judgement":
        placed = index.criteria.get(comparison.subject)
        judgement = placed.criterion.judgement if placed else None
        return None if judgement is None else _on_scale(index, judgement.scale)
    asked = index.questions.get(comparison.subject)
    if asked is None:
        return None
    if asked.question.type is QuestionType.CLOCK:
        return Answers(tuple(result.value for result in ClockResult))
    if asked.question.scale is not None:
        return _on_scale(index, asked.question.scale)
    return _of_kind(index, asked.question)


def _of_kind(index: FrameworkIndex, question: Question) -> Answers:
    """What can answer a question that has no scale."""
    options = index.framework.lists.get(question.list_ or question.themes or "")
    if options is not None:
        return Answers(tuple(options.words))
    types: dict[QuestionType, OpenType] = {
        QuestionType.DATE: "a date",
        QuestionType.NUMBER: "a number",
    }
    return Answers(None, types.get(question.type, "text"))


def _on_scale(index: FrameworkIndex, name: str) -> Answers | None:
    scale = index.framework.scales.get(name)
    return None if scale is None else Answers(scale.values)


def check_comparison(
    comparison: Comparison, path: DocumentPath, start: str, answers: Answers
) -> Iterator[Fault]:
    """Values that a comparison waits for although they can never occur.

    Args:
        start: How the sentence begins, up to what is asked about.
    """
    for value, place in _values(comparison, path):
        if not answers.has(value):
            yield _never(start, value, place, answers)
    bound = comparison.gte if comparison.gte is not None else comparison.lte
    if bound is None:
        return
    place = (*path, "gte" if comparison.gte is not None else "lte")
    if not answers.is_ordered:
        yield Fault(
            path=place,
            kind="no-order",
            message=f"{start} compared with {bound}, but that has no order",
            remedy="Use `is` or `in` with its values.",
            value=str(bound),
        )
    elif not answers.has(bound):
        yield _never(start, bound, place, answers)


def _values(comparison: Comparison, path: DocumentPath) -> Iterator[tuple[Scalar, DocumentPath]]:
    """The values that a comparison names exactly, each with its place."""
    if comparison.has is not None:
        yield comparison.has, (*path, "has")
    for place, option in enumerate(comparison.has_any or ()):
        yield option, (*path, "has_any", place)
    if comparison.is_ is not None:
        yield comparison.is_, (*path, "is")
    if comparison.not_ is not None:
        yield comparison.not_, (*path, "not")
    for place, value in enumerate(comparison.in_ or ()):
        yield value, (*path, "in", place)


def _never(start: str, value: Scalar, path: DocumentPath, answers: Answers) -> Fault:
    hint = did_you_mean(str(value), (str(choice) for choice in answers.choices or ()))
    # Bare `yes` is text in YAML 1.2, but a bare true is not.
    quotes = " Put words such as yes and no in quotes." if isinstance(value, bool) else ""
    if value in ("met", "not_met"):
        quotes = f" Or ask {{judgement: …, {value}: true}}."
    return Fault(
        path=path,
        kind="value-not-in-scale",
        message=f"{start} being {scalar_words(value)}, which it can never be{hint}",
        remedy=f"Write {answers.words}.{quotes}",
        value=scalar_words(value),
    )
