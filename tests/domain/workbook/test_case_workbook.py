from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.records.referral import REFERRAL_ITEMS
from inspect_tool.domain.workbook.blocks import chronology_rows
from inspect_tool.domain.workbook.layout import CHRONOLOGY, part_name, sheet_name, subject_mark
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.rows import sheet_rows
from inspect_tool.domain.workbook.seal import Seal, SealedRow
from inspect_tool.domain.workbook.workbook import (
    AskedQuery,
    CaseSheet,
    ItemState,
    blank_voices,
)
from tests.case_workbook_factory import ANSWERED, CASE, FRAMEWORK, KEY, case_sheet, content


def rows(*items: ItemState, case_type: str = "child_in_need") -> dict[tuple[str, str], FormRow]:
    sheet = case_sheet(items=items, case_type=case_type)
    return {
        (row.kind.value, row.item_id): row for row in sheet_rows(content(sheet), sheet).questions
    }


def test_rows_begin_with_facts_and_what_cannot_wait() -> None:
    assert [f"{kind} {item_id}" for kind, item_id in rows()] == [
        "fact FACT.1",
        "fact FACT.2",
        "heading REFER",
        *(f"referral {item.id}" for item in REFERRAL_ITEMS),
        "heading TIM",
        "criterion TIM.1",
        "question TIM.1.a",
        "question TIM.1.b",
        "clock TIM.1.c",
        "limit TIM.1.c",
        "question TIM.1.d",
        "guide TIM.1",
        "judgement TIM.1",
        "heading PLAN",
        "criterion PLAN.1",
        "question PLAN.1.a",
        "question PLAN.1.b",
        "question PLAN.1.c",
    ]


def test_what_nothing_is_asked_about_has_no_rows_of_evidence() -> None:
    domains = tuple(one for one in FRAMEWORK.domains if one.subject is not SubjectKind.AUTHORITY)
    unasked = FRAMEWORK.model_copy(update={"domains": domains})
    sheet = CaseSheet(Subject(SubjectKind.AUTHORITY, "ASH", "ASH"), "Ashmere as an authority")
    found = sheet_rows(dataclasses.replace(content(sheet), framework=unasked), sheet)
    assert (found.questions, found.evidence) == ((), ())


def test_evidence_has_rows_of_its_own() -> None:
    sheet = case_sheet()
    found = sheet_rows(content(sheet), sheet).evidence
    assert [row.item_id for row in found] == [f"EV.pack-1.{number:02}" for number in range(1, 21)]


def test_the_chronology_has_rows_of_its_own() -> None:
    sheet = case_sheet()
    found = list(chronology_rows(sheet, "pack-1"))
    assert [row.item_id for row in found] == [f"CH.pack-1.{number:02}" for number in range(1, 16)]
    assert "$4" in found[0].days


def test_a_query_stands_below_the_answer_that_it_is_about_else_on_top() -> None:
    asked = [
        AskedQuery(about, f"{about}#{name}", "Which visit?", "yz", date(2013, 6, 3), f"r-{name}")
        for about, name in (("PLAN.1.b", "aaaa"), ("TIM.1", "bbbb"), ("GONE.1", "cccc"))
    ]
    sheet = dataclasses.replace(case_sheet(), queries=tuple(asked))
    found = sheet_rows(content(sheet), sheet).questions
    items = [(row.kind.value, row.item_id) for row in found]

    assert items[0] == ("query", "GONE.1#cccc")
    assert items[items.index(("query", "PLAN.1.b#aaaa")) - 1] == ("question", "PLAN.1.b")
    assert items[items.index(("query", "TIM.1#bbbb")) - 1] == ("judgement", "TIM.1")
    query = found[items.index(("query", "PLAN.1.b#aaaa"))]
    assert (query.ref, query.text) == ("Query", "Query about PLAN.1.b: Which visit?")
    assert query.base_revision == "r-aaaa"
    assert query.state.startswith("=IF($C$")
    assert "To do: reply" in query.state
    assert "yz on 3 June 2013" in query.help


def test_facts_are_said_in_words() -> None:
    found = rows()

    assert [found["fact", f"FACT.{number}"].printed for number in (1, 2)] == [
        ("", "Case type", "", "Date of birth known", "Yes", ""),
        ("", "The return does not say", "", "Plans", "", ""),
    ]
    assert found["fact", "FACT.1"].shown == "child in need"


def test_facts_of_every_kind_are_said_in_words() -> None:
    facts = tuple(
        dataclasses.replace(case_sheet().facts[0], value=value)
        for value in (date(2013, 6, 3), 4, False)
    )
    sheet = dataclasses.replace(case_sheet(), facts=facts)

    row, other = sheet_rows(content(sheet), sheet).questions[:2]
    assert (row.text, row.shown, row.note, row.status) == (
        *("Case type", "3 June 2013"),
        *("Case type", "4"),
    )
    assert (other.text, other.shown, other.note, other.status) == ("Case type", "No", "", "")


def test_criteria_that_the_frame_rules_out_are_left_out() -> None:
    assert ("criterion", "TIM.2") not in rows()
    assert ("criterion", "TIM.2") in rows(case_type="in_care")
    assert "heading TIM" not in [f"{kind} {item}" for kind, item in rows(case_type="early_help")]


def test_what_was_answered_stays_even_if_it_no_longer_applies() -> None:
    answered = ItemState(ItemKind.QUESTION, "TIM.2.a", Answer(date(2013, 6, 3)), "r")
    judged = ItemState(ItemKind.JUDGEMENT, "TIM.2", Answer("good"), "r")

    assert rows(answered)["question", "TIM.2.a"].answer == Answer(date(2013, 6, 3))
    assert rows(judged)["judgement", "TIM.2"].answer == Answer("good")


def test_a_retired_question_is_asked_only_where_it_was_answered() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["domains"][1]["criteria"][0]["questions"][0]["retired"] = True
    framework = FRAMEWORK.model_validate(document)

    def asked(*items: ItemState) -> bool:
        sheet = case_sheet(items=items)
        made = dataclasses.replace(content(sheet), framework=framework)
        return "PLAN.1.a" in [row.item_id for row in sheet_rows(made, sheet).questions]

    assert not asked()
    assert asked(ItemState(ItemKind.QUESTION, "PLAN.1.a", Answer(2), "r"))


def test_a_retired_criterion_is_on_the_sheet_only_where_it_was_answered() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["domains"][1]["criteria"][0]["retired"] = True
    framework = FRAMEWORK.model_validate(document)

    def asked(*items: ItemState) -> set[str]:
        sheet = case_sheet(items=items)
        made = dataclasses.replace(content(sheet), framework=framework)
        return {row.item_id for row in sheet_rows(made, sheet).questions}

    assert {"PLAN.1", "PLAN.1.a"} & asked() == set()
    answered = asked(ItemState(ItemKind.QUESTION, "PLAN.1.a", Answer(2), "r"))
    assert {"PLAN.1", "PLAN.1.a"} <= answered


def test_a_question_that_the_frame_hides_for_good_is_left_out() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    questions = document["domains"][1]["criteria"][0]["questions"]
    questions[0]["show_if"] = {"field": "case_type", "is": "in_care"}
    questions[2]["show_if"] = {"field": "case_type", "is": "child_in_need"}
    framework = FRAMEWORK.model_validate(document)
    sheet = case_sheet()
    made = {
        row.item_id: row
        for row in sheet_rows(
            dataclasses.replace(content(sheet), framework=framework), sheet
        ).questions
    }

    assert "PLAN.1.a" not in made
    assert "Asked only" not in made["PLAN.1.c"].guidance


def test_the_authoritys_value_is_filled_in_and_says_where_it_comes_from() -> None:
    returned = rows()["question", "TIM.1.a"]
    noted = rows(ItemState(ItemKind.QUESTION, "TIM.1.a", Answer(note="p. 3"), "r"))
    own = rows(ItemState(ItemKind.QUESTION, "TIM.1.a", Answer(date(2013, 6, 3)), "r"))

    assert returned.answer == Answer(date(2013, 5, 2))
    assert returned.source == "From the authority's return"
    assert noted["question", "TIM.1.a"].answer == Answer(date(2013, 5, 2), note="p. 3")
    assert own["question", "TIM.1.a"].answer == Answer(date(2013, 6, 3))
    assert own["question", "TIM.1.a"].source == ""


def test_an_absence_of_the_system_is_nobodys_answer() -> None:
    not_asked = rows(ItemState(ItemKind.QUESTION, "PLAN.1.a", Answer(None, "not_asked"), "r"))

    assert not_asked["question", "PLAN.1.a"].answer is None
    assert not_asked["question", "PLAN.1.a"].base_revision == "r"


def test_a_clock_says_what_it_finds_in_the_dates_so_far() -> None:
    in_time = ItemState(ItemKind.QUESTION, "TIM.1.b", Answer(date(2013, 7, 8)), "r")
    late = ItemState(ItemKind.QUESTION, "TIM.1.b", Answer(date(2013, 7, 9)), "r")
    not_begun = ItemState(ItemKind.QUESTION, "TIM.1.a", Answer(None, "not_recorded"), "r")

    assert rows()["clock", "TIM.1.c"].shown == ""
    assert rows(in_time)["clock", "TIM.1.c"].shown == "In time; due 8 July 2013"
    assert rows(late)["clock", "TIM.1.c"].shown == "Late by 1 working day; due 8 July 2013"
    assert rows(not_begun, in_time)["clock", "TIM.1.c"].shown == "Cannot be assessed"
    assert rows()["clock", "TIM.1.c"].guidance == "Computed when the workbook is read in."
    assert rows()["limit", "TIM.1.c"].text == "Assessment within 45 working days of the referral"
    assert rows()["limit", "TIM.1.c"].note.startswith("From TIM.1.a, referral received, to TIM.1.b")


def test_the_calculated_advice_stands_beside_the_judgement() -> None:
    late = ItemState(ItemKind.QUESTION, "TIM.1.b", Answer(date(2013, 7, 9)), "r")

    assert rows()["judgement", "TIM.1"].source == "Computed when the workbook is read in."
    assert rows(late)["judgement", "TIM.1"].source == "Calculated when issued: inadequate."
    assert rows(case_type="in_care")["judgement", "TIM.2"].source == ""


def test_guidance_stands_beside_what_it_is_about() -> None:
    found = rows()

    assert found["criterion", "TIM.1"].note == "Look for: The dates on the record."
    assert found["criterion", "TIM.1"].guidance == "Usual evidence: case file, chronology."
    guide = found["guide", "TIM.1"]
    assert (guide.text, guide.note) == ("Good: In time.", "Inadequate: Late without a reason.")
    assert found["question", "TIM.1.d"].guidance == (
        "Asked only if TIM.1.b is answered.\nWrite the evidence if the answer is “No” or “Partly”."
    )
    assert found["question", "PLAN.1.b"].guidance == "May be left blank."
    assert found["criterion", "PLAN.1"].guidance == ""


def test_rows_of_questions_judgements_referrals_and_blocks_are_answered() -> None:
    answered = {row.kind for row in rows().values() if row.is_answered_here}

    assert answered == {
        RowKind.QUESTION,
        RowKind.JUDGEMENT,
        RowKind.REFERRAL,
    }
    elsewhere = {RowKind.EVIDENCE, RowKind.CHRONOLOGY, RowKind.HEARD, RowKind.QUERY}
    assert {kind for kind in RowKind if kind.item_kind} == answered | elsewhere


def test_other_subjects_have_their_own_domains_and_no_referral() -> None:
    authority = CaseSheet(Subject(SubjectKind.AUTHORITY, "ASH", "ASH"), "Ashmere")
    interview = blank_voices(SubjectKind.INTERVIEW, authority="ASH", inspector="rk", count=1)[0]

    def framework_rows(sheet: CaseSheet) -> list[str]:
        rows = sheet_rows(content(sheet), sheet).questions
        return [row.item_id for row in rows if not row.item_id.startswith("EV")]

    assert framework_rows(authority) == [
        "LEAD",
        "LEAD.1",
        "LEAD.1",
    ]
    assert framework_rows(interview) == [
        "HEARD",
        "HEARD.date",
        "HEARD.how",
        "HEARD.case",
        "VIEW",
        "VIEW.1",
        "VIEW.1.a",
    ]


def test_blank_interviews_are_numbered_on() -> None:
    made = blank_voices(SubjectKind.INTERVIEW, authority="ASH", inspector="rk", first=9, count=2)

    assert [one.subject.ref for one in made] == ["ASH-I-rk-09", "ASH-I-rk-10"]


@pytest.mark.parametrize("ref", ["", "x" * 32, "A/B", "it's"])
def test_a_sheet_has_a_name_that_a_spreadsheet_takes(ref: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        sheet_name(Subject(SubjectKind.CASE, "ASH", ref))


def test_a_sheet_is_named_by_its_subject() -> None:
    assert sheet_name(CASE) == "ASH-017"
    assert sheet_name(Subject(SubjectKind.AUTHORITY, "ASH", "ASH")) == "Authority ASH"
    assert subject_mark(CASE) == "case|ASH|ASH-017"
    assert part_name(CASE, CHRONOLOGY) == "ASH-017 chronology"
    assert subject_mark(CASE, CHRONOLOGY) == "case|ASH|ASH-017|chronology"


# ---------------------------------------------------------------- the seal


SEAL = Seal(KEY, "pack-1")
ROW = SealedRow("ASH-017", CASE, RowKind.QUESTION, "TIM.1.a", "r1")


def test_a_sealed_row_is_read_back_from_its_cells() -> None:
    assert SealedRow.from_cells(ROW.cells) == ROW
    with pytest.raises(ValueError, match="nonsense"):
        SealedRow.from_cells((*ROW.cells[:4], "nonsense", *ROW.cells[5:]))


def test_the_signature_covers_identity_rows_order_and_key() -> None:
    identity = content().identity
    other = dataclasses.replace(ROW, item_id="TIM.1.b")
    signatures = {
        SEAL.sign(identity, [ROW, other]),
        SEAL.sign(identity, [other, ROW]),
        SEAL.sign(identity, [ROW]),
        SEAL.sign(dataclasses.replace(identity, inspector="mt"), [ROW, other]),
        SEAL.sign(dataclasses.replace(identity, issued=date(2013, 10, 15)), [ROW, other]),
        Seal(b"other", "pack-1").sign(identity, [ROW, other]),
        Seal(KEY, "pack-2").sign(identity, [ROW, other]),
    }

    assert len(signatures) == 7
    assert SEAL.sign(identity, [ROW, other]) in signatures


@pytest.mark.parametrize(
    "answer",
    [
        Answer("3"),
        Answer(3),
        Answer(date(2013, 6, 3)),
        Answer("2013-06-03"),
        Answer(None, "not_seen"),
        Answer(None, "not_seen", "why"),
        Answer(note="why"),
        Answer("why"),
    ],
)
def test_an_answer_is_told_from_every_other(answer: Answer) -> None:
    def digest(one: Answer | None) -> str:
        return SEAL.answer_check(CASE, RowKind.QUESTION, "TIM.1.a", one)

    others = [one.answer for one in ANSWERED if one.answer != answer] + [None]
    assert digest(answer) not in {digest(one) for one in others}
    assert digest(answer) == digest(dataclasses.replace(answer, note=f" {answer.note}\r\n"))


def test_no_answer_and_an_empty_one_are_the_same() -> None:
    digests = {
        SEAL.answer_check(CASE, RowKind.QUESTION, "TIM.1.a", one)
        for one in (None, Answer(), Answer(""), Answer(note="  "))
    }

    assert len(digests) == 1


def test_the_seal_of_an_answer_knows_its_type() -> None:
    values: list[Value | None] = [
        *(date(2013, 2, 1), RoughDate(2013, 2), RoughDate(2013), 2013, "2013", 2013.5, None),
        *(Chosen(("a", "b"), ""), Chosen(("a",), "b")),
    ]
    digests = [
        SEAL.answer_check(CASE, RowKind.QUESTION, "HARM.1.a", Answer(value)) for value in values
    ]
    assert len(set(digests)) == len(values)
