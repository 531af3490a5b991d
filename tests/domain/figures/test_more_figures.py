"""Clocks of a snapshot case by case, and what is left out of a count or a comparison."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.figures import counts, estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.clocks import UnknownClockError, clock_counts, timed_cases
from inspect_tool.domain.figures.heard import heard
from inspect_tool.domain.framework.framework import Framework, Measure
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import RankedUnit
from inspect_tool.domain.sampling.ledger import (
    LedgerAuthority,
    LedgerStratum,
    SampleLedger,
    ledger_units,
)
from tests.domain.figures.test_by_version import made
from tests.factories import a_framework, a_record
from tests.figures_factory import figures_of_cases
from tests.hearing import hearing_framework, said

# --- clocks


def timed_framework() -> Framework:
    """The small framework with a clock of 45 working days, and one of ten where it did not hold."""
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["criteria"][0]["questions"] += [
        {"id": "HARM.1.c", "type": "date", "text": "Referred?"},
        {"id": "HARM.1.d", "type": "date", "text": "Concluded?"},
        {
            "id": "HARM.1.e",
            "type": "clock",
            "text": "In time?",
            "rule": "ASMT-45",
            "from": "HARM.1.c",
            "to": "HARM.1.d",
            "otherwise": [
                {"rule": "IA-10", "from": "HARM.1.c", "to": "HARM.1.d"},
                {"rule": "CA-35", "from": "HARM.1.c", "to": "HARM.1.d"},
            ],
        },
    ]
    return Framework.model_validate(content)


TIMED = timed_framework()
CLOCK = "HARM.1.e"


def timed(ref: str, stored: str | None, start: date | None = None, end: str = "") -> RecordFacts:
    """A case with the outcome that was stored; dates only where there are any."""
    dates = {"HARM.1.c": start, "HARM.1.d": date.fromisoformat(end) if end else None}
    answers = {name: Answer(value) for name, value in dates.items() if value is not None}
    return a_record(ref, answers={**answers, CLOCK: Answer(stored)}, framework=TIMED)


def timed_figures(*records: RecordFacts) -> SnapshotFigures:
    plain = figures_of_cases(records)
    return replace(plain, review=Review(plain.review.plan, TIMED, "", ""))


# 45 working days from Monday 3 June 2013 end on Monday 5 August.
JUNE, BEFORE = date(2013, 6, 3), date(2012, 6, 1)
FIGURES = timed_figures(
    timed("AAB-001", "late", JUNE, "2013-08-07"),
    timed("AAA-002", "in_time", JUNE, "2013-08-05"),
    timed("AAA-001", "late", BEFORE, "2012-08-07"),
    timed("AAA-003", None, JUNE),
)


def test_a_clock_is_told_case_by_case_in_the_order_of_references() -> None:
    first, second, third = timed_cases(FIGURES, CLOCK)
    assert [one.ref for one in (first, second, third)] == ["AAA-001", "AAA-002", "AAB-001"]
    assert (second.outcome, second.words) == (ClockResult.IN_TIME, "in time")
    assert (third.words, third.due) == ("late by 2 working days", date(2013, 8, 5))
    assert "45" in third.limit
    assert third.why == ""


def test_every_limit_that_held_is_named_the_deciding_one_first() -> None:
    limits = timed_cases(FIGURES, CLOCK)[0].limit.split("; ")
    assert ["10" in limits[0], "35" in limits[1]] == [True, True]


def test_a_case_of_a_conflict_of_interest_is_counted_and_not_named() -> None:
    hidden = replace(FIGURES, unnamed=frozenset({"AAA"}))
    assert [one.ref for one in timed_cases(hidden, CLOCK)] == ["AAB-001"]
    (count,) = clock_counts(hidden)
    assert (count.timed, count.outcomes[ClockResult.LATE]) == (3, 2)


def test_what_is_no_clock_is_refused_with_the_clocks_that_there_are() -> None:
    with pytest.raises(UnknownClockError, match=r"HARM\.1\.c is no clock.*are HARM\.1\.e\."):
        timed_cases(FIGURES, "HARM.1.c")


@pytest.mark.parametrize("end", ["", "2013-08-05"], ids=["no dates to read", "another outcome"])
def test_the_outcome_that_the_snapshot_kept_stands_whatever_its_dates_say_now(end: str) -> None:
    record = timed("AAA-001", "late", JUNE, end) if end else timed("AAA-001", "late")
    (case,) = timed_cases(timed_figures(record), CLOCK)
    assert (case.outcome, case.why) == (ClockResult.LATE, "As the snapshot kept it.")
    assert (case.limit, case.due) == ("", None)


# --- counts, estimates, people


def test_what_no_criterion_of_the_case_asks_is_not_known_rather_than_outside() -> None:
    record = a_record("ASH-001", framework=hearing_framework())
    measure = Measure.model_validate(
        {"title": "Honest", "count": {"question": "FAM.1.b", "is": "yes"}}
    )
    assert not counts.is_not_asked("FAM.1.b", record)
    counted = counts.count_measure("honest", measure, [record])
    assert (counted.unknown_refs, counted.outside_refs) == (("ASH-001",), ())


def test_groups_are_not_compared_where_some_of_their_cases_were_not_asked() -> None:
    plain = made(5)
    refs = [one.subject.ref for one in plain.records]
    ranked = [RankedUnit("AAA/1", ref, rank) for rank, ref in enumerate(refs, start=1)]
    ledger = SampleLedger(
        draw_id="d",
        authorities=(LedgerAuthority("AAA"),),
        strata=(LedgerStratum("AAA", "AAA/1", 200, len(refs)),),
        units=tuple(ledger_units("AAA", ranked, {"AAA/1": len(refs)}, counted=frozenset(refs))),
    )
    figures = replace(plain, ledger=ledger)
    between = ("yes", "no")
    with pytest.raises(estimates.NoEstimateError) as refused:
        estimates.compare(figures, "heard", by="long_term", between=between)
    assert str(refused.value) == estimates.NOT_ASKED_OF_ALL
    asked_of_all = estimates.compare(figures, "drift", by="long_term", between=between)
    assert asked_of_all.first.count.not_asked == 0


def test_a_case_is_nobody_who_was_heard() -> None:
    interview = said("ASH-I-ab-01", FAM_1_a="parent")
    case = a_record("ASH-001", framework=hearing_framework())
    alone, among = (
        heard(hearing_framework(), records, []) for records in ([interview], [case, interview])
    )
    assert among == alone
    assert [line.people for line in among if not line.role and not line.authority] == [1]
