"""Which column of a survey's file is which question, and what its rows say."""

from __future__ import annotations

import pytest

from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.records.survey_file import (
    AnsweredRow,
    survey_columns,
    survey_questions,
    survey_rows,
)
from tests.hearing import hearing_framework

FRAMEWORK = hearing_framework()


@pytest.mark.parametrize(
    "heading",
    [
        "Your role",
        "STF.1.a",
        "What is your role?",
        "what is your role",
        "1. What is your role?",
        "Q1: What is your role?",
        "Question 1 - What is your role?",
    ],
)
def test_a_column_is_found_by_what_the_framework_calls_it(heading: str) -> None:
    columns = survey_columns(FRAMEWORK, "staff", ["Start time", heading])
    (found,) = columns.columns
    assert (found.question.id, found.place) == ("STF.1.a", 1)
    assert columns.left == ("Start time",)


@pytest.mark.parametrize("heading", ["E-mail", "What is your role at home?", "role", "", "1."])
def test_other_columns_are_left(heading: str) -> None:
    columns = survey_columns(FRAMEWORK, "staff", [heading])
    assert columns.columns == ()
    assert columns.left == ((heading,) if heading else ())


def test_two_columns_for_one_question_and_questions_without_one_are_named() -> None:
    columns = survey_columns(FRAMEWORK, "staff", ["Your role", "STF.1.a"])
    assert columns.twice == ("STF.1.a",)
    assert [one.id for one in columns.missing] == ["STF.1.b", "STF.1.c"]


def test_a_survey_asks_the_questions_that_apply_to_it() -> None:
    assert [one.id for one in survey_questions(FRAMEWORK, "parents")] == ["PAR.1.a"]


def rows(
    *cells: list[str], headings: list[str] | None = None, id_place: int | None = None
) -> list[AnsweredRow]:
    headings = headings or ["STF.1.a", "STF.1.b", "STF.1.c"]
    columns = survey_columns(FRAMEWORK, "staff", headings).columns
    return list(survey_rows(columns, list(enumerate(cells, start=2)), id_place=id_place))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("yes", Answer("yes")),
        ("Yes ", Answer("yes")),
        ("Strongly agree", Answer("yes")),
        ("disagree", Answer("no")),
        ("Not applicable", Answer(absence="not_applicable")),
    ],
)
def test_an_answer_is_read_by_its_words_or_by_those_of_the_survey(
    typed: str, answer: Answer
) -> None:
    (row,) = rows(["manager", typed, ""])
    assert row.answers["STF.1.b"] == answer
    assert row.faults == ()


def test_what_is_no_answer_is_told_without_its_words() -> None:
    (row,) = rows(["manager", "ask Jane Doe", "more time"])
    (fault,) = row.faults
    assert fault.heading == "STF.1.b"
    assert "Jane" not in fault.fault + fault.remedy
    assert "“Strongly agree”" in fault.remedy
    (other,) = rows(["somebody else", "yes", ""])[0].faults
    assert "own words" not in other.remedy
    assert row.answers == {"STF.1.a": Answer("manager"), "STF.1.c": Answer("more time")}


def test_blank_rows_and_a_second_heading_are_nobody() -> None:
    found = rows(
        ["Response", "Response", "Open-Ended Response"], ["", " ", ""], ["manager", "", ""]
    )
    assert [row.line for row in found] == [4]


def test_rows_that_say_the_same_are_two_people_and_keep_their_names() -> None:
    first = rows(["manager", "yes", ""], ["manager", "yes", ""])
    again = rows(["child", "no", ""], ["manager", "yes", ""], ["manager", "yes", ""])
    assert len({row.key for row in first}) == 2
    assert {row.key for row in first} < {row.key for row in again}


def test_an_id_of_its_own_names_a_row_whatever_it_says() -> None:
    headings = ["Response ID", "STF.1.a", "STF.1.b"]
    (one,) = rows(["7", "manager", "yes"], headings=headings, id_place=0)
    (other,) = rows(["7", "manager", "no"], headings=headings, id_place=0)
    (without,) = rows(["", "manager", "no"], headings=headings, id_place=0)
    assert one.key == other.key != without.key


def test_a_short_row_has_blank_cells() -> None:
    (row,) = rows(["manager"])
    assert row.answers == {"STF.1.a": Answer("manager")}
