"""The moderation workbook: a row a disagreement, both readers side by side, the decision beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from inspect_tool.documents.case_workbook.form_sheet import (
    Footer,
    FormBook,
    FormSheet,
    column_letter,
)
from inspect_tool.documents.case_workbook.style import row_height
from inspect_tool.domain.moderation.moderation_layout import (
    ALIKE,
    ALIKE_COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    HIDDEN,
    IDENTITY,
    LISTS,
    ROW_COLUMNS,
    ROWS,
    START,
    ModerationColumn,
)
from inspect_tool.domain.moderation.workbook import ModerationContent, ModerationRow, ModerationSeal

TEXT_WIDTH = 110
TITLE_HEIGHT = 26  # points
_HOW_TO = (
    "Each row of the sheet Disagreements is a question on which two readers of a case differ, with "
    "what both said and wrote beside it. Nobody sees it before both reads are in.",
    "What a sentence of the narrative hangs on comes first, then what a measure hangs on, then "
    "other judgements, then other answers.",
    "Choose the decision in the yellow column, and write why beside it: no names. A row without a "
    "decision stays open.",
    "Disagreements that are alike (the same question, the same two answers) have a number, and a "
    "row on the sheet Alike. A decision there holds for each of them that has none of its own.",
    "Send the file back with `moderate import`. What both readers said stays; the decision stands "
    "beside it. Where an answer changed meanwhile, the row is not taken and the reason is told.",
)


def write_moderation_workbook(content: ModerationContent, *, seal: ModerationSeal) -> bytes:
    """The workbook as a file: the same content and key give the same bytes.

    Raises:
        TextTooLongError: A text does not fit into a cell.
    """
    issued = date.fromisoformat(content.identity.issued)
    book = FormBook(Footer(f"{content.title}, issued {issued.day} {issued:%B %Y}"))
    _fill_start(book.add(START), content)
    sheet, alike = book.add(ROWS), book.add(ALIKE)
    places = _choices(book.add(LISTS), content.rows)
    _fill_rows(sheet, content.rows, places)
    _fill_alike(alike, content.rows, places)
    hidden = book.add(IDENTITY)
    cells = (*content.identity.cells, seal.identity_check(content.identity))
    for column, words in enumerate(cells, start=1):
        hidden.put(1, column, words)
    hidden.hide()
    title = f"Moderation of {content.title}"
    return book.written({"title": title}, on=issued)


def _fill_start(sheet: FormSheet, content: ModerationContent) -> None:
    sheet.set_width(1, TEXT_WIDTH)
    sheet.put(1, 1, f"Moderation: {content.title}", "form title")
    sheet.set_height(1, TITLE_HEIGHT)
    count = "1 disagreement" if len(content.rows) == 1 else f"{len(content.rows)} disagreements"
    on_sentences = sum(bool(row.sentences) for row in content.rows)
    identity = content.identity
    sheet.put(
        2,
        1,
        f"{count}, {on_sentences} with a sentence of the narrative at stake. Issued on "
        f"{identity.issued} to {identity.issued_to}.",
        "form strong text",
    )
    for row, words in enumerate(map(content.words.said, _HOW_TO), start=4):
        sheet.put(row, 1, words, "form text")
        sheet.set_height(row, row_height([(words, TEXT_WIDTH)]))
    sheet.lock()
    sheet.set_print(header_row=None)


def _choices(sheet: FormSheet, rows: Sequence[ModerationRow]) -> Mapping[tuple[str, ...], str]:
    """Lists of words that decisions take, each a column of a hidden sheet; where each stands."""
    lists = list(dict.fromkeys(row.choices for row in rows if row.choices))
    places = {}
    for column, words in enumerate(lists, start=1):
        for row, word in enumerate(words, start=1):
            sheet.put(row, column, word)
        letter = column_letter(column)
        places[words] = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
    sheet.hide()
    return places


def _head(sheet: FormSheet, title: str, columns: Sequence[ModerationColumn]) -> None:
    sheet.put(1, 1, title, "form title")
    for column, one in enumerate(columns, start=1):
        sheet.set_width(column, one.width, is_hidden=one in HIDDEN)
        sheet.put(HEADER_ROW, column, one.heading, "form header")
    sheet.sheet.freeze_panes(HEADER_ROW, 2)


def _fill_rows(
    sheet: FormSheet, rows: Sequence[ModerationRow], places: Mapping[tuple[str, ...], str]
) -> None:
    _head(sheet, ROWS, ROW_COLUMNS)
    for number, row in enumerate(rows, start=FIRST_ROW):
        words = (
            str(number - FIRST_ROW + 1),
            row.case_ref,
            f"{row.item_id} {row.title}",
            row.first.words,
            row.first.evidence,
            row.second.words,
            row.second.evidence,
            _at_stake(row),
            str(row.number_alike or ""),
        )
        for column, text in enumerate(words, start=1):
            sheet.put(number, column, text, "form question")
        _fill_decision(sheet, (number, len(words) + 1), row.choices, places)
        own = (row.case_ref, row.kind.value, row.item_id, row.check)
        for column, text in enumerate(own, start=len(words) + 3):
            sheet.put(number, column, text)
        texts = zip(words, (one.width for one in ROW_COLUMNS), strict=False)
        sheet.set_height(number, row_height(texts))
    _finish(sheet, ROW_COLUMNS, last=FIRST_ROW + len(rows) - 1)


def _at_stake(row: ModerationRow) -> str:
    """Sentences first, then the measures that they and others state."""
    said = [f"“{sentence}”" for sentence in row.sentences]
    if row.at_stake:
        said.append(f"Measures: {', '.join(row.at_stake)}")
    return "\n".join(said)


def _fill_decision(
    sheet: FormSheet,
    place: tuple[int, int],
    choices: tuple[str, ...],
    places: Mapping[tuple[str, ...], str],
) -> None:
    row, column = place
    sheet.put(row, column, None, "form decision")
    sheet.put(row, column + 1, None, "form reason")
    if choices:
        sheet.sheet.data_validation(
            row - 1,
            column - 1,
            row - 1,
            column - 1,
            {
                "validate": "list",
                "source": places[choices],
                "error_title": "Not on the list",
                "error_message": "Choose one of the answers on the list.",
            },
        )


def _fill_alike(
    sheet: FormSheet, rows: Sequence[ModerationRow], places: Mapping[tuple[str, ...], str]
) -> None:
    _head(sheet, ALIKE, ALIKE_COLUMNS)
    groups: dict[int, list[ModerationRow]] = {}
    for row in rows:
        if row.number_alike:
            groups.setdefault(row.number_alike, []).append(row)
    for number, (group, own) in enumerate(sorted(groups.items()), start=FIRST_ROW):
        one = own[0]
        words = (
            str(group),
            f"{one.item_id} {one.title}",
            one.first.words,
            one.second.words,
            f"{len(own)}: {', '.join(row.case_ref for row in own)}",
        )
        for column, text in enumerate(words, start=1):
            sheet.put(number, column, text, "form question")
        _fill_decision(sheet, (number, len(words) + 1), one.choices, places)
        texts = zip(words, (column.width for column in ALIKE_COLUMNS), strict=False)
        sheet.set_height(number, row_height(texts))
    _finish(sheet, ALIKE_COLUMNS, last=FIRST_ROW + len(groups) - 1)


def _finish(sheet: FormSheet, columns: Sequence[ModerationColumn], *, last: int) -> None:
    if last >= FIRST_ROW:
        sheet.sheet.autofilter(HEADER_ROW - 1, 0, last - 1, len(columns) - 1)
    sheet.lock_but_for_filters()
    sheet.set_print(header_row=HEADER_ROW)
