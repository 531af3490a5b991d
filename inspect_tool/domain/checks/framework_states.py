"""Every state that the answers to a few questions can be in, or a random sample of them.

A state is final: each question is answered, missing for a reason, or hidden. Values stand for
classes of values: a number for "below, at and above each threshold", a date for any date. The
clock follows its two dates, a hidden question has no answer, and what is asked about only after
another question comes after it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import combinations_with_replacement, islice
from typing import NamedTuple, TypeAlias

from inspect_tool.domain.checks.framework_answers import CASE_TYPE, answers_of_field
from inspect_tool.domain.checks.framework_content import allowed_absences
from inspect_tool.domain.checks.framework_held import (
    MOST_HELD,
    around,
    choices_held,
    named,
    numbers_around,
)
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.clocks.clock import ClockResult, version_in_force
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.framework.framework import ClockLimit, Question, QuestionType
from inspect_tool.domain.language.conditions import (
    Comparison,
    Condition,
    Scalar,
    SubjectKind,
    Truth,
    Value,
    comparisons,
    evaluate,
)
from inspect_tool.domain.language.values import Chosen, RoughDate


class Gone(Enum):
    """Why something has no value in a state."""

    HIDDEN = "hidden"  # the framework does not ask it in this state
    ABSENT = "absent"  # asked, and missing for a reason that does not count
    WAITING = "waiting"  # whether it is asked is unknown, because of something that is absent


@dataclass(frozen=True)
class HeldRows:
    """The rows that a group has in a state."""

    rows: tuple[State, ...]


Held: TypeAlias = Value | Gone | HeldRows
# A date that stands for any date; no framework depends on which.
SOME_DATE = date(2013, 10, 1)
SOME_TEXT = "another value"


class Variable(NamedTuple):
    """A question, judgement or field whose value differs between states."""

    kind: SubjectKind
    name: str

    @property
    def words(self) -> str:
        """What a sentence calls it."""
        return self.name.replace("_", " ") if self.kind == "field" else self.name


@dataclass
class State:
    """What holds in one state, as conditions ask about it (see `conditions.Facts`)."""

    index: FrameworkIndex
    held: dict[Variable, Held] = field(default_factory=dict)

    def _value(self, kind: SubjectKind, name: str) -> Value | None:
        held = self.held.get(Variable(kind, name))
        return None if isinstance(held, Gone | HeldRows) else held

    def field(self, name: str) -> Scalar | None:
        """Value of a field, or None when it is not known."""
        value = self._value("field", name)
        return None if isinstance(value, Chosen | RoughDate) else value

    def answer(self, question_id: str) -> Value | None:
        """Counted answer to a question, or None when there is none."""
        return self._value("question", question_id)

    def rows(self, group_id: str) -> tuple[State, ...] | None:
        """The rows of a group, or None where it is no group or has no answer that counts."""
        held = self.held.get(Variable("question", group_id))
        return held.rows if isinstance(held, HeldRows) else None

    def is_answered(self, question_id: str) -> Truth:
        """Whether there is an answer that counts; None where the question is not asked."""
        held = self.held.get(Variable("question", question_id))
        if held is Gone.ABSENT:
            return False
        return None if held is None or isinstance(held, Gone) else True

    def judgement(self, criterion_id: str) -> str | None:
        """Value judged for a criterion, or None when there is none."""
        value = self._value("judgement", criterion_id)
        return None if value is None else str(value)

    def is_met(self, criterion_id: str) -> Truth:
        """Whether the judgement is among its scale's met values; None without one."""
        value = self.judgement(criterion_id)
        judgement = self.index.criteria[criterion_id].criterion.judgement
        if value is None or judgement is None:
            return None
        return value in self.index.framework.scales[judgement.scale].met

    def limit_in_force(self, rule_id: str, question_id: str) -> Truth:
        """Whether a limit held on a day, at an authority with no dates of its own.

        An authority's own dates only shift the day, and every day around the change is tried.
        """
        day = self._value("question", question_id)
        if not isinstance(day, date) or rule_id not in RULES:
            return None
        return version_in_force(RULES[rule_id], day) is not None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing that could have been known."""
        return not any(
            not all(row.is_complete for row in held.rows)
            if isinstance(held, HeldRows)
            else held in (Gone.ABSENT, Gone.WAITING)
            for held in self.held.values()
        )

    def words(self, names: Sequence[Variable]) -> str:
        """What holds, as a phrase: `TIM.1.c is late and TIM.1.d is hidden`."""
        return " and ".join(
            f"{variable.words} {_held_words(self.held[variable])}"
            for variable in names
            if variable in self.held
        )


def _held_words(held: Held) -> str:
    """What a question or field is or has, as the rest of a sentence."""
    if isinstance(held, Gone):
        return "is missing" if held is Gone.ABSENT else f"is {held.value}"
    if isinstance(held, HeldRows):
        return _rows_words(held)
    if isinstance(held, date):
        return "is given"
    if isinstance(held, Chosen):
        return f"has {' and '.join(held.codes) or 'none of the options'}"
    return f"is {str(held).lower() if isinstance(held, bool) else held}"


def _rows_words(held: HeldRows) -> str:
    rows = [row.words(sorted(row.held)) for row in held.rows]
    return f"has rows where {'; '.join(rows)}" if rows else "has no rows"


def depends_on(index: FrameworkIndex, variable: Variable) -> tuple[Variable, ...]:
    """What decides whether the variable is asked, and for a clock its dates.

    What does not exist depends on nothing.
    """
    if variable.kind == "judgement" and variable.name in index.criteria:
        return _in_condition(index.criteria[variable.name].criterion.applies)
    if variable.kind != "question" or variable.name not in index.questions:
        return ()
    placed = index.questions[variable.name]
    question = placed.question
    dates = tuple(Variable("question", question_id) for question_id in question.clock_dates)
    applies = placed.home.criterion.applies if placed.group is None else None
    return (*_in_condition(applies), *_in_condition(question.show_if), *dates)


def _in_condition(condition: Condition | None) -> tuple[Variable, ...]:
    return () if condition is None else variables_of(condition)


def variables_of(condition: Condition) -> tuple[Variable, ...]:
    """What a condition asks about, each once, in the order of writing."""
    variables = (
        Variable(comparison.subject_kind, comparison.subject)
        for comparison in comparisons(condition)
    )
    return tuple(dict.fromkeys(variables))


def in_order(index: FrameworkIndex, targets: Sequence[Variable]) -> tuple[Variable, ...]:
    """The targets and all that they depend on, what decides before what is decided.

    The framework must have no cycle (see `framework_proofs.check_cycles`).
    """
    order: dict[Variable, None] = {}

    def visit(variable: Variable) -> None:
        """Put what decides about a variable before it."""
        if variable not in order:
            for decider in depends_on(index, variable):
                visit(decider)
            order[variable] = None

    for target in targets:
        visit(target)
    return tuple(order)


def every_state(index: FrameworkIndex, order: Sequence[Variable]) -> Iterator[State]:
    """Every state that the variables can be in; each is only good until the next is asked for."""
    domains = domains_of(index, order)
    state = State(index)

    def assign(depth: int) -> Iterator[State]:
        """Every way to go on, once the variables before this one have their values."""
        if depth == len(order):
            yield state
            return
        variable = order[depth]
        for held in branches(state, variable, domains[variable]):
            state.held[variable] = held
            yield from assign(depth + 1)
        state.held.pop(variable, None)

    yield from assign(0)


# In one random case in twenty a question that may go unanswered does.
ABSENT_SHARE = 0.05


def random_state(
    index: FrameworkIndex,
    order: Sequence[Variable],
    domains: Mapping[Variable, tuple[Held, ...]],
    chance: random.Random,
) -> State:
    """One state, with every value as likely as any other and few absences."""
    state = State(index)
    for variable in order:
        allowed = branches(state, variable, domains[variable])
        present = [held for held in allowed if not isinstance(held, Gone)]
        if present and (len(present) == len(allowed) or chance.random() >= ABSENT_SHARE):
            state.held[variable] = chance.choice(present)
        else:
            state.held[variable] = next(held for held in allowed if isinstance(held, Gone))
    return state


def branches(state: State, variable: Variable, domain: tuple[Held, ...]) -> tuple[Held, ...]:
    """The values that a variable can have, after those that decide about it."""
    if variable.kind == "field":
        return domain
    truths = [evaluate(condition, state) for condition in deciding(state.index, variable)]
    if False in truths:
        return (Gone.HIDDEN,)
    if None in truths:
        # Where nothing is missing it will stay unknown, so it is as good as hidden.
        return (Gone.HIDDEN if state.is_complete else Gone.WAITING,)
    if variable.kind == "question":
        question = state.index.questions[variable.name].question
        if question.type is QuestionType.CLOCK:
            return _clock_branches(state, question)
    return domain


def deciding(index: FrameworkIndex, variable: Variable) -> tuple[Condition, ...]:
    """The conditions that must all hold for a question to be asked, or a criterion judged."""
    if variable.kind == "question":
        placed = index.questions[variable.name]
        # A row is there only where its group is asked.
        applies = placed.home.criterion.applies if placed.group is None else None
        conditions = (applies, placed.question.show_if)
    else:
        conditions = (index.criteria[variable.name].criterion.applies, None)
    return tuple(condition for condition in conditions if condition is not None)


def _clock_branches(state: State, question: Question) -> tuple[Held, ...]:
    """What a clock can say; what one of its limits can, any of them can."""
    first, *others = (_limit_branches(state, limit) for limit in question.limits)
    if ClockResult.NOT_IN_FORCE.value not in first:
        return first
    asked = [held for held in others if held != (Gone.HIDDEN,)]
    if (Gone.WAITING,) in asked:
        return (*first, Gone.WAITING)
    return tuple(dict.fromkeys((*first, *(value for held in asked for value in held))))


def _limit_branches(state: State, limit: ClockLimit) -> tuple[Held, ...]:
    start, end = (state.held[Variable("question", name)] for name in (limit.from_, limit.to))
    for date_held in (start, end):
        if date_held in (Gone.HIDDEN, Gone.WAITING):
            return (date_held,)
    never = (ClockResult.NOT_ASSESSABLE.value, ClockResult.NOT_IN_FORCE.value)
    if start is Gone.ABSENT:
        return (ClockResult.NOT_ASSESSABLE.value,)
    if end is Gone.ABSENT:
        return (ClockResult.OVERDUE.value, ClockResult.NOT_DUE.value, *never)
    return (ClockResult.IN_TIME.value, ClockResult.LATE.value, *never)


def domains_of(
    index: FrameworkIndex, order: Sequence[Variable]
) -> dict[Variable, tuple[Held, ...]]:
    """The values that stand for all those a variable can have, absences included."""
    asked: dict[Variable, list[Comparison]] = {}
    for placed in index.conditions:
        for comparison, _ in placed.comparisons():
            variable = Variable(comparison.subject_kind, comparison.subject)
            asked.setdefault(variable, []).append(comparison)
    return {variable: _domain(index, variable, asked.get(variable, [])) for variable in order}


def _domain(
    index: FrameworkIndex, variable: Variable, asked: Sequence[Comparison]
) -> tuple[Held, ...]:
    if variable.kind == "field":
        return _field_domain(index, variable.name, asked)
    framework = index.framework
    if variable.kind == "judgement":
        judgement = index.criteria[variable.name].criterion.judgement
        values = framework.scales[judgement.scale].values if judgement else ()
        return (*values, Gone.ABSENT)
    question = index.questions[variable.name].question
    if question.type is QuestionType.GROUP:
        return (*_groups(index, question, asked), *_absent(index, question))
    return (*_answers(index, question, asked), *_absent(index, question))


def _groups(
    index: FrameworkIndex, group: Question, asked: Sequence[Comparison]
) -> tuple[HeldRows, ...]:
    """Groups of rows: every mixture of the kinds of row that the framework tells apart."""
    conditions = [
        placed.condition
        for placed in index.conditions
        if placed.group == group.id and not placed.asks_record and placed.owner not in index.inner
    ]
    kinds: dict[tuple[Truth, ...], State] = {}
    names = [variable for condition in conditions for variable in variables_of(condition)]
    for state in islice(every_state(index, in_order(index, names)), MOST_HELD):
        truths = tuple(evaluate(condition, state) for condition in conditions)
        if truths not in kinds:
            kinds[truths] = State(index, dict(state.held))
    most = max([len(conditions), 1, *numbers_around(asked)])
    rows = group.rows.most if group.rows is not None else most
    mixtures = (
        HeldRows(some)
        for number in range(min(most, rows) + 1)
        for some in combinations_with_replacement(kinds.values(), number)
    )
    return tuple(islice(mixtures, MOST_HELD))


def _answers(
    index: FrameworkIndex, question: Question, asked: Sequence[Comparison]
) -> tuple[Value, ...]:
    if question.scale is not None:
        return index.framework.scales[question.scale].values
    listed = index.framework.lists.get(question.list_ or question.themes or "")
    if listed is not None:
        is_text = question.type is QuestionType.TEXT
        codes = tuple(listed.words)
        return choices_held(codes, asked, can_be_none=is_text or bool(listed.none))
    if question.type is QuestionType.NUMBER:
        return around(asked, question) or (question.least or 0,)
    if question.type is QuestionType.DATE:
        return around(asked) or (SOME_DATE,)
    return (*named(asked), SOME_TEXT)


def _absent(index: FrameworkIndex, question: Question) -> tuple[Held, ...]:
    """Whether the question can go without an answer that counts."""
    if question.type is QuestionType.CLOCK:
        return ()
    absences = index.framework.absences
    scale = index.framework.scales.get(question.scale or "")
    counted = scale.values if scale else ()
    can = not question.required or any(
        not absences[name].counts or absences[name].as_ not in counted
        for name in allowed_absences(index.framework, question)
    )
    return (Gone.ABSENT,) if can else ()


def _field_domain(
    index: FrameworkIndex, name: str, asked: Sequence[Comparison]
) -> tuple[Held, ...]:
    if name == CASE_TYPE:
        return index.fields[CASE_TYPE].choices
    answers = answers_of_field(name, frozenset(), index.fields)
    if answers.choices is not None:
        return (*answers.choices, Gone.ABSENT)
    # A field that has an order is never compared as text: that would be an error, not a state.
    words, ordered = named(asked), around(asked)
    if ordered:
        return (*ordered, Gone.ABSENT)
    if any(isinstance(value, bool) for value in words):
        return (False, True, Gone.ABSENT)
    return (*words, SOME_TEXT, Gone.ABSENT)
