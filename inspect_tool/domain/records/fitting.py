"""Whether an answer is one that its question takes, as a sentence where it is not."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import NONE, OTHER, Chosen, RoughDate, precision_of
from inspect_tool.domain.records.answer_forms import question_form
from inspect_tool.domain.records.typed_kinds import NumberForm

_KINDS = {
    QuestionType.DATE: "a date",
    QuestionType.TEXT: "text",
    QuestionType.NUMBER: "a number",
    QuestionType.SEVERAL: "a choice of several",
    QuestionType.GROUP: "an answer to a group",
}


def value_fault(framework: Framework, question: Question, value: Value | None) -> str:
    """Why a value is no answer to a question that names no scale; empty where it is one."""
    form = question_form(framework, question)
    codes = {choice.value for choice in form.choices}
    if isinstance(value, Chosen) and form.choices:
        return _chosen_fault(form.none, codes, value, is_text=question.type is QuestionType.TEXT)
    if question.type is QuestionType.DATE and isinstance(value, date | RoughDate):
        is_enough = precision_of(value) >= form.precision
        return "" if is_enough else "The date is not known as well as the question asks."
    if question.type is QuestionType.NUMBER and _is_number(value):
        return "" if _is_within(form.number, value) else f"It is not {form.number.words}."
    if question.type is QuestionType.GROUP and value == NONE:
        return ""
    is_text = question.type is QuestionType.TEXT and not form.choices
    return "" if is_text and isinstance(value, str) else f"The answer is not {_kind(question)}."


def _kind(question: Question) -> str:
    return _KINDS[question.type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_within(form: NumberForm, value: object) -> bool:
    number = float(str(value))
    is_rounded = round(number, form.decimals) == number
    return is_rounded and form.least <= number <= form.most


def _chosen_fault(none: str, codes: set[str], value: Chosen, *, is_text: bool) -> str:
    unknown = [code for code in value.codes if code not in codes]
    if unknown:
        return f"“{unknown[0]}” is not on its list."
    if is_text:
        return ""
    if not value.codes and not none:
        return "No option is chosen, and “none of these” is no answer here."
    return ""


def wants_words(value: Value | None, question: Question) -> bool:
    """Whether "something else" was chosen and nothing says what."""
    is_other = isinstance(value, Chosen) and OTHER in value.codes and not value.words
    return is_other and question.type is QuestionType.SEVERAL
