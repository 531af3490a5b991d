"""Estimates among the cases of another measure, and the authorities that could have been drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.language.conditions import AllOf, Comparison
from inspect_tool.domain.percentages import exact
from inspect_tool.domain.plan.authority_choices import AuthorityDraw
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.counted import Counted
from tests.services.figures.test_estimates import figures_of
from tests.small_review import open_review


@pytest.fixture(scope="module")
def figures(shown_once: Path) -> SnapshotFigures:
    return figures_of(open_review(shown_once))


def counted(figures: SnapshotFigures, claim: str) -> Counted:
    return count_for(figures, parse_claim_reference(claim))


def with_measure_by_hand(figures: SnapshotFigures) -> SnapshotFigures:
    """The same with drift among the cases that were left too long as a measure of its own."""
    framework = figures.review.framework
    outer = framework.measures["left_too_long"]
    assert isinstance(outer.count, Comparison)
    assert outer.of is not None
    asked = AllOf(all=(outer.of, outer.count))
    by_hand = framework.measures["drift"].model_copy(update={"of": asked})
    measures = {**framework.measures, "by_hand": by_hand}
    own = framework.model_copy(update={"measures": measures})
    return replace(figures, review=replace(figures.review, framework=own))


@pytest.mark.parametrize(
    ("narrowing", "by", "group"),
    [("", None, ""), ("&authority=ASH", "authority", "ASH")],
)
def test_an_estimate_within_is_that_of_a_measure_with_such_a_base(
    figures: SnapshotFigures, narrowing: str, by: str | None, group: str
) -> None:
    found = counted(figures, f"drift?in=left_too_long&of=children{narrowing}")
    rows = estimates.table(with_measure_by_hand(figures), "by_hand", by=by).rows
    (row,) = [one for one in rows if one.count.group == group]
    assert (found.count, found.base) == (row.count.count, row.count.base)
    assert 0 < found.base < counted(figures, "drift").base
    assert found.estimate is not None
    assert row.estimate is not None
    if row.estimate.p is not None and row.estimate.lo is not None:
        assert (found.estimate.share, found.estimate.low) == (
            exact(row.estimate.p), exact(row.estimate.lo),
        )  # fmt: skip
    else:
        assert found.estimate.why_not


def test_two_groups_are_compared_within_by_the_interval_of_such_estimates(
    figures: SnapshotFigures,
) -> None:
    claim = "drift?in=left_too_long&case_type=child_in_need&than=child_protection"
    found = counted(figures, claim).compared
    between = ("child_in_need", "child_protection")
    by_hand = estimates.compare(
        with_measure_by_hand(figures), "by_hand", by="case_type", between=between
    )
    assert found is not None
    assert (found.low, found.high) == (by_hand.difference.lo, by_hand.difference.hi)


def test_what_no_measure_of_cases_counts_has_no_estimate_within(figures: SnapshotFigures) -> None:
    with pytest.raises(ClaimReferenceError, match="no measure of cases"):
        counted(figures, "drift?in=theme-late&of=children")


def test_authorities_drawn_are_of_those_on_the_list(figures: SnapshotFigures) -> None:
    named = counted(figures, "authorities_drawn")
    assert (named.count, named.base) == (0, 0), "nobody drew them"
    drawn = AuthorityDraw(size=2, seed="8" * 20, list_digest="0" * 64, listed=152)
    plan = figures.review.plan.model_copy(update={"stage_one": drawn})
    other = replace(figures, review=replace(figures.review, plan=plan))
    found = counted(other, "authorities_drawn")
    assert (found.count, found.base, found.refs) == (2, 152, ("ASH", "BRO"))
