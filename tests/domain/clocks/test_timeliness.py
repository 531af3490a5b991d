from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.clocks.clock import (
    Clock,
    ClockResult,
    UnknownClockRuleError,
    due_date,
    run_clock,
    version_in_force,
)
from inspect_tool.domain.clocks.rules import RULES, Basis, ClockRule, LimitUnit, RuleVersion

ON = date(2013, 12, 13)
AFTER_2013 = date(2013, 6, 3)  # a Monday
DAY = timedelta(days=1)


def clock(rule: str, start: date | None, end: date | None, **more: date | None) -> Clock:
    return run_clock(rule, start, end, on=more.pop("on", ON) or ON, **more)


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("REF-1", AFTER_2013, date(2013, 6, 4)),
        ("IA-10", date(2012, 6, 1), date(2012, 6, 19)),  # over the jubilee
        ("CA-35", date(2012, 9, 3), date(2012, 10, 22)),
        ("ASMT-45", AFTER_2013, date(2013, 8, 5)),
        ("ASMT-45s", AFTER_2013, date(2013, 8, 5)),
        ("ICPC-15", AFTER_2013, date(2013, 6, 24)),
        ("CORE-10", AFTER_2013, date(2013, 6, 17)),
        ("RCPC-3m", date(2013, 6, 30), date(2013, 9, 30)),
        ("RCPC-6m", date(2013, 5, 31), date(2013, 11, 30)),
        ("CLA-V1", AFTER_2013, date(2013, 6, 10)),
        ("CLA-V2", AFTER_2013, date(2013, 7, 15)),
        ("CLA-R1", AFTER_2013, date(2013, 7, 1)),
    ],
)
def test_the_due_date_is_still_in_time_and_the_day_after_is_late(
    rule: str, start: date, due: date
) -> None:
    before, on_the_day, after = (clock(rule, start, due + days * DAY) for days in (-1, 0, 1))

    assert before.due == on_the_day.due == after.due == due
    assert before.result == on_the_day.result == ClockResult.IN_TIME
    assert after.result == ClockResult.LATE


def test_the_working_days_that_it_took_are_counted() -> None:
    assert clock("ASMT-45", AFTER_2013, date(2013, 8, 6)).working_days_taken == 46


def test_a_missing_start_is_never_in_time() -> None:
    found = clock("ASMT-45", None, AFTER_2013)

    assert found.result == ClockResult.NOT_ASSESSABLE
    assert "referral received" in found.reason


@pytest.mark.parametrize(
    ("on", "result"),
    [
        (date(2013, 8, 4), ClockResult.NOT_ASSESSABLE),
        (date(2013, 8, 5), ClockResult.NOT_ASSESSABLE),  # it may still be done that day
        (date(2013, 8, 6), ClockResult.OVERDUE),
    ],
)
def test_what_is_not_done_is_overdue_once_the_due_date_has_passed(
    on: date, result: ClockResult
) -> None:
    found = clock("ASMT-45", AFTER_2013, None, on=on)

    assert found.result == result
    assert found.due == date(2013, 8, 5)


def test_an_end_before_the_start_is_not_assessable() -> None:
    assert clock("REF-1", AFTER_2013, AFTER_2013 - DAY).result == ClockResult.NOT_ASSESSABLE
    assert clock("REF-1", AFTER_2013, AFTER_2013).result == ClockResult.IN_TIME


@pytest.mark.parametrize(
    ("changes_over", "start", "rule_in_force"),
    [
        (None, date(2013, 4, 14), "IA-10"),
        (None, date(2013, 4, 15), "ASMT-45"),
        (date(2013, 9, 1), date(2013, 8, 31), "IA-10"),
        (date(2013, 9, 1), date(2013, 9, 1), "ASMT-45"),
        # Changed over early: no limit was set before the guidance of 2013.
        (date(2012, 1, 1), date(2012, 6, 1), None),
        (date(2012, 1, 1), date(2013, 4, 15), "ASMT-45"),
    ],
)
def test_the_assessment_rule_is_that_of_the_authority_on_the_day(
    changes_over: date | None, start: date, rule_in_force: str | None
) -> None:
    results = {
        rule: clock(rule, start, start, single_assessment_from=changes_over).result
        for rule in ("IA-10", "ASMT-45")
    }

    expected = dict.fromkeys(results, ClockResult.NOT_IN_FORCE)
    if rule_in_force:
        expected[rule_in_force] = ClockResult.IN_TIME
    assert results == expected


def test_the_version_of_the_day_of_the_start_holds() -> None:
    day_before = clock("ICPC-15", date(2013, 4, 12), date(2013, 4, 20)).rule_version
    day_after = clock("ICPC-15", date(2013, 4, 15), date(2013, 4, 20)).rule_version

    assert day_before is not None
    assert day_after is not None
    assert day_before.words == "15 working days (Working Together 2010)"
    assert day_after.words == "15 working days (Working Together 2013)"


def test_a_rule_that_does_not_exist_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownClockRuleError, match=r"ASMT-46.*Did you mean ASMT-45"):
        clock("ASMT-46", AFTER_2013, None)
    with pytest.raises(UnknownClockRuleError, match="The clocks are REF-1, IA-10"):
        clock("xxxx", AFTER_2013, None)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: str(rule.id))
def test_versions_of_a_rule_follow_each_other_without_gap_or_overlap(rule: ClockRule) -> None:
    for earlier, later in zip(rule.versions, rule.versions[1:], strict=False):
        assert earlier.valid_to is not None
        assert later.valid_from == earlier.valid_to + DAY


def test_what_was_written_from_memory_says_so() -> None:
    assert {version.limit_basis for version in RULES["CORE-10"].versions} == {Basis.MEMORY}
    assert {version.limit_basis for version in RULES["RHI-72"].versions} == {Basis.MEMORY}
    assert "memory" in RULES["ICPC-15"].note
    assert Basis.MEMORY.words == "from memory, not verified"
    assert Basis.SOURCE.words == "seen in the source named"
    assert all(version.source for rule in RULES.values() for version in rule.versions)


@pytest.mark.parametrize(
    ("unit", "limit", "words"),
    [
        (LimitUnit.WORKING_DAYS, 1, "1 working day"),
        (LimitUnit.WEEKS, 6, "6 weeks"),
        (LimitUnit.MONTHS, 3, "3 calendar months"),
        (LimitUnit.DAYS, 3, "3 days"),
    ],
)
def test_a_limit_is_said_in_its_unit(unit: LimitUnit, limit: int, words: str) -> None:
    assert unit.words(limit) == words


def test_a_version_without_dates_always_holds() -> None:
    version = RuleVersion("Local standard", 10, LimitUnit.DAYS, "local")

    assert version.holds_on(date(1990, 1, 1))
    assert due_date(version, date(2013, 6, 3)) == date(2013, 6, 13)


def test_a_start_before_the_first_version_has_no_limit() -> None:
    assert version_in_force(RULES["REF-1"], date(2010, 3, 16)) is None
    assert version_in_force(RULES["REF-1"], date(2010, 3, 17)) is not None


@given(st.dates(date(2013, 4, 15), date(2013, 12, 31)), st.integers(0, 150))
def test_one_day_later_is_never_better(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    order = [ClockResult.IN_TIME, ClockResult.LATE]
    today, tomorrow = (order.index(clock("ASMT-45", start, one).result) for one in (end, end + DAY))

    assert today <= tomorrow


def test_results_have_words() -> None:
    assert ClockResult.IN_TIME.words == "in time"
    assert ClockResult.NOT_IN_FORCE.words == "no limit in force on that day"
