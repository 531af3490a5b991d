"""The file of `findings units` in other programs, siblings together, and change between reviews."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.change import SameDrawError, change
from inspect_tool.domain.figures.estimates import NoEstimateError, UnknownGroupError
from inspect_tool.domain.figures.findings import UnknownFieldError
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.change_table import change_table
from inspect_tool.services.calculations.change import calculate_change
from inspect_tool.services.calculations.share import ShareRequest, calculate_shares
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.repeat_files import design_lines, write_units
from inspect_tool.workspace import Workspace
from tests.r_here import said_by_r, skip_without_r
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

# A Python with samplics in it; the one that runs the tests if it has that itself.
SAMPLICS = os.environ.get("INSPECT_TOOL_SAMPLICS", sys.executable)


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture
def figures(review: Workspace) -> SnapshotFigures:
    with review.reading() as work:
        return snapshots.figures(work, review.review)


@pytest.fixture
def units(review: Workspace, figures: SnapshotFigures, tmp_path: Path) -> Path:
    with review.work() as work:
        return write_units(work, figures, "drift", path=tmp_path / "drift.csv").path


def has_samplics() -> bool:
    words = [SAMPLICS, "-W", "ignore", "-c", "import samplics"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def no_single_case(units: Path) -> Path:
    """The same file without the strata of which one case is known: samplics divides by zero there.

    The tool itself joins such a stratum with a neighbour, as the page on estimates says.
    """
    with units.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    numbers = Counter(row["stratum"] for row in rows)
    kept = [row for row in rows if numbers[row["stratum"]] > 1]
    assert len({row["stratum"] for row in kept}) >= 2
    with units.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    return units


def said_by(words: list[str], folder: Path) -> list[float]:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def test_samplics_gives_the_same_share_by_the_three_lines(no_single_case: Path) -> None:
    if not has_samplics():
        pytest.skip("there is no samplics here; INSPECT_TOOL_SAMPLICS names a Python that has it")
    lines = "\n".join(design_lines(no_single_case.name)["samplics"])
    shown = "print(float(share.point_est[True]), float(share.stderror[True]))"
    program = f"import pandas, samplics\n{lines}\n{shown}\n"
    said = said_by([SAMPLICS, "-W", "ignore", "-c", program], no_single_case.parent)
    (record, *_) = calculate_shares(no_single_case, ShareRequest()).records
    assert said == pytest.approx([record.p, record.se], abs=1e-10)


def test_r_gives_the_same_share_by_the_three_lines(no_single_case: Path) -> None:
    skip_without_r("survey")
    *design, estimate = design_lines(no_single_case.name)["R"]
    shown = f"m <- {estimate}; cat(format(c(coef(m), survey::SE(m)), digits = 17))"
    said = said_by_r("\n".join([*design, shown]), folder=str(no_single_case.parent))
    (record, *_) = calculate_shares(no_single_case, ShareRequest()).records
    assert said == pytest.approx([record.p, record.se], abs=1e-10)


def test_r_gives_the_same_error_where_siblings_are_together(no_single_case: Path) -> None:
    """R takes families as first-stage units; the correction is the share of children drawn."""
    skip_without_r("survey")
    program = f"""
      d <- read.csv("{no_single_case.name}")
      d$own <- ifelse(is.na(d$family) | d$family == "", paste("alone", seq_len(nrow(d))), d$family)
      d$drawn <- ave(d$N_h, d$stratum, FUN = length) / d$N_h
      s <- survey::svydesign(ids = ~own, strata = ~stratum, weights = ~design_weight,
                             fpc = ~drawn, nest = TRUE, data = d)
      cat(format(survey::SE(survey::svymean(~y, s, na.rm = TRUE)), digits = 17))"""
    (error,) = said_by_r(program, folder=str(no_single_case.parent))
    (record, *_) = calculate_shares(no_single_case, ShareRequest(families="family")).records
    assert error == pytest.approx(record.se, abs=1e-10)


def test_the_lines_name_the_file_and_columns_that_are_in_it(units: Path) -> None:
    with units.open(newline="") as stream:
        columns = set(next(csv.reader(stream)))
    for lines in design_lines(units.name).values():
        assert len(lines) == 3
        assert units.name in lines[0]
        assert {"stratum", "y"} <= columns
    assert {"N_h", "design_weight"} <= columns


# --- families


def test_siblings_together_are_the_same_in_a_review_and_from_its_file(
    units: Path, figures: SnapshotFigures
) -> None:
    found = estimates.table(figures, "drift", families=True)
    row = found.rows[0].estimate
    (record, *_) = calculate_shares(units, ShareRequest(families="family")).records
    assert row is not None
    assert (record.p, record.lo, record.hi) == (row.p, row.lo, row.hi)
    assert record.se == pytest.approx(row.se)
    assert any("Siblings are taken together" in note for note in found.notes)
    plain = estimates.table(figures, "drift").rows[0].estimate
    assert plain is not None
    assert record.p == plain.p


def test_families_need_a_frame_that_keeps_them(figures: SnapshotFigures) -> None:
    records = tuple(
        replace(
            record,
            subject=record.subject,
            fields={name: one for name, one in record.fields.items() if name != "sibling_group"},
        )
        for record in figures.records
    )
    kept = figures.review.plan.population.model_copy(update={"keep": ("age",)})
    plan = figures.review.plan.model_copy(update={"population": kept})
    without = replace(figures, records=records, review=replace(figures.review, plan=plan))
    with pytest.raises(UnknownFieldError):
        estimates.table(without, "drift", families=True)


# --- change


def as_second_review(figures: SnapshotFigures) -> SnapshotFigures:
    assert figures.ledger is not None
    return replace(figures, name="second", ledger=replace(figures.ledger, draw_id="second-1"))


def with_other_sizes(figures: SnapshotFigures, *, by: int) -> SnapshotFigures:
    """A review that kept the name of the draw, with more children in its first stratum."""
    assert figures.ledger is not None
    first, *others = figures.ledger.strata
    strata = (replace(first, population=first.population + by), *others)
    return replace(figures, name="second", ledger=replace(figures.ledger, strata=strata))


@pytest.mark.every_run
def test_a_change_is_between_two_draws(figures: SnapshotFigures) -> None:
    with pytest.raises(SameDrawError, match="one sample and not two"):
        change(figures, figures, "drift")
    with pytest.raises(SameDrawError):
        change(figures, with_other_sizes(figures, by=0), "drift")
    assert change(figures, with_other_sizes(figures, by=1), "drift").difference.value is not None
    later = as_second_review(figures)
    found = change(figures, later, "drift")
    assert found.difference.value == 0
    assert found.difference.lo is not None
    assert found.difference.lo < 0
    assert found.notes == ()
    table = change_table(figures, later, found)
    assert [row.header for row in table.rows][-1] == "change"
    assert "p = 1.0000 for no change" in table.note
    of_group = change(figures, later, "drift", by="case_type", group="child_in_need")
    assert of_group.later.count.group == "child_in_need"
    with pytest.raises(UnknownGroupError):
        change(figures, later, "drift", by="case_type", group="nobody")


@pytest.mark.every_run
def test_other_authorities_and_counts_without_a_sample_are_told(figures: SnapshotFigures) -> None:
    later = as_second_review(figures)
    plan = later.review.plan
    fewer = plan.model_copy(update={"authorities": plan.authorities[:1]})
    other = replace(later, review=replace(later.review, plan=fewer))
    assert "not of the same authorities" in change(figures, other, "drift").notes[0]
    with pytest.raises(NoEstimateError):
        change(figures, replace(later, ledger=None), "drift")
    framework = figures.review.framework
    of_authorities = framework.measures["drift"].model_copy(
        update={"subject": SubjectKind.AUTHORITY}
    )
    other_kind = framework.model_copy(update={"measures": {"drift": of_authorities}})
    counted = replace(figures, review=replace(figures.review, framework=other_kind))
    with pytest.raises(NoEstimateError):
        change(counted, later, "drift")


def test_the_change_from_two_files_is_that_of_the_reviews(
    units: Path, figures: SnapshotFigures
) -> None:
    found = calculate_change(units, units, by="case_type")
    assert [record.domain for record in found.records] == [
        "overall",
        "child_in_need",
        "child_protection",
    ]
    whole = change(
        figures, as_second_review(figures), "drift", options=EstimationOptions()
    ).difference
    record = found.records[0]
    assert (record.value, record.lo, record.hi) == (whole.value, whole.lo, whole.hi)
    assert record.p_value == pytest.approx(whole.p_value)
