"""Tables of the moderation report at the edges of small numbers, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.content.blocks import Table, cell_text
from inspect_tool.domain.content.numbering import tables_of
from inspect_tool.domain.figures.agreement import agreement_counts
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.moderation.agreement import (
    ReadPair,
    agreement_by_item,
    agreement_by_week,
    agreement_items,
    agreement_overall,
)
from inspect_tool.domain.moderation.report import moderation_report
from inspect_tool.domain.moderation.summary import ModerationSummary
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.review import Review
from tests.factories import a_framework, a_plan, a_record

BY_LISTS = {"title": "Long-term", "count": {"field": "long_term", "is": True}}


def framework() -> Framework:
    measures = a_framework().model_dump(mode="json", by_alias=True, exclude_none=True)["measures"]
    return a_framework(measures={"long_term": BY_LISTS, **measures})


def tables(cases: int, differing: int) -> dict[str, Table]:
    asked = framework()

    def read(judged: str, drift: str) -> RecordFacts:
        return a_record(answers={"HARM.1.b": drift}, judgements={"HARM.1": judged}, framework=asked)

    pairs = [
        ReadPair(
            first=read("good", "yes"),
            second=read(*(("inadequate", "no") if number < differing else ("good", "yes"))),
            first_reader="ab",
            second_reader="cd",
            month="2013-12",
            week="2013-W50",
        )
        for number in range(cases)
    ]
    items = agreement_items(asked, questions=False)
    summary = ModerationSummary(
        second_reads=cases,
        complete=cases,
        by_item=agreement_by_item(items, pairs, level=0.95),
        overall=agreement_overall(items, pairs, level=0.95),
        by_week=agreement_by_week(items, pairs, level=0.95),
        measures=agreement_counts(asked.measures, ((pair.first, pair.second) for pair in pairs)),
        settlements={},
        no_longer=0,
        moved=(),
        extra=0,
        extra_complete=0,
        extra_overall=(),
    )
    review = Review(a_plan(), asked, "", "")
    content = moderation_report(review, summary, on=date(2013, 12, 20))
    return {table.id: table for table in tables_of(content)}


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(map(cell_text, row.cells)) for row in table.rows]


@pytest.mark.parametrize(
    ("cases", "differing", "expected"),
    [
        (9, 1, ("8 of 9", "[u]", "[u]", "[u]", "[u]", "0")),
        (10, 0, ("10 of 10", "100%", "72% to 100%", "1.00", "[x]", "0")),
    ],
)
def test_figures_are_given_from_ten_judgements(
    cases: int, differing: int, expected: tuple[str, ...]
) -> None:
    assert cells(tables(cases, differing)["table-agreement-by-criterion"]) == [expected]


def test_twelve_cases_with_one_difference() -> None:
    found = tables(12, 1)
    ((agreed, share, interval, ac1, limits, left_out),) = cells(
        found["table-agreement-by-criterion"]
    )
    assert (agreed, share, interval) == ("11 of 12", "92%", "65% to 99%")
    # Used: 23 and 1 of 24; chance: 2 * 23/24 * 1/24 / 3 = .0266; (11/12 - .0266) / .9734 = .914.
    assert (ac1, left_out) == ("0.91", "0")
    assert limits.startswith("0.")
    assert limits.endswith("to 1.00")
    (week,) = found["table-agreement-by-week"].rows
    assert week.header.startswith("2013-W50 ")


def test_measures_by_the_lists_alone_are_not_among_those_that_readers_agree_on() -> None:
    table = tables(12, 1)["table-agreement-by-measure"]
    assert [row.header for row in table.rows] == ["Left too long", "Drift"]
    assert cells(table)[0] == ("0 of 0", "[u]", "[u]", "0")
    # With two values chance is 2 * 23/24 * 1/24 = .0799: (11/12 - .0799) / .9201 = .909.
    assert cells(table)[1][:2] == ("11 of 12", "0.91")
    assert cells(tables(12, 0)["table-agreement-by-measure"])[1] == ("12 of 12", "1.00", "[x]", "0")
