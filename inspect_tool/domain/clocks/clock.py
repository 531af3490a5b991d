"""The statutory clock: was it done in time, under the rule in force on the day it started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum

from inspect_tool.domain.clocks.rules import (
    RULES,
    WORKING_TOGETHER_2013,
    ClockRule,
    LimitUnit,
    Regime,
    RuleVersion,
)
from inspect_tool.domain.clocks.working_days import (
    add_calendar_months,
    add_working_days,
    working_days_between,
)
from inspect_tool.errors import CheckFailedError


class ClockResult(StrEnum):
    """What a clock can say."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"  # not done, and the due date was before the last day of fieldwork
    NOT_ASSESSABLE = "not_assessable"  # a date is missing or impossible, or it is not due yet
    NOT_IN_FORCE = "not_in_force"  # no limit held for that authority on that day

    @property
    def words(self) -> str:
        """How a page says it."""
        if self is ClockResult.NOT_IN_FORCE:
            return "no limit in force on that day"
        return self.value.replace("_", " ")


class UnknownClockRuleError(CheckFailedError):
    """A framework names a rule that the table does not have."""

    def __init__(self, rule_id: str) -> None:
        near = get_close_matches(rule_id, RULES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The clocks are {', '.join(RULES)}."
        super().__init__(f"There is no statutory clock {rule_id}. {hint}")


@dataclass(frozen=True)
class Clock:
    """What the clock found.

    Args:
        due: Last day that is in time; None where no limit can be applied.
        working_days_taken: From the start to the end; None without both.
        rule_version: The limit that was applied.
        reason: Why it cannot be assessed, as a sentence; empty where it can.
    """

    result: ClockResult
    due: date | None = None
    working_days_taken: int | None = None
    rule_version: RuleVersion | None = None
    reason: str = ""


def run_clock(
    rule_id: str,
    start: date | None,
    end: date | None,
    *,
    on: date,
    single_assessment_from: date | None = None,
) -> Clock:
    """Judge the time between two events.

    A missing start is never in time. A missing end is overdue when the due date has passed.

    Args:
        end: None when the event has not happened, or there is no record of it.
        on: Last day of fieldwork, on which the unfinished is judged.
        single_assessment_from: When the authority moved to the single assessment; None means
            with the guidance of 2013, on 15 April 2013.

    Raises:
        UnknownClockRuleError: The table has no such rule.
    """
    rule = clock_rule(rule_id)
    if start is None:
        return _not_assessable(f"There is no date for: {rule.start}.")
    version = version_in_force(rule, start, single_assessment_from=single_assessment_from)
    if version is None:
        return Clock(ClockResult.NOT_IN_FORCE, reason="No limit was in force on that day.")
    return _judge(version, start, end, on)


def clock_rule(rule_id: str) -> ClockRule:
    """The rule with that id.

    Raises:
        UnknownClockRuleError: The table has no such rule.
    """
    if rule_id not in RULES:
        raise UnknownClockRuleError(rule_id)
    return RULES[rule_id]


def version_in_force(
    rule: ClockRule, start: date, *, single_assessment_from: date | None = None
) -> RuleVersion | None:
    """The limit for a start event of that day, at an authority with that date of change.

    Initial and core assessments keep their limits until the authority changes over; the single
    assessment has one from then on, and never before the guidance of 2013.
    """
    changes_over = single_assessment_from or WORKING_TOGETHER_2013
    if rule.regime is Regime.INITIAL_AND_CORE and start >= changes_over:
        return None
    if rule.regime is Regime.SINGLE and start < changes_over:
        return None
    return next((version for version in rule.versions if version.holds_on(start)), None)


def due_date(version: RuleVersion, start: date) -> date:
    """Last day that is in time, with the day of the start as day 0."""
    if version.unit is LimitUnit.WORKING_DAYS:
        return add_working_days(start, version.limit)
    if version.unit is LimitUnit.MONTHS:
        return add_calendar_months(start, version.limit)
    days_in_unit = 7 if version.unit is LimitUnit.WEEKS else 1
    return start + timedelta(days=version.limit * days_in_unit)


def _judge(version: RuleVersion, start: date, end: date | None, on: date) -> Clock:
    due = due_date(version, start)
    if end is None:
        if due < on:
            return Clock(ClockResult.OVERDUE, due, rule_version=version)
        return _not_assessable("It was not due before the end of fieldwork.", version, due)
    if end < start:
        return _not_assessable("It ends before it starts.", version, due)
    result = ClockResult.IN_TIME if end <= due else ClockResult.LATE
    return Clock(result, due, working_days_between(start, end), version)


def _not_assessable(
    reason: str, version: RuleVersion | None = None, due: date | None = None
) -> Clock:
    return Clock(ClockResult.NOT_ASSESSABLE, due, rule_version=version, reason=reason)
