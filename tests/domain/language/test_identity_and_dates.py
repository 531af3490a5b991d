"""Identifiers that may be one, orders of dates, and problems by cause, as values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.language.causes import causes_of
from inspect_tool.domain.language.date_orders import (
    Exchange,
    OrderDoubt,
    OrderEvidence,
    evidence_of,
    judge_order,
)
from inspect_tool.domain.language.dates import (
    DateOrder,
    ImpossibleDateError,
    NotADateError,
    NumericDate,
    OtherWeekdayError,
    date_of_serial,
    date_of_text,
)
from inspect_tool.domain.language.identity import (
    Alike,
    AlikeAnswers,
    alike,
    difference,
    groups_alike,
    length_of_unlike,
    without_formatting,
)
from inspect_tool.errors import Problem, Severity

FRAME = date(2013, 9, 30)
SPAN = range(date(1950, 1, 1).toordinal(), date(2014, 10, 2).toordinal())
identifiers = st.text(st.sampled_from("AB12300oO-– '.0+"), min_size=1, max_size=9)


@given(identifiers)
def test_undoing_a_spreadsheet_twice_is_undoing_it_once_or_more(text: str) -> None:
    once = without_formatting(text)
    assert alike(without_formatting(once)) == alike(once) or once != without_formatting(once)


@given(st.lists(identifiers, max_size=6))
def test_groups_hold_only_what_looks_alike(texts: list[str]) -> None:
    for members in groups_alike(texts).values():
        assert len(set(members)) == len(members) > 1
        assert len({alike(member) for member in members}) == 1
        assert difference(members) in Alike


@pytest.mark.parametrize(
    ("pair", "reason"),
    [(("ab1", "AB1"), Alike.CASE), (("ab 1", "AB1"), Alike.BLANKS), (("a-b1", "AB1"), Alike.MARKS),
     (("01", "1"), Alike.ZEROS), (("ABO1", "AB01"), Alike.LOOKS), (("A", "B"), Alike.LOOKS)],
)  # fmt: skip
def test_the_difference_is_the_last_step_that_is_needed(
    pair: tuple[str, str], reason: Alike
) -> None:
    assert difference(pair) is reason


def test_what_was_said_of_one_question_counts_before_what_was_said_of_all() -> None:
    answers = AlikeAnswers(same=frozenset({"zeros"}), different=frozenset({"0a1b2c3d"}))
    assert answers.of("0a1b2c3d", Alike.ZEROS) is False
    assert answers.of("ffffffff", Alike.ZEROS) is True
    assert answers.of("ffffffff", Alike.CASE) is None


def verdict_of(*values: tuple[int, int, int], whole: OrderEvidence | None = None) -> object:
    written = {NumericDate(a, b, c, 4): 1 for a, b, c in values}
    own = evidence_of(written, FRAME, SPAN)
    found = judge_order(own, whole or own, ())
    return found.order, found.doubt


@pytest.mark.parametrize(
    ("values", "whole", "order", "doubt"),
    [
        ([(30, 9, 2013), (3, 4, 2013)], None, DateOrder.DAY_FIRST, OrderDoubt.NONE),
        ([(9, 30, 2013), (3, 4, 2013)], None, DateOrder.MONTH_FIRST, OrderDoubt.OTHER_ORDER),
        ([(30, 9, 2013), (9, 30, 2012)], None, DateOrder.DAY_FIRST, OrderDoubt.MIXED),
        ([(3, 4, 2013)], None, DateOrder.DAY_FIRST, OrderDoubt.NOT_DECIDED),
        ([(4, 4, 2013)], None, DateOrder.DAY_FIRST, OrderDoubt.NONE),
        ([(3, 4, 2013)], OrderEvidence(day_first=3), DateOrder.DAY_FIRST, OrderDoubt.NONE),
        ([(3, 4, 2013)], OrderEvidence(month_first=3), DateOrder.MONTH_FIRST,
         OrderDoubt.OTHER_ORDER),
        ([(3, 4, 2013)], OrderEvidence(day_first=3, month_first=3), DateOrder.DAY_FIRST,
         OrderDoubt.CONTRADICTED),
    ],
)  # fmt: skip
def test_a_column_is_read_as_its_values_and_its_return_say(
    values: list[tuple[int, int, int]],
    whole: OrderEvidence | None,
    order: DateOrder,
    doubt: OrderDoubt,
) -> None:
    assert verdict_of(*values, whole=whole) == (order, doubt)


@pytest.mark.parametrize(("slips", "doubt"), [(1, OrderDoubt.NONE), (2, OrderDoubt.MIXED)])
def test_one_slip_in_fifty_does_not_make_a_column_doubtful(slips: int, doubt: OrderDoubt) -> None:
    own = OrderEvidence(day_first=50, month_first=slips)
    assert judge_order(own, own, ()).doubt is doubt


def test_a_clock_of_twelve_hours_is_american() -> None:
    own = OrderEvidence(either=1, half_days=1)
    assert judge_order(own, own, ()).order is DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("real", "texts", "exchange"),
    [
        ([], 5, Exchange.NO),
        ([date(2013, 4, 13)], 5, Exchange.NO),
        ([date(2013, 4, 4)], 5, Exchange.NO),
        ([date(2013, 4, 3)], 1, Exchange.POSSIBLE),
        ([date(2013, 4, day) for day in range(1, 9)], 4, Exchange.CERTAIN),
    ],
)
def test_real_dates_among_texts_can_be_exchanged(
    real: list[date], texts: int, exchange: Exchange
) -> None:
    own = OrderEvidence(day_first=texts)
    assert judge_order(own, own, real).exchange is exchange


def test_a_year_of_two_digits_can_stand_first() -> None:
    assert NumericDate(13, 9, 3, 2).day(DateOrder.YEAR_FIRST, FRAME) == date(2013, 9, 3)
    assert NumericDate(13, 9, 2003, 4).day(DateOrder.YEAR_FIRST, FRAME) is None
    assert NumericDate(31, 12, 9999, 4, days_later=1).day(DateOrder.DAY_FIRST, FRAME) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2013-09-02T23:00:00Z", date(2013, 9, 3)), ("2013-12-02T23:00:00Z", date(2013, 12, 2)),
        ("2013-09-03T00:30:00+02:00", date(2013, 9, 2)), ("02/09/2013 23:00 BST", date(2013, 9, 2)),
        ("2013-09-03 24:00", date(2013, 9, 3)), ("3 Sep 2013 11:30 PM", date(2013, 9, 3)),
        ("2013-09-02T20:30:00-05:00", date(2013, 9, 3)), ("3 Sep 2013 at 9am", date(2013, 9, 3)),
    ],
)  # fmt: skip
def test_the_day_is_that_of_the_clock_on_the_wall(text: str, day: date) -> None:
    assert date_of_text(text, FRAME) == day


@pytest.mark.parametrize("text", ["Tue 13/04/2013", "Tuesday 13 April 2013", "Mon 2013-04-13",
                                  "dydd Mawrth 13 Ebrill 2013", "Fri, April 13th, 2013",
                                  "Mon 2013 Apr 13", "Wed 04/03/2013"])  # fmt: skip
def test_a_date_that_falls_on_another_day_of_the_week_is_told(text: str) -> None:
    with pytest.raises(OtherWeekdayError) as raised:
        date_of_text(text, FRAME)
    plain = text.partition(" ")[2].removeprefix("Mawrth ")
    assert raised.value.day == date_of_text(plain, FRAME)


def test_the_day_of_the_week_decides_which_number_is_the_month() -> None:
    values = {NumericDate(4, 3, 2013, 4, weekday=day): 1 for day in (0, 2, 4)}
    evidence = evidence_of(values, FRAME, SPAN)
    assert evidence == OrderEvidence(day_first=1, month_first=1, either=0)
    assert date_of_text("Mon 04/03/2013", FRAME) == date(2013, 3, 4)


@pytest.mark.parametrize("text", ["03/09/2013 25:00", "03/09/2013 10:75", "3 Foo 2013",
                                  "03/09/2013 10"])  # fmt: skip
def test_a_time_that_cannot_be_makes_it_no_date(text: str) -> None:
    with pytest.raises(NotADateError):
        date_of_text(text, FRAME)


@pytest.mark.parametrize(
    ("digits", "day"),
    [("20130930", date(2013, 9, 30)), ("30092013", date(2013, 9, 30)),
     ("20092013", date(2013, 9, 20))],
)  # fmt: skip
def test_eight_digits_have_the_year_first_or_last(digits: str, day: date) -> None:
    assert date_of_serial(digits, counts_from_1904=False) == day


@pytest.mark.parametrize("digits", ["20131340", "12345678"])
def test_eight_digits_that_are_no_day(digits: str) -> None:
    with pytest.raises(ImpossibleDateError):
        date_of_serial(digits, counts_from_1904=False)


def problem(kind: str, severity: Severity, **place: str) -> Problem:
    return Problem(file="f", kind=kind, severity=severity, message="m", remedy="r", **place)  # type: ignore[arg-type]


def test_causes_stand_in_the_order_of_their_weight() -> None:
    problems = [
        problem("b", Severity.NOTED, sheet="List 6", column="x"),
        *(problem("c", Severity.BLANKED, sheet=f"List {n}", column="x") for n in (6, 7)),
        problem("alike-identifiers/1", Severity.NOTED),
        problem("alike-identifiers/2", Severity.NOTED),
        *(problem("missing-column", Severity.NOTED, sheet="List 6", column=c) for c in "xyz"),
        problem("a", Severity.REFUSED),
    ]
    found = causes_of(problems)
    kinds = [cause.first.kind.partition("/")[0] for cause in found]
    assert kinds == ["a", "alike-identifiers", "c", "missing-column", "b"]
    assert [cause.places for cause in found] == [
        "", "and 1 more", "and 1 more, in 2 sheets", "and 2 more, in 3 columns", "",
    ]  # fmt: skip


@given(st.lists(st.text("0oOlLiI1aA9", min_size=1, max_size=5), min_size=1, unique=True))
def test_many_plain_identifiers_are_looked_at_as_each_alone(texts: list[str]) -> None:
    together = {frozenset(group) for group in groups_alike(texts).values()}
    forms: dict[str, set[str]] = {}
    for text in texts:
        forms.setdefault(alike(text), set()).add(text)
    assert together == {frozenset(group) for group in forms.values() if len(group) > 1}


@given(
    texts=st.lists(st.text(alphabet="0012ab", min_size=1, max_size=5), min_size=1, max_size=60),
    length=st.integers(1, 5),
)
def test_texts_that_are_sure_to_be_unlike_are(texts: list[str], length: int) -> None:
    of_one_length = [text for text in texts if len(text) == length]
    assert length_of_unlike(of_one_length) == (length if of_one_length else None)
    assert groups_alike(of_one_length) == {}
    if len(set(map(len, texts))) > 1:
        assert length_of_unlike(texts) is None


@pytest.mark.parametrize("text", ["A", "o", "i", "l", " ", "-", "é", "０", "1.", ""])
def test_a_text_that_may_look_like_another_is_not_sure_to_be_unlike(text: str) -> None:
    assert length_of_unlike([f"{text}2"]) == (1 if text == "" else None)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("1001002*", Alike.MARKS),
        ("1001002 †", Alike.MARKS),
        ("1001002?", Alike.MARKS),
        ("1001002 (new)", Alike.WORDS),
        ("1001002 – closed to team", Alike.WORDS),
        ("Child ID: 1001002", Alike.WORDS),
        ("1001002A", None),  # a sibling
        ("1001002 B", None),
        ("AB 1001002", None),
        ("1001002 (2)", None),
    ],
)
def test_what_is_written_beside_an_identifier_is_asked_about_and_changes_none(
    other: str, reason: Alike | None
) -> None:
    assert without_formatting(other) == other
    groups = groups_alike(["1001002", other, "1001003"])
    assert [difference(group) for group in groups.values()] == ([reason] if reason else [])
