"""Superlatives, ranges and comparisons over authorities, read in their sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.claims.claims import Claim, check_claim
from inspect_tool.domain.claims.group_comparisons import StatedComparison, check_comparison
from inspect_tool.domain.claims.measure_words import measure_words
from inspect_tool.domain.claims.ranges import check_range
from inspect_tool.domain.claims.references import (
    ClaimReference,
    ClaimReferenceError,
    parse_claim_reference,
)
from inspect_tool.domain.claims.sentences import Around
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.unchecked import unclaimed_in
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.plan.plan import Reporting
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
TRUE, FALSE, UNSAFE, UNREAD = Verdict.TRUE, Verdict.FALSE, Verdict.UNSAFE, Verdict.NOT_UNDERSTOOD
WEAK = measure_words(Says(yes=("oversight weak",)), "Weak oversight", "cases", is_narrow=False)
NAMES = {"ASH": "Ashmere", "BRO": "Brookfield", "CRE": "Cress Bourne"}
SHARES = {"ASH": (10, 11), "BRO": (11, 14), "CRE": (2, 11), "DEN": (0, 0)}


def split(sentence: str) -> tuple[str, Around]:
    before, _, rest = sentence.partition("[")
    text, _, after = rest.partition("]")
    return text, Around(before, after)


def verdict_of(
    sentence: str, reference: str, shares: dict[str, tuple[int, int]] = SHARES
) -> Verdict:
    text, around = split(sentence)
    read = parse_claim_reference(reference)
    setting = Setting(
        WEAK, names=NAMES, authority=read.authority, is_across=read.is_across, base=36,
        by_authority=shares,
    )  # fmt: skip
    count, base = shares.get(read.authority or "", (23, 36))
    claim = Claim(text, read, around=around)
    if read.is_across:
        return check_range(claim, base, OFSTED, setting, 20).verdict
    return check_claim(claim, count, base, OFSTED, Reporting(), setting=setting).verdict


@pytest.mark.parametrize(
    ("behind", "code", "verdict"),
    [
        ("more than in any other authority", "BRO", TRUE),
        ("more than in any other area", "ASH", FALSE),
        ("fewer than in any other authority", "CRE", TRUE),
        ("the largest share of all areas", "ASH", TRUE),
        ("the largest share of all areas", "BRO", FALSE),
        ("more than in Brookfield", "ASH", UNREAD),
        ("more than ever", "ASH", UNREAD),
    ],
)
def test_one_authority_is_held_against_all_others(behind: str, code: str, verdict: Verdict) -> None:
    count, base = SHARES[code]
    sentence = f"In {NAMES[code]} oversight was weak in [{count} of the {base}] cases, {behind}."
    assert verdict_of(sentence, f"drift?authority={code}") is verdict


@pytest.mark.parametrize(("base", "verdict"), [(9, UNSAFE), (10, TRUE), (11, TRUE)])
def test_shares_of_few_cases_are_not_compared_and_counts_are(base: int, verdict: Verdict) -> None:
    shares = {"ASH": (10, 11), "CRE": (2, base)}
    said = "In Ashmere oversight was weak in [10 of the 11] cases, {}."
    share = said.format("a larger share than in any other area")
    assert verdict_of(share, "drift?authority=ASH", shares) is verdict
    count = said.format("more than in any other area")
    assert verdict_of(count, "drift?authority=ASH", shares) is TRUE


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("In each authority oversight was weak in [between two and 11] cases.", TRUE),
        ("In each authority oversight was weak in [two to 11] cases.", TRUE),
        ("In each authority oversight was weak in [two to ten] cases.", FALSE),
        ("In every authority oversight was weak in [at least two] cases.", TRUE),
        ("In every authority oversight was weak in [at least three] cases.", FALSE),
        ("In every authority oversight was weak in [at most 11] cases.", TRUE),
        ("In every authority oversight was weak in [most] cases.", FALSE),
        ("Oversight was weak in [between two and 11] cases.", UNREAD),
        ("Oversight was weak in [at least two] cases.", UNREAD),
    ],
)
def test_a_range_is_said_of_each_authority(sentence: str, verdict: Verdict) -> None:
    assert verdict_of(sentence, "drift?across=authorities") is verdict


APART = StatedComparison((10, 11), (2, 11), 0.2, 0.9)
BETWEEN = Setting(WEAK, authority="ASH", than="CRE", names=NAMES, is_sampled=True, base=11)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Oversight was weak [more often] in Ashmere than in Cress Bourne.", TRUE),
        ("Oversight was weak [more often] in Cress Bourne than in Ashmere.", FALSE),
        ("Oversight was weak [less often] in Ashmere than in Cress Bourne.", FALSE),
        ("Oversight was weak [more often] in Ashmere than in Brookfield.", UNREAD),
        ("Oversight was weak [more often] in Ashmere than elsewhere.", UNREAD),
    ],
)
def test_two_authorities_are_compared_as_two_groups_are(sentence: str, verdict: Verdict) -> None:
    text, around = split(sentence)
    claim = Claim(text, ClaimReference("drift", authority="ASH", than="CRE"), around=around)
    assert check_comparison(claim, APART, OFSTED, BETWEEN).verdict is verdict
    of_groups = replace(BETWEEN, authority=None, case_type="in_care", than="early_help")
    assert of_groups.compared[0] == "in_care"


@pytest.mark.parametrize(
    ("reference", "is_read"),
    [
        ("drift?authority=ASH&than=BRO", True),
        ("drift?in=harm&case_type=in_care&than=early_help", True),
        ("drift?authority=ASH&than=ASH", False),
        ("drift?authority=ASH&case_type=in_care&than=BRO", False),
        ("drift?than=BRO", False),
    ],
)
def test_what_may_be_compared(reference: str, is_read: bool) -> None:
    if is_read:
        assert str(parse_claim_reference(reference)) == reference
    else:
        with pytest.raises(ClaimReferenceError, match="`than` names"):
            parse_claim_reference(reference)


@pytest.mark.parametrize(
    "sentence",
    [
        "The spread was tenfold.",
        "Plans doubled.",
        "Weak at three times the rate.",
        "Oversight was weak almost everywhere.",
        "Hardly anywhere was it strong.",
        "Irkdale came last.",
        "Weak plans outnumbered good ones.",
    ],
)
def test_more_words_that_state_a_quantity(sentence: str) -> None:
    assert unclaimed_in(sentence)
