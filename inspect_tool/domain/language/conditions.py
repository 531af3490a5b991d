"""The three-valued language of "applies", "show if" and "counts when".

A condition is data: `all`, `any` or `not` over comparisons of a question, a judgement or a field.
An unknown is not a no: it makes a comparison unknown, and `all`, `any` and `not` pass it on by
Kleene's strong three-valued logic.

Source: Kleene (1952), Introduction to Metamathematics, s. 64.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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

from inspect_tool.domain.language.values import Chosen, RoughDate, earliest_of, latest_of

Scalar: TypeAlias = bool | int | float | date | str
Value: TypeAlias = Scalar | Chosen | RoughDate
Truth: TypeAlias = bool | None


class Document(BaseModel):
    """A part of a document that people write: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Facts(Protocol):
    """What a condition may ask about one case, authority or interview."""

    def field(self, name: str) -> Scalar | None:
        """Value of a field of the sampling frame, or None when it is not known."""

    def answer(self, question_id: str) -> Value | None:
        """Counted answer to a question, or None when there is none that counts."""

    def rows(self, group_id: str) -> Sequence[Facts] | None:
        """The rows of a repeating group, each with its own answers; None when not known."""

    def is_answered(self, question_id: str) -> Truth:
        """Whether there is an answer that counts; None while the question is untouched."""

    def judgement(self, criterion_id: str) -> str | None:
        """Value judged for a criterion, or None when there is none."""

    def is_met(self, criterion_id: str) -> Truth:
        """Whether the judgement is among its scale's met values; None without one."""

    def limit_in_force(self, rule_id: str, question_id: str) -> Truth:
        """Whether a statutory limit held on the day answered; None where no day is known."""


SubjectKind: TypeAlias = Literal["question", "judgement", "field"]
TESTS = (
    *("is_", "in_", "not_", "gte", "lte", "answered", "met", "not_met"),
    *("in_force", "has", "has_any", "how_many", "any_row"),
)
# Tests that only a question can be put to.
OF_QUESTIONS = ("answered", "in_force", "has", "has_any", "how_many", "any_row")


class HowMany(Document):
    """How many options were chosen, or how many rows a group has.

    Args:
        where: Only the rows of which this holds; it asks about questions of the same row.
    """

    is_: int | None = Field(default=None, alias="is")
    gte: int | None = None
    lte: int | None = None
    where: Condition | None = None

    @model_validator(mode="after")
    def _check_shape(self) -> HowMany:
        if sum(bound is not None for bound in (self.is_, self.gte, self.lte)) != 1:
            raise ValueError("`how_many` has exactly one of is, gte or lte")
        return self

    def holds(self, number: int) -> bool:
        """Whether it is such a number."""
        if self.is_ is not None:
            return number == self.is_
        return number >= self.gte if self.gte is not None else number <= (self.lte or 0)


def _as_a_day(value: Any) -> Any:
    """A day where a text is one, `2013-10-01`; anything else as it is."""
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    try:
        return date.fromisoformat(value) if is_day else value
    except ValueError:
        return value


class Comparison(Document):
    """One question, judgement or field set against one test.

    Args:
        has, has_any: An option that was chosen, or one of several.
        any_row: What holds of some row of a group; it asks about questions of the same row.
    """

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
    in_force: str | None = None  # a statutory clock whose limit held on the day answered
    has: str | None = None
    has_any: tuple[str, ...] | None = Field(default=None, min_length=1)
    how_many: HowMany | None = None
    any_row: Condition | None = None

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
                "a comparison has exactly one test: is, in, not, gte, lte, answered, met, not_met, "
                "in_force, has, has_any, how_many or any_row"
            )
        if tests[0] in OF_QUESTIONS and not self.question:
            raise ValueError(f"`{tests[0]}` asks about a question")
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

    @property
    def row_condition(self) -> Condition | None:
        """What it asks of the single rows of a group; None where it asks nothing of them."""
        return self.any_row or (self.how_many.where if self.how_many is not None else None)


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
for _model in (AllOf, AnyOf, NotOf, HowMany, Comparison):
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
    if comparison.in_force is not None:
        return facts.limit_in_force(comparison.in_force, comparison.subject)
    if comparison.any_row is not None:
        return _any_row(comparison.any_row, facts.rows(comparison.subject))
    rows = facts.rows(comparison.subject) if comparison.how_many is not None else None
    if comparison.how_many is not None and rows is not None:
        return _row_count(comparison.how_many, rows)
    value = _asked(comparison, facts)
    return None if value is None else _holds(comparison, value)


def _asked(comparison: Comparison, facts: Facts) -> Value | None:
    if comparison.question:
        return facts.answer(comparison.question)
    if comparison.judgement:
        return facts.judgement(comparison.judgement)
    return facts.field(comparison.subject)


def _any_row(condition: Condition, rows: Sequence[Facts] | None) -> Truth:
    if rows is None:
        return None
    truths = [evaluate(condition, row) for row in rows]
    return True if True in truths else None if None in truths else False


def _row_count(test: HowMany, rows: Sequence[Facts]) -> Truth:
    """Whether so many rows hold; unknown where it hangs on rows of which it is not known."""
    truths = [True if test.where is None else evaluate(test.where, row) for row in rows]
    least = truths.count(True)
    possible = {test.holds(number) for number in range(least, least + truths.count(None) + 1)}
    return possible.pop() if len(possible) == 1 else None


def _holds(comparison: Comparison, value: Value) -> Truth:
    if isinstance(value, Chosen):
        return _has(comparison, value)
    if isinstance(value, RoughDate):
        return _date_holds(comparison, value)
    return _scalar_holds(comparison, value)


def _scalar_holds(comparison: Comparison, value: Scalar) -> bool:
    if comparison.is_ is not None:
        return _same(value, comparison.is_)
    if comparison.in_ is not None:
        return any(_same(value, choice) for choice in comparison.in_)
    if comparison.not_ is not None:
        return not _same(value, comparison.not_)
    if comparison.gte is not None:
        return _at_least(value, comparison.gte)
    return comparison.lte is not None and _at_least(comparison.lte, value)


def _has(comparison: Comparison, chosen: Chosen) -> bool:
    """What holds of options that were chosen together; they are not one value."""
    if comparison.how_many is not None:
        return comparison.how_many.holds(len(chosen.codes))
    sought = (comparison.has,) if comparison.has is not None else comparison.has_any or ()
    return not {*sought}.isdisjoint(chosen.codes)


def _date_holds(comparison: Comparison, value: RoughDate) -> Truth:
    """What holds of a date that is known in part: unknown where it depends on the day."""
    if comparison.gte is not None or comparison.lte is not None:
        ends = {_in_order(comparison, value.earliest), _in_order(comparison, value.latest)}
        return ends.pop() if len(ends) == 1 else None
    sought = comparison.in_ or (comparison.is_, comparison.not_)
    can_be = any(isinstance(day, date) and _is_within(value, day) for day in sought)
    return None if can_be else comparison.not_ is not None


def _in_order(comparison: Comparison, day: date) -> bool:
    if comparison.gte is not None:
        return _at_least(day, comparison.gte)
    return comparison.lte is not None and _at_least(comparison.lte, day)


def _is_within(value: RoughDate, day: date) -> bool:
    return earliest_of(value) <= day <= latest_of(value)


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
