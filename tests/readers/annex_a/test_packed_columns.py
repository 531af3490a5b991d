"""Columns on their way between two processes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.readers.annex_a.packed import packed, unpacked

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(-(2**31)), st.text(), st.sampled_from("ab|")
)
COLUMNS = st.one_of(
    st.lists(VALUES, max_size=20),
    st.lists(st.integers(-(2**31), 2**31), max_size=20),
    st.lists(st.one_of(st.none(), st.integers(0, 10**6)), max_size=20),
    st.lists(st.text("0123456789ab|", max_size=5), max_size=20),
)


@given(COLUMNS)
def test_a_column_arrives_as_it_was_sent(column: list[object]) -> None:
    arrived = unpacked(json.loads(json.dumps(packed(column))))
    assert [(type(value), value) for value in arrived] == [(type(value), value) for value in column]


@pytest.mark.parametrize("last", ["299", None, "a|b", "0"])
def test_a_column_of_many_texts_arrives_as_it_was_sent(last: str | None) -> None:
    column = [*map(str, range(299)), last]
    assert list(unpacked(json.loads(json.dumps(packed(column))))) == column
    late = ["a"] * 600 + column
    assert list(unpacked(json.loads(json.dumps(packed(late))))) == late
