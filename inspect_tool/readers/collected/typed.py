"""What a submission says to one question, from the columns that its form has for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.framework.xlsform_names import (
    ABSENCE,
    ANY,
    KNOWN,
    MONTH,
    NOTE,
    OTHER_WORDS,
    THEMES,
    YEAR,
)
from inspect_tool.domain.language.values import OTHER, Chosen, Precision
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    clean_text,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.choices import ReadAnswer, read_choice
from inspect_tool.domain.records.records import Answer


@dataclass(frozen=True)
class ReadCells:
    """An answer with its note, and what was typed and is no answer."""

    answer: Answer
    typed: str = ""
    fault: str = ""
    remedy: str = ""


def read_cells(form: AnswerForm, name: str, cells: Mapping[str, object]) -> ReadCells:
    """What the columns of a question say.

    Args:
        name: What the form calls the question.
        cells: What stands under each heading.
    """
    note = _text(cells, f"{name}{NOTE}")
    typed = _typed(form, name, cells)
    read = _read(form, name, typed, cells)
    absence = read_absence(form, typed if read.fault else _text(cells, f"{name}{ABSENCE}"))
    if absence.value is not None and (read.fault or read.value is None):
        return ReadCells(Answer(absence=str(absence.value), note=note))
    if read.fault:
        return ReadCells(Answer(note=note), clean_text(str(typed)), read.fault, read.remedy)
    return ReadCells(Answer(read.value, note=note))


def _text(cells: Mapping[str, object], name: str) -> str:
    return clean_text(str(cells.get(name, "")))


def _typed(form: AnswerForm, name: str, cells: Mapping[str, object]) -> object:
    """The answer as somebody would type it into one cell."""
    said = cells.get(name)
    if form.type is QuestionType.GROUP:
        return None if _text(cells, name) == ANY else said
    if form.type is QuestionType.SEVERAL:
        codes = _text(cells, name).split()
        words = _text(cells, f"{name}{OTHER_WORDS}")
        codes = [code for code in codes if code != OTHER] + [OTHER] * (OTHER in codes)
        return "; ".join(codes) + (f": {words}" if words and OTHER in codes else "")
    if form.type is QuestionType.DATE and form.precision < Precision.DAY:
        known, year = _text(cells, f"{name}{KNOWN}"), _number(cells, f"{name}{YEAR}")
        if known == "month":
            return f"{year}-{_number(cells, f'{name}{MONTH}')}".strip("-")
        return year if known == "year" else said
    return said


def _number(cells: Mapping[str, object], name: str) -> str:
    """A whole number as a program wrote it: a spreadsheet makes 2013.0 of 2013."""
    return _text(cells, name).removesuffix(".0")


def _read(form: AnswerForm, name: str, typed: object, cells: Mapping[str, object]) -> ReadAnswer:
    read = read_answer(form, typed)
    if form.type is not QuestionType.TEXT or not form.choices:
        return read
    # A text with themes: what is ticked counts, and a # in the text that is no theme is text.
    codes = []
    for code in _text(cells, f"{name}{THEMES}").split():
        theme = read_choice(form.choices, code)
        if theme.fault:
            return theme
        codes.append(str(theme.value))
    text = clean_text(str(typed or ""))
    said = read.value if isinstance(read.value, Chosen) else Chosen((), text)
    chosen = Chosen.of([*said.codes, *codes], said.words)
    return ReadAnswer(chosen) if chosen != Chosen() else ReadAnswer()
