"""Counts with their base."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain import counting
from inspect_tool.domain.framework import Framework, SubjectKind
from inspect_tool.domain.records import Answer, RecordFacts, Subject
from tests.factories import a_framework, a_record

FRAMEWORK = a_framework()
LEFT = FRAMEWORK.measures["left_too_long"]
DRIFT = FRAMEWORK.measures["drift"]


def case(
    ref: str, left: str | None, drift: str | None = "no", *, long: bool | None = True
) -> RecordFacts:
    answers: dict[str, Answer | str] = {}
    if left is not None:
        answers["HARM.1.a"] = left if left != "n/a" else Answer(absence="not_applicable")
    if drift is not None:
        answers["HARM.1.b"] = drift
    return a_record(ref, answers=answers, fields={"long_term": long, "case_type": "in_care"})


RECORDS = (
    case("ASH-002", "yes", "yes"),
    case("ASH-001", "no", "yes"),
    case("BRO-001", "yes", "no"),
    case("BRO-002", "n/a"),
    case("BRO-003", None, None),
    case("BRO-004", "yes", "yes", long=False),
    case("BRO-005", "yes", "yes", long=None),
)


def test_a_count_names_the_cases_behind_it_and_its_base() -> None:
    count = counting.count_measure("left_too_long", LEFT, RECORDS)
    assert count.refs == ("ASH-002", "BRO-001")
    assert count.base_refs == ("ASH-001", "ASH-002", "BRO-001")
    assert count.share == Fraction(2, 3)
    assert (count.noun, count.title) == ("long-term cases", "Left too long")


def test_what_cannot_be_told_is_named_apart_and_never_a_no() -> None:
    count = counting.count_measure("left_too_long", LEFT, RECORDS)
    assert count.unknown_refs == ("BRO-002", "BRO-003", "BRO-005")


def test_without_a_base_there_is_no_share() -> None:
    count = counting.count_measure("left_too_long", LEFT, ())
    assert (count.count, count.base, count.share) == (0, 0, None)


def test_groups_come_in_the_order_given_even_when_empty() -> None:
    groups = counting.count_by("drift", DRIFT, RECORDS, by="authority", order=("CAR", "BRO", "ASH"))
    assert [(one.group, one.count, one.base) for one in groups] == [
        ("CAR", 0, 0),
        ("BRO", 2, 4),
        ("ASH", 2, 2),
    ]


def test_groups_add_up_to_the_total() -> None:
    total = counting.count_measure("drift", DRIFT, RECORDS)
    groups = counting.count_by("drift", DRIFT, RECORDS, by="long_term")
    assert [one.group for one in groups] == ["no", "not known", "yes"]
    assert sum(one.count for one in groups) == total.count
    assert sum(one.base for one in groups) == total.base


def test_a_measure_within_another_counts_only_its_cases() -> None:
    left = counting.count_measure("left_too_long", LEFT, RECORDS)
    members = counting.within(left, RECORDS)
    assert counting.count_measure("drift", DRIFT, members).refs == ("ASH-002",)


def test_crossing_two_measures_keeps_to_the_records_of_both_bases() -> None:
    left = counting.count_measure("left_too_long", LEFT, RECORDS)
    drift = counting.count_measure("drift", DRIFT, RECORDS)
    crossed = counting.cross(left, drift)
    assert (crossed.both, crossed.first_only, crossed.second_only, crossed.neither) == (1, 1, 1, 0)
    assert crossed.both_refs == ("ASH-002",)
    assert crossed.not_comparable == len(set(left.base_refs) ^ set(drift.base_refs))


def test_records_of_another_kind_of_subject_are_not_counted() -> None:
    authority = RecordFacts(FRAMEWORK, Subject(SubjectKind.AUTHORITY, "ASH", "ASH"))
    assert counting.count_measure("drift", DRIFT, (authority,)).unknown_refs == ()
    assert counting.count_by("drift", DRIFT, (authority,), by="authority") == ()


def judged(ref: str, value: str | None) -> RecordFacts:
    return a_record(ref, judgements={"HARM.1": value} if value else {})


def test_the_matrix_counts_judgements_in_all_and_by_authority() -> None:
    records = (judged("ASH-001", "good"), judged("ASH-002", "inadequate"), judged("BRO-001", None))
    everyone, ash, bro = counting.matrix(FRAMEWORK, records, ("ASH", "BRO"))
    assert (everyone.group, everyone.judged, everyone.met, everyone.not_judged) == ("", 2, 1, 1)
    assert (ash.group, ash.met, ash.values["inadequate"]) == ("ASH", 1, 1)
    assert (bro.judged, bro.not_judged) == (0, 1)
    assert list(ash.values) == list(FRAMEWORK.scales["quality"].values)


def test_the_matrix_can_be_kept_to_some_criteria_and_skips_those_without_judgement() -> None:
    assert counting.matrix(FRAMEWORK, (), ("ASH",), chosen=lambda _: False) == ()
    bare = FRAMEWORK.domains[0].criteria[0].model_copy(update={"judgement": None})
    framework: Framework = FRAMEWORK.model_copy(
        update={"domains": (FRAMEWORK.domains[0].model_copy(update={"criteria": (bare,)}),)}
    )
    assert counting.matrix(framework, (), ("ASH",)) == ()
    with pytest.raises(ValueError, match=r"HARM\.1 has no judgement"):
        counting.matrix_cell(framework, bare, ())


def test_variation_says_where_it_was_seen_and_the_range() -> None:
    found = counting.variation("drift", DRIFT, RECORDS, ("ASH", "BRO", "CAR"))
    assert (found.seen_in, found.authorities) == (2, 2)
    assert (found.lowest, found.lowest_authority) == (Fraction(1, 2), "BRO")
    assert (found.highest, found.highest_authority) == (Fraction(1), "ASH")


def test_variation_without_records_has_no_range() -> None:
    found = counting.variation("drift", DRIFT, (), ("ASH",))
    assert (found.lowest, found.highest, found.seen_in, found.authorities) == (None, None, 0, 0)
