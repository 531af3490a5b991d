"""Questions that have what only a clock has, and forms with questions that need no list."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inspect_tool.domain.framework.framework import Framework, Question, SubjectKind
from inspect_tool.domain.framework.xlsform import xlsform_of
from inspect_tool.domain.framework.xlsform_names import name_of
from tests.factories import a_framework

LIMIT = {"rule": "IA-10", "from": "X.1.b", "to": "X.1.c"}


def test_other_limits_belong_to_a_clock_alone() -> None:
    with pytest.raises(ValidationError, match="only a clock has `otherwise`"):
        Question.model_validate(
            {"id": "X.1.a", "type": "date", "text": "When?", "otherwise": [LIMIT]}
        )
    dates = {"rule": "ASMT-45", "from": "X.1.b", "to": "X.1.c"}
    clock = Question.model_validate({"id": "X.1.a", "type": "clock", **dates, "otherwise": [LIMIT]})
    assert [one.rule for one in clock.limits] == ["ASMT-45", "IA-10"]


def lists_of_a_text(absences: list[str]) -> set[str]:
    """The lists of a form that asks for a text besides its choices."""
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["criteria"][0]["questions"].append(
        {"id": "HARM.1.c", "type": "text", "text": "What happened?", "absences": absences}
    )
    form = xlsform_of(Framework.model_validate(content), SubjectKind.CASE)
    asked = {row.type.partition(" ")[2] for row in form.survey if row.type.startswith("select")}
    lists = {row.list_name for row in form.choices}
    assert asked == lists, "every list is asked for, and every list asked for is there"
    return lists


def test_a_question_that_must_be_answered_in_words_has_no_list_in_the_form() -> None:
    more = lists_of_a_text(["not_recorded"]) - lists_of_a_text([])
    assert more == {"no_answer_not_recorded"}


def test_what_hangs_on_a_limit_in_force_is_always_asked_in_a_form() -> None:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    day = {"id": "HARM.1.c", "type": "date", "text": "Which day?"}
    later = {**day, "id": "HARM.1.d", "show_if": {"question": "HARM.1.c", "in_force": "IA-10"}}
    content["domains"][0]["criteria"][0]["questions"] += [day, later]
    form = xlsform_of(Framework.model_validate(content), SubjectKind.CASE)
    assert [row.relevant for row in form.survey if row.name == name_of("HARM.1.d")] == [""]
