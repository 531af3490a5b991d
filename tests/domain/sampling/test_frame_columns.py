"""A frame by columns is the same frame as a row of units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.language.canonical import InvalidFieldError
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import (
    CodedTexts,
    FrameColumns,
    FrameUnit,
    counts_of,
    leading_zero_warnings,
)

SEED = "31415926535897932384"
SIZES = st.one_of(st.none(), st.integers(0, 5))
UNITS = st.lists(
    st.builds(FrameUnit, st.sampled_from("AB"), st.from_regex(r"[0-9a]{1,4}", fullmatch=True),
              st.sampled_from("st"), SIZES),
    min_size=1, max_size=30, unique_by=lambda one: (one.list_id, one.unit_id),
)  # fmt: skip


def in_numbers(texts: Sequence[str]) -> CodedTexts:
    distinct = list(dict.fromkeys(["never there", *texts]))
    return CodedTexts(distinct, np.array([distinct.index(one) for one in texts], dtype=np.int32))


def coded_columns_of(units: Sequence[FrameUnit]) -> FrameColumns:
    plain = columns_of(units)
    lists, strata = in_numbers(plain.lists), in_numbers(plain.strata)
    return FrameColumns(lists, plain.tokens, strata, plain.sizes)


def columns_of(units: Sequence[FrameUnit]) -> FrameColumns:
    made = FrameColumns.of(units)
    has_sizes = any(one.size is not None for one in units)
    return made if has_sizes else FrameColumns(made.lists, made.tokens, made.strata)


@given(UNITS)
def test_a_frame_by_columns_gives_its_units_back(units: list[FrameUnit]) -> None:
    columns = columns_of(units)
    assert list(columns) == units
    assert list(columns[1:3]) == units[1:3]
    assert (len(columns), columns[-1]) == (len(units), units[-1])
    assert FrameColumns.of(columns) is columns


def test_texts_in_numbers_are_the_texts() -> None:
    texts = ["b", "a", "b"]
    coded = in_numbers(texts)
    assert (list(coded), coded[1], list(coded[1:])) == (texts, "a", texts[1:])


@given(UNITS)
def test_it_is_drawn_from_alike(units: list[FrameUnit]) -> None:
    sizes = {units[0].stratum: (1, 2)}
    by_rows = draw_stratified(units, sizes, draw_id="d", seed=SEED)
    for columns in (columns_of(units), coded_columns_of(units)):
        assert draw_stratified(columns, sizes, draw_id="d", seed=SEED) == by_rows


@given(UNITS)
def test_columns_in_numbers_say_the_same(units: list[FrameUnit]) -> None:
    columns = coded_columns_of(units)
    assert list(columns) == units
    assert [one.stratum for one in columns[1:3]] == [one.stratum for one in units[1:3]]
    plain = [one.stratum for one in units]
    assert {name: n for name, n in counts_of(columns.strata).items() if n} == counts_of(plain)
    assert leading_zero_warnings(columns) == leading_zero_warnings(units)


def test_a_text_of_numbers_that_cannot_be_hashed_is_named_with_its_row() -> None:
    texts = [*["A"] * 20_000, "B\x07", "A"]
    columns = FrameColumns(in_numbers(texts), [f"u{n}" for n in range(len(texts))], texts)
    with pytest.raises(InvalidFieldError) as refused:
        draw_stratified(columns, {"A": (1, 0)}, draw_id="d", seed=SEED)
    assert (refused.value.column, refused.value.row) == ("list_id", 20_001)


def slow_warnings(units: Sequence[FrameUnit]) -> list[tuple[str, int, int]]:
    """The rule of lost zeros, list by list, as it is said."""
    found = []
    for name in sorted({one.list_id for one in units}):
        own = [one.unit_id for one in units if one.list_id == name]
        numbers = [one for one in own if one.isdigit()]
        longest = max(map(len, numbers), default=0)
        shorter = sum(len(one) < longest for one in numbers)
        has_zeros = any(one.startswith("0") for one in numbers)
        is_half = bool(numbers) and 2 * len(numbers) >= len(own)
        if is_half and shorter and (has_zeros or 2 * shorter <= len(numbers)):
            found.append((name, shorter, longest))
    return found


@given(UNITS)
def test_lost_zeros_are_found_as_the_rule_says(units: list[FrameUnit]) -> None:
    warnings = leading_zero_warnings(columns_of(units))
    assert [(one.list_id, one.shorter, one.usual_length) for one in warnings] == slow_warnings(
        units
    )
