"""The sentence around a claim: what it says of the quantity, and what keeps it from being true."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.claims.claims import Claim, check_claim
from inspect_tool.domain.claims.measure_words import measure_words
from inspect_tool.domain.claims.quantities import comparing_at_the_end
from inspect_tool.domain.claims.ranges import check_range
from inspect_tool.domain.claims.references import ClaimReference
from inspect_tool.domain.claims.sentences import (
    CLOSE,
    OPEN,
    Around,
    base_behind,
    read_ranges,
    sentence_around,
    words_of,
)
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.plan.plan import Reporting
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
TRUE, FALSE, UNREAD = Verdict.TRUE, Verdict.FALSE, Verdict.NOT_UNDERSTOOD
WEAK = measure_words(
    Says(yes=("oversight weak|poor",), no=("oversight sound",), also=("management of managers",)),
    "Weak management oversight", "cases", is_narrow=False,
)  # fmt: skip
LEFT = measure_words(
    Says(yes=("left too long",), also=("children harm",)),
    "Children left too long", "long-term cases", is_narrow=True,
)  # fmt: skip
NAMES = {"IRK": "Irkdale", "PET": "Petherwick"}
SHARES = {"IRK": (10, 11), "PET": (1, 11), "TAR": (9, 11), "NIL": (0, 0)}
OVERSIGHT = Setting(WEAK, names=NAMES, base=124, by_authority=SHARES)
IRKDALE = replace(OVERSIGHT, authority="IRK", base=11)
LONG = Setting(LEFT, names=NAMES, base=70)


def verdict_of(sentence: str, setting: Setting, count: int) -> tuple[Verdict, str]:
    """The verdict on the claim between the square brackets of a sentence."""
    before, _, rest = sentence.partition("[")
    text, _, after = rest.partition("]")
    reference = ClaimReference("m", is_of_base=setting.is_of_base, is_across=setting.is_across)
    claim = Claim(text, reference, around=Around(before, after))
    if setting.is_across:
        found = check_range(claim, setting.base, OFSTED, setting, 20)
    else:
        found = check_claim(claim, count, setting.base, OFSTED, Reporting(), setting=setting)
    return found.verdict, f"{found.message} {found.remedy}"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Oversight was weak in [58] cases.", TRUE),
        ("Management oversight was weak in [nearly half] of the 124 cases.", TRUE),
        ("[Nearly half] of cases showed this.", TRUE),
        ("Oversight was weak in [nearly half] of cases, and nobody knew why.", TRUE),
        ("Oversight was weak in [nearly half] of cases because nobody read files.", TRUE),
        ("There was much to say: oversight was weak in [nearly half] of cases.", TRUE),
        ("Oversight was not weak in [over half] of cases.", TRUE),
        ("Oversight was sound in [over half] of cases.", TRUE),
        ("In [58 cases] inspectors found weak oversight.", TRUE),
        ("Oversight was equally weak in [nearly half] of cases.", UNREAD),
        ("Oversight was weak in [58] cases when managers did not.", UNREAD),
        ("Oversight was not weak in [nearly half] of cases.", FALSE),
        ("Oversight was sound in [nearly half] of cases.", FALSE),
        ("Oversight was weak in [nearly half] of the 120 cases.", FALSE),
        ("Oversight was weak in [nearly half] of the boards.", FALSE),
        ("Oversight was weak in [nearly half] of cases in Petherwick.", FALSE),
        ("Oversight was weak in [nearly half] of cases of children in care.", FALSE),
        ("For children in care oversight was weak in [nearly half].", FALSE),
        ("Oversight was strong in [nearly half] of cases.", UNREAD),
        ("Oversight was weak and sound in [nearly half] of cases.", UNREAD),
        ("Oversight was never not weak in [nearly half] of cases.", UNREAD),
        ("Oversight was not sound in [nearly half] of cases.", UNREAD),
        ("Oversight was weak in [nearly half] of cases not read.", UNREAD),
        ("Oversight was often weak in [nearly half] of cases.", UNREAD),
        ("Oversight was weak in [nearly half] of the teenage cases.", UNREAD),
        ("Oversight was weak in [nearly half] of cases in every area.", UNREAD),
        ("Oversight was weak in [nearly half] of cases, and it was rising.", UNREAD),
        ("Oversight was weak in [nearly half] of cases, and weaker than plans.", UNREAD),
        ("Oversight was weak in [nearly half] of similar cases.", UNREAD),
        ("Oversight was weak in [nearly half] of cases; the rest was good.", UNREAD),
        ("Was oversight weak in [nearly half] of cases?", UNREAD),
        ("Oversight was weak in [nearly half] of cases, a larger share than in any other area.", UNREAD),
    ],
)  # fmt: skip
def test_a_sentence_says_yes_or_no_of_its_measure_or_is_not_understood(
    sentence: str, verdict: Verdict
) -> None:
    found, message = verdict_of(sentence, OVERSIGHT, 58)
    assert found is verdict, message


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("In Irkdale oversight was weak in [10 of the 11] cases.", TRUE),
        ("Oversight was weak in [10] of these cases.", TRUE),
        ("In Irkdale oversight was weak in [10 of the 11] cases, a larger share than in any other area.", TRUE),
        ("In Irkdale oversight was weak in [10 of the 11] cases, the largest share of all areas.", TRUE),
        ("In Irkdale oversight was weak in [10 of the 11] cases, the smallest share of any local authority.", FALSE),
        ("In Irkdale oversight was weak in [10 of the 11] cases, a larger share than before.", UNREAD),
        ("In Irkdale oversight was weak in [10 of the 11] cases, a large share.", UNREAD),
        ("Oversight was weak in [10 of the 11] cases.", UNREAD),
        ("In Petherwick oversight was weak in [10 of the 11] cases.", FALSE),
    ],
)  # fmt: skip
def test_a_claim_on_one_authority_names_it(sentence: str, verdict: Verdict) -> None:
    found, message = verdict_of(sentence, IRKDALE, 10)
    assert found is verdict, message


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("In [nearly half] of the long-term cases children were left too long.", TRUE),
        ("[33] of the 70 cases were left too long.", TRUE),
        ("[33 cases] were left too long.", TRUE),
        ("Of the 70 long-term cases, [33] were left too long.", TRUE),
        ("[33] of the ⟦70⟧ long-term cases were left too long.", TRUE),
        ("[33] of the ⟦71⟧ long-term cases were left too long.", FALSE),
        ("[Nearly half] of cases were left too long.", UNREAD),
        ("[Nearly half] of what was seen was left too long.", UNREAD),
        ("In [nearly half] of the long-term cases children were left too long, and in ⟦most⟧ there was drift.", TRUE),
        ("In ⟦most⟧ there was drift, and [nearly half] of the long-term cases were left too long.", TRUE),
        ("Children were left too long in ⟦some⟧ cases and in [nearly half] of the long-term cases.", TRUE),
        ("Children were not left too long in ⟦some⟧ cases and in [nearly half] of the long-term cases.", UNREAD),
    ],
)  # fmt: skip
def test_a_narrow_base_has_to_be_said(sentence: str, verdict: Verdict) -> None:
    found, message = verdict_of(sentence, LONG, 33)
    assert found is verdict, message


SEEN = measure_words(
    Says(yes=("assessment* there|was|had",), no=("assessment* missing|absent",), also=("an",)),
    "Cases with an assessment to see", "cases", is_narrow=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "count", "verdict"),
    [
        ("In [16] cases the assessment was missing.", 108, TRUE),
        ("In [108] cases the assessment was missing.", 108, FALSE),
        ("In [108] cases there was an assessment.", 108, TRUE),
        ("In [16] cases an assessment was there and missing.", 108, UNREAD),
    ],
)
def test_an_auxiliary_alone_does_not_say_yes_beside_a_way_to_say_no(
    sentence: str, count: int, verdict: Verdict
) -> None:
    assert verdict_of(sentence, Setting(SEEN, names=NAMES, base=124), count)[0] is verdict


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("Oversight was weak in fewer than ", "fewer than"),
        ("In no more than ", "no more than"),
        ("Over ", "over"),
        ("As said above, ", ""),
        ("They turned it over. In ", ""),
        ("Moreover ", ""),
        ("", ""),
    ],
)
def test_words_that_compare_before_a_link_are_known(before: str, words: str) -> None:
    assert comparing_at_the_end(before) == words


def test_a_claim_among_those_of_another_measure_says_so() -> None:
    within = replace(OVERSIGHT, within=LEFT, base=33)
    for sentence, verdict in (
        ("Where children were left too long, oversight was weak in [most] cases.", TRUE),
        ("Oversight was weak in [most] of these cases.", TRUE),
        ("Oversight was weak in [most] cases.", UNREAD),
    ):
        assert verdict_of(sentence, within, 28)[0] is verdict, sentence


def test_a_claim_on_a_case_type_names_it() -> None:
    in_care = replace(OVERSIGHT, case_type="in_care", base=33)
    for sentence, verdict in (
        ("For children in care oversight was weak in [15 of the 33] cases.", TRUE),
        ("Oversight was weak in [15 of the 33] cases.", UNREAD),
        ("For early help oversight was weak in [15 of the 33] cases.", FALSE),
    ):
        assert verdict_of(sentence, in_care, 15)[0] is verdict, sentence


def test_a_range_over_authorities_is_from_the_lowest_to_the_highest() -> None:
    across = replace(OVERSIGHT, is_across=True, base=124)
    for sentence, verdict in (
        ("Oversight was weak in [between one and 10] cases in each area.", TRUE),
        ("Oversight was weak in [between two and 10] cases in each area.", FALSE),
        ("Oversight was weak in [nearly half] of cases in each area.", FALSE),
        ("Oversight was not weak in [between one and 10] cases in each area.", UNREAD),
        ("Oversight was weak in [between one and 10] cases in no area.", UNREAD),
    ):
        assert verdict_of(sentence, across, 58)[0] is verdict, sentence


def test_a_base_stands_behind_of_or_in_a_sentence_that_is_understood() -> None:
    base = replace(LONG, is_of_base=True)
    for sentence, verdict in (
        ("Children were left too long in ⟦33⟧ of the [70] long-term cases.", TRUE),
        ("[70 cases] were left too long.", TRUE),
        ("[70 cases] were closed.", UNREAD),
        ("Of the [70] long-term cases in Irkdale ⟦33⟧ were left too long.", FALSE),
        ("[71 cases] were left too long.", FALSE),
        ("[70 plans] were left too long.", FALSE),
    ):
        found, message = verdict_of(sentence, base, 33)
        assert found is verdict, (sentence, message)


def test_dates_of_the_review_may_be_named_and_no_others() -> None:
    dated = replace(OVERSIGHT, dates=frozenset({"30", "september", "2013"}))
    assert (
        verdict_of("On 30 September 2013 oversight was weak in [58] cases.", dated, 58)[0] is TRUE
    )
    assert verdict_of("In 2010 oversight was weak in [58] cases.", dated, 58)[0] is UNREAD


def test_a_measure_without_words_of_its_own_is_read_by_its_title() -> None:
    words = measure_words(None, "Drift and delay", "cases", is_narrow=False)
    setting = Setting(words, base=124)
    assert verdict_of("There was drift and delay in [58] cases.", setting, 58)[0] is TRUE
    found, message = verdict_of("There was delay in [58] cases.", setting, 58)
    assert found is UNREAD
    assert "“Drift and delay”" in message


@pytest.mark.parametrize("way", ["", "Oversight weak", "weak!", "*"])
def test_a_way_to_say_something_is_words_in_small_letters(way: str) -> None:
    with pytest.raises(ValueError, match="no way to say something"):
        Says(yes=(way,))


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("One. Two [x] three. Four.", "Two ", " three."),
        ("Two [x] three", "Two ", " three"),
        ("Is it? Yes, [x]! No.", "Yes, ", "!"),
        ("See e.g. Mr. A. Smith of [x] in the U.K. and so on. No.", "See e.g. Mr. A. Smith of ", " in the U.K. and so on."),
        ("He said “no.” In [x] it was.", "In ", " it was."),
        (f"At {OPEN}1.5 of. those{CLOSE} in [x].", f"At {OPEN}1.5 of. those{CLOSE} in ", "."),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_ends_it(text: str, before: str, after: str) -> None:
    start = text.index("[x]")
    around = sentence_around(text, start, start + 3)
    assert (around.before, around.after) == (before, after)


def test_words_are_told_from_marks_and_contractions_are_opened() -> None:
    assert words_of("The child’s plan wasn’t long-term, and they can't; cannot.") == (
        "child", "plan", "was", "not", "long", "term", ",", "and", "they", "can", "not", ";",
        "can", "not",
    )  # fmt: skip


def test_what_is_read_word_by_word_reaches_to_what_stands_beside() -> None:
    text = "In [x] of cases, the largest share, but in every area."
    (first, second) = read_ranges(text, 3, 6)
    assert text.index("the largest") in second
    assert text.index("of cases") in first
    assert not any(text.index("every") in read for read in (first, second))
    assert base_behind(Around(" of cases", " of cases")) is None


def test_the_cases_of_a_narrow_measure_may_be_named_before_the_quantity() -> None:
    said = "children were left too long in harm in [nearly half] of cases."
    assert verdict_of(f"Of the long-term cases, {said}", LONG, 33)[0] is TRUE
    assert verdict_of(said.capitalize(), LONG, 33)[0] is UNREAD
