"""Repeat incidents by a framework's rule: which events, how near, and what is not known."""

from __future__ import annotations

import pytest

from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.chronology_steps import steps
from inspect_tool.domain.records.repeats import Repeats, repeats_of

RULE = RepeatRule.model_validate(
    {
        "beside": "HIS.1",
        "within_days": 30,
        "events": [
            {"title": "Missed appointment", "words": ["missed", "not brought"]},
            {"title": "Police", "words": ["police"]},
        ],
        "lists": {"referrals_12m": 1, "previous_plans": 2},
    }
)
KNOWN: dict[str, Scalar | None] = {"referrals_12m": 0, "previous_plans": 0}


def found(*said: tuple[str, str], fields: dict[str, Scalar | None] | None = None) -> Repeats:
    incidents = {
        f"CH.x.{number:02}": Incident(day, what) for number, (day, what) in enumerate(said, 1)
    }
    return repeats_of(RULE, incidents, KNOWN if fields is None else fields)


@pytest.mark.parametrize(
    ("second", "most"),
    [
        ("2013-05-31", 1),  # the day before the limit of 30 days from 1 July
        ("2013-06-01", 2),
        ("2013-07-01", 2),
        ("2013-07-31", 2),
        ("2013-08-01", 1),
    ],
)
def test_two_of_a_kind_are_a_repeat_within_the_days_of_the_rule(second: str, most: int) -> None:
    repeats = found(("2013-07-01", "Missed dentist"), (second, "NOT BROUGHT to the clinic"))

    assert repeats.events[0].most == most
    assert repeats.found is (most > 1)


def test_events_of_two_kinds_are_no_repeat() -> None:
    assert found(("2013-07-01", "Police"), ("2013-07-02", "Missed dentist")).found is False


@pytest.mark.parametrize(
    ("fields", "is_repeat"),
    [
        ({"referrals_12m": 1, "previous_plans": 0}, True),
        ({"referrals_12m": 0, "previous_plans": 1}, False),
        ({"referrals_12m": 0, "previous_plans": 2}, True),
        ({"referrals_12m": None, "previous_plans": 0}, None),
        ({"previous_plans": True, "referrals_12m": 0}, None),  # true is no number
        ({}, None),
        ({"previous_plans": 2}, True),
    ],
)
def test_the_lists_count_too_and_what_they_lack_is_no_no(
    fields: dict[str, Scalar | None], is_repeat: bool | None
) -> None:
    assert found(("2013-07-01", "Police"), fields=fields).found is is_repeat


def test_what_is_not_known_is_said() -> None:
    none = found(fields={"referrals_12m": 0})
    undated = found(("in spring", "Police"), ("2013-07-01", "Police"))

    assert none.not_known == ("previous plans is not in the lists", "there is no chronology")
    assert (none.words, none.found, none.code) == ("Not known", None, "not_known")
    assert undated.not_known == ("the day of 1 incident",)
    assert (undated.events[1].incidents, undated.events[1].most) == (2, 1)
    assert found(("", "x"), ("", "y")).not_known == ("the day of 2 incidents",)


def test_what_came_again_is_said() -> None:
    repeats = found(
        ("2013-07-01", "Police"), ("2013-07-02", "police again"), fields={"referrals_12m": 3}
    )

    assert repeats.words == "Police: 2 within 30 days; referrals 12m: 3"
    assert repeats.code == "yes"
    assert found(("2013-07-01", "Police")).words == "None"
    assert found(("2013-07-01", "Police")).code == "no"


def test_the_chronology_says_of_each_incident_what_it_repeats() -> None:
    incidents = {
        "CH.x.01": Incident("2013-07-01", "Police called"),
        "CH.x.02": Incident("2013-07-31", "Police and missed appointment"),
        "CH.x.03": Incident("2013-09-01", "Police"),
        "CH.x.04": Incident("soon", "Police"),
    }

    said = steps(incidents, RULE)

    assert [said[name].near for name in incidents] == [
        (), ("Police again within 30 days.",), (), (),
    ]  # fmt: skip
    assert steps(incidents)["CH.x.02"].near == ()
