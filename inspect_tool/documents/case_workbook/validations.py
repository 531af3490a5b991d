"""What the answer cells of a sheet take: drop-downs, dates, numbers, and prompts that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from inspect_tool.documents.case_workbook.form_sheet import FormSheet, column_letter
from inspect_tool.documents.case_workbook.kinds import CellKind, cell_kind
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.dates import EXCEL_ORIGIN
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.records.answer_forms import (
    EARLIEST_DATE,
    TEXT_LIMIT,
    AnswerForm,
    sentence_case,
)
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence import SIDES, SOURCES, USES
from inspect_tool.domain.records.heard import HEARD_ABOUT
from inspect_tool.domain.records.typed_kinds import ANY_NUMBER, NumberForm
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import FormRow, RowKind

Place: TypeAlias = tuple[int, int, int, int]  # first and last row and column, from 1
Check: TypeAlias = dict[str, object]  # a validation, as XlsxWriter takes it
EvidenceCheck: TypeAlias = tuple[layout.SheetColumn, Check]
LONGEST_PROMPT = 255  # Excel repairs the file when a prompt is longer
LONGEST_PROMPT_TITLE = 32


@dataclass(frozen=True)
class DropDown:
    """A list of words on the hidden sheet, and the name that refers to it."""

    name: str
    words: tuple[str, ...]


def drop_down(choices: tuple[Choice, ...], known: dict[tuple[str, ...], DropDown]) -> DropDown:
    """The drop-down with these words; a new one is added to the known ones."""
    words = tuple(choice.words for choice in choices)
    return known.setdefault(words, DropDown(f"list_{len(known) + 1}", words))


def letter(column: layout.SheetColumn) -> str:
    """Letter of a column."""
    return column_letter(column.number)


@dataclass(frozen=True)
class CasesToChoose:
    """The cases of a workbook, which an interview may be about, and what the review calls them."""

    refs: tuple[Choice, ...]
    words: ReportWords


def add_validations(
    sheet: FormSheet,
    rows: tuple[FormRow, ...],
    drop_downs: dict[tuple[str, ...], DropDown],
    fieldwork_ends: date,
    cases: CasesToChoose,
) -> None:
    """Attach to every answer cell what it takes, one validation for each kind of answer.

    Args:
        cases: Those of the workbook, which an interview may be about.
    """
    checks: dict[str, Check] = {"note": _text_check()}
    about_case = "which case"
    places: dict[str, list[Place]] = {}
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        if row.form is None:
            continue
        places.setdefault("note", []).append(_cell(number, layout.NOTE))
        if row.kind is RowKind.QUERY:
            continue
        kind = cell_kind(row.form)
        name = kind if kind != "list" else drop_down(row.form.choices, drop_downs).name
        if kind in ("whole", "decimal"):
            name = row.form.number.words
        if row.item_id == HEARD_ABOUT:
            name = about_case
            checks[name] = case_check(cases, drop_downs)
        if name not in checks:
            checks[name] = _answer_check(row.form, name, fieldwork_ends)
        places.setdefault(name, []).append(_cell(number, layout.ANSWER))
        if row.form.absences:
            reasons = drop_down(row.form.absences, drop_downs).name
            why = f"why {reasons}"
            checks.setdefault(why, _absence_check(reasons))
            places.setdefault(why, []).append(_cell(number, layout.ABSENCE))
    for name, cells in places.items():
        _attach(sheet, cells, checks[name])


def _cell(row: int, column: layout.SheetColumn) -> Place:
    return row, column.number, row, column.number


def _attach(sheet: FormSheet, places: list[Place], check: Check) -> None:
    (top, left, bottom, right), *others = [
        tuple(number - 1 for number in place) for place in places
    ]
    sheet.check_cells((top, left, bottom, right), {**check, "other_cells": others})


def check_evidence(
    sheet: FormSheet,
    places: tuple[int, int],
    about: tuple[Choice, ...],
    drop_downs: dict[tuple[str, ...], DropDown],
    last: tuple[EvidenceCheck, EvidenceCheck],
) -> None:
    """Attach what the cells of rows of evidence take.

    Args:
        places: The first and the last row.
        about: What the evidence may be about.
        last: What its last two columns take.
    """
    lists = (
        (layout.EVIDENCE_ABOUT, about, "What it is about"),
        (layout.EVIDENCE_SIDE, SIDES, "For or against"),
        (layout.EVIDENCE_SOURCE, SOURCES, "Kind of source"),
    )
    found: list[EvidenceCheck] = [
        (column, choose(drop_down(choices, drop_downs).name, title))
        for column, choices, title in lists
    ]
    for column, check in [*found, (layout.EVIDENCE_TEXT, _text_check()), *last]:
        _attach(sheet, [(places[0], column.number, places[1], column.number)], check)


def written_checks(fieldwork_ends: date) -> tuple[EvidenceCheck, EvidenceCheck]:
    """What the date and the document of evidence take."""
    day = _answer_check(AnswerForm(QuestionType.DATE), "", fieldwork_ends)
    return (layout.EVIDENCE_DATE, day), (layout.EVIDENCE_REFERENCE, _text_check())


def heard_checks(
    cases: CasesToChoose, drop_downs: dict[tuple[str, ...], DropDown]
) -> tuple[EvidenceCheck, EvidenceCheck]:
    """What the case and the use of what was said take.

    Args:
        cases: Those of the workbook; any other may be typed.
    """
    about = case_check(cases, drop_downs)
    use = choose(drop_down(USES, drop_downs).name, "May it be quoted?")
    return (layout.EVIDENCE_DATE, about), (layout.EVIDENCE_REFERENCE, use)


def case_check(cases: CasesToChoose, drop_downs: dict[tuple[str, ...], DropDown]) -> Check:
    """A list of the workbook's cases; any other reference may be typed."""
    if not cases.refs:
        return _text_check()
    check = choose(drop_down(cases.refs, drop_downs).name, cases.words.said("Case"))
    message = cases.words.said(
        "It is not a case of this workbook. Keep it if it is another case of the sample."
    )
    return {**check, "error_type": "information", "error_message": message}


def choose(name: str, title: str) -> Check:
    """A list to choose from."""
    return _list_check(
        name,
        title=title,
        prompt="Choose from the list: Alt and the down arrow open it.",
        error="Choose from the list.",
    )


def _answer_check(form: AnswerForm, name: str, fieldwork_ends: date) -> Check:
    kind = cell_kind(form)
    if kind == "list":
        return _list_check(
            name,
            title="Answer",
            prompt="Choose from the list: Alt and the down arrow open it. If there is no answer, "
            "leave this empty and choose why in the next column.",
            error="Choose one of the words on the list.",
        )
    if kind == "date":
        return _between_check(
            "date",
            # A day number reads the same in every language of the spreadsheet.
            _day_number(EARLIEST_DATE),
            _day_number(fieldwork_ends),
            title="Date",
            prompt="Day, month and year, such as 03/06/2013.",
            error=f"Type a date from {EARLIEST_DATE:%d/%m/%Y} to the last day of fieldwork, "
            f"{fieldwork_ends:%d/%m/%Y}.",
        )
    if kind in ("whole", "decimal"):
        return _number_check(kind, form.number)
    return _text_check()


def _number_check(kind: CellKind, number: NumberForm) -> Check:
    is_plain = number == ANY_NUMBER
    return _between_check(
        "decimal" if kind == "decimal" else "integer",
        number.least,
        number.most,
        title="Number",
        prompt="A whole number in digits; 0 if there were none."
        if is_plain
        else f"{sentence_case(number.words)}. In digits, without the unit.",
        error=f"Type {number.words}.",
    )


def _absence_check(name: str) -> Check:
    return _list_check(
        name,
        title="If no answer, why",
        prompt="Only where the answer is left empty. Most reasons need a word in the next column.",
        error="Choose one of the reasons on the list.",
    )


def _list_check(name: str, *, title: str, prompt: str, error: str) -> Check:
    words = _words(title, prompt, error)
    return {"validate": "list", "source": f"={name}", **words}


def _between_check(
    kind: Literal["date", "integer", "decimal"],
    least: int | float,
    most: int | float,
    *,
    title: str,
    prompt: str,
    error: str,
) -> Check:
    words = _words(title, prompt, error)
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        **words,
    }


def _text_check() -> Check:
    words = _words(
        "In your words",
        f"Up to {TEXT_LIMIT:,} characters. Alt and Enter start a new line. No names.",
        f"At most {TEXT_LIMIT:,} characters.",
    )
    return {"validate": "length", "criteria": "<=", "value": TEXT_LIMIT, **words}


def _words(title: str, prompt: str, error: str) -> Check:
    if max(len(prompt), len(error)) > LONGEST_PROMPT or len(title) > LONGEST_PROMPT_TITLE:
        raise ValueError(f"the prompt “{title}” is longer than Excel takes")
    return {
        "input_title": title,
        "input_message": prompt,
        "error_title": title,
        "error_message": error,
    }


def _day_number(day: date) -> int:
    return (day - EXCEL_ORIGIN).days
