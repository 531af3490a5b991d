from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.framework.framework import Criterion, Question
from inspect_tool.domain.language.conditions import AllOf, AnyOf, Comparison, Condition, NotOf
from inspect_tool.domain.records.judgements import (
    Advice,
    advised,
    applies,
    calculate,
    condition_words,
    prefill,
    shown,
    waiting_for,
    with_clocks,
    with_prefills,
)
from inspect_tool.domain.records.records import Answer, RecordFacts
from tests.case_workbook_factory import FIELDWORK_ENDS, FRAMEWORK, facts

START = Answer(date(2013, 6, 3))
IN_TIME = Answer(date(2013, 8, 5))
LATE = Answer(date(2013, 8, 6))


def criterion(criterion_id: str) -> Criterion:
    found = FRAMEWORK.criterion(criterion_id)
    assert found is not None
    return found


def question(question_id: str) -> Question:
    found = FRAMEWORK.question(question_id)
    assert found is not None
    return found


def timed(**answers: Answer) -> RecordFacts:
    given = {f"TIM.1.{key}": answer for key, answer in answers.items()}
    return with_clocks(facts(given), on=FIELDWORK_ENDS)


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        (
            {"a": START, "b": LATE, "d": Answer("yes")},
            Advice("inadequate", "Step 1: TIM.1.c is late."),
        ),
        (
            {"a": START, "b": IN_TIME, "d": Answer("yes")},
            Advice("good", "Step 2: TIM.1.c is in time and TIM.1.d is yes."),
        ),
        (
            {"a": START, "b": IN_TIME, "d": Answer("partly")},
            Advice("requires_improvement", "Step 3: no earlier step holds."),
        ),
        (
            {"a": START, "b": IN_TIME},
            Advice(None, "Step 2 cannot be decided without TIM.1.d."),
        ),
        ({}, Advice(None, "Step 1 cannot be decided without TIM.1.c.")),
    ],
)
def test_the_first_step_that_holds_gives_the_advice_and_an_unknown_leaves_it_open(
    answers: dict[str, Answer], advice: Advice
) -> None:
    assert calculate(criterion("TIM.1"), timed(**answers)) == advice
    assert advised(criterion("TIM.1"), timed(**answers)) == advice.value


def test_a_criterion_without_a_calculation_gives_no_advice() -> None:
    assert calculate(criterion("TIM.2"), facts()).value is None
    assert calculate(criterion("PLAN.1"), facts()).value is None
    assert advised(criterion("PLAN.1"), facts()) is None


def test_a_calculation_in_which_no_step_holds_gives_no_advice() -> None:
    only_late = Criterion.model_validate(
        {
            "id": "X",
            "title": "X",
            "judgement": {
                "scale": "quality",
                "calculated": [{"when": {"field": "age", "gte": 3}, "then": "good"}],
            },
        }
    )

    assert calculate(only_late, facts(age=2)) == Advice(None, "No step holds.")
    assert advised(only_late, facts(age=2)) is None


def test_a_criterion_applies_by_the_fields_of_the_case() -> None:
    assert applies(criterion("PLAN.1"), facts()) is True
    assert applies(criterion("TIM.1"), facts()) is True
    assert applies(criterion("TIM.2"), facts()) is False
    assert applies(criterion("TIM.2"), facts(case_type=None)) is None


def test_a_question_is_hidden_until_what_it_depends_on_is_known() -> None:
    depends = question("TIM.1.d")

    assert shown(question("TIM.1.a"), facts()) is True
    assert shown(depends, facts()) is None
    assert waiting_for(depends.show_if, facts()) == ("TIM.1.b",)
    assert shown(depends, facts({"TIM.1.b": Answer(note="to be looked up")})) is None
    assert shown(depends, facts({"TIM.1.b": IN_TIME})) is True
    assert shown(depends, facts({"TIM.1.b": Answer(absence="not_seen")})) is False
    assert waiting_for(None, facts()) == ()


def test_the_authoritys_value_stands_until_an_inspector_answers() -> None:
    returned = date(2013, 5, 2)
    untouched = with_prefills(facts(referral_date=returned))
    noted = with_prefills(facts({"TIM.1.a": Answer(note="p. 3")}, referral_date=returned))
    corrected = with_prefills(facts({"TIM.1.a": START}, referral_date=returned))
    absent = with_prefills(facts({"TIM.1.a": Answer(None, "not_seen")}, referral_date=returned))

    assert untouched.answers["TIM.1.a"] == Answer(returned)
    assert noted.answers["TIM.1.a"] == Answer(returned, note="p. 3")
    assert corrected.answers["TIM.1.a"] == START
    assert absent.answers["TIM.1.a"].value is None


@pytest.mark.parametrize(
    ("shape", "value", "is_taken"),
    [
        ({"type": "date"}, date(2013, 5, 2), True),
        ({"type": "date"}, "2013-05-02", False),
        ({"type": "number"}, 3, True),
        ({"type": "number"}, True, False),
        ({"type": "text"}, "three", True),
        ({"type": "text"}, 3, False),
        ({"type": "choice", "scale": "degree"}, "partly", True),
        ({"type": "choice", "scale": "degree"}, "perhaps", False),
        ({"type": "number"}, None, False),
    ],
)
def test_the_authoritys_value_is_taken_only_where_it_fits_the_question(
    shape: dict[str, str], value: object, is_taken: bool
) -> None:
    asked = Question.model_validate({"id": "Q", "text": "?", "prefill": "field", **shape})

    assert prefill(asked, facts(field=value)) == (value if is_taken else None)


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (START, IN_TIME, ClockResult.IN_TIME),
        (START, LATE, ClockResult.LATE),
        (START, Answer(None, "not_recorded"), ClockResult.OVERDUE),
        (START, Answer(None, "not_seen"), ClockResult.NOT_ASSESSABLE),
        (START, Answer(None, "no longer in the framework"), ClockResult.NOT_ASSESSABLE),
        (Answer(None, "not_recorded"), IN_TIME, ClockResult.NOT_ASSESSABLE),
        (Answer(date(2012, 6, 1)), IN_TIME, ClockResult.NOT_IN_FORCE),
    ],
)
def test_a_clock_is_an_answer_computed_from_its_dates(
    a: Answer, b: Answer, result: ClockResult
) -> None:
    assert timed(a=a, b=b).answer("TIM.1.c") == result.value


@pytest.mark.parametrize("answers", [{"a": START}, {"b": LATE}, {"a": START, "b": Answer()}])
def test_a_clock_stays_unknown_while_one_of_its_dates_is_untouched(
    answers: dict[str, Answer],
) -> None:
    assert "TIM.1.c" not in timed(**answers).answers


def test_a_stored_answer_never_stands_in_for_the_clock() -> None:
    assert "TIM.1.c" not in timed(c=Answer("in_time")).answers
    assert timed(a=START, b=LATE, c=Answer("in_time")).answer("TIM.1.c") == "late"


def test_the_authoritys_own_date_of_change_decides_on_the_rule() -> None:
    given = facts({"TIM.1.a": START, "TIM.1.b": LATE})
    later = with_clocks(given, on=FIELDWORK_ENDS, single_assessment_from=date(2013, 9, 1))

    assert later.answer("TIM.1.c") == "not_in_force"


def test_a_hidden_clock_has_no_answer() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    clock = document["domains"][0]["criteria"][0]["questions"][2]
    clock["show_if"] = {"field": "case_type", "is": "in_care"}
    given = RecordFacts(
        FRAMEWORK.model_validate(document),
        facts().subject,
        facts().fields,
        {"TIM.1.a": START, "TIM.1.b": LATE},
    )

    assert "TIM.1.c" not in with_clocks(given, on=FIELDWORK_ENDS).answers


def test_conditions_are_said_in_words() -> None:
    age = Comparison(field="months_open", gte=12)
    late = Comparison(question="A", is_="in_time")

    expected: dict[str, Condition] = {
        "months open is at least 12": age,
        "A is in time and months open is at least 12": AllOf(all=(late, age)),
        "A is in time or (not (A is in time))": AnyOf(any=(late, NotOf(not_=late))),
        "A is x or y": Comparison(question="A", in_=("x", "y")),
        "A is not x": Comparison(question="A", not_="x"),
        "A is at most 3 May 2013": Comparison(question="A", lte=date(2013, 5, 3)),
        "A is answered": Comparison(question="A", answered=True),
        "A is not answered": Comparison(question="A", answered=False),
        "C is met": Comparison(judgement="C", met=True),
        "C is not met": Comparison(judgement="C", not_met=True),
        "long term is true": Comparison(field="long_term", is_=True),
        "long term is false": Comparison(field="long_term", is_=False),
    }
    assert {words: condition_words(condition) for words, condition in expected.items()} == {
        words: words for words in expected
    }


@pytest.mark.parametrize(("value", "answer"), [(True, "yes"), (False, "no")])
def test_a_yes_or_no_of_the_return_answers_a_question_with_these_words(
    value: bool, answer: str
) -> None:
    scale = next(name for name, one in FRAMEWORK.scales.items() if {"yes", "no"} <= {*one.values})
    asked = Question.model_validate(
        {"id": "X.1.a", "type": "choice", "text": "Seen?", "scale": scale, "prefill": "seen_alone"}
    )
    assert prefill(asked, facts(seen_alone=value)) == answer
