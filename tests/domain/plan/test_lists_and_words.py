"""Lists that a plan declares itself, and the words of its reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from inspect_tool.domain.checks.lists import check_lists
from inspect_tool.domain.checks.plan import check_plan
from inspect_tool.domain.frame.fields import FIELDS, fields_of
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.lists.declared import AgeLimits
from inspect_tool.domain.lists.shipped import annex_a, shipped_lists
from inspect_tool.domain.plan.lists import PlanLists
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords
from tests.factories import a_plan

CONCERN = {"values": [{"value": "low"}, {"value": "high", "words": ["High", "Red"]}]}
COLUMNS: tuple[Mapping[str, Any], ...] = (
    {"name": "Setting", "type": "text", "field": "setting"},
    {"name": "Concern", "type": "choice", "codes": "concern", "means": "case_type"},
    {"name": "Opened", "type": "date", "means": "opened"},
)


def own_lists(*more: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A list of one sheet, with further columns."""
    return {
        "case_types": [{"value": "low", "words": "low concern"}, {"value": "high"}],
        "codes": {"concern": CONCERN},
        "lists": [{"title": "Settings", "id": "Case ID", "columns": [*COLUMNS, *more]}],
        **changes,
    }


def faults_of(lists: Mapping[str, Any]) -> list[str]:
    return [fault.kind for fault in check_lists(PlanLists.model_validate(lists))]


def test_a_list_of_ones_own_gives_its_fields_and_case_types() -> None:
    plan = a_plan(lists=own_lists())
    fields = fields_of(plan.declared)
    assert list(fields) == ["case_type", "months_open", "setting"]
    assert fields["case_type"].choices == ("low", "high")
    assert plan.case_types == ("low", "high")
    assert plan.case_type_words("low") == "low concern"
    assert plan.declared.lists[1].words == "Settings"


def test_fields_of_ages_and_families_come_with_their_columns() -> None:
    lists = own_lists(
        {"name": "Born", "type": "date", "means": "born"},
        {"name": "Group", "type": "identifier", "means": "family"},
        {"name": "Visits", "type": "whole_number", "field": "visits"},
        {"name": "Red flag", "type": "yes_no", "field": "red_flag"},
    )
    fields = fields_of(a_plan(lists=lists).declared)
    assert {"age", "sibling_group"} <= fields.keys()
    assert (fields["visits"].kind, fields["red_flag"].kind) == ("int", "bool")


def test_a_plan_that_says_nothing_of_lists_is_as_it_was() -> None:
    usual, named = a_plan(), a_plan(lists="annex-a")
    assert usual.declared is annex_a()
    assert document_digest(usual) == document_digest(named)
    assert fields_of(usual.declared) is FIELDS
    assert document_digest(a_plan(lists="annex-a-all")) != document_digest(usual)


def test_annex_a_as_it_is_shipped_is_what_a_plan_may_declare() -> None:
    plain = dict(shipped_lists("annex-a"))
    # Fields over several lists, and numbers, are of the shipped declarations alone.
    for key in ("fields", "name", "source", "order"):
        plain.pop(key)
    plain["lists"] = [
        {key: value for key, value in one.items() if key not in {"number", "topic", "status_needs"}}
        for one in plain["lists"]
    ]
    assert PlanLists.model_validate(plain).declared.case_types == annex_a().case_types


def test_care_leavers_and_adopters_can_be_drawn_and_not_together() -> None:
    plan = a_plan(lists="annex-a-all", case_types=["leaving_care"])
    assert plan.declared.case_lists == (2, 6, 7, 8, 9, 10)
    assert "eligibility_category" in fields_of(plan.declared)
    adopters = a_plan(lists="annex-a-all", case_types=["adopters"])
    assert adopters.declared.case_lists == (11,)
    assert "age" not in fields_of(adopters.declared)
    both = a_plan(lists="annex-a-all", case_types=["in_care", "adopters"])
    assert "different-units" in kinds(both)


def kinds(plan: ReviewPlan) -> set[str]:
    return {fault.kind for fault in check_plan(plan)}


def test_a_case_type_that_no_list_gives_is_named() -> None:
    (fault,) = [
        fault
        for fault in check_plan(a_plan(case_types=["in_care", "in_cre"]))
        if fault.kind == "unknown-case-type"
    ]
    assert "did you mean in_care?" in fault.message


@pytest.mark.parametrize(
    ("lists", "kind"),
    [
        ({"extends": "annex-b"}, "unknown-lists"),
        ({}, "no-lists"),
        (own_lists(lists=[{"title": "A", "columns": list(COLUMNS)}]), "no-identifier"),
        (own_lists(lists=[{"title": "A", "id": "X"}, {"title": "A", "id": "X"}]), "duplicate-id"),
        (own_lists(COLUMNS[0]), "duplicate-id"),
        (own_lists({"name": "C", "type": "choice", "codes": "cencern"}), "unknown-codes"),
        (own_lists({"name": "C", "type": "text", "means": "closed"}), "wrong-type"),
        (own_lists({"name": "C", "type": "choice", "means": "status"}), "no-codes"),
        (own_lists({"name": "C", "type": "date", "means": "opened"}), "meaning-twice"),
        (own_lists(lists=[{"title": "A", "id": "X"}]), "no-list-of-cases"),
        (own_lists(case_types=[{"value": "low"}]), "unknown-case-type"),
        (own_lists(ages={"under": 18}), "no-ages"),
        (own_lists({"name": "C", "type": "text", "field": "setting"}), "duplicate-id"),
        (own_lists({"name": "C", "type": "text", "field": "age"}), "duplicate-id"),
        (
            own_lists(
                lists=[
                    {"title": title, "id": "X", "case_type": "low",
                     "columns": [{"name": title, "type": "date", "means": "born"}]}
                    for title in ("Born", "Birth")
                ]
            ),
            "different-headings",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_lists_is_told(lists: dict[str, Any], kind: str) -> None:
    assert faults_of(lists) == [kind]


def test_faulty_lists_are_the_only_fault_that_is_told_of_them() -> None:
    plan = a_plan(lists={"extends": "annex-b"}, population={"keep": ["shoe_size"]})
    assert {"unknown-lists"} <= kinds(plan)
    assert "unknown-field" not in kinds(plan)


@pytest.mark.parametrize(
    ("age", "is_out"), [(None, False), (4, True), (5, False), (17, False), (18, True)]
)
def test_limits_of_age_leave_out_who_is_outside_them(age: int | None, *, is_out: bool) -> None:
    ages = AgeLimits(under=18, at_least=5)
    assert ages.leaves_out(age) is is_out
    assert not AgeLimits().is_limited


def test_why_somebody_is_left_out_by_age() -> None:
    ages = AgeLimits(under=18, at_least=5)
    assert ages.reason(4) == "under 5 at the frame date"
    assert ages.reason(18) == "18 or over at the frame date"


WORDS = ReportWords(child="setting", children="settings", who="that", authorities="regions")


@pytest.mark.parametrize(
    ("usual", "own"),
    [
        ("Children who could be drawn", "Settings that could be drawn"),
        ("each child's case", "each setting's case"),
        ("all authorities’ children", "all regions’ settings"),
        ("Local authorities inspected", "Local authorities inspected"),
        ("“Child Unique ID” of a child", "“Child Unique ID” of a setting"),
        ("a child protection plan", "a child protection plan"),
        ("childish", "childish"),
        ("claim:authorities, authority=ASH", "claim:authorities, authority=ASH"),
    ],
)
def test_fixed_sentences_are_said_in_the_words_of_the_review(usual: str, own: str) -> None:
    assert WORDS.said(usual) == own
    assert USUAL_WORDS.said(usual) == usual


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("incident", "An incident of a case worker"),
        ("hour", "An hour of a case worker"),
        ("unit", "A unit of a case worker"),
        ("one-day visit", "A one-day visit of a case worker"),
        ("case", "A case of a case worker"),
    ],
)
def test_the_article_follows_the_word_of_the_review(case: str, said: str) -> None:
    words = ReportWords(case=case, child="case worker", children="case workers")
    assert words.said("A case of a child") == said


def test_an_age_that_is_returned_is_a_field_as_one_from_a_date_of_birth_is() -> None:
    for column in (
        {"name": "Age", "type": "age", "means": "age"},
        {"name": "Born", "type": "date", "means": "born"},
    ):
        plan = a_plan(lists=own_lists(column), case_types=["low", "high"])
        assert "age" in fields_of(plan.declared)
