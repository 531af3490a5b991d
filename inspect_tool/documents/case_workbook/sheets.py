"""The sheet of one case, authority or interview: questions, answer cells, guidance beside them."""

from __future__ import annotations

from datetime import date

from inspect_tool.documents.case_workbook.form_sheet import FormSheet
from inspect_tool.documents.case_workbook.style import (
    GREY,
    NOT_ASKED_FONT,
    YELLOW,
    row_height,
)
from inspect_tool.documents.case_workbook.validations import DropDown, add_validations, letter
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
)
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import SIDES, SOURCES, Evidence, word_of
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import EVIDENCE_BLOCK
from inspect_tool.domain.workbook.formulas import TO_DO, RowState
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.seal import Seal
from inspect_tool.domain.workbook.workbook import FROM_RETURN, CaseSheet

INSTRUCTION = (
    "Answer in the yellow cells; pieces of evidence have rows at the end. Write no names of "
    "children, families or workers: say “mother”, “older sibling”, “team manager”."
)


def fill_subject_sheet(
    sheet: FormSheet,
    case: CaseSheet,
    rows: tuple[FormRow, ...],
    *,
    seal: Seal,
    drop_downs: dict[tuple[str, ...], DropDown],
    fieldwork_ends: date,
) -> None:
    """Write a subject's rows and everything that helps to fill them in."""
    sheet.put(layout.TITLE_ROW, 1, case.title, "form title")
    sheet.set_height(layout.TITLE_ROW, 24)
    sheet.put(layout.INSTRUCTION_ROW, 1, INSTRUCTION, "form line")
    for column in layout.COLUMNS:
        sheet.put(layout.HEADER_ROW, column.number, column.heading, "form header")
    sheet.set_height(layout.HEADER_ROW, 28)
    sheet.put(layout.HEADER_ROW, layout.MARK, layout.subject_mark(case.subject))
    breaks = []
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        _fill_row(sheet, number, row)
        sheet.set_height(number, _height(row))
        sheet.put(number, layout.CHECK.number, seal.row_check(case.subject, row))
        if row.kind is RowKind.HEADING and row.item_id == EVIDENCE_BLOCK:
            # Its own headings would stand at the end of a page, and its rows under other ones.
            breaks.append(number - 1)
    sheet.sheet.set_h_pagebreaks(breaks)
    _fill_progress(sheet, len(rows))
    add_validations(sheet, rows, drop_downs, fieldwork_ends)
    _mark_states(sheet, len(rows))
    _set_view(sheet)
    sheet.set_print(header_row=layout.HEADER_ROW)


CHRONOLOGY_INSTRUCTION = (
    "Type or paste date, what happened and source, in any order of days. Write no names."
)


def fill_chronology_sheet(
    sheet: FormSheet, case: CaseSheet, rows: tuple[FormRow, ...], *, seal: Seal
) -> None:
    """Write the chronology of a case, under headings of its own."""
    sheet.put(layout.TITLE_ROW, 1, f"{case.title}: chronology", "form title")
    sheet.set_height(layout.TITLE_ROW, 24)
    sheet.put(layout.INSTRUCTION_ROW, 1, CHRONOLOGY_INSTRUCTION, "form line")
    for column in layout.COLUMNS:
        heading = layout.CHRONOLOGY_HEADINGS.get(column, column.heading)
        width = layout.CHRONOLOGY_WIDTHS.get(column, column.width)
        is_hidden = column not in layout.CHRONOLOGY_HEADINGS
        sheet.put(layout.HEADER_ROW, column.number, heading, "form header")
        sheet.set_width(column.number, width, is_hidden=is_hidden)
    sheet.set_height(layout.HEADER_ROW, 42)
    mark = layout.subject_mark(case.subject, is_chronology=True)
    sheet.put(layout.HEADER_ROW, layout.MARK, mark)
    sheet.set_width(layout.MARK, layout.CHECK.width, is_hidden=True)
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        sheet.put(number, layout.ITEM.number, row.item_id)
        sheet.put(number, layout.KIND.number, row.kind.value)
        sheet.put(number, layout.BASE.number, row.base_revision or "")
        _fill_incident(sheet, number, row)
        sheet.put(number, layout.CHECK.number, seal.row_check(case.subject, row))
    sheet.sheet.freeze_panes(layout.FIRST_ROW - 1, 0)
    sheet.lock()
    sheet.set_print(header_row=layout.HEADER_ROW)


def _fill_progress(sheet: FormSheet, rows: int) -> None:
    """Say in the title's row how many rows are missing, with a link to the next one."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state, ref = (
        f"${letter(column)}${first}:${letter(column)}${last}"
        for column in (layout.STATE, layout.REF)
    )
    missing = f"${letter(layout.MISSING_COUNT)}${layout.TITLE_ROW}"
    asked = f"${letter(layout.ASKED_COUNT)}${layout.TITLE_ROW}"
    next_row = f'MATCH("{TO_DO}*",{state},0)'
    link = f"\"#'{sheet.title}'!{letter(layout.ANSWER)}\"&({next_row}+{first - 1})"
    for column, formula, style in (
        (layout.MISSING_COUNT, f'=COUNTIF({state},"{TO_DO}*")', ""),
        (
            layout.ASKED_COUNT,
            f'={missing}+COUNTIF({state},"{RowState.DONE}")',
            "",
        ),
        (
            layout.PROGRESS,
            f'=IF({missing}=0,"Nothing is left to do",{missing}&" of "&{asked}&" rows to do")',
            "form subtitle",
        ),
        (
            layout.NEXT,
            f'=IF({missing}=0,"",HYPERLINK({link},"Next: "&INDEX({ref},{next_row})))',
            "form link",
        ),
    ):
        sheet.compute(layout.TITLE_ROW, column.number, formula, style)


_ROW_STYLES = {
    RowKind.HEADING: "form domain",
    RowKind.CRITERION: "form criterion",
    RowKind.FACT: "form fact",
    RowKind.QUESTION: "form question",
    RowKind.CLOCK: "form fact",
    RowKind.GUIDE: "form guidance",
    RowKind.JUDGEMENT: "form judgement",
    RowKind.REFERRAL: "form question",
    RowKind.COLUMNS: "form criterion",
    RowKind.EVIDENCE: "form fact",
    RowKind.QUERY: "form criterion",
}


def _fill_row(sheet: FormSheet, number: int, row: FormRow) -> None:
    style = _ROW_STYLES[row.kind]
    sheet.put(number, layout.REF.number, row.ref, style)
    sheet.put(number, layout.ITEM.number, row.item_id)
    sheet.put(number, layout.KIND.number, row.kind.value)
    sheet.put(number, layout.BASE.number, row.base_revision or "")
    if row.kind is RowKind.EVIDENCE:
        _fill_evidence(sheet, number, row)
        return
    sheet.put(number, layout.QUESTION.number, row.text, style)
    guidance_style = style if row.kind in _WHOLE_ROWS else "form guidance"
    sheet.put(number, layout.GUIDANCE.number, row.help, guidance_style)
    if row.form is not None:
        if row.kind is RowKind.QUERY:
            _fill_reply(sheet, number)
        else:
            _fill_answer(sheet, number, row, row.form)
        if row.state:
            sheet.compute(number, layout.STATE.number, row.state, "form guidance")
        else:
            sheet.put(number, layout.STATE.number, None, "form guidance")
        return
    sheet.put(number, layout.ANSWER.number, row.shown, style)
    sheet.put(number, layout.ABSENCE.number, row.reason, style)
    sheet.put(number, layout.NOTE.number, row.note, guidance_style)
    sheet.put(number, layout.STATE.number, row.status, style)


# Rows that look the same from end to end.
_WHOLE_ROWS = (RowKind.HEADING, RowKind.FACT, RowKind.COLUMNS)


def _fill_reply(sheet: FormSheet, number: int) -> None:
    for column in (layout.ANSWER, layout.ABSENCE):
        sheet.put(number, column.number, None, "form guidance")
    sheet.put(number, layout.NOTE.number, None, "form note")


def _fill_evidence(sheet: FormSheet, number: int, row: FormRow) -> None:
    for column, value in _evidence_cells(row).items():
        style = "form evidence date" if column is layout.EVIDENCE_DATE else "form note"
        sheet.put(number, column.number, value, style)


def _fill_incident(sheet: FormSheet, number: int, row: FormRow) -> None:
    given = Incident.of(row.answer or Answer())
    day = given.date or given.day
    sheet.put(number, layout.CHRONOLOGY_DATE.number, day, "form evidence date")
    sheet.put(number, layout.CHRONOLOGY_WHAT.number, given.what, "form note")
    sheet.put(number, layout.CHRONOLOGY_SOURCE.number, given.source, "form note")
    sheet.compute(number, layout.CHRONOLOGY_DAYS.number, row.days, "form days")
    sheet.compute(number, layout.CHRONOLOGY_SHOWS.number, row.shows, "form fact")
    texts = [
        (str(words), layout.CHRONOLOGY_WIDTHS[column])
        for column, words in (
            (layout.CHRONOLOGY_WHAT, given.what),
            (layout.CHRONOLOGY_SOURCE, given.source),
        )
    ]
    sheet.set_height(number, max(row_height(texts), LEAST_HEIGHT))  # two lines for what it shows


def _evidence_cells(row: FormRow) -> dict[layout.SheetColumn, Scalar]:
    """What the cells of a piece of evidence say."""
    given = Evidence.of(row.answer or Answer())
    return {
        layout.EVIDENCE_ABOUT: row.text,
        layout.EVIDENCE_SIDE: word_of(SIDES, given.side),
        layout.EVIDENCE_SOURCE: word_of(SOURCES, given.source),
        layout.EVIDENCE_TEXT: given.text,
        layout.EVIDENCE_DATE: day_of(given.day) or given.day,
        layout.EVIDENCE_REFERENCE: given.reference,
    }


LEAST_HEIGHT = 30.0  # of a row that is answered: two lines, so that a note has room to begin


def _height(row: FormRow) -> float:
    """Height of a row as issued; it grows when a longer note is typed."""
    if row.kind is RowKind.EVIDENCE:
        cells = _evidence_cells(row)
        texts = [(str(words), column.width) for column, words in cells.items()]
    else:
        note = row.answer.note if row.answer else row.note
        texts = [
            (row.text, layout.QUESTION.width),
            (row.ref, layout.REF.width),
            (_answer_text(row), layout.ANSWER.width),
            (row.reason, layout.ABSENCE.width),
            (note, layout.NOTE.width),
            (row.help, layout.GUIDANCE.width),
        ]
    height = row_height(texts)
    return max(height, LEAST_HEIGHT) if row.is_answered_here else height


def _answer_text(row: FormRow) -> str:
    if row.form is None:
        return row.shown
    if row.answer is None:
        return ""
    return answer_words(row.form, row.answer.value) or row.answer.absence or ""


def _fill_answer(sheet: FormSheet, number: int, row: FormRow, form: AnswerForm) -> None:
    value = row.answer.value if row.answer else None
    if form.type is QuestionType.CHOICE:
        value = answer_words(form, value)
    sheet.put(
        number,
        layout.ANSWER.number,
        value,
        _answer_style(form, row.source == FROM_RETURN),
    )
    absence = row.answer.absence if row.answer else None
    absence_words = next(
        (option.words for option in form.absences if option.value == absence), absence
    )
    sheet.put(number, layout.ABSENCE.number, absence_words, "form note")
    sheet.put(number, layout.NOTE.number, row.answer.note if row.answer else "", "form note")


def _answer_style(form: AnswerForm, is_returned: bool) -> str:
    kind = {QuestionType.DATE: "date", QuestionType.NUMBER: "number"}.get(form.type, "")
    if is_returned:
        return f"form returned {kind}".strip()
    return f"form {kind or 'answer'}"


def day_of(words: str) -> date | None:
    """The day that a piece of evidence names; None where it is none, or said in other words."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _mark_states(sheet: FormSheet, rows: int) -> None:
    """Shade what is to be done, and grey the rows that are not asked; the state says it too."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state = f"${letter(layout.STATE)}{first}"
    yellow = sheet.book.shade({"bg_color": YELLOW})
    grey = sheet.book.shade({"bg_color": GREY, "font_color": NOT_ASKED_FONT})
    for columns, test, look in (
        (
            (layout.ANSWER, layout.ABSENCE),
            f'OR({state}="{RowState.ANSWER}",{state}="{RowState.CLEAR}")',
            yellow,
        ),
        (
            (layout.NOTE, layout.NOTE),
            f'OR({state}="{RowState.REASON}",{state}="{RowState.EVIDENCE}",'
            f'{state}="{RowState.REPLY}")',
            yellow,
        ),
        ((layout.REF, layout.GUIDANCE), f'{state}="{RowState.NOT_ASKED}"', grey),
    ):
        sheet.sheet.conditional_format(
            first - 1,
            columns[0].number - 1,
            last - 1,
            columns[1].number - 1,
            {"type": "formula", "criteria": f"={test}", "format": look},
        )


def _set_view(sheet: FormSheet) -> None:
    for column in layout.COLUMNS:
        sheet.set_width(column.number, column.width, is_hidden=column.is_hidden)
    sheet.set_width(layout.MARK, layout.CHECK.width, is_hidden=True)
    sheet.sheet.freeze_panes(layout.FIRST_ROW - 1, 0)
    sheet.lock()
