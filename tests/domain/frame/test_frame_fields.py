"""Each field of the frame: what it says of a child."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.field import FieldKind
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.frame.periods import completed_years, whole_months
from inspect_tool.domain.lists.shipped import annex_a
from tests.annex_a import KEPT_COLUMNS
from tests.domain.frame.test_frame import FRAME_DATE, row
from tests.list_rows import Row, lists_of


def field(name: str, *rows: Row) -> Any:
    children = ChildrenOnLists(
        lists_of(rows),
        frame_date=FRAME_DATE,
        declared=annex_a(),
        case_types=tuple(annex_a().case_types),
        family_token=lambda family: f"token of {family}",
    )
    (value,) = FIELDS[name].compute(children)
    return value


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2003, 9, 30), 10),
        (date(2003, 10, 1), 9),
        (date(2013, 9, 30), 0),
        (date(2014, 2, 1), 0),
    ],
)
def test_age_counts_birthdays_up_to_the_frame_date(born: date, age: int) -> None:
    assert field("age", row(7, born=born, age=17)) == age


def test_the_returned_age_is_used_where_the_date_of_birth_is_missing() -> None:
    assert field("age", row(7, born=None, age=4)) == 4
    assert field("age", row(7, born=None), row(6, born=date(2010, 1, 1))) == 3
    assert field("age", row(7, born=None)) is None


@pytest.mark.parametrize(
    ("born", "unborn"), [(date(2013, 9, 30), False), (date(2013, 10, 1), True), (None, None)]
)
def test_unborn_is_an_expected_date_of_birth(born: date | None, unborn: bool | None) -> None:
    assert field("unborn", row(7, born=born)) is unborn


def test_somebody_born_on_29_february_has_their_birthday_on_1_march() -> None:
    born = date(2012, 2, 29)
    assert completed_years(born, date(2013, 2, 28)) == 0
    assert completed_years(born, date(2013, 3, 1)) == 1
    assert completed_years(born, date(2016, 2, 29)) == 4


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2012, 9, 30), date(2013, 9, 30), 12),
        (date(2012, 10, 1), date(2013, 9, 30), 11),
        (date(2013, 8, 31), date(2013, 9, 30), 1),
        (date(2013, 8, 31), date(2013, 9, 29), 0),
        (date(2013, 1, 31), date(2013, 2, 28), 1),
        (date(2012, 2, 29), date(2013, 2, 28), 12),
        (date(2013, 9, 30), date(2013, 9, 30), 0),
    ],
)
def test_months_are_whole_and_end_on_the_last_day_of_a_shorter_month(
    start: date, end: date, months: int
) -> None:
    assert whole_months(start, end) == months


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_months_never_fall_as_time_goes_on(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months = whole_months(start, end)
    assert months >= 0
    assert whole_months(start, date.fromordinal(end.toordinal() + 1)) in {months, months + 1}


def test_months_open_counts_from_the_earliest_open_entry() -> None:
    rows = (
        row(6, start=date(2012, 1, 15)),
        row(7, start=date(2013, 3, 1)),
        row(8, start=date(2010, 1, 1), end=date(2011, 1, 1)),
    )
    assert field("months_open", *rows) == 20


def test_months_open_is_not_known_when_a_start_is_not() -> None:
    assert field("months_open", row(7), row(6, start=None)) is None
    assert field("months_open", row(7, end=date(2013, 2, 1))) is None


def test_gender_and_disability_come_from_the_most_acute_list_that_has_them() -> None:
    rows = (row(6, gender="male"), row(8, gender="female"))
    assert field("gender", *rows) == "female"
    assert field("gender", row(6, gender="male"), row(8, gender=None)) == "male"
    disability = {"Does the Child have a Disability": False}
    assert field("disability", row(8, **disability)) is False
    assert field("disability", row(8)) is None


def test_the_category_of_abuse_is_the_latest_of_the_latest_plan() -> None:
    latest, initial = "Latest Category of Abuse", "Initial Category of Abuse"
    old = row(7, start=date(2010, 1, 1), end=date(2011, 1, 1), **{latest: "physical_abuse"})
    new = row(7, start=date(2013, 1, 1), **{latest: "neglect", initial: "emotional_abuse"})
    assert field("category_of_abuse", old, new) == "neglect"
    assert field("initial_category_of_abuse", old, new) == "emotional_abuse"
    assert field("category_of_abuse", old, row(6)) == "physical_abuse"
    assert field("category_of_abuse", row(7, **{latest: None, initial: "neglect"})) == "neglect"
    assert field("category_of_abuse", row(6)) is None


def test_an_open_plan_counts_before_a_later_one_that_ended() -> None:
    open_one = row(7, start=date(2012, 1, 1), **{"Latest Category of Abuse": "neglect"})
    ended = row(
        7, start=date(2013, 1, 1), end=date(2013, 2, 1),
        **{"Latest Category of Abuse": "physical_abuse"},
    )  # fmt: skip
    assert field("category_of_abuse", open_one, ended) == "neglect"
    assert field("plan_start", open_one, ended) == date(2012, 1, 1)


def test_the_primary_need_falls_back_on_the_need_of_a_child_in_care() -> None:
    assert field("primary_need", row(6, **{"Primary Need Code": "N1"})) == "N1"
    assert field("primary_need", row(8, **{"Child's Category of Need": "N5"})) == "N5"


def test_the_latest_referral_is_the_last_one_up_to_the_frame_date() -> None:
    rows = [row(3, start=day) for day in (date(2013, 5, 1), date(2013, 8, 1), date(2013, 10, 1))]
    assert field("referral_date", *rows) == date(2013, 8, 1)
    assert field("referral_date", rows[2]) is None


@pytest.mark.parametrize(
    ("earlier", "number", "expected"),
    [
        (None, 0, False),
        (None, 1, True),
        (None, None, None),
        (date(2012, 8, 2), 0, True),
        (date(2012, 8, 1), 0, False),
        (date(2013, 8, 1), 0, False),
        (date(2013, 7, 31), None, True),
    ],
)
def test_a_re_referral_has_another_within_twelve_months(
    earlier: date | None, number: int | None, expected: bool | None
) -> None:
    column = "Number of Referrals in Last 12 Months"
    rows = [row(3, start=date(2013, 8, 1), **{column: number})]
    if earlier:
        rows.append(row(3, start=earlier))
    assert field("re_referral", *rows) is expected


def test_without_a_referral_nobody_knows_of_another() -> None:
    assert field("re_referral", row(7)) is None


def test_the_last_visit_is_the_latest_on_any_list_that_is_not_to_come() -> None:
    rows = (
        row(6, **{"Date Child Was Last Seen": date(2013, 8, 1)}),
        row(7, **{"Date of the Last Statutory Visit": date(2013, 9, 2)}),
        row(8, **{"Date of Last Social Work Visit": date(2013, 10, 4)}),
    )
    assert field("last_visit", *rows) == date(2013, 9, 2)
    assert field("last_visit", row(7)) is None


def test_the_latest_review_is_of_a_plan_or_of_care() -> None:
    rows = (
        row(7, **{"Date of latest review conference": date(2013, 4, 1)}),
        row(8, **{"Date of Latest Statutory Review": date(2013, 6, 1)}),
    )
    assert field("latest_review", *rows) == date(2013, 6, 1)


def test_starts_are_those_of_open_entries() -> None:
    rows = [row(number, start=date(2013, number, 1)) for number in (2, 6, 7, 8)]
    names = ("early_help_start", "cin_start", "plan_start", "care_start")
    expected = [date(2013, number, 1) for number in (2, 6, 7, 8)]
    assert [field(name, *rows) for name in names] == expected
    assert field("plan_start", row(7, end=date(2013, 5, 1))) is None


def test_the_case_type_is_a_field_too() -> None:
    assert field("case_type", row(2), row(8)) == "in_care"


def test_families_are_tokens() -> None:
    assert field("sibling_group", row(7), row(3, family="F1")) == "token of F1"
    assert field("sibling_group", row(7)) is None


# What each remaining field repeats: the list, the official column, and a value.
REPEATED = [
    ("case_status", 6, "Case Status", "open_assessment"),
    ("reason_for_closure", 6, "Reason for Closure", "RC7"),
    ("previous_plans", 7, "Number of Previous Child Protection Plans", 2),
    (
        "emergency_protection", 7,
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six "
        "Months (Y/N)", True,
    ),
    ("referral_nfa", 3, "Referral NFA?", False),
    ("referrals_12m", 3, "Number of Referrals in Last 12 Months", 3),
    ("assessment_start", 4, "Continuous Assessment Start Date", date(2013, 2, 1)),
    ("assessment_end", 4, "Continuous Assessment Date of Authorisation", date(2013, 3, 1)),
    ("child_seen_in_assessment", 4, "Child Seen During Continuous Assessment", True),
    (
        "strategy_date", 5, "Strategy discussion initiating Section 47 Enquiry Start Date",
        date(2013, 2, 1),
    ),
    ("icpc_date", 5, "Date of Initial Child Protection Conference", date(2013, 2, 20)),
    (
        "icpc_unnecessary", 5, "Was an Initial Child Protection Conference deemed unnecessary?",
        False,
    ),
    ("enquiries_12m", 5, "Number of Section 47 Enquiries in the last 12 months", 1),
    ("seen_alone", 7, "Was the Child Seen Alone?", True),
    ("legal_status", 8, "Child's Legal Status", "C2"),
    ("legal_status_start", 8, "Start date of current legal status", date(2013, 5, 1)),
    ("category_of_need", 8, "Child's Category of Need", "N1"),
    ("permanence_plan", 8, "What is the permanence plan for this child?", "adoption"),
    ("placements_12m", 8, "Number of Placements in the Last 12 months", 4),
    ("placement_start", 8, "Start Date of Most Recent Placement", date(2013, 6, 1)),
    (
        "second_period_of_care", 8,
        "Is this a second or subsequent period of being a Looked After Child within the last 12 "
        "months (Y/N)", False,
    ),
    (
        "asylum_seeking", 8,
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", False,
    ),
    (
        "missing_episodes_12m", 8,
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 "
        "months", 0,
    ),
]  # fmt: skip
COMPUTED = {
    "age", "unborn", "gender", "disability", "sibling_group", "case_type", "months_open",
    "early_help_start", "cin_start", "plan_start", "care_start", "category_of_abuse",
    "initial_category_of_abuse", "primary_need", "referral_date", "re_referral", "last_visit",
    "latest_review",
}  # fmt: skip


@pytest.mark.parametrize(("name", "number", "column", "value"), REPEATED)
def test_a_field_repeats_its_column(name: str, number: int, column: str, value: object) -> None:
    assert field(name, row(number, **{column: value})) == value
    assert field(name, row(2)) is None
    assert (number, column) in KEPT_COLUMNS


def test_every_field_is_tested_and_described() -> None:
    assert COMPUTED | {one[0] for one in REPEATED} == set(FIELDS)
    for name, one in FIELDS.items():
        assert one.name == name
        assert one.definition.endswith(".")
        assert one.words[0].isupper()
        assert one.sources
        has_values = one.kind is FieldKind.CHOICE and name != "sibling_group"
        assert bool(one.choices) is has_values
