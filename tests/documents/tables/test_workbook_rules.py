"""The checker finds each defect that is put into a good workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.filters import AutoFilter

from inspect_tool.documents.tables.rules import (
    MOST_NAMED,
    RuleBreach,
    breaches_in_words,
    check_workbook,
)
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.domain.look.words import ENGLISH_WORDS
from tests.documents.report_factory import report_content

PLAIN = "no merged cells, frozen panes, filters, page headers"
PLACE = "table at the left edge, nothing around it"
ONE_TABLE = "one table, and a sentence that says so"

FEW = tuple(
    chapter
    for chapter in report_content().chapters
    if chapter.id in ("methodology", "theme-0", "annex-authorities")
)
GOOD = write_tables_workbook(report_content(chapters=FEW, quantities=()))


def breaches_after(change: Callable[[Workbook], Any]) -> tuple[RuleBreach, ...]:
    workbook = load_workbook(io.BytesIO(GOOD))
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return check_workbook(buffer.getvalue())


def sheet_change(change: Callable[[Any], Any]) -> Callable[[Workbook], Any]:
    return lambda workbook: change(workbook["Table_2"])


def put(cell: str, value: object) -> Callable[[Workbook], Any]:
    return sheet_change(lambda sheet: sheet.__setitem__(cell, value))


def put_plainly(cell: str, value: object) -> Callable[[Workbook], Any]:
    """A value in the look of the others, so that nothing else is wrong with it."""

    def change(sheet: Any) -> None:
        sheet[cell] = value
        sheet[cell].font = Font(name="Arial", size=12)
        sheet[cell].alignment = Alignment(wrap_text=True)

    return sheet_change(change)


def look(cell: str, **style: object) -> Callable[[Workbook], Any]:
    def change(sheet: Any) -> None:
        for name, value in style.items():
            setattr(sheet[cell], name, value)

    return sheet_change(change)


def table_change(change: Callable[[Any], Any]) -> Callable[[Workbook], Any]:
    return sheet_change(lambda sheet: change(next(iter(sheet.tables.values()))))


def set_property(name: str, value: object) -> Callable[[Workbook], Any]:
    return lambda workbook: setattr(workbook.properties, name, value)


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[6].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def widen_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].width = 101


def move_cursor(sheet: Any) -> None:
    sheet.sheet_view.selection[0].activeCell = "C7"


def add_page_header(sheet: Any) -> None:
    sheet.oddHeader.center.text = "Draft"


def unmark_table(sheet: Any) -> None:
    sheet.tables.clear()


def two_headings_alike(sheet: Any) -> None:
    sheet["C4"] = "OUTSTANDING"
    next(iter(sheet.tables.values())).tableColumns[2].name = "OUTSTANDING"


def no_header_row(table: Any) -> None:
    table.headerRowCount = 0


def add_filter(table: Any) -> None:
    table.autoFilter = AutoFilter(ref=table.ref)


def vague_link(workbook: Workbook) -> None:
    workbook["Contents"]["A4"].value = "here"


def rename_sheet(workbook: Workbook) -> None:
    workbook["Table_2"].title = "Table 2"


def open_elsewhere(workbook: Workbook) -> None:
    workbook.active = 2


def add_picture(workbook: Workbook) -> None:
    from openpyxl.chart import BarChart, Reference

    sheet: Any = workbook["Table_2"]
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=5, max_row=6))
    sheet.add_chart(chart, "H2")


DEFECTS: dict[str, tuple[Callable[[Workbook], Any], str]] = {
    "no document title": (set_property("title", None), "document title"),
    "blank document title": (set_property("title", " "), "document title"),
    "other language": (set_property("language", "en-US"), "document language"),
    "opens on another sheet": (open_elsewhere, "opens on the first sheet"),
    "chart": (add_picture, "no pictures, charts, macros or links to files"),
    "note not written": (put("A1", "Title [note 9]"), "notes are written"),
    "note not used": (
        lambda workbook: workbook["Table_1"].__setitem__("A1", "Title"),
        "notes are used",
    ),
    "space in a sheet's name": (rename_sheet, "sheet names"),
    "no title": (put("A1", None), "title in A1"),
    "title not bold": (look("A1", font=Font(name="Arial", size=12)), "title in A1"),
    "cursor elsewhere": (sheet_change(move_cursor), "cursor on A1"),
    "hidden sheet": (
        sheet_change(lambda sheet: setattr(sheet, "sheet_state", "hidden")),
        "nothing hidden",
    ),
    "hidden row": (sheet_change(hide_row), "nothing hidden"),
    "hidden column": (sheet_change(hide_column), "nothing hidden"),
    "merged cells": (sheet_change(lambda sheet: sheet.merge_cells("A1:B1")), PLAIN),
    "frozen panes": (sheet_change(lambda sheet: setattr(sheet, "freeze_panes", "A5")), PLAIN),
    "filter on a sheet": (
        sheet_change(lambda sheet: setattr(sheet.auto_filter, "ref", "A4:B6")),
        PLAIN,
    ),
    "filter on a table": (table_change(add_filter), PLAIN),
    "page header": (sheet_change(add_page_header), PLAIN),
    "table not marked up": (sheet_change(unmark_table), ONE_TABLE),
    "no sentence about the table": (put("A2", "Two tables."), ONE_TABLE),
    "text below the table": (put_plainly("A99", "Source: ours"), PLACE),
    "text beside the table": (put_plainly("H5", "see over"), PLACE),
    "text above, not in column A": (put_plainly("C2", "see over"), PLACE),
    "empty heading": (put("B4", None), "headings"),
    "number as heading": (put("B4", 2026), "headings"),
    "two headings alike": (sheet_change(two_headings_alike), "headings"),
    "no header row": (table_change(no_header_row), "headings"),
    "blank cell": (put("B5", None), "no blank cells"),
    "cell with a space": (put_plainly("B5", " "), "no blank cells"),
    "default table name": (
        table_change(lambda table: setattr(table, "displayName", "Table1")),
        "table names",
    ),
    "formula": (put("B5", "=1+1"), "no formulas"),
    "small print": (look("B5", font=Font(name="Arial", size=9)), "fonts"),
    "italics": (look("B5", font=Font(name="Arial", size=12, italic=True)), "fonts"),
    "serif": (look("B5", font=Font(name="Times New Roman", size=12)), "fonts"),
    "fill": (look("B5", fill=PatternFill("solid", fgColor="FFFF00")), "no fills"),
    "unwrapped text": (look("A5", alignment=Alignment(wrap_text=False)), "wrapped text"),
    "very wide column": (sheet_change(widen_column), "column widths"),
    "asterisk": (put_plainly("A5", "History *"), "no symbols"),
    "superscript": (put_plainly("A5", "History¹"), "no symbols"),
    "note in a data cell": (put_plainly("A5", "History [note 1]"), "no notes in data cells"),
    "unexplained shorthand": (put_plainly("B5", "[c]"), "shorthand is explained"),
    "vague link": (vague_link, "links say where they lead"),
}


@pytest.mark.proof(part=14)
@pytest.mark.parametrize(("change", "rule"), DEFECTS.values(), ids=DEFECTS)
def test_a_seeded_defect_is_found(change: Callable[[Workbook], Any], rule: str) -> None:
    assert rule in {breach.rule for breach in breaches_after(change)}


def test_a_table_away_from_the_left_edge_is_found() -> None:
    found = breaches_after(table_change(lambda table: setattr(table, "ref", "B4:F7")))
    assert RuleBreach(PLACE, "Table_2", "the table does not start in column A") in found


def test_a_good_workbook_that_is_saved_again_is_still_good() -> None:
    assert breaches_after(lambda _: None) == ()


def test_a_breach_says_which_sheet_and_cell() -> None:
    (breach,) = breaches_after(look("B5", font=Font(name="Arial", size=12, italic=True)))
    assert breach == RuleBreach("fonts", "Table_2", "B5 is in italics")


def test_a_build_is_told_what_is_wrong_with_sheet_and_cell() -> None:
    assert breaches_in_words(GOOD, ENGLISH_WORDS) == ()
    workbook = load_workbook(io.BytesIO(GOOD))
    workbook["Table_2"]["A1"].font = Font(name="Arial", size=16, italic=True)
    workbook.properties.language = "fr"
    buffer = io.BytesIO()
    workbook.save(buffer)
    told = breaches_in_words(buffer.getvalue(), ENGLISH_WORDS)
    assert any("The whole file: the language is fr" in one for one in told)
    assert any("Sheet Table_2: A1 is in italics (fonts)." in one for one in told)


def test_only_the_first_breaches_are_named() -> None:
    workbook = load_workbook(io.BytesIO(GOOD))
    for row in workbook["Table_2"].iter_rows():
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFF00")
    buffer = io.BytesIO()
    workbook.save(buffer)
    told = breaches_in_words(buffer.getvalue(), ENGLISH_WORDS)
    assert len(told) == MOST_NAMED + 1
    assert told[-1].startswith("And ")
