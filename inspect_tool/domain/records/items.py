"""The questions of a framework as items that can be answered, those of a group row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType, SubjectKind
from inspect_tool.domain.framework.kinds import question_of_item, row_item, row_of_item


class QuestionItem(NamedTuple):
    """A question under the id that its answer is kept under.

    Args:
        title: What it asks; in a row, after what the row is about.
    """

    item_id: str
    question: Question
    title: str


def question_items(
    framework: Framework, subject: SubjectKind | None = None
) -> Iterator[QuestionItem]:
    """Every question that can be answered, in the order of the framework, rows after their group.

    Clocks are among them, since they are shown as well.
    """
    for question in framework.questions(subject):
        yield QuestionItem(question.id, question, question.text)
        if question.rows is not None:
            for row in range(1, question.rows.most + 1):
                for inner in question.questions:
                    title = row_title(question, row, inner)
                    yield QuestionItem(row_item(inner.id, row), inner, title)


def row_title(group: Question, row: int, inner: Question) -> str:
    """What a question asks of one row: `Child 2: How old is the child?`."""
    return f"{row_name(group, row)}: {inner.text}"


def row_name(group: Question, row: int) -> str:
    """What a row is called: `Child 2`."""
    noun = "" if group.rows is None else group.rows.noun
    return f"{noun[:1].upper()}{noun[1:]} {row}".strip()


def answerable(framework: Framework, item_id: str) -> Question | None:
    """The question that is answered under an item's id; None where nobody answers one there."""
    question = framework.question(question_of_item(item_id))
    if question is None or question.type is QuestionType.CLOCK:
        return None
    group, row = framework.group_around(question.id), row_of_item(item_id)
    if group is None or group.rows is None:
        return question if item_id == question.id else None
    return question if row is not None and row <= group.rows.most else None


def criteria_of_items(framework: Framework) -> Mapping[str, str]:
    """The criterion of every question, those of rows included, and of itself; as it is written.

    A judgement comes after the questions that it is made from.
    """
    found: dict[str, str] = {}
    for criterion in framework.criteria():
        for outer in criterion.questions:
            found |= {question.id: criterion.id for question in (outer, *outer.questions)}
        found[criterion.id] = criterion.id
    return found
