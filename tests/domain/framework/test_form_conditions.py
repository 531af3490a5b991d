"""A condition is true in a form where it is true here, and false where it is false here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.framework.xlsform import xlsform_of
from inspect_tool.domain.framework.xlsform_conditions import FormConditions
from inspect_tool.domain.language.conditions import Condition, Value, evaluate
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from tests.examples import one_in
from tests.filled_forms import filled_form, holds
from tests.kinds_answers import kinds_answers, kinds_conditions
from tests.kinds_of_question import KINDS, several

READ: TypeAdapter[Any] = TypeAdapter(Condition)
FORM = xlsform_of(KINDS, SubjectKind.CASE)
CASE = Subject(SubjectKind.CASE, "ASH", "ASH-001")


def agree(condition: dict[str, Any], answers: dict[str, Answer]) -> bool:
    """Whether the form and the review say the same of a condition."""
    read = READ.validate_python(condition)
    here = evaluate(read, RecordFacts(KINDS, CASE, answers=answers))
    filled, conditions = filled_form(KINDS, answers), FormConditions(KINDS)
    there = [
        holds(conditions.holds(read, is_true=is_true), FORM, filled) for is_true in (True, False)
    ]
    return there == [here is True, here is False]


@one_in(2)
@given(condition=kinds_conditions, answers=kinds_answers())
def test_a_form_and_the_review_agree_on_what_is_true_false_and_unknown(
    condition: dict[str, Any], answers: dict[str, Answer]
) -> None:
    assert agree(condition, answers)


@pytest.mark.parametrize("test", ["gte", "lte", "is", "not"])
@pytest.mark.parametrize("bound", [date(2012, 2, 28), date(2012, 2, 29), date(2012, 3, 1)])
def test_a_form_and_the_review_agree_on_dates_that_are_known_in_part(
    test: str, bound: date
) -> None:
    known: list[Value] = [RoughDate(2012, 2), RoughDate(2012, 3), RoughDate(2012), bound]
    asked = {"question": "NEG.1.d", test: bound}
    assert [day for day in known if not agree(asked, {"NEG.1.d": Answer(day)})] == []


UNSEEN = {"question": "NEG.2.c", "is": "no"}
FAMILIES: list[dict[str, Answer]] = [
    {},
    {"NEG.2.a": Answer("none")},
    {"NEG.2.a": Answer(absence="not_seen")},
    {"NEG.2.c@1": Answer("no"), "NEG.2.c@2": Answer("yes")},
    {"NEG.2.c@1": Answer("yes")},
    {"NEG.2.c@1": Answer("yes"), "NEG.2.b@2": Answer(3)},  # of the second it is not known
]


@pytest.mark.parametrize(
    "asked",
    [
        {"any_row": UNSEEN},
        *({"how_many": {test: number}} for test in ("is", "gte", "lte") for number in (0, 1, 2)),
        *(
            {"how_many": {test: number, "where": UNSEEN}}
            for test in ("is", "gte", "lte")
            for number in (0, 1)
        ),
        {"is": "none"},
        {"not": "none"},
        {"answered": True},
        {"answered": False},
    ],
)
def test_a_form_and_the_review_agree_on_rows(asked: dict[str, Any]) -> None:
    condition = {"question": "NEG.2.a", **asked}
    assert [family for family in FAMILIES if not agree(condition, family)] == []


@pytest.mark.parametrize("test", ["is", "gte", "lte"])
def test_a_form_and_the_review_agree_on_how_many_options_were_chosen(test: str) -> None:
    chosen = [several(), several("physical"), several("physical", "other", words="cold")]
    answers = [{}, *({"NEG.1.a": Answer(one)} for one in chosen)]
    for number in (0, 1, 2):
        condition = {"question": "NEG.1.a", "how_many": {test: number}}
        assert [one for one in answers if not agree(condition, one)] == []
