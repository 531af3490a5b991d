"""The three-valued language of "applies", "show if" and "counts when".

A condition is data: `all`, `any` or `not` over comparisons of a question, a judgement or a field.
An unknown is not a no: it makes a comparison unknown, and `all`, `any` and `not` pass it on by
Kleene's strong three-valued logic.

Source: Kleene (1952), Introduction to Metamathematics, s. 64.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

Scalar: TypeAlias = bool | int | float | date | str
Truth: TypeAlias = bool | None


class Document(BaseModel):
    """A part of a document that people write: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Facts(Protocol):
    """What a condition may ask about one case, authority or interview."""

    def field(self, name: str) -> Scalar | None:
        """Value of a field of the sampling frame, or None when it is not known."""

    def answer(self, question_id: str) -> Scalar | None:
        """Counted answer to a question, or None when there is none that counts."""

    def is_answered(self, question_id: str) -> Truth:
        """Whether there is an answer that counts; None while the question is untouched."""

    def judgement(self, criterion_id: str) -> str | None:
        """Value judged for a criterion, or None when there is none."""

    def is_met(self, criterion_id: str) -> Truth:
        """Whether the judgement is among its scale's met values; None without one."""


SubjectKind: TypeAlias = Literal["question", "judgement", "field"]
TESTS = ("is_", "in_", "not_", "gte", "lte", "answered", "met", "not_met")


def _as_a_day(value: Any) -> Any:
    """A day where a text is one, `2013-10-01`; anything else as it is."""
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    try:
        return date.fromisoformat(value) if is_day else value
    except ValueError:
        return value


class Comparison(Document):
    """One question, judgement or field set against one test."""

    question: str | None = None
    judgement: str | None = None
    field: str | None = None
    is_: Scalar | None = Field(default=None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    not_: Scalar | None = Field(default=None, alias="not")
    gte: int | float | date | None = None
    lte: int | float | date | None = None
    answered: bool | None = None
    met: Literal[True] | None = None
    not_met: Literal[True] | None = None

    @field_validator("is_", "in_", "not_", mode="before")
    @classmethod
    def _days(cls, value: Any) -> Any:
        # JSON has no dates: a kept framework has its days as texts, so a text like that is a day.
        if isinstance(value, list | tuple):
            return tuple(_as_a_day(one) for one in value)
        return _as_a_day(value)

    @model_validator(mode="after")
    def _check_shape(self) -> Comparison:
        subjects = [name for name in ("question", "judgement", "field") if getattr(self, name)]
        tests = [name for name in TESTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            raise ValueError("a comparison names exactly one question, judgement or field")
        if len(tests) != 1:
            raise ValueError(
                "a comparison has exactly one test: is, in, not, gte, lte, answered, met or not_met"
            )
        if self.answered is not None and not self.question:
            raise ValueError("`answered` asks about a question")
        if (self.met or self.not_met) and not self.judgement:
            raise ValueError("`met` and `not_met` ask about a judgement")
        return self

    @property
    def subject_kind(self) -> SubjectKind:
        """Which of the three is asked about."""
        return "question" if self.question else "judgement" if self.judgement else "field"

    @property
    def subject(self) -> str:
        """Identifier of what is asked about."""
        return self.question or self.judgement or self.field or ""


class AllOf(Document):
    """True when every part is true, false when one is false."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Document):
    """True when one part is true, false when every part is false."""

    any: tuple[Condition, ...] = Field(min_length=1)


class NotOf(Document):
    """True when the part is false."""

    not_: Condition = Field(alias="not")


def _shape(value: Any) -> str:
    """Which of the four shapes a condition has, before it is validated."""
    if isinstance(value, AllOf | AnyOf | NotOf | Comparison):
        return {"AllOf": "all", "AnyOf": "any", "NotOf": "none"}.get(type(value).__name__, "one")
    keys = set(value) if isinstance(value, dict) else set()
    if "all" in keys:
        return "all"
    if "any" in keys:
        return "any"
    return "none" if keys == {"not"} else "one"


Condition: TypeAlias = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotOf, Tag("none")]
    | Annotated[Comparison, Tag("one")],
    Discriminator(_shape),
]
for _model in (AllOf, AnyOf, NotOf):
    _model.model_rebuild()


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Whether the condition holds: True, False, or None when that is not known."""
    if isinstance(condition, AllOf):
        parts = [evaluate(part, facts) for part in condition.all]
        return False if False in parts else None if None in parts else True
    if isinstance(condition, AnyOf):
        parts = [evaluate(part, facts) for part in condition.any]
        return True if True in parts else None if None in parts else False
    if isinstance(condition, NotOf):
        part = evaluate(condition.not_, facts)
        return None if part is None else not part
    return _compare(condition, facts)


def _compare(comparison: Comparison, facts: Facts) -> Truth:
    if comparison.answered is not None:
        answered = facts.is_answered(comparison.subject)
        return None if answered is None else answered is comparison.answered
    if comparison.met or comparison.not_met:
        met = facts.is_met(comparison.subject)
        return None if met is None else met is bool(comparison.met)
    value = _asked(comparison, facts)
    return None if value is None else _holds(comparison, value)


def _asked(comparison: Comparison, facts: Facts) -> Scalar | None:
    if comparison.question:
        return facts.answer(comparison.question)
    if comparison.judgement:
        return facts.judgement(comparison.judgement)
    return facts.field(comparison.subject)


def _holds(comparison: Comparison, value: Scalar) -> bool:
    if comparison.is_ is not None:
        return _same(value, comparison.is_)
    if comparison.in_ is not None:
        return any(_same(value, choice) for choice in comparison.in_)
    if comparison.not_ is not None:
        return not _same(value, comparison.not_)
    if comparison.gte is not None:
        return _at_least(value, comparison.gte)
    return comparison.lte is not None and _at_least(comparison.lte, value)


def _same(left: Scalar, right: Scalar) -> bool:
    # In Python True == 1; in a framework "yes/no" and "how many" are different things.
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def _at_least(left: Scalar, right: Scalar) -> bool:
    if isinstance(left, date) and isinstance(right, date):
        return left >= right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left >= right
    raise TypeError(f"{type(left).__name__} and {type(right).__name__} have no common order")


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in a condition, in the order of writing."""
    if isinstance(condition, Comparison):
        yield condition
        return
    if isinstance(condition, NotOf):
        parts: tuple[Condition, ...] = (condition.not_,)
    else:
        parts = condition.all if isinstance(condition, AllOf) else condition.any
    for part in parts:
        yield from comparisons(part)
