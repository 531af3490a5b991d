"""The sheet of one case, authority or interview: questions, answer cells, guidance beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_tool.documents.case_workbook.body import Page, SheetBody, column_letter
from inspect_tool.documents.case_workbook.kinds import cell_kind
from inspect_tool.documents.case_workbook.style import GREY, YELLOW, WrappedText, row_height
from inspect_tool.documents.case_workbook.validations import DropDown, add_validations, letter
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    cell_value,
)
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import SIDES, SOURCES, Evidence, word_of
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import CHRONOLOGY_BLOCK, EVIDENCE_BLOCK
from inspect_tool.domain.workbook.formulas import TO_DO, RowState
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.seal import Seal
from inspect_tool.domain.workbook.workbook import FROM_RETURN, CaseSheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTION = (
    "Answer in the yellow cells; pieces of evidence have rows at the end. Write no names of "
    "children, families or workers: say “mother”, “older sibling”, “team manager”."
)
# Greyed words stay readable: 5.7:1 on white, 5:1 on the grey.
NOT_ASKED_FONT = "666666"


def fill_subject_sheet(
    page: Page,
    case: CaseSheet,
    rows: tuple[FormRow, ...],
    *,
    seal: Seal,
    drop_downs: dict[tuple[str, ...], DropDown],
    fieldwork_ends: date,
) -> None:
    """Write a subject's rows and everything that helps to fill them in."""
    sheet, body = page.sheet, page.body
    body.put(layout.TITLE_ROW, 1, case.title, "form title")
    body.set_height(layout.TITLE_ROW, 24)
    body.put(layout.INSTRUCTION_ROW, 1, INSTRUCTION, "form line")
    for column in layout.COLUMNS:
        body.put(layout.HEADER_ROW, column.number, column.heading, "form header")
    body.set_height(layout.HEADER_ROW, 28)
    body.put(layout.HEADER_ROW, layout.MARK, layout.subject_mark(case.subject))
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        _fill_row(body, number, row)
        body.set_height(number, _height(row))
        body.put(number, layout.CHECK.number, seal.row_check(case.subject, row))
        if row.kind is RowKind.HEADING and row.item_id in (EVIDENCE_BLOCK, CHRONOLOGY_BLOCK):
            # Its own headings would stand at the end of a page, and its rows under other ones.
            sheet.row_breaks.append(Break(id=number - 1))
    _fill_progress(body, len(rows))
    add_validations(sheet, rows, drop_downs, fieldwork_ends)
    _mark_states(sheet, len(rows))
    _set_view(sheet)
    set_print(sheet, header_row=layout.HEADER_ROW)


def _fill_progress(body: SheetBody, rows: int) -> None:
    """Say in the title's row how many rows are missing, with a link to the next one."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state, ref = (
        f"${letter(column)}${first}:${letter(column)}${last}"
        for column in (layout.STATE, layout.REF)
    )
    missing = f"${letter(layout.MISSING_COUNT)}${layout.TITLE_ROW}"
    asked = f"${letter(layout.ASKED_COUNT)}${layout.TITLE_ROW}"
    next_row = f'MATCH("{TO_DO}*",{state},0)'
    link = f"\"#'{body.title}'!{letter(layout.ANSWER)}\"&({next_row}+{first - 1})"
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
        body.compute(layout.TITLE_ROW, column.number, formula, style)


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
    RowKind.CHRONOLOGY: "form fact",
}


def _fill_row(body: SheetBody, number: int, row: FormRow) -> None:
    style = _ROW_STYLES[row.kind]
    body.put(number, layout.REF.number, row.ref, style)
    body.put(number, layout.ITEM.number, row.item_id)
    body.put(number, layout.KIND.number, row.kind.value)
    body.put(number, layout.BASE.number, row.base_revision or "")
    if row.kind is RowKind.EVIDENCE:
        _fill_evidence(body, number, row)
        return
    if row.kind is RowKind.CHRONOLOGY:
        _fill_incident(body, number, row)
        return
    body.put(number, layout.QUESTION.number, row.text, style)
    guidance_style = style if row.kind in _WHOLE_ROWS else "form guidance"
    body.put(number, layout.GUIDANCE.number, row.help, guidance_style)
    if row.form is not None:
        _fill_answer(body, number, row, row.form)
        if row.state:
            body.compute(number, layout.STATE.number, row.state, "form guidance")
        else:
            body.put(number, layout.STATE.number, None, "form guidance")
        return
    body.put(number, layout.ANSWER.number, row.shown, style)
    body.put(number, layout.ABSENCE.number, row.reason, style)
    body.put(number, layout.NOTE.number, row.note, guidance_style)
    body.put(number, layout.STATE.number, row.status, style)


# Rows that look the same from end to end.
_WHOLE_ROWS = (RowKind.HEADING, RowKind.FACT, RowKind.COLUMNS)


def _fill_evidence(body: SheetBody, number: int, row: FormRow) -> None:
    for column, value in _evidence_cells(row).items():
        style = "form evidence date" if column is layout.EVIDENCE_DATE else "form note"
        body.put(number, column.number, value, style)


def _fill_incident(body: SheetBody, number: int, row: FormRow) -> None:
    given = Incident.of(row.answer or Answer())
    day = given.date or given.day
    body.put(number, layout.CHRONOLOGY_DATE.number, day, "form evidence date")
    body.put(number, layout.CHRONOLOGY_WHAT.number, given.what, "form note")
    body.put(number, layout.CHRONOLOGY_SOURCE.number, given.source, "form note")
    body.compute(number, layout.CHRONOLOGY_DAYS.number, row.days, "form days")
    body.compute(number, layout.CHRONOLOGY_SHOWS.number, row.shows, "form fact")


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
    if row.kind is RowKind.CHRONOLOGY:
        given = Incident.of(row.answer or Answer())
        texts = [
            WrappedText(given.what, layout.CHRONOLOGY_WHAT.width),
            WrappedText(given.source, layout.CHRONOLOGY_SOURCE.width),
        ]
        return max(row_height(texts), LEAST_HEIGHT)  # what is computed has two lines
    if row.kind is RowKind.EVIDENCE:
        cells = _evidence_cells(row)
        texts = [WrappedText(str(words), column.width) for column, words in cells.items()]
    else:
        note = row.answer.note if row.answer else row.note
        texts = [
            WrappedText(row.text, layout.QUESTION.width),
            WrappedText(row.ref, layout.REF.width),
            WrappedText(_answer_text(row), layout.ANSWER.width),
            WrappedText(row.reason, layout.ABSENCE.width),
            WrappedText(note, layout.NOTE.width),
            WrappedText(row.help, layout.GUIDANCE.width),
        ]
    height = row_height(texts)
    return max(height, LEAST_HEIGHT) if row.is_answered_here else height


def _answer_text(row: FormRow) -> str:
    if row.form is None:
        return row.shown
    if row.answer is None:
        return ""
    return answer_words(row.form, row.answer.value) or row.answer.absence or ""


def _fill_answer(body: SheetBody, number: int, row: FormRow, form: AnswerForm) -> None:
    body.put(
        number,
        layout.ANSWER.number,
        cell_value(form, row.answer.value if row.answer else None),
        _answer_style(form, row.source == FROM_RETURN),
    )
    absence = row.answer.absence if row.answer else None
    absence_words = next(
        (option.words for option in form.absences if option.value == absence), absence
    )
    body.put(number, layout.ABSENCE.number, absence_words, "form note")
    body.put(number, layout.NOTE.number, row.answer.note if row.answer else "", "form note")


def _answer_style(form: AnswerForm, is_returned: bool) -> str:
    kinds = {"date": "date", "whole": "number", "decimal": "decimal"}
    kind = kinds.get(cell_kind(form), "")
    if is_returned:
        return f"form returned {kind}".strip()
    return f"form {kind or 'answer'}"


def day_of(words: str) -> date | None:
    """The day that a piece of evidence names; None where it is none, or said in other words."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _mark_states(sheet: Worksheet, rows: int) -> None:
    """Shade what is to be done, and grey the rows that are not asked; the state says it too."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state = f"${letter(layout.STATE)}{first}"
    yellow = PatternFill("solid", bgColor=YELLOW)
    grey = PatternFill("solid", bgColor=GREY)
    answers = f"{letter(layout.ANSWER)}{first}:{letter(layout.ABSENCE)}{last}"
    notes = f"{letter(layout.NOTE)}{first}:{letter(layout.NOTE)}{last}"
    whole = f"{letter(layout.REF)}{first}:{letter(layout.GUIDANCE)}{last}"
    for place, test, fill, font in (
        (answers, f'OR({state}="{RowState.ANSWER}",{state}="{RowState.CLEAR}")', yellow, None),
        (notes, f'OR({state}="{RowState.REASON}",{state}="{RowState.EVIDENCE}")', yellow, None),
        (whole, f'{state}="{RowState.NOT_ASKED}"', grey, Font(color=NOT_ASKED_FONT)),
    ):
        sheet.conditional_formatting.add(
            place,
            FormulaRule(formula=[test], fill=fill, font=font),  # type: ignore[no-untyped-call]
        )


def _set_view(sheet: Worksheet) -> None:
    for column in layout.COLUMNS:
        dimension = sheet.column_dimensions[letter(column)]
        dimension.width = column.width
        dimension.hidden = column.is_hidden
    sheet.column_dimensions[column_letter(layout.MARK)].hidden = True
    sheet.freeze_panes = f"{letter(layout.REF)}{layout.FIRST_ROW}"
    lock(sheet)


def lock(sheet: Worksheet) -> None:
    """Protect a sheet against slips: without a password, which would promise too much.

    Rows and columns may still be resized, since a note grows as it is written.
    """
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False


def set_print(sheet: Worksheet, *, header_row: int | None) -> None:
    """A4 landscape, as wide as the page, with the headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.35
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.footer = 0.3
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N")
    )
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"
