"""Tables and figures that a narrative calls for by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.content.blocks import Table, cell_text
from inspect_tool.domain.content.charts import StackedBars, describe_chart
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.report.figures import figure_for
from inspect_tool.domain.report.tables import TABLES, UnknownDirectiveError
from inspect_tool.domain.sampling.flow import AuthorityFlow, total_flow
from inspect_tool.errors import UsageError
from tests.factories import a_record
from tests.figures_factory import cases_of, figures_of_cases


@pytest.fixture
def figures() -> SnapshotFigures:
    flow = AuthorityFlow("AAA", 1200, 300, 12, {"not_the_theme": 2}, 1, 1, 12, 11, 3, 2, 10)
    made = figures_of_cases([*cases_of("AAA", 5, 40), *cases_of("AAB", 29, 40)])
    return replace(made, flows=(flow,), total=total_flow((flow,)))


def rows_of(table: Table) -> dict[str, list[str]]:
    return {row.header: [cell_text(cell) for cell in row.cells] for row in table.rows}


def test_the_flow_of_the_report_names_its_authorities(figures: SnapshotFigures) -> None:
    numbers = ["1,200", "300", "12", "2", "1", "10", "3"]
    rows = rows_of(TABLES["flow"](figures, {}))
    assert rows == {"Authority AAA": numbers, "All": numbers}


def test_judgements_are_counted_from_the_best_to_the_worst(figures: SnapshotFigures) -> None:
    table = TABLES["judgements"](figures, {"domain": "harm"})
    assert [column.heading for column in table.columns][1:] == [
        "Outstanding", "Good", "Requires improvement", "Inadequate", "Judged",
    ]  # fmt: skip
    assert list(rows_of(table).values()) == [["0", "46", "0", "34", "80"]]
    assert table.note == ""
    open_case = replace(figures, records=(*figures.records, a_record("AAB-900")))
    note = TABLES["judgements"](open_case, {"domain": "HARM"}).note
    assert note == "A criterion is judged only where it applies to the case."
    chart = figure_for(figures, "matrix", {"domain": "HARM"}).chart
    assert isinstance(chart, StackedBars)
    assert chart.bars[0].counts == (0, 46, 0, 34)


@pytest.mark.parametrize(("name", "words"), [("", "Say which domain"), ("X", "no domain called X")])
def test_a_domain_that_the_framework_lacks_is_refused(
    figures: SnapshotFigures, name: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        TABLES["judgements"](figures, {"domain": name})


def test_variation_shows_the_ends_of_what_differs(figures: SnapshotFigures) -> None:
    table = TABLES["variation"](figures, {})
    # No case drifted, so there is nothing to vary.
    assert rows_of(table) == {
        "Left too long": ["34", "80", "2 of 2", "5 of 40 (13%)", "29 of 40 (73%)"]
    }
    assert "[z]" not in table.note
    alone = replace(figures, records=figures.records[:40])
    lonely = TABLES["variation"](alone, {})
    assert rows_of(lonely)["Left too long"][-2:] == ["[z]", "[z]"]
    assert "[z] = fewer than two such authorities." in lonely.note


def test_a_figure_of_a_measure_says_what_is_not_in_its_base(figures: SnapshotFigures) -> None:
    outside = a_record("AAA-901", answers={"HARM.1.a": "yes"}, fields={"long_term": False})
    partly = replace(figures, records=(*figures.records, outside))
    note = figure_for(partly, "left_too_long", {}).note
    assert note.startswith("Of long-term cases: 34 of 80 in all. 81 cases: 80 in the base, 1 not")


def test_the_grid_of_criteria_has_a_cell_for_each_authority(figures: SnapshotFigures) -> None:
    words = describe_chart(figure_for(figures, "matrix", {}).chart)
    assert "AAA 35 of 40, AAB 11 of 40" in words


def test_an_unknown_figure_is_refused(figures: SnapshotFigures) -> None:
    with pytest.raises(UnknownDirectiveError, match="no figure called nothing"):
        figure_for(figures, "nothing", {})
