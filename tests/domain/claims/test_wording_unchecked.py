"""Quantities that stand in prose without a claim."""

from __future__ import annotations

import pytest

from inspect_tool.domain.claims.unchecked import unclaimed_in


def phrases_of(text: str) -> tuple[str, ...]:
    return tuple(found.phrase for found in unclaimed_in(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two thirds of plans were good. 40% of plans were bad.", ("Two thirds of", "40%")),
        ("Two cases were referred back.", ("Two cases",)),
        ("Inspectors went to 11 local authorities.", ("11 local authorities",)),
        ("In nearly half of the cases", ("nearly half of",)),
        ("In 22 of the 33", ("22 of the 33",)),
        ("In ten out of all the twelve", ("ten out of all the twelve",)),
        ("A third of them, and the majority of others", ("A third of", "majority of")),
        ("12 per cent, 12.5 %", ("12 per cent", "12.5 %")),
    ],
)
def test_a_quantity_in_prose_is_found(text: str, found: tuple[str, ...]) -> None:
    assert phrases_of(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plans were more likely to be late in Irkdale.", "more likely"),
        ("Plans in Irkdale were later than elsewhere.", "later than elsewhere"),
        ("They were slower than in Petherwick.", "slower than in Petherwick"),
        ("Irkdale topped the list.", "topped the"),
        ("Irkdale lagged behind the rest.", "lagged behind"),
        ("The most common fault was delay.", "The most common"),
        ("The second most common fault was delay.", "The second most common"),
        ("The main reason was delay.", "The main reason"),
        ("The figure had risen.", "figure had risen"),
        ("The proportion was high.", "proportion was high"),
        ("The level of delay was very high.", "level of delay was very high"),
        ("Practice has got better since 2012.", "Practice has got better"),
        ("Their work had improved since the last inspection.", "had improved since"),
        ("Late plans were on the rise.", "on the rise"),
        ("Plans were equally late in both.", "equally late in both"),
        ("Plans were as late in Irkdale as in Petherwick.", "as late in Irkdale as in"),
        ("Plans varied widely.", "varied widely"),
        ("Delay was widespread.", "was widespread"),
        ("As often as not, delay followed.", "As often as not"),
        ("Nobody saw the children.", "Nobody saw"),
        ("None asked the child.", "None asked"),
        ("Countless plans were late.", "Countless plans"),
        ("There were too many late plans.", "too many late plans"),
        ("With one exception, plans were late.", "With one exception"),
        ("Plans were late in one area after another.", "area after another"),
        ("File after file was thin.", "File after file"),
        ("The rest of the plans were late.", "The rest of the plans"),
        ("That accounted for most of the delay.", "most of the delay"),
    ],
)
def test_comparisons_trends_and_shares_without_a_number_are_found(text: str, found: str) -> None:
    assert phrases_of(text) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "Many plans were late, and some were often or usually late.",
        "It was there month after month, one visit after the other.",
        "What nobody acted on was written down.",
        "Nobody should be left out of a meeting.",
        "More could be done, and better, than this.",
        "They had improved what they wrote.",
        "As far as the child knew, the main worker came.",
        "The rest of the day was quiet.",
        "The rest of the family was not asked.",
    ],
)
def test_what_compares_nothing_of_the_review_is_left_alone(text: str) -> None:
    assert phrases_of(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Most children were seen, but not all.", ("Most children",)),
        ("Almost all children were seen alone.", ("Almost all children",)),
        ("Forty children were left too long.", ("Forty children",)),
        ("Only 40 of those 70 children were seen.", ("40 of those 70",)),
        ("All 11 boards had a strategy.", ("11 boards",)),
        (
            "No authority had good plans in fewer than half its cases.",
            ("No authority", "than half"),
        ),
        ("Management oversight was weakest in Petherwick.", ("weakest in Petherwick",)),
        ("The weakest plans were short.", ("The weakest plans",)),
        ("Twice as many children in care waited.", ("Twice as many",)),
        ("There were more cases here than there.", ("more cases here than",)),
        ("It was more likely in care than elsewhere.", ("more likely in care than",)),
        ("On average it took long. The median was low.", ("On average", "median")),
        ("Every board knew. Each of the plans was good.", ("Every board", "Each of the plans")),
        ("There were 33 deaths, and 17 more.", ("33 deaths", "17 more")),
        ("A single case was closed.", ("A single case",)),
        ("The number of children grew.", ("number of children",)),
        ("In two it was worse.", ("two it",)),
        ("Most had drift. None were seen alone.", ("Most had", "None were")),
        ("Nobody was seen alone.", ("Nobody was",)),
        ("Irkdale did worse than all others.", ("worse than all others",)),
        ("A typical case was long.", ("A typical",)),
    ],
)
def test_quantifiers_superlatives_comparisons_and_averages_are_found(
    text: str, found: tuple[str, ...]
) -> None:
    assert phrases_of(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Training was available everywhere.", ("everywhere",)),
        ("It was found almost everywhere, but nowhere in time.", ("almost everywhere", "nowhere")),
        ("The list was short, and hardly any of them had a plan.", ("hardly any",)),
        ("Scarcely anybody knew. Barely a plan was good.", ("Scarcely anybody", "Barely a plan")),
        ("Inspectors were not satisfied, and both were acted on.", ("both were",)),
        (
            "Some were known; neither was seen, and neither had a plan.",
            ("neither was", "neither had"),
        ),
        ("Neither of them had, and both of them knew.", ("Neither of them", "both of them")),
        ("The figure that all of them knew was low.", ("all of them",)),
        ("The bulk of the work was good.", ("The bulk of",)),
        (
            "Virtually none had it, practically everyone did.",
            ("Virtually none", "practically everyone"),
        ),
        (
            "By and large it was good; for the most part they knew.",
            ("By and large", "for the most part"),
        ),
        (
            "Without exception they were late, and invariably so.",
            ("Without exception", "invariably"),
        ),
        ("Plans were predominantly weak.", ("predominantly",)),
        ("The majority knew.", ("majority",)),
    ],
)
def test_words_that_say_all_none_or_most_without_a_number_are_found(
    text: str, found: tuple[str, ...]
) -> None:
    assert phrases_of(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Where there was a limit for each, both had to be kept.",
        "Some failed on both counts, both the young and the old.",
        "They said that they had neither the time nor the password.",
        "What is neither in time nor late is counted apart.",
        "It can be done either now or later; either will do.",
        "It tells the reader almost nothing, and hardly ever helps.",
        "Somebody saw the child nearly every day.",
        "They do a hard thing, largely out of sight.",
        "Most importantly, time is short, and that is the main thing.",
    ],
)
def test_ordinary_words_of_the_same_sound_are_left_alone(text: str) -> None:
    assert phrases_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "A third party waited half an hour.",
        "The Act of 1989, on 14 May 2014, within 45 working days",
        "One case shows it. Some cases were closed, and several children moved.",
        "In a small number of places many people said so; a few cases stood out.",
        "Children aged 10 and under, a child of four and children of four and five.",
        "Between 14 October and 13 December 2013, in April 2013 and since 2010.",
        "Section 47 and paragraph 12, day 0, at 9.30 am.",
        "She said “two of them never came”.",
        "Six months is long; after twelve weeks or 18 months it ends; each year it comes.",
    ],
)
def test_what_is_exempt_by_rule_is_left_alone(text: str) -> None:
    assert phrases_of(text) == ()


def test_claims_are_settled_with_the_number_of_their_base() -> None:
    text = "⟦Twelve⟧ of the 124 cases, and 13 of the 124 others"
    assert phrases_of(text) == ("13 of the 124",)


def test_a_recommendation_says_what_should_be() -> None:
    text = "see that every plan and each board has two dates"
    assert [found.phrase for found in unclaimed_in(text, is_advice=True)] == ["two dates"]
    assert [found.phrase for found in unclaimed_in(text)] == [
        "every plan",
        "each board",
        "two dates",
    ]


def test_what_a_review_calls_its_cases_is_counted_too() -> None:
    own = frozenset({"incident", "incidents", "resident", "residents", "care provider"})
    text = "Most incidents were short. Every resident was asked. No care provider had a rule."
    assert [found.phrase for found in unclaimed_in(text, own=own)] == [
        "Most incidents", "Every resident", "No care provider",
    ]  # fmt: skip
    assert unclaimed_in(text) == ()
