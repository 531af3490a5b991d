"""How the answer cells of several options, rough dates, measured numbers and groups look."""

from __future__ import annotations

from typing import Literal

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.values import Precision
from inspect_tool.domain.records.answer_forms import AnswerForm

CellKind = Literal["list", "date", "whole", "decimal", "text"]


def cell_kind(form: AnswerForm) -> CellKind:
    """What an answer cell takes: what the sheet itself can check of it.

    Options that are chosen together, and dates of which a month will do, are typed as text.
    """
    if form.type in (QuestionType.CHOICE, QuestionType.GROUP):
        return "list"
    if form.type is QuestionType.DATE and form.precision is Precision.DAY:
        return "date"
    if form.type is QuestionType.NUMBER:
        return "decimal" if form.number.decimals else "whole"
    return "text"
