"""The picture of designs: every design has its mark, every number stands in the table."""

from __future__ import annotations

import re

import pytest

from inspect_tool.documents.charts.designs import (
    NO_INTERVAL,
    _step,
    describe_designs,
    designs_page,
    draw_designs,
)
from tests.documents.charts.design_pictures import SIZES, picture


def test_each_row_has_a_mark_for_each_design() -> None:
    svg = draw_designs(picture())
    # A legend and seven rows: all, two authorities, two case types; four designs.
    dots = svg.count("<circle")
    assert dots == 2 * (1 + 5)
    assert svg.count("<polygon") == 1 + 5
    assert "Brae &lt;west&gt;" in svg
    assert "By case type" in svg


def test_the_words_say_what_the_picture_shows() -> None:
    words = describe_designs(picture())
    assert words.startswith("What each design of a sample of 24 buys.")
    assert "at a share of 50%" in words
    assert re.search(r"power \(the plan\): ±\d+ for all authorities, ±\d+ to ±\d+ for one", words)
    with_shares = describe_designs(picture(expected_shares={"in_care": 0.1}))
    assert "at the shares that the plan expects" in with_shares


def test_the_table_has_every_number_and_the_notes() -> None:
    page = designs_page(picture())
    assert page.count('<th scope="row">') == 5
    assert re.search(r"<td>24 ±\d+</td>", page)
    assert "<li>Neyman: As proportional" in page
    assert "<li>" not in designs_page(picture(expected_shares={"in_care": 0.1}))


def test_strata_of_authorities_have_no_rows_for_case_types() -> None:
    svg = draw_designs(picture({"ASH": 40, "BRA": 30}, size=10))
    assert "By case type" not in svg
    assert "By authority" in svg


def test_an_authority_without_an_interval_says_so() -> None:
    sizes = dict.fromkeys(SIZES, 1) | {"BRA/early_help": 9}
    shown = picture(SIZES, size=12, method="explicit", explicit=sizes, minimum=1)
    assert NO_INTERVAL in draw_designs(shown)
    assert NO_INTERVAL in designs_page(shown)


def test_where_no_authority_has_an_interval_the_words_say_so() -> None:
    shown = picture({"ASH": 40, "BRA": 30}, size=2, minimum=0, method="equal")
    assert describe_designs(shown).endswith("no interval for one authority.")
    assert NO_INTERVAL in draw_designs(shown)


def test_a_design_that_cannot_be_allocated_is_not_drawn_and_its_reason_is_told() -> None:
    shown = picture(SIZES, size=29, method="explicit", explicit=dict.fromkeys(SIZES, 7))
    assert "explicit" not in draw_designs(shown)
    assert "explicit (the plan): The sample cannot be allocated" in designs_page(shown)


def test_a_census_lies_at_nought() -> None:
    svg = draw_designs(picture({"ASH": 4, "BRA": 6}, size=10))
    assert "±0" in svg


def test_the_same_picture_is_the_same_bytes() -> None:
    assert draw_designs(picture()) == draw_designs(picture())


@pytest.mark.parametrize(
    ("most", "step"), [(7.9, 1), (8, 1), (8.1, 2), (16, 2), (16.1, 5), (160, 20), (161, 20)]
)
def test_an_axis_has_eight_lines_at_most_while_there_is_a_step_for_it(
    most: float, step: int
) -> None:
    assert _step(most) == step
