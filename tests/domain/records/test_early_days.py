"""Dates that are too early to be a child's are asked about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.completeness import RecordProblemKind
from inspect_tool.domain.records.early_days import (
    check_early_days,
    check_referred_in_time,
    earliest_day,
)
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from inspect_tool.domain.records.referral import REFERRED_ON
from tests.case_workbook_factory import FRAMEWORK

FRAME = date(2013, 9, 30)
CASE = Subject(SubjectKind.CASE, "ASH", "ASH-001")


@pytest.mark.parametrize(
    ("age", "birth"),
    [
        (6, date(2006, 9, 30)),
        (0, date(2012, 9, 30)),
        (None, date(1995, 9, 30)),
        ("six", date(1995, 9, 30)),
    ],
)
def test_a_case_begins_with_the_pregnancy_at_the_earliest(
    age: int | str | None, birth: date
) -> None:
    found = earliest_day({"age": age}, frame_date=FRAME, under=18)
    assert found == birth - timedelta(days=310)


def test_without_an_age_and_a_limit_nobody_can_say() -> None:
    assert earliest_day({}, frame_date=FRAME, under=None) is None


def test_a_frame_of_29_february_has_an_earliest_day_too() -> None:
    found = earliest_day({"age": 0}, frame_date=date(2016, 2, 29), under=None)
    assert found == date(2015, 2, 28) - timedelta(days=310)


def asked(answer: Answer, *, earliest: date | None, subject: Subject = CASE) -> list[str]:
    facts = RecordFacts(FRAMEWORK, subject, answers={"TIM.1.a": answer})
    return [one.item_id for one in check_early_days(facts, earliest=earliest)]


def test_a_date_before_it_is_asked_about_until_a_note_says_why_it_is_right() -> None:
    first = date(1999, 10, 4)
    assert asked(Answer(first), earliest=first) == []
    assert asked(Answer(first - timedelta(days=1)), earliest=first) == ["TIM.1.a"]
    assert asked(Answer(RoughDate(1998)), earliest=first) == ["TIM.1.a"]
    assert asked(Answer(RoughDate(1999)), earliest=first) == []
    assert asked(Answer(date(1990, 1, 1), note="An older sibling"), earliest=first) == []
    assert asked(Answer(None, "not_recorded"), earliest=first) == []
    assert asked(Answer(date(1990, 1, 1)), earliest=None) == []
    authority = Subject(SubjectKind.AUTHORITY, "ASH", "ASH")
    assert asked(Answer(date(1990, 1, 1)), earliest=first, subject=authority) == []


@pytest.mark.parametrize(("days", "note", "is_asked"), [(0, "", 0), (-1, "", 1), (-1, "pilot", 0)])
def test_a_referral_back_before_fieldwork_is_asked_about(
    days: int, note: str, is_asked: int
) -> None:
    begins = date(2013, 10, 14)
    answers = {REFERRED_ON: Answer(begins + timedelta(days=days), note=note)}
    found = check_referred_in_time(answers, first_day=begins)
    assert [one.kind for one in found] == [RecordProblemKind.EARLY_DATE] * is_asked
    assert check_referred_in_time({}, first_day=begins) == ()
