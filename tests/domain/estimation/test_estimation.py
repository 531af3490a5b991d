"""Estimates: unbiased by full enumeration, the same in any order, and honest about limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.estimation.contrasts import estimate_total
from inspect_tool.domain.estimation.design import (
    SampleDesign,
    SampledStratum,
    SampleUnit,
    collapse_single_cases,
)
from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.intervals_exact import hypergeometric_interval
from inspect_tool.domain.estimation.result import OVERALL, Estimate, EstimationOptions
from inspect_tool.domain.estimation.shares import (
    estimate_share,
    estimate_shares,
)
from inspect_tool.domain.estimation.table import estimate_table
from inspect_tool.domain.estimation.variance import degrees_of_freedom
from inspect_tool.errors import CheckFailedError, UsageError


def stratum(
    code: str, population: int, answers: str, authority: str = "", domain: str = ""
) -> list[SampleUnit]:
    """Cases of a stratum from their answers: `1`, `0`, and `-` for not applicable."""
    return [
        SampleUnit(
            stratum=code,
            population=population,
            outcome={"1": True, "0": False, "-": None}[answer],
            authority=authority,
            domains=frozenset({domain} if domain else ()),
        )
        for answer in answers
    ]


POPULATION = {"A": (1, 0, 0, 1, 1), "B": (0, 1, 0, 0)}
SIZES = {"A": 2, "B": 2}


def every_sample() -> list[list[SampleUnit]]:
    """All the samples that the small design can draw."""
    by_stratum = [
        [
            stratum(code, len(values), "".join(str(v) for v in drawn))
            for drawn in combinations(values, SIZES[code])
        ]
        for code, values in POPULATION.items()
    ]
    return [[unit for part in parts for unit in part] for parts in product(*by_stratum)]


def test_the_share_and_its_variance_are_unbiased_over_every_sample() -> None:
    estimates = [estimate_share(sample) for sample in every_sample()]
    shares = [Fraction(found.p or 0).limit_denominator(1000) for found in estimates]
    truth = Fraction(sum(map(sum, POPULATION.values())), sum(map(len, POPULATION.values())))
    assert sum(shares) / len(shares) == truth
    true_variance = float(sum((share - truth) ** 2 for share in shares) / len(shares))
    mean_variance = sum((found.se or 0) ** 2 for found in estimates) / len(estimates)
    assert mean_variance == pytest.approx(true_variance, abs=1e-14)


def test_a_total_of_a_group_and_its_variance_are_unbiased_over_every_sample() -> None:
    # The group is the cases that count: whether a case belongs to it depends on the case.
    samples = [
        [replace(unit, outcome=True if unit.outcome else None) for unit in sample]
        for sample in every_sample()
    ]
    totals = [estimate_total(sample) for sample in samples]
    values = [found.total or 0.0 for found in totals]
    truth = sum(map(sum, POPULATION.values()))
    assert sum(values) / len(values) == pytest.approx(truth, abs=1e-12)
    true_variance = sum((value - truth) ** 2 for value in values) / len(values)
    mean_variance = sum((found.se or 0) ** 2 for found in totals) / len(totals)
    assert mean_variance == pytest.approx(true_variance, abs=1e-12)


def test_the_working_adds_up_to_the_variance() -> None:
    units = stratum("A", 40, "1101-") + stratum("B", 9, "010") + stratum("C", 2, "11")
    found = estimate_share(units)
    assert [one.codes for one in found.working] == [("A",), ("B",), ("C",)]
    assert sum(one.variance for one in found.working) == pytest.approx((found.se or 0) ** 2)
    assert found.working[2].variance == 0
    assert (found.count, found.n) == (6, 9)


def test_the_share_is_weighted_by_the_population_of_the_strata() -> None:
    found = estimate_share(stratum("A", 30, "11") + stratum("B", 10, "00"))
    assert found.p == pytest.approx(0.75)
    assert found.sum_w == pytest.approx(40)


def test_given_weights_replace_those_of_the_design() -> None:
    units = [
        replace(unit, weight=weight)
        for unit, weight in zip(stratum("A", 30, "10"), (9.0, 3.0), strict=True)
    ]
    assert estimate_share(units).p == pytest.approx(0.75)


def test_cases_of_other_groups_enter_the_variance_as_zeros() -> None:
    inside = stratum("A", 60, "101", domain="girls")
    units = inside + stratum("A", 60, "000")
    found = estimate_share(units, domain="girls")
    alone = estimate_share(stratum("A", 30, "101"))
    assert found.p == alone.p
    # The group's size is estimated too, so the variance differs from that of a fixed stratum.
    assert found.se != pytest.approx(alone.se)
    assert (found.n, found.df) == (3, 2)


def test_a_case_not_applicable_is_like_a_case_outside_the_group() -> None:
    inside = stratum("A", 60, "101", domain="girls") + stratum("A", 60, "000")
    empty = stratum("A", 60, "101---")
    first, second = estimate_share(inside, domain="girls"), estimate_share(empty)
    assert (first.p, first.se, first.lo) == (second.p, second.se, second.lo)


def test_a_group_without_an_answer_has_no_share_but_a_reason() -> None:
    found = estimate_share(stratum("A", 20, "---"))
    assert (found.n, found.p, found.se, found.lo, found.sum_w) == (0, None, None, None, 0.0)
    assert found.reason == "No case of this group has an answer."


def test_one_case_of_a_group_has_a_share_and_no_interval() -> None:
    found = estimate_share(stratum("A", 20, "1--"))
    assert (found.p, found.lo, found.deff_wor) == (1.0, None, None)
    assert "One case" in str(found.reason)


def test_as_many_strata_as_cases_leave_no_interval() -> None:
    found = estimate_share(stratum("A", 20, "1-") + stratum("B", 20, "0-"))
    assert found.df == 0
    assert found.lo is None
    assert "2 cases from 2 strata" in str(found.reason)
    more = estimate_share(stratum("A", 20, "11") + stratum("B", 20, "0-"))
    assert more.df == 1
    assert more.lo is not None


@pytest.mark.parametrize("method", IntervalMethod)
def test_a_census_is_known_exactly(method: IntervalMethod) -> None:
    found = estimate_share(stratum("A", 4, "1000"), options=EstimationOptions(interval=method))
    assert (found.p, found.se, found.lo, found.hi) == (0.25, 0.0, 0.25, 0.25)
    assert found.deff_wor is None
    assert "no case was left out" in str(found.reason)


def test_without_the_correction_a_census_is_a_sample() -> None:
    found = estimate_share(stratum("A", 4, "1000"), fpc=False)
    assert found.se == pytest.approx(0.25)
    assert found.lo is not None
    assert found.lo < 0.25


def test_equal_answers_give_an_interval_and_say_why_there_is_no_design_effect() -> None:
    found = estimate_share(stratum("A", 90, "1" * 10))
    assert (found.p, found.se, found.hi) == (1.0, 0.0, 1.0)
    # Exact: with 63 of 90 all ten of a sample of ten count in less than 25 of 1,000 samples.
    assert found.lo == pytest.approx(64 / 90, abs=1e-9)
    former = EstimationOptions(interval=IntervalMethod.KORN_GRAUBARD_WOR)
    lo = estimate_share(stratum("A", 90, "1" * 10), options=former).lo
    assert lo == pytest.approx(0.691502892181239, abs=1e-9)
    assert found.reason == "There is no design effect where every answer is the same."


def test_strata_alike_within_themselves_have_a_variance_of_exactly_zero() -> None:
    found = estimate_share(stratum("A", 90, "1" * 7) + stratum("B", 33, "0" * 7))
    assert found.se == 0.0
    assert found.lo is not None
    assert found.lo < (found.p or 0)


def test_one_case_unlike_a_thousand_is_not_taken_for_rounding() -> None:
    found = estimate_share(stratum("A", 9000, "1" * 999 + "0") + stratum("B", 10**6, "0" * 9))
    assert (found.se or 0) > 1e-6


def test_weights_below_one_have_no_design_effect_without_replacement() -> None:
    units = [replace(unit, weight=0.5) for unit in stratum("A", 30, "1100")]
    found = estimate_share(units)
    assert found.deff_wor is None
    assert found.deff_wr is not None


def test_one_measure_of_a_table_has_the_figures_of_a_single_estimate() -> None:
    units = (
        stratum("A", 40, "1101-", domain="x")
        + stratum("B", 9, "010", domain="y")
        + stratum("C", 30, "1", domain="x")
        + stratum("D", 2, "10")
    )
    overall, x, y = estimate_shares(units)
    assert (overall.domain, x.domain, y.domain) == (OVERALL, "x", "y")
    for found, domain in ((overall, None), (x, "x"), (y, "y")):
        single = estimate_share(units, domain=domain)
        assert found == replace(single, working=(), interval_working=None)
        working = sum(one.variance for one in single.working)
        assert found.se == pytest.approx(math.sqrt(working), rel=1e-12)


def test_named_groups_keep_their_order_and_may_be_empty() -> None:
    units = stratum("A", 40, "1101", domain="x")
    names = [one.domain for one in estimate_shares(units, domains=["z", "x"])]
    assert names == [OVERALL, "z", "x"]


def test_a_table_without_measures_or_groups_is_empty() -> None:
    design = SampleDesign.of(stratum("A", 4, "10"))
    assert estimate_table(design, {}, {"all": [True, True]}) == {}
    assert estimate_table(design, {"m": [True, False]}, {}) == {}


def test_a_table_keeps_measures_and_groups_apart() -> None:
    design = SampleDesign.of(stratum("A", 40, "----"))
    table = estimate_table(
        design,
        {"first": [True, False, None, True], "second": [False, False, False, None]},
        {"odd": [True, False, True, False], "even": [False, True, False, True]},
    )
    counts = {key: (one.count, one.n) for key, one in table.items()}
    assert counts == {
        ("first", "odd"): (1, 1),
        ("second", "odd"): (0, 2),
        ("first", "even"): (1, 2),
        ("second", "even"): (0, 1),
    }


# --- exact limits


def test_exact_limits_are_for_one_whole_stratum() -> None:
    options = EstimationOptions(interval=IntervalMethod.EXACT)
    units = stratum("A", 50, "1100") + stratum("B", 50, "11-0")
    wanted = hypergeometric_interval(2, 4, 50, level=0.95)
    table = estimate_table(
        SampleDesign.of(units),
        {"": [unit.outcome for unit in units]},
        {"A": [True] * 4 + [False] * 4, "B": [False] * 4 + [True] * 4, "all": [True] * 8},
        options=options,
    )
    assert (table["", "A"].lo, table["", "A"].hi) == (wanted.lo, wanted.hi)
    for name in ("B", "all"):
        assert table["", name].lo is None
        assert "one whole stratum" in str(table["", name].reason)


def test_exact_limits_need_equal_weights_and_the_correction() -> None:
    options = EstimationOptions(interval=IntervalMethod.EXACT)
    units = stratum("A", 50, "1100")
    uneven = [replace(unit, weight=1.0 + at) for at, unit in enumerate(units)]
    assert estimate_share(uneven, options=options).lo is None
    assert estimate_share(units, options=options, fpc=False).lo is None
    assert estimate_share(units, options=options).lo is not None


# --- single cases


def sampled(code: str, population: int, n: int, authority: str = "") -> SampledStratum:
    return SampledStratum(code=code, population=population, sampled=n, authority=authority)


def groups(*strata: SampledStratum) -> list[tuple[str, ...]]:
    return [one.codes for one in collapse_single_cases(strata)]


def test_a_single_case_joins_the_stratum_of_its_authority_nearest_in_size() -> None:
    strata = (
        sampled("a-near", 41, 5, "a"),
        sampled("a-single", 40, 1, "a"),
        sampled("a-far", 90, 5, "a"),
        sampled("b-same", 40, 5, "b"),
    )
    assert groups(*strata) == [("a-far",), ("a-near", "a-single"), ("b-same",)]


def test_ties_in_size_go_to_the_first_by_code() -> None:
    assert groups(sampled("x", 10, 1), sampled("c", 12, 3), sampled("b", 8, 3)) == [
        ("b", "x"),
        ("c",),
    ]


def test_two_single_cases_join_each_other_once() -> None:
    assert groups(sampled("a", 10, 1), sampled("b", 11, 1), sampled("c", 90, 3)) == [
        ("a", "b"),
        ("c",),
    ]


def test_three_single_cases_form_one_group() -> None:
    assert groups(sampled("a", 10, 1), sampled("b", 11, 1), sampled("c", 12, 1)) == [
        ("a", "b", "c")
    ]


def test_a_stratum_that_was_taken_all_is_neither_single_nor_a_partner() -> None:
    strata = (sampled("all", 1, 1), sampled("half", 10, 10), sampled("single", 11, 1))
    found = collapse_single_cases(strata)
    assert [one.codes for one in found] == [("all",), ("half",), ("single",)]
    assert [one.is_centred_overall for one in found] == [False, False, True]


def test_two_cases_left_are_enough_to_stay_alone() -> None:
    assert groups(sampled("a", 10, 2), sampled("b", 10, 3)) == [("a",), ("b",)]


def test_joined_strata_are_listed_and_keep_their_weights() -> None:
    units = stratum("A", 80, "1010") + stratum("B", 40, "1")
    design = SampleDesign.of(units)
    assert design.weights.tolist() == [20.0] * 4 + [40.0]
    assert design.notes == (
        "Strata A and B were joined for the variance, because one of them has one case left; "
        "the weights are untouched.",
    )
    assert estimate_share(units).df == 4


# --- refusals


def test_a_sample_needs_a_case() -> None:
    with pytest.raises(CheckFailedError, match="no case"):
        SampleDesign.of([])


def test_a_population_below_the_sample_is_refused() -> None:
    assert SampleDesign.of(stratum("A", 2, "10")).strata[0].is_taken_all
    with pytest.raises(CheckFailedError, match="Stratum A has 2 sampled cases"):
        SampleDesign.of(stratum("A", 1, "10"))


def test_two_populations_or_authorities_of_a_stratum_are_refused() -> None:
    with pytest.raises(CheckFailedError, match="two populations"):
        SampleDesign.of(stratum("A", 5, "1") + stratum("A", 6, "1"))
    with pytest.raises(CheckFailedError, match="two authorities"):
        SampleDesign.of(stratum("A", 5, "1", "x") + stratum("A", 5, "1", "y"))


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_a_weight_not_above_zero_is_refused(weight: float) -> None:
    with pytest.raises(CheckFailedError, match="not a number above zero"):
        SampleDesign.of([replace(stratum("A", 5, "1")[0], weight=weight)])


def test_a_percentage_as_level_is_refused() -> None:
    with pytest.raises(UsageError):
        EstimationOptions(level=95)


def test_degrees_of_freedom_count_only_the_strata_of_the_group() -> None:
    import numpy as np

    design = SampleDesign.of(stratum("A", 9, "101") + stratum("B", 9, "101"))
    assert degrees_of_freedom(design, np.array([True, True, True, False, False, False])) == 2
    assert degrees_of_freedom(design, np.array([True, True, True, True, False, False])) == 2


# --- between authorities


# --- properties

ANSWERS = st.sampled_from(["1", "0", "-"])


@st.composite
def samples(draw: st.DrawFn) -> list[SampleUnit]:
    units: list[SampleUnit] = []
    for code in draw(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True)):
        answers = draw(st.lists(ANSWERS, min_size=1, max_size=8))
        population = len(answers) + draw(st.integers(0, 60))
        part = stratum(code, population, "".join(answers))
        weights = draw(
            st.none() | st.lists(st.floats(0.5, 40), min_size=len(part), max_size=len(part))
        )
        members = draw(st.lists(st.booleans(), min_size=len(part), max_size=len(part)))
        for at, unit in enumerate(part):
            units.append(
                replace(
                    unit,
                    weight=None if weights is None else weights[at],
                    domains=frozenset({"d"} if members[at] else ()),
                )
            )
    return units


def same(first: Estimate, second: Estimate) -> bool:
    def figures(one: Estimate) -> list[float]:
        values = (one.p, one.se, one.lo, one.hi, one.sum_w)
        return [math.inf if value is None else value for value in values]

    return (first.n, first.df, first.count) == (second.n, second.df, second.count) and figures(
        first
    ) == pytest.approx(figures(second), abs=1e-7)


@given(units=samples(), data=st.data())
def test_order_and_labels_do_not_matter(units: Sequence[SampleUnit], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(units))
    # The same order of labels keeps the ties of collapsing.
    renamed = [replace(unit, stratum=f"stratum {unit.stratum}") for unit in shuffled]
    for domain in (None, "d"):
        wanted = estimate_share(units, domain=domain)
        assert same(estimate_share(renamed, domain=domain), wanted)


@given(units=samples())
def test_the_two_ways_to_a_variance_agree(units: Sequence[SampleUnit]) -> None:
    for domain in (None, "d"):
        found = estimate_share(units, domain=domain)
        working = sum(one.variance for one in found.working)
        assert (found.se or 0.0) ** 2 == pytest.approx(working, rel=1e-9, abs=1e-20)


@given(units=samples())
def test_every_missing_value_has_a_reason(units: Sequence[SampleUnit]) -> None:
    for found in estimate_shares(units):
        values = (found.p, found.se, found.lo, found.hi, found.deff_wor, found.deff_wr)
        assert (None in values) == (found.reason is not None)
        if found.lo is not None and found.hi is not None and found.p is not None:
            assert 0 <= found.lo <= found.p <= found.hi <= 1


@given(units=samples())
def test_the_share_of_no_has_the_same_standard_error(units: Sequence[SampleUnit]) -> None:
    flipped = [
        replace(unit, outcome=None if unit.outcome is None else not unit.outcome) for unit in units
    ]
    yes, no = estimate_share(units), estimate_share(flipped)
    if yes.p is not None and no.p is not None:
        assert no.p == pytest.approx(1 - yes.p)
        assert no.se == pytest.approx(yes.se, abs=1e-9)
