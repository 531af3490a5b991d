"""Claims on estimated shares of children, and on two groups compared."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.claims.claims import Claim
from inspect_tool.domain.claims.estimated import (
    StatedEstimate,
    check_estimate_claim,
    estimate_phrases,
)
from inspect_tool.domain.claims.group_comparisons import (
    StatedComparison,
    check_comparison,
    comparison_phrases,
)
from inspect_tool.domain.claims.measure_words import measure_words, words_of_children
from inspect_tool.domain.claims.references import (
    ClaimReference,
    ClaimReferenceError,
    parse_claim_reference,
)
from inspect_tool.domain.claims.sentences import Around
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.framework.says import Says
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
TRUE, FALSE, UNSAFE, UNREAD = Verdict.TRUE, Verdict.FALSE, Verdict.UNSAFE, Verdict.NOT_UNDERSTOOD
SAYS = Says(yes=("oversight weak",), no=("oversight sound",))
WEAK = measure_words(SAYS, "Weak oversight", "cases", is_narrow=False)
LONG = measure_words(SAYS, "Weak oversight", "long-term cases", is_narrow=True)
IN_CARE = measure_words(SAYS, "Weak oversight", "children in care", is_narrow=False)
OVERSIGHT = Setting(words_of_children(WEAK), base=124, is_of_children=True, is_sampled=True)
SPANS = StatedEstimate.of(0.53, 0.42, 0.64, cases=124, level="95%")
HIGH = StatedEstimate.of(0.84, 0.805, 0.91, cases=124, level="95%")
CENSUS = StatedEstimate.of(1.0, 1.0, 1.0, cases=40, level="95%")


def verdict_of(sentence: str, stated: StatedEstimate, setting: Setting = OVERSIGHT) -> Verdict:
    """The verdict on the claim between the square brackets of a sentence."""
    before, _, rest = sentence.partition("[")
    text, _, after = rest.partition("]")
    claim = Claim(text, ClaimReference("m", is_of_children=True), around=Around(before, after))
    return check_estimate_claim(claim, stated, OFSTED, setting, 20).verdict


@pytest.mark.parametrize(
    ("phrase", "stated", "verdict"),
    [
        ("an estimated 53%", SPANS, TRUE),
        ("an estimated 53.0%", SPANS, TRUE),
        ("an estimated 53% (42–64%)", SPANS, TRUE),
        ("an estimated 53% (95% interval from 42% to 64%)", SPANS, TRUE),
        ("an estimated 53% (90% interval from 42% to 64%)", SPANS, FALSE),
        ("between 42% and 64%", SPANS, TRUE),
        ("between 42% and 65%", SPANS, FALSE),
        ("between 42 and 64", SPANS, UNREAD),
        ("53%", SPANS, UNREAD),
        ("half", SPANS, FALSE),
        ("an estimated four in five", HIGH, FALSE),
        ("about half", SPANS, TRUE),
        ("about 40%", SPANS, FALSE),
        ("about 55% (42% to 64%)", SPANS, TRUE),
        ("exactly 53%", SPANS, UNSAFE),
        ("exactly 54%", SPANS, FALSE),
        ("more than half", SPANS, UNSAFE),
        ("just over half", SPANS, UNSAFE),
        ("just over a third", SPANS, FALSE),
        ("more than a third", SPANS, TRUE),
        ("fewer than two thirds", SPANS, TRUE),
        ("fewer than half", SPANS, FALSE),
        ("nearly 60%", SPANS, FALSE),
        ("nearly 55%", SPANS, UNSAFE),
        ("at least 42%", SPANS, TRUE),
        ("at most 64%", SPANS, TRUE),
        ("at most 50%", SPANS, FALSE),
        ("at most 60%", SPANS, UNSAFE),
        ("most", HIGH, TRUE),
        ("most", SPANS, FALSE),
        ("the majority", SPANS, UNSAFE),
        ("all", CENSUS, TRUE),
        ("none", CENSUS, FALSE),
        ("all", StatedEstimate.of(1.0, 0.9, 1.0, cases=40, level="95%"), UNSAFE),
        ("58", SPANS, UNREAD),
        ("an estimate", SPANS, UNREAD),
        ("an estimated 53% of boards", SPANS, FALSE),
        ("an estimated 53% of the 124 children", SPANS, UNREAD),
        ("about half (an estimated 53%, 42% to 64%)", SPANS, TRUE),
        ("about half (58)", SPANS, UNREAD),
        ("about half", replace(SPANS, cases=9), UNSAFE),
        ("about half", StatedEstimate.none("nothing is known"), FALSE),
        ("about half", StatedEstimate.none("no freedom", 5), UNSAFE),
    ],
)  # fmt: skip
def test_the_interval_decides_what_may_be_said(
    phrase: str, stated: StatedEstimate, verdict: Verdict
) -> None:
    assert verdict_of(f"Oversight was weak for [{phrase}].", stated) is verdict


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("We estimate that oversight was weak for [53%] of the children.", TRUE),
        ("Inspectors estimate that oversight was weak for [53%] of children.", TRUE),
        ("Oversight was weak for [about half of all children].", TRUE),
        ("Oversight was sound for [an estimated 47% (36% to 58%)] of children.", TRUE),
        ("Oversight was weak for [about half] of children who could be drawn.", TRUE),
        ("Oversight was weak in [about half] of the cases.", FALSE),
        ("Oversight was weak for [about half] of the children inspected.", UNREAD),
        ("Oversight was weak for [about half] of the children seen.", UNREAD),
        ("Oversight was weak for [about half] of the children in the cases.", UNREAD),
        ("Oversight was weak for [about half] of the children in these cases.", UNREAD),
        ("In the cases, oversight was weak for [about half] of the children.", UNREAD),
        ("Oversight was weak for [about half] of the 124 children.", UNREAD),
        ("Oversight was weak for [about half] of the children drawn.", UNREAD),
        ("Among the children drawn, oversight was weak for [about half].", UNREAD),
    ],
)  # fmt: skip
def test_an_estimate_is_of_children_and_not_of_the_cases_read(
    sentence: str, verdict: Verdict
) -> None:
    assert verdict_of(sentence, SPANS) is verdict


def test_the_children_of_a_narrow_measure_are_those_in_its_cases() -> None:
    narrow = replace(OVERSIGHT, words=words_of_children(LONG))
    said = "Oversight was weak for [about half] of"
    assert verdict_of(f"{said} the children in long-term cases.", SPANS, narrow) is TRUE
    assert verdict_of(f"{said} the children.", SPANS, narrow) is UNREAD
    in_care = replace(OVERSIGHT, words=words_of_children(IN_CARE))
    assert verdict_of(f"{said} children in care.", SPANS, in_care) is TRUE
    assert ("child", "in", "care") in in_care.words.nouns.phrases


def test_what_may_be_said_of_an_estimate_is_offered() -> None:
    assert estimate_phrases(SPANS) == (
        "an estimated 53% (42% to 64%)", "more than a third", "fewer than two thirds",
        "about half",
    )  # fmt: skip
    assert estimate_phrases(HIGH) == ("an estimated 84% (81% to 91%)", "more than three quarters")
    assert estimate_phrases(StatedEstimate.none("nothing")) == ()


CLEAR = StatedComparison((13, 23), (40, 45), -0.68, -0.07)
UNCLEAR = StatedComparison((15, 30), (10, 30), -0.1, 0.4)
COMPARED = Setting(WEAK, case_type="early_help", than="in_care", is_sampled=True, base=23)


def compared(sentence: str, stated: StatedComparison) -> Verdict:
    before, _, rest = sentence.partition("[")
    text, _, after = rest.partition("]")
    reference = ClaimReference("m", case_type="early_help", than="in_care")
    claim = Claim(text, reference, around=Around(before, after))
    return check_comparison(claim, stated, OFSTED, COMPARED).verdict


GROUPS = "for early help than for children in care."


@pytest.mark.parametrize(
    ("sentence", "stated", "verdict"),
    [
        (f"Oversight was weak [less often] {GROUPS}", CLEAR, TRUE),
        (f"Oversight was weak in [a smaller share] {GROUPS}", CLEAR, TRUE),
        (f"Oversight was weak [more often] {GROUPS}", CLEAR, FALSE),
        (f"Oversight was weak [more often] {GROUPS}", UNCLEAR, UNSAFE),
        (f"In the cases read, oversight was weak [more often] {GROUPS}", UNCLEAR, TRUE),
        (f"Oversight was weak in [a larger share] {GROUPS}", replace(UNCLEAR, low=None), UNSAFE),
        (f"In the cases read, oversight was weak [much more often] {GROUPS}", UNCLEAR, UNREAD),
        (f"Oversight was not weak [less often] {GROUPS}", CLEAR, UNREAD),
        ("In the cases read, oversight was weak [one and a half times as often] for early help as for children in care.", UNCLEAR, TRUE),
        ("In the cases read, oversight was weak [nearly twice as often] for early help as for children in care.", UNCLEAR, FALSE),
        ("In the cases read, oversight was weak [more than half as often] for early help as for children in care.", UNCLEAR, TRUE),
        ("In the cases read, oversight was weak [twice as often] for early help as for children in care.", replace(UNCLEAR, second=(0, 30)), FALSE),
        ("Oversight was weak [about one and a half times as often] for early help as for children in care.", UNCLEAR, UNSAFE),
        ("In the cases read, oversight was weak [times as often] for early help as for children in care.", UNCLEAR, UNREAD),
        (f"In the cases read, oversight was weak [more often] {GROUPS}", replace(UNCLEAR, first=(5, 9)), UNSAFE),
        (f"In the cases read, oversight was weak [more often] {GROUPS}", replace(UNCLEAR, first=(0, 0)), FALSE),
        ("Oversight was weak [less often] for early help.", CLEAR, UNREAD),
        ("Oversight was weak [less often] than for children in care.", CLEAR, UNREAD),
        ("Oversight was weak [less often] for children in care than for early help.", CLEAR, FALSE),
    ],
)  # fmt: skip
def test_two_groups_are_compared_with_a_test_or_in_the_cases_read(
    sentence: str, stated: StatedComparison, verdict: Verdict
) -> None:
    assert compared(sentence, stated) is verdict


def test_what_may_be_said_of_two_groups_is_offered() -> None:
    assert comparison_phrases(CLEAR) == ("less often",)
    assert comparison_phrases(UNCLEAR) == ("in the cases read, more often",)
    assert comparison_phrases(replace(UNCLEAR, second=(15, 30))) == ()


@pytest.mark.parametrize(
    "reference",
    [
        "m?of=cases", "m?of=children&count=base", "m?of=children&authority=A&case_type=t", "m?than=t",
        "m?case_type=t&than=t", "m?case_type=t&than=u&authority=A",
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_or_compared_is_refused(reference: str) -> None:
    with pytest.raises(ClaimReferenceError):
        parse_claim_reference(reference)


@pytest.mark.parametrize(
    "reference", ["m?of=children", "m?case_type=t&of=children", "m?case_type=t&than=u"]
)
def test_estimates_and_comparisons_are_written_as_they_are_read(reference: str) -> None:
    assert str(parse_claim_reference(reference)) == reference
