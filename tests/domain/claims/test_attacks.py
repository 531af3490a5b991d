"""Sentences that say otherwise by other words: whose word it is, what is pointed at, strange signs."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.claims.claims import Claim, check_claim
from inspect_tool.domain.claims.measure_words import (
    Way,
    measure_words,
    words_of_group,
    words_of_median,
)
from inspect_tool.domain.claims.ranges import said_range
from inspect_tool.domain.claims.references import ClaimReference
from inspect_tool.domain.claims.sentences import is_of_date, sentence_around
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.unchecked import unclaimed_in
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.plan.plan import Reporting
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
TRUE, FALSE, UNREAD = Verdict.TRUE, Verdict.FALSE, Verdict.NOT_UNDERSTOOD
WEAK = measure_words(
    Says(yes=("oversight weak",), also=("management",)), "Weak oversight", "cases", is_narrow=False
)
NAMES = {"IRK": "Irkdale", "PET": "Petherwick"}
ALL = Setting(WEAK, names=NAMES, base=124, dates=frozenset({"30", "september", "2013"}))
IRKDALE = replace(ALL, authority="IRK", base=11)
IN_CARE = replace(
    ALL, words=words_of_group(WEAK, ["in care", "children in care"]), case_type="in_care", base=33
)


def verdict_of(sentence: str, setting: Setting, count: int) -> tuple[Verdict, str]:
    """The verdict on the claim between the square brackets of a paragraph."""
    start, end = sentence.index("["), sentence.index("]") + 1
    claim = Claim(
        sentence[start + 1 : end - 1],
        ClaimReference("m", is_of_base=setting.is_of_base),
        around=sentence_around(sentence, start, end),
    )
    found = check_claim(claim, count, setting.base, OFSTED, Reporting(), setting=setting)
    return found.verdict, f"{found.message} {found.remedy}"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        # whose word it is
        ("Inspectors found oversight weak in [58] cases.", TRUE),
        ("Inspectors felt that oversight was weak in [58] cases.", TRUE),
        ("Children found oversight weak in [58] cases.", UNREAD),
        ("It was felt that oversight was weak in [58] cases.", UNREAD),
        ("In [58] cases oversight of children found to be weak.", TRUE),
        ("Oversight by children was weak in [58] cases.", UNREAD),
        ("Oversight of inspectors was weak in [58] cases.", UNREAD),
        ("Oversight was weak in [58] of the cases read by inspectors.", TRUE),
        ("Oversight was weak and children were well in [58] cases.", UNREAD),
        ("Oversight was weak in [58] cases as well.", TRUE),
        ("Oversight was weak in [58] cases, as it had been.", UNREAD),
        # what is pointed at
        ("There was much to see. Oversight was weak in [58] of these cases.", TRUE),
        ("In Irkdale much was seen. Oversight was weak in [58] of these cases.", UNREAD),
        ("Some were in care. Oversight was weak for [58] of them.", UNREAD),
        ("Girls were seen. Oversight was weak for [58] of those.", UNREAD),
        ("Girls were seen: oversight was weak for [58] of them.", UNREAD),
        ("Girls were seen. Oversight was weak in [58] of those cases in which it was found.", TRUE),
        ("Oversight was weak in [58] cases there.", UNREAD),
        ("In [58] cases there was weak oversight.", TRUE),
        ("Oversight was seen. [58] cases showed this.", UNREAD),
        ("Oversight was weak. [58] cases showed this.", TRUE),
        ("Oversight was not weak. [58] cases showed this.", UNREAD),
        ("Oversight there was weak in [58] cases.", UNREAD),
        # signs and numbers
        ("Oversight was weak in >[58] cases.", UNREAD),
        ("Oversight was weak in [58]‰ of cases.", UNREAD),
        ("Oversight was weak in [-58] cases.", UNREAD),
        ("Oversight was weak in [33-58] cases.", UNREAD),
        ("Oversight was weak in [58] cases, in 30 of these.", UNREAD),
        ("Of 2013 cases oversight was weak in [58].", UNREAD),
        ("In [58] of 2013 cases oversight was weak.", FALSE),
        ("In September 2013 oversight was weak in [58] cases.", TRUE),
        ("Oversight was weak in [４７％] of cases.", TRUE),
        ("Oversight was weak in [47\u00a0%] of cases.", TRUE),
        ("Oversight was weak in [some 60] cases.", TRUE),
        ("Oversight was weak in [60 or so] cases.", TRUE),
        ("Oversight was weak in [47% or so] of cases.", TRUE),
        ("Oversight was weak in [half or so] of cases.", TRUE),
        ("Oversight was weak in [not all] cases.", TRUE),
        ("Oversight was weak in [all bar 66] cases.", TRUE),
        ("Oversight was weak in [58] cases – it was found late.", TRUE),
    ],
)  # fmt: skip
def test_what_a_sentence_says_beside_its_words(sentence: str, verdict: Verdict) -> None:
    found, message = verdict_of(sentence, ALL, 58)
    assert found is verdict, message


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Inspectors went to Irkdale. Oversight was weak in [10 of the 11] cases there.", TRUE),
        ("Inspectors went to Irkdale. Oversight there was weak in [10 of the 11] cases.", TRUE),
        ("Inspectors went there. Oversight was weak in [10 of the 11] cases there.", UNREAD),
        ("In Irkdale and Petherwick they looked. Oversight was weak in [10 of the 11] of these.", UNREAD),
        ("Oversight was weak in ⟦one of the 11⟧ cases in Petherwick and in [10 of the 11] in Irkdale.", TRUE),
        ("Oversight was weak in ⟦one of the 11⟧ cases in Irkdale but in [10 of the 11] in Petherwick.", FALSE),
    ],
)  # fmt: skip
def test_places_are_named_by_the_sentence_or_the_one_before(
    sentence: str, verdict: Verdict
) -> None:
    found, message = verdict_of(sentence, IRKDALE, 10)
    assert found is verdict, message


def test_the_cases_of_a_case_type_may_be_called_its_children() -> None:
    for sentence, verdict in (
        ("Of the 33 children in care, [15] had weak oversight.", TRUE),
        ("[15 of the 33] children in care had weak oversight.", TRUE),
        ("[15 of the 33] children had weak oversight.", FALSE),
        ("Children in care had weak oversight in [15 of the 33] of them.", TRUE),
        ("In care oversight was weak. So it was for [15 of the 33] of them.", UNREAD),
    ):
        assert verdict_of(sentence, IN_CARE, 15)[0] is verdict, sentence


@pytest.mark.parametrize(
    ("words", "at", "is_part"),
    [
        (("30", "september"), 0, True),
        (("30", "cases"), 0, False),
        (("30",), 0, False),
        (("in", "2013"), 1, True),
        (("september", "2013"), 1, True),
        (("2013", "september"), 0, False),
        (("of", "2013", "cases"), 1, False),
        (("in", "september"), 1, True),
        (("in", "march"), 1, False),
    ],
)
def test_a_number_is_a_date_only_where_dates_stand(
    words: tuple[str, ...], at: int, *, is_part: bool
) -> None:
    dates = frozenset({"30", "september", "2013"})
    assert is_of_date(words, at, dates) is is_part


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("½ of it was seen, and ⅔ was not.", ("½ of", "⅔")),
        ("Half were late.", ("Half were",)),
        ("XI boards had one, and zero boards had two.", ("XI boards", "zero boards", "two")),
        ("A score of children, a couple of boards.", ("score of children", "couple of boards")),
        ("More than one child; at least one of them; only one board.",
         ("More than one child", "at least one of", "only one board")),
        ("Children were all seen.", ("were all",)),
        ("No single one of the plans was good.", ("No single one of the plans",)),
        ("Plans were mostly good; good plans were the exception.", ("were mostly", "the exception")),
        ("But never for boys, children were always seen.", ("But never for", "children were always")),
        ("Only Irkdale had it; Irkdale alone had it.", ("Only Irkdale had", "Irkdale alone had")),
        ("Ｍｏｓｔ children, ４０ plans.", ("Ｍｏｓｔ children", "４０ plans")),
        ("Children who were never referred. A chronology was not always used.", ()),
        ("At the Monday meeting I had each of them.", ()),
    ],
)  # fmt: skip
def test_more_words_that_state_a_quantity(text: str, found: tuple[str, ...]) -> None:
    assert tuple(one.phrase for one in unclaimed_in(text)) == found


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("Make a plan for every child.", False),
        ("Every board was without one.", True),
        ("Most boards lack one.", True),
        ("Put the most vulnerable children first.", False),
        ("See that no child waits.", False),
        ("No child had a plan.", True),
    ],
)
def test_a_recommendation_says_what_should_be_and_not_what_was(text: str, *, is_seen: bool) -> None:
    assert bool(unclaimed_in(text, is_advice=True)) is is_seen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("between one and 11", (1, 11, False, ())),
        ("one to 11 cases", (1, 11, False, ("cases",))),
        ("from none to six", (0, 6, False, ())),
        ("9–91%", (9, 91, True, ())),
        ("between 9% and 91% of cases", (9, 91, True, ("of", "cases"))),
        ("8 to 21 days", (8, 21, False, ("days",))),
        ("11 to one", None),
        ("9% to 91", None),
        ("one", None),
        ("to 11", None),
    ],
)
def test_a_range_has_two_ends(text: str, said: tuple[object, ...] | None) -> None:
    found = said_range(text)
    shown = None if found is None else (found.low, found.high, found.is_share, found.rest)
    assert shown == said


def test_the_unit_of_a_median_stands_beside_its_number() -> None:
    words = measure_words(None, "Days until the visit", "cases", is_narrow=False)
    found = words_of_median(words, "days")
    assert found.yes[0] == Way(("until", "visit"))
    only = words_of_median(measure_words(None, "Days", "cases", is_narrow=False), "days")
    assert only.yes[0] == Way(("days",))
