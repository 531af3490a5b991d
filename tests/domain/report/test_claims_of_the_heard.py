"""Claims about those who answered, medians and what was not asked, in a narrative."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.content.blocks import Quantity
from inspect_tool.domain.content.narrative import NarrativeClaim, NarrativeDocument
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Median
from inspect_tool.domain.framework.versions import Unlike
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.claim_counts import RateUnknownError, count_for
from inspect_tool.domain.report.claim_settings import setting_of
from inspect_tool.errors import Problem
from inspect_tool.readers.documents.wording import load_wording
from tests.figures_factory import cases_of, figures_of_cases
from tests.hearing import hearing_framework, said

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
SURVEYED = [said(f"AAA-S-staff-000{number}", STF_1_a="manager") for number in range(1, 5)]
ASKED = (PeopleAsked("AAA", "staff", "", 30), PeopleAsked("AAA", "staff", "manager", 10))


def figures_of(records: list[RecordFacts], **changes: Any) -> SnapshotFigures:
    made = figures_of_cases(records)
    return replace(made, review=replace(made.review, framework=hearing_framework()), **changes)


def checked(
    figures: SnapshotFigures, text: str, reference: str, after: str = " of them answered."
) -> tuple[tuple[Quantity, ...], tuple[Problem, ...]]:
    claim = NarrativeClaim("c1", text, reference, line=3, column=1, after=after)
    document = NarrativeDocument(
        file="a.md", title="A", id="a", is_numbered=None, is_annex=False, is_on_new_page=None,
        blocks=(), claims=(claim,), problems=(),
    )  # fmt: skip
    return check_narrative(figures, SCALE, [document])


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("four of the 30", "heard?voice=staff"),
        ("4 of 30", "heard?voice=staff&authority=AAA"),
        ("four of the 10", "heard?voice=staff&role=manager"),
        ("30", "heard?voice=staff&count=base"),
    ],
)
def test_a_response_rate_is_a_claim_like_any_other(text: str, reference: str) -> None:
    (quantity,), problems = checked(figures_of(SURVEYED, asked=ASKED), text, reference)
    assert problems == ()
    assert (quantity.base_noun, quantity.base) in {("people asked", 30), ("people asked", 10)}


def test_a_false_response_rate_says_the_numbers() -> None:
    _, (problem,) = checked(figures_of(SURVEYED, asked=ASKED), "most", "heard?voice=staff")
    assert "4 of 30" in problem.message


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("heard", "`voice` has to name one of"),
        ("heard?voice=stuff", "did you mean staff"),
        ("heard?voice=staff&role=manger", "did you mean manager"),
        ("heard?voice=staff&case_type=in_care", "counts people and not cases"),
        ("all_cases?voice=staff", "narrow `heard` alone"),
    ],
)
def test_a_rate_of_nobody_is_no_claim(reference: str, words: str) -> None:
    figures = figures_of(SURVEYED, asked=ASKED)
    with pytest.raises(ClaimReferenceError, match=words):
        count_for(figures, parse_claim_reference(reference))


@pytest.mark.parametrize("reference", ["heard?voice=staff&role=parent", "heard?voice=parents"])
def test_a_rate_whose_base_nobody_noted_says_what_to_note(reference: str) -> None:
    quantities, (problem,) = checked(figures_of(SURVEYED, asked=ASKED), "most", reference)
    assert quantities == ()
    assert "not noted for all of them how many were asked" in problem.message
    assert "`voice asked`" in problem.remedy


def test_a_rate_with_a_number_that_cannot_be_right_is_no_claim() -> None:
    few = figures_of(SURVEYED, asked=(PeopleAsked("AAA", "staff", "", 3),))
    with pytest.raises(RateUnknownError, match="4 were heard and 3 noted as asked"):
        count_for(few, parse_claim_reference("heard?voice=staff"))
    group = [said("AAA-G-ab-01", GRP_1_a="manager")]
    unsized = figures_of(group, asked=(PeopleAsked("AAA", "groups", "", 9),))
    with pytest.raises(RateUnknownError, match="size of a focus group"):
        count_for(unsized, parse_claim_reference("heard?voice=groups"))


def test_a_measure_that_no_version_of_the_cases_asked_is_not_asked() -> None:
    unlike = Unlike(frozenset({"HARM.1.a"}))
    cases = [replace(one, unlike=unlike) for one in cases_of("AAA", 3, 6)]
    _, (problem,) = checked(figures_of_cases(cases), "most", "left_too_long")
    assert "It was not asked: 6 records are under an earlier version" in problem.message
    assert "`framework tasks`" in problem.message
    _, (none,) = checked(figures_of_cases([]), "most", "left_too_long")
    assert "There is no case in the base" in none.message


def test_a_median_is_stated_with_its_base_in_the_annex() -> None:
    figures = figures_of([said(f"AAA-G-ab-{size:02}", GRP_1_b=size) for size in range(1, 12)])
    framework = figures.review.framework
    median = Median(title="People in a group", subject="focus_group", question="GRP.1.b")
    framework = framework.model_copy(update={"medians": {"size": median}})
    figures = replace(figures, review=replace(figures.review, framework=framework))
    (quantity,), problems = checked(figures, "6", "size", " was the median of people in a group.")
    assert (problems, quantity.stated) == ((), "Median 6")
    assert (quantity.base, quantity.percentage) == (11, None)
    _, (problem,) = checked(figures, "most", "size")
    assert (problem.kind, problem.remedy) == ("claim-not-understood", "True are “6”.")
    _, (problem,) = checked(figures, "6", "size", " in no group of people.")
    assert "says no" in problem.message
    _, (problem,) = checked(figures, "6", "size", " in a tall group of people.")
    assert problem.kind == "claim-not-understood"
    (base,), problems = checked(figures, "eleven", "size?count=base", " in a group of people.")
    assert (problems, base.stated, base.count) == ((), "", 11)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("left_too_long?case_type=in_cares", "there is no case type in_cares"),
        ("authorities?across=authorities", "`across` stands with measures and medians alone"),
    ],
)
def test_a_narrowing_that_would_not_be_applied_is_refused(reference: str, words: str) -> None:
    figures = figures_of_cases(cases_of("AAA", left=3, base=7))
    with pytest.raises(ClaimReferenceError) as caught:
        count_for(figures, parse_claim_reference(reference))
    assert words in caught.value.message


def test_a_claim_over_authorities_is_narrowed_in_each_of_them() -> None:
    cases = (*cases_of("AAA", left=3, base=7), *cases_of("AAB", left=5, base=7))
    others = [replace(case, fields={**case.fields, "case_type": "cin"}) for case in cases[:2]]
    figures = figures_of_cases([*others, *cases[2:]])
    for query, shares in (
        ("drift?in=left_too_long&across=authorities", {"AAA": 3, "AAB": 5}),
        ("drift?case_type=in_care&across=authorities", {"AAA": 5, "AAB": 7}),
    ):
        found = setting_of(figures, parse_claim_reference(query), "cases", 14, "")
        assert {code: base for code, (_, base) in found.by_authority.items()} == shares
    found = setting_of(figures, parse_claim_reference("lost?across=authorities"), "cases", 14, "")
    assert found.by_authority == {}


@pytest.mark.parametrize(
    ("reference", "refs"),
    [
        ("heard?voice=staff", ("AAA-S-staff-0001", "AAA-S-staff-0002", "BBB-S-staff-0001")),
        ("heard?voice=staff&authority=AAA", ("AAA-S-staff-0001", "AAA-S-staff-0002")),
        ("heard?voice=staff&role=manager", ("AAA-S-staff-0001",)),
        ("heard?voice=groups", ("AAA-G-rk-01",)),
    ],
)
def test_behind_those_who_were_heard_stand_the_records_in_which_they_were(
    reference: str, refs: tuple[str, ...]
) -> None:
    records = [
        said("BBB-S-staff-0001", STF_1_a="practitioner"),
        said("AAA-S-staff-0002", STF_1_a="practitioner"),
        said("AAA-S-staff-0001", STF_1_a="manager"),
        said("AAA-G-rk-01", GRP_1_a="parent", GRP_1_b=7),
    ]
    asked = tuple(
        PeopleAsked(code, voice, role, 10)
        for code in ("AAA", "BBB")
        for voice, role in (("staff", ""), ("staff", "manager"), ("groups", ""))
    )
    figures = figures_of(records, asked=asked)
    counted = count_for(figures, parse_claim_reference(reference))
    assert (counted.heard_in, counted.refs) == (refs, ())
    assert count_for(figures, parse_claim_reference("not_trained")).heard_in == ()
