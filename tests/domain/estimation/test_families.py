"""Siblings taken together, against a second calculation by hand; and the change of two samples."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coverage_repeats import Cell, change_cells, sibling_cells
from inspect_tool.domain.estimation.change import independent_change
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.families import families_told
from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.mover import ShareLimits, mover_limits
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_shares

WALD = EstimationOptions(interval=IntervalMethod.WALD)


def unit(stratum: str, population: int, outcome: bool | None, family: str) -> SampleUnit:
    return SampleUnit(
        stratum=stratum, population=population, outcome=outcome, family=family, authority="A"
    )


SIBLINGS = [
    unit("s", 40, True, "f"),
    unit("s", 40, True, "f"),
    unit("s", 40, False, "g"),
    unit("s", 40, False, "g"),
    unit("s", 40, True, ""),
    unit("t", 30, False, "f"),
    unit("t", 30, True, "h"),
    unit("t", 30, None, ""),
]


def by_hand(units: list[SampleUnit]) -> float:
    """Variance of the share from the sums of linearised values of each family, written out."""
    weights = {"s": 40 / 5, "t": 30 / 3}
    base = sum(weights[one.stratum] for one in units if one.outcome is not None)
    share = sum(weights[one.stratum] for one in units if one.outcome) / base
    variance = 0.0
    for stratum, n, population in (("s", 5, 40), ("t", 3, 30)):
        sums: dict[str, float] = {}
        for place, one in enumerate(units):
            if one.stratum == stratum:
                y = 0.0 if one.outcome is None else weights[stratum] * (one.outcome - share) / base
                name = one.family or f"alone {place}"
                sums[name] = sums.get(name, 0.0) + y
        mean = sum(sums.values()) / len(sums)
        squares = sum((value - mean) ** 2 for value in sums.values())
        variance += (1 - n / population) * len(sums) / (len(sums) - 1) * squares
    return variance


def test_siblings_together_are_what_the_formula_gives() -> None:
    (found,) = estimate_shares(SIBLINGS, domains=[], options=WALD)
    assert found.se is not None
    assert math.isclose(found.se**2, by_hand(SIBLINGS), rel_tol=1e-12)
    # Five families with an answer (f and g and one child in s, f and h in t), two strata.
    assert (found.n, found.df) == (7, 3)


def test_siblings_who_agree_make_the_interval_wider_and_the_share_stays() -> None:
    alone = [replace(one, family="") for one in SIBLINGS]
    (together,), (apart,) = (estimate_shares(units, domains=[]) for units in (SIBLINGS, alone))
    assert together.p == apart.p
    assert together.se is not None
    assert apart.se is not None
    assert together.se > apart.se
    assert together.hi is not None
    assert together.lo is not None
    assert apart.hi is not None
    assert apart.lo is not None
    assert together.hi - together.lo > apart.hi - apart.lo


@given(st.lists(st.tuples(st.sampled_from("st"), st.sampled_from([True, False, None])), min_size=5))
def test_families_of_one_change_no_variance(rows: list[tuple[str, bool | None]]) -> None:
    units = [unit(name, 500, outcome, f"f{at}") for at, (name, outcome) in enumerate(rows)]
    alone = [replace(one, family="") for one in units]
    together, apart = (estimate_shares(own, domains=[], options=WALD)[0] for own in (units, alone))
    assert together.df == apart.df
    if apart.se is not None and {one.stratum for one in units} == {"s", "t"}:
        counts = [sum(one.stratum == name for one in units) for name in "st"]
        if min(counts) > 1:
            assert together.se == pytest.approx(apart.se, abs=1e-12)


def test_a_stratum_of_one_family_is_measured_from_the_mean_of_all() -> None:
    units = [unit("s", 40, True, "f"), unit("s", 40, True, "f"), *SIBLINGS[5:]]
    (found,) = estimate_shares(units, domains=[], options=WALD)
    assert found.se is not None
    assert found.se > 0


def test_a_stratum_that_was_read_whole_adds_nothing() -> None:
    units = [unit("s", 2, True, "f"), unit("s", 2, False, "f")]
    (found,) = estimate_shares(units, domains=[], options=WALD)
    assert found.se == 0
    same = [unit("s", 20, True, f"f{at}") for at in range(4)]
    assert estimate_shares(same, domains=[], options=WALD)[0].se == 0


def test_how_many_siblings_there_are_is_told() -> None:
    assert families_told(["", ""]) == ()
    (told,) = families_told([one.family for one in SIBLINGS])
    assert "5 of 8 cases come from 2 families" in told


# --- change


def at(p: float | None, lo: float | None, hi: float | None, se: float | None = 0.1) -> Estimate:
    (found,) = estimate_shares(SIBLINGS, domains=[])
    why = None if lo is not None else "There is none."
    return replace(found, p=p, lo=lo, hi=hi, se=se, no_interval=why)


def test_the_change_has_the_limits_of_two_independent_shares() -> None:
    earlier, later = at(0.3, 0.2, 0.45), at(0.5, 0.35, 0.62, 0.2)
    found = independent_change(lambda _: earlier, lambda _: later, level=0.95)
    assert found.value == pytest.approx(0.2)
    assert found.se == pytest.approx(math.hypot(0.1, 0.2))
    limits = mover_limits(ShareLimits(p=0.5, lo=0.35, hi=0.62), ShareLimits(p=0.3, lo=0.2, hi=0.45))
    assert (found.lo, found.hi) == limits
    assert found.reason is None


def test_the_p_value_is_where_the_interval_touches_no_change() -> None:
    def earlier(level: float) -> Estimate:
        return at(0.3, 0.3 - level / 10, 0.3 + level / 10)

    found = independent_change(earlier, lambda _: at(0.35, 0.35, 0.35), level=0.95)
    assert found.p_value == pytest.approx(0.5)


def test_without_an_interval_there_is_a_value_and_the_reason() -> None:
    none, some = at(0.3, None, None), at(0.5, 0.4, 0.6)
    found = independent_change(lambda _: none, lambda _: some, level=0.95)
    assert found.value == pytest.approx(0.2)
    assert (found.lo, found.p_value) == (None, None)
    assert found.reason == "There is none."
    empty = at(None, None, None, None)
    assert independent_change(lambda _: empty, lambda _: some, level=0.95).se is None


def test_a_group_without_an_answer_has_no_share() -> None:
    (_, none) = estimate_shares(SIBLINGS, domains=["nobody"], options=WALD)
    assert (none.p, none.se) == (None, None)


# --- how often the truth is held: a seeded slice of benchmarks/coverage_repeats.py


def pooled(cells: list[Cell], method: str) -> float:
    """Coverage over all cells of a method together."""
    own = [cell for cell in cells if cell.name.startswith(f"{method}:")]
    return sum(cell.held for cell in own) / sum(cell.with_interval for cell in own)


def test_siblings_taken_together_or_not_the_truth_is_held(whole: bool) -> None:
    cells = sibling_cells("ten small strata", 1.0, 2000 if whole else 40)
    assert pooled(cells, "children") >= 0.95
    assert pooled(cells, "families") >= pooled(cells, "children")
    if whole:
        assert min(cell.coverage for cell in cells) >= 0.945


def test_a_change_between_two_samples_is_held(whole: bool) -> None:
    draws = 2000 if whole else 40
    cells = change_cells("four strata, most of each", "ten small strata", draws)
    assert pooled(cells, "change") >= 0.95
    if whole:
        assert min(cell.coverage for cell in cells) >= 0.945
