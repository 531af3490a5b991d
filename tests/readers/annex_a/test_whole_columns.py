"""A column that is read in one step says what each of its cells would say by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.language.positions import picked
from inspect_tool.readers.annex_a.cells import Cell, ReadContext
from inspect_tool.readers.annex_a.identifiers import (
    identifiers_of,
    plain_identifiers,
    read_identifier,
)
from inspect_tool.readers.annex_a.values import ColumnReader
from tests.annex_a import official_columns
from tests.examples import one_in
from tests.readers.annex_a.annex_a_builders import FRAME_DATE

CONTEXT = ReadContext(frame_date=FRAME_DATE)
EARLIEST = CONTEXT.lists.earliest
NUMBERS = st.one_of(
    st.integers(0, 10**16).map(float), st.sampled_from([-1.0, 0.5, 1e15, 1e15 - 1, float("inf")])
)
TEXTS = st.text("aZ09 .-é²٣", max_size=4)
IDENTIFIERS = st.one_of(
    st.lists(st.integers(0, 10**9).map(float), min_size=1, max_size=6),
    st.lists(st.from_regex(r"[A-Za-z]{0,2}[0-9]{1,3}", fullmatch=True), min_size=1, max_size=6),
    st.lists(st.one_of(NUMBERS, TEXTS, st.none(), st.booleans()), min_size=1, max_size=6),
    st.lists(TEXTS, min_size=1, max_size=6),
)


@one_in(4)
@given(IDENTIFIERS)
def test_plain_identifiers_are_those_of_each_cell(cells: list[Cell]) -> None:
    found = plain_identifiers(cells)
    if found is not None:
        assert found == identifiers_of(cells) == list(map(read_identifier, cells))


@pytest.mark.parametrize(
    "odd", ["", "C", "é1", "1²", "٣", "1 ", None, True, -1.0, 0.5, 1e15, date(2013, 1, 1)]
)
@pytest.mark.parametrize("plain", ["C1", 1.0])
def test_one_odd_cell_has_all_of_them_looked_at(odd: Cell, plain: Cell) -> None:
    assert plain_identifiers([plain, plain]) is not None
    assert plain_identifiers([plain, odd]) is None


DAYS = st.dates(EARLIEST - timedelta(2), FRAME_DATE + timedelta(400))
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2013, 12, 1))  # noqa: DTZ001 - as cells are
DATE_CELLS = st.one_of(
    st.lists(DAYS, min_size=1, max_size=6),
    st.lists(st.one_of(DAYS, MOMENTS), min_size=1, max_size=6),
    st.lists(st.one_of(DAYS, st.sampled_from(["", None, "01/02/2013", 41000.0, True])), min_size=1),
)


@one_in(4)
@given(DATE_CELLS)
def test_dates_are_those_of_each_cell_with_all_that_is_wrong(cells: list[Cell]) -> None:
    column = next(one for one in official_columns()[6] if one.name == "CIN Start Date")
    at_once, each = ColumnReader(column, CONTEXT), ColumnReader(column, CONTEXT)
    assert at_once.read(cells) == [each.value_of(cell) for cell in cells]
    assert at_once.issues == each.issues
    assert at_once.written == each.written


@given(st.lists(st.integers(0, 4), max_size=5))
def test_picked_values_stand_in_the_order_of_their_positions(positions: list[int]) -> None:
    assert picked("abcde", positions) == tuple("abcde"[position] for position in positions)
