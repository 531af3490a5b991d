"""What a measure on a clock and the table of clocks give away together."""

from __future__ import annotations

from typing import Final

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.disclosure.clocked import CLOCKS, ClockedMeasure, clocked_measures
from inspect_tool.domain.disclosure.control import control
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.readers.documents.framework import load_framework
from tests.domain.disclosure.made_reports import report_of
from tests.locks import ROOT

FIVE: Final = DisclosureRules(5)
LATE: Final = "Assessments concluded late or overdue"
HEADINGS = ("In time", "Late", "Overdue at the fieldwork date", "Cannot be assessed")
STEP = "Was the assessment concluded within the limit in force on that day?"


def test_measures_on_one_clock_are_those_of_the_framework_that_name_its_outcomes() -> None:
    framework = load_framework(ROOT / "sample_data" / "review" / "framework.yaml").framework
    assert framework is not None
    found = clocked_measures(framework)
    (late,) = (one for one in found if one.title == LATE)
    assert late == ClockedMeasure(
        LATE, "assessments that could be timed", STEP, HEADINGS[1:3], HEADINGS[:3]
    )


def test_what_cannot_be_assessed_does_not_follow_from_what_was_late() -> None:
    """Of 101 that were timed, 61 were in time; 38 of 99 were late, so 2 could not be assessed."""
    clocks = Table(
        CLOCKS,
        "Timescales",
        tuple(Column(one, holds=Holds.NUMBER) for one in ("Step", *HEADINGS, "All")),
        (Row(STEP, (61, 33, 5, 2, 101)),),
    )
    measure = Table(
        "table-late",
        f"{LATE}, by case type",
        tuple(map(Column, ("Case type", "Number", "Of assessments", "Share"))),
        (Row("All", (38, 99, "38%"), is_total=True),),
    )
    clocked = ClockedMeasure(LATE, "assessments", STEP, HEADINGS[1:3], HEADINGS[:3])
    without = ClockedMeasure(LATE, "assessments", STEP, (), ())
    report = report_of(clocks, measure)
    for one, held in ((clocked, {2, 101}), (without, {2, 5})):
        counts = collect(report, {LATE: SubjectKind.CASE}, clocked=[one])
        found = control(counts.system, FIVE)
        assert {counts.system.by_key[key].count for key in found.keys} == held
