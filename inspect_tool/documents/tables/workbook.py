"""The report's numbers as an accessible workbook: one table a sheet, each count with its base.

Source: Government Analysis Function, Making spreadsheets accessible (2021), and Using symbols and
shorthand (2022); `rules` checks what a machine can check of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.documents.deterministic_zip import freeze_workbook
from inspect_tool.documents.tables.printing import (
    LINE_HEIGHT,
    TEXT_SIZE,
    TITLE_SIZE,
    column_widths,
    lines_above,
    set_height,
    set_up_printing,
)
from inspect_tool.documents.tables.sheets import (
    Sheet,
    Value,
    contents_sheet,
    notes_sheet,
    sheets_of,
)
from inspect_tool.domain.content.blocks import ReportContent
from inspect_tool.domain.content.cover import statement_of
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.look.look import Look
from inspect_tool.domain.look.palette import USUAL_PALETTE
from inspect_tool.domain.look.words import FixedWords
from inspect_tool.domain.percentages import Percentage

FONT = "Arial"
COVER_WIDTH = 90
# Excel refuses a cell with more text than this.
LONGEST_TEXT = 32_767

SHORTHAND = {
    "[c]": "mark_c",
    "[low]": "mark_low",
    "[u]": "mark_u",
    "[x]": "mark_x",
    "[z]": "mark_z",
}


def write_tables_workbook(content: ReportContent) -> bytes:
    """Write the tables, the numbers behind the figures and the quantities of a report.

    Estimates, and the case references behind the quantities, are in the internal edition alone. The
    same content gives the same bytes.

    Raises:
        DanglingReferenceError: A reference or a claim names what is not there.
    """
    numbered = number_content(content)
    words = numbered.look.words
    sheets = tuple(sheets_of(numbered))
    notes = tuple(dict.fromkeys(sheet.note for sheet in sheets if sheet.note))
    if notes:
        sheets = (notes_sheet(notes, words), *sheets)
    workbook = Workbook()
    workbook.properties.title = words.say("tables_of", title=numbered.title)
    workbook.properties.creator = numbered.publisher
    workbook.properties.language = words.tag
    _write_cover(workbook.worksheets[0], numbered)
    for sheet in (contents_sheet(sheets, words), *sheets):
        _write_sheet(workbook.create_sheet(sheet.name), sheet, notes, numbered.look)
    _link_contents(workbook["Contents"], sheets)
    created = datetime.combine(numbered.created, time(), tzinfo=UTC)
    return freeze_workbook(workbook, created=created)


def _write_cover(worksheet: Worksheet, content: ReportContent) -> None:
    worksheet.title = "Cover"
    words = content.look.words
    lines = [
        words.say("tables_of", title=content.title),
        content.subtitle,
        *(plain_words(one.spans) for one in statement_of(content)),
        *(words.say("labelled", label=one.label, title=one.value) for one in content.cover_facts),
        words.say("published_on", date=content.published_words)
        if content.is_dated
        else content.published_words,
        words.say("reference_no_is", reference=content.reference_words),
        words.say("publisher_is", publisher=content.publisher) if content.publisher else "",
        words.say(content.edition.key),
        content.notice,
        words.say("tables_of_report" if content.has_report else "tables_alone"),
    ]
    for number, line in enumerate((line for line in lines if line), start=1):
        _write_cell(_cell(worksheet, number, 1), line)
        set_height(worksheet, number, [line], [COVER_WIDTH])
    _as_title(worksheet["A1"], _ink(content.look))
    worksheet.column_dimensions["A"].width = COVER_WIDTH
    set_up_printing(worksheet, widths=[COVER_WIDTH])


def _write_sheet(worksheet: Worksheet, sheet: Sheet, notes: tuple[str, ...], look: Look) -> None:
    table, words, ink = (sheet.headings, *sheet.rows), look.words, _ink(look)
    widths = column_widths(tuple(zip(*table, strict=True)))
    mark = f" [note {notes.index(sheet.note) + 1}]" if sheet.note else ""
    source = [words.say("source", source=sheet.source)] if sheet.source else []
    below_title = lines_above(
        [words.say("one_table"), *_shorthand_lines(sheet, words), *source], widths
    )
    above = [sheet.title + mark, *below_title]
    for number, line in enumerate(above, start=1):
        # Not wrapped: the line runs on over the empty cells to its right.
        _write_cell(_cell(worksheet, number, 1), line, wraps=False)
    _as_title(worksheet["A1"], ink)
    worksheet.row_dimensions[1].height = TITLE_SIZE * LINE_HEIGHT + 1
    header_row = len(above) + 1
    for row_number, row in enumerate(table, start=header_row):
        for column, value in enumerate(row, start=1):
            _write_cell(_cell(worksheet, row_number, column), value)
        set_height(worksheet, row_number, row, widths)
    for index, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(index)].width = width
    _style_headings(worksheet, sheet, header_row, ink)
    set_up_printing(worksheet, widths=widths, above=above, header_row=header_row)
    _mark_up_table(worksheet, sheet, header_row)


def _shorthand_lines(sheet: Sheet, words: FixedWords) -> list[str]:
    """Explain the shorthand where it is used, not elsewhere."""
    used = [mark for mark in SHORTHAND if any(mark in row for row in sheet.rows)]
    if not used:
        return []
    meanings = "; ".join(f"{mark} = {words.say(SHORTHAND[mark])}" for mark in used)
    return [words.say("uses_shorthand", meanings=meanings)]


def _cell(worksheet: Worksheet, row: int, column: int) -> Cell:
    # A merged cell could be returned as well; a publication has none.
    return cast(Cell, worksheet.cell(row, column))


def _write_cell(cell: Cell, value: Value, *, wraps: bool = True) -> None:
    if isinstance(value, Percentage):
        cell.value, cell.number_format = float(value.share), "0%"
    elif isinstance(value, int):
        cell.value, cell.number_format = value, "#,##0"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
        # Words that start with = stay words, also when somebody edits the cell.
        cell.data_type, cell.quotePrefix = "s", value.startswith(("=", "+", "-", "@"))
    cell.font = Font(name=FONT, size=TEXT_SIZE)
    is_text = isinstance(value, str)
    cell.alignment = Alignment(
        wrap_text=wraps,
        vertical="top",
        horizontal="left" if is_text else "right",
        # Words beside a column of numbers would stick to them.
        indent=int(is_text and cell.column > 1),
    )


def _as_title(cell: Cell, ink: str | None) -> None:
    cell.font = Font(name=FONT, size=TITLE_SIZE, bold=True, color=ink)


def _ink(look: Look) -> str | None:
    """The colour of titles and headings; black where the review has no colours of its own."""
    return None if look.palette == USUAL_PALETTE else look.palette.main[1:].upper()


def _style_headings(worksheet: Worksheet, sheet: Sheet, header_row: int, ink: str | None) -> None:
    """Set headings in bold; those of numbers stand above them, and so does their shorthand."""
    for index, cell in enumerate(worksheet[header_row][: len(sheet.headings)]):
        cell.font = Font(name=FONT, size=TEXT_SIZE, bold=True, color=ink)
        if sheet.is_numeric(index):
            for number in range(header_row, header_row + len(sheet.rows) + 1):
                worksheet.cell(number, index + 1).alignment = Alignment(
                    wrap_text=True, vertical="top", horizontal="right"
                )


def _mark_up_table(worksheet: Worksheet, sheet: Sheet, header_row: int) -> None:
    last = f"{get_column_letter(len(sheet.headings))}{header_row + len(sheet.rows)}"
    table = ExcelTable(
        displayName=sheet.table_name, name=sheet.table_name, ref=f"A{header_row}:{last}"
    )
    # With columns of its own the table gets no filter, which openpyxl would add.
    table.tableColumns = [
        TableColumn(id=number, name=heading)
        for number, heading in enumerate(sheet.headings, start=1)
    ]
    worksheet.add_table(table)


def _link_contents(worksheet: Worksheet, sheets: tuple[Sheet, ...]) -> None:
    first_row = 4  # title, sentence, headings
    for number, sheet in enumerate(sheets, start=first_row):
        cell = worksheet.cell(number, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet.name}'!A1")
        cell.font = Font(name=FONT, size=TEXT_SIZE, underline="single", color="0563C1")
