"""What a machine can check of the rules for accessible spreadsheets.

People must still check spelling, meaning and what Excel's own checker and a screen reader say.

Source: Government Analysis Function, Making spreadsheets accessible: a brief checklist of the
basics (July 2021), and Using symbols and shorthand in tables (January 2022).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.domain.look.words import ENGLISH_WORDS, FixedWords

COVER = "Cover"
NOTES = "Notes"
ONE_TABLE = "one table, and a sentence that says so"
SMALLEST_FONT = 10
WIDEST_COLUMN = 100
SHEET_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
NOTE_MARK = re.compile(r"\[note (\d+)\]")
SHORTHAND = re.compile(r"\[[a-z]{1,4}\]")
# What is read out as nothing, or as noise.
SYMBOLS = re.compile(r"[*†‡§¶¹²³⁰⁴-⁹]")
VAGUE_LINK = re.compile(r"(click )?here|link|more|https?://.*", re.IGNORECASE)
FOREIGN_PARTS = ("vbaProject", "xl/media/", "xl/drawings/", "xl/externalLinks/", "xl/charts/")


@dataclass(frozen=True, order=True)
class RuleBreach:
    """A rule that a workbook breaks, and where."""

    rule: str
    sheet: str
    detail: str


def check_workbook(data: bytes, words: FixedWords = ENGLISH_WORDS) -> tuple[RuleBreach, ...]:
    """All breaches of the rules in a published workbook, in the order of rule and sheet.

    Args:
        words: The fixed words that it was written with.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.namelist()
    workbook = load_workbook(io.BytesIO(data))
    breaches = [
        RuleBreach(rule, "", detail) for rule, detail in _workbook_breaches(workbook, parts, words)
    ]
    for sheet in workbook.worksheets:
        for rule, check in SHEET_RULES.items():
            breaches += [RuleBreach(rule, sheet.title, detail) for detail in check(sheet)]
        said = words.say("one_table")
        breaches += [RuleBreach(ONE_TABLE, sheet.title, it) for it in _check_one_table(sheet, said)]
    return tuple(sorted(breaches))


def _workbook_breaches(
    workbook: Workbook, parts: list[str], words: FixedWords
) -> Iterator[tuple[str, str]]:
    if not (workbook.properties.title or "").strip():
        yield "document title", "the document has no title"
    if workbook.properties.language != words.tag:
        yield "document language", f"the language is {workbook.properties.language}"
    if workbook.active is not workbook.worksheets[0]:
        yield "opens on the first sheet", "another sheet is shown first"
    for part in parts:
        if any(foreign in part for foreign in FOREIGN_PARTS):
            yield "no pictures, charts, macros or links to files", part
    yield from _note_breaches(workbook)


def _note_breaches(workbook: Workbook) -> Iterator[tuple[str, str]]:
    """Every note that is called is written, and every one that is written is called."""
    called: set[str] = set()
    written: set[str] = set()
    for sheet in workbook.worksheets:
        for cell in _filled(sheet):
            called.update(NOTE_MARK.findall(str(cell.value)))
            if sheet.title == NOTES and (match := re.fullmatch(r"note (\d+)", str(cell.value))):
                written.add(match[1])
    for number in sorted(called - written):
        yield "notes are written", f"note {number} is called but not written"
    for number in sorted(written - called):
        yield "notes are used", f"note {number} is written but not called"


MOST_NAMED = 8


def breaches_in_words(data: bytes, words: FixedWords) -> tuple[str, ...]:
    """What a workbook breaks of the rules, a sentence each; the last says how many more there are.

    Nothing where it breaks none.
    """
    found = check_workbook(data, words)
    named = [
        f"The workbook is not as accessible as it should be. {_place(one)}: {one.detail}"
        f" ({one.rule})."
        for one in found[:MOST_NAMED]
    ]
    more = len(found) - MOST_NAMED
    return (*named, *([f"And {more} more places of the workbook."] if more > 0 else []))


def _place(breach: RuleBreach) -> str:
    return f"Sheet {breach.sheet}" if breach.sheet else "The whole file"


# --- one sheet -----------------------------------------------------------------------------------


def _filled(sheet: Worksheet) -> list[Cell]:
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.value is not None
    ]


def _tables(sheet: Worksheet) -> list[Table]:
    return list(sheet.tables.values())


def _rows(sheet: Worksheet, table: Table) -> list[tuple[Cell, ...]]:
    """The cells of a table, its header row first."""
    return [tuple(cell for cell in row if isinstance(cell, Cell)) for row in sheet[str(table.ref)]]


def _check_name(sheet: Worksheet) -> Iterator[str]:
    if not SHEET_NAME.fullmatch(sheet.title):
        yield "letters, digits and underscores only, starting with a letter, at most 31"


def _check_title(sheet: Worksheet) -> Iterator[str]:
    if not isinstance(sheet["A1"].value, str) or not sheet["A1"].font.bold:
        yield "A1 holds no title in bold"


def _check_cursor(sheet: Worksheet) -> Iterator[str]:
    selection = sheet.sheet_view.selection
    if selection and selection[0].activeCell not in (None, "A1"):
        yield f"the cursor stands on {selection[0].activeCell}"


def _check_visible(sheet: Worksheet) -> Iterator[str]:
    if sheet.sheet_state != "visible":
        yield "the sheet is hidden"
    yield from (f"row {row} is hidden" for row, size in sheet.row_dimensions.items() if size.hidden)
    columns = sheet.column_dimensions.items()
    yield from (f"column {letter} is hidden" for letter, size in columns if size.hidden)


def _check_plain(sheet: Worksheet) -> Iterator[str]:
    yield from (f"merged cells {merged}" for merged in sheet.merged_cells.ranges)
    if sheet.freeze_panes:
        yield "frozen panes"
    if sheet.auto_filter.ref or any(table.autoFilter for table in _tables(sheet)):
        yield "a filter"
    for margin in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter):
        if margin and any(part.text for part in (margin.left, margin.center, margin.right)):
            yield "a page header or footer"


def _check_one_table(sheet: Worksheet, said: str) -> Iterator[str]:
    if sheet.title == COVER:
        return
    if len(_tables(sheet)) != 1:
        yield f"{len(_tables(sheet))} marked-up tables"
    if sheet["A2"].value != said:
        yield "A2 does not say that there is one table"


def _check_table_place(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        left, top, right, bottom = range_boundaries(str(table.ref))
        if left != 1:
            yield "the table does not start in column A"
        for cell in _filled(sheet):
            if cell.row > (bottom or 0) or (cell.row >= (top or 0) and cell.column > (right or 0)):
                yield f"{cell.coordinate} stands below or beside the table"
            elif cell.row < (top or 0) and cell.column != 1:
                yield f"{cell.coordinate}: text above a table stands in column A"


def _check_headings(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        if table.headerRowCount != 1:
            yield "the table does not have one header row"
        headings = [cell.value for cell in _rows(sheet, table)[0]]
        if not all(isinstance(heading, str) and heading.strip() for heading in headings):
            yield "a heading is empty or not text"
        folded = [str(heading).casefold() for heading in headings]
        if len(set(folded)) != len(folded):
            yield "two columns have the same heading"


def _check_no_blanks(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        for row in _rows(sheet, table):
            yield from (
                f"{cell.coordinate} is blank"
                for cell in row
                if cell.value is None or not str(cell.value).strip()
            )


def _check_table_name(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        if re.fullmatch(r"Table\d*", str(table.displayName), re.IGNORECASE):
            yield f"the table's name {table.displayName} says nothing"


def _check_formulas(sheet: Worksheet) -> Iterator[str]:
    formulas = (cell for cell in _filled(sheet) if cell.data_type == "f")
    yield from (f"{cell.coordinate} is a formula" for cell in formulas)


def _check_fonts(sheet: Worksheet) -> Iterator[str]:
    for cell in _filled(sheet):
        if cell.font.sz is None or cell.font.sz < SMALLEST_FONT:
            yield f"{cell.coordinate} is smaller than {SMALLEST_FONT} points"
        if cell.font.i:
            yield f"{cell.coordinate} is in italics"
        if cell.font.name != "Arial":
            yield f"{cell.coordinate} is not in Arial"


def _check_fills(sheet: Worksheet) -> Iterator[str]:
    filled = (cell for cell in _filled(sheet) if cell.fill.fill_type is not None)
    yield from (f"{cell.coordinate} has a fill or pattern" for cell in filled)


def _check_wrapping(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        for row in _rows(sheet, table):
            yield from (
                f"{cell.coordinate} is not wrapped"
                for cell in row
                if isinstance(cell.value, str) and not cell.alignment.wrap_text
            )


def _check_widths(sheet: Worksheet) -> Iterator[str]:
    for letter, size in sheet.column_dimensions.items():
        if size.width > WIDEST_COLUMN:
            yield f"column {letter} is wider than {WIDEST_COLUMN} characters"


def _check_symbols(sheet: Worksheet) -> Iterator[str]:
    marked = (cell for cell in _filled(sheet) if SYMBOLS.search(str(cell.value)))
    yield from (f"{cell.coordinate} uses a symbol or superscript" for cell in marked)


def _check_note_marks(sheet: Worksheet) -> Iterator[str]:
    for table in _tables(sheet):
        for row in _rows(sheet, table)[1:]:
            marked = (cell for cell in row if NOTE_MARK.search(str(cell.value)))
            yield from (f"{cell.coordinate}: a data cell calls a note" for cell in marked)


def _check_shorthand(sheet: Worksheet) -> Iterator[str]:
    """Shorthand is explained above the table that uses it."""
    for table in _tables(sheet):
        top = range_boundaries(str(table.ref))[1] or 1
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, top))
        cells = (cell for row in _rows(sheet, table) for cell in row)
        used = {str(cell.value) for cell in cells if SHORTHAND.fullmatch(str(cell.value))}
        yield from (f"{mark} is not explained" for mark in sorted(used) if mark not in above)


def _check_links(sheet: Worksheet) -> Iterator[str]:
    for cell in _filled(sheet):
        if cell.hyperlink and VAGUE_LINK.fullmatch(str(cell.value).strip()):
            yield f"{cell.coordinate}: the link's words do not say where it leads"


SHEET_RULES: dict[str, Callable[[Worksheet], Iterator[str]]] = {
    "sheet names": _check_name,
    "title in A1": _check_title,
    "cursor on A1": _check_cursor,
    "nothing hidden": _check_visible,
    "no merged cells, frozen panes, filters, page headers": _check_plain,
    "table at the left edge, nothing around it": _check_table_place,
    "headings": _check_headings,
    "no blank cells": _check_no_blanks,
    "table names": _check_table_name,
    "no formulas": _check_formulas,
    "fonts": _check_fonts,
    "no fills": _check_fills,
    "wrapped text": _check_wrapping,
    "column widths": _check_widths,
    "no symbols": _check_symbols,
    "no notes in data cells": _check_note_marks,
    "shorthand is explained": _check_shorthand,
    "links say where they lead": _check_links,
}
