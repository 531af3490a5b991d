"""Texts that look like a day and are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from inspect_tool.domain.language.conditions import Condition

CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2013-02-28", date(2013, 2, 28)),
        ("2013-02-30", "2013-02-30"),
        ("2013-13-01", "2013-13-01"),
        ("28 February", "28 February"),
    ],
)
def test_only_a_day_of_the_calendar_is_read_as_a_day(written: str, read: date | str) -> None:
    comparison = CONDITION.validate_python({"question": "HARM.1.c", "is": written})
    assert comparison.is_ == read
