"""From rows to a frame: one unit for each child, in the most acute case type that is open."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.frame.changes import compare_frames
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.frame.rules import FrameFacts, UnknownFrameFieldError
from inspect_tool.domain.frame.units import Eligibility, Exclusion, Frame, Unit
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import Severity
from tests.annex_a import KEPT_COLUMNS
from tests.list_rows import Row, lists_of

FRAME_DATE = date(2013, 9, 30)
ID = "Child Unique ID"
STARTS = {
    2: "Assessment start date",
    3: "Date of referral",
    4: "Continuous Assessment Start Date",
    6: "CIN Start Date",
    7: "Child Protection Plan Start Date",
    8: "Date Started to be Looked After",
}
ENDS = {
    2: "Assessment completion date",
    6: "CIN Closure Date",
    7: "Child Protection Plan End Date",
    8: "Date Ceased to be Looked After",
}


def plan_with(population: Mapping[str, Any] | None = None, **changes: Any) -> ReviewPlan:
    return ReviewPlan.model_validate(
        {
            "review": "frames",
            "title": "Frames",
            "dates": {"frame": FRAME_DATE, "fieldwork": [date(2013, 10, 14), date(2013, 12, 13)]},
            "authorities": [{"code": "ASH", "name": "Ashmere"}],
            "population": population or {"keep": ["age", "months_open"]},
            "sample": {"size": 12},
        }
        | changes
    )


def row(list_number: int, child: Any = "C1", *, at: Any = 2, **values: Any) -> Row:
    """A row; `start`, `end`, `born`, `age` and `status` are short for the official columns."""
    long_names = {
        "start": STARTS.get(list_number, ""),
        "end": ENDS.get(list_number, ""),
        "born": "Date of Birth",
        "age": "Age of Child (Years)",
        "status": "Case Status",
        "gender": "Gender",
        "family": "Family identifier",
    }
    defaults = {ID: child, "Date of Birth": date(2008, 3, 14)}
    given_values = {long_names.get(name, name): value for name, value in values.items()}
    if list_number in STARTS:
        defaults[STARTS[list_number]] = date(2013, 1, 1)
    return Row(list_number, "r.xlsx", f"List {list_number}", at, defaults | given_values)


def token(local_id: str) -> str:
    return hmac.new(b"salt", local_id.encode(), hashlib.sha256).hexdigest()[:32]


def frame_of(*rows: Row, plan: ReviewPlan | None = None) -> Frame:
    plan = plan or plan_with()
    return build_frame(lists_of(rows), plan=plan, authority=plan.authorities[0], token=token)


def only_unit(*rows: Row, plan: ReviewPlan | None = None) -> Unit:
    (unit,) = frame_of(*rows, plan=plan).units
    return unit


def kinds(frame: Frame) -> list[str]:
    return [one.kind for one in frame.problems]


def test_a_child_on_several_lists_is_one_unit_in_its_most_acute_case_type() -> None:
    unit = only_unit(row(2), row(6), row(7), row(8))
    assert (unit.case_type, unit.stratum) == ("in_care", "ASH/in_care")
    assert only_unit(row(2), row(7), row(6)).case_type == "child_protection"


def test_the_plan_says_which_case_type_is_most_acute() -> None:
    plan = plan_with(case_types=["in_care", "child_protection", "child_in_need", "early_help"])
    assert only_unit(row(2), row(8), plan=plan).case_type == "early_help"


def test_a_case_type_that_the_plan_leaves_out_is_passed_over() -> None:
    plan = plan_with(case_types=["child_protection"])
    frame = frame_of(row(7), row(8), row(8, "C2"), plan=plan)
    assert [unit.case_type for unit in frame.units] == ["child_protection"]
    assert frame.exclusions == {Exclusion.OTHER_CASE_TYPE.value: 1}


def test_the_stratum_has_the_levels_of_the_plan() -> None:
    plan = plan_with(sample={"size": 12, "strata": ["authority"]})
    assert only_unit(row(7), plan=plan).stratum == "ASH"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (date(2013, 9, 29), Exclusion.CLOSED),
        (date(2013, 9, 30), Exclusion.CLOSED),
        (date(2013, 10, 1), None),
        (None, None),
    ],
)
@pytest.mark.parametrize("number", [6, 7, 8])
def test_a_period_that_ended_by_the_frame_date_is_closed(
    number: int, end: date | None, reason: Exclusion | None
) -> None:
    frame = frame_of(row(number, end=end))
    assert frame.exclusions == ({reason.value: 1} if reason else {})
    assert len(frame.units) == (reason is None)


@pytest.mark.parametrize(
    ("start", "is_open"), [(date(2013, 9, 30), True), (date(2013, 10, 1), False), (None, True)]
)
def test_a_period_that_starts_after_the_frame_date_does_not_count(
    start: date | None, is_open: bool
) -> None:
    frame = frame_of(row(7, start=start))
    assert frame.exclusions == ({} if is_open else {Exclusion.NOT_STARTED.value: 1})


def test_a_completed_early_help_assessment_is_where_help_begins() -> None:
    assert only_unit(row(2, end=date(2013, 5, 1))).case_type == "early_help"


def test_a_closed_and_an_open_episode_make_one_open_child() -> None:
    unit = only_unit(row(7, end=date(2013, 2, 1)), row(6, start=date(2013, 2, 1)))
    assert (unit.case_type, unit.fields["months_open"]) == ("child_in_need", 7)


def test_a_child_with_a_closed_and_a_coming_episode_was_closed() -> None:
    frame = frame_of(row(7, end=date(2013, 2, 1)), row(8, start=date(2013, 10, 2)))
    assert frame.exclusions == {Exclusion.CLOSED.value: 1}


def test_contacts_referrals_and_assessments_make_no_unit() -> None:
    frame = frame_of(row(1), row(3, "C2"), row(4, "C2"))
    assert (frame.units, frame.exclusions) == ((), {Exclusion.NO_CASE.value: 2})


@pytest.mark.parametrize(
    ("born", "is_adult"), [(date(1995, 10, 1), False), (date(1995, 9, 30), True)]
)
def test_people_of_18_are_left_out(born: date, is_adult: bool) -> None:
    frame = frame_of(row(6, born=born))
    assert frame.exclusions == ({"18 or over at the frame date": 1} if is_adult else {})


def test_the_returned_age_tells_an_adult_when_there_is_no_date_of_birth() -> None:
    assert frame_of(row(6, born=None, age=18)).exclusions == {"18 or over at the frame date": 1}
    assert len(frame_of(row(6, born=None, age=17)).units) == 1


def test_only_kept_and_derived_fields_are_stored() -> None:
    plan = plan_with(
        {
            "keep": ["gender"],
            "eligible": {"field": "age", "lte": 10},
            "fields": {"long_term": {"field": "months_open", "gte": 8}},
        }
    )
    assert only_unit(row(7, gender="male"), plan=plan).fields == {
        "gender": "male",
        "long_term": True,
    }


def test_a_derived_field_may_use_another_and_the_rule_may_use_it() -> None:
    plan = plan_with(
        {
            "keep": [],
            "fields": {
                "long_term": {"field": "months_open", "gte": 8},
                "young_and_long": {
                    "all": [{"field": "long_term", "is": True}, {"field": "age", "lte": 5}]
                },
            },
            "eligible": {"field": "young_and_long", "is": True},
        }
    )
    assert only_unit(row(7), plan=plan).eligibility is Eligibility.ELIGIBLE


@pytest.mark.parametrize(
    ("age", "eligibility"),
    [
        (10, Eligibility.ELIGIBLE),
        (11, Eligibility.NOT_ELIGIBLE),
        (None, Eligibility.NOT_KNOWN),
    ],
)
def test_eligibility_is_three_valued(age: int | None, eligibility: Eligibility) -> None:
    plan = plan_with({"keep": ["age"], "eligible": {"all": [{"field": "age", "lte": 10}]}})
    assert only_unit(row(7, born=None, age=age), plan=plan).eligibility is eligibility


def test_an_eligibility_that_is_not_known_is_reported_with_what_is_missing() -> None:
    plan = plan_with(
        {"eligible": {"all": [{"field": "age", "lte": 10}, {"field": "category_of_abuse",
                                                              "is": "neglect"}]}}
    )  # fmt: skip
    frame = frame_of(row(6, born=None), row(7, born=None, at=9), plan=plan)
    (problem,) = frame.problems
    assert (problem.kind, problem.severity) == ("eligibility-not-known", Severity.NOTED)
    assert (problem.sheet, problem.row) == ("List 7", 9)
    assert problem.message.endswith("Age and Category of abuse.")
    assert len(frame.units) == 1, "an unknown is never silently out"


@pytest.mark.parametrize(
    ("born", "eligibility", "kinds_told"),
    [
        (date(2008, 3, 14), Eligibility.NOT_KNOWN, ["eligibility-not-known"]),
        (date(1999, 3, 14), Eligibility.NOT_ELIGIBLE, []),
    ],
)
def test_whether_an_end_is_known_matters_only_for_who_could_be_drawn(
    born: date, eligibility: Eligibility, kinds_told: list[str]
) -> None:
    plan = plan_with({"keep": ["age"], "eligible": {"all": [{"field": "age", "lte": 10}]}})
    (returned,) = lists_of([row(7, born=born, end=None)])
    returned = replace(returned, unreadable={ENDS[7]: frozenset({2})})
    frame = build_frame([returned], plan=plan, authority=plan.authorities[0], token=token)
    assert [unit.eligibility for unit in frame.units] == [eligibility]
    assert kinds(frame) == kinds_told


def test_a_plan_without_a_rule_takes_everybody() -> None:
    assert only_unit(row(7)).eligibility is Eligibility.ELIGIBLE


def test_a_rule_that_asks_for_no_field_is_never_known() -> None:
    plan = plan_with({"eligible": {"question": "TIM.1.a", "is": "yes"}})
    assert only_unit(row(7), plan=plan).eligibility is Eligibility.NOT_KNOWN


def test_a_rule_may_ask_for_the_case_type_and_the_authority() -> None:
    plan = plan_with(
        {
            "eligible": {
                "all": [
                    {"field": "case_type", "in": ["child_protection", "in_care"]},
                    {"field": "authority", "is": "ASH"},
                ]
            }
        }
    )
    frame = frame_of(row(7), row(6, "C2"), plan=plan)
    by_type = {unit.case_type: unit.eligibility for unit in frame.units}
    assert by_type == {
        "child_protection": Eligibility.ELIGIBLE,
        "child_in_need": Eligibility.NOT_ELIGIBLE,
    }
    assert (7, "Case Status") not in wanted_of(plan).columns


def test_an_unknown_field_is_an_error_that_names_it() -> None:
    for population in ({"keep": ["shoe_size"]}, {"eligible": {"field": "shoe_size", "is": 4}}):
        plan = plan_with(population)
        with pytest.raises(UnknownFrameFieldError, match="shoe_size"):
            frame_of(row(7), plan=plan)
        with pytest.raises(UnknownFrameFieldError, match="shoe_size"):
            wanted_of(plan)


def test_units_are_known_by_tokens_and_the_ids_go_into_the_key() -> None:
    frame = frame_of(row(7, "000123"), row(7, "123"), row(7, "a|b"))
    assert frame.local_ids == {token(x): x for x in ("000123", "123", "a%7Cb")}
    assert [unit.unit_id for unit in frame.units] == sorted(frame.local_ids)
    assert {unit.list_id for unit in frame.units} == {"ASH"}
    assert "000123" not in repr((frame.units, frame.problems))


def test_identifiers_that_differ_in_invisible_ways_are_one_child() -> None:
    composed, decomposed = "Zo\u00eb1", "Zoe\u03081\u00a0"
    frame = frame_of(row(6, composed), row(7, decomposed))
    assert len(frame.units) == 1


def test_a_row_without_an_identifier_is_nobodys() -> None:
    assert frame_of(Row(7, "r", "List 7", 2, {ID: None})).units == ()
    frame = frame_of(row(7, "C2", at=3), row(7, "C\x071", at=4))
    (problem,) = frame.problems
    assert list(frame.local_ids.values()) == ["C2"]
    assert (problem.kind, problem.row, problem.value) == ("bad-identifier", 4, "")
    assert "\x07" not in problem.message


def test_siblings_share_a_token_that_is_no_childs() -> None:
    plan = plan_with({"keep": ["sibling_group"]})
    frame = frame_of(row(7, "C1", family="F1"), row(7, "C2", family="F1"), row(7, "F1"), plan=plan)
    groups = {frame.local_ids[unit.unit_id]: unit.fields["sibling_group"] for unit in frame.units}
    assert groups["C1"] == groups["C2"]
    assert groups["F1"] is None
    assert groups["C1"] not in frame.local_ids


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        ("born", (date(2008, 3, 14), date(2009, 3, 14)), "different-dates-of-birth"),
        ("gender", ("male", "female"), "different-genders"),
    ],
)
def test_lists_that_contradict_each_other_are_reported(
    column: str, values: tuple[object, object], kind: str
) -> None:
    first, second = values
    frame = frame_of(row(7, at=3, **{column: first}), row(6, at=8, **{column: second}))
    (problem,) = frame.problems
    assert (problem.kind, problem.sheet, problem.row, problem.value) == (kind, "List 6", 8, "")
    assert "row 3 of List 7" in problem.message
    assert "200" not in problem.message


def test_ages_that_contradict_each_other_are_reported_where_no_date_of_birth_settles_it() -> None:
    def told(born: date | None) -> list[str]:
        return kinds(frame_of(row(7, age=9, born=born), row(6, age=3, born=born)))

    assert told(None) == ["different-ages"]
    assert told(date(2008, 3, 14)) == []


def test_a_gender_that_is_not_stated_contradicts_nothing() -> None:
    frame = frame_of(row(7, gender="not_stated"), row(6, gender="female"), row(8, gender=None))
    assert kinds(frame) == []


@pytest.mark.parametrize(("status", "number"), [("child_protection_plan", 7), ("looked_after", 8)])
def test_a_status_without_its_list_is_reported(status: str, number: int) -> None:
    assert kinds(frame_of(row(6, status=status))) == ["status-without-list"]
    assert kinds(frame_of(row(6, status=status), row(number))) == []
    closed = row(number, end=date(2013, 5, 1))
    assert kinds(frame_of(row(6, status=status), closed)) == ["status-without-list"]
    assert kinds(frame_of(row(6, status=status, end=date(2013, 5, 1)))) == []


def test_an_episode_whose_status_is_closed_has_ended() -> None:
    frame = frame_of(row(6, status="closed"), row(7))
    assert kinds(frame) == ["closed-without-date"]
    assert kinds(frame_of(row(6, status="closed", end=date(2013, 5, 1)), row(7))) == []
    assert frame_of(row(6, status="closed")).exclusions == {Exclusion.CLOSED.value: 1}


def test_an_age_of_zero_is_no_missing_age() -> None:
    plan = plan_with({"keep": ["age"], "eligible": {"field": "age", "lte": 10}})
    assert only_unit(row(7, born=None, age=0), plan=plan).fields == {"age": 0}


def test_needed_columns_follow_the_plan() -> None:
    plan = plan_with({"keep": ["gender"], "eligible": {"field": "re_referral", "is": True}})
    columns = wanted_of(plan).columns
    assert columns <= KEPT_COLUMNS
    assert {(8, "Gender"), (3, "Date of referral"), (7, "Date of Birth"),
            (6, "CIN Closure Date"), (6, "Case Status")} <= columns  # fmt: skip
    assert (8, "Child's Legal Status") not in columns


def test_a_frame_from_the_needed_columns_is_the_frame_from_all() -> None:
    plan = plan_with({"keep": sorted(FIELDS)})
    rows = [row(number, gender="male", family="F") for number in (2, 3, 4, 6, 7, 8)]
    needed = wanted_of(plan).columns
    narrowed = [
        Row(
            one.list_number,
            one.file,
            one.sheet,
            one.row,
            {k: v for k, v in one.values.items() if (one.list_number, k) in needed},
        )
        for one in rows
    ]
    assert frame_of(*narrowed, plan=plan) == frame_of(*rows, plan=plan)


def test_facts_of_a_frame_know_nothing_of_records() -> None:
    facts = FrameFacts({"age": 3})
    assert (facts.field("age"), facts.field("other")) == (3, None)
    found = (facts.answer("Q"), facts.is_answered("Q"), facts.judgement("J"), facts.is_met("J"))
    assert found == (None, None, None, None)


DAYS = st.dates(date(2012, 1, 1), date(2013, 12, 31))
MAYBE_DAYS = st.none() | DAYS


@st.composite
def rows_of_children(draw: st.DrawFn) -> list[Row]:
    rows = []
    for index in range(draw(st.integers(1, 12))):
        number = draw(st.sampled_from([1, 2, 3, 6, 7, 8]))
        rows.append(
            row(
                number,
                draw(st.sampled_from(["C1", "C2", "C3"])),
                at=index + 2,
                start=draw(MAYBE_DAYS),
                end=draw(MAYBE_DAYS),
                born=draw(st.none() | st.dates(date(1994, 1, 1), date(2014, 3, 1))),
                gender=draw(st.sampled_from([None, "male", "female"])),
                status=draw(st.sampled_from([None, "closed", "looked_after"])),
            )
        )
    return rows


ALL_FIELDS = plan_with({"keep": sorted(FIELDS), "eligible": {"field": "age", "lte": 10}})


@given(rows_of_children(), st.integers(0, 1000))
def test_the_order_of_rows_does_not_change_the_frame(rows: list[Row], seed: int) -> None:
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    first, second = frame_of(*rows, plan=ALL_FIELDS), frame_of(*shuffled, plan=ALL_FIELDS)
    assert first.units == second.units
    assert first.exclusions == second.exclusions
    assert sorted(kinds(first)) == sorted(kinds(second))


@given(rows_of_children())
def test_every_child_is_a_unit_or_is_counted_as_excluded(rows: list[Row]) -> None:
    frame = frame_of(*rows, plan=ALL_FIELDS)
    children = {one.values[ID] for one in rows}
    assert len(frame.units) + sum(frame.exclusions.values()) == len(children)
    assert set(frame.local_ids.values()) <= children


@given(rows_of_children())
def test_a_frame_compared_with_itself_has_no_changes(rows: list[Row]) -> None:
    units = frame_of(*rows, plan=ALL_FIELDS).units
    changes = compare_frames(units, reversed(units))
    assert changes.is_empty
    assert changes.by_field == {}


def units_of(*rows: Row) -> Iterable[Unit]:
    return frame_of(*rows, plan=plan_with({"keep": ["age", "gender"]})).units


def test_what_a_changed_return_changes_is_counted() -> None:
    old = units_of(row(7, "C1"), row(7, "C2"), row(7, "C3", gender="male"))
    new = units_of(row(8, "C2"), row(7, "C3", gender="female"), row(7, "C4"), row(7, "C5"))
    changes = compare_frames(old, new)
    assert (changes.added, changes.removed, changes.changed) == (2, 1, 2)
    assert changes.by_field == {"case_type": 1, "gender": 1, "stratum": 1}
    assert not changes.is_empty


def test_a_field_that_only_one_plan_keeps_is_a_change() -> None:
    old = frame_of(row(7), plan=plan_with({"keep": ["age"]})).units
    new = frame_of(row(7), plan=plan_with({"keep": ["age", "gender"]})).units
    assert compare_frames(old, new).by_field == {"gender": 1}
    assert compare_frames(new, old).by_field == {"gender": 1}
