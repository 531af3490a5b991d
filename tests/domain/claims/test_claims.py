"""Claims: the reference behind a phrase, and the verdict on the phrase."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.claims.claims import Claim, check_claim
from inspect_tool.domain.claims.references import (
    ClaimReference,
    ClaimReferenceError,
    parse_claim_reference,
)
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.domain.plan.plan import Reporting
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
REPORTING = Reporting()


def claim(text: str, reference: str = "left_too_long") -> Claim:
    return Claim(text, parse_claim_reference(reference), file="findings.md", line=7)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("left_too_long", ClaimReference("left_too_long")),
        ("claim:left_too_long", ClaimReference("left_too_long")),
        (" claim:left_too_long ", ClaimReference("left_too_long")),
        (
            "oversight_weak?in=left_too_long",
            ClaimReference("oversight_weak", within="left_too_long"),
        ),
        ("left_too_long?authority=ASH", ClaimReference("left_too_long", authority="ASH")),
        (
            "left_too_long?case_type=child_protection",
            ClaimReference("left_too_long", case_type="child_protection"),
        ),
        ("all_cases?count=base", ClaimReference("all_cases", is_of_base=True)),
        (
            "oversight_weak?authority=ASH&amp;in=left_too_long&case_type=in_care",
            ClaimReference("oversight_weak", "left_too_long", "ASH", "in_care"),
        ),
        ("oversight_weak%3Fin=left_too_long", ClaimReference("oversight_weak", "left_too_long")),
    ],
)
def test_a_reference_names_a_measure_and_may_narrow_it(
    text: str, reference: ClaimReference
) -> None:
    assert parse_claim_reference(text) == reference


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "does not start with the name of a measure"),
        ("?in=left_too_long", "does not start with the name of a measure"),
        ("left too long", "does not start with the name of a measure"),
        ("drift?", None),
        (
            "drift?inside=x",
            "`inside` is not among in, authority, case_type, voice, role, count, across, of and than",
        ),
        ("drift?autority=ASH", "did you mean authority?"),
        ("drift?in=", "`in` has no value"),
        ("drift?in", "`in` has no value"),
        ("drift?in=a&in=b", "`in` is given twice"),
        ("drift?in=1a", "`in` names 1a, which is no name of a measure"),
        ("drift?count=12", "`count` can only be `base`"),
        ("drift?across=regions", "`across` can only be `authorities`"),
        ("drift?across=authorities&count=base", "`across` stands with neither"),
    ],
)
def test_a_reference_that_cannot_be_read_says_why(text: str, what: str | None) -> None:
    if what is None:
        assert parse_claim_reference(text) == ClaimReference("drift")
        return
    with pytest.raises(ClaimReferenceError) as caught:
        parse_claim_reference(text)
    assert what in caught.value.message
    assert "claim:MEASURE" in caught.value.message


@given(
    st.builds(
        ClaimReference,
        st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.none() | st.from_regex(r"[A-Z]{3}", fullmatch=True),
        st.none() | st.sampled_from(list(annex_a().case_types)),
        st.booleans(),
    )
)
def test_a_reference_reads_back_as_it_is_written(reference: ClaimReference) -> None:
    assert parse_claim_reference(str(reference)) == reference


def test_a_true_claim_holds_and_gives_its_numbers() -> None:
    verdict = check_claim(claim("nearly half"), 33, 70, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.TRUE
    assert verdict.holds
    assert verdict.message == "33 of 70 is 47%"
    assert verdict.suggestions[0] == "nearly half"


def test_a_false_claim_says_what_would_be_true() -> None:
    verdict = check_claim(claim("nearly half"), 17, 47, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.FALSE
    assert not verdict.holds
    assert verdict.message == "17 of 47 is 36%: say 'over a third'"
    assert verdict.suggestions == (
        "over a third",
        "a minority",
        "36% (17 of the 47)",
        "17 of the 47",
    )


@pytest.mark.parametrize(
    ("text", "count", "base", "message"),
    [
        ("36%", 4, 11, "4 of 11, too few for a percentage, which takes a base of 20: say 'four of the 11'"),
        ("most", 9, 11, "9 of 11, too few for words such as most or few, which takes a base of 20: say 'nine of the 11'"),
        ("a third", 3, 9, "3 of 9, too few for a fraction, which takes a base of 10: say 'three of the nine'"),
        ("over a third (36%)", 4, 11, "4 of 11, too few for a percentage, which takes a base of 20: say 'four of the 11'"),
    ],
)  # fmt: skip
def test_a_claim_on_too_few_cases_is_unsafe(text: str, count: int, base: int, message: str) -> None:
    verdict = check_claim(claim(text), count, base, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.UNSAFE
    assert verdict.message == message


def test_no_percentage_is_mentioned_for_a_small_base() -> None:
    verdict = check_claim(claim("nearly half"), 4, 11, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.FALSE
    assert verdict.message == "4 of 11: say 'four of the 11'"


def test_words_outside_the_scale_are_named() -> None:
    verdict = check_claim(claim("quite a few"), 17, 47, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.NOT_UNDERSTOOD
    assert verdict.message == (
        "“quite a few” is not in the scale ofsted-2014. 17 of 47 is 36%: say 'over a third'"
    )


def test_the_plans_rule_for_percentages_counts() -> None:
    strict = Reporting(percentages_from=50)
    verdict = check_claim(claim("36%"), 17, 47, OFSTED, strict)
    assert verdict.verdict is Verdict.UNSAFE
    assert verdict.message == (
        "17 of 47, too few for a percentage, which takes a base of 50: say 'over a third'"
    )


def test_a_claim_about_nothing_is_false() -> None:
    verdict = check_claim(claim("none"), 0, 0, OFSTED, REPORTING)
    assert verdict.verdict is Verdict.FALSE
    assert verdict.message == "There is no case in the base: take the claim out"
    assert verdict.suggestions == ()


@pytest.mark.parametrize(
    ("text", "base", "verdict"),
    [
        ("124 cases", 124, Verdict.TRUE),
        ("124", 124, Verdict.TRUE),
        ("all 124 cases", 124, Verdict.TRUE),
        ("of the 124 cases", 124, Verdict.TRUE),
        ("one hundred and twenty-four cases", 124, Verdict.TRUE),
        ("eleven authorities", 11, Verdict.TRUE),
        ("123 cases", 124, Verdict.FALSE),
        ("all cases", 124, Verdict.NOT_UNDERSTOOD),
        ("none", 0, Verdict.NOT_UNDERSTOOD),
        ("0 cases", 0, Verdict.TRUE),
    ],
)
def test_a_claim_can_state_the_base(text: str, base: int, verdict: Verdict) -> None:
    found = check_claim(claim(text, "all_cases?count=base"), 0, base, OFSTED, REPORTING)
    assert found.verdict is verdict
    assert str(base) in found.message
