"""What an amendment would count otherwise: medians, and how many of those asked were heard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspect_tool.domain.framework.framework import Framework, Median, Voice
from inspect_tool.domain.framework.versions import Unlike
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.services.framework.counted_anew import (
    CountedAnew,
    MedianInShort,
    RateEffect,
    RateInShort,
)
from tests.hearing import hearing_framework, said

SIZE = Median(title="People in a group", subject="focus_group", question="GRP.1.b")
ASKED = (PeopleAsked("AAA", "staff", "", 30), PeopleAsked("AAA", "staff", "manager", 10))


def with_medians(**medians: Median) -> Framework:
    framework = hearing_framework()
    return framework.model_copy(update={"medians": medians})


def groups(number: int) -> list[Any]:
    return [said(f"AAA-G-rk-{place:02}", GRP_1_b=place) for place in range(1, number + 1)]


def test_a_median_is_shown_as_it_is_and_as_it_would_be() -> None:
    now = groups(11)
    then = [replace(one, unlike=Unlike(frozenset({"GRP.1.b"}))) for one in now[:1]] + now[1:]
    of_all = SIZE.model_copy(update={"title": "New"})
    old, new = with_medians(size=SIZE, gone=SIZE), with_medians(size=SIZE, more=of_all)
    effects = {one.median: one for one in CountedAnew(old, new, now, then).medians()}
    assert effects["size"].now == MedianInShort("6", base=11, unknown=0)
    assert effects["size"].then == MedianInShort("6.5", base=10, unknown=0)
    assert (effects["gone"].then, effects["more"].now) == (None, None)
    assert all(one.differs for one in effects.values())


def test_a_median_that_stays_is_not_told_and_one_of_too_few_has_no_number() -> None:
    one = with_medians(size=SIZE)
    (effect,) = CountedAnew(one, one, groups(9), groups(9)).medians()
    assert (effect.differs, effect.now) == (False, MedianInShort("", base=9, unknown=0))


def test_response_rates_are_shown_where_another_question_says_the_role() -> None:
    old = hearing_framework()
    without = Voice(title="Survey of staff", subject="survey")
    new = old.model_copy(update={"voices": {**old.voices, "staff": without}})
    records = [said("AAA-S-staff-0001", STF_1_a="manager"), said("AAA-S-staff-0002")]
    rates = {
        (one.voice, one.role): one for one in CountedAnew(old, new, records, records).rates(ASKED)
    }
    assert rates["staff", ""].now == RateInShort(people=2, asked=30)
    assert not rates["staff", ""].differs
    assert rates["staff", "manager"] == RateEffect(
        "staff", "Survey of staff", "manager", now=RateInShort(1, 10), then=None
    )
    assert rates["staff", "manager"].differs
