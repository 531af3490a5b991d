"""The default interval: three bounds, whole children, what is possible, and where it is exact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coverage import SHARES, cell_of
from benchmarks.coverage_families import Design, Stratum, families
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.intervals import IntervalMethod, IntervalWorking
from inspect_tool.domain.estimation.intervals_exact import hypergeometric_interval
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, estimate_two_stage_share
from tests.domain.estimation.slow_estimates import SlowCase, slow_share
from tests.examples import one_in

ANSWERS = {"1": True, "0": False, "-": None}


def stratum(code: str, population: int, answers: str, *, authority: str = "") -> list[SampleUnit]:
    """Cases with their answers; in group g where the letter is not x."""
    return [
        SampleUnit(
            stratum=code,
            population=population,
            outcome=ANSWERS.get(answer),
            authority=authority,
            domains=frozenset() if answer == "x" else frozenset({"g"}),
        )
        for answer in answers
    ]


def steps_of(units: Sequence[SampleUnit], domain: str | None = None) -> IntervalWorking:
    steps = estimate_share(units, domain=domain).interval_working
    assert steps is not None
    return steps


# --- against the slow program

strata = st.lists(
    st.tuples(
        st.text("10-x", min_size=1, max_size=7),
        st.integers(0, 30),
        st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=5,
)


@one_in(2)
@given(strata=strata, weights=st.none() | st.lists(st.floats(0.01, 900), min_size=35, max_size=35))
def test_every_estimate_is_that_of_a_slow_second_program(
    strata: list[tuple[str, int, str]], weights: list[float] | None
) -> None:
    units: list[SampleUnit] = []
    cases: list[SlowCase] = []
    for at, (letters, unseen, authority) in enumerate(strata):
        for letter in letters:
            weight = None if weights is None else weights[len(units)]
            outcome, population = ANSWERS.get(letter), len(letters) + unseen
            units.append(
                SampleUnit(
                    stratum=f"{at}",
                    population=population,
                    outcome=outcome,
                    weight=weight,
                    authority=authority,
                    domains=frozenset() if letter == "x" else frozenset({"g"}),
                )
            )
            y = None if outcome is None else int(outcome)
            cases.append(SlowCase(f"{at}", authority, population, y, letter != "x", weight))
    found, wanted = estimate_share(units, domain="g"), slow_share(cases)
    assert (found.n, found.df) == (wanted.n, wanted.df)
    for name in ("p", "se", "lo", "hi", "sum_w"):
        figure, slow = getattr(found, name), getattr(wanted, name)
        assert (figure is None) == (slow is None), name
        if slow is not None:
            assert figure == pytest.approx(slow, rel=1e-9, abs=1e-9), name


# --- the bounds


def test_two_alike_cases_of_large_weight_do_not_look_like_many() -> None:
    units = stratum("A", 400, "11") + stratum("B", 20, "0000000000")
    found = estimate_share(units)
    former = EstimationOptions(interval=IntervalMethod.KORN_GRAUBARD_WOR)
    assert found.p == pytest.approx(400 / 420)
    assert (estimate_share(units, options=former).lo or 0) > 0.6
    assert (found.lo or 0) < 0.35


@pytest.mark.parametrize(
    ("units", "bound"),
    [
        # V = 0 with 0 < p < 1: the smaller of the two bounds that need no variance.
        (stratum("A", 90, "1" * 7) + stratum("B", 30, "0" * 7), "by_weights"),
        (stratum("A", 30, "1" * 6) + stratum("B", 30, "0" * 6), "by_population"),
    ],
)
def test_without_a_variance_the_smaller_of_the_other_bounds_holds(
    units: list[SampleUnit], bound: str
) -> None:
    steps = steps_of(units)
    assert steps.by_variance is None
    assert steps.by_population is not None
    assert steps.by_weights is not None
    assert steps.effective_size == getattr(steps, bound)
    assert steps.effective_size == min(steps.by_population, steps.by_weights)


def test_at_the_edge_the_size_is_no_larger_than_n_and_the_weights_allow() -> None:
    steps = steps_of(stratum("A", 300, "111") + stratum("B", 40, "111111"))
    base, squares = 340.0, 3 * 100**2 * 0.99 + 6 * (40 / 6) ** 2 * (1 - 6 / 40)
    assert steps.effective_size == pytest.approx(base**2 / squares)
    alike = steps_of(stratum("A", 300, "1111") + stratum("B", 300, "1111"))
    assert alike.effective_size == pytest.approx(8 * (2.364624 / 2.446912) ** 2, abs=1e-5)


def test_joined_strata_have_one_unseen_share() -> None:
    units = stratum("A", 40, "1101", authority="a") + stratum("B", 10, "1", authority="a")
    steps = steps_of(units)
    squares = (4 * 10**2 + 10**2) * (1 - 5 / 50)
    assert steps.by_weights == pytest.approx(50**2 / squares)


def test_a_stratum_taken_whole_lends_nothing_where_the_others_are_alike() -> None:
    # 25 of 25 and five of 25, all yes: a quarter of the whole may well be a no.
    units = stratum("A", 25, "1" * 25) + stratum("B", 25, "1" * 5)
    assert steps_of(units).by_weights == pytest.approx(25 * (1 - 30 / 50))
    assert (estimate_share(units).lo or 1) < 0.75


# --- whole children, and what is possible


def test_three_of_ten_from_twelve_lies_within_what_is_possible() -> None:
    found = estimate_share(stratum("A", 12, "1110000000"))
    assert (found.lo, found.hi) == (3 / 12, 5 / 12)


def test_limits_are_whole_children_where_the_size_is_known() -> None:
    units = stratum("A", 14, "11000000") + stratum("B", 11, "10000")
    found, steps = estimate_share(units), steps_of(units)
    assert steps.smooth is not None
    assert steps.rounded_to == 25
    assert found.lo == pytest.approx(max(3, math.floor(steps.smooth[0] * 25)) / 25)
    assert found.hi == pytest.approx(min(15, math.ceil(steps.smooth[1] * 25)) / 25)
    assert steps.possible == pytest.approx((3 / 25, 15 / 25))


def test_where_the_size_is_not_known_any_unseen_unit_may_belong() -> None:
    units = stratum("A", 9, "110x") + stratum("B", 8, "01xxx")
    steps = steps_of(units, "g")
    assert steps.possible == pytest.approx((3 / 13, 11 / 13))
    assert steps.rounded_to == math.ceil(3 * 9 / 4 + 2 * 8 / 5)
    # Little of it was seen: nothing to round by.
    assert steps_of(stratum("A", 90, "110x") + stratum("B", 8, "01xxx"), "g").rounded_to is None


def test_a_group_of_whole_strata_is_not_widened_by_other_strata() -> None:
    units = stratum("A", 9, "110-") + stratum("B", 800, "xxxxx")
    assert steps_of(units, "g").possible == pytest.approx((2 / 8, 7 / 8))


def test_seen_only_where_all_were_taken_a_group_is_no_census() -> None:
    units = stratum("A", 4, "110x") + stratum("B", 30, "xxxxxx")
    found = estimate_share(units, domain="g")
    assert found.se == 0
    assert found.lo is not None
    assert found.lo < 2 / 3 < (found.hi or 0)


def test_weights_that_say_something_impossible_keep_the_share_inside() -> None:
    units = [
        SampleUnit(stratum="A", population=6, outcome=answer, weight=weight)
        for answer, weight in ((True, 1e-3), (True, 1e-3), (True, 1e-3), (False, 1e3))
    ]
    found = estimate_share(units)
    assert found.p is not None
    assert found.lo is not None
    assert found.lo <= found.p <= (found.hi or 0)


# --- where it is exact


def test_one_whole_stratum_is_exact_and_every_exception_is_not() -> None:
    whole = stratum("A", 24, "1110000000")
    wanted = hypergeometric_interval(3, 10, 24, level=0.95)
    for units in (whole, whole + stratum("B", 50, "xxxx")):
        found = estimate_share(units, domain="g")
        assert (found.lo, found.hi) == (wanted.lo, wanted.hi)
        assert steps_of(units, "g").is_exact
    heavier = [replace(unit, weight=2.0 + at) for at, unit in enumerate(whole)]
    for units in (
        stratum("A", 24, "111000000-"),
        stratum("A", 24, "111000000x"),
        heavier,
        stratum("A", 10, "1110000000"),
        stratum("A", 24, "111000000") + stratum("B", 4, "1"),
    ):
        assert not steps_of(units, "g").is_exact
    assert not steps_of(whole[:1]).is_exact


def test_without_the_correction_nothing_is_exact_or_rounded() -> None:
    found = estimate_share(stratum("A", 12, "1110000000"), fpc=False)
    assert found.interval_working is not None
    wider = estimate_share(stratum("A", 12, "1110000000"))
    assert (found.hi or 0) > (wider.hi or 0)


# --- a summary, and two stages


def test_a_summary_rounds_to_the_children_it_names() -> None:
    share = ShareSummary(
        p=0.3, se=0.1, n=10, df=8, population=25, children=25, examined=10, unseen=15
    )
    found = share_interval(share)
    assert (found.lo or 0) * 25 == pytest.approx(round((found.lo or 0) * 25))
    assert (found.lo or 0) >= 3 / 25


def test_two_stages_heed_the_chance_over_both() -> None:
    units = [
        SampleUnit(stratum=code, population=8, outcome=place < yes, authority=code)
        for code, yes in (("a", 1), ("b", 2), ("c", 2))
        for place in range(4)
    ]
    chances = {"a": 0.5, "b": 0.25, "c": 1.0}
    drawn = [SelectedAuthority(code=code, inclusion_probability=pi) for code, pi in chances.items()]
    found = estimate_two_stage_share(units, drawn)
    weights = {code: 2 / pi for code, pi in chances.items()}
    base = sum(4 * weight for weight in weights.values())
    squares = sum(4 * weights[code] ** 2 * (1 - chances[code] / 2) for code in chances)
    wanted = share_interval(
        ShareSummary(
            p=found.p or 0,
            se=found.se or 0,
            n=12,
            df=2,
            population=base,
            weighted_size=base**2 / squares,
        )
    )
    assert found.lo == pytest.approx(wanted.lo)
    assert found.hi == pytest.approx(wanted.hi)


def test_certain_authorities_are_one_stage_without_an_answer_too() -> None:
    units = [SampleUnit(stratum="a", population=9, authority="a")]
    found = estimate_two_stage_share(
        units, [SelectedAuthority(code="a", inclusion_probability=1.0)]
    )
    assert (found.p, found.between, found.within, found.authorities) == (None, None, None, 1)


# --- coverage


def test_two_strata_of_eight_from_ten_are_covered_by_enumeration() -> None:
    design = Design("two", (Stratum(10, 8), Stratum(10, 8)))
    former, new = [], []
    for share in SHARES:
        held = cell_of(design, share, 0, 0.95).held
        new.append(held[IntervalMethod.KORN_GRAUBARD].coverage)
        former.append(held[IntervalMethod.KORN_GRAUBARD_WOR].coverage)
    assert min(former) == pytest.approx(0.901, abs=5e-4)
    assert min(new) >= 0.97


def test_coverage_of_small_designs_is_at_the_level_by_enumeration(*, whole: bool) -> None:
    """A few cells of each family; `benchmarks.coverage` has all of them."""
    checked = 0
    for designs in families().values():
        for design in designs if whole else designs[:2]:
            for share in SHARES if whole else (0.2, 0.9):
                if len(design.strata) <= 3:
                    cell = cell_of(design, share, 100, 0.95)
                    if cell.are_listed:
                        assert cell.held[IntervalMethod.KORN_GRAUBARD].coverage >= 0.945
                        checked += 1
    assert checked >= 20
