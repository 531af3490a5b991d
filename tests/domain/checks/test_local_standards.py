"""Local standards in a plan: of whom, of which clock, when, and whether they can ever apply."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from inspect_tool.domain.checks.plan import check_plan, check_together
from inspect_tool.domain.clocks.limits import Country
from inspect_tool.domain.plan.plan import LocalLimit
from inspect_tool.errors import Severity
from tests.factories import a_framework, a_plan

CP_V = {"authority": "ASH", "rule": "CP-V", "limit": 10, "source": "LSCB procedures"}


def kinds(*standards: dict[str, Any], **authority: Any) -> list[tuple[str, Severity]]:
    listed = [{"code": "ASH", "name": "Ashmere", **authority}]
    plan = a_plan(authorities=listed, local_standards=list(standards))
    return [
        (fault.kind, fault.severity)
        for fault in check_plan(plan)
        if fault.path and fault.path[0] == "local_standards"
    ]


def test_a_standard_of_a_clock_without_a_national_limit_is_fine() -> None:
    assert kinds(CP_V) == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"authority": "ASK"}, "unknown-authority"), ({"rule": "CP-W"}, "unknown-rule")],
)
def test_what_does_not_exist_is_refused(change: dict[str, str], kind: str) -> None:
    assert kinds({**CP_V, **change}) == [(kind, Severity.REFUSED)]


@pytest.mark.parametrize(
    ("first", "second", "is_overlap"),
    [
        ({"to": "2012-12-31"}, {"from": "2013-01-01"}, False),
        ({"to": "2013-01-01"}, {"from": "2013-01-01"}, True),
        ({"from": "2013-01-01"}, {"to": "2012-12-31"}, False),
        ({}, {}, True),
        ({}, {"rule": "CIN-V"}, False),
    ],
)
def test_two_standards_of_one_clock_have_no_day_in_common(
    first: dict[str, str], second: dict[str, str], *, is_overlap: bool
) -> None:
    found = kinds({**CP_V, **first}, {**CP_V, **second})

    assert [kind for kind, _ in found] == ["local-standards-overlap"] * is_overlap


@pytest.mark.parametrize(
    ("standard", "authority", "is_unused"),
    [
        ({"rule": "ASMT-45", "from": "2013-04-15"}, {}, True),
        ({"rule": "ASMT-45", "from": "2013-04-14"}, {}, False),
        ({"rule": "ASMT-45"}, {"single_assessment_from": "2011-09-01"}, False),
        ({"rule": "IA-10", "from": "2000-04-04", "to": "2013-04-14"}, {}, True),
        ({"rule": "IA-10", "from": "2000-04-04", "to": "2013-04-15"}, {}, False),
        ({"rule": "IA-10", "from": "2000-04-04"}, {}, False),
        ({"rule": "ASMT-45", "from": "2013-04-15"}, {"country": "wales"}, False),
        ({"rule": "ICPC-15", "from": "2011-01-01", "instead_of_national": True}, {}, False),
    ],
)
def test_a_standard_that_the_law_always_overrules_is_pointed_out(
    standard: dict[str, Any], authority: dict[str, Any], *, is_unused: bool
) -> None:
    found = kinds({**CP_V, **standard}, **authority)

    assert found == [("local-standard-unused", Severity.NOTED)] * is_unused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"limit": None}, "instead_of_national"),
        ({"from": "2013-01-02", "to": "2013-01-01"}, "ends before it begins"),
        ({"limit": 0}, "greater than or equal to 1"),
        ({"source": ""}, "at least 1 character"),
    ],
)
def test_a_standard_says_how_long_and_who_set_it(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LocalLimit.model_validate({**CP_V, **change})


def test_the_terms_of_an_authority_are_put_together_from_the_plan() -> None:
    plan = a_plan(
        authorities=[
            {"code": "ASH", "name": "Ashmere", "country": "scotland"},
            {"code": "BRO", "name": "Broadmere", "single_assessment_from": "2013-09-01"},
        ],
        local_standards=[CP_V],
    )

    ash, bro = plan.terms_of("ASH"), plan.terms_of("BRO")

    assert (ash.country, [one.limit for one in ash.standards]) == (Country.SCOTLAND, [10])
    assert (bro.single_assessment_from, bro.standards) == (date(2013, 9, 1), ())
    assert plan.terms_of("XYZ").country is Country.ENGLAND


def test_a_plan_that_does_not_keep_what_repeats_are_counted_by_is_told() -> None:
    rule = {
        "beside": "HARM.1",
        "within_days": 30,
        "events": [{"title": "Police", "words": ["police"]}],
        "lists": {"referrals_12m": 1, "age": 1},
    }
    framework = a_framework(
        repeat_incidents=rule,
        measures={"again": {"title": "Again", "count": {"field": "repeat_incidents", "is": "yes"}}},
    )

    found = check_together(a_plan(population={"keep": ["age"]}), framework)

    assert [(one.kind, one.value) for one in found if "repeat" in one.message.lower()] == [
        ("repeats-not-kept", "referrals_12m")
    ]
