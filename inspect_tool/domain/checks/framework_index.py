"""A framework seen by its ids and conditions, each with its place in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import (
    Criterion,
    Domain,
    Framework,
    Question,
    SubjectKind,
)
from inspect_tool.domain.language.conditions import AllOf, Comparison, Condition, NotOf
from inspect_tool.domain.language.faults import DocumentPath

PlacedT = TypeVar("PlacedT")


@dataclass(frozen=True)
class PlacedCriterion:
    """A criterion with its domain and its place."""

    criterion: Criterion
    domain: Domain
    path: DocumentPath

    @property
    def is_retired(self) -> bool:
        """Whether the criterion is no longer asked."""
        return self.criterion.retired

    @property
    def subject(self) -> SubjectKind:
        """What the criterion is about."""
        return self.domain.subject


@dataclass(frozen=True)
class PlacedQuestion:
    """A question with its criterion and its place.

    Args:
        group: The group whose rows are asked it; None where the record is.
    """

    question: Question
    home: PlacedCriterion
    path: DocumentPath
    group: Question | None = None

    @property
    def is_retired(self) -> bool:
        """Whether the question, or what it belongs to, is no longer asked."""
        around = self.home.is_retired or (self.group is not None and self.group.retired)
        return self.question.retired or around

    @property
    def subject(self) -> SubjectKind:
        """What the question is about."""
        return self.home.subject


@dataclass(frozen=True)
class PlacedCondition:
    """A condition, and what it is for.

    Args:
        owner: Id of what has the condition: a question, a criterion or a measure.
        verb: What the condition does there, as in "TIM.1.d shows if …".
        subject: What its answers are about.
        is_live: False when its owner is retired, so that nothing evaluates it.
        group: Id of the group whose rows it is about; empty where it is about a record.
        asks_record: Whether it may ask about the record around such a row as well.
    """

    owner: str
    verb: str
    condition: Condition
    path: DocumentPath
    subject: SubjectKind
    is_live: bool = True
    group: str = ""
    asks_record: bool = False

    def comparisons(self) -> Iterator[tuple[Comparison, DocumentPath]]:
        """Every comparison with its place, in the order of writing."""
        yield from comparisons_at(self.condition, self.path)


def comparisons_at(
    condition: Condition, path: DocumentPath
) -> Iterator[tuple[Comparison, DocumentPath]]:
    """Every comparison of a condition with its place, in the order of writing."""
    if isinstance(condition, Comparison):
        yield condition, path
    elif isinstance(condition, NotOf):
        yield from comparisons_at(condition.not_, (*path, "not"))
    elif isinstance(condition, AllOf):
        for place, part in enumerate(condition.all):
            yield from comparisons_at(part, (*path, "all", place))
    else:
        for place, part in enumerate(condition.any):
            yield from comparisons_at(part, (*path, "any", place))


@dataclass(frozen=True)
class FrameworkIndex:
    """Everything in a framework that has an id or a condition.

    Where an id is used twice the first one counts, as in `Framework.question`.

    Args:
        fields: The fields of the frame that it may ask for.
    """

    framework: Framework
    fields: Mapping[str, FrameField] = field(default_factory=lambda: FIELDS)

    @cached_property
    def placed_criteria(self) -> tuple[PlacedCriterion, ...]:
        """Every criterion in the order of writing."""
        return tuple(
            PlacedCriterion(criterion, domain, ("domains", place, "criteria", row))
            for place, domain in enumerate(self.framework.domains)
            for row, criterion in enumerate(domain.criteria)
        )

    @cached_property
    def placed_questions(self) -> tuple[PlacedQuestion, ...]:
        """Every question in the order of writing, those of a group's rows after the group."""
        return tuple(
            placed
            for home in self.placed_criteria
            for row, question in enumerate(home.criterion.questions)
            for placed in _with_rows(home, question, (*home.path, "questions", row))
        )

    @cached_property
    def criteria(self) -> dict[str, PlacedCriterion]:
        """Criteria by id."""
        return _first_by_id((home.criterion.id, home) for home in self.placed_criteria)

    @cached_property
    def questions(self) -> dict[str, PlacedQuestion]:
        """Questions by id."""
        return _first_by_id((placed.question.id, placed) for placed in self.placed_questions)

    @cached_property
    def inner(self) -> frozenset[str]:
        """Ids of the questions that are asked of the rows of a group."""
        return frozenset(
            placed.question.id for placed in self.placed_questions if placed.group is not None
        )

    @cached_property
    def conditions(self) -> tuple[PlacedCondition, ...]:
        """Every condition of the framework, those about the rows of a group included."""
        outer = (
            *(condition for home in self.placed_criteria for condition in _of_criterion(home)),
            *(condition for placed in self.placed_questions for condition in _of_question(placed)),
            *self._of_measures(),
        )
        return (*outer, *(inner for placed in outer for inner in _about_rows(placed)))

    def _of_measures(self) -> Iterator[PlacedCondition]:
        for name, measure in self.framework.measures.items():
            path = ("measures", name)
            subject, rows = measure.subject, measure.rows or ""
            yield PlacedCondition(
                name,
                "counts",
                measure.count,
                (*path, "count"),
                subject,
                group=rows,
                asks_record=True,
            )
            if measure.of is not None:
                yield PlacedCondition(
                    name,
                    "is out of",
                    measure.of,
                    (*path, "of"),
                    subject,
                    group=rows,
                    asks_record=True,
                )
        for name, median in self.framework.medians.items():
            if median.of is not None:
                yield PlacedCondition(
                    name,
                    "is out of",
                    median.of,
                    ("medians", name, "of"),
                    median.subject,
                    group=median.rows or "",
                    asks_record=True,
                )


def _with_rows(
    home: PlacedCriterion, question: Question, path: DocumentPath
) -> Iterator[PlacedQuestion]:
    yield PlacedQuestion(question, home, path)
    for place, inner in enumerate(question.questions):
        yield PlacedQuestion(inner, home, (*path, "questions", place), question)


def _about_rows(placed: PlacedCondition) -> Iterator[PlacedCondition]:
    """What a condition asks of the single rows of groups, each as a condition of its own."""
    for comparison, path in placed.comparisons():
        asked = comparison.row_condition
        if asked is not None:
            inside = ("any_row",) if comparison.any_row is not None else ("how_many", "where")
            yield PlacedCondition(
                placed.owner,
                placed.verb,
                asked,
                (*path, *inside),
                placed.subject,
                placed.is_live,
                comparison.subject,
            )


def _first_by_id(placed: Iterable[tuple[str, PlacedT]]) -> dict[str, PlacedT]:
    first: dict[str, PlacedT] = {}
    for name, item in placed:
        first.setdefault(name, item)
    return first


def _of_criterion(home: PlacedCriterion) -> Iterator[PlacedCondition]:
    criterion, subject, is_live = home.criterion, home.subject, not home.is_retired
    if criterion.applies is not None:
        path = (*home.path, "applies")
        yield PlacedCondition(criterion.id, "applies if", criterion.applies, path, subject, is_live)
    steps = criterion.judgement.calculated if criterion.judgement else ()
    for place, step in enumerate(steps):
        if step.when is not None:
            path = (*home.path, "judgement", "calculated", place, "when")
            verb = f"is {step.then} when"
            yield PlacedCondition(criterion.id, verb, step.when, path, subject, is_live)


def _of_question(placed: PlacedQuestion) -> Iterator[PlacedCondition]:
    question = placed.question
    if question.show_if is not None:
        yield PlacedCondition(
            question.id,
            "shows if",
            question.show_if,
            (*placed.path, "show_if"),
            placed.home.subject,
            not placed.is_retired,
            "" if placed.group is None else placed.group.id,
        )
