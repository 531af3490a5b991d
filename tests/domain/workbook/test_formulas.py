"""A condition over answers, said as formulas over the cells of the same sheet.

That the formulas come to what `evaluate` says is proven through LibreOffice
(tests/documents/case_workbook/test_states.py); here is how they are said.
"""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.language.conditions import Comparison, Scalar
from inspect_tool.domain.records.answer_forms import question_form
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.workbook.formulas import asked
from inspect_tool.domain.workbook.truths import AnswerRow, AnswerRows
from tests.case_workbook_factory import CASE, FRAMEWORK


@pytest.mark.parametrize(
    ("item_id", "value", "said"),
    [
        ("PLAN.1.a", 3, "ISNUMBER($C$7),$C$7=3"),
        ("TIM.1.a", date(2013, 6, 3), "ISNUMBER($C$7),$C$7=41428"),
        ("PLAN.1.b", 'a "word"', 'EXACT($C$7,"a ""word""")'),
        ("TIM.1.d", "partly", '$C$7="Partly"'),
    ],
)
def test_an_answer_that_is_asked_for_is_looked_for_in_its_cell(
    item_id: str, value: Scalar, said: str
) -> None:
    question = FRAMEWORK.question(item_id)
    assert question is not None
    row = AnswerRow(7, question_form(FRAMEWORK, question))
    sheet = AnswerRows({(ItemKind.QUESTION, item_id): row}, RecordFacts(FRAMEWORK, CASE))
    condition = Comparison.model_validate({"question": item_id, "is": value})
    assert said in asked(condition, sheet).holds


def test_an_answer_cell_is_never_what_its_form_does_not_take() -> None:
    question = FRAMEWORK.question("PLAN.1.a")
    assert question is not None
    row = AnswerRow(7, question_form(FRAMEWORK, question))
    sheet = AnswerRows({(ItemKind.QUESTION, "PLAN.1.a"): row}, RecordFacts(FRAMEWORK, CASE))
    condition = Comparison.model_validate({"question": "PLAN.1.a", "is": "many"})
    assert "$C$7=" not in asked(condition, sheet).holds


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("IA-10", "AND(ISNUMBER($C$7),AND($C$7>=36620,$C$7<=41378))"),
        ("ASMT-45", "AND(ISNUMBER($C$7),$C$7>=41379)"),
        ("CP-V", "FALSE()"),  # no limit anywhere
    ],
)
def test_a_limit_is_in_force_between_its_days(rule: str, holds: str) -> None:
    question = FRAMEWORK.question("TIM.1.a")
    assert question is not None
    row = AnswerRow(7, question_form(FRAMEWORK, question))
    sheet = AnswerRows({(ItemKind.QUESTION, "TIM.1.a"): row}, RecordFacts(FRAMEWORK, CASE))
    found = asked(Comparison.model_validate({"question": "TIM.1.a", "in_force": rule}), sheet)

    assert found.holds == holds
    assert found.fails.startswith("AND(ISNUMBER($C$7),NOT(") or found.fails == "ISNUMBER($C$7)"
