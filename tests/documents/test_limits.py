"""Limits of the documents: one below, at, and one above."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from inspect_tool.documents.case_workbook import validations
from inspect_tool.documents.case_workbook.form_sheet import (
    LONGEST_CELL,
    Footer,
    FormBook,
    TextTooLongError,
)
from inspect_tool.documents.charts.bars import level_fills
from inspect_tool.documents.charts.heat_map import SHADES, shade
from inspect_tool.documents.charts.svg import QUIET
from inspect_tool.documents.tables import printing
from inspect_tool.domain.content.charts import Bar
from inspect_tool.domain.look.colours import PAPER


@pytest.mark.parametrize("more", [-1, 0])
def test_a_text_that_a_cell_can_hold_is_written_whole(more: int) -> None:
    book = FormBook(Footer(""))
    book.add("ASH-017").put(1, 1, "x" * (LONGEST_CELL + more))
    file = book.written({}, on=date(2013, 10, 1))
    said = load_workbook(io.BytesIO(file))["ASH-017"]["A1"].value
    assert said == "x" * (LONGEST_CELL + more)


def test_a_text_that_a_cell_would_cut_is_refused() -> None:
    with pytest.raises(TextTooLongError, match="row 1"):
        FormBook(Footer("")).add("ASH-017").put(1, 1, "x" * (LONGEST_CELL + 1))


@pytest.mark.parametrize("part", ["title", "prompt", "error"])
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_prompt_that_excel_would_repair_is_a_fault(part: str, more: int) -> None:
    limit = validations.LONGEST_PROMPT_TITLE if part == "title" else validations.LONGEST_PROMPT
    words = {"title": "t", "prompt": "p", "error": "e", part: "x" * (limit + more)}

    def made() -> dict[str, object]:
        return validations._list_check(
            "a", title=words["title"], prompt=words["prompt"], error=words["error"]
        )

    if more > 0:
        with pytest.raises(ValueError, match="longer than Excel takes"):
            made()
    else:
        assert made()["source"] == "=a"


# Three quarters or more, half to under three quarters, a quarter to under half, under a quarter.
@pytest.mark.parametrize(
    ("count", "place"),
    [(74, 1), (75, 0), (76, 0), (49, 2), (50, 1), (51, 1), (24, 3), (25, 2), (26, 2), (1, 3)],
)
def test_a_cell_of_the_heat_map_has_the_fill_of_its_share(count: int, place: int) -> None:
    cell = Bar("ASH", count, 100)
    assert shade(cell) == SHADES[place].fill
    assert cell.share == Fraction(count, 100)


def test_no_case_and_no_share_have_fills_of_their_own() -> None:
    assert shade(Bar("ASH", 0, 100)) == QUIET
    assert shade(Bar("ASH", None, None)) == PAPER
    assert len({QUIET, PAPER, *(step.fill for step in SHADES)}) == len(SHADES) + 2


@pytest.mark.parametrize("levels", [2, 3, 4, 5, 6])
def test_levels_have_as_many_fills_and_no_two_alike(levels: int) -> None:
    assert len(set(level_fills(levels))) == len(level_fills(levels)) == levels


@pytest.mark.parametrize(("more", "is_prose"), [(-1, False), (0, False), (1, True)])
def test_a_text_of_more_than_two_lines_keeps_the_width_of_a_line(more: int, is_prose: bool) -> None:
    text = ("a " * 2 * printing.READABLE)[: 2 * printing.READABLE + more]
    assert (printing._readable(text) == printing.READABLE) is is_prose
