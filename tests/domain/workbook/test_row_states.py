"""States of rows as formulas, word for word; a whole proof computes them in LibreOffice."""

from __future__ import annotations

from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.records.answer_forms import judgement_form, question_form
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.records.referral import REFERRAL_FORMS, REFERRED
from inspect_tool.domain.workbook.formulas import chronology_formulas
from inspect_tool.domain.workbook.printed import state_words
from inspect_tool.domain.workbook.row_states import row_states
from inspect_tool.domain.workbook.truths import AnswerRow, AnswerRows, EvidenceCells
from tests.case_workbook_factory import CASE, FRAMEWORK

EVIDENCE = EvidenceCells(4, 23, "ASH-017 evidence")
CALCULATED = [
    {"when": {"question": "PLAN.1.a", "lte": 0}, "then": "inadequate"},
    {"else": "good"},
]
UNKNOWN = [{"when": {"question": "PLAN.1.b", "has": "x"}, "then": "good"}, {"else": "inadequate"}]


def states(
    judgement: dict[str, Any] | None = None, *, evidence: EvidenceCells | None = EVIDENCE
) -> dict[str, str]:
    content = FRAMEWORK.model_dump(mode="json", by_alias=True, exclude_none=True)
    plan = content["domains"][1]["criteria"][0]
    plan["judgement"] = {"scale": "quality", **(judgement or {})}
    plan["questions"][0]["refer_if"] = ["0"]
    plan["questions"][2]["refer_if"] = ["1"]
    framework = Framework.model_validate(content)
    criterion = framework.criterion("PLAN.1")
    assert criterion is not None
    places = {
        (ItemKind.QUESTION, one.id): AnswerRow(number, question_form(framework, one))
        for number, one in enumerate(criterion.questions, start=8)
    }
    places[ItemKind.JUDGEMENT, "PLAN.1"] = AnswerRow(11, judgement_form(framework, criterion))
    places[ItemKind.REFERRAL, REFERRED] = AnswerRow(4, REFERRAL_FORMS[REFERRED])
    sheet = AnswerRows(places, RecordFacts(framework, CASE, {}), evidence)
    return {item: state for (_, item), state in row_states(sheet).items()}


def test_a_blank_referral_is_to_be_answered_and_a_no_to_be_explained_where_one_is_called_for() -> (
    None
):
    state = states()[REFERRED]
    assert state.startswith('=IF($C$4="","To do: answer",IF(AND(NOT($C$4="Yes"),$E$4=""')
    assert '$C$10="' in state
    assert state.endswith('"To do: reason","Done"))')


def test_an_adverse_judgement_without_evidence_is_to_do() -> None:
    state = states()["PLAN.1"]
    assert 'NOT($C$11="Good")' in state
    assert "SUMPRODUCT(" in state
    assert "'ASH-017 evidence'!$B$4:$B$23" in state
    assert '$E$8<>""' in state
    bare = states(evidence=None)["PLAN.1"]
    assert "SUMPRODUCT" not in bare
    assert '"To do: evidence"' in bare


@pytest.mark.parametrize("differs", ["reason_required", "reason_optional"])
def test_a_judgement_other_than_the_calculated_one_is_to_be_explained(differs: str) -> None:
    state = states({"calculated": CALCULATED, "differs": differs})["PLAN.1"]
    said = '"To do: reason, calculated "&LOWER('
    assert said in state
    # Evidence of its own may stand for the reason where that is optional.
    before = state.partition(said)[0].rpartition("AND(")[2]
    assert ("SUMPRODUCT" in before) == (differs == "reason_optional")


@pytest.mark.parametrize("calculated", [UNKNOWN, []])
def test_what_no_sheet_computes_asks_for_no_reason(calculated: list[dict[str, Any]]) -> None:
    assert "calculated" not in states({"calculated": calculated})["PLAN.1"]


def test_a_calculation_that_rests_on_a_clock_is_left_to_the_import() -> None:
    criterion = FRAMEWORK.criterion("TIM.1")
    assert criterion is not None
    row = AnswerRow(5, judgement_form(FRAMEWORK, criterion))
    facts = RecordFacts(FRAMEWORK, CASE, {"case_type": "in_care"})
    sheet = AnswerRows({(ItemKind.JUDGEMENT, "TIM.1"): row}, facts, EVIDENCE)
    assert "calculated" not in row_states(sheet)[ItemKind.JUDGEMENT, "TIM.1"]


def test_a_state_is_the_same_wherever_its_evidence_is_and_whatever_the_sheet_is_called() -> None:
    here = '=IF(SUMPRODUCT((\'ASH-017 evidence\'!$B$4:$B$23<>"")*1)>0,"Done","To do")'
    renamed = here.replace("'ASH-017 evidence'", "Tuesday").replace("$23", "$31")
    saved = 'of:=IF(SUMPRODUCT(([$\'ASH-017 evidence\'.$B$4:.$B$23]<>"")*1)>0;"Done";"To do")'
    assert state_words(here) == state_words(renamed) == state_words(saved)
    assert state_words(here) != state_words(here.replace("Done", "Over"))


def test_a_rule_of_repeats_is_a_formula_over_the_whole_chronology() -> None:
    event = {"title": "Referral", "words": ["referral", "contact"]}
    rule = RepeatRule.model_validate({"beside": "A.1", "within_days": 60, "events": [event]})
    days, shown = chronology_formulas(7, first=4, last=18, rule=rule)
    _, without = chronology_formulas(7, first=4, last=18)
    assert days.startswith("=IF(ISNUMBER(")
    assert shown.startswith(without.removesuffix(")"))
    assert '" Referral again within 60 days."' in shown
    assert 'SEARCH("contact",' in shown
