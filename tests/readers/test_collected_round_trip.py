"""What a form collects comes back as it was given, whatever the answers are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from inspect_tool.documents.xlsform import xlsform_workbook
from inspect_tool.domain.framework.framework import Framework, QuestionType, SubjectKind
from inspect_tool.domain.framework.xlsform import xlsform_of
from inspect_tool.domain.framework.xlsform_names import JUDGEMENT, NOTE, name_of
from inspect_tool.domain.records.answer_forms import question_absences
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.review import Review
from inspect_tool.readers.collected.answers import read_collected
from inspect_tool.readers.documents.framework import load_framework
from tests.collected_answers import (
    central_csv,
    central_files,
    central_zip_of,
    kobo_csv,
    kobo_workbook,
    kobo_xlsx,
    submission,
)
from tests.domain.framework.generated import conditions
from tests.examples import one_in
from tests.factories import a_framework, a_plan
from tests.filled_forms import filled_form, rows_of
from tests.kinds_answers import kinds_answers, kinds_conditions
from tests.kinds_of_question import KINDS

NEGLECT = Path(__file__).parents[2] / "templates" / "frameworks" / "neglect.yaml"
LOADED = load_framework(NEGLECT, with_proofs=False).framework
assert LOADED is not None
FRAMEWORK: Framework = LOADED
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)
SAID = WORDS.map(str.strip).filter(bool)
KEYS = {
    **{(ItemKind.QUESTION, one.id): name_of(one.id) for one in FRAMEWORK.questions()},
    **{
        (ItemKind.JUDGEMENT, one.id): f"{JUDGEMENT}{name_of(one.id)}"
        for one in FRAMEWORK.criteria()
    },
}


@st.composite
def given_answers(draw: Any) -> dict[tuple[ItemKind, str], Answer]:
    """An answer to some questions about a case: a value, or an absence, with a note or without."""
    found = {}
    for question in FRAMEWORK.questions(SubjectKind.CASE):
        if question.type is QuestionType.CLOCK or not draw(st.booleans()):
            continue
        note = draw(st.one_of(st.just(""), SAID))
        absences = question_absences(FRAMEWORK, question)
        values: dict[QuestionType, st.SearchStrategy[Any]] = {
            QuestionType.DATE: st.dates(date(1990, 1, 1), date(2030, 1, 1)),
            QuestionType.NUMBER: st.integers(0, 10**8),
            QuestionType.TEXT: SAID,
        }
        if question.scale is not None:
            value = draw(st.sampled_from(FRAMEWORK.scales[question.scale].values))
        else:
            value = draw(values[question.type])
        key = ItemKind.QUESTION, question.id
        is_absent = question.type is QuestionType.CHOICE and absences and draw(st.booleans())
        found[key] = (
            Answer(absence=draw(st.sampled_from(absences)), note=note)
            if is_absent
            else Answer(value, note=note)
        )
    return found


def written(answers: dict[tuple[ItemKind, str], Answer]) -> dict[str, str]:
    cells = {}
    for key, answer in answers.items():
        name = KEYS[key]
        value = answer.absence if answer.value is None else answer.value
        cells[name] = value.isoformat() if isinstance(value, date) else str(value)
        if answer.note:
            cells[f"{name}{NOTE}"] = answer.note
    return cells


@one_in(4)
@given(answers=given_answers(), writer=st.sampled_from([central_csv, kobo_csv, kobo_xlsx]))
def test_answers_come_back_from_each_export_as_they_were_given(
    answers: dict[tuple[ItemKind, str], Answer],
    writer: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ending = ".xlsx" if writer is kobo_xlsx else ".csv"
    path = tmp_path_factory.getbasetemp() / f"collected{ending}"
    cells = written(answers)
    writer(path, [submission("ASH-001", "ab", "uuid:1", FRAMEWORK.version, **cells)])
    review = Review(a_plan(), FRAMEWORK, "", "")
    ((_, (returned,), problems),) = read_collected([path], review)
    assert (problems, returned.problems, returned.stray) == ((), (), ())
    assert {(one.kind, one.item_id): one.answer for one in returned.entries} == answers


@one_in(4)
@given(
    given=st.lists(kinds_answers(), min_size=1, max_size=3),
    writer=st.sampled_from([central_files, central_zip_of, kobo_workbook]),
)
def test_every_kind_of_answer_and_the_rows_of_groups_come_back_as_they_were_given(
    given: list[dict[str, Answer]], writer: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    filled = [filled_form(KINDS, answers) for answers in given]
    keys = [f"uuid:{number}" for number in range(len(given))]
    submissions = [
        submission(f"ASH-00{place}", "ab", key, KINDS.version, **form.cells)
        for place, (key, form) in enumerate(zip(keys, filled, strict=True), start=1)
    ]
    rows = [(keys[place], row) for place, row in rows_of(filled, "NEG_2_a_rows")]
    repeats = {"NEG_2_a_rows": rows} if rows else {}
    paths = writer(tmp_path_factory.mktemp("collected"), submissions, repeats)
    every = read_collected(paths, Review(a_plan(), KINDS, "", ""))
    returned = [one for file in every for one in file.returned]
    assert [problem for file in every for problem in file.problems] == []
    assert [(one.problems, one.stray) for one in returned] == [((), ())] * len(given)
    for one, answers in zip(returned, given, strict=True):
        said = {entry.item_id: entry.answer for entry in one.entries if not entry.is_gone}
        assert said == answers


@one_in(20)
@given(condition=kinds_conditions)
def test_pyxform_accepts_conditions_on_every_kind_of_question(
    condition: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = KINDS.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["criteria"][1]["questions"][1]["show_if"] = condition
    form = xlsform_of(Framework.model_validate(content), SubjectKind.CASE)
    path = tmp_path_factory.getbasetemp() / "kinds-condition.xlsx"
    path.write_bytes(xlsform_workbook(form))
    assert convert(path, validate=False).warnings == []


@one_in(20)
@given(condition=conditions)
def test_pyxform_accepts_a_form_with_any_condition(
    condition: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    criterion = content["domains"][0]["criteria"][0]
    criterion["questions"][1]["show_if"] = _about_what_there_is(condition)
    form = xlsform_of(Framework.model_validate(content), SubjectKind.CASE)
    path = tmp_path_factory.getbasetemp() / "condition.xlsx"
    path.write_bytes(xlsform_workbook(form))
    assert "<h:html" in convert(path, validate=False).xform


def _about_what_there_is(condition: dict[str, Any]) -> dict[str, Any]:
    """The same condition about a question, a judgement and a field that the form has."""
    for joint in ("all", "any"):
        if joint in condition:
            return {joint: [_about_what_there_is(one) for one in condition[joint]]}
    subjects = {"question": "HARM.1.a", "judgement": "HARM.1", "field": "age"}
    if not subjects.keys() & condition.keys():
        return {"not": _about_what_there_is(condition["not"])}
    return {name: subjects.get(name, value) for name, value in condition.items()}
