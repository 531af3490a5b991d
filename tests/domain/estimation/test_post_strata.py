"""Post-stratified shares: weights, residual variance, and totals that do not fit."""

from __future__ import annotations

import math

import pytest

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.post_strata import post_stratified_share, post_stratified_units
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.errors import CheckFailedError


def units_of(answers: str, population: int = 60) -> list[SampleUnit]:
    return [
        SampleUnit(stratum="A", population=population, outcome={"1": True, "0": False}.get(answer))
        for answer in answers
    ]


def test_post_strata_that_are_the_strata_change_nothing() -> None:
    units = units_of("110100")
    weighted = post_stratified_units(units, [""] * 6, {"": 60})
    plain, found = estimate_share(units), post_stratified_share(weighted, [""] * 6)
    assert found.p == pytest.approx(plain.p)
    assert found.se == pytest.approx(plain.se)
    assert (found.n, found.df, found.deff_wor) == (6, 5, None)


def test_what_post_strata_explain_leaves_the_variance() -> None:
    # One half all yes, the other all no: nothing is left to vary.
    units, halves = units_of("111000"), ["x"] * 3 + ["z"] * 3
    found = post_stratified_share(post_stratified_units(units, halves, {"x": 20, "z": 40}), halves)
    assert found.p == pytest.approx(1 / 3)
    assert found.se == pytest.approx(0, abs=1e-12)
    assert found.lo is not None
    assert found.hi is not None
    assert found.lo < 1 / 3 < found.hi


def test_the_variance_is_that_of_residuals_by_hand() -> None:
    units, labels = units_of("110010", population=30), list("xxxzzz")
    weighted = post_stratified_units(units, labels, {"x": 12, "z": 18})
    found = post_stratified_share(weighted, labels)
    share = (12 * 2 / 3 + 18 * 1 / 3) / 30
    # Residuals within x: 1/3, 1/3, -2/3 at weight 4; within z: -1/3, 2/3, -1/3 at weight 6.
    scores = [4 / 90, 4 / 90, -8 / 90, -6 / 90, 12 / 90, -6 / 90]
    variance = (1 - 6 / 30) * 6 / 5 * sum(score**2 for score in scores)
    assert found.p == pytest.approx(share)
    assert found.se == pytest.approx(math.sqrt(variance))


def test_a_group_without_an_answer_has_no_share() -> None:
    units = units_of("--")
    found = post_stratified_share(post_stratified_units(units, ["", ""], {"": 60}), ["", ""])
    assert (found.p, found.reason) == (None, "No case of this group has an answer.")


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({}, "no total for cases without a group"),
        ({"": 60, "x": 3}, "No case is in x"),
        ({"": 0}, "not a number above zero"),
        ({"": math.inf}, "not a number above zero"),
    ],
)
def test_totals_that_do_not_fit_are_refused(totals: dict[str, float], words: str) -> None:
    with pytest.raises(CheckFailedError, match=words):
        post_stratified_units(units_of("10"), ["", ""], totals)
