"""Faults of repeat incidents and voices, and what a clock can say where a limit has to wait."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_states import (
    SOME_DATE,
    Gone,
    State,
    Variable,
    branches,
)
from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.faults import Fault
from tests.factories import a_framework
from tests.hearing import hearing_framework


def faults_in(part: str, framework: Framework, *known: str) -> list[Fault]:
    found = check_framework(
        framework, derived=frozenset(), known=frozenset(known), with_proofs=False
    )
    return [one for one in found if one.path[0] == part]


def repeats_beside(criterion: str) -> Framework:
    rule = {
        "beside": criterion,
        "within_days": 30,
        "events": [{"title": "Police", "words": ["police"]}],
        "lists": {"referrals_12m": 1},
    }
    return hearing_framework(repeat_incidents=rule)


def test_repeat_incidents_may_stand_beside_a_criterion_that_could_not_be_read() -> None:
    (fault,) = faults_in("repeat_incidents", repeats_beside("HARM.9"))
    assert (fault.kind, fault.value) == ("unknown-id", "HARM.9")
    assert faults_in("repeat_incidents", repeats_beside("HARM.9"), "HARM.9") == []


def test_repeat_incidents_stand_beside_a_criterion_about_cases() -> None:
    assert faults_in("repeat_incidents", repeats_beside("HARM.1")) == []
    (fault,) = faults_in("repeat_incidents", repeats_beside("FAM.1"))
    assert (fault.kind, fault.path) == ("other-subject", ("repeat_incidents", "beside"))
    assert fault.message == (
        "Repeat incidents are shown beside FAM.1, which is about interviews, not cases"
    )


def survey_reading(question: str) -> Framework:
    voices = hearing_framework().model_dump(mode="json", exclude_defaults=True)["voices"]
    voices["staff"]["answers"] = {question: {"Strongly agree": "never"}}
    return hearing_framework(voices=voices)


def test_the_answers_of_a_question_that_does_not_exist_are_one_fault_and_not_two() -> None:
    assert [one.kind for one in faults_in("voices", survey_reading("STF.1.b"))] == ["unknown-value"]
    (fault,) = faults_in("voices", survey_reading("STF.1.z"))
    assert (fault.kind, fault.value) == ("unknown-id", "STF.1.z")


def clock_after_a_choice() -> FrameworkIndex:
    """A clock whose second limit starts on a date that is asked only after a yes."""
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    questions: list[dict[str, Any]] = content["domains"][0]["criteria"][0]["questions"]
    questions += [
        {"id": "HARM.1.c", "type": "date", "text": "Referred?"},
        {"id": "HARM.1.d", "type": "date", "text": "Concluded?"},
        {
            "id": "HARM.1.e",
            "type": "date",
            "text": "Begun?",
            "show_if": {"question": "HARM.1.a", "is": "yes"},
        },
        {
            "id": "HARM.1.f",
            "type": "clock",
            "rule": "ASMT-45",
            "from": "HARM.1.c",
            "to": "HARM.1.d",
            "otherwise": [{"rule": "CA-35", "from": "HARM.1.e", "to": "HARM.1.d"}],
        },
    ]
    return FrameworkIndex(Framework.model_validate(content))


@pytest.mark.parametrize(
    ("begun", "can_wait"), [(SOME_DATE, False), (Gone.HIDDEN, False), (Gone.WAITING, True)]
)
def test_a_clock_waits_where_a_limit_that_may_decide_waits_for_its_date(
    begun: date | Gone, can_wait: bool
) -> None:
    held = {"HARM.1.c": SOME_DATE, "HARM.1.d": SOME_DATE, "HARM.1.e": begun}
    state = State(clock_after_a_choice())
    state.held |= {Variable("question", name): value for name, value in held.items()}
    said = branches(state, Variable("question", "HARM.1.f"), ())
    assert set(said) - {Gone.WAITING} == {
        ClockResult.IN_TIME,
        ClockResult.LATE,
        ClockResult.NOT_ASSESSABLE,
        ClockResult.NOT_IN_FORCE,
    }
    assert (Gone.WAITING in said) is can_wait
