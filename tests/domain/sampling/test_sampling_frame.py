"""The frame as a draw sees it: lost zeros, sizes, order of the lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.digest import frame_digest, runs_of_equals, sorted_lines
from inspect_tool.domain.sampling.hashed_frame import (
    FrameUnit,
    NegativeSizeError,
    leading_zero_warnings,
)
from tests.domain.sampling.slow_draw import slow_digest


def numbers(*tokens: str) -> list[FrameUnit]:
    return [FrameUnit("A", token, "s") for token in tokens]


@pytest.mark.parametrize(
    ("tokens", "is_warned"),
    [
        (("123456", "234567", "4567"), True),  # one of three is shorter
        (("123456", "4567"), True),  # just half
        (("123456", "4567", "4568"), False),  # most are shorter: numbers that grew
        (("012345", "4567", "4568"), True),  # but a zero that is left says their length
        (("123456", "234567"), False),
        (("000123", "000124"), False),
        (("C123456", "C4567"), False),  # text does not lose zeros
        (("123456", "4567", "X1", "X2"), True),  # half are numbers
        (("123456", "4567", "X1", "X2", "X3"), False),
        ((" 123456", "4567 "), True),
    ],
)
def test_lost_leading_zeros_are_suspected(tokens: tuple[str, ...], is_warned: bool) -> None:
    assert bool(leading_zero_warnings(numbers(*tokens))) is is_warned


def test_a_warning_names_the_list_and_no_child() -> None:
    (warning,) = leading_zero_warnings(numbers("123456", "234567", "4567"))
    assert (warning.list_id, warning.shorter, warning.usual_length) == ("A", 1, 6)
    assert "4567" not in warning.message


def test_a_size_below_zero_is_refused_by_its_row() -> None:
    units = [FrameUnit("A", "1", "s", 3), FrameUnit("A", "2", "s", -1)]
    with pytest.raises(NegativeSizeError, match="Row 2") as caught:
        frame_digest(units)
    assert caught.value.row == 2


def test_a_size_is_part_of_the_digest_and_none_is_not_zero() -> None:
    digests = {frame_digest([FrameUnit("A", "1", "s", size)]) for size in (None, 0, 1)}
    assert len(digests) == 3


@pytest.mark.parametrize(
    "tokens",
    [
        ("C000123", "C000099", "C000100"),  # alike at the start
        ("ab", "abc", "abb", "ab!", "ab~"),  # the bar sorts after letters and before the tilde
        ("a", "aa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaaab"),
        ("é", "e", "z", "\U0001f98a", "\uffee"),  # by bytes, not by UTF-16
        ("same-start-different-end-2", "same-start-different-end-1"),
    ],
)
def test_lines_are_sorted_by_their_bytes(tokens: tuple[str, ...]) -> None:
    assert frame_digest(numbers(*tokens)) == slow_digest(numbers(*tokens))


def test_lists_are_sorted_by_the_bytes_of_whole_lines() -> None:
    units = [FrameUnit(name, "1", "s") for name in ("A", "A1", "A~", "AA", "B")]
    assert frame_digest(units) == slow_digest(units)


@given(st.lists(st.text("abé|", max_size=4), max_size=12))
def test_sorted_lines_say_whether_a_token_is_there_twice(starts: list[str]) -> None:
    lines = [f"{start.replace('|', '-')}|s" for start in starts] or ["x|s"]
    found, twice = sorted_lines("".join(f"{line}\n" for line in lines))
    assert (twice is None) is (len(set(lines)) == len(lines))
    if twice is None:
        assert found == sorted(lines)


def test_runs_of_equal_numbers_are_found_at_both_ends() -> None:
    import numpy as np

    heads = np.array([1, 1, 2, 3, 3, 3], dtype=np.uint64)
    assert runs_of_equals(heads) == [(0, 2), (3, 6)]
    assert runs_of_equals(heads[1:4]) == []
