"""What a sheet says of its rows, computed by LibreOffice, against what the conditions say."""

from __future__ import annotations

import dataclasses
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.judgements import applies, shown
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, Subject, is_empty
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.workbook import CaseSheet, ItemState
from tests.case_workbook_factory import KEY, content

SCALES = {
    "degree": {"values": ["no", "partly", "yes"], "met": ["yes"]},
    "quality": {
        "values": ["inadequate", "good"],
        "met": ["good"],
        "words": {"good": 'Good, "as found"'},
    },
}
ABSENCES = {
    "not_recorded": {"counts": True, "as": "no", "words": "nothing is recorded"},
    "not_seen": {"counts": False, "reason": "required"},
}
FIRST: tuple[dict[str, Any], ...] = (
    {"id": "A.1.a", "type": "choice", "scale": "degree", "text": "A degree"},
    {"id": "A.1.b", "type": "number", "text": "A number", "required": False},
    {"id": "A.1.c", "type": "date", "text": "A date"},
    {"id": "A.1.d", "type": "text", "text": "Words"},
)
TESTS: tuple[dict[str, Any], ...] = (
    {"question": "A.1.a", "is": "yes"},
    {"question": "A.1.a", "is": "no"},
    {"question": "A.1.a", "not": "no"},
    {"question": "A.1.a", "in": ["no", "partly"]},
    {"question": "A.1.a", "answered": True},
    {"question": "A.1.a", "answered": False},
    {"question": "A.1.b", "gte": 2},
    {"question": "A.1.b", "lte": 1},
    {"question": "A.1.b", "is": 3},
    {"question": "A.1.b", "not": 3},
    {"question": "A.1.b", "answered": True},
    {"question": "A.1.c", "gte": date(2013, 6, 1)},
    {"question": "A.1.c", "lte": date(2013, 6, 1)},
    {"question": "A.1.d", "is": "Ring back"},
    {"question": "A.1.d", "not": "Ring back"},
    {"question": "A.1.d", "answered": False},
    {"judgement": "A.1", "is": "good"},
    {"judgement": "A.1", "not": "good"},
    {"judgement": "A.1", "met": True},
    {"judgement": "A.1", "not_met": True},
    {"field": "case_type", "is": "in_care"},
    {"field": "age", "gte": 5},
)
ANSWERS: dict[str, tuple[Answer | None, ...]] = {
    "A.1.a": (*map(Answer, ("no", "partly", "yes")), Answer(None, "not_recorded")),
    "A.1.b": (*map(Answer, (0, 1, 2, 3)), Answer(None, "not_recorded")),
    "A.1.c": (Answer(date(2013, 5, 31)), Answer(date(2013, 6, 1)), Answer(date(2013, 6, 2))),
    "A.1.d": (Answer("Ring back"), Answer("ring back"), Answer("x", note="noted")),
    "A.2.a": (Answer("no"), Answer("no", note="seen"), Answer("yes")),
}
ANYWHERE = (None, None, Answer(None, "not_seen"), Answer(None, "not_seen", note="locked"))


def a_condition(chance: random.Random, depth: int = 2) -> dict[str, Any]:
    shape = chance.random() if depth else 1.0
    if shape < 0.25:
        return {"not": a_condition(chance, depth - 1)}
    if shape < 0.6:
        parts = [a_condition(chance, depth - 1) for _ in range(chance.randrange(1, 4))]
        return {chance.choice(("all", "any")): parts}
    return chance.choice(TESTS)


def a_framework(chance: random.Random) -> Framework:
    asked = [
        {
            "id": f"A.2.{letter}",
            "type": "choice",
            "scale": "degree",
            "text": "Asked only sometimes",
            "show_if": a_condition(chance),
            "evidence_if": ["no"],
            "required": chance.random() < 0.7,
        }
        for letter in "abcdefgh"
    ]
    judgement = {"scale": "quality"}
    criteria = [
        {"id": "A.1", "title": "First", "questions": list(FIRST), "judgement": judgement},
        {"id": "A.2", "title": "Second", "questions": asked, "judgement": judgement},
    ]
    if chance.random() < 0.5:
        criteria[1]["applies"] = a_condition(chance)
    return Framework.model_validate(
        {
            "framework": "states",
            "version": "1.0.0",
            "title": "Every test",
            "scales": SCALES,
            "absences": ABSENCES,
            "domains": [{"id": "A", "title": "All", "criteria": criteria}],
        }
    )


def a_case(chance: random.Random, framework: Framework, number: int) -> CaseSheet:
    found = []
    for question in framework.questions():
        own = ANSWERS.get(question.id, ANSWERS["A.2.a"])
        answer = chance.choice((*own, *own, *ANYWHERE))
        if answer is not None:
            found.append(ItemState(ItemKind.QUESTION, question.id, answer, f"r{question.id}"))
    for criterion in ("A.1", "A.2"):
        judged = chance.choice((None, Answer("good"), Answer("inadequate"), *ANYWHERE))
        if judged is not None:
            found.append(ItemState(ItemKind.JUDGEMENT, criterion, judged, f"j{criterion}"))
    evidence = Evidence(about="A.2.b", text="A quote")
    if chance.random() < 0.5:
        found.append(ItemState(ItemKind.EVIDENCE, "EV.earlier.01", evidence.answer, "e"))
    fields = {"case_type": "in_care", "age": chance.choice((None, 4, 5))}
    subject = Subject(SubjectKind.CASE, "ASH", f"ASH-{number:03}")
    return CaseSheet(subject, subject.ref, (), tuple(found), fields)


def expected(framework: Framework, case: CaseSheet) -> Iterator[tuple[str, str, str]]:
    """Kind, id and state of each row, by the conditions themselves."""
    answers = {(one.kind, one.item_id): one.answer for one in case.items if one.answer}

    def of_kind(kind: ItemKind) -> dict[str, Answer]:
        return {item: answer for (each, item), answer in answers.items() if each is kind}

    facts = RecordFacts(
        framework,
        case.subject,
        case.fields,
        of_kind(ItemKind.QUESTION),
        of_kind(ItemKind.JUDGEMENT),
    )
    supported = {Evidence.of(one).about for one in of_kind(ItemKind.EVIDENCE).values()}
    for criterion in framework.criteria():
        for question in criterion.questions:
            truths = (applies(criterion, facts), shown(question, facts))
            answer = facts.answers.get(question.id)
            state = state_of(truths, answer, is_required=question.required)
            if state == "Done" and answer and answer.value in question.evidence_if:
                is_supported = answer.note or question.id in supported
                state = "Done" if is_supported else "To do: evidence"
            yield "question", question.id, state
        truth = applies(criterion, facts)
        yield "judgement", criterion.id, state_of((truth,), facts.judgements.get(criterion.id))


def state_of(
    truths: tuple[bool | None, ...], answer: Answer | None, *, is_required: bool = True
) -> str:
    if False in truths:
        return "Not asked" if is_empty(answer) else "To do: clear"
    if answer is None or is_empty(answer):
        if None in truths:
            return "Waits"
        return "To do: answer" if is_required else "Optional"
    return "To do: reason" if answer.absence == "not_seen" and not answer.note else "Done"


@pytest.mark.proof(part=0)  # LibreOffice takes seconds to open a workbook
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_sheet_says_of_each_row_what_the_conditions_say(tmp_path: Path, whole: bool) -> None:
    cases: dict[str, tuple[Framework, tuple[CaseSheet, ...]]] = {}
    for seed in range(40 if whole else 4):
        chance = random.Random(f"states/{seed}")  # noqa: S311  # not for secrets
        framework = a_framework(chance)
        sheets = tuple(a_case(chance, framework, number) for number in range(1, 21))
        made = dataclasses.replace(content(*sheets), framework=framework)
        (tmp_path / f"{seed}.xlsx").write_bytes(write_case_workbook(made, signing_key=KEY).file)
        cases[f"{seed}.xlsx"] = (framework, sheets)
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    files = [str(tmp_path / name) for name in cases]
    subprocess.run([*command, profile, *files], check=True, capture_output=True)

    compared = 0
    for name, (framework, sheets) in cases.items():
        workbook = openpyxl.load_workbook(tmp_path / "out" / name, data_only=True)
        overview = {row[0]: row[3] for row in workbook[layout.OVERVIEW].iter_rows(values_only=True)}
        for case in sheets:
            rows = list(workbook[case.subject.ref].iter_rows(min_row=4, values_only=True))
            said = {(row[8], row[7]): row[5] for row in rows if row[8] in ("question", "judgement")}
            right = {(kind, item): state for kind, item, state in expected(framework, case)}
            asked = {place: state for place, state in right.items() if place in said}
            assert said == asked, (name, case)
            # Rows that the fields rule out are not on the sheet, and not asked.
            assert all(right[place] == "Not asked" for place in right.keys() - said.keys())
            to_do = sum(state.startswith("To do") for state in right.values())
            assert overview[case.subject.ref] == to_do
            compared += len(said)
    assert compared > 500
