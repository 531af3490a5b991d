"""The form for comments on the facts of a letter, as a workbook."""

from __future__ import annotations

from datetime import date

from inspect_tool.documents.case_workbook.form_sheet import Footer, FormBook, FormSheet
from inspect_tool.documents.case_workbook.style import row_height
from inspect_tool.domain.report.comment_form import (
    ABOUT_NONE,
    COLUMNS,
    EMPTY_ROWS,
    FIRST_ROW,
    HEADER_ROW,
    IDENTITY,
    ROWS,
    SEEN_IN,
    START,
    WRONG,
    CommentForm,
    FormSeal,
)

TEXT_WIDTH = 110


def write_comment_form(form: CommentForm, *, seal: FormSeal) -> bytes:
    """The form as a file: the same content and key give the same bytes.

    Raises:
        TextTooLongError: A statement does not fit into a cell.
    """
    issued = date.fromisoformat(form.identity.issued)
    title, review, _ = form.titles
    book = FormBook(Footer(f"{title}, {issued.day} {issued:%B %Y}"))
    start = book.add(START)
    start.set_width(1, TEXT_WIDTH)
    start.put(1, 1, title, "form title")
    start.put(2, 1, review, "form strong text")
    for row, words in enumerate(form.how_to, start=4):
        start.put(row, 1, words, "form text")
        start.set_height(row, row_height([(words, TEXT_WIDTH)]))
    start.lock()
    start.set_print(header_row=None)
    _fill_rows(book.add(ROWS), form, seal)
    hidden = book.add(IDENTITY)
    for column, words in enumerate((*form.identity.cells, seal.of_form), start=1):
        hidden.put(1, column, words)
    hidden.hide()
    return book.written({"title": title}, on=issued)


def _fill_rows(sheet: FormSheet, form: CommentForm, seal: FormSeal) -> None:
    sheet.put(1, 1, form.titles[-1], "form title")
    for column, one in enumerate(COLUMNS, start=1):
        sheet.set_width(column, one.width, is_hidden=one.is_hidden)
        sheet.put(HEADER_ROW, column, one.heading, "form header")
    sheet.sheet.freeze_panes(HEADER_ROW, 2)
    row = FIRST_ROW
    for statement in form.statements:
        sheet.put(row, 1, str(statement.number), "form question")
        sheet.put(row, 2, statement.words, "form question")
        check = seal.of_statement(statement.key, statement.words)
        for column, words in enumerate((statement.key, statement.words, check), start=SEEN_IN + 1):
            sheet.put(row, column, words)
        sheet.set_height(row, row_height([(statement.words, COLUMNS[1].width)]))
        row += 1
    for added in range(row, row + EMPTY_ROWS):
        sheet.put(added, 1, None, "form question")
        sheet.put(added, 2, ABOUT_NONE, "form question")
    for filled_in in range(FIRST_ROW, row + EMPTY_ROWS):
        for column in range(WRONG, SEEN_IN + 1):
            sheet.put(filled_in, column, None, "form reason")
    sheet.lock()
    sheet.set_print(header_row=HEADER_ROW)
