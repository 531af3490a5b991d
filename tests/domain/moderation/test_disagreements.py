"""Where two readers differ: what can change a measure comes first, and says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.moderation.disagreements import MOST_TOGETHER, DifferingItem, differences
from inspect_tool.domain.records.judgements import with_clocks
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts
from tests.factories import a_framework, a_record


def yes_no(question_id: str) -> dict[str, Any]:
    return {"id": question_id, "type": "choice", "scale": "yes_no", "text": f"{question_id}?"}


def framework_of(*questions: dict[str, Any], **measures: dict[str, Any]) -> Framework:
    """A framework with these questions and measures; `HARM.1` is judged."""
    domain = {
        "id": "HARM",
        "title": "Protection from harm",
        "criteria": [
            {
                "id": "HARM.1",
                "title": "The child was protected in time",
                "questions": list(questions),
                "judgement": {"scale": "quality"},
            }
        ],
    }
    titled = {key: {"title": key, **measure} for key, measure in measures.items()}
    return a_framework(domains=[domain], measures=titled)


def is_yes(question_id: str) -> dict[str, str]:
    return {"question": question_id, "is": "yes"}


AB = (yes_no("HARM.1.a"), yes_no("HARM.1.b"))


def differing(
    framework: Framework,
    first: dict[str, Answer | str],
    second: dict[str, Answer | str],
    *,
    judged: tuple[str, str] = ("good", "good"),
    fields: dict[str, Scalar | None] | None = None,
) -> tuple[DifferingItem, ...]:
    one, other = (
        a_record(framework=framework, answers=said, judgements={"HARM.1": value}, fields=fields)
        for said, value in zip((first, second), judged, strict=True)
    )
    return differences(one, other, recomputed=partial(with_clocks, on=date(2013, 12, 13)))


def at_stake(found: tuple[DifferingItem, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.item_id, one.measures) for one in found]


def test_readers_who_say_the_same_differ_nowhere_whatever_they_noted() -> None:
    framework = framework_of(*AB, drift={"count": is_yes("HARM.1.b")})
    said: dict[str, Answer | str] = {"HARM.1.a": Answer("yes", note="page 3"), "HARM.1.b": "no"}
    again: dict[str, Answer | str] = {
        "HARM.1.a": Answer("yes", note="the chronology"),
        "HARM.1.b": "no",
    }
    assert differing(framework, said, again) == ()


def test_what_can_change_a_measure_comes_first_then_judgements_then_answers() -> None:
    framework = framework_of(*AB, drift={"count": is_yes("HARM.1.b")})
    found = differing(
        framework,
        {"HARM.1.a": "yes", "HARM.1.b": "no"},
        {"HARM.1.a": "no", "HARM.1.b": "yes"},
        judged=("good", "outstanding"),
    )
    assert at_stake(found) == [("HARM.1.b", ("drift",)), ("HARM.1", ()), ("HARM.1.a", ())]
    assert [one.kind for one in found[:2]] == [ItemKind.QUESTION, ItemKind.JUDGEMENT]
    assert (found[0].first, found[0].second) == (Answer("no"), Answer("yes"))


@pytest.mark.parametrize(
    ("judged", "stake"), [(("good", "outstanding"), ()), (("good", "inadequate"), ("weak",))]
)
def test_a_judgement_is_at_stake_only_where_it_meets_or_does_not(
    judged: tuple[str, str], stake: tuple[str, ...]
) -> None:
    framework = framework_of(*AB, weak={"count": {"judgement": "HARM.1", "not_met": True}})
    assert at_stake(differing(framework, {}, {}, judged=judged)) == [("HARM.1", stake)]


@pytest.mark.parametrize(("long_term", "stake"), [(True, ("late",)), (False, ()), (None, ())])
def test_a_case_outside_the_base_of_a_measure_cannot_change_it(
    long_term: bool | None, stake: tuple[str, ...]
) -> None:
    late = {"count": is_yes("HARM.1.a"), "of": {"field": "long_term", "is": True}}
    found = differing(
        framework_of(*AB, late=late),
        {"HARM.1.a": "yes"},
        {"HARM.1.a": "no"},
        fields={"long_term": long_term},
    )
    assert at_stake(found) == [("HARM.1.a", stake)]


def test_what_puts_a_case_into_the_base_or_out_of_it_is_at_stake() -> None:
    seen = {"count": is_yes("HARM.1.b"), "of": is_yes("HARM.1.a")}
    found = differing(
        framework_of(*AB, seen=seen),
        {"HARM.1.a": "yes", "HARM.1.b": "no"},
        {"HARM.1.a": "no", "HARM.1.b": "no"},
    )
    assert at_stake(found) == [("HARM.1.a", ("seen",))]


def test_an_absence_that_takes_a_case_out_of_the_count_is_at_stake_and_one_that_counts_is_not() -> (
    None
):
    framework = framework_of(*AB, drift={"count": is_yes("HARM.1.b")})
    for absence, stake in (("not_applicable", ("drift",)), ("not_recorded", ())):
        given: dict[str, Answer | str] = {"HARM.1.b": Answer(absence=absence, note="why")}
        assert at_stake(differing(framework, {"HARM.1.b": "no"}, given)) == [("HARM.1.b", stake)]


def test_two_differences_matter_together_where_neither_does_alone() -> None:
    both = {"all": [is_yes("HARM.1.a"), is_yes("HARM.1.b")]}
    found = differing(
        framework_of(*AB, both={"count": both}),
        {"HARM.1.a": "yes", "HARM.1.b": "no"},
        {"HARM.1.a": "no", "HARM.1.b": "yes"},
    )
    # Neither record counts, but the answers of both can be settled as yes.
    assert at_stake(found) == [("HARM.1.a", ("both",)), ("HARM.1.b", ("both",))]


def test_every_measure_that_hangs_on_a_difference_is_named_in_the_order_of_the_framework() -> None:
    framework = framework_of(
        *AB,
        zeal={"count": is_yes("HARM.1.a")},
        apathy={"count": {"any": [{"not": is_yes("HARM.1.a")}, is_yes("HARM.1.b")]}},
    )
    found = differing(
        framework, {"HARM.1.a": "yes", "HARM.1.b": "no"}, {"HARM.1.a": "no", "HARM.1.b": "no"}
    )
    assert at_stake(found) == [("HARM.1.a", ("zeal", "apathy"))]


DATES = (
    {"id": "HARM.1.a", "type": "date", "text": "Date of the referral"},
    {"id": "HARM.1.b", "type": "date", "text": "Date the assessment was concluded"},
    {"id": "HARM.1.c", "type": "clock", "rule": "ASMT-45", "from": "HARM.1.a", "to": "HARM.1.b"},
    {"id": "HARM.1.d", "type": "text", "text": "What happened?"},
)
IN_TIME = {"count": {"question": "HARM.1.c", "is": "in_time"}}


@pytest.mark.parametrize(
    ("concluded", "stake"),
    [(date(2013, 6, 4), []), (date(2013, 11, 4), [("HARM.1.b", ("in_time",))])],
)
def test_dates_are_listed_only_where_a_measure_hangs_on_them(
    concluded: date, stake: list[tuple[str, tuple[str, ...]]]
) -> None:
    referred = Answer(date(2013, 5, 20))
    found = differing(
        framework_of(*DATES, in_time=IN_TIME),
        {"HARM.1.a": referred, "HARM.1.b": Answer(date(2013, 6, 3)), "HARM.1.d": "one thing"},
        {"HARM.1.a": referred, "HARM.1.b": Answer(concluded), "HARM.1.d": "another"},
    )
    assert at_stake(found) == stake


@pytest.mark.parametrize("more", [0, 1])
def test_more_differences_than_can_be_tried_together_all_count_as_at_stake(more: int) -> None:
    ids = [f"HARM.1.q{number}" for number in range(MOST_TOGETHER + more)]
    # The measure mentions all of them and hangs on none: it also asks for what never holds.
    never = {"field": "authority", "is": "nowhere"}
    framework = framework_of(
        *(yes_no(one) for one in ids), many={"count": {"all": [never, *map(is_yes, ids)]}}
    )
    found = differing(
        framework,
        dict.fromkeys(ids, "yes"),
        dict.fromkeys(ids, "no"),
        fields={"authority": "ASH"},
    )
    assert {one.measures for one in found} == {("many",) if more else ()}
    assert len(found) == len(ids)


def test_measures_about_other_subjects_are_not_at_stake() -> None:
    framework = framework_of(*AB, board={"subject": "authority", "count": is_yes("HARM.1.a")})
    found = differing(framework, {"HARM.1.a": "yes"}, {"HARM.1.a": "no"})
    assert at_stake(found) == [("HARM.1.a", ())]


def test_a_criterion_without_a_judgement_is_nothing_to_differ_on() -> None:
    framework = framework_of(*AB)
    (domain,) = framework.domains
    silent = domain.criteria[0].model_copy(update={"judgement": None})
    changed = domain.model_copy(update={"criteria": (silent,)})
    framework = framework.model_copy(update={"domains": (changed,)})
    first = a_record(framework=framework, judgements={"HARM.1": "good"})
    second = replace(first, judgements={"HARM.1": Answer("inadequate")})

    def unchanged(facts: RecordFacts) -> RecordFacts:
        return facts

    assert differences(first, second, recomputed=unchanged) == ()
