"""Words for shares: each phrase at the edges of its rule, and the rules for small bases."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.claims.nouns import BaseNouns
from inspect_tool.domain.claims.numbers import (
    count_of_base,
    is_percentage,
    number_at,
    number_words,
    percentage_words,
)
from inspect_tool.domain.claims.phrases import read_phrase, tokens_of
from inspect_tool.domain.claims.scale import PhraseKind, Span, WordingScale, smallest_base
from inspect_tool.domain.claims.wording import Phrase, Verdict, is_true, phrases_for
from inspect_tool.domain.percentages import percent
from inspect_tool.readers.documents.wording import load_wording

SCALES = Path(__file__).parents[3] / "templates" / "wording"
OFSTED = load_wording(SCALES / "ofsted-2014.yaml")
SCOTLAND = load_wording(SCALES / "education-scotland.yaml")

# The rules of the reference (domain.md 2.4), as shares of 3,000: each phrase's first and last
# share that it is true of.
N = 3000
EDGES = [
    ("half", 1500, 1500),
    ("nearly half", 1320, 1499),
    ("almost half", 1320, 1499),
    ("just under half", 1410, 1499),
    ("over half", 1501, 1799),
    ("more than half", 1501, 1799),
    ("just over half", 1501, 1590),
    ("a third", 955, 1045),
    ("one third", 955, 1045),
    ("over a third", 1001, 1199),
    ("more than a third", 1001, 1199),
    ("just over a third", 1001, 1080),
    ("nearly a third", 900, 953),
    ("two thirds", 1955, 2045),
    ("over two thirds", 2001, 2160),
    ("nearly two thirds", 1860, 1955),
    ("a quarter", 705, 795),
    ("over a quarter", 796, 899),
    ("nearly a quarter", 660, 704),
    ("three quarters", 2190, 2310),
    ("over three quarters", 2311, 2399),
    ("nearly three quarters", 2160, 2189),
    ("one in five", 555, 645),
    ("one in ten", 255, 345),
    ("almost all", 2910, 2999),
    ("the vast majority", 2910, 2999),
    ("most", 2400, 2909),
    ("the very large majority", 2400, 2909),
    ("the large majority", 1950, 2399),
    ("the majority", 1501, 1949),
    ("a minority", 1050, 1499),
    ("a small minority", 600, 1049),
    ("a very small minority", 1, 599),
    ("few", 1, 599),
    ("all", 3000, 3000),
    ("none", 0, 0),
]


@pytest.mark.parametrize(("phrase", "first", "last"), EDGES)
def test_a_phrase_is_true_from_its_first_share_to_its_last(
    phrase: str, first: int, last: int
) -> None:
    verdicts = {
        count: is_true(phrase, count, N, OFSTED)
        for count in (first - 1, first, last, last + 1)
        if 0 <= count <= N
    }
    wanted = {
        count: Verdict.TRUE if first <= count <= last else Verdict.FALSE for count in verdicts
    }
    assert verdicts == wanted


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("almost all", 2701, 2999),
        ("most", 2250, 2700),
        ("the majority", 1500, 2249),
        ("less than half", 450, 1499),
        ("few", 1, 450),
    ],
)
def test_education_scotlands_bands_are_those_of_the_published_page(
    phrase: str, first: int, last: int
) -> None:
    true = [count for count in range(N + 1) if is_true(phrase, count, N, SCOTLAND) is Verdict.TRUE]
    assert (true[0], true[-1], len(true)) == (first, last, last - first + 1)


@pytest.mark.parametrize(
    ("phrase", "count", "base"),
    [
        ("nearly half of the long-term cases", 33, 70),
        ("over a third", 26, 70),
        ("one third", 23, 70),
        ("Nearly half of assessments", 51, 108),
        ("Almost half of assessments seen", 51, 108),
    ],
)
def test_the_headlines_of_the_neglect_report_are_true_of_their_numbers(
    phrase: str, count: int, base: int
) -> None:
    assert is_true(phrase, count, base, OFSTED) is Verdict.TRUE


@pytest.mark.parametrize(
    ("phrase", "count", "base"),
    [
        ("nearly half", 30, 70),  # 42.9%
        ("nearly half", 35, 70),
        ("over a third", 23, 70),
        ("over a third", 28, 70),  # exactly 40%
        ("one third", 22, 70),  # 31.4%
        ("one third", 25, 70),  # 35.7%
        ("nearly half", 47, 108),  # 43.5%
        ("nearly half", 54, 108),
    ],
)
def test_the_headlines_are_false_of_neighbouring_numbers(
    phrase: str, count: int, base: int
) -> None:
    assert is_true(phrase, count, base, OFSTED) is Verdict.FALSE


@pytest.mark.parametrize(
    "phrase",
    [
        "nearly half",
        "Nearly half",
        "NEARLY HALF",
        "nearly-half",
        "nearly\u00a0half",
        "nearly \u2009 half",
        "**nearly half**",
        "in nearly half of the cases",
        "nearly half the cases",
        "nearly half of the 70 long-term cases",
        "nearly half of all 70 cases",
        "just under half of long\u2011term cases",
        "a minority of cases",
        "33 of 70",
        "33 of the 70 cases",
        "33 out of 70",
        "33 out of the 70",
        "thirty-three of the 70",
        "thirty-three out of seventy cases",
        "in only 33 of the 70 cases",
        "33",
        "33 cases",
        "47%",
        "47 %",
        "47 per cent",
        "47 percent of cases",
        "forty-seven per cent",
        "47% of the 70",
        "47.1%",
        "47.14%",
        "nearly half (47%) of the cases",
        "47% (33 of the 70)",
        "33 (47%)",
        "fewer than 34 of the 70",
        "less than 40 cases",
        "more than 30 of the 70 cases",
        "over 32",
        "at least 33",
    ],
)
def test_a_true_phrase_may_be_written_in_many_ways(phrase: str) -> None:
    assert is_true(phrase, 33, 70, OFSTED) is Verdict.TRUE


@pytest.mark.parametrize(
    "phrase",
    [
        "nearly half of the 71 cases",
        "33 of the 71",
        "34 of the 70",
        "thirty-two of the 70",
        "46%",
        "47.2%",
        "47% of the 71",
        "nearly half (46%) of the cases",
        "most (47%)",
        "most",
        "all",
        "none of the cases",
        "fewer than 33",
        "more than 33",
        "over 33 of the 70",
        "at least 34",
        "fewer than 40 of the 71",
    ],
)
def test_a_phrase_with_a_wrong_number_or_word_is_false(phrase: str) -> None:
    assert is_true(phrase, 33, 70, OFSTED) is Verdict.FALSE
    assert read_phrase(phrase, 33, 70, OFSTED)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "quite a few",
        "nearly half or more",
        "a third to a half",
        "33 to 40",
        "47% or thereabouts",
        "at least most",
        "nearly half (or more)",
        "in",
        "of the",
        "33 unicorns",
        "33 of the 70 unicorns",
        "47% of cases and 60% of plans",
        "over half a million",
        "33 of the 70 cases, and in every authority,",
        "nearly half, up from a third last year",
        "nearly half of the cases, rising to all of them",
        "33 of 70 of 124",
        "one in 11",
        "five in three",
        "between 40 and 30",
        "between many and few",
        "most but not",
        "all but a few",
        "a significant number",
    ],
)
def test_a_phrase_is_read_whole_or_not_at_all(phrase: str) -> None:
    assert is_true(phrase, 33, 70, OFSTED) is Verdict.NOT_UNDERSTOOD
    assert read_phrase(phrase, 33, 70, OFSTED) == ()


# Each with its first and last share of 3,000 that it is true of.
MORE_EDGES = [
    ("fewer than half", 0, 1499),
    ("under half", 0, 1499),
    ("at least half", 1500, 3000),
    ("at most half", 0, 1500),
    ("no more than half", 0, 1500),
    ("no fewer than half", 1500, 3000),
    ("about half", 1380, 1620),
    ("around a third", 880, 1120),
    ("exactly a third", 1000, 1000),
    ("one in three", 955, 1045),
    ("1 in 3", 955, 1045),
    ("three in four", 2190, 2310),
    ("eight in ten", 2355, 2445),
    ("eight in every ten", 2355, 2445),
    ("three out of four", 2190, 2310),
    ("nearly one in three", 900, 953),
    ("nearly eight in ten", 2280, 2399),
    ("just over eight in ten", 2401, 2520),
    ("more than eight in ten", 2401, 2699),
    ("a fifth", 555, 645),
    ("two fifths", 1155, 1245),
    ("all but 16", 2984, 2984),
    ("all but one", 2999, 2999),
    ("most but not all", 2400, 2909),
    ("a significant minority", 1050, 1499),
    ("not one", 0, 0),
    ("not a single case", 0, 0),
    ("no", 0, 0),
    ("every case", 3000, 3000),
    ("each", 3000, 3000),
    ("only 33", 33, 33),
    ("a single case", 1, 1),
    ("exactly 33", 33, 33),
    ("just 33 cases", 33, 33),
    ("as many as 33", 33, 33),
    ("at most 33", 0, 33),
    ("up to 33", 0, 33),
    ("no more than 33", 0, 33),
    ("33 or more", 33, 3000),
    ("33 or fewer", 0, 33),
    ("about 40", 38, 42),
    ("nearly 40", 36, 39),
    ("just over 40", 41, 44),
    ("a dozen", 12, 12),
    ("two dozen", 24, 24),
    ("between 30 and 40", 30, 40),
    ("between none and 40", 0, 40),
    ("between 30 and 40%", 900, 1200),
    ("one thousand two hundred and thirty-four", 1234, 1234),
    ("at least 40%", 1200, 3000),
    ("about 40%", 1080, 1320),
    ("nearly 40%", 1080, 1199),
    ("just over 40%", 1201, 1320),
    ("under 40%", 0, 1199),
    ("over 40 per cent", 1201, 3000),
    ("at most 40%", 0, 1200),
]


@pytest.mark.parametrize(("phrase", "first", "last"), MORE_EDGES)
def test_more_quantities_are_true_from_their_first_share_to_their_last(
    phrase: str, first: int, last: int
) -> None:
    for count in (first - 1, first, last, last + 1):
        if 0 <= count <= N:
            wanted = Verdict.TRUE if first <= count <= last else Verdict.FALSE
            assert is_true(phrase, count, N, OFSTED) is wanted, count


@pytest.mark.parametrize(
    ("phrase", "count", "base", "verdict"),
    [
        ("both", 2, 2, Verdict.TRUE),
        ("both", 3, 3, Verdict.FALSE),
        ("neither", 0, 2, Verdict.TRUE),
        ("three out of four", 3, 4, Verdict.TRUE),
        ("two out of four", 3, 4, Verdict.FALSE),
        ("33/70", 33, 70, Verdict.TRUE),
        ("all these four cases", 4, 4, Verdict.TRUE),
        ("all these five cases", 4, 4, Verdict.FALSE),
        ("33/71", 33, 70, Verdict.FALSE),
        ("one in three", 1, 3, Verdict.UNSAFE),
        ("33 boards", 33, 70, Verdict.TRUE),
    ],
)
def test_quantities_of_small_bases(phrase: str, count: int, base: int, verdict: Verdict) -> None:
    assert is_true(phrase, count, base, OFSTED) is verdict


def test_a_noun_that_the_measure_does_not_have_makes_it_false() -> None:
    nouns = BaseNouns.of([("long", "term", "cases")])
    for phrase, verdict in (
        ("33 of the 70 long-term cases", Verdict.TRUE),
        ("33 of these cases", Verdict.TRUE),
        ("33 of them", Verdict.TRUE),
        ("33 cases examined", Verdict.TRUE),
        ("33 of the 70 boards", Verdict.FALSE),
        ("33 parents", Verdict.FALSE),
        ("33 of the 70 teenage cases", Verdict.NOT_UNDERSTOOD),
        ("33 unicorns", Verdict.NOT_UNDERSTOOD),
    ):
        assert is_true(phrase, 33, 70, OFSTED, nouns=nouns) is verdict, phrase


def test_the_longest_words_win() -> None:
    assert is_true("a very small minority", 5, 70, OFSTED) is Verdict.TRUE
    assert is_true("a minority", 5, 70, OFSTED) is Verdict.FALSE
    assert is_true("almost all", 69, 70, OFSTED) is Verdict.TRUE
    assert is_true("all", 69, 70, OFSTED) is Verdict.FALSE


@pytest.mark.parametrize(
    ("phrase", "count", "base", "verdict"),
    [
        ("over a third", 4, 11, Verdict.TRUE),
        ("over a third", 4, 10, Verdict.FALSE),
        ("a third", 3, 9, Verdict.UNSAFE),
        ("a third", 4, 12, Verdict.TRUE),
        ("half", 5, 10, Verdict.TRUE),
        ("half", 4, 8, Verdict.UNSAFE),
        ("most", 16, 19, Verdict.UNSAFE),
        ("most", 16, 20, Verdict.TRUE),
        ("84%", 16, 19, Verdict.UNSAFE),
        ("80%", 16, 20, Verdict.TRUE),
        ("85%", 16, 19, Verdict.FALSE),
        ("seven of the 11 authorities", 7, 11, Verdict.TRUE),
        ("seven (64%) of the 11", 7, 11, Verdict.UNSAFE),
        ("two of the seven", 2, 7, Verdict.TRUE),
        ("all four cases", 4, 4, Verdict.TRUE),
        ("all 11 authorities", 11, 11, Verdict.TRUE),
        ("none of the three", 0, 3, Verdict.TRUE),
        ("no cases", 0, 3, Verdict.TRUE),
    ],
)
def test_a_small_base_gets_counts_then_fractions_then_percentages(
    phrase: str, count: int, base: int, verdict: Verdict
) -> None:
    assert is_true(phrase, count, base, OFSTED) is verdict


@pytest.mark.parametrize(("least", "verdict"), [(71, Verdict.UNSAFE), (70, Verdict.TRUE)])
def test_the_plans_limit_for_percentages_goes_before_the_scales(
    least: int, verdict: Verdict
) -> None:
    assert is_true("47%", 33, 70, OFSTED, percentages_from=least) is verdict
    assert is_true("nearly half", 33, 70, OFSTED, percentages_from=least) is Verdict.TRUE
    texts = [one.text for one in phrases_for(33, 70, OFSTED, percentages_from=least)]
    assert ("47% (33 of the 70)" in texts) is (verdict is Verdict.TRUE)


def test_the_best_phrase_of_a_large_base_is_a_fraction_then_a_band_then_numbers() -> None:
    assert phrases_for(33, 70, OFSTED) == (
        Phrase("nearly half", PhraseKind.FRACTION),
        Phrase("almost half", PhraseKind.FRACTION, is_variant=True),
        Phrase("just under half", PhraseKind.FRACTION),
        Phrase("a minority", PhraseKind.BAND),
        Phrase("47% (33 of the 70)", PhraseKind.PERCENTAGE),
        Phrase("33 of the 70", PhraseKind.COUNT),
    )


def test_the_best_phrase_of_a_small_base_is_the_count() -> None:
    assert [one.text for one in phrases_for(4, 11, OFSTED)][:2] == [
        "four of the 11",
        "over a third",
    ]
    assert [one.text for one in phrases_for(2, 7, OFSTED)] == ["two of the seven"]
    assert [one.text for one in phrases_for(12, 12, OFSTED)] == ["12 of the 12", "all"]
    assert phrases_for(0, 40, OFSTED)[0].text == "none"


@pytest.mark.parametrize(("count", "base"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_phrases(count: int, base: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        phrases_for(count, base, OFSTED)


def test_nothing_can_be_said_of_an_empty_base() -> None:
    assert is_true("none", 0, 0, OFSTED) is Verdict.NOT_UNDERSTOOD


@given(st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_every_phrase_that_is_offered_is_true_when_read_back(share: tuple[int, int]) -> None:
    count, base = share
    for scale in (OFSTED, SCOTLAND):
        phrases = phrases_for(count, base, scale)
        assert phrases
        for phrase in phrases:
            assert is_true(phrase.text, count, base, scale) is Verdict.TRUE, phrase


@given(st.integers(20, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_of_a_large_base_at_most_one_band_of_the_ofsted_scale_is_true(
    share: tuple[int, int],
) -> None:
    count, base = share
    bands = [span for span in OFSTED.bands if span.holds(Fraction(count, base))]
    is_alone = count in (0, base) or 2 * count == base
    assert len(bands) == (0 if is_alone else 1)


@pytest.mark.parametrize(
    ("said", "count", "base", "is_so"),
    [
        ("50", 1, 2, True),
        ("13", 1, 8, True),  # 12.5, half up
        ("12", 1, 8, False),
        ("12.5", 1, 8, True),
        ("0", 1, 300, False),
        ("0.3", 1, 300, True),
        ("0", 0, 300, True),
        ("100", 299, 300, False),
        ("99.7", 299, 300, True),
        ("100", 300, 300, True),
        ("0.0", 1, 3000, False),
    ],
)
def test_percentages_are_rounded_half_up_and_nothing_becomes_none_or_all(
    said: str, count: int, base: int, *, is_so: bool
) -> None:
    assert is_percentage(Decimal(said), count, base) is is_so


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [(33, 70, "47%"), (1, 201, "0.5%"), (200, 201, "99.5%"), (1, 5000, "0.02%"), (0, 5, "0%")],
)
def test_a_percentage_has_decimals_only_where_it_would_say_none_or_all(
    count: int, base: int, words: str
) -> None:
    assert percentage_words(count, base) == words


@given(
    st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    st.integers(0, 2),
)
def test_a_rounded_percentage_is_the_nearest_one(share: tuple[int, int], decimals: int) -> None:
    count, base = share
    exact = Fraction(count * 100, base)
    distance = Fraction(percent(Fraction(count, base), decimals=decimals)) - exact
    step = Fraction(1, 10**decimals)
    assert -step / 2 < distance <= step / 2


@pytest.mark.parametrize(
    ("words", "number", "length"),
    [
        ("zero", 0, 1),
        ("seven", 7, 1),
        ("nineteen", 19, 1),
        ("twenty", 20, 1),
        ("ninety nine cases", 99, 2),
        ("seven eight", 7, 1),
        ("twenty eleven", 20, 1),
        ("one hundred and twenty four", 124, 5),
        ("hundred", 100, 1),
        ("two hundred cases", 200, 2),
        ("two hundred and cases", 200, 2),
        ("1,024", 1024, 1),
        ("two thousand", 2000, 2),
        ("a thousand and one", 1001, 3),
        ("twelve thousand three hundred", 12300, 4),
        ("a dozen", 12, 1),
        ("three dozen", 36, 2),
        ("cases", 0, 0),
        ("", 0, 0),
    ],
)
def test_numbers_are_read_in_words_and_figures(words: str, number: int, length: int) -> None:
    assert number_at(tokens_of(words)) == (number, length)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "none"), (1, "one"), (9, "nine"), (10, "10"), (1234, "1,234")],
)
def test_numbers_are_written_in_the_fields_style(number: int, words: str) -> None:
    assert number_words(number) == words


def test_a_count_stands_with_its_base() -> None:
    assert count_of_base(2, 33) == "two of the 33"
    assert count_of_base(0, 9) == "none of the nine"


@given(st.integers(0, 999))
def test_a_number_in_words_is_read_as_the_number(number: int) -> None:
    units = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    units += " fifteen sixteen seventeen eighteen nineteen"
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"

    def below_hundred(value: int) -> str:
        if value < 20:
            return units.split()[value]
        unit = f"-{units.split()[value % 10]}" if value % 10 else ""
        return tens.split()[value // 10 - 2] + unit

    hundreds, rest = divmod(number, 100)
    parts = [f"{units.split()[hundreds]} hundred"] if hundreds else []
    parts += [below_hundred(rest)] if rest or not hundreds else []
    assert number_at(tokens_of(" and ".join(parts)))[0] == number


def test_limits_are_exact_however_they_are_written() -> None:
    for written in ("0.44", "44%", "11/25", 0.44):
        span = Span.model_validate({"words": ["x"], "from": written, "below": 1})
        assert span.from_ == Fraction(11, 25)


def test_limits_can_be_included_or_not() -> None:
    span = Span.model_validate({"words": ["x"], "above": "1/4", "to": "3/4"})
    assert not span.holds(Fraction(1, 4))
    assert span.holds(Fraction(3, 4))
    other = Span.model_validate({"words": ["x"], "from": "1/4", "below": "3/4"})
    assert other.holds(Fraction(1, 4))
    assert not other.holds(Fraction(3, 4))


@pytest.mark.parametrize("kind", list(PhraseKind))
def test_every_kind_of_phrase_has_words_and_a_smallest_base(kind: PhraseKind) -> None:
    assert kind.words
    assert smallest_base(kind, OFSTED, None) in (0, 10, 20)


def test_a_scale_survives_being_written_and_read_again() -> None:
    again = WordingScale.model_validate(OFSTED.model_dump(mode="json", by_alias=True))
    assert again == OFSTED
