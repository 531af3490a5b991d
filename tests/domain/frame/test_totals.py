"""Totals of the population that stay when the frame is cut down: never a list of one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.frame.totals import OTHERS, SMALLEST_CELL, totals
from inspect_tool.domain.frame.units import Eligibility, Unit
from inspect_tool.domain.language.conditions import Scalar


def units(
    *values: Scalar | None, field: str = "age", eligibility: Eligibility = Eligibility.ELIGIBLE
) -> list[Unit]:
    return [
        Unit("ASH", f"{field}{number}", "in_care", "ASH/in_care", {field: value}, eligibility)
        for number, value in enumerate(values)
    ]


def cells(*values: Scalar | None, field: str = "age") -> dict[str, int]:
    return {cell.value: cell.children for cell in totals(units(*values, field=field), FIELDS)}


def test_a_value_of_five_children_stands_alone_and_one_of_four_does_not() -> None:
    assert cells(*[3] * 5, *[4] * 5) == {"3": 5, "4": 5}
    assert cells(*[3] * 5, *[4] * 4, *[5] * 1) == {"3": 5, OTHERS: 5}


def test_a_small_cell_alone_takes_the_next_one_in_or_subtraction_would_give_it() -> None:
    assert cells(*[3] * 9, *[4] * 7, *[5] * 1) == {"3": 9, OTHERS: 8}
    assert cells(*[True] * 2, *[False] * 90, field="disability") == {OTHERS: 92}


def test_a_stratum_of_fewer_than_five_has_one_cell() -> None:
    assert cells(1, 2, 3, None) == {OTHERS: 4}


def test_dates_are_counted_by_year_and_tokens_only_by_being_there() -> None:
    days = [date(2013, 1, day) for day in range(1, 7)]
    assert cells(*days, field="care_start") == {"2013": 6}
    families = [f"token-{number}" for number in range(6)]
    assert cells(*families, *[None] * 5, field="sibling_group") == {"known": 6, "not known": 5}


def test_children_who_could_not_be_drawn_are_not_counted() -> None:
    assert totals(units(*[3] * 9, eligibility=Eligibility.NOT_KNOWN), FIELDS) == ()


@given(st.lists(st.integers(0, 6), max_size=40))
def test_no_cell_is_small_unless_its_stratum_is_and_all_add_up(values: list[int]) -> None:
    found = totals(units(*values), FIELDS)
    assert sum(cell.children for cell in found) == len(values)
    assert all(cell.children >= min(SMALLEST_CELL, len(values)) for cell in found)
    held = Counter(values)
    assert all(cell.value == OTHERS or held[int(cell.value)] == cell.children for cell in found)
    assert list(found) == sorted(found)
