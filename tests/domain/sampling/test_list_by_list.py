"""Hashed list by list or row by row, a frame gives the same draw, digest and refusals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_tool.domain.sampling import draw_engine, hashed_frame, list_by_list
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameColumns, FrameUnit
from inspect_tool.domain.sampling.list_by_list import order_of_tokens
from inspect_tool.domain.sampling.unlike_tokens import TokenColumn, UnlikeTokens
from inspect_tool.errors import InspectToolError
from tests.domain.sampling.slow_draw import slow_digest

SEED = "31415926535897932384"
# Names that sort otherwise with a bar behind them, want trimming or escaping, or are refused.
NAMES = st.sampled_from(("A", "A1", "A|1", "a", " A", "é", "e\u0301", "%", "名"))
BAD_NAMES = st.one_of(NAMES, st.sampled_from(("", "B\x07")))


@st.composite
def frames(draw: st.DrawFn, *, is_dirty: bool) -> FrameColumns:
    """A frame of unlike tokens of one length, of which many begin alike; dirty ones have twins."""
    start = draw(st.sampled_from(("", "c", "00000000", "abcdabcdab")))
    names = BAD_NAMES if is_dirty else NAMES
    number = st.integers(0, 20 if is_dirty else 999)
    rows = draw(st.lists(st.tuples(number, names, names), min_size=1, max_size=20,
                         unique_by=None if is_dirty else lambda row: row[0]))  # fmt: skip
    column = TokenColumn()
    column.add([f"{start}{row[0]:03d}" for row in rows])
    return FrameColumns([row[1] for row in rows], column.texts(), [row[2] for row in rows])


def told(units: Sequence[FrameUnit], sizes: dict[str, tuple[int, int]]) -> object:
    try:
        return draw_stratified(units, sizes, draw_id="d", seed=SEED)
    except InspectToolError as error:
        return type(error), str(error)


@settings(max_examples=40)
@given(frames(is_dirty=False), st.integers(1, 3), st.integers(0, 3))
def test_it_is_the_draw_of_the_rows(columns: FrameColumns, size: int, reserves: int) -> None:
    assert isinstance(columns.tokens, UnlikeTokens)
    sizes = {columns.strata[0].strip(): (size, reserves)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(list_by_list, "PORTION", 3)
        patch.setattr(hashed_frame, "PORTION", 5)
        found = told(columns, sizes)
    assert found == told(list(columns), sizes)
    hashed = draw_engine._hash_units(hashed_frame.HashedFrame(columns), "k")
    assert hashed.digest == slow_digest(list(columns))


@settings(max_examples=40)
@given(frames(is_dirty=True), st.integers(0, 3))
def test_what_is_wrong_with_a_frame_is_said_alike(columns: FrameColumns, size: int) -> None:
    sizes = {columns.strata[0]: (size, 1)}
    assert told(columns, sizes) == told(list(columns), sizes)


@given(st.lists(st.binary(min_size=9, max_size=9), min_size=1, max_size=30))
def test_tokens_are_in_the_order_of_their_bytes(texts: list[bytes]) -> None:
    tokens = np.frombuffer(b"".join(texts).replace(b"\0", b"\1"), dtype="S9")
    assert tokens[order_of_tokens(tokens)].tolist() == sorted(tokens.tolist())


TOKENS = st.sampled_from(("ab", "cd", "22", "a2b", "OI", "é", "", " a"))
PORTIONS = st.lists(st.lists(TOKENS, max_size=4), max_size=5)


@given(PORTIONS)
def test_a_column_of_tokens_gives_them_back(portions: list[list[str]]) -> None:
    column, every = TokenColumn(), [token for portion in portions for token in portion]
    for portion in portions:
        column.add(portion)
    found = column.texts()
    assert list(found) == every
    assert list(found[1:4]) == every[1:4]
    assert [found[place] for place in range(-len(every), len(every))] == every * 2
    are_unlike = (bool(every) and set(every) <= {"ab", "cd", "22"}) or set(every) == {"a2b"}
    assert not isinstance(found, UnlikeTokens) or are_unlike
    if all(portions):
        assert isinstance(found, UnlikeTokens) is are_unlike
