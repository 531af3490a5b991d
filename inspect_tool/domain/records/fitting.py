"""Whether an answer is one that its question takes, as a sentence where it is not."""

from __future__ import annotations

from datetime import date
from typing import Final

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType
from inspect_tool.domain.framework.kinds import OptionList
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import NONE, OTHER, Chosen, RoughDate, precision_of
from inspect_tool.domain.records.answer_forms import least_precision, number_form

DAYS: Final = (date, RoughDate)
_KINDS = {
    QuestionType.DATE: "a date",
    QuestionType.TEXT: "text",
    QuestionType.NUMBER: "a number",
    QuestionType.SEVERAL: "a choice of several",
    QuestionType.GROUP: "an answer to a group",
}


def value_fault(framework: Framework, question: Question, value: Value | None) -> str:
    """Why a value is no answer to a question that names no scale; empty where it is one."""
    options = framework.lists.get(question.list_ or question.themes or "")
    if options is not None and isinstance(value, Chosen):
        return _chosen_fault(options, value, is_text=question.themes is not None)
    if question.type is QuestionType.DATE and isinstance(value, DAYS):
        is_enough = precision_of(value) >= least_precision(question)
        return "" if is_enough else "The date is not known as well as the question asks."
    if question.type is QuestionType.NUMBER and _is_number(value):
        return _number_fault(question, value)
    is_plain_text = question.type is QuestionType.TEXT and options is None
    is_answer = isinstance(value, str) if is_plain_text else _is_no_row(question, value)
    return "" if is_answer else f"The answer is not {_KINDS[question.type]}."


def _is_no_row(question: Question, value: object) -> bool:
    return question.type is QuestionType.GROUP and value == NONE


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_fault(question: Question, value: object) -> str:
    form, number = number_form(question), float(str(value))
    is_fitting = round(number, form.decimals) == number and form.least <= number <= form.most
    return "" if is_fitting else f"It is not {form.words}."


def _chosen_fault(options: OptionList, value: Chosen, *, is_text: bool) -> str:
    unknown = [code for code in value.codes if code not in options.words]
    if unknown:
        return f"“{unknown[0]}” is not on its list."
    if is_text or value.codes or options.none:
        return ""
    return "No option is chosen, and “none of these” is no answer here."


def wants_words(value: Value | None, question: Question) -> bool:
    """Whether "something else" was chosen and nothing says what."""
    is_other = isinstance(value, Chosen) and OTHER in value.codes and not value.words
    return is_other and question.type is QuestionType.SEVERAL
