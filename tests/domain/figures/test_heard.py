"""How many were asked and heard: bases, roles, authorities, and what is not known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain.figures.heard import Heard, heard
from inspect_tool.domain.records.asked import PeopleAsked
from tests.factories import a_framework
from tests.hearing import hearing_framework, said

FRAMEWORK = hearing_framework()
PARENT = "parent"


def lines(*asked: PeopleAsked, records: tuple[object, ...]) -> dict[tuple[str, str, str], Heard]:
    found = heard(FRAMEWORK, records, asked)  # type: ignore[arg-type]
    return {(line.voice, line.authority, line.role): line for line in found}


INTERVIEWS = (
    said("ASH-I-ab-01", FAM_1_a=PARENT),
    said("ASH-I-ab-02", FAM_1_a=PARENT),
    said("ASH-I-cd-01", FAM_1_a="carer"),
    said("BRO-I-ab-01", FAM_1_a=PARENT),
)


def test_a_rate_has_those_asked_as_its_base() -> None:
    found = lines(
        PeopleAsked("ASH", "interviews", PARENT, 5, "by letter"),
        PeopleAsked("ASH", "interviews", "carer", 4),
        PeopleAsked("BRO", "interviews", PARENT, 3, "by letter"),
        records=INTERVIEWS,
    )
    assert found["interviews", "", ""].rate == Fraction(4, 12)
    assert found["interviews", "", PARENT].rate == Fraction(3, 8)
    assert found["interviews", "ASH", PARENT].rate == Fraction(2, 5)
    assert found["interviews", "BRO", ""].rate == Fraction(1, 3)
    assert found["interviews", "", PARENT].chosen == ("by letter",)


def test_a_number_for_every_role_counts_once() -> None:
    found = lines(
        PeopleAsked("ASH", "interviews", "", 10),
        PeopleAsked("ASH", "interviews", PARENT, 5),
        PeopleAsked("BRO", "interviews", "", 2),
        records=INTERVIEWS,
    )
    assert found["interviews", "", ""].asked == 12
    assert found["interviews", "ASH", PARENT].asked == 5
    assert found["interviews", "", PARENT].asked is None, "BRO noted no parents"


@pytest.mark.parametrize(
    "asked",
    [
        (),
        (PeopleAsked("ASH", "interviews", PARENT, 5), PeopleAsked("BRO", "interviews", PARENT, 5)),
        (PeopleAsked("ASH", "interviews", "", 5),),
    ],
    ids=["nowhere", "a role without a number", "one authority of two"],
)
def test_a_sum_that_is_not_known_gives_no_rate(asked: tuple[PeopleAsked, ...]) -> None:
    found = lines(*asked, records=INTERVIEWS)
    assert found["interviews", "", ""].asked is None
    assert found["interviews", "", ""].rate is None


def test_those_who_were_asked_and_did_not_come_are_in_the_base() -> None:
    found = lines(
        PeopleAsked("ASH", "interviews", "", 5),
        PeopleAsked("BRO", "interviews", "", 4),
        PeopleAsked("CRO", "interviews", "child", 3),
        records=INTERVIEWS,
    )
    assert found["interviews", "", ""].rate == Fraction(4, 12)
    assert found["interviews", "CRO", "child"].rate == 0


def test_more_heard_than_asked_is_said_and_gives_no_rate() -> None:
    found = lines(PeopleAsked("ASH", "interviews", PARENT, 1), records=INTERVIEWS[:2])
    assert found["interviews", "ASH", PARENT].is_more_than_asked
    assert found["interviews", "ASH", PARENT].rate is None
    equal = lines(PeopleAsked("ASH", "interviews", PARENT, 2), records=INTERVIEWS[:2])
    assert not equal["interviews", "ASH", PARENT].is_more_than_asked
    assert equal["interviews", "ASH", PARENT].rate == 1


def test_a_group_counts_its_people_and_one_without_a_number_is_told() -> None:
    sized = said("ASH-G-ab-01", GRP_1_a="practitioner", GRP_1_b=7)
    not_sized = said("ASH-G-ab-02", GRP_1_a="practitioner")
    asked = PeopleAsked("ASH", "groups", "practitioner", 20)
    one = lines(asked, records=(sized,))["groups", "", ""]
    assert (one.people, one.records, one.uncounted, one.rate) == (7, 1, 0, Fraction(7, 20))
    both = lines(asked, records=(sized, not_sized))["groups", "", ""]
    assert (both.people, both.records, both.uncounted, both.rate) == (7, 2, 1, None)


def test_a_role_that_nobody_gave_has_a_line_of_its_own() -> None:
    found = lines(records=(said("ASH-I-ab-01"), *INTERVIEWS))
    assert found["interviews", "", "role not known"].people == 1


def test_surveys_are_kept_apart_and_others_are_not_counted() -> None:
    records = (
        said("ASH-S-staff-0001", STF_1_a="manager"),
        said("ASH-S-parents-0001", PAR_1_a="yes"),
        said("ASH-S-unknown-0001"),
    )
    found = lines(records=records)
    assert found["staff", "", "manager"].people == 1
    assert found["parents", "", ""].people == 1
    assert {voice for voice, _, _ in found} == {"staff", "parents"}


def test_interviews_need_no_voice_in_the_framework() -> None:
    plain = hearing_framework(voices={})
    (total, ash) = heard(plain, INTERVIEWS[:1], [])
    assert (total.title, total.people, ash.authority) == ("Interviews", 1, "ASH")
    assert heard(a_framework(), [], []) == ()
