"""The sheet of one case, authority or interview: questions, answer cells, guidance beside them."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.documents.case_workbook.form_sheet import FormSheet
from inspect_tool.documents.case_workbook.kinds import cell_kind
from inspect_tool.documents.case_workbook.own_sheets import (
    evidence_height,
    fill_evidence,
    mark_filled,
)
from inspect_tool.documents.case_workbook.style import (
    GREY,
    LEAST_HEIGHT,
    NOT_ASKED_FONT,
    YELLOW,
    row_height,
)
from inspect_tool.documents.case_workbook.validations import letter
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    cell_value,
    sentence_case,
)
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.row_states import LOOK_AGAIN, TO_DO, RowState
from inspect_tool.domain.workbook.seal import Seal
from inspect_tool.domain.workbook.workbook import FROM_RETURN, CaseSheet

INSTRUCTION = (
    "What is still to do is yellow. Write no names of children, families or workers: say “mother”, "
    "“team manager”."
)


def fill_subject_sheet(
    sheet: FormSheet,
    case: CaseSheet,
    rows: tuple[FormRow, ...],
    *,
    seal: Seal,
    parts: dict[str, str],
) -> None:
    """Write a subject's rows and everything that helps to fill them in.

    Args:
        parts: Names of its other sheets, by what they hold.
    """
    sheet.put(layout.TITLE_ROW, 1, case.title, "form title")
    sheet.set_height(layout.TITLE_ROW, 24)
    sheet.put(layout.INSTRUCTION_ROW, 1, INSTRUCTION, "form line")
    for column in layout.COLUMNS:
        sheet.put(layout.HEADER_ROW, column.number, column.heading, "form header")
    sheet.set_height(layout.HEADER_ROW, 28)
    sheet.put(layout.HEADER_ROW, layout.MARK, layout.subject_mark(case.subject))
    for column, (part, name) in zip((layout.STATE, layout.GUIDANCE), parts.items(), strict=False):
        sheet.link(layout.INSTRUCTION_ROW, column.number, name, sentence_case(part))
    heights = [_height(row) for row in rows]
    for number, (row, height) in enumerate(zip(rows, heights, strict=True), layout.FIRST_ROW):
        _fill_row(sheet, number, row)
        sheet.set_height(number, height)
        sheet.put(number, layout.CHECK.number, seal.row_check(case.subject, row))
    sheet.sheet.set_h_pagebreaks(_page_breaks(rows, heights))
    _fill_progress(sheet, len(rows))
    _mark_states(sheet, len(rows))
    heard = [place for place, row in enumerate(rows, layout.FIRST_ROW) if row.is_heard]
    if heard:
        mark_filled(sheet, heard[0], heard[-1], list(layout.EVIDENCE_COLUMNS))
    _set_view(sheet, has_block=bool(heard))


PAGE = 490.0  # points between the margins of an A4 page in landscape
TOP, HEADER = 24.0 + 15.0, 28.0  # of the first page, and of every page


def _page_breaks(rows: Sequence[FormRow], heights: Sequence[float]) -> list[int]:
    """Rows after which a page ends, so that no heading is the last on one as the sheet is issued.

    Rows grow with what is typed, and a heading may still come to stand at the foot of a page.
    """
    used, breaks = TOP + HEADER, []
    for place, (row, height) in enumerate(zip(rows, heights, strict=True)):
        following = heights[place + 1] if place + 1 < len(rows) else 0.0
        wanted = height + (following if row.kind is RowKind.HEADING else 0.0)
        if used + wanted > PAGE:
            used = HEADER
            if row.kind is RowKind.HEADING:
                breaks.append(layout.FIRST_ROW - 1 + place)
        used += height
    return breaks


def _fill_progress(sheet: FormSheet, rows: int) -> None:
    """Say in the title's row how many rows are missing, with a link to the next one."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state, ref = (
        f"${letter(column)}${first}:${letter(column)}${last}"
        for column in (layout.STATE, layout.REF)
    )
    missing = f"${letter(layout.MISSING_COUNT)}${layout.TITLE_ROW}"
    asked = f"${letter(layout.ASKED_COUNT)}${layout.TITLE_ROW}"
    again = f'COUNTIF({state},"*{LOOK_AGAIN}*")'
    next_row = f'MATCH("{TO_DO}*",{state},0)'
    link = f"\"#'{sheet.title}'!{letter(layout.ANSWER)}\"&({next_row}+{first - 1})"
    for column, formula, style in (
        (layout.MISSING_COUNT, f'=COUNTIF({state},"{TO_DO}*")', ""),
        (
            layout.ASKED_COUNT,
            f'={missing}+COUNTIF({state},"{RowState.DONE}*")',
            "",
        ),
        (
            layout.PROGRESS,
            f'=IF({missing}=0,"Nothing is left to do",{missing}&" of "&{asked}&" rows to do")'
            f'&IF({again}=0,"","; look again at "&{again})',
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
    RowKind.LIMIT: "form guidance",
    RowKind.GUIDE: "form guidance",
    RowKind.JUDGEMENT: "form judgement",
    RowKind.REFERRAL: "form question",
    RowKind.HEARD: "form question",
    RowKind.COLUMNS: "form header",
    RowKind.EVIDENCE: "",
    RowKind.QUERY: "form criterion",
}


def _fill_row(sheet: FormSheet, number: int, row: FormRow) -> None:
    style = _ROW_STYLES[row.kind]
    sheet.put(number, layout.REF.number, row.ref, style)
    sheet.put(number, layout.ITEM.number, row.item_id)
    sheet.put(number, layout.KIND.number, row.kind.value)
    sheet.put(number, layout.BASE.number, row.base_revision or "")
    if row.kind is RowKind.EVIDENCE:
        fill_evidence(sheet, number, row)
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
    said = "form said fact" if row.kind in (RowKind.FACT, RowKind.CLOCK) else style
    sheet.put(number, layout.ANSWER.number, row.shown, said)
    sheet.put(number, layout.ABSENCE.number, row.reason, style)
    sheet.put(number, layout.NOTE.number, row.note, guidance_style)
    sheet.put(number, layout.STATE.number, row.status, said)


# Rows that look the same from end to end.
_WHOLE_ROWS = (RowKind.HEADING, RowKind.FACT, RowKind.COLUMNS)


def _fill_reply(sheet: FormSheet, number: int) -> None:
    for column in (layout.ANSWER, layout.ABSENCE):
        sheet.put(number, column.number, None, "form guidance")
    sheet.put(number, layout.NOTE.number, None, "form note")


HEADING_HEIGHT = 18.0
_BOLD = (RowKind.CRITERION, RowKind.JUDGEMENT, RowKind.QUERY, RowKind.COLUMNS)  # wider letters


def _height(row: FormRow) -> float:
    """Height of a row as issued; it grows when a longer note is typed."""
    if row.kind is RowKind.EVIDENCE:
        return evidence_height(row, {column: column.width for column in layout.COLUMNS})
    if row.kind is RowKind.HEADING:  # on one line, over the whole row
        return HEADING_HEIGHT
    note = row.answer.note if row.answer else row.note
    texts = [
        (row.text, layout.QUESTION.width / (1.1 if row.kind in _BOLD else 1)),
        (row.ref, layout.REF.width),
        (_answer_text(row), layout.ANSWER.width),
        (row.reason, layout.ABSENCE.width),
        (note, layout.NOTE.width),
        (row.status, layout.STATE.width),
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
    sheet.put(
        number,
        layout.ANSWER.number,
        cell_value(form, row.answer.value if row.answer else None),
        _answer_style(form, row.source == FROM_RETURN),
    )
    absence = row.answer.absence if row.answer else None
    absence_words = next(
        (option.words for option in form.absences if option.value == absence), absence
    )
    can_be_absent = bool(form.absences) or bool(absence)
    style = "form note" if can_be_absent else "form guidance"
    sheet.put(number, layout.ABSENCE.number, absence_words, style)
    sheet.put(number, layout.NOTE.number, row.answer.note if row.answer else "", "form note")


def _answer_style(form: AnswerForm, is_returned: bool) -> str:
    kinds = {"date": "date", "whole": "number", "decimal": "decimal"}
    kind = kinds.get(cell_kind(form), "")
    if is_returned:
        return f"form returned {kind}".strip()
    return f"form {kind or 'answer'}"


def _mark_states(sheet: FormSheet, rows: int) -> None:
    """Shade what is to be done, and grey the rows that are not asked; the state says it too."""
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(rows, 1) - 1
    state, kind = f"${letter(layout.STATE)}{first}", f"${letter(layout.KIND)}{first}"
    to_answer = (
        f'OR({state}="{RowState.ANSWER}",{state}="{RowState.CLEAR}",{state}="{RowState.ONE}")'
    )
    yellow = sheet.book.shade({"bg_color": YELLOW})
    grey = sheet.book.shade({"bg_color": GREY, "font_color": NOT_ASKED_FONT})
    for columns, test, look in (
        (
            (layout.ANSWER, layout.ANSWER),
            to_answer,
            yellow,
        ),
        (
            (layout.ABSENCE, layout.ABSENCE),
            f'AND({to_answer},OR({kind}="{RowKind.QUESTION}",{kind}="{RowKind.JUDGEMENT}"))',
            yellow,
        ),
        (
            (layout.NOTE, layout.NOTE),
            # A reason may say behind it what the calculation gives.
            f'OR(LEFT({state},{len(RowState.REASON)})="{RowState.REASON}",'
            f'{state}="{RowState.EVIDENCE}",{state}="{RowState.REPLY}")',
            yellow,
        ),
        ((layout.STATE, layout.STATE), f'ISNUMBER(SEARCH("{LOOK_AGAIN}",{state}))', yellow),
        ((layout.REF, layout.GUIDANCE), f'{state}="{RowState.NOT_ASKED}"', grey),
    ):
        place = first - 1, columns[0].number - 1, last - 1, columns[1].number - 1
        sheet.look_by(place, test, look)


def _set_view(sheet: FormSheet, *, has_block: bool) -> None:
    """How it looks on the screen and on paper.

    Args:
        has_block: Whether rows below the questions have headings of their own; those of the
            questions then stand above these alone, and are not repeated.
    """
    for column in layout.COLUMNS:
        sheet.set_width(column.number, column.width, is_hidden=column.is_hidden)
    sheet.set_width(layout.MARK, layout.CHECK.width, is_hidden=True)
    sheet.sheet.freeze_panes(layout.TITLE_ROW if has_block else layout.FIRST_ROW - 1, 0)
    sheet.sheet.ignore_errors({"number_stored_as_text": "A1:G5000"})
    sheet.lock()
    sheet.set_print(header_row=None if has_block else layout.HEADER_ROW)
