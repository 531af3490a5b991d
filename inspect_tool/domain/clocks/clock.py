"""The statutory clock: was it done in time, under the rule in force on the day it started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from inspect_tool.domain.clocks.limits import ClockRule, LimitUnit, Regime, RuleVersion
from inspect_tool.domain.clocks.local import ENGLISH, LocalTerms
from inspect_tool.domain.clocks.no_limit import why_no_limit
from inspect_tool.domain.clocks.rules import RULES, WORKING_TOGETHER_2013
from inspect_tool.domain.clocks.working_days import (
    add_calendar_months,
    add_working_days,
    working_days_between,
)
from inspect_tool.errors import CheckFailedError


class ClockResult(StrEnum):
    """What a clock can say; the six are never added up into one another."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_DUE = "not_due"  # not done, and the last day of fieldwork was not after the due date
    OVERDUE = "overdue"  # not done, and the due date was before the last day of fieldwork
    NOT_IN_FORCE = "not_in_force"  # no limit held for that authority on that day
    NOT_ASSESSABLE = "not_assessable"  # a date is missing or impossible

    @property
    def words(self) -> str:
        """How a page says it."""
        return {
            ClockResult.NOT_IN_FORCE: "no limit in force",
            ClockResult.NOT_ASSESSABLE: "cannot be assessed",
            ClockResult.OVERDUE: "overdue at the fieldwork date",
        }.get(self, self.value.replace("_", " "))


# Which of two limits of one step decides: the worse, and what is certain before what is not known.
_WORST_FIRST = (
    ClockResult.OVERDUE,
    ClockResult.LATE,
    ClockResult.NOT_ASSESSABLE,
    ClockResult.NOT_DUE,
    ClockResult.IN_TIME,
    ClockResult.NOT_IN_FORCE,
)


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
        working_days_taken: From the start to the end, by the authority's country; None without
            both.
        rule_version: The limit that was applied.
        reason: Why it cannot be assessed or has no limit, as a sentence; empty where it can.
        late_by: How late, as in "6 working days"; empty where it is not.
        rule_id: The rule that was applied.
        others: The other limits that held for the same step, none of them worse.
    """

    result: ClockResult
    due: date | None = None
    working_days_taken: int | None = None
    rule_version: RuleVersion | None = None
    reason: str = ""
    late_by: str = ""
    rule_id: str = ""
    others: tuple[Clock, ...] = ()

    @property
    def words(self) -> str:
        """The outcome as a page says it: "late by 6 working days"."""
        return f"{self.result.words} by {self.late_by}" if self.late_by else self.result.words


def run_clock(
    rule_id: str,
    start: date | None,
    end: date | None,
    *,
    on: date,
    terms: LocalTerms = ENGLISH,
) -> Clock:
    """Judge the time between two events.

    A missing start is never in time. A missing end is overdue when the due date has passed.

    Args:
        end: None when the event has not happened, or there is no record of it.
        on: Last day of fieldwork, on which the unfinished is judged.
        terms: What the authority counts by.

    Raises:
        UnknownClockRuleError: The table has no such rule.
    """
    rule = clock_rule(rule_id)
    if start is None:
        reason = f"There is no date for: {rule.start}."
        return Clock(ClockResult.NOT_ASSESSABLE, reason=reason, rule_id=rule_id)
    version = version_in_force(rule, start, terms)
    if version is None:
        reason = why_no_limit(rule, start, terms)
        return Clock(ClockResult.NOT_IN_FORCE, reason=reason, rule_id=rule_id)
    return replace(judge(version, start, end, on=on, terms=terms), rule_id=rule_id)


def worst(clocks: Sequence[Clock]) -> Clock:
    """The clock that decides among limits of one step, with the others that were in force.

    Of several that were kept, the one that ran to the last day: the step came to its end by it.

    Args:
        clocks: At least one.
    """
    first, *others = sorted(clocks, key=_rank)
    held = tuple(clock for clock in others if clock.result is not ClockResult.NOT_IN_FORCE)
    return replace(first, others=held)


def _rank(clock: Clock) -> tuple[int, int]:
    is_kept = clock.result in (ClockResult.IN_TIME, ClockResult.NOT_DUE)
    last = clock.due.toordinal() if is_kept and clock.due is not None else 0
    return _WORST_FIRST.index(clock.result), -last


def clock_rule(rule_id: str) -> ClockRule:
    """The rule with that id.

    Raises:
        UnknownClockRuleError: The table has no such rule.
    """
    if rule_id not in RULES:
        raise UnknownClockRuleError(rule_id)
    return RULES[rule_id]


def version_in_force(
    rule: ClockRule, start: date, terms: LocalTerms = ENGLISH
) -> RuleVersion | None:
    """The limit for a start event of that day at an authority; None where none was in force.

    The national limit of its country decides. Where there is none, or it was set aside, the
    authority's own standard does.
    """
    standard = terms.standard_on(rule.id, start)
    national = _national(rule, start, terms)
    if standard is not None and (national is None or standard.instead_of_national):
        return standard.version
    return national


def _national(rule: ClockRule, start: date, terms: LocalTerms) -> RuleVersion | None:
    """The national limit.

    Initial and core assessments keep their limits until the authority changes over; the single
    assessment has one from then on, and never before the guidance of 2013.
    """
    changes_over = terms.single_assessment_from or WORKING_TOGETHER_2013
    if rule.regime is Regime.INITIAL_AND_CORE and start >= changes_over:
        return None
    if rule.regime is Regime.SINGLE and start < changes_over:
        return None
    return next(
        (
            version
            for version in rule.versions
            if version.country is terms.country and version.holds_on(start)
        ),
        None,
    )


class DaysInForce(NamedTuple):
    """Start events that fall under a limit: from the first day to the last; None means always."""

    begins: date | None
    last: date | None


def days_in_force(rule: ClockRule, terms: LocalTerms = ENGLISH) -> tuple[DaysInForce, ...]:
    """When a limit held at an authority, the earliest days first."""
    standards = [one for one in terms.standards if one.rule == rule.id]
    firsts = {terms.single_assessment_from or WORKING_TOGETHER_2013}
    firsts |= {one.valid_from for one in rule.versions if one.valid_from}
    firsts |= {one.begins for one in standards if one.begins}
    lasts = {one.valid_to for one in rule.versions} | {one.ends for one in standards}
    firsts |= {last + timedelta(1) for last in lasts if last}
    turns = sorted(firsts)
    spans: list[DaysInForce] = []
    # Before the first turn, and from each to the next, nothing changes.
    for begins, end in zip((None, *turns), (*turns, None), strict=True):
        day = begins or turns[0] - timedelta(1)
        last = None if end is None else end - timedelta(1)
        if version_in_force(rule, day, terms) is None:
            continue
        if spans and begins and spans[-1].last == begins - timedelta(1):
            spans[-1] = spans[-1]._replace(last=last)
        else:
            spans.append(DaysInForce(begins, last))
    return tuple(spans)


def due_date(version: RuleVersion, start: date, terms: LocalTerms = ENGLISH) -> date:
    """Last day that is in time, with the day of the start as day 0, or as day 1 by some laws."""
    if version.unit is LimitUnit.WORKING_DAYS:
        return add_working_days(start, version.limit, terms.country)
    if version.unit is LimitUnit.MONTHS:
        return add_calendar_months(start, version.limit)
    days = version.limit * (7 if version.unit is LimitUnit.WEEKS else 1)
    return start + timedelta(days=days - version.counts_first_day)


def judge(
    version: RuleVersion, start: date, end: date | None, *, on: date, terms: LocalTerms = ENGLISH
) -> Clock:
    """The time between two events against one limit, as `run_clock` does."""
    due = due_date(version, start, terms)
    if end is None:
        result = ClockResult.OVERDUE if due < on else ClockResult.NOT_DUE
        return Clock(result, due, rule_version=version)
    if end < start:
        return Clock(
            ClockResult.NOT_ASSESSABLE,
            due,
            rule_version=version,
            reason="It ends before it starts.",
        )
    taken = working_days_between(start, end, terms.country)
    if end <= due:
        return Clock(ClockResult.IN_TIME, due, taken, version)
    return Clock(ClockResult.LATE, due, taken, version, late_by=_late_by(version, due, end, terms))


def _late_by(version: RuleVersion, due: date, end: date, terms: LocalTerms) -> str:
    """In working days where the limit is, unless none has passed: a Saturday after a Friday."""
    working_days = working_days_between(due, end, terms.country)
    if version.unit is LimitUnit.WORKING_DAYS and working_days:
        return LimitUnit.WORKING_DAYS.words(working_days)
    return LimitUnit.DAYS.words((end - due).days)
