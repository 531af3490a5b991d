"""Ends that cannot be read, and limits that a frame knows nothing of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from inspect_tool.domain.frame.entries import ListEntries
from inspect_tool.domain.frame.periods import PeriodState
from inspect_tool.domain.frame.rules import FrameFacts
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.language.conditions import Condition, evaluate
from inspect_tool.domain.lists.shipped import annex_a

START, END = "Child Protection Plan Start Date", "Child Protection Plan End Date"
FRAME_DATE = date(2013, 9, 30)


def entry(start: date, end: date | None, *, is_unreadable: bool) -> ListEntries:
    """One child on List 7, in whose end something may stand that cannot be read."""
    returned = ReturnedList(
        list_number=7,
        file="r.xlsx",
        sheet="List 7",
        rows=[2],
        columns={START: [start], END: [end], "Child Unique ID": ["C1"]},
        unreadable={END: frozenset({2})} if is_unreadable else {},
    )
    return ListEntries(
        declared=annex_a().lists[7],
        ranks={},
        frame_date=FRAME_DATE,
        parts=[returned],
        order=[0],
        children=[0],
        days=[start.toordinal()],
    )


@pytest.mark.parametrize(
    ("start", "is_unreadable", "state"),
    [
        (date(2013, 1, 1), False, PeriodState.OPEN),
        (date(2013, 1, 1), True, PeriodState.NOT_KNOWN),
        (date(2013, 10, 1), True, PeriodState.NOT_STARTED),
    ],
)
def test_an_end_that_cannot_be_read_leaves_open_only_whether_a_begun_period_goes_on(
    start: date, is_unreadable: bool, state: PeriodState
) -> None:
    assert entry(start, None, is_unreadable=is_unreadable).states == (state,)


def test_whether_a_limit_was_in_force_is_not_known_before_a_case_is_read() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Condition)
    held = adapter.validate_python({"question": "HARM.1.c", "in_force": "ASMT-45"})
    facts = FrameFacts({"HARM.1.c": date(2013, 10, 1)})
    assert evaluate(held, facts) is None
    assert evaluate(adapter.validate_python({"not": held.model_dump(by_alias=True)}), facts) is None
