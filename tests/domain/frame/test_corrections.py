"""What was returned, what was corrected, and which of the two is counted."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.frame.corrections import (
    CORRECTED,
    Correction,
    corrected,
    fact_words,
    is_eligible,
    standing,
    why_not_correctable,
)
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.plan.plan import Population

DAY = date(2013, 11, 4)
POPULATION = Population.model_validate(
    {
        "keep": ["age", "months_open", "sibling_group", "case_type"],
        "eligible": {"field": "age", "lte": 10},
        "fields": {"long_term": {"field": "months_open", "gte": 12}},
    }
)
RETURNED = {"age": 9, "months_open": 3, "long_term": False}


def of_return(field: str, value: int | None) -> Correction:
    return Correction(field, value, DAY)


def found(field: str, value: int | None) -> Correction:
    return Correction(field, value, DAY, "the minutes")


def test_what_was_not_corrected_is_as_it_was_returned() -> None:
    assert corrected(RETURNED, (), POPULATION) == RETURNED
    assert corrected(RETURNED, [of_return("age", 9)], POPULATION) == RETURNED
    assert corrected(RETURNED, [of_return("gender", 1)], POPULATION) == RETURNED


def test_what_the_plan_derives_follows_the_right_fact() -> None:
    facts = corrected(RETURNED, [found("months_open", 14), found("age", 8)], POPULATION)
    assert facts == {"age": 8, "months_open": 14, "long_term": True, CORRECTED: "age, months_open"}


def test_a_fact_that_is_not_known_after_all_leaves_open_what_rests_on_it() -> None:
    facts = corrected(RETURNED, [found("months_open", None)], POPULATION)
    assert (facts["months_open"], facts["long_term"]) == (None, None)


@pytest.mark.parametrize(
    ("corrections", "value"),
    [
        ([of_return("age", 7), of_return("age", 8)], 8),
        ([of_return("age", 7), found("age", 8)], 8),
        ([found("age", 8), of_return("age", 7)], 8),
        ([found("age", 8), found("age", 6)], 6),
    ],
)
def test_an_inspectors_finding_stands_before_a_return(
    corrections: list[Correction], value: int
) -> None:
    assert standing(corrections)["age"].value == value


def test_where_a_correction_comes_from() -> None:
    assert (found("age", 8).origin, of_return("age", 8).origin) == ("the minutes", "a later return")


@pytest.mark.parametrize(("age", "holds"), [(10, True), (11, False), (None, None)])
def test_the_plans_rule_by_the_corrected_facts(age: int | None, *, holds: bool | None) -> None:
    assert is_eligible({"age": age}, POPULATION) is holds
    assert is_eligible({"age": age}, Population()) is True


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("age", None),
        ("long_term", "derived"),
        ("case_type", "the draw stays"),
        ("gender", "keeps no fact"),
        ("shoe_size", "keeps no fact"),
        ("sibling_group", "a token"),
    ],
)
def test_which_facts_can_be_corrected(name: str, why: str | None) -> None:
    said = why_not_correctable(name, FIELDS, POPULATION)
    assert said is None if why is None else why in str(said)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "not known"), (True, "yes"), (False, "no"), (DAY, "04/11/2013"), (3, "3")],
)
def test_a_fact_in_words(value: object, words: str) -> None:
    assert fact_words(value) == words  # type: ignore[arg-type]
