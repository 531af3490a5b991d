"""What the answer cells of a sheet take: drop-downs, dates, numbers, and prompts that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from openpyxl.worksheet.datavalidation import DataValidation

from inspect_tool.documents.case_workbook.body import column_letter
from inspect_tool.documents.case_workbook.kinds import cell_kind
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.answer_forms import (
    EARLIEST_DATE,
    TEXT_LIMIT,
    AnswerForm,
    sentence_case,
)
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence import SIDES, SOURCES
from inspect_tool.domain.records.typed_kinds import ANY_NUMBER, NumberForm
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import about_choices
from inspect_tool.domain.workbook.row import FormRow, RowKind

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

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


def add_validations(
    sheet: Worksheet,
    rows: tuple[FormRow, ...],
    drop_downs: dict[tuple[str, ...], DropDown],
    fieldwork_ends: date,
) -> None:
    """Attach to every answer cell what it takes, one validation for each kind of answer."""
    validations: dict[str, DataValidation] = {"note": _text_validation()}
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        if row.form is None:
            continue
        kind = cell_kind(row.form)
        name = kind if kind != "list" else drop_down(row.form.choices, drop_downs).name
        if kind in ("whole", "decimal"):
            name = row.form.number.words
        if name not in validations:
            validations[name] = _answer_validation(row.form, name, fieldwork_ends)
        validations[name].add(f"{letter(layout.ANSWER)}{number}")
        if row.form.absences:
            reasons = drop_down(row.form.absences, drop_downs).name
            validations.setdefault(f"why {reasons}", _absence_validation(reasons)).add(
                f"{letter(layout.ABSENCE)}{number}"
            )
        validations["note"].add(f"{letter(layout.NOTE)}{number}")
    for validation in (
        *validations.values(),
        *_evidence_validations(rows, drop_downs, fieldwork_ends),
    ):
        if validation.sqref:
            sheet.add_data_validation(validation)


def _evidence_validations(
    rows: tuple[FormRow, ...],
    drop_downs: dict[tuple[str, ...], DropDown],
    fieldwork_ends: date,
) -> list[DataValidation]:
    """What the cells of the rows of evidence take: a block below the questions."""
    numbers = [
        number
        for number, row in enumerate(rows, start=layout.FIRST_ROW)
        if row.kind is RowKind.EVIDENCE
    ]
    if not numbers:
        return []
    lists = (
        (layout.EVIDENCE_ABOUT, about_choices(rows), "What it is about"),
        (layout.EVIDENCE_SIDE, SIDES, "For or against"),
        (layout.EVIDENCE_SOURCE, SOURCES, "Kind of source"),
    )
    found = [
        (
            column,
            _validation(
                "list",
                f"={drop_down(choices, drop_downs).name}",
                title=title,
                prompt="Choose from the list: Alt and the down arrow open it.",
                error="Choose from the list.",
            ),
        )
        for column, choices, title in lists
    ]
    found += [
        (layout.EVIDENCE_TEXT, _text_validation()),
        (layout.EVIDENCE_REFERENCE, _text_validation()),
        (
            layout.EVIDENCE_DATE,
            _answer_validation(AnswerForm(QuestionType.DATE), "", fieldwork_ends),
        ),
    ]
    for column, validation in found:
        validation.add(f"{letter(column)}{numbers[0]}:{letter(column)}{numbers[-1]}")
    return [validation for _, validation in found]


def _answer_validation(form: AnswerForm, name: str, fieldwork_ends: date) -> DataValidation:
    kind = cell_kind(form)
    if kind == "list":
        return _validation(
            "list",
            f"={name}",
            title="Answer",
            prompt="Choose from the list: Alt and the down arrow open it. If there is no answer, "
            "leave this empty and choose why in the next column.",
            error="Choose one of the words on the list.",
        )
    if kind == "date":
        return _validation(
            "date",
            # A day number reads the same in every language of the spreadsheet.
            str(_day_number(EARLIEST_DATE)),
            str(_day_number(fieldwork_ends)),
            operator="between",
            title="Date",
            prompt="Day, month and year, such as 03/06/2013.",
            error=f"Type a date from {EARLIEST_DATE:%d/%m/%Y} to the last day of fieldwork, "
            f"{fieldwork_ends:%d/%m/%Y}.",
        )
    if kind in ("whole", "decimal"):
        return _number_validation(kind, form.number)
    return _text_validation()


def _number_validation(kind: Literal["whole", "decimal"], number: NumberForm) -> DataValidation:
    is_plain = number == ANY_NUMBER
    return _validation(
        kind,
        str(number.least),
        str(number.most),
        operator="between",
        title="Number",
        prompt="A whole number in digits; 0 if there were none."
        if is_plain
        else f"{sentence_case(number.words)}. In digits, without the unit.",
        error=f"Type {number.words}.",
    )


def _absence_validation(name: str) -> DataValidation:
    return _validation(
        "list",
        f"={name}",
        title="If no answer, why",
        prompt="Only where the answer is left empty. Most reasons need a word in the next column.",
        error="Choose one of the reasons on the list.",
    )


def _text_validation() -> DataValidation:
    return _validation(
        "textLength",
        str(TEXT_LIMIT),
        operator="lessThanOrEqual",
        title="In your words",
        prompt=f"Up to {TEXT_LIMIT:,} characters. Alt and Enter start a new line. No names.",
        error=f"At most {TEXT_LIMIT:,} characters.",
    )


def _validation(
    kind: Literal["whole", "decimal", "list", "date", "textLength"],
    *formulas: str,
    title: str,
    prompt: str,
    error: str,
    operator: Literal["between", "lessThanOrEqual"] | None = None,
) -> DataValidation:
    if max(len(prompt), len(error)) > LONGEST_PROMPT or len(title) > LONGEST_PROMPT_TITLE:
        raise ValueError(f"the prompt “{title}” is longer than Excel takes")
    return DataValidation(
        type=kind,
        operator=operator,
        formula1=formulas[0],
        formula2=formulas[1] if len(formulas) > 1 else None,
        allow_blank=True,
        errorStyle="stop",
        showErrorMessage=True,
        showInputMessage=True,
        promptTitle=title,
        prompt=prompt,
        errorTitle=title,
        error=error,
    )


def _day_number(day: date) -> int:
    return (day - date(1899, 12, 30)).days
