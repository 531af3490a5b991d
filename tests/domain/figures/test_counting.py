"""Counts with their base."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from inspect_tool.domain.figures import counts, judgements
from inspect_tool.domain.framework.framework import Framework, Measure, SubjectKind
from inspect_tool.domain.language.conditions import AnyOf, Comparison
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
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
    count = counts.count_measure("left_too_long", LEFT, RECORDS)
    assert count.refs == ("ASH-002", "BRO-001")
    assert count.base_refs == ("ASH-001", "ASH-002", "BRO-001")
    assert count.share == Fraction(2, 3)
    assert (count.noun, count.title) == ("long-term cases", "Left too long")


def test_what_cannot_be_told_is_named_apart_and_never_a_no() -> None:
    count = counts.count_measure("left_too_long", LEFT, RECORDS)
    assert count.unknown_refs == ("BRO-002", "BRO-003", "BRO-005")


def test_without_a_base_there_is_no_share() -> None:
    count = counts.count_measure("left_too_long", LEFT, ())
    assert (count.count, count.base, count.share) == (0, 0, None)


def test_groups_come_in_the_order_given_even_when_empty() -> None:
    groups = counts.count_by("drift", DRIFT, RECORDS, by="authority", order=("CAR", "BRO", "ASH"))
    assert [(one.group, one.count, one.base) for one in groups] == [
        ("CAR", 0, 0),
        ("BRO", 2, 4),
        ("ASH", 2, 2),
    ]


def test_groups_add_up_to_the_total() -> None:
    total = counts.count_measure("drift", DRIFT, RECORDS)
    groups = counts.count_by("drift", DRIFT, RECORDS, by="long_term")
    assert [one.group for one in groups] == ["no", "yes", "not known"]
    assert sum(one.count for one in groups) == total.count
    assert sum(one.base for one in groups) == total.base


def test_a_measure_within_another_counts_only_its_cases() -> None:
    left = counts.count_measure("left_too_long", LEFT, RECORDS)
    members = counts.within(left, RECORDS)
    assert counts.count_measure("drift", DRIFT, members).refs == ("ASH-002",)


def test_crossing_two_measures_keeps_to_the_records_of_both_bases() -> None:
    left = counts.count_measure("left_too_long", LEFT, RECORDS)
    drift = counts.count_measure("drift", DRIFT, RECORDS)
    crossed = counts.cross(left, drift)
    assert (crossed.both, crossed.first_only, crossed.second_only, crossed.neither) == (1, 1, 1, 0)
    assert crossed.both_refs == ("ASH-002",)
    assert crossed.not_comparable == len(set(left.base_refs) ^ set(drift.base_refs))
    assert crossed.not_asked == 0


def test_crossing_says_of_how_many_records_one_of_the_two_was_not_asked() -> None:
    left = counts.count_measure("left_too_long", LEFT, RECORDS)
    drift = counts.count_measure("drift", DRIFT, RECORDS)
    crossed = counts.cross(
        replace(left, not_asked_refs=("ASH-007", "ASH-008")),
        replace(drift, not_asked_refs=("ASH-008", "ASH-009")),
    )
    assert crossed.not_asked == 3


def test_records_of_another_kind_of_subject_are_not_counted() -> None:
    authority = RecordFacts(FRAMEWORK, Subject(SubjectKind.AUTHORITY, "ASH", "ASH"))
    assert counts.count_measure("drift", DRIFT, (authority,)).unknown_refs == ()
    assert counts.count_by("drift", DRIFT, (authority,), by="authority") == ()


def judged(ref: str, value: str | None) -> RecordFacts:
    return a_record(ref, judgements={"HARM.1": value} if value else {})


def test_the_matrix_counts_judgements_in_all_and_by_authority() -> None:
    records = (judged("ASH-001", "good"), judged("ASH-002", "inadequate"), judged("BRO-001", None))
    everyone, ash, bro = judgements.matrix(FRAMEWORK, records, ("ASH", "BRO"))
    assert (everyone.group, everyone.judged, everyone.met, everyone.not_judged) == ("", 2, 1, 1)
    assert (ash.group, ash.met, ash.values["inadequate"]) == ("ASH", 1, 1)
    assert (bro.judged, bro.not_judged) == (0, 1)
    assert list(ash.values) == list(FRAMEWORK.scales["quality"].values)


def test_the_matrix_skips_criteria_without_judgement() -> None:
    bare = FRAMEWORK.domains[0].criteria[0].model_copy(update={"judgement": None})
    framework: Framework = FRAMEWORK.model_copy(
        update={"domains": (FRAMEWORK.domains[0].model_copy(update={"criteria": (bare,)}),)}
    )
    assert judgements.matrix(framework, (), ("ASH",)) == ()
    with pytest.raises(ValueError, match=r"HARM\.1 has no judgement"):
        judgements.matrix_cell(framework, bare, ())


def test_variation_says_where_it_was_seen_and_the_range() -> None:
    found = counts.variation("drift", DRIFT, (*many("ASH", 5, 5), *many("BRO", 2, 6)), ("ASH",))
    assert (found.seen_in, found.authorities, found.compared) == (2, 2, 2)
    assert (found.lowest, found.lowest_authority) == (Fraction(1, 3), "BRO")
    assert (found.highest, found.highest_authority) == (Fraction(1), "ASH")
    assert (found.lowest_count, found.highest_count) == (
        counts.CountOfBase(2, 6),
        counts.CountOfBase(5, 5),
    )


def many(authority: str, drifting: int, base: int) -> list[RecordFacts]:
    return [
        case(f"{authority}-{number:03}", "no", "yes" if number < drifting else "no")
        for number in range(base)
    ]


@pytest.mark.parametrize(("small", "compared"), [(4, 2), (5, 3), (6, 3)])
def test_an_authority_with_few_cases_is_no_end_of_the_range(small: int, compared: int) -> None:
    records = (*many("ASH", 1, 5), *many("BRO", 2, 5), *many("CAR", small, small))
    found = counts.variation("drift", DRIFT, records, ("ASH", "BRO", "CAR"))
    assert (found.authorities, found.compared) == (3, compared)
    assert found.highest_authority == ("BRO" if small == 4 else "CAR")


def test_one_authority_alone_is_no_range() -> None:
    found = counts.variation("drift", DRIFT, (*many("ASH", 1, 9), *many("BRO", 1, 4)), ())
    assert (found.lowest, found.highest, found.compared, found.authorities) == (None, None, 0, 2)
    assert found.lowest_count is None


def test_of_equal_shares_the_one_with_the_larger_base_is_the_end_of_the_range() -> None:
    records = (*many("ASH", 0, 5), *many("BRO", 0, 7), *many("CAR", 5, 5), *many("DEN", 7, 7))
    found = counts.variation("drift", DRIFT, records, ("ASH", "BRO", "CAR", "DEN"))
    assert (found.lowest_authority, found.highest_authority) == ("BRO", "DEN")


@pytest.mark.parametrize(("base", "words"), [(19, "5 of 19"), (20, "5 of 20 (25%)")])
def test_a_count_has_a_percentage_from_the_base_that_carries_one(base: int, words: str) -> None:
    assert counts.CountOfBase(5, base).words(20) == words


def test_a_count_of_nothing_has_no_percentage() -> None:
    assert counts.CountOfBase(0, 0).words(0) == "0 of 0"


def test_base_rest_and_open_answers_are_all_records() -> None:
    count = counts.count_measure("left_too_long", LEFT, RECORDS)
    assert count.outside_refs == ("BRO-004",)
    assert (count.base, count.outside, count.unknown, count.all_records) == (3, 1, 3, 7)
    assert count.base_words == (
        "7 cases: 3 in the base, 1 not in it, because the measure does not apply, "
        "3 without an answer that counts."
    )
    assert counts.count_measure("drift", DRIFT, many("ASH", 0, 1)).base_words == (
        "1 case: 1 in the base."
    )


def asked_of_long_term_cases(
    part: str, condition: dict[str, object] | None = None
) -> tuple[Framework, Measure]:
    """The small framework with a condition on its criterion or on its first question."""
    condition = condition or {"field": "long_term", "is": True}
    content = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    criterion = content["domains"][0]["criteria"][0]
    (criterion if part == "applies" else criterion["questions"][0])[part] = condition
    framework = Framework.model_validate(content)
    measure = framework.measures["left_too_long"].model_copy(update={"of": None})
    return framework, measure


@pytest.mark.parametrize("part", ["applies", "show_if"])
def test_a_case_that_was_not_asked_is_outside_the_base(part: str) -> None:
    framework, measure = asked_of_long_term_cases(part)
    records = [
        replace(one, framework=framework)
        for one in (
            case("ASH-001", None, long=False),
            case("ASH-002", None, long=True),
            case("ASH-003", None, long=None),
            case("ASH-004", "yes", long=True),
        )
    ]
    count = counts.count_measure("left", measure, records)
    assert count.outside_refs == ("ASH-001",)
    assert count.unknown_refs == ("ASH-002", "ASH-003")
    assert count.refs == ("ASH-004",)


def test_a_judgement_that_was_not_asked_for_is_outside_the_base() -> None:
    framework, measure = asked_of_long_term_cases("applies")
    judged_well = measure.model_copy(update={"count": Comparison(judgement="HARM.1", met=True)})
    records = [
        replace(case(ref, None, long=long), framework=framework)
        for ref, long in (("ASH-001", False), ("ASH-002", True))
    ]
    count = counts.count_measure("well", judged_well, records)
    assert (count.outside_refs, count.unknown_refs) == (("ASH-001",), ("ASH-002",))


def test_what_waits_for_something_that_was_asked_is_no_case_outside_the_base() -> None:
    framework, measure = asked_of_long_term_cases("show_if")
    either = AnyOf(any=(measure.count, Comparison(question="HARM.1.b", is_="yes")))
    record = replace(case("ASH-001", None, None, long=False), framework=framework)
    count = counts.count_measure("e", measure.model_copy(update={"count": either}), [record])
    assert count.unknown_refs == ("ASH-001",)


def test_variation_without_records_has_no_range() -> None:
    found = counts.variation("drift", DRIFT, (), ("ASH",))
    assert (found.lowest, found.highest, found.seen_in, found.authorities) == (None, None, 0, 0)
