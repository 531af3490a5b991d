"""Values that stand for all those that an answer can have, by what the framework compares with."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from inspect_tool.domain.clocks.clock import days_in_force
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.framework.framework import Question
from inspect_tool.domain.language.conditions import Comparison, Scalar
from inspect_tool.domain.language.values import Chosen

MOST_HELD: Final = 10_001  # one more than `framework_proofs.MOST_STATES`: then nothing is proved
MOST_NAMED: Final = 13  # options whose every combination is still fewer than that
SEED: Final = 20140326


def around(asked: Sequence[Comparison], question: Question | None = None) -> tuple[Scalar, ...]:
    """Just below, at and just above each value that the framework compares with.

    Args:
        question: The number whose limits these have to keep to.
    """
    values: set[Scalar] = set()
    for comparison in asked:
        for value in (
            comparison.gte,
            comparison.lte,
            comparison.is_,
            comparison.not_,
            *(comparison.in_ or ()),
        ):
            if isinstance(value, date):
                values |= {value - timedelta(1), value, value + timedelta(1)}
            elif isinstance(value, int | float) and not isinstance(value, bool):
                values |= {value, value + 1} | ({value - 1} if value >= 1 else set())
        values |= _turns(comparison.in_force)
    kept = (value for value in values if question is None or _is_possible(question, value))
    return tuple(sorted(kept, key=lambda value: (str(type(value)), value)))


def _turns(rule_id: str | None) -> set[Scalar]:
    """The days on which a limit begins to hold or ends, and the days before and after them."""
    if rule_id not in RULES:
        return set()
    ends = {day for begins, last in days_in_force(RULES[rule_id]) for day in (begins, last) if day}
    return {day + timedelta(shift) for day in ends for shift in (-1, 0, 1)}


def _is_possible(question: Question, value: Scalar) -> bool:
    # Where a number is compared with something else, that is a fault of its own.
    number = value if isinstance(value, int | float) else 0
    is_enough = question.least is None or number >= question.least
    return is_enough and (question.most is None or number <= question.most)


def named(asked: Sequence[Comparison]) -> tuple[Scalar, ...]:
    """The words, and true or false, that the framework compares with."""
    values = (
        value
        for comparison in asked
        for value in (comparison.is_, comparison.not_, *(comparison.in_ or ()))
    )
    return tuple(sorted({value for value in values if isinstance(value, str | bool)}, key=str))


def choices_held(
    codes: Sequence[str], asked: Sequence[Comparison], *, can_be_none: bool
) -> tuple[Chosen, ...]:
    """Choices of several options: every combination of those asked for, of every size asked for.

    Args:
        codes: The options of the list.
    """
    sought = {one.has for one in asked} | {code for one in asked for code in one.has_any or ()}
    asked_for = [code for code in codes if code in sought]
    rest = [code for code in codes if code not in sought]
    sizes = numbers_around(asked) or {1}
    found: dict[Chosen, None] = {}
    for some in _subsets(asked_for):
        lengths = {0, 1} | {size - len(some) for size in sizes}
        for length in sorted(lengths):
            if 0 <= length <= len(rest):
                found[Chosen.of((*some, *rest[:length]))] = None
    return tuple(one for one in found if one.codes or can_be_none)


def numbers_around(asked: Iterable[Comparison]) -> set[int]:
    """Just below, at and just above each number of options or rows that is asked for."""
    bounds = (
        bound
        for comparison in asked
        if comparison.how_many is not None
        for bound in (comparison.how_many.is_, comparison.how_many.gte, comparison.how_many.lte)
    )
    return {
        number
        for bound in bounds
        if bound is not None
        for number in (bound - 1, bound, bound + 1)
        if number >= 0
    }


def _subsets(codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if len(codes) <= MOST_NAMED:
        for length in range(len(codes) + 1):
            yield from combinations(codes, length)
        return
    chance = random.Random(SEED)  # noqa: S311 - a repeatable sample, not a secret
    for bits in chance.sample(range(2 ** len(codes)), MOST_HELD):
        yield tuple(code for place, code in enumerate(codes) if bits >> place & 1)
