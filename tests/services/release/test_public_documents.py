"""What both verifiers make of the documents of a public edition: charts and cells held back."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.documents.html import render_html
from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.domain.content.blocks import Column, Figure, Quantity, Row, Table
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.disclosure.decisions import DecidedPlace, Decisions
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.public_edition import EditionRules, public_edition
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import TOO_FEW, Percentage
from inspect_tool.domain.release.differences import printed_otherwise
from inspect_tool.domain.release.follows import follow
from inspect_tool.domain.release.published import published_tables
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.workspace import shipped_folder
from tests.domain.disclosure.made_reports import report_of
from tests.services.release import standalone

LEAST = 20  # base of a percentage
TEMPLATES = shipped_folder("templates")
SCALE = load_wording(TEMPLATES / "wording" / "ofsted-2014.yaml")
RULES = EditionRules(DisclosureRules(5), {"Drift": SubjectKind.CASE}, SCALE)
ROWS = (
    ("Ashmere", 2, 30),
    ("Fenwater", 20, 40),
    ("Irkdale", 9, 30),
    ("Kelderby", 2, 10),
    ("All", 33, 110),
)
BARS = tuple(Bar(*row) for row in ROWS[:-1])
TABLE = Table(
    "table-drift",
    "Drift, by authority",
    tuple(map(Column, ("Authority", "Number", "Of cases", "Share"))),
    tuple(
        Row(
            name,
            (count, of, Percentage(Fraction(count, of)) if of >= LEAST else TOO_FEW),
            is_total=name == "All",
        )
        for name, count, of in ROWS
    ),
)
CHARTS: dict[str, Chart] = {
    "bars": Bars(BARS),
    "intervals": Intervals(tuple(IntervalRow(bar, 0.1, 0.3) for bar in BARS), Fraction(33, 110)),
    "levels": StackedBars(("Good", "Poor"), (StackedBar("Plans", (36, 4)),)),
    "map": HeatMap(("ASH",), (HeatRow("Plans", (Bar("ASH", 2, 30),)),)),
    "range": DotRange((RangeRow("Drift", BARS, Bar("All", 33, 110)),)),
    "flow": FlowDiagram((FlowStep("Drawn", 70, (FlowLoss("closed", 2), FlowLoss("moved", 9))),)),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_with_numbers_held_back_fits_its_data(kind: str) -> None:
    claim = Quantity("q", "33 of the 110", "Drift", 33, 110, "cases", ())
    title = "Drift, by authority" if kind in ("bars", "intervals") else "Shown"
    report = report_of(TABLE, Figure("figure-shown", title, CHARTS[kind]), quantities=(claim,))
    decisions = Decisions({})
    while (edition := public_edition(report, decisions, RULES)).content is None:
        made = {one.ref: DecidedPlace(one.ref, one.choices[0], one.digest) for one in edition.items}
        decisions = Decisions(made)
    tables = published_tables(edition.content, SCALE, percentages_from=LEAST)
    assert "[c]" in str(tables["tables"])
    assert follow(tables).faults == ()
    whole = published_tables(number_content(report), SCALE, percentages_from=LEAST)
    assert printed_otherwise(whole, tables) == ()  # what is printed is what all cases say
    page = render_html(edition.content, templates=TemplateFolders((TEMPLATES,)), for_print=False)
    program = standalone.program()
    program.check_numbers(tables)
    program.check_page("report.html", page.encode(), tables)
    assert program.FAULTS == []
