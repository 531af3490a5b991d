"""A value that could name somebody is told by its shape alone."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from inspect_tool.domain.language.characters import in_plain_signs, shape_of


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (None, ""),
        ("", ""),
        (True, "true or false"),
        (date(2013, 3, 9), "a date"),
        (datetime(2013, 3, 9, 10, 30), "a date"),  # noqa: DTZ001 - as a cell holds it
        (time(10, 30), "a time"),
        (7, "a number"),
        (7.5, "a number"),
        ("x", "text of 1 character"),
        ("x" * 27, "text of 27 characters"),
        ("x" * 1000, "text of 1,000 characters"),
    ],
)
def test_the_shape_says_nothing_of_the_value(value: object, shape: str) -> None:
    assert shape_of(value) == shape


def test_a_raised_number_is_no_digit_and_what_nobody_sees_is_left_out() -> None:
    assert in_plain_signs("1001\u00b2 \u200e\uff11\u00ad") == "1001* 1"
