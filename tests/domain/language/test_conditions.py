"""The three-valued language: an unknown is not a no."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from inspect_tool.domain.language.conditions import Condition, Truth, comparisons, evaluate
from inspect_tool.domain.records.records import Answer
from tests.factories import a_record

CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
TRUTHS: list[Truth] = [True, False, None]


def condition(value: dict[str, Any]) -> Any:
    return CONDITION.validate_python(value)


def known(truth: Truth) -> dict[str, Any]:
    """A comparison that comes out as the truth given, against `RECORD`."""
    return {"field": {True: "yes", False: "no", None: "unknown"}[truth], "is": True}


RECORD = a_record(
    fields={"yes": True, "no": False, "age": 7, "seen": date(2013, 9, 1), "share": 0.5},
    answers={
        "HARM.1.a": "yes",
        "HARM.1.b": Answer(absence="not_recorded"),
        "NA": Answer(absence="not_applicable"),
        "ODD": Answer(absence="never_heard_of"),
    },
    judgements={"HARM.1": "good"},
)


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ({"field": "age", "is": 7}, True),
        ({"field": "age", "is": 8}, False),
        ({"field": "age", "not": 8}, True),
        ({"field": "age", "not": 7}, False),
        ({"field": "age", "in": [6, 7]}, True),
        ({"field": "age", "in": [6]}, False),
        ({"field": "age", "gte": 6}, True),
        ({"field": "age", "gte": 7}, True),
        ({"field": "age", "gte": 8}, False),
        ({"field": "age", "lte": 6}, False),
        ({"field": "age", "lte": 7}, True),
        ({"field": "share", "gte": 0.5}, True),
        ({"field": "seen", "gte": date(2013, 9, 1)}, True),
        ({"field": "seen", "lte": date(2013, 8, 31)}, False),
        ({"field": "height", "is": 7}, None),
        ({"field": "height", "not": 7}, None),
        ({"question": "HARM.1.a", "is": "yes"}, True),
        ({"question": "HARM.1.a", "answered": True}, True),
        ({"question": "HARM.1.a", "answered": False}, False),
        ({"question": "HARM.9.z", "answered": True}, None),
        ({"question": "NA", "is": "yes"}, None),
        ({"question": "NA", "answered": True}, False),
        ({"question": "ODD", "is": "yes"}, None),
        ({"judgement": "HARM.1", "met": True}, True),
        ({"judgement": "HARM.1", "not_met": True}, False),
        ({"judgement": "HARM.1", "is": "good"}, True),
        ({"judgement": "HARM.2", "met": True}, None),
        ({"judgement": "HARM.2", "is": "good"}, None),
    ],
)
def test_a_comparison_is_true_false_or_unknown(written: dict[str, Any], truth: Truth) -> None:
    assert evaluate(condition(written), RECORD) is truth


def test_no_record_of_it_counts_as_what_the_framework_says() -> None:
    assert evaluate(condition({"question": "HARM.1.b", "is": "no"}), RECORD) is True


def test_a_truth_value_is_not_a_number() -> None:
    assert evaluate(condition({"field": "yes", "is": 1}), RECORD) is False


def test_values_without_a_common_order_are_an_error_and_not_a_no() -> None:
    with pytest.raises(TypeError, match="no common order"):
        evaluate(condition({"question": "HARM.1.a", "gte": 3}), RECORD)


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_all_and_any_follow_kleene(left: Truth, right: Truth) -> None:
    order: dict[Truth, int] = {False: 0, None: 1, True: 2}
    both = [known(left), known(right)]
    assert evaluate(condition({"all": both}), RECORD) is min(left, right, key=order.__getitem__)
    assert evaluate(condition({"any": both}), RECORD) is max(left, right, key=order.__getitem__)


@given(st.lists(st.sampled_from(TRUTHS), min_size=1, max_size=5))
def test_not_all_is_the_same_as_any_not(truths: list[Truth]) -> None:
    parts = [known(one) for one in truths]
    not_all = condition({"not": {"all": parts}})
    any_not = condition({"any": [{"not": part} for part in parts]})
    assert evaluate(not_all, RECORD) is evaluate(any_not, RECORD)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"is": 1}, "exactly one question, judgement or field"),
        ({"field": "age", "question": "Q", "is": 1}, "exactly one question, judgement or field"),
        ({"field": "age"}, "exactly one test"),
        ({"field": "age", "gte": 1, "lte": 2}, "exactly one test"),
        ({"field": "age", "answered": True}, "asks about a question"),
        ({"question": "Q", "met": True}, "ask about a judgement"),
        ({"all": []}, "at least 1 item"),
        ({"field": "age", "is": 1, "iss": 2}, "not permitted"),
    ],
)
def test_a_malformed_condition_is_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        condition(written)


def test_every_comparison_of_a_condition_is_found() -> None:
    written = {
        "all": [
            {"field": "a", "is": 1},
            {"any": [{"not": {"question": "B", "is": "x"}}, {"judgement": "C", "met": True}]},
        ]
    }
    found = [(one.subject_kind, one.subject) for one in comparisons(condition(written))]
    assert found == [("field", "a"), ("question", "B"), ("judgement", "C")]


def test_a_validated_condition_validates_again() -> None:
    for written in (
        {"all": [known(True)]},
        {"any": [known(True)]},
        {"not": known(True)},
        known(True),
    ):
        once = condition(written)
        assert CONDITION.validate_python(once) == once
