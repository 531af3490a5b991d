"""Several options, measured numbers, rough dates and themed texts as they are typed."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.framework.framework import Question
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    cell_value,
    clean_text,
    question_form,
    read_answer,
)
from inspect_tool.domain.records.fitting import value_fault, wants_words
from inspect_tool.domain.records.items import answerable, question_items
from tests.kinds_of_question import KINDS, several


def question(name: str) -> Question:
    found = KINDS.question(name)
    assert found is not None
    return found


def form(name: str) -> AnswerForm:
    return question_form(KINDS, question(name))


FORMS, DAYS, HOURS = form("NEG.1.a"), form("NEG.1.b"), form("NEG.1.c")
YEAR, MONTH, THEMED, GROUP = form("NEG.1.d"), form("NEG.1.e"), form("NEG.1.f"), form("NEG.2.a")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Emotional neglect", several("emotional")),
        ("emotional", several("emotional")),
        ("physical; emotional", several("emotional", "physical")),
        ("physical, emotional", several("emotional", "physical")),
        ("physical\nemotional\n", several("emotional", "physical")),
        (" PHYSICAL neglect ;; emotional-neglect;", several("emotional", "physical")),
        ("physical; physical", several("physical")),
        # The words of an option have a comma of their own.
        ("Medical neglect, or missed appointments", several("medical")),
        (
            "Emotional neglect, Medical neglect, or missed appointments, physical",
            several("emotional", "medical", "physical"),
        ),
        ("None of these", several()),
        ("none", several()),
        ("none; none of these", several()),
        ("Something else", several("other")),
        ("Something else: left alone", several("other", words="left alone")),
        ("other: left alone; at night, often: twice", several("other", words="left alone; at night, often: twice")),
        ("physical, something else: cold\nhouse", several("physical", "other", words="cold\nhouse")),
        ("physical; other:", several("physical", "other")),
        ("", None),
        ("  ", None),
        (None, None),
        (";", None),
    ],
)  # fmt: skip
def test_options_are_read_however_they_are_separated(typed: object, value: Chosen | None) -> None:
    read = read_answer(FORMS, typed)
    assert (read.fault, read.value) == ("", value)


@pytest.mark.parametrize(
    ("typed", "fault", "remedy"),
    [
        ("phisical", "This is not on the list.", "Did you mean “Physical neglect”? Choose one of:"),
        ("physical; hunger", "This is not on the list.", "Choose one of: Physical neglect, "),
        ("physical, hunger", "This is not on the list.", "Choose one of: Physical neglect, "),
        ("7", "This is not on the list.", "Choose one of"),
        ("None of these; physical", "“None of these” stands beside other options.", "Leave out"),
        ("physical: badly", "There is a colon after an option that takes no words.", "Write only"),
        (": badly", "There is a colon after an option that takes no words.", "Write only"),
    ],
)
def test_options_that_cannot_be_read_are_said_to_be_so(typed: str, fault: str, remedy: str) -> None:
    read = read_answer(FORMS, typed)
    assert (read.value, read.fault) == (None, fault)
    assert remedy in read.remedy


def test_a_list_without_none_of_these_does_not_take_it() -> None:
    bare = AnswerForm(FORMS.type, FORMS.choices)
    assert read_answer(bare, "none").fault == "This is not on the list."
    assert answer_words(bare, several()) == "None of these"  # as a record may have it


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        (12, 12),
        (12.0, 12),
        ("12 days", 12),
        ("1 day", 1),
        ("12days", 12),
        (" 12  DAYS ", 12),
        ("0", 0),
        ("900", 900),
        ("12.0", 12),
    ],
)
def test_a_number_may_name_its_unit(typed: object, value: int) -> None:
    read = read_answer(DAYS, typed)
    assert (read.fault, read.value) == ("", value)
    assert isinstance(read.value, int)


@pytest.mark.parametrize(
    "typed", ["2 weeks", "901", "-1", "12.5", "twelve", True, "1 2", 12.4, "days", "10,00"]
)
def test_a_number_in_another_unit_or_out_of_its_range_is_refused(typed: object) -> None:
    read = read_answer(DAYS, typed)
    assert read.value is None
    assert read.fault == "This is not a whole number of days, 0 to 900."
    assert read.remedy == "Type the number in digits. It counts days."


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2.5", 2.5), (2.5, 2.5), ("2.5 hours", 2.5), ("40", 40), ("0.1", 0.1), (2.2999999999999998, 2.3), (0.1 + 0.2, 0.3)],
)  # fmt: skip
def test_decimals_are_kept_as_far_as_the_question_asks(typed: object, value: float) -> None:
    assert read_answer(HOURS, typed).value == value


@pytest.mark.parametrize("typed", ["2.55", "40.1", "-0.1"])
def test_more_decimals_than_asked_for_are_no_answer(typed: str) -> None:
    fault = "This is not a number with up to 1 decimal place of hours, 0 to 40."
    assert read_answer(HOURS, typed).fault == fault


def test_thousands_may_have_their_comma_and_a_plain_number_has_no_unit() -> None:
    plain = AnswerForm(DAYS.type)
    assert read_answer(plain, "1,200").value == 1200
    assert read_answer(plain, "1,200 days").fault == "This is not a whole number, 0 or more."
    assert read_answer(plain, "999999999").value == 999_999_999
    assert read_answer(plain, "1000000000").fault != ""


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("June 2013", RoughDate(2013, 6)),
        ("jun 2013", RoughDate(2013, 6)),
        ("Sept. 2013", RoughDate(2013, 9)),
        ("06/2013", RoughDate(2013, 6)),
        ("6-2013", RoughDate(2013, 6)),
        ("2013-06", RoughDate(2013, 6)),
        ("3 June 2013", date(2013, 6, 3)),
        ("03/06/2013", date(2013, 6, 3)),
        (date(2013, 6, 3), date(2013, 6, 3)),
        (datetime(2013, 6, 3, 12), date(2013, 6, 3)),  # noqa: DTZ001 - as a cell has it
        (41428, date(2013, 6, 3)),
    ],
)
def test_a_month_is_read_where_a_month_will_do(typed: object, value: Value) -> None:
    assert read_answer(MONTH, typed).value == value
    assert read_answer(YEAR, typed).value == value


@pytest.mark.parametrize("typed", ["2013", 2013, 2013.0])
def test_a_year_is_read_where_a_year_will_do(typed: object) -> None:
    assert read_answer(YEAR, typed).value == RoughDate(2013)
    assert read_answer(MONTH, typed).fault == "The month is wanted as well."


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("13/2013", "This is not a date."),
        ("00/2013", "This is not a date."),
        ("Juno 2013", "This is not a date."),
        ("June 1913", "The year 1913 cannot be right."),
        ("2130", "The year 2130 cannot be right."),
        ("Jun-13", "This is not a date."),
        ("not known", "This is not a date."),
        ("31/02/2013", "This is not a date: there is no such day."),
        ("Tue 13/04/2013", "The date does not fall on that day of the week."),
    ],
)
def test_what_is_no_month_and_no_year_is_no_date(typed: str, fault: str) -> None:
    assert read_answer(YEAR, typed).fault == fault


def test_a_month_is_no_day() -> None:
    assert read_answer(AnswerForm(YEAR.type), "June 2013").fault == "This is not a date."
    assert cell_value(AnswerForm(YEAR.type), date(2013, 6, 3)) == date(2013, 6, 3)
    assert cell_value(MONTH, date(2013, 6, 3)) == "3 June 2013"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Nobody came back.", several(words="Nobody came back.")),
        ("Nobody came back. #visits", several("visits", words="Nobody came back.")),
        ("Rushed #visits #turnover", several("turnover", "visits", words="Rushed")),
        ("Rushed\n#Visits", several("visits", words="Rushed")),
        ("#visits", several("visits")),
        ("House #4 was cold", several(words="House #4 was cold")),
        ("They live at #4", several(words="They live at #4")),
        (date(2013, 6, 3), several(words="3 June 2013")),
    ],
)
def test_themes_stand_behind_a_text(typed: object, value: Chosen) -> None:
    assert read_answer(THEMED, typed).value == value


def test_an_unknown_theme_is_said_to_be_one() -> None:
    read = read_answer(THEMED, "Rushed #visits #weather")
    assert read.fault == "There is no such theme behind the text."
    assert read.remedy == "The themes are #turnover, #visits, #training."


def test_a_group_is_answered_row_by_row_or_has_none() -> None:
    assert read_answer(GROUP, "No other children").value == "none"
    assert read_answer(GROUP, "none").value == "none"
    assert read_answer(GROUP, "").value is None
    assert read_answer(GROUP, "3").remedy == "Answer its rows, or say “No other children”."


WORDS = (
    st.text(  # with nothing left of them and no theme there is no answer
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
    )
    .map(clean_text)
    .filter(bool)
)


@given(st.sets(st.sampled_from(["physical", "emotional", "medical", "supervision"])), WORDS)
def test_options_come_back_from_their_words(codes: set[str], words: str) -> None:
    plain = Chosen.of(codes)
    assert read_answer(FORMS, answer_words(FORMS, plain)).value == plain
    other = Chosen.of({*codes, "other"}, words)
    assert read_answer(FORMS, answer_words(FORMS, other)).value == other
    assert read_answer(FORMS, str(other)).value == other  # as programs read it, too


@given(st.sets(st.sampled_from(["turnover", "visits", "training"])), WORDS)
def test_a_themed_text_comes_back_from_its_words(codes: set[str], words: str) -> None:
    value = Chosen.of(codes, words)
    read = read_answer(THEMED, answer_words(THEMED, value))
    # A text that ends with what looks like themes is one with these themes.
    assert read.fault or set(codes) <= set(read.value.codes)  # type: ignore[union-attr]
    if "#" not in words:
        assert read.value == value


@given(st.integers(1990, 2099), st.none() | st.integers(1, 12))
def test_a_rough_date_comes_back_from_its_words(year: int, month: int | None) -> None:
    value = RoughDate(year, month)
    assert read_answer(YEAR, answer_words(YEAR, value)).value == value
    assert read_answer(YEAR, str(value)).value == value
    assert value.earliest <= value.latest
    assert value.earliest.year == value.latest.year == year


@given(st.integers(0, 400))
def test_a_number_comes_back_from_its_words(tenths: int) -> None:
    value = tenths / 10 if tenths % 10 else tenths // 10
    assert read_answer(HOURS, answer_words(HOURS, value)).value == value
    assert read_answer(HOURS, cell_value(HOURS, value)).value == value


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("NEG.1.a", several("physical"), ""),
        ("NEG.1.a", several(), ""),
        ("NEG.1.a", several("hunger"), "“hunger” is not on its list."),
        ("NEG.1.a", "physical", "The answer is not a choice of several."),
        ("NEG.1.b", 900, ""),
        ("NEG.1.b", 901, "It is not a whole number of days, 0 to 900."),
        ("NEG.1.b", -1, "It is not a whole number of days, 0 to 900."),
        ("NEG.1.b", 2.5, "It is not a whole number of days, 0 to 900."),
        ("NEG.1.b", True, "The answer is not a number."),
        ("NEG.1.c", 2.5, ""),
        ("NEG.1.d", RoughDate(2013), ""),
        ("NEG.1.e", RoughDate(2013), "The date is not known as well as the question asks."),
        ("NEG.1.e", RoughDate(2013, 6), ""),
        ("NEG.1.e", date(2013, 6, 3), ""),
        ("NEG.1.e", "June 2013", "The answer is not a date."),
        ("NEG.1.f", several("visits", words="Rushed"), ""),
        ("NEG.1.f", several("weather"), "“weather” is not on its list."),
        ("NEG.1.f", "Rushed", "The answer is not text."),
        ("NEG.2.a", "none", ""),
        ("NEG.2.a", "some", "The answer is not an answer to a group."),
    ],
)
def test_an_answer_that_does_not_fit_is_said_to_be_so(name: str, value: Value, fault: str) -> None:
    assert value_fault(KINDS, question(name), value) == fault


def test_none_of_these_is_no_answer_where_the_list_does_not_have_it() -> None:
    lists = {
        **KINDS.lists,
        "forms_of_neglect": KINDS.lists["forms_of_neglect"].model_copy(update={"none": ""}),
    }
    bare = KINDS.model_copy(update={"lists": lists})
    fault = "No option is chosen, and “none of these” is no answer here."
    assert value_fault(bare, question("NEG.1.a"), several()) == fault


def test_something_else_wants_words() -> None:
    asked = question("NEG.1.a")
    assert wants_words(several("other"), asked)
    assert not wants_words(several("other", words="cold"), asked)
    assert not wants_words(several("physical"), asked)
    assert not wants_words("other", asked)


def test_every_question_is_an_item_and_those_of_rows_are_one_in_each_row() -> None:
    items = [item.item_id for item in question_items(KINDS)]
    assert items[6:9] == ["NEG.2.a", "NEG.2.b@1", "NEG.2.c@1"]
    assert items.count("NEG.2.b@6") == 1
    assert "NEG.2.b@7" not in items
    assert "NEG.2.b" not in items
    titles = {item.item_id: item.title for item in question_items(KINDS)}
    assert titles["NEG.2.b@2"] == "Child 2: How old is the child?"


@pytest.mark.parametrize(
    ("item", "is_one"),
    [
        ("NEG.1.a", True), ("NEG.2.a", True), ("NEG.2.b@1", True), ("NEG.2.b@6", True), ("NEG.2.b@7", False),
        ("NEG.2.b@0", False), ("NEG.2.b@01", False), ("NEG.2.b@", False), ("NEG.2.b", False), ("NEG.1.a@1", False),
        ("NEG.2.a@1", False), ("NEG.2.b@x", False), ("NEG.9", False),
    ],
)  # fmt: skip
def test_an_item_names_a_row_that_its_group_can_have(item: str, *, is_one: bool) -> None:
    assert (answerable(KINDS, item) is not None) is is_one
