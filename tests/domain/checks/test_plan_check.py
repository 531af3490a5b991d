"""What is checked in a plan beyond its shape."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from typing import Any

import pytest
from pydantic import ValidationError

from inspect_tool.domain.checks.plan import check_plan, check_together
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.faults import (
    Fault,
    choose_from,
    did_you_mean,
    key_path,
    listed,
    nearest,
)
from inspect_tool.domain.plan.plan import ReviewPlan
from tests.factories import a_framework, a_plan

TEAM = [
    {"id": "le", "name": "L. E.", "roles": ["lead"]},
    {"id": "rk", "name": "R. K.", "roles": ["inspector"]},
    {"id": "mo", "name": "M. O.", "roles": ["inspector"]},
]


def plan(**more: Any) -> ReviewPlan:
    shape: dict[str, Any] = {
        "review": "made",
        "title": "Made for a test",
        "dates": {"frame": "2013-09-30", "fieldwork": ["2013-10-14", "2013-12-13"]},
        "authorities": [{"code": "ASH", "name": "Ashmere"}, {"code": "BRK", "name": "Brookvale"}],
        "population": {"keep": ["age", "months_open"]},
        "sample": {"size": 24},
        "team": TEAM,
    }
    return ReviewPlan.model_validate({**shape, **more})


def sampled(**allocation: Any) -> ReviewPlan:
    return plan(sample={"size": 24, "allocation": allocation})


def found(made: ReviewPlan, **how: Any) -> list[tuple[str, str]]:
    return [(one.kind, key_path(one.path)) for one in check_plan(made, **how)]


def only(made: ReviewPlan, **how: Any) -> Fault:
    (fault,) = check_plan(made, **how)
    return fault


def test_a_sound_plan_has_no_fault() -> None:
    assert check_plan(plan()) == ()


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"authorities": [{"code": "ASH", "name": "A"}, {"code": "ASH", "name": "B"}]}, "authorities[1].code"),
        ({"authorities": [{"code": "ASH", "name": "A"}, {"code": "BRK", "name": "A"}]}, "authorities[1].name"),
        ({"team": [*TEAM, TEAM[1]]}, "team[3].id"),
        ({"population": {"keep": ["age", "age"]}}, "population.keep[1]"),
        ({"case_types": ["in_care", "in_care"]}, "case_types[1]"),
    ],
)  # fmt: skip
def test_what_stands_twice_is_a_fault_of_the_second(more: dict[str, Any], place: str) -> None:
    assert found(plan(**more)) == [("duplicate-id", place)]


def test_case_types_go_from_the_least_to_the_most_acute() -> None:
    fault = only(plan(case_types=["in_care", "early_help"]))
    assert fault.kind == "case-type-order"
    assert not fault.is_error
    assert fault.remedy == "Write early_help, in_care."
    assert check_plan(plan(case_types=["early_help", "in_care"])) == ()


def test_a_plan_without_case_types_reads_no_list() -> None:
    assert found(plan(case_types=[])) == [("no-case-types", "case_types")]


# The sample.


@pytest.mark.parametrize(
    ("allocation", "message"),
    [
        ({"minimum": 3}, None),  # 2 authorities x 4 case types x 3 = 24
        ({"minimum": 4}, "At least 4 of each stratum makes 32 cases in 8 strata, more than the sample's 24"),
        ({"per": {"authority": {"minimum": 12}}}, None),
        ({"per": {"authority": {"minimum": 13}}}, "At least 13 of each authority makes 26 cases in 2 authorities, more than the sample's 24"),
        ({"per": {"case_type": {"minimum": 6}}}, None),
        ({"per": {"case_type": {"minimum": 7}}}, "At least 7 of each case type makes 28 cases in 4 case types, more than the sample's 24"),
        ({"maximum": 3}, None),
        ({"maximum": 2}, "At most 2 of each stratum makes 16 cases in 8 strata, fewer than the sample's 24"),
        ({"per": {"authority": {"maximum": 12}}}, None),
        ({"per": {"authority": {"maximum": 11}}}, "At most 11 of each authority makes 22 cases in 2 authorities, fewer than the sample's 24"),
        ({"per": {"case_type": {"minimum": 6, "maximum": 6}}}, None),
        ({"per": {"authority": {"minimum": 12, "maximum": 12}}}, None),
    ],
)  # fmt: skip
def test_floors_and_caps_go_with_the_size(allocation: dict[str, Any], message: str | None) -> None:
    faults = check_plan(sampled(**allocation))
    assert [one.message for one in faults] == ([] if message is None else [message])


def test_strata_of_authorities_alone_are_as_many_as_those() -> None:
    made = plan(sample={"size": 24, "strata": ["authority"], "allocation": {"minimum": 12}})
    assert check_plan(made) == ()


def test_a_floor_above_its_cap_is_a_fault() -> None:
    made = sampled(minimum=0, per={"case_type": {"minimum": 6, "maximum": 5}})
    assert found(made) == [
        ("cap-too-low", "sample.allocation.per.case_type.maximum"),
        ("floor-over-cap", "sample.allocation.per.case_type.minimum"),
    ]


@pytest.mark.parametrize(
    ("allocation", "wanted"),
    [
        ({"method": "explicit", "explicit": {"ASH": 12, "BRK": 12}}, []),
        ({"method": "explicit", "explicit": {"ASH": 12, "BRK": 11}}, [("explicit-total", "sample.allocation.explicit")]),
        ({"method": "explicit"}, [("explicit-allocation", "sample.allocation.method")]),
        ({"method": "power", "explicit": {"ASH": 24}}, [("explicit-allocation", "sample.allocation.explicit")]),
    ],
)  # fmt: skip
def test_explicit_numbers_belong_to_the_explicit_method(
    allocation: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert found(sampled(**allocation)) == wanted


@pytest.mark.parametrize(
    ("purposive", "is_fault"),
    [
        ({"allow": True, "maximum": 12}, False),
        ({"allow": True}, True),
        ({"maximum": 3}, True),
        ({}, False),
    ],
)
def test_purposive_cases_are_allowed_and_limited_together(
    purposive: dict[str, Any], *, is_fault: bool
) -> None:
    faults = check_plan(plan(sample={"size": 24, "purposive": purposive}))
    assert [one.kind for one in faults] == (["purposive-cases"] if is_fault else [])
    assert not any(one.is_error for one in faults)


# The population.


@pytest.mark.parametrize(
    ("population", "message"),
    [
        ({"keep": ["age"], "eligible": {"field": "age", "lte": 10}}, None),
        ({"keep": ["age"], "eligible": {"field": "case_type", "in": ["in_care"]}}, None),
        ({"keep": ["aged"]}, "The plan keeps the field aged, which the frame does not have; did you mean age?"),
        ({"keep": [], "eligible": {"field": "age", "lte": 10}}, "Eligibility depends on the field age, which the plan does not keep"),
        ({"eligible": {"field": "aged", "lte": 10}}, "Eligibility depends on the field aged, which the frame does not have; did you mean age?"),
        ({"eligible": {"question": "X.1", "is": "a"}}, "Eligibility depends on the question X.1, but before the draw there are only fields"),
        ({"eligible": {"judgement": "X.1", "met": True}}, "Eligibility depends on the judgement X.1, but before the draw there are only fields"),
        ({"keep": ["age"], "eligible": {"field": "age", "is": "ten"}}, "Eligibility depends on age being ten, which it can never be"),
        ({"eligible": {"field": "case_type", "not": "care"}}, "Eligibility depends on case_type being care, which it can never be; did you mean in_care?"),
        ({"keep": ["months_open"], "fields": {"long_term": {"field": "months_open", "gte": 12}}}, None),
        ({"fields": {"long_term": {"any": [{"field": "months_open", "gte": 12}]}}}, "The field long_term depends on the field months_open, which the plan does not keep"),
        ({"keep": ["months_open"], "fields": {"age": {"field": "months_open", "gte": 12}}}, "The plan derives age, which is already a field of the frame"),
    ],
)  # fmt: skip
def test_rules_of_the_population_ask_about_fields_that_are_kept(
    population: dict[str, Any], message: str | None
) -> None:
    faults = check_plan(plan(population=population))
    assert [one.message for one in faults] == ([] if message is None else [message])


def test_a_fault_in_a_rule_stands_where_it_is_written() -> None:
    rule = {"all": [{"field": "age", "lte": 10}, {"not": {"field": "gendre", "is": "male"}}]}
    fault = only(plan(population={"keep": ["age"], "eligible": rule}))
    assert fault.path == ("population", "eligible", "all", 1, "not", "field")


def test_a_field_in_an_unreadable_part_counts_as_kept() -> None:
    made = plan(population={"keep": [], "eligible": {"field": "age", "lte": 10}})
    assert check_plan(made, known=frozenset({"age"})) == ()


# The team.


def test_a_conflict_with_an_authority_that_there_is_not_is_a_fault() -> None:
    made = plan(team=[*TEAM[:2], {**TEAM[2], "not_for": ["ASJ"]}])
    assert only(made).message == (
        "mo is not for ASJ, which is not among the authorities; did you mean ASH?"
    )
    assert check_plan(made, known=frozenset({"ASJ"})) == ()
    assert check_plan(made, unread=frozenset({"authorities"})) == ()
    assert check_plan(made, unread=frozenset({"team"})) == ()


def test_an_authority_that_nobody_may_inspect_is_noted() -> None:
    made = plan(team=[TEAM[0], *({**one, "not_for": ["ASH"]} for one in TEAM[1:])])
    fault = only(made)
    assert (fault.kind, key_path(fault.path)) == ("nobody-may-inspect", "authorities[0]")
    assert not fault.is_error


def test_an_authority_that_one_may_inspect_has_no_second_reader() -> None:
    team = [*TEAM[:2], {**TEAM[2], "not_for": ["BRK"]}]
    fault = only(plan(team=team))
    assert fault.message == ("Only rk may inspect BRK, so none of its cases can be read twice")
    assert check_plan(plan(team=team, second_reads={"share": 0})) == ()


def test_second_reads_take_two_inspectors() -> None:
    assert only(plan(team=TEAM[:2])).message == (
        "10% of the cases are to be read twice, but the team has one inspector"
    )
    assert check_plan(plan(team=TEAM[:2], second_reads={"share": 0})) == ()


def test_a_team_has_a_lead_and_inspectors() -> None:
    assert found(plan(team=TEAM[1:])) == [("no-lead", "team")]
    assert found(plan(team=TEAM[:1])) == [("no-inspector", "team")]
    assert check_plan(plan(team=[])) == ()


def test_nobody_is_called_as_the_audit_trail_calls_the_keeper() -> None:
    fault = only(plan(team=[*TEAM, {"id": "keeper", "name": "K.", "roles": ["writer"]}]))
    assert (fault.kind, key_path(fault.path), fault.is_error) == ("reserved-id", "team[3].id", True)


LEAD_IN_CONFLICT = {**TEAM[0], "not_for": ["ASH"]}
FREE_LEAD = {"id": "fr", "name": "F. R.", "roles": ["lead"]}


def test_the_only_lead_must_not_lead_where_they_have_a_conflict_of_interest() -> None:
    fault = only(plan(team=[LEAD_IN_CONFLICT, *TEAM[1:]]))
    assert (fault.kind, key_path(fault.path)) == ("nobody-may-lead", "team[0].not_for")
    assert fault.message == (
        "le must not lead at ASH, having a conflict of interest there: not see, move, lose or "
        "settle its cases, nor take its return; nobody else leads at ASH"
    )
    assert not fault.is_error


def test_who_must_not_lead_where_is_said_where_another_lead_may() -> None:
    fault = only(plan(team=[LEAD_IN_CONFLICT, *TEAM[1:], FREE_LEAD]))
    assert (fault.kind, fault.value) == ("must-not-lead", "ASH")
    assert fault.message.endswith("nor take its return")
    both = plan(team=[LEAD_IN_CONFLICT, *TEAM[1:], {**FREE_LEAD, "not_for": ["BRK"]}])
    assert [kind for kind, _ in found(both)] == ["must-not-lead"] * 2


READER_WHO_LEADS = {"id": "rl", "name": "R. L.", "roles": ["lead", "inspector"]}


def test_a_lead_who_reads_leaves_nobody_to_settle() -> None:
    fault = only(plan(team=[READER_WHO_LEADS, *TEAM[1:]]))
    assert (fault.kind, key_path(fault.path)) == ("lead-reads-pairs", "team")
    assert fault.message == (
        "rl leads and reads cases, and no other lead is there: what the readers of such a case "
        "differ on may be settled by nobody, and its other read is not shown before both are in"
    )
    assert not fault.is_error
    without = plan(team=[READER_WHO_LEADS, *TEAM[1:]], second_reads={"share": 0})
    assert check_plan(without) == ()


@pytest.mark.parametrize(("readers", "kinds"), [(2, ["lead-reads-pairs"]), (3, [])])
def test_of_three_leads_who_read_one_can_settle(readers: int, kinds: list[str]) -> None:
    team = [{**READER_WHO_LEADS, "id": f"r{number}"} for number in range(readers)]
    assert [kind for kind, _ in found(plan(team=team))] == kinds


def test_a_free_lead_settles_for_one_who_reads_except_where_in_conflict() -> None:
    assert check_plan(plan(team=[*TEAM, READER_WHO_LEADS])) == ()
    made = plan(team=[LEAD_IN_CONFLICT, *TEAM[1:], READER_WHO_LEADS])
    assert [kind for kind, _ in found(made)] == ["must-not-lead", "lead-reads-pairs"]
    assert "rl leads and reads cases at ASH, and no other" in check_plan(made)[1].message


# Reporting.


def test_the_wording_scale_must_exist() -> None:
    made = plan(reporting={"wording": "ofsted-2015"})
    assert "did you mean ofsted-2014?" in only(made).message
    assert check_plan(made, wording=["ofsted-2015"]) == ()


@pytest.mark.parametrize(("smallest", "kinds"), [(1, ["no-suppression"]), (2, [])])
def test_a_plan_that_suppresses_nothing_is_noted(smallest: int, kinds: list[str]) -> None:
    faults = check_plan(plan(reporting={"smallest_count": smallest}))
    assert [one.kind for one in faults] == kinds


@pytest.mark.parametrize(
    ("day", "kinds"), [("2013-12-12", ["published-early"]), ("2013-12-13", [])]
)
def test_a_report_is_not_dated_before_fieldwork_ends(day: str, kinds: list[str]) -> None:
    faults = check_plan(plan(reporting={"published": day}))
    assert [one.kind for one in faults] == kinds


def test_what_depends_on_an_unread_sample_is_not_checked() -> None:
    made = sampled(minimum=20)
    assert found(made)
    assert check_plan(made, unread=frozenset({"sample"})) == ()


# Together with the framework.


def framework(**measure: Any) -> Framework:
    question = {"id": "X.1.a", "type": "date", "text": "When?", "prefill": "referral_date"}
    return Framework.model_validate(
        {
            "framework": "made",
            "version": "1.0.0",
            "title": "Made",
            "scales": {},
            "domains": [
                {
                    "id": "X",
                    "title": "X",
                    "criteria": [{"id": "X.1", "title": "It", "questions": [question]}],
                }
            ],
            "measures": {"some": {"title": "Some", **measure}},
        }
    )


def test_what_the_framework_asks_for_is_kept_or_derived() -> None:
    made = framework(
        count={"field": "long_term", "is": True}, of={"field": "case_type", "is": "in_care"}
    )
    bare = check_together(plan(), made)
    assert [(one.kind, one.is_error) for one in bare] == [
        ("field-not-given", True),
        ("prefill-not-kept", False),
    ]
    assert bare[0].message == (
        "some counts the field long_term, which the plan neither keeps nor derives"
    )
    assert bare[1].message == (
        "X.1.a could be filled in from referral_date, which the plan does not keep"
    )
    full = plan(
        population={
            "keep": ["months_open", "referral_date"],
            "fields": {"long_term": {"field": "months_open", "gte": 12}},
        }
    )
    assert check_together(full, made) == ()


def test_fields_of_other_subjects_are_not_the_plans() -> None:
    made = framework(subject="authority", count={"field": "authority", "is": "ASH"})
    assert [one.kind for one in check_together(plan(), made)] == ["prefill-not-kept"]


# Sentences.


def test_of_equally_near_names_the_first_is_offered() -> None:
    assert nearest("TIM.1.z", ["TIM.1.b", "TIM.1.a"]) == "TIM.1.b"
    assert nearest("colour", ["TIM.1.b"]) is None
    assert nearest("colour", []) is None
    assert did_you_mean("agd", ["gender", "age"]) == "; did you mean age?"
    assert did_you_mean("colour", ["age"]) == ""


def test_remedies_name_what_there_is() -> None:
    assert choose_from("agd", ["age", "gender"]) == "Write age, or another that exists."
    assert choose_from("colour", ["age", "gender"]) == "Choose from age and gender."
    assert choose_from("colour", []) == "Add it first."


def test_names_are_listed_as_a_sentence_does() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], joint="or") == "a, b or c"


# The expected shares.


@pytest.mark.parametrize(
    ("strata", "name", "message"),
    [
        (["authority", "case_type"], "in_car", "neither a case type nor a stratum of the plan; did you mean in_care?"),
        (["authority", "case_type"], "ASH", "neither a case type nor a stratum of the plan"),
        (["authority"], "in_care", "no stratum of the plan"),
    ],
)  # fmt: skip
def test_a_share_expected_of_what_is_no_stratum_is_a_fault(
    strata: list[str], name: str, message: str
) -> None:
    shares = {name: 0.2, "ASH/in_care" if "case_type" in strata else "ASH": 0.3}
    sample = {"size": 24, "strata": strata, "allocation": {"expected_shares": shares}}
    (fault,) = (
        one for one in check_plan(plan(sample=sample)) if one.kind == "expected-share-of-nothing"
    )
    assert message in fault.message
    assert fault.path == ("sample", "allocation", "expected_shares", name)
    assert fault.remedy.startswith("Write a")


def test_shares_of_case_types_and_strata_are_taken() -> None:
    made = sampled(expected_shares={"in_care": 0.1, "ASH/in_care": 0.2})
    assert check_plan(made) == ()
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        sampled(expected_shares={"in_care": 10})


@pytest.mark.parametrize(("measure", "faults"), [("left_too_long", 0), ("left_to_long", 1)])
def test_a_rule_for_an_extension_goes_by_a_measure_that_there_is(measure: str, faults: int) -> None:
    rule = {"to_size": 20, "until_width": 0.2, "measure": measure}
    found = check_together(a_plan(sample={"size": 8, "extension": rule}), a_framework())
    told = [fault for fault in found if fault.kind == "unknown-measure"]
    assert len(told) == faults
    assert all("did you mean left_too_long" in fault.message for fault in told)


@pytest.mark.parametrize(
    "rule",
    [
        {"to_size": 8},
        {"to_size": 20, "until_width": 0.2},
        {"to_size": 20, "measure": "left_too_long"},
    ],
)
def test_a_rule_for_an_extension_is_whole(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"extension|go together"):
        a_plan(sample={"size": 8, "extension": rule})
