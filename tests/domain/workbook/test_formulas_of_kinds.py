"""Conditions on several options, rows and rough dates, said as formulas.

That they come to what `evaluate` says is seen through LibreOffice
(tests/readers/case_workbook/test_kinds_in_a_workbook.py); here is how they are said.
"""

from __future__ import annotations

from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import OptionList
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.records.answer_forms import question_form
from inspect_tool.domain.records.items import question_items
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.domain.workbook.formulas import asked
from inspect_tool.domain.workbook.several_formulas import LONGEST
from inspect_tool.domain.workbook.truths import NO, UNKNOWN, YES, AnswerRow, AnswerRows, Asked
from tests.kinds_of_question import KINDS, a_case


def sheet(
    *items: str, framework: Framework = KINDS, answers: dict[str, Any] | None = None
) -> AnswerRows:
    """A sheet with rows for these items, from row 5."""
    forms = {one.item_id: question_form(framework, one.question) for one in question_items(KINDS)}
    rows = {
        (ItemKind.QUESTION, item): AnswerRow(number, forms[item])
        for number, item in enumerate(items, start=5)
    }
    return AnswerRows(rows, a_case(answers=answers))


def said(test: dict[str, Any], *items: str) -> Asked:
    return asked(Comparison.model_validate(test), sheet(*items))


GROUP = ("NEG.2.a", "NEG.2.b@1", "NEG.2.c@1", "NEG.2.b@2", "NEG.2.c@2")
UNSEEN = {"question": "NEG.2.c", "is": "no"}


def test_options_are_looked_for_between_semicolons() -> None:
    found = said({"question": "NEG.1.a", "has": "physical"}, "NEG.1.a")
    assert 'FIND(";PHYSICAL NEGLECT;"' in found.holds
    assert 'UPPER(SUBSTITUTE(TRIM($C$5),"; ",";"))' in found.holds
    assert found.fails != NO
    both = said({"question": "NEG.1.a", "has_any": ["physical", "medical"]}, "NEG.1.a")
    assert both.holds.count("ISNUMBER") == 2
    for test, sign in (({"gte": 2}, ">=2"), ({"lte": 1}, "<=1"), ({"is": 0}, "=0")):
        counted = said({"question": "NEG.1.a", "how_many": test}, "NEG.1.a")
        assert counted.holds.endswith(f"{sign})")


def test_a_list_without_other_and_none_needs_less() -> None:
    plain = {"options": {"a": "One", "b": "Two"}}
    lists = {
        **KINDS.lists,
        "forms_of_neglect": OptionList.model_validate(plain),
    }
    framework = KINDS.model_copy(update={"lists": lists})
    rows = sheet("NEG.1.a", framework=framework)
    found = asked(Comparison.model_validate({"question": "NEG.1.a", "has": "a"}), rows)
    assert "IFERROR" not in found.holds
    counted = asked(Comparison.model_validate({"question": "NEG.1.a", "how_many": {"is": 1}}), rows)
    assert "IF(" not in counted.holds


def test_a_formula_that_would_be_too_long_is_left_to_the_import() -> None:
    many = {"options": {f"o{number}": f"Option number {number}" for number in range(40)}}
    lists = {
        **KINDS.lists,
        "forms_of_neglect": OptionList.model_validate(many),
    }
    rows = sheet("NEG.1.a", framework=KINDS.model_copy(update={"lists": lists}))
    assert asked(Comparison.model_validate({"question": "NEG.1.a", "has": "o1"}), rows) == UNKNOWN
    kept = said({"question": "NEG.1.a", "how_many": {"gte": 2}}, "NEG.1.a")
    assert max(len(kept.holds), len(kept.fails)) <= LONGEST


@pytest.mark.parametrize(
    "test",
    [
        {"question": "NEG.1.f", "has": "visits"},
        {"question": "NEG.1.d", "gte": "2012-01-01"},
        {"question": "NEG.2.a", "how_many": {"gte": 1, "where": UNSEEN}},
    ],
)
def test_what_a_sheet_cannot_tell_is_unknown_to_it(test: dict[str, Any]) -> None:
    assert said(test, "NEG.1.f", "NEG.1.d", *GROUP) == UNKNOWN


def test_rows_are_asked_one_by_one() -> None:
    found = said({"question": "NEG.2.a", "any_row": UNSEEN}, *GROUP)
    # Rows 6 and 7 are the first child, 8 and 9 the second.
    for number in (7, 9):
        assert f'$C${number}="No"' in found.holds
    assert '$C$5="No other children"' in found.fails
    counted = said({"question": "NEG.2.a", "how_many": {"gte": 2}}, *GROUP)
    assert counted.holds.endswith(">=2)")
    assert '($C$6&$D$6&$E$6&$C$7&$D$7&$E$7<>"")*1' in counted.holds
    answered = said({"question": "NEG.2.a", "answered": True}, *GROUP)
    turned = said({"question": "NEG.2.a", "answered": False}, *GROUP)
    assert (turned.holds, turned.fails) == (answered.fails, answered.holds)


def test_a_group_without_rows_on_the_sheet_is_what_was_known_of_it() -> None:
    test = {"question": "NEG.2.a", "how_many": {"gte": 1}}
    assert asked(Comparison.model_validate(test), sheet("NEG.1.a")) == UNKNOWN
    known = sheet("NEG.1.a", answers={"NEG.2.a": "none"})
    assert asked(Comparison.model_validate(test), known) == Asked(NO, YES)
    alone = said(test, "NEG.2.a")  # a sheet with the group's own row and none below
    assert alone.holds != NO
