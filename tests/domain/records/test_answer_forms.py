from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    clean_text,
    judgement_form,
    question_form,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.choices import Choice
from tests.case_workbook_factory import FRAMEWORK

QUALITY = AnswerForm(
    QuestionType.CHOICE,
    (Choice("inadequate", "Inadequate"), Choice("requires_improvement", "Requires improvement")),
    (Choice("not_seen", "Could not be seen"),),
)
DATE = AnswerForm(QuestionType.DATE)
NUMBER = AnswerForm(QuestionType.NUMBER)
TEXT = AnswerForm(QuestionType.TEXT)


@pytest.mark.parametrize(
    "typed",
    [
        date(2013, 6, 3),
        datetime(2013, 6, 3, 14, 30),  # noqa: DTZ001  as a spreadsheet gives it
        "03/06/2013",
        "3/6/2013",
        " 3.6.2013 ",
        "3-6-2013",
        "2013-06-03",
        "2013-06-03 00:00:00",
        "3 June 2013",
        "3rd  jun 2013",
        "03-Jun-2013",
        "3.6.13",
        "3-Jun-13",
        "3. June 2013",
        "Monday, 3 June 2013",
        "2013.06.03",
        41428,  # the spreadsheet's own number of that day
        41428.5,
    ],
)
def test_a_date_is_read_day_first_in_every_usual_spelling(typed: object) -> None:
    assert read_answer(DATE, typed).value == date(2013, 6, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14.3.13", date(2013, 3, 14)),
        ("9 Sept 2013", date(2013, 9, 9)),
        ("1/1/90", date(1990, 1, 1)),
        ("31/12/89", date(2089, 12, 31)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert read_answer(DATE, typed).value == day


@pytest.mark.parametrize(
    "typed", ["31/06/2013", "June 2013", "6/13/2013", "soon", 0, 10**6, True, object()]
)
def test_what_is_no_date_is_a_fault(typed: object) -> None:
    found = read_answer(DATE, typed)

    assert found.value is None
    assert found.fault.startswith("This is not a date")


@pytest.mark.parametrize(
    ("typed", "is_read"),
    [
        ("31/12/1989", False),
        ("01/01/1990", True),
        ("31/12/2099", True),
        ("01/01/2100", False),
        ("03/06/0213", False),
    ],
)
def test_a_year_that_cannot_be_right_is_a_fault(typed: str, is_read: bool) -> None:
    found = read_answer(DATE, typed)

    assert (found.value is not None) is is_read
    assert ("cannot be right" in found.fault) is not is_read


@pytest.mark.parametrize(
    "typed",
    [
        "Requires improvement",
        "requires_improvement",
        " REQUIRES  improvement. ",
        "Requires-Improvement",
    ],
)
def test_a_choice_is_read_without_case_spaces_and_marks(typed: str) -> None:
    assert read_answer(QUALITY, typed).value == "requires_improvement"


def test_a_choice_that_is_not_on_the_list_is_answered_with_the_nearest() -> None:
    found = read_answer(QUALITY, "inadequat")

    assert found.fault == "This is not on the list."
    assert found.remedy.startswith("Did you mean “Inadequate”? Choose one of: Inadequate, ")
    assert read_answer(QUALITY, "42").remedy.startswith("Choose one of")


def test_a_number_is_read_as_a_choice_where_the_scale_has_numbers() -> None:
    scale = AnswerForm(QuestionType.CHOICE, (Choice("3", "3"), Choice("4", "4")))

    assert read_answer(scale, 3).value == "3"
    assert read_answer(scale, 3.0).value == "3"
    assert read_answer(scale, 3.5).value is None


@pytest.mark.parametrize(("typed", "value"), [(0, 0), (3, 3), (3.0, 3), ("3", 3), (" 12.0 ", 12)])
def test_a_whole_number_is_read_also_from_text(typed: object, value: int) -> None:
    assert read_answer(NUMBER, typed).value == value


@pytest.mark.parametrize("typed", [-1, 2.5, "2.5", "three", "-1", True, 10**9, date(2013, 6, 3)])
def test_what_is_no_whole_number_is_a_fault(typed: object) -> None:
    found = read_answer(NUMBER, typed)

    assert found.value is None
    assert "whole number" in found.fault


@pytest.mark.parametrize("typed", [None, "", "  \n"])
@pytest.mark.parametrize("form", [QUALITY, DATE, NUMBER, TEXT])
def test_an_empty_cell_is_no_answer_and_no_fault(form: AnswerForm, typed: object) -> None:
    found = read_answer(form, typed)

    assert found.value is None
    assert found.fault == ""
    assert read_absence(form, typed) == found


def test_words_are_taken_as_they_are() -> None:
    assert read_answer(TEXT, " two\r\nlines ").value == "two\nlines"
    assert read_answer(TEXT, 12.0).value == "12"
    assert read_answer(TEXT, date(2013, 6, 3)).value == "3 June 2013"


def test_nobody_answers_a_clock() -> None:
    assert read_answer(AnswerForm(QuestionType.CLOCK), "in time").fault


def test_absences_are_read_by_their_words() -> None:
    assert read_absence(QUALITY, "could not be SEEN").value == "not_seen"
    assert read_absence(QUALITY, "no idea").fault == "This is not on the list."


def test_a_questions_own_absences_are_offered_without_the_systems() -> None:
    question = FRAMEWORK.question("PLAN.1.a")
    assert question is not None

    form = question_form(FRAMEWORK, question)
    assert form.absences == (Choice("not_recorded", "Nothing is recorded"),)
    assert form.reason_required == frozenset()


def test_a_judgement_takes_only_absences_that_do_not_count() -> None:
    criterion = FRAMEWORK.criterion("TIM.1")
    assert criterion is not None

    form = judgement_form(FRAMEWORK, criterion)
    assert [one.value for one in form.absences] == ["not_applicable", "not_seen"]
    assert form.reason_required == {"not_applicable", "not_seen"}


def test_a_criterion_that_is_not_judged_has_no_form() -> None:
    criterion = FRAMEWORK.criterion("PLAN.1")
    assert criterion is not None

    with pytest.raises(ValueError, match=r"PLAN\.1"):
        judgement_form(FRAMEWORK, criterion)


def test_answers_are_said_in_words() -> None:
    assert answer_words(QUALITY, "requires_improvement") == "Requires improvement"
    assert answer_words(QUALITY, "unheard of") == "unheard of"
    assert answer_words(DATE, date(2013, 6, 3)) == "3 June 2013"
    assert answer_words(NUMBER, 3) == "3"
    assert answer_words(TEXT, None) == ""


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_date_said_in_words_is_read_back(day: date) -> None:
    assert read_answer(DATE, answer_words(DATE, day)).value == day
    assert read_answer(DATE, f"{day:%d/%m/%Y}").value == day


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    assert clean_text("a\x0bb\ufffe\r\nc\rd \x00") == "ab\nc\nd"
