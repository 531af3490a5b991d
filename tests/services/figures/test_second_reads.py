"""What a snapshot keeps of second reads, and what is shown of it beside each estimate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.agreement import (
    NOT_KEPT,
    NOT_READ_TWICE,
    AgreementCounts,
    TwoReads,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.report.agreement import agreement_notes
from inspect_tool.domain.report.estimates import estimate_list, headline_table
from inspect_tool.domain.report.measure_tables import estimated_table, measure_table
from inspect_tool.services.figures import second_reads, snapshots
from inspect_tool.services.moderation import decisions
from inspect_tool.store import snapshot_queries
from inspect_tool.store.tables import Assignment
from inspect_tool.workspace import Workspace
from tests.read_twice import read_twice, readers_of, record
from tests.stages import copy_of

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(to_read_twice_once, tmp_path)


def taken(workspace: Workspace, name: str = "final") -> SnapshotFigures:
    with workspace.work() as work:
        snapshots.take(work, workspace.review, name)
    with workspace.reading() as work:
        return snapshots.figures(work, workspace.review, name)


def notes(figures: SnapshotFigures) -> str:
    return estimated_table(figures, estimates.table(figures, "drift"), by=None).note


def read_three(workspace: Workspace) -> list[str]:
    refs = list(readers_of(workspace))[:3]
    read_twice(workspace, refs[0], {"HARM.1.b": "yes"}, {"HARM.1.b": "yes"})
    read_twice(workspace, refs[1], {"HARM.1.b": "yes"}, {})
    read_twice(workspace, refs[2], {}, {})
    return refs


def test_a_snapshot_keeps_how_the_readers_agreed_before_anything_was_settled(
    review: Workspace,
) -> None:
    refs = read_three(review)
    before = taken(review, "before")
    with review.work() as work:
        decisions.decide(
            work, review.review, case_ref=refs[1], item_id="HARM.1.b", value="no", why="a test"
        )
    after = taken(review, "after")
    for figures in (before, after):
        assert figures.agreement is not None
        assert figures.agreement.cases == 3
        assert figures.agreement.measures["drift"] == TwoReads(both=1, first_only=1, neither=1)
    assert "Two readers agreed on 2 of 3 cases." in notes(after)


def test_it_is_in_the_digest_so_that_a_later_second_read_makes_a_snapshot_old(
    review: Workspace,
) -> None:
    refs = read_three(review)
    first = taken(review, "first")
    with review.work() as work:
        row = snapshot_queries.snapshots(work)[-1]
        kept = dict(row.sample)
    assert second_reads.agreement_from_json(kept) == first.agreement
    read_twice(review, refs[2], {}, {"HARM.1.b": "yes"})
    assert taken(review, "second").digest != first.digest


def test_an_extra_read_stays_out(review: Workspace) -> None:
    refs = read_three(review)
    with review.work() as work:
        row = work.get(Assignment, refs[0][:3], refs[0], "second")
        assert row is not None
        row.extra_because = "a doubt"
        work.add(row)
    agreement = taken(review).agreement
    assert agreement is not None
    assert (agreement.cases, agreement.measures["drift"].both) == (2, 0)


def test_tables_of_the_report_and_of_the_workbook_show_it(review: Workspace) -> None:
    read_three(review)
    figures = taken(review)
    table = headline_table(figures, ("drift",))
    assert [column.heading for column in table.columns][-2:] == ["Two readers agreed", "AC1"]
    assert table.rows[0].cells[-2:] == ("2 of 3", "[u]")
    assert "Two readers agreed on 2 of 3 cases." in measure_table(figures, "drift", {}).note
    found = estimate_list(figures)
    assert found is not None
    shown = {(line.measure_title, line.group): line.agreement for line in found.lines}
    drift = shown["Drift", "All"]
    assert drift is not None
    assert (drift.agreed, drift.base, drift.ac1, drift.interval) == (2, 3, "", "")
    assert {one for (_, group), one in shown.items() if group != "All"} == {None}


@pytest.mark.every_run
def test_where_no_case_was_read_twice_that_is_said(review: Workspace) -> None:

    record(review, next(iter(readers_of(review))), Reader.FIRST, {})
    figures = taken(review)
    assert NOT_READ_TWICE in notes(figures)
    table = headline_table(figures, ("drift",))
    assert "Two readers agreed" not in [column.heading for column in table.columns]
    assert NOT_READ_TWICE in table.note


@pytest.mark.every_run
def test_a_snapshot_from_before_it_was_kept_says_so(review: Workspace) -> None:
    read_three(review)
    assert second_reads.agreement_from_json({"draw_id": "x"}) is None
    assert NOT_KEPT in notes(replace(taken(review), agreement=None))


@pytest.mark.every_run
def test_a_measure_without_agreement_has_no_figure_and_no_sentence(review: Workspace) -> None:
    read_three(review)
    figures = replace(taken(review), agreement=AgreementCounts(3, {}))
    assert headline_table(figures, ("drift",)).rows[0].cells[-2:] == ("[u]", "[u]")
    found = estimate_list(figures)
    assert found is not None
    assert {line.agreement for line in found.lines} == {None}
    by_lists = Measure.model_validate({"title": "x", "count": {"field": "age", "gte": 1}})
    assert list(agreement_notes(figures, by_lists, "x")) == []
