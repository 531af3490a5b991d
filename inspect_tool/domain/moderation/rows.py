"""Which row of one read is which row of the other.

Two readers list the children of a family, or its plans, in whatever order they come upon them. Rows
are set against each other by what they are about: where the framework names a `key`, by equal
answers to it; else so that as many answers as can be are equal, which flatters the agreement, so
that none is counted then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from inspect_tool.domain.framework.framework import Question, QuestionType
from inspect_tool.domain.framework.kinds import (
    folded_words,
    question_of_item,
    row_item,
    row_of_item,
)
from inspect_tool.domain.records.records import Answer, RecordFacts, rows_in

Answers = Mapping[str, Answer]
# One more equal answer goes before any order of the rows; there are 40 rows of a group at most.
_ORDER = 1 / 1000


def aligned(first: RecordFacts, second: RecordFacts) -> RecordFacts:
    """The second record with the rows of each group numbered as those of the first are.

    A row that has no counterpart gets a number that the first does not use. Where the group has
    none left, it takes that of a row of the first without a counterpart, in their order.
    """
    answers = dict(second.answers)
    for group in second.framework.questions(second.subject.kind):
        if group.type is QuestionType.GROUP:
            numbers = _numbers(group, first.answers, second.answers)
            answers = dict(_renumbered(group, answers, numbers))
    return replace(second, answers=answers)


def _numbers(group: Question, first: Answers, second: Answers) -> dict[int, int]:
    """The number that each row of the second record gets."""
    mine, theirs = rows_in(group, first), rows_in(group, second)
    by_key = group.rows is not None and bool(group.rows.key)
    pairs = _same_key(group, first, second) if by_key else _most_alike(group, first, second)
    found = {number: counterpart for counterpart, number in pairs}
    most = 0 if group.rows is None else group.rows.most
    alone = [number for number in mine if number not in found.values()]
    free = [number for number in range(1, most + 1) if number not in mine]
    beyond = range(max((most, *mine, *theirs)) + 1, 10**6)
    left = iter([*free, *alone, *beyond[: len(theirs)]])
    for number in theirs:
        if number not in found:
            found[number] = next(left)
    return found


def _renumbered(
    group: Question, answers: Answers, numbers: Mapping[int, int]
) -> Iterator[tuple[str, Answer]]:
    asked = {question.id for question in group.questions}
    for item, answer in answers.items():
        row = row_of_item(item)
        question = question_of_item(item)
        is_of_group = question in asked and row is not None and row in numbers
        yield (row_item(question, numbers[row]) if is_of_group and row else item), answer


def _same_key(group: Question, first: Answers, second: Answers) -> Iterator[tuple[int, int]]:
    """Rows of both with the same key, the first of them with the first, and so on."""
    rows: dict[tuple[str, ...], list[int]] = {}
    for number in rows_in(group, second):
        key = _key(group, second, number)
        if key is not None:
            rows.setdefault(key, []).append(number)
    for number in rows_in(group, first):
        same = rows.get(_key(group, first, number) or ())
        if same:
            yield number, same.pop(0)


def _key(group: Question, answers: Answers, row: int) -> tuple[str, ...] | None:
    """What a row is about, in words; None where a part of it has no answer."""
    key = () if group.rows is None else group.rows.key
    values = [answers.get(row_item(question, row), Answer()).value for question in key]
    return None if None in values else tuple(folded_words(value) for value in values)


def _most_alike(group: Question, first: Answers, second: Answers) -> Sequence[tuple[int, int]]:
    """The rows in pairs, so that as many answers as can be are equal; else in their order.

    Source: Kuhn (1955), The Hungarian method for the assignment problem, Naval Research Logistics
    Quarterly 2; here by `scipy.optimize.linear_sum_assignment`.
    """
    mine, theirs = rows_in(group, first), rows_in(group, second)
    if mine == theirs == (1,) or not mine or not theirs:
        return list(zip(mine, theirs, strict=False))
    from scipy.optimize import linear_sum_assignment

    weights = [
        [_alike(group, first, second, (one, other)) - abs(one - other) * _ORDER for other in theirs]
        for one in mine
    ]
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(mine[row], theirs[column]) for row, column in zip(rows, columns, strict=True)]


def _alike(group: Question, first: Answers, second: Answers, rows: tuple[int, int]) -> int:
    """How many answers of two rows are equal."""
    found = 0
    for question in group.questions:
        one, other = (
            answers.get(row_item(question.id, row), Answer())
            for answers, row in zip((first, second), rows, strict=True)
        )
        is_given = one.value is not None or one.absence is not None
        found += is_given and (one.value, one.absence) == (other.value, other.absence)
    return found
