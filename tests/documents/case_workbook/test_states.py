"""What a sheet says of its rows, computed by LibreOffice, against what the conditions say."""

from __future__ import annotations

import dataclasses
import io
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.completeness import check_record
from inspect_tool.domain.records.evidence import Evidence, by_criterion, evidenced
from inspect_tool.domain.records.judgements import advised, applies, shown
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, Subject, is_empty
from inspect_tool.domain.records.referral import CONCERN, REFERRED, REFERRED_ON, REFERRED_TO
from inspect_tool.domain.records.referral_checks import check_referral, check_referral_called_for
from inspect_tool.domain.records.support import check_sides, check_support
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row_states import RowState
from inspect_tool.domain.workbook.workbook import CaseSheet, ItemState
from tests.case_workbook_factory import KEY, content

KINDS = ("question", "judgement", "referral")
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
    "A.2.a": (Answer("no"), Answer("no", note="seen"), Answer("yes"), Answer(note="only a note")),
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


def a_condition_of_questions(chance: random.Random) -> dict[str, Any]:
    """A condition that asks about no judgement, as that of a calculation."""
    while "judgement" in str(found := a_condition(chance)):
        pass
    return found


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
            "refer_if": ["no"] if letter in "ab" else [],
        }
        for letter in "abcdefgh"
    ]
    judgement = {
        "scale": "quality",
        "differs": chance.choice(("reason_required", "reason_optional")),
        "calculated": [
            {"when": a_condition_of_questions(chance), "then": "inadequate"},
            {"when": a_condition_of_questions(chance), "then": "good"},
            {"else": chance.choice(("inadequate", "good"))},
        ],
    }
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
        judged = (None, Answer("good"), Answer("inadequate"), Answer("good", note="a reason"))
        answer = chance.choice((*judged, *ANYWHERE))
        if answer is not None:
            found.append(ItemState(ItemKind.JUDGEMENT, criterion, answer, f"j{criterion}"))
    for piece in range(chance.randrange(12)):
        about = chance.choice(("A.1", "A.1.a", "A.2", "A.2.a", "A.2.b", "A.2.c"))
        side = chance.choice(("for", "against", "against", ""))
        text, document = chance.choice((("A quote", ""), ("", "p. 2"), ("", "")))
        evidence = Evidence(about=about, side=side, text=text, reference=document)
        found.append(ItemState(ItemKind.EVIDENCE, f"EV.earlier.{piece:02}", evidence.answer, "e"))
    referred = chance.choice((None, Answer("no"), Answer("no", note="told"), Answer("yes")))
    if referred is not None:
        found.append(ItemState(ItemKind.REFERRAL, REFERRED, referred, "r"))
    if chance.random() < 0.3:
        found.append(ItemState(ItemKind.REFERRAL, CONCERN, Answer("No food"), "c"))
    fields = {"case_type": "in_care", "age": chance.choice((None, 4, 5))}
    subject = Subject(SubjectKind.CASE, "ASH", f"ASH-{number:03}")
    return CaseSheet(subject, subject.ref, (), tuple(found), fields)


def expected(framework: Framework, case: CaseSheet) -> Iterator[tuple[str, str, str]]:
    """Kind, id and state of each row, by what the tool says of the record."""
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
    filed = [Evidence.of(one) for one in of_kind(ItemKind.EVIDENCE).values()]
    wrong = wrong_by_item(framework, facts, filed)
    against = {one.about for one in filed if one.says_something and one.side == "against"}
    for criterion in framework.criteria():
        for question in criterion.questions:
            truths = (applies(criterion, facts), shown(question, facts))
            answer = facts.answers.get(question.id)
            state = state_of(truths, answer, is_required=question.required)
            if state == "Done":
                state = wrong.get(("question", question.id), state)
            is_explained = answer is not None and answer.absence and answer.note
            if state == "Done" and is_explained and question.id in against:
                state = "Done, look again: evidence against it"
            yield "question", question.id, state
        truth, judged = applies(criterion, facts), facts.judgements.get(criterion.id)
        state = state_of((truth,), judged)
        if state == "Done":
            state = wrong.get(("judgement", criterion.id), state)
        yield "judgement", criterion.id, state
    yield from referral_states(facts, of_kind(ItemKind.REFERRAL))


def wrong_by_item(
    framework: Framework, facts: RecordFacts, filed: list[Evidence]
) -> dict[tuple[str, str], str]:
    """What `case check` and `case submit` miss beside answers, as the sheet says it."""
    problems = [
        *check_sides(facts, filed),
        *check_support(framework, facts, evidenced=frozenset(by_criterion(framework, filed))),
        *check_record(framework, facts, on=date(2013, 12, 13), evidenced=evidenced(filed)),
    ]
    said = {
        "against_evidence": "To do: reason",
        "look_again": "Done, look again: evidence against it",
        "unsupported": "To do: evidence",
        "evidence_missing": "To do: evidence",
        "differs_without_reason": "To do: reason",
    }
    found: dict[tuple[str, str], str] = {}
    for problem in problems:
        if problem.kind in said:
            item = problem.item_kind.value, problem.item_id
            state = said[problem.kind]
            criterion = framework.criterion(problem.item_id)
            advice = advised(criterion, facts) if criterion is not None else None
            if "calculation" in problem.message and advice:
                words = framework.scales["quality"].word(advice).lower()
                state = f"To do: reason, calculated {words}"
            found[item] = min(found.get(item, state), state, key=said_first)
    return found


def said_first(state: str) -> int:
    """Which of several things a row says."""
    order = ("calculated", "To do: evidence", "To do: reason", "")
    return next(place for place, words in enumerate(order) if words in state)


def referral_states(
    facts: RecordFacts, referral: dict[str, Answer]
) -> Iterator[tuple[str, str, str]]:
    referred = referral.get(REFERRED)
    state = "To do: answer" if referred is None else "Done"
    if referred is not None and check_referral_called_for(facts, referral):
        state = "To do: reason"
    yield "referral", REFERRED, state
    missing = {one.item_id for one in check_referral(referral, on=date(2013, 12, 13))}
    for item in (REFERRED_ON, REFERRED_TO, CONCERN):
        is_yes = referred is not None and referred.value == "yes"
        if is_yes:
            state = "To do: answer" if item in missing else "Done"
        else:
            state = "Not asked, look again: words here" if item in referral else "Not asked"
        yield "referral", item, state


def state_of(
    truths: tuple[bool | None, ...], answer: Answer | None, *, is_required: bool = True
) -> str:
    has_note = answer is not None and bool(answer.note)
    if False in truths:
        hidden = "Not asked, look again: words here" if has_note else "Not asked"
        return hidden if is_empty(answer) else "To do: clear"
    if answer is None or is_empty(answer):
        if None in truths:
            return "Not yet asked"
        return "To do: answer" if is_required or has_note else "Optional"
    return "To do: reason" if answer.absence == "not_seen" and not answer.note else "Done"


def test_each_row_that_is_answered_computes_its_state() -> None:
    for seed in range(3):
        chance = random.Random(f"formulas/{seed}")  # noqa: S311  # not for secrets
        framework = a_framework(chance)
        if seed == 2:  # no judgement of a scale on which nothing is met wants evidence
            written = framework.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            written["scales"]["quality"]["met"] = []
            framework = Framework.model_validate(written)
        case = a_case(chance, framework, 1)
        made = dataclasses.replace(content(case), framework=framework)
        file = write_case_workbook(made, signing_key=KEY).file
        sheet = openpyxl.load_workbook(io.BytesIO(file))[case.subject.ref]
        rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if "question" in row]
        assert {row[0] for row in rows} >= {question["id"] for question in FIRST}
        for row in rows:
            assert any(str(cell).startswith("=IF(") for cell in row), row[0]


@pytest.mark.proof(part=0)  # LibreOffice takes seconds to open a workbook
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_sheet_says_of_each_row_what_the_conditions_say(tmp_path: Path, whole: bool) -> None:
    cases: dict[str, tuple[Framework, tuple[CaseSheet, ...]]] = {}
    for seed in range(40 if whole else 2):
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

    compared: Counter[str] = Counter()
    for name, (framework, sheets) in cases.items():
        workbook = openpyxl.load_workbook(tmp_path / "out" / name, data_only=True)
        overview = {row[0]: row[3] for row in workbook[layout.OVERVIEW].iter_rows(values_only=True)}
        for case in sheets:
            rows = list(workbook[case.subject.ref].iter_rows(min_row=4, values_only=True))
            said = {(row[8], row[7]): row[5] for row in rows if row[8] in KINDS}
            right = {(kind, item): state for kind, item, state in expected(framework, case)}
            asked = {place: state for place, state in right.items() if place in said}
            assert said == asked, (name, case)
            # Rows that the fields rule out are not on the sheet, and not asked.
            assert all(right[place][:9] == "Not asked" for place in right.keys() - said.keys())
            to_do = sum(state.startswith("To do") for state in right.values())
            assert overview[case.subject.ref] == to_do
            compared.update(map(str, said.values()))
    assert compared.total() > 400
    # Every state came up, but that of a query, and of both an answer and a reason for none.
    assert {state.partition(", calculated")[0] for state in compared} == {
        state.value for state in RowState
    } - {RowState.REPLY, RowState.ONE}
