"""5 of 40 is one percentage in every document: table, picture, words, sentence, worksheet."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from inspect_tool.documents.html import render_html
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.domain.claims.numbers import percentage_words
from inspect_tool.domain.content.blocks import Chapter, Figure, Quantity, ReportContent, Table
from inspect_tool.domain.content.charts import describe_chart
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.percentages import Percentage, half_up
from inspect_tool.domain.report.figures import measure_figure
from inspect_tool.domain.report.measure_tables import measure_table
from tests.documents.pdf.pdf_reading import TEMPLATES
from tests.documents.report_factory import report_content
from tests.figures_factory import cases_of, figures_of_cases

pytestmark = pytest.mark.journeys


def made(count: int, base: int, **reporting: int) -> tuple[Table, Figure]:
    figures = figures_of_cases(cases_of("AAA", count, base), **reporting)
    return (
        measure_table(figures, "left_too_long", {}),
        measure_figure(figures, "left_too_long", {}),
    )


def report_of(table: Table, figure: Figure, *quantities: Quantity) -> ReportContent:
    chapter = Chapter("only", "Only chapter", (table, figure))
    return replace(report_content(), chapters=(chapter,), quantities=quantities)


def page_of(content: ReportContent) -> str:
    return render_html(number_content(content), templates=TEMPLATES, for_print=False)


def sheet_rows(content: ReportContent, name: str) -> list[tuple[object, ...]]:
    workbook = load_workbook(io.BytesIO(write_tables_workbook(content)))
    return [tuple(cell.value for cell in row) for row in workbook[name].iter_rows()]


def row_of(rows: list[tuple[object, ...]], header: str) -> tuple[object, ...]:
    return next(row for row in rows if row[0] == header)


@pytest.mark.parametrize(("count", "base", "shown"), [(5, 40, "13%"), (29, 40, "73%")])
def test_a_half_is_rounded_up_in_every_document(count: int, base: int, shown: str) -> None:
    table, figure = made(count, base)
    quantity = Quantity("q", "some", "Left too long", count, base)
    content = report_of(table, figure, quantity)
    assert table.rows[0].cells[2] == Percentage(Fraction(count, base))
    assert f"Authority AAA {count} of {base} ({shown})" in describe_chart(figure.chart)
    assert percentage_words(count, base) == shown
    page = page_of(content)
    assert f">{shown}<" in page
    assert f"{count} of {base} ({shown})" in page
    # Excel rounds what it shows half up; the exact value stays in the cell.
    for name, header, column in (
        ("Table_1", "Authority AAA", 3),
        ("Figure_1", "Authority AAA", 3),
        ("Quantities", "Q1", 7),
    ):
        value = row_of(sheet_rows(content, name), header)[column]
        assert value == count / base
        assert f"{half_up(Fraction(str(value)) * 100)}%" == shown


def test_what_rounds_to_zero_but_is_not_is_low_in_every_document() -> None:
    table, figure = made(1, 250)
    content = report_of(table, figure, Quantity("q", "one", "Left too long", 1, 250))
    assert "[low] = rounds to zero but is not zero." in table.note
    assert "[low] = rounds to zero but is not zero." in figure.note
    assert "1 of 250 ([low])" in describe_chart(figure.chart)
    assert "1 of 250 ([low])" in page_of(content)
    for name, header in (("Table_1", "Authority AAA"), ("Figure_1", "Authority AAA")):
        assert row_of(sheet_rows(content, name), header)[3] == "[low]"
    assert row_of(sheet_rows(content, "Quantities"), "Q1")[7] == "[low]"


@pytest.mark.parametrize(("base", "is_shown"), [(29, False), (30, True), (31, True)])
def test_the_plans_limit_holds_in_every_document(base: int, *, is_shown: bool) -> None:
    table, figure = made(7, base, percentages_from=30)
    content = report_of(
        table, figure, Quantity("q", "some", "Left too long", 7, base, percentages_from=30)
    )
    assert (table.rows[0].cells[2] != "[u]") is is_shown
    assert ("%" in describe_chart(figure.chart)) is is_shown
    for name, header, column in (
        ("Table_1", "Authority AAA", 3),
        ("Figure_1", "Authority AAA", 3),
        ("Quantities", "Q1", 7),
    ):
        value = row_of(sheet_rows(content, name), header)[column]
        assert value == (pytest.approx(7 / base) if is_shown else "[u]"), name
