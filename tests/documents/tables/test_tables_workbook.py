"""The workbook holds every number of the report, one table a sheet, and nothing that runs."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from inspect_tool.documents.tables.printing import (
    CHARACTER_WIDTH,
    LINE_HEIGHT,
    PAGE_WIDTH,
    TEXT_SIZE,
    TITLE_SIZE,
    column_widths,
    set_height,
)
from inspect_tool.documents.tables.rules import check_workbook
from inspect_tool.documents.tables.sheets import sheets_of
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.domain.content.blocks import (
    Chapter,
    Column,
    Edition,
    Quantity,
    ReportContent,
    Row,
    Table,
)
from inspect_tool.domain.content.numbering import (
    QUANTITIES_TABLE,
    figures_of,
    number_content,
    tables_of,
)
from inspect_tool.domain.look.words import ENGLISH_WORDS
from inspect_tool.domain.percentages import Percentage
from tests.documents.report_factory import as_published, quantities, report_content

pytestmark = pytest.mark.journeys


def workbook_of(content: ReportContent) -> Workbook:
    return load_workbook(io.BytesIO(write_tables_workbook(content)))


def table_rows(workbook: Workbook, name: str) -> list[tuple[Any, ...]]:
    sheet = workbook[name]
    (table,) = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]]


def report_of_table(
    *rows: Row, headings: tuple[str, ...] = ("Authority", "Cases")
) -> ReportContent:
    table = Table("table-t", "T", tuple(Column(heading) for heading in headings), rows)
    return report_content(chapters=(Chapter("c", "C", (table,)),), quantities=())


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return workbook_of(report_content())


@pytest.mark.parametrize("edition", Edition)
def test_it_breaks_no_rule_for_accessible_spreadsheets(edition: Edition) -> None:
    content = report_content()
    made = as_published(content) if edition is Edition.PUBLIC else content
    assert check_workbook(write_tables_workbook(made)) == ()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write_tables_workbook(report_content()) == write_tables_workbook(report_content())


def test_every_table_and_figure_of_the_report_has_its_sheet(workbook: Workbook) -> None:
    content = number_content(report_content())
    tables = [f"Table_{table.number}" for table in tables_of(content)[:-1]]
    figures = [f"Figure_{figure.number}" for figure in figures_of(content)]
    front = ["Cover", "Contents", "Notes"]
    assert workbook.sheetnames == [*front, *tables, *figures, "Quantities", "Cases"]


def test_a_sheet_holds_what_the_table_of_the_report_holds(workbook: Workbook) -> None:
    assert workbook["Table_2"]["A1"].value.startswith("Table 2: Judgements on each criterion")
    assert workbook["Table_2"]["A2"].value == ENGLISH_WORDS.say("one_table")
    assert table_rows(workbook, "Table_2")[:2] == [
        ("Criterion", "Outstanding", "Good", "Requires improvement", "Inadequate", "All"),
        ("Neglect is recognised at the point of contact", 6, 38, 71, 9, 124),
    ]


def test_shares_are_numbers_shown_as_per_cent(workbook: Workbook) -> None:
    rows = table_rows(workbook, "Table_1")
    assert [row[2] for row in rows[1:]] == [1, 0.97, 0.44, pytest.approx(1 / 3), "[low]"]
    (table,) = workbook["Table_1"].tables.values()
    assert workbook["Table_1"][table.ref][1][2].number_format == "0%"


def test_the_contents_lead_to_every_sheet(workbook: Workbook) -> None:
    rows = table_rows(workbook, "Contents")[1:]
    assert [row[0] for row in rows] == workbook.sheetnames[2:]
    sheet = workbook["Contents"]
    for number, row in enumerate(rows, start=4):
        link = sheet.cell(number, 1).hyperlink
        assert link is not None
        assert link.location == f"'{row[0]}'!A1"


def test_each_quantity_stands_with_its_count_and_base(workbook: Workbook) -> None:
    assert table_rows(workbook, "Quantities")[1] == (
        "Q1", "Executive summary", "nearly half", "Children left too long in harmful situations",
        20, 43, "long-term cases", pytest.approx(20 / 43),
    )  # fmt: skip


def test_case_references_are_in_the_internal_edition_alone(workbook: Workbook) -> None:
    rows = table_rows(workbook, "Cases")
    assert rows[1][:3] == ("Q1", "nearly half", 20)
    assert rows[1][3].startswith("ASH-001, ")
    assert [row[2] for row in rows[1:]] == [20, 17, 15]
    public = write_tables_workbook(as_published(report_content()))
    assert "Cases" not in load_workbook(io.BytesIO(public)).sheetnames
    assert b"ASH-0" not in b"".join(parts_of(public))
    assert b"ASH-0" in b"".join(parts_of(write_tables_workbook(report_content())))


@pytest.mark.parametrize(("cases", "rows"), [(50, [50]), (51, [50, 1])])
def test_many_case_references_go_on_in_another_row(cases: int, rows: list[int]) -> None:
    refs = tuple(f"ASH-{number:03}" for number in range(cases))
    quantity = Quantity("q", "few", "M", cases, cases, case_refs=refs)
    found = table_rows(workbook_of(report_content(chapters=(), quantities=(quantity,))), "Cases")
    assert [row[2] for row in found[1:]] == rows
    assert ", ".join(row[3] for row in found[1:]) == ", ".join(refs)


def test_shorthand_stands_right_under_the_heading_of_its_numbers() -> None:
    columns = (Column("Authority"), Column("Cases", is_numeric=True), Column("Region"))
    table = Table("table-t", "T", columns, (Row("Ashmere", ("[z]", "[z]")),))
    content = report_content(chapters=(Chapter("c", "C", (table,)),), quantities=())
    sheet = workbook_of(content)["Table_1"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "[z]"]
    assert [cell.alignment.horizontal for cell in cells] == ["right", "left"]


def test_every_page_of_a_sheet_repeats_its_headings_and_prints_no_more_than_it_holds(
    workbook: Workbook,
) -> None:
    for sheet in workbook.worksheets[1:]:
        (table,) = sheet.tables.values()
        header_row = sheet[table.ref][0][0].row
        assert sheet.print_title_rows == f"${header_row}:${header_row}"
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:")
        assert sheet.print_area.endswith(f"${sheet.max_row}")


@pytest.mark.parametrize(("word", "width"), [("a", 7), ("w" * 90, 90)])
def test_a_column_is_neither_too_narrow_nor_too_wide(word: str, width: int) -> None:
    assert column_widths([("Authority"[:4], word)]) == [width]


def test_columns_that_are_wider_than_a_page_wrap_but_keep_their_words() -> None:
    texts = [("Heading", "a sentence of some words " * 9)] * 4 + [("Number", 1)]
    widths = column_widths(texts)
    assert sum(widths) <= PAGE_WIDTH
    assert min(widths[:4]) >= 30 * CHARACTER_WIDTH
    assert sum(column_widths([("w" * 50, "x")] * 4)) > PAGE_WIDTH


def test_a_long_line_above_a_table_is_broken_and_its_width_is_printed() -> None:
    table = Table("t", "T" * 40, (Column("A"), Column("B")), (Row("a", (1,)),), source="far " * 90)
    sheet = workbook_of(report_content(chapters=(Chapter("c", "C", (table,)),), quantities=()))[
        "Table_1"
    ]
    lines = [cell.value for cell in sheet["A"] if cell.value]
    assert max(map(len, lines)) <= PAGE_WIDTH / CHARACTER_WIDTH
    assert not sheet.print_area.startswith("'Table_1'!$A$1:$B$")


def parts_of(workbook: bytes) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_notes_have_numbers_and_stand_on_a_sheet_of_their_own(workbook: Workbook) -> None:
    assert workbook["Figure_8"]["A1"].value.endswith("[note 3]")
    assert table_rows(workbook, "Notes")[3] == ("note 3", "Bars are 95% intervals.")


def test_without_notes_quantities_or_cases_their_sheets_are_left_out() -> None:
    assert workbook_of(report_of_table(Row("Ashmere", (1,)))).sheetnames == [
        "Cover",
        "Contents",
        "Table_1",
    ]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    content = report_of_table(Row(text, (text,)))
    sheet = workbook_of(content)["Table_1"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited(text: str) -> None:
    sheet = workbook_of(report_of_table(Row("Ashmere", (text,))))["Table_1"]
    assert next(cell for row in sheet for cell in row if cell.value == text).quotePrefix


def test_characters_that_excel_refuses_are_left_out() -> None:
    rows = table_rows(workbook_of(report_of_table(Row("Ash\x00mere\x1f", (1,)))), "Table_1")
    assert rows[1] == ("Ashmere", 1)


@pytest.mark.parametrize(("length", "kept"), [(32_767, 32_767), (32_768, 32_767)])
def test_text_is_cut_at_what_a_cell_can_hold(length: int, kept: int) -> None:
    rows = table_rows(workbook_of(report_of_table(Row("x" * length, (1,)))), "Table_1")
    assert len(rows[1][0]) == kept


def test_headings_that_are_equal_but_for_case_are_told_apart() -> None:
    content = report_of_table(Row("Ashmere", (1, 2)), headings=("Authority", "Cases", "cases"))
    assert table_rows(workbook_of(content), "Table_1")[0] == ("Authority", "Cases", "cases (2)")
    assert check_workbook(write_tables_workbook(content)) == ()


def test_an_empty_cell_says_that_it_does_not_apply() -> None:
    content = report_of_table(Row("Ashmere", ("",)))
    assert table_rows(workbook_of(content), "Table_1")[1] == ("Ashmere", "[z]")
    assert check_workbook(write_tables_workbook(content)) == ()


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [(3, 0, (3, 0, "[z]")), (None, 20, ("[c]", 20, "[c]")), (3, None, (3, "[c]", "[c]"))],
)
def test_a_quantity_without_a_share_says_why(
    count: int | None, base: int | None, shown: tuple[object, ...]
) -> None:
    quantity = Quantity("q", "few", "M", count, base)
    content = report_content(chapters=(), quantities=(quantity,))
    row = table_rows(workbook_of(content), "Quantities")[1]
    assert (row[4], row[5], row[7]) == shown
    assert row[1] == "[z]"


def test_the_document_says_its_title_language_and_publisher(workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.title == "In the child's time: professional responses to neglect: tables"
    assert (properties.language, properties.creator) == ("en-GB", report_content().publisher)


def test_the_cover_carries_the_notice(workbook: Workbook) -> None:
    lines = [row[0].value for row in workbook["Cover"].iter_rows()]
    assert report_content().notice in lines
    assert ENGLISH_WORDS.say(Edition.INTERNAL.key) in lines


def test_a_share_keeps_its_exact_value() -> None:
    rows = table_rows(
        workbook_of(report_of_table(Row("A", (Percentage(Fraction(20, 47)),)))), "Table_1"
    )
    assert rows[1][1] == pytest.approx(20 / 47, abs=1e-15)


@pytest.mark.parametrize(
    ("row", "values", "lines"),
    [
        (3, ("", 5), 1),  # a blank cell makes no row higher
        (3, ("one word", 5), 1),
        (3, ("x " * 30, 5), 6),
        (3, ("", Percentage(Fraction(1, 3))), 1),
        (1, ("A title", ""), 1),
    ],
)
def test_a_row_is_as_high_as_its_longest_text_needs(
    row: int, values: tuple[str | int | Percentage, ...], lines: int
) -> None:
    sheet = Workbook().active
    assert sheet is not None
    set_height(sheet, row, values, (15.0, 8.0))
    size = TITLE_SIZE if row == 1 else TEXT_SIZE
    assert sheet.row_dimensions[row].height == lines * size * LINE_HEIGHT + 1


def test_the_cover_says_what_is_not_set_and_leaves_out_who_is_not_named() -> None:
    unset = replace(
        report_content(),
        published_words="Date of publication not set",
        is_dated=False,
        reference="",
        publisher="",
    )
    lines = [row[0] for row in workbook_of(unset)["Cover"].iter_rows(values_only=True)]
    assert "Date of publication not set" in lines
    assert "Reference no: not set" in lines
    assert not [line for line in lines if str(line).startswith(("Publisher", "Published"))]


def test_a_median_stands_in_annex_and_workbook_with_its_unit_and_no_share() -> None:
    (first, *others) = quantities()
    median = replace(first, stated="Median 12 days", count=43)
    content = number_content(report_content(quantities=(median, *others)))
    annex = next(table for table in tables_of(content) if table.id == QUANTITIES_TABLE)
    (row,) = [row for row in annex.rows if row.cells[1] == median.phrase]
    assert row.cells[3] == "Median 12 days, of 43 long-term cases"
    sheet = next(sheet for sheet in sheets_of(content) if sheet.name == "Quantities")
    (cells,) = [cells for cells in sheet.rows if cells[2] == median.phrase]
    assert cells[4:] == ("Median 12 days", 43, "long-term cases", "[z]")
