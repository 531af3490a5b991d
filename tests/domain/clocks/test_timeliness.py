from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.clocks.clock import (
    Clock,
    ClockResult,
    UnknownClockRuleError,
    days_in_force,
    due_date,
    run_clock,
    version_in_force,
    worst,
)
from inspect_tool.domain.clocks.limits import Basis, ClockRule, Country, LimitUnit, RuleVersion
from inspect_tool.domain.clocks.local import ENGLISH, LocalStandard, LocalTerms
from inspect_tool.domain.clocks.rules import RULES

ON = date(2013, 12, 13)
AFTER_2013 = date(2013, 6, 3)  # a Monday
DAY = timedelta(days=1)


def clock(
    rule: str,
    start: date | None,
    end: date | None,
    *,
    on: date = ON,
    terms: LocalTerms = ENGLISH,
) -> Clock:
    return run_clock(rule, start, end, on=on, terms=terms)


def test_the_working_days_that_it_took_are_counted() -> None:
    assert clock("ASMT-45", AFTER_2013, date(2013, 8, 6)).working_days_taken == 46


def test_a_missing_start_is_never_in_time() -> None:
    found = clock("ASMT-45", None, AFTER_2013)

    assert found.result == ClockResult.NOT_ASSESSABLE
    assert "referral received" in found.reason


def test_an_end_before_the_start_is_not_assessable() -> None:
    assert clock("REF-1", AFTER_2013, AFTER_2013 - DAY).result == ClockResult.NOT_ASSESSABLE
    assert clock("REF-1", AFTER_2013, AFTER_2013).result == ClockResult.IN_TIME


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
    english = [version for version in rule.versions if version.country is Country.ENGLAND]
    for earlier, later in itertools.pairwise(english):
        assert earlier.valid_to is not None
        assert later.valid_from == earlier.valid_to + DAY


def test_what_was_written_from_memory_says_so() -> None:
    core_groups = RULES["CORE-10"].versions
    english = [version for version in core_groups if version.country is Country.ENGLAND]
    assert {version.limit_basis for version in english} == {Basis.MEMORY}
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
    assert version_in_force(RULES["ICPC-15"], date(2010, 3, 16)) is None
    assert version_in_force(RULES["ICPC-15"], date(2010, 3, 17)) is not None


@given(st.dates(date(2013, 4, 15), date(2013, 12, 31)), st.integers(0, 150))
def test_one_day_later_is_never_better(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    order = [ClockResult.IN_TIME, ClockResult.LATE]
    today, tomorrow = (order.index(clock("ASMT-45", start, one).result) for one in (end, end + DAY))

    assert today <= tomorrow


def test_the_worst_of_the_limits_of_one_step_decides() -> None:
    in_time = clock("IA-10", date(2012, 6, 1), date(2012, 6, 19))
    late = clock("CA-35", date(2012, 9, 3), date(2012, 10, 23))
    unknown = clock("CA-35", None, date(2012, 10, 23))
    none = clock("ASMT-45", date(2012, 6, 1), None)

    assert worst([in_time, none, late, unknown]).words == "late by 1 working day"
    assert worst([in_time, none, late]).others == (in_time,)
    assert worst([none]).result is ClockResult.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("terms", "rule", "spans"),
    [
        (ENGLISH, "IA-10", [("2000-04-04", "2013-04-14")]),
        (ENGLISH, "ASMT-45", [("2013-04-15", "")]),
        (ENGLISH, "CP-V", []),
        (
            LocalTerms(
                single_assessment_from=date(2011, 9, 1),
                standards=(
                    LocalStandard("ASMT-45", 35, LimitUnit.DAYS, None, date(2012, 8, 31), "local"),
                ),
            ),
            "ASMT-45",
            [("", "2012-08-31"), ("2013-04-15", "")],
        ),
    ],
)
def test_the_days_on_which_a_limit_holds(
    terms: LocalTerms, rule: str, spans: list[tuple[str, str]]
) -> None:
    found = days_in_force(RULES[rule], terms)

    assert [tuple(day.isoformat() if day else "" for day in span) for span in found] == spans


@given(st.sampled_from(sorted(RULES)), st.dates(date(2000, 1, 1), date(2024, 12, 31)))
def test_a_limit_holds_on_its_days_and_on_no_other(rule: str, day: date) -> None:
    spans = days_in_force(RULES[rule])
    inside = any((span.begins or day) <= day <= (span.last or day) for span in spans)

    assert inside is (version_in_force(RULES[rule], day) is not None)


def test_of_limits_that_were_kept_the_last_one_is_told() -> None:
    initial = clock("IA-10", date(2011, 7, 4), date(2011, 7, 15))
    core = clock("CA-35", date(2011, 7, 15), date(2011, 8, 25))
    assert initial.result is core.result is ClockResult.IN_TIME
    assert worst([initial, core]) == replace(core, others=(initial,))
    assert worst([core, initial]).due == core.due
