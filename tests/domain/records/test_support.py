"""What a judgement stands on: asked when a record is submitted, never when it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.completeness import (
    RecordProblem,
    RecordProblemKind,
    check_record,
    is_complete,
)
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, Subject
from inspect_tool.domain.records.support import check_said, check_sides, check_support, keeps_back
from tests.factories import a_framework, a_record

ANSWERS: dict[str, Answer | str] = {"HARM.1.a": "yes", "HARM.1.b": "no"}
DAY = date(2013, 11, 29)


def framework(*, question: dict[str, Any] | None = None, **judgement: Any) -> Framework:
    content = a_framework().model_dump(by_alias=True, exclude_none=True)
    criterion = content["domains"][0]["criteria"][0]
    criterion["judgement"] |= judgement
    criterion["questions"] = [*criterion["questions"], *([question] if question else [])]
    return Framework.model_validate(content)


def kinds(facts: RecordFacts, **options: Any) -> list[str]:
    return [problem.kind.value for problem in check_support(facts.framework, facts, **options)]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("inadequate", ["unsupported"]),
        ("requires_improvement", ["unsupported"]),
        ("good", []),
        ("outstanding", []),
    ],
)
def test_an_adverse_judgement_needs_something_written(value: str, found: list[str]) -> None:
    record = a_record(answers=ANSWERS, judgements={"HARM.1": value})
    assert kinds(record) == found
    assert is_complete(check_record(record.framework, record, on=DAY))


@pytest.mark.parametrize("item", ["HARM.1", "HARM.1.a", "HARM.1.b"])
def test_what_is_written_or_filed_at_the_judgement_or_its_questions_supports_it(item: str) -> None:
    bare = a_record(answers=ANSWERS, judgements={"HARM.1": "inadequate"})
    assert kinds(bare, evidenced=frozenset({item})) == []
    answers = {name: Answer(str(value)) for name, value in ANSWERS.items()}
    judged = {"HARM.1": Answer("inadequate")}
    for place in (answers, judged):
        if item in place:
            place[item] = replace(place[item], note="Seen on 3 May.")
    assert kinds(replace(bare, answers=answers, judgements=judged)) == []


def test_a_date_shows_lateness_and_a_blank_note_shows_nothing() -> None:
    dated = framework(question={"id": "HARM.1.c", "type": "date", "text": "When?"})
    given = {**ANSWERS, "HARM.1.a": Answer("yes", note=" \n")}
    record = a_record(answers=given, judgements={"HARM.1": "inadequate"}, framework=dated)
    assert kinds(record) == ["unsupported"]
    answers = {**record.answers, "HARM.1.c": Answer(DAY)}
    assert kinds(replace(record, answers=answers)) == []
    absent = {**record.answers, "HARM.1.c": Answer(absence="not_recorded")}
    assert kinds(replace(record, answers=absent)) == ["unsupported"]


RULES = [
    {"when": {"question": "HARM.1.a", "is": "yes"}, "then": "inadequate"},
    {"else": "good"},
]


@pytest.mark.parametrize(
    ("differs", "value", "note", "found"),
    [
        ("reason_optional", "good", "", ["against_evidence"]),
        ("reason_optional", "good", "seen otherwise", []),
        ("reason_optional", "inadequate", "", ["unsupported"]),
        ("reason_optional", "requires_improvement", "", ["against_evidence", "unsupported"]),
        ("reason_required", "good", "", []),  # the record is not even complete
    ],
)
def test_a_judgement_against_the_calculated_one_needs_a_reason(
    differs: str, value: str, note: str, found: list[str]
) -> None:
    calculated = framework(calculated=RULES, differs=differs)
    record = a_record(answers=ANSWERS, framework=calculated)
    record = replace(record, judgements={"HARM.1": Answer(value, note=note)})
    assert kinds(record) == found
    is_required = (differs, value, note) == ("reason_required", "good", "")
    assert is_complete(check_record(calculated, record, on=DAY)) is not is_required


def test_what_keeps_a_record_back_is_more_than_what_keeps_it_from_being_counted() -> None:
    def problem(kind: RecordProblemKind) -> RecordProblem:
        return RecordProblem(kind, ItemKind.QUESTION, "HARM.1.a", "")

    blocking = {kind for kind in RecordProblemKind if kind.blocks}
    keeping = {kind for kind in RecordProblemKind if keeps_back(problem(kind))}
    assert keeping - blocking == {
        "unsupported", "against_evidence", "not_said", "early_date", "query",
    }  # fmt: skip
    assert blocking <= keeping


SIDES = [
    (("against",), "", {"look_again", "against_evidence"}),
    (("against", "against"), "", {"look_again", "against_evidence"}),
    (("against", "for"), "", set()),
    (("against", ""), "", set()),
    (("for",), "", set()),
    ((), "", set()),
    (("against",), "why it stands", set()),
]


@pytest.mark.parametrize(("sides", "note", "found"), SIDES)
def test_what_stands_against_all_of_its_evidence_is_pointed_out(
    sides: tuple[str, ...], note: str, found: set[str]
) -> None:
    answer = Answer("good", note=note)
    record = replace(a_record(), answers={"HARM.1.a": answer}, judgements={"HARM.1": answer})
    filed = [
        Evidence(about=about, side=side, text="No food")
        for about in ("HARM.1.a", "HARM.1")
        for side in sides
    ]
    nothing_said = [Evidence(about="HARM.1", side="for")]
    assert {one.kind for one in check_sides(record, [*filed, *nothing_said])} == found


def test_a_case_an_interview_and_an_authority_say_what_every_record_says() -> None:
    def missing(kind: SubjectKind, answers: dict[tuple[ItemKind, str], Answer]) -> list[str]:
        return [one.item_id for one in check_said(Subject(kind, "ASH", "x"), answers)]

    no = {(ItemKind.REFERRAL, "REFER.back"): Answer("no")}
    only_a_note = {(ItemKind.REFERRAL, "REFER.back"): Answer(note="rang")}
    assert missing(SubjectKind.CASE, {}) == ["REFER.back"]
    assert missing(SubjectKind.CASE, only_a_note) == ["REFER.back"]
    assert missing(SubjectKind.CASE, no) == []
    assert missing(SubjectKind.INTERVIEW, {}) == ["HEARD.date", "HEARD.how"]
    assert missing(SubjectKind.FOCUS_GROUP, {}) == ["HEARD.date", "HEARD.how"]
    assert missing(SubjectKind.SURVEY, {}) == []
    assert missing(SubjectKind.AUTHORITY, {}) == []
