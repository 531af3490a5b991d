"""Several options, units, rough dates, themes and rows: out in a workbook, typed, and back."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.rows import sheet_rows
from inspect_tool.domain.workbook.workbook import CaseSheet, CaseWorkbookContent, ItemState
from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
from tests.case_workbook_factory import KEY, content
from tests.examples import one_in
from tests.kinds_of_question import KINDS, several
from tests.readers.case_workbook.test_case_workbook import read, row_of

pytestmark = pytest.mark.journeys


def with_answers(*cases: dict[str, Value | Answer]) -> CaseWorkbookContent:
    """A workbook with a sheet for each case, ASH-001 and so on, with these answers."""
    sheets = []
    for number, answers in enumerate(cases, start=1):
        items = tuple(
            ItemState(
                ItemKind.QUESTION, item, one if isinstance(one, Answer) else Answer(one), f"r{item}"
            )
            for item, one in answers.items()
        )
        subject = Subject(SubjectKind.CASE, "ASH", f"ASH-{number:03}")
        sheets.append(CaseSheet(subject, subject.ref, (), items, {"case_type": "in_care"}))
    return dataclasses.replace(
        content(*sheets, framework=KINDS.framework, framework_version=KINDS.version),
        framework=KINDS,
    )


def issued(folder: Path, *cases: dict[str, Value | Answer]) -> Path:
    path = folder / "ASH-rk.xlsx"
    path.write_bytes(write_case_workbook(with_answers(*cases), signing_key=KEY).file)
    return path


def typed(
    path: Path,
    *cases: dict[str, Any],
    column: layout.SheetColumn = layout.ANSWER,
) -> Path:
    """The workbook with words typed into the cells of questions, sheet by sheet."""
    workbook = openpyxl.load_workbook(path)
    for number, cells in enumerate(cases, start=1):
        sheet = workbook[f"ASH-{number:03}"]
        for item, value in cells.items():
            sheet.cell(row_of(sheet, item), column.number).value = value
    workbook.save(path)
    return path


def back(path: Path) -> CaseWorkbookReturn:
    return read(path, framework=KINDS)


WORDS = st.text(max_size=30).filter(lambda text: "#" not in text).map(clean_text)
OPTIONS = st.sets(st.sampled_from(["physical", "emotional", "medical", "supervision"]))
YEARS = st.integers(1990, 2013)
ROUGH = st.builds(RoughDate, YEARS, st.none() | st.integers(1, 12))
DAYS = st.dates(date(1990, 1, 1), date(2013, 12, 13))
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "NEG.1.a": OPTIONS.map(Chosen.of)
        | st.builds(lambda codes, words: Chosen.of({*codes, "other"}, words), OPTIONS, WORDS),
        "NEG.1.b": st.integers(0, 900),
        "NEG.1.c": st.integers(0, 400).map(lambda tenths: tenths / 10 if tenths % 10 else tenths // 10),
        "NEG.1.d": ROUGH | DAYS,
        "NEG.1.e": st.builds(RoughDate, YEARS, st.integers(1, 12)) | DAYS,
        "NEG.1.f": st.builds(Chosen.of, st.sets(st.sampled_from(["turnover", "visits"]), min_size=1), WORDS),
        "NEG.2.a": st.just("none"),
        "NEG.2.b@1": st.integers(0, 25),
        "NEG.2.c@1": st.sampled_from(["no", "partly", "yes"]),
        "NEG.2.d@3": ROUGH.filter(lambda rough: rough.month is not None),
        "NEG.2.e@6": OPTIONS.map(Chosen.of),
    },
)  # fmt: skip


@one_in(4)
@given(ANSWERS)
def test_whatever_is_recorded_goes_out_and_comes_back(
    tmp_path: Path, answers: dict[str, Value]
) -> None:
    found = back(issued(tmp_path, answers))  # type: ignore[arg-type]
    assert (found.changed, found.problems, found.stray) == ((), (), ())
    given_back = {one.item_id: one.answer.value for one in found.entries if one.answer}
    assert given_back == answers
    # In Python 2 == 2.0; what comes back is what went out.
    assert {item: type(value) for item, value in given_back.items()} == {
        item: type(value) for item, value in answers.items()
    }


@one_in(4)
@given(ANSWERS)
def test_whatever_is_typed_comes_back_and_nothing_else_changes(
    tmp_path: Path, answers: dict[str, Value]
) -> None:
    rows = {
        row.item_id: row
        for row in sheet_rows(with_answers({}), with_answers({}).sheets[0]).questions
    }
    on_sheet = {item: value for item, value in answers.items() if item in rows}
    words = {
        item: cell
        for item, value in on_sheet.items()
        for cell in [_cell_of(rows[item].form, value)]
    }
    found = back(typed(issued(tmp_path, {}), words))
    assert (found.problems, found.stray) == ((), ())
    assert {one.item_id: one.answer and one.answer.value for one in found.changed} == on_sheet


def _cell_of(form: Any, value: Value) -> Any:
    from inspect_tool.domain.records.answer_forms import cell_value

    return cell_value(form, value)


@pytest.mark.proof(part=5)
@pytest.mark.parametrize(
    ("item", "cell", "value"),
    [
        ("NEG.1.a", "emotional, physical", several("emotional", "physical")),
        ("NEG.1.a", "None of these", several()),
        ("NEG.1.b", "12 days", 12),
        ("NEG.1.b", "12", 12),
        ("NEG.1.b", 12.0, 12),
        ("NEG.1.c", 2.5, 2.5),
        ("NEG.1.c", "2.5", 2.5),
        ("NEG.1.d", 2012, RoughDate(2012)),
        ("NEG.1.d", "June 2012", RoughDate(2012, 6)),
        ("NEG.1.d", date(2012, 6, 3), date(2012, 6, 3)),
        ("NEG.1.f", "Rushed. #visits", several("visits", words="Rushed.")),
        ("NEG.2.a", "No other children", "none"),
        ("NEG.2.b@2", 3, 3),
        ("NEG.2.d@1", "06/2013", RoughDate(2013, 6)),
    ],
)
def test_what_inspectors_type_is_read(tmp_path: Path, item: str, cell: Any, value: Value) -> None:
    found = back(typed(issued(tmp_path, {}), {item: cell}))
    assert (found.problems, found.stray) == ((), ())
    assert [(one.item_id, one.answer) for one in found.changed] == [(item, Answer(value))]


@pytest.mark.proof(part=5)
@pytest.mark.parametrize(
    ("item", "cell", "what"),
    [
        ("NEG.1.a", "emotional; hunger", "This is not on the list."),
        ("NEG.1.a", "none; emotional", "“None of these” stands beside other options."),
        ("NEG.1.a", "emotional: badly", "There is a colon after an option that takes no words."),
        ("NEG.1.b", "2 weeks", "This is not a whole number of days, 0 to 900."),
        ("NEG.1.b", 901, "This is not a whole number of days, 0 to 900."),
        ("NEG.1.b", "12.5", "This is not a whole number of days, 0 to 900."),
        ("NEG.1.c", 2.55, "This is not a number with up to 1 decimal place of hours, 0 to 40."),
        ("NEG.1.d", "last summer", "This is not a date."),
        ("NEG.1.e", "2012", "The month is wanted as well."),
        ("NEG.1.f", "Rushed #weather", "There is no such theme behind the text."),
        ("NEG.2.a", "two", "The rows of this question are answered one by one."),
        ("NEG.2.b@1", "three", "This is not a whole number of years, 0 to 25."),
        ("NEG.2.c@1", "mostly", "This is not on the list."),
    ],
)
def test_what_cannot_be_read_is_listed_and_its_words_are_kept(
    tmp_path: Path, item: str, cell: Any, what: str
) -> None:
    path = typed(issued(tmp_path, {}), {item: cell})
    typed(path, {item: "page 3"}, column=layout.NOTE)
    found = back(path)
    (problem,) = found.problems
    assert (problem.kind, problem.message.startswith(what), problem.column) == (
        "unreadable-answer",
        True,
        "Answer",
    )
    assert str(cell) in [stray.text for stray in found.stray]
    (entry,) = found.changed
    # What is recorded stands, with the new note.
    assert (entry.item_id, entry.unread, entry.answer) == (item, str(cell), Answer(note="page 3"))


def test_an_answer_beside_a_reason_for_none_is_kept_apart(tmp_path: Path) -> None:
    path = typed(
        issued(tmp_path, {"NEG.1.a": several("physical")}),
        {"NEG.1.a": "not seen"},
        column=layout.ABSENCE,
    )
    found = back(path)
    assert [problem.kind for problem in found.problems] == ["answer-and-absence"]
    assert {stray.text for stray in found.stray} == {"Physical neglect", "not seen"}


def test_a_sheet_has_the_rows_that_are_used_and_blank_ones_behind() -> None:
    made = with_answers({"NEG.2.b@1": 3, "NEG.2.b@5": 9})
    items = [row.item_id for row in sheet_rows(made, made.sheets[0]).questions]
    assert [item for item in items if item.startswith("NEG.2.b@")] == [
        "NEG.2.b@1",
        "NEG.2.b@2",
        "NEG.2.b@3",
        "NEG.2.b@5",
    ]
    full = with_answers({f"NEG.2.b@{row}": row for row in range(1, 7)})
    items = [row.item_id for row in sheet_rows(full, full.sheets[0]).questions]
    assert sum(item.startswith("NEG.2.b@") for item in items) == 6


def test_guidance_says_what_a_cell_takes_and_what_a_scale_means() -> None:
    made = with_answers({})
    told = {
        row.item_id: row.guidance for row in sheet_rows(made, made.sheets[0]).questions if row.form
    }
    assert (
        "Any of these, with a semicolon between: Physical neglect; Emotional neglect; "
        in told["NEG.1.a"]
    )
    assert "A whole number of days, 0 to 900." in told["NEG.1.b"]
    assert "A number with up to 1 decimal place of hours, 0 to 40." in told["NEG.1.c"]
    assert "The month or the year will do: June 2013, or 2013." in told["NEG.1.d"]
    assert "The month will do: June 2013." in told["NEG.1.e"]
    assert "Themes go behind the text: #turnover, #visits, #training." in told["NEG.1.f"]
    assert (
        "Answer the rows below, one child each; or choose “No other children” here."
        in told["NEG.2.a"]
    )
    assert "Good: The plan follows what the child lives with." in told["NEG.1"]
    titles = {row.item_id: row.text for row in sheet_rows(made, made.sheets[0]).questions}
    assert titles["NEG.2.c@2"] == "Child 2: Was the child seen?"


def test_cells_take_what_their_question_takes(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(issued(tmp_path, {"NEG.1.c": 2.5}))["ASH-001"]

    def rule(item: str) -> tuple[str, str, str]:
        place = f"C{row_of(sheet, item)}"
        return next(
            (one.type, one.formula1, one.formula2)
            for one in sheet.data_validations.dataValidation
            if place in one.sqref
        )

    assert rule("NEG.1.b") == ("whole", "0", "900")
    assert rule("NEG.1.c") == ("decimal", "0", "40")
    assert rule("NEG.2.b@1") == ("whole", "0", "25")
    assert rule("NEG.1.a")[0] == rule("NEG.1.d")[0] == rule("NEG.1.f")[0] == "textLength"
    assert rule("NEG.2.a")[0] == rule("NEG.2.c@1")[0] == "list"
    number = sheet.cell(row_of(sheet, "NEG.1.c"), layout.ANSWER.number)
    assert (number.value, number.number_format) == (2.5, "General")
    for item in ("NEG.1.a", "NEG.1.d"):  # a cell of dates would fill in the day
        assert sheet.cell(row_of(sheet, item), layout.ANSWER.number).number_format == "@"


# What hangs on options: hours of help are asked where there are two forms of neglect or more.
HOURS = {
    "Physical neglect; Emotional neglect": "To do: answer",
    "physical NEGLECT;emotional neglect": "To do: answer",
    "Physical neglect; Something else: Emotional neglect; left alone": "To do: answer",
    "Something else: Physical neglect; Emotional neglect": "Not asked",
    "Physical neglect": "Not asked",
    "Something else": "Not asked",
    "None of these": "Not asked",
    "physical; emotional": "Not yet asked",  # read when it comes in
    "Physical neglect; hunger": "Not yet asked",
    "Physical neglect; Physical neglect": "Not yet asked",
    "": "Not yet asked",
}
STATES: list[tuple[dict[str, Value | Answer], dict[str, str]]] = [
    (
        {},
        {
            "NEG.2.a": "To do: answer",
            "NEG.2.b@1": "Optional",
            "NEG.2.d@1": "Optional",
            "NEG.2.f": "Not yet asked",
        },
    ),
    ({"NEG.2.a": "none"}, {"NEG.2.a": "Done", "NEG.2.b@1": "Optional", "NEG.2.f": "Not asked"}),
    (
        {"NEG.2.c@1": "no"},
        {
            "NEG.2.a": "Done",
            "NEG.2.b@1": "To do: answer",
            "NEG.2.c@1": "Done",
            "NEG.2.d@1": "Not asked",
            "NEG.2.b@2": "Optional",
            "NEG.2.f": "To do: answer",
        },
    ),
    (
        {"NEG.2.b@1": 3, "NEG.2.c@1": "yes"},
        {
            "NEG.2.a": "Done",
            "NEG.2.b@1": "Done",
            "NEG.2.d@1": "To do: answer",
            "NEG.2.f": "Not asked",
        },
    ),
    (
        {"NEG.2.b@1": 3},
        {
            "NEG.2.a": "Done",
            "NEG.2.c@1": "To do: answer",
            "NEG.2.d@1": "Not yet asked",
            "NEG.2.f": "Not yet asked",
        },
    ),
    (
        {"NEG.2.c@1": "no", "NEG.2.d@1": RoughDate(2013, 5)},
        {"NEG.2.d@1": "To do: clear", "NEG.2.e@1": "Optional"},
    ),
]
TYPED: dict[str, Any] = {
    "NEG.1.a": "physical; something else: left alone, often",
    "NEG.1.b": 12,
    "NEG.1.c": 2.5,
    "NEG.1.d": "2012",
    "NEG.1.e": "June 2013",
    "NEG.1.f": "Nobody came back. #visits",
    "NEG.2.b@1": 3,
    "NEG.2.c@1": "Yes",
    "NEG.2.d@1": "06/2013",
}
READ: dict[str, Value] = {
    "NEG.1.a": several("physical", "other", words="left alone, often"),
    "NEG.1.b": 12,
    "NEG.1.c": 2.5,
    "NEG.1.d": RoughDate(2012),
    "NEG.1.e": RoughDate(2013, 6),
    "NEG.1.f": several("visits", words="Nobody came back."),
    "NEG.2.b@1": 3,
    "NEG.2.c@1": "yes",
    "NEG.2.d@1": RoughDate(2013, 6),
}


@pytest.mark.proof(part=0)  # LibreOffice takes seconds to open a workbook
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_says_what_is_missing_in_rows_and_saves_what_it_read(tmp_path: Path) -> None:
    """One workbook: a sheet for each state of a group, for each spelling, and one typed full."""
    cells = [{"NEG.1.a": words or None} for words in HOURS]
    given_first: list[dict[str, Value | Answer]] = [{} for _ in HOURS]
    path = issued(tmp_path, *given_first, {}, *(answers for answers, _ in STATES))
    typed(path, *cells, TYPED)
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run([*command, profile, str(path)], check=True, capture_output=True)
    saved = tmp_path / "out" / path.name
    workbook = openpyxl.load_workbook(saved, data_only=True)

    def state(number: int, item: str) -> object:
        sheet = workbook[f"ASH-{number:03}"]
        return sheet.cell(row_of(sheet, item), layout.STATE.number).value

    hours = {words: state(number, "NEG.1.c") for number, words in enumerate(HOURS, start=1)}
    assert hours == HOURS
    for number, (_, wanted) in enumerate(STATES, start=len(HOURS) + 2):
        assert {item: state(number, item) for item in wanted} == wanted
    found = back(saved)
    full = f"ASH-{len(HOURS) + 1:03}"
    on_it = {one.item_id: one.answer for one in found.changed if one.subject.ref == full}
    assert {item: answer and answer.value for item, answer in on_it.items()} == READ
    # Of the others only the cells that were typed into differ.
    others = {one.item_id for one in found.changed if one.subject.ref != full}
    assert others == {"NEG.1.a"}
    assert [problem.message for problem in found.problems] == ["This is not on the list."]


@pytest.mark.every_run
def test_a_retired_question_of_rows_stays_where_it_has_an_answer() -> None:
    content_of = KINDS.model_dump(mode="json", by_alias=True)
    content_of["domains"][0]["criteria"][1]["questions"][0]["questions"][0]["retired"] = True
    made = dataclasses.replace(
        with_answers({"NEG.2.b@1": 3}), framework=type(KINDS).model_validate(content_of)
    )
    rows = {row.item_id: row for row in sheet_rows(made, made.sheets[0]).questions}
    assert rows["NEG.2.b@1"].state == ""
    assert rows["NEG.2.c@1"].state
    assert "NEG.2.b@2" not in rows
