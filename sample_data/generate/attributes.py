"""Gives the drawn cases the attributes that the report needs, and nothing else.

Tickets do not depend on a child's attributes. So the draw is made first, with the written-down
seed, and then just enough of the drawn children get another start of their involvement, so that
exactly `LONG_TERM_CASES` of the cases are long-term. Everything that a ticket or a stratum depends
on stays as it is: the authority, the local id, the case type, whether the child can be drawn.
"""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.generate.calendar_days import FRAME_DATE, WINDOW_START, working_day_from
from sample_data.generate.chance import Chance
from sample_data.generate.draw import DrawnCase
from sample_data.generate.histories import History

LONG_TERM_CASES = 70
YEAR = timedelta(days=366)
# Long-term starts are moved to between 13 months and about three years before the frame's date,
# short-term ones to the months before the six that the lists of events cover.
OLDEST_START = FRAME_DATE - timedelta(days=1100)
LATEST_LONG_START = FRAME_DATE - timedelta(days=400)
FIRST_SHORT_START = date(2012, 11, 5)


def settle_long_term(cases: tuple[DrawnCase, ...]) -> list[str]:
    """Make exactly so many of the cases long-term.

    Returns:
        References of the cases whose start was moved.
    """
    moved = []
    while (count := sum(case.is_long_term for case in cases)) != LONG_TERM_CASES:
        wanted = count < LONG_TERM_CASES
        case = next(one for one in cases if one.is_long_term != wanted and _can_move(one, wanted))
        if wanted:
            _start_earlier(case)
        else:
            _start_later(case)
        moved.append(case.case_ref)
    return moved


def _can_move(case: DrawnCase, to_long: bool) -> bool:
    """Whether a child in need or on a plan can have the other length of involvement."""
    history = case.history
    if history.need is None or history.is_in_care or history.early_help:
        return False
    return not to_long or history.child.born < LATEST_LONG_START - YEAR


def _start_earlier(case: DrawnCase) -> None:
    need = case.history.need
    if need is not None:
        first = max(OLDEST_START, case.history.child.born)
        start = Chance(case.case_ref, "earlier").day(first, LATEST_LONG_START)
        need.started = working_day_from(start)


def _start_later(case: DrawnCase) -> None:
    need = case.history.need
    if need is not None:
        start = Chance(case.case_ref, "later").day(FIRST_SHORT_START, WINDOW_START - timedelta(30))
        need.started = max(need.started, working_day_from(start))
        _plan_not_before(case.history, need.started)


def _plan_not_before(history: History, start: date) -> None:
    plan = history.plan
    if plan is None or plan.started >= start:
        return
    plan.started = working_day_from(start + timedelta(days=21))
    if plan.last_review is not None:
        plan.last_review = max(plan.last_review, plan.started + timedelta(days=85))
