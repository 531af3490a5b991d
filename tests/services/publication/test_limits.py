"""From which base on a percentage is shown: one below, at, and one above, in every place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.content.blocks import cell_text
from inspect_tool.domain.content.charts import Bars
from inspect_tool.domain.content.narrative import NarrativeClaim, NarrativeDocument
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.estimates import estimates_table
from inspect_tool.domain.report.figures import measure_figure
from inspect_tool.domain.report.measure_tables import measure_table
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.services.figures import snapshots
from inspect_tool.workspace import shipped_folder
from tests.small_review import open_review
from tests.stages import copy_of

MEASURE = "drift"


@pytest.fixture
def figures(sampled_once: Path, tmp_path: Path) -> SnapshotFigures:
    workspace = copy_of(sampled_once, tmp_path)
    with workspace.reading() as work:
        return snapshots.figures(work, open_review(workspace.folder).review)


def with_limit(figures: SnapshotFigures, limit: int) -> SnapshotFigures:
    """The same figures under a plan that gives percentages from another base on."""
    plan = figures.review.plan
    reporting = plan.reporting.model_copy(update={"percentages_from": limit})
    changed = plan.model_copy(update={"reporting": reporting})
    return replace(figures, review=replace(figures.review, plan=changed))


def base(figures: SnapshotFigures) -> int:
    return findings.table(figures, MEASURE)[0].base


def estimated_from(figures: SnapshotFigures) -> int:
    """The cases that the estimate comes from; those picked by hand are not among them."""
    total = findings.table(figures, MEASURE)[0]
    found = estimates.estimates_of(figures, [total], (), EstimationOptions())
    return next(iter(found.values())).n


def in_a_measure_table(figures: SnapshotFigures) -> bool:
    return cell_text(measure_table(figures, MEASURE, {}).rows[-1].cells[2]).endswith("%")


def in_a_bar(figures: SnapshotFigures) -> bool:
    """The bar of BRO, whose base is the limit here."""
    chart = measure_figure(figures, MEASURE, {"by": "authority"}).chart
    assert isinstance(chart, Bars)
    return "%" in chart.bars[-1].words_with_share


def in_a_quantity(figures: SnapshotFigures) -> bool:
    claim = NarrativeClaim("claim-1", "some", MEASURE, line=1, column=1)
    document = NarrativeDocument(
        file="harm.md", title="Harm", id="harm", is_numbered=None, is_annex=False,
        is_on_new_page=None, blocks=(), claims=(claim,), problems=(),
    )  # fmt: skip
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    (quantity,), _ = check_narrative(figures, scale, [document])
    return quantity.percentage is not None


def in_the_estimates_table(figures: SnapshotFigures) -> bool:
    row = estimates_table(figures, {"measures": MEASURE}).rows[0]
    return cell_text(row.cells[2]).endswith("%")


def of_bro(figures: SnapshotFigures) -> int:
    return findings.table(figures, MEASURE, by="authority")[-1].base


PLACES: dict[str, tuple[Callable[[SnapshotFigures], int], Callable[[SnapshotFigures], bool]]] = {
    "measure table": (base, in_a_measure_table),
    "bar of an authority": (of_bro, in_a_bar),
    "quantity of the narrative": (base, in_a_quantity),
    "table of estimates": (estimated_from, in_the_estimates_table),
}


@pytest.mark.parametrize(("above_the_base", "is_shown"), [(-1, True), (0, True), (1, False)])
@pytest.mark.parametrize("place", PLACES)
def test_a_percentage_is_shown_from_the_limit_on(
    figures: SnapshotFigures, place: str, above_the_base: int, is_shown: bool
) -> None:
    base_of, shows = PLACES[place]
    limit = base_of(figures) + above_the_base
    assert limit > 1
    assert shows(with_limit(figures, limit)) is is_shown
