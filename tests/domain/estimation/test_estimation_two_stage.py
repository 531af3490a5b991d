"""Two stages, differences, totals, non-response and association, against R and by hand."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.estimation.contrasts import (
    estimate_difference,
    estimate_difference_between_domains,
    estimate_group_size,
    estimate_total,
)
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.nonresponse import (
    ClassedCase,
    weighting_class_weights,
)
from inspect_tool.domain.estimation.rao_scott import association_test
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.domain.estimation.two_stage import (
    SelectedAuthority,
    estimate_two_stage_share,
    whom_figures_describe,
)
from inspect_tool.errors import CheckFailedError

DATA = Path(__file__).parents[2] / "data" / "estimation" / "two_stage.csv"
AUTHORITIES_OF_STRATUM = {"north": 9, "south": 5}


def two_stage_units(*, only_group: bool = False) -> list[SampleUnit]:
    with DATA.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        SampleUnit(
            stratum=row["stratum"],
            population=int(row["N_h"]),
            outcome=row["y"] == "1" if row["g"] == "1" or not only_group else None,
            authority=row["authority"],
            domains=frozenset({f"g{row['g']}"}),
        )
        for row in rows
    ]


def selected() -> list[SelectedAuthority]:
    codes = sorted({unit.authority for unit in two_stage_units()})
    drawn = Counter(code.rstrip("0123456789") for code in codes)
    return [
        SelectedAuthority(
            code=code,
            stratum=(name := code.rstrip("0123456789")),
            inclusion_probability=drawn[name] / AUTHORITIES_OF_STRATUM[name],
        )
        for code in codes
    ]


# --- two stages


@pytest.mark.parametrize(
    ("only_group", "p", "se"),
    [
        (False, 0.536453733686586, 0.0665755945134062),
        (True, 0.525385365208915, 0.0983135650595215),
    ],
)
def test_two_stages_of_equal_chances_are_those_of_r_survey(
    *, only_group: bool, p: float, se: float
) -> None:
    found = estimate_two_stage_share(two_stage_units(only_group=only_group), selected())
    assert found.p == pytest.approx(p, abs=1e-10)
    assert found.se == pytest.approx(se, abs=1e-10)
    assert (found.between or 0) + (found.within or 0) == pytest.approx(se**2)
    # Nine authorities of two strata, as R counts; the five of the south were certain.
    assert (found.df, found.authorities) == (7, 9)
    assert found.lo is not None


def test_certain_authorities_are_a_design_of_one_stage() -> None:
    certain = [replace(one, inclusion_probability=1.0) for one in selected()]
    found = estimate_two_stage_share(two_stage_units(), certain)
    wanted = estimate_share(two_stage_units())
    assert (found.p, found.df) == (wanted.p, wanted.df)
    assert found.lo == pytest.approx(wanted.lo)
    assert found.se == pytest.approx(wanted.se)
    assert found.between == 0


def test_unequal_chances_weigh_the_authorities_by_hand() -> None:
    # Whole authorities of two cases each: only the first stage varies.
    units = [
        SampleUnit(stratum=code, population=2, outcome=outcome, authority=code)
        for code, outcomes in (("a", (True, True)), ("b", (True, False)), ("c", (False, False)))
        for outcome in outcomes
    ]
    chances = {"a": 0.5, "b": 0.25, "c": 0.8}
    found = estimate_two_stage_share(
        units,
        [SelectedAuthority(code=code, inclusion_probability=pi) for code, pi in chances.items()],
    )
    base = 2 / 0.5 + 2 / 0.25 + 2 / 0.8
    share = (2 / 0.5 + 1 / 0.25) / base
    totals = [2 / 0.5 * (1 - share), (1 / 0.25) * (1 - 2 * share), -2 / 0.8 * share]
    unseen = [0.5, 0.75, 0.2]
    centre = sum(u * t for u, t in zip(unseen, totals, strict=True)) / sum(unseen)
    squares = sum(u * (t - centre) ** 2 for u, t in zip(unseen, totals, strict=True))
    assert found.p == pytest.approx(share)
    assert found.within == 0
    assert found.between == pytest.approx(3 / 2 * squares / base**2)


def test_a_given_weight_is_the_whole_weight() -> None:
    units = two_stage_units()
    design = SampleDesign.of(units)
    chances = {one.code: one.inclusion_probability for one in selected()}
    weighted = [
        replace(unit, weight=weight / chances[unit.authority])
        for unit, weight in zip(units, design.weights.tolist(), strict=True)
    ]
    assert estimate_two_stage_share(weighted, selected()).p == pytest.approx(0.536453733686586)


def test_one_drawn_authority_has_no_interval_but_a_reason() -> None:
    units = [
        SampleUnit(stratum="a", population=9, outcome=outcome, authority="a")
        for outcome in (True, False, True)
    ]
    found = estimate_two_stage_share(
        units, [SelectedAuthority(code="a", inclusion_probability=0.2)]
    )
    assert found.lo is None
    assert "too few authorities" in str(found.reason)


def test_two_stages_without_an_answer_say_so() -> None:
    units = [SampleUnit(stratum="a", population=9, authority="a")]
    found = estimate_two_stage_share(
        units, [SelectedAuthority(code="a", inclusion_probability=0.2)]
    )
    assert (found.p, found.reason) == (None, "No case of this group has an answer.")


def test_a_case_of_an_authority_that_was_not_drawn_is_refused() -> None:
    with pytest.raises(CheckFailedError, match="south5, which was not drawn"):
        estimate_two_stage_share(two_stage_units(), selected()[:-1])


@pytest.mark.parametrize("chance", [0.0, 1.01, -0.1])
def test_a_chance_that_is_none_is_refused(chance: float) -> None:
    wrong = [replace(selected()[0], inclusion_probability=chance), *selected()[1:]]
    with pytest.raises(CheckFailedError, match="not above 0 and at most 1"):
        estimate_two_stage_share(two_stage_units(), wrong)


def test_the_sentence_says_whom_the_figures_describe() -> None:
    assert "say nothing about others" in whom_figures_describe(11, were_drawn=False)
    assert "all the authorities they were drawn from" in whom_figures_describe(11, were_drawn=True)


# --- differences and totals


def test_a_difference_between_groups_is_that_of_r_survey() -> None:
    found = estimate_difference_between_domains(two_stage_units(), "g1", "g0")
    assert found.value == pytest.approx(-0.0471583705165856, abs=1e-10)
    assert found.se == pytest.approx(0.158949481365837, abs=1e-10)
    assert found.lo is not None
    assert found.hi is not None
    assert found.lo < -0.0471583705165856 < found.hi
    assert found.p_value == pytest.approx(0.7679098294, abs=1e-9)


def test_a_group_differs_from_the_whole_by_less_than_from_the_rest() -> None:
    units = two_stage_units()
    rest = estimate_difference_between_domains(units, "g1", "g0")
    whole = estimate_difference_between_domains(units, "g1", None)
    assert abs(whole.value or 0) < abs(rest.value or 0)
    assert (whole.se or 0) < (rest.se or 0)


def test_a_measure_does_not_differ_from_itself() -> None:
    units = two_stage_units()
    answers = [unit.outcome for unit in units]
    found = estimate_difference(SampleDesign.of(units), answers, answers)
    assert (found.value, found.se, found.lo) == (0.0, 0.0, None)
    assert "variance of the difference is zero" in str(found.reason)


def small(answers: str) -> SampleDesign:
    return SampleDesign.of([SampleUnit(stratum="a", population=50) for _ in answers])


def outcomes(answers: str) -> list[bool | None]:
    return [{"1": True, "0": False}.get(answer) for answer in answers]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("1111--", "--0101", "share of 0 or 1"),
        ("------", "010101", "No case"),
        ("010101", "------", "No case"),
        ("1-----", "1-----", "no degrees of freedom"),
    ],
)
def test_a_difference_without_an_interval_has_a_reason(first: str, second: str, words: str) -> None:
    found = estimate_difference(small(first), outcomes(first), outcomes(second))
    assert (found.lo, found.hi, found.p_value) == (None, None, None)
    assert words in str(found.reason)


def test_limits_of_a_difference_stay_between_minus_one_and_one() -> None:
    found = estimate_difference(small("110---"), outcomes("110---"), outcomes("---001"))
    assert found.lo is not None
    assert found.hi == 1.0
    assert found.lo < 0


def test_a_total_is_never_below_zero_and_needs_two_cases() -> None:
    units = [SampleUnit(stratum="a", population=50, outcome=one) for one in (True, False, False)]
    found = estimate_total(units)
    assert found.total == pytest.approx(50 / 3)
    assert found.lo == 0.0
    assert found.hi is not None
    alone = estimate_total(units[:1])
    assert (alone.total, alone.lo, alone.hi) == (50.0, None, None)
    assert alone.reason


def test_the_size_of_a_group_counts_cases_with_an_answer() -> None:
    units = [
        SampleUnit(stratum="a", population=40, outcome=one, domains=frozenset({"d"}))
        for one in (True, False, None, None)
    ]
    found = estimate_group_size(units, domain="d")
    assert (found.domain, found.n, found.total) == ("d", 2, 20.0)


# --- non-response


def test_weighting_classes_let_the_known_stand_for_the_lost() -> None:
    cases = [
        ClassedCase(weighting_class="young", weight=4.0, is_known=True),
        ClassedCase(weighting_class="young", weight=2.0, is_known=True),
        ClassedCase(weighting_class="young", weight=6.0, is_known=False),
        ClassedCase(weighting_class="old", weight=5.0, is_known=True),
    ]
    weights = weighting_class_weights(cases)
    assert weights == (8.0, 4.0, None, 5.0)
    assert sum(one or 0 for one in weights) == sum(case.weight for case in cases)


def test_a_class_of_which_nobody_is_left_is_refused() -> None:
    with pytest.raises(CheckFailedError, match="No case of class old is known"):
        weighting_class_weights(
            [
                ClassedCase(weighting_class="old", weight=5.0, is_known=False),
                ClassedCase(weighting_class="young", weight=5.0, is_known=True),
            ]
        )


# --- association


def test_cases_without_a_row_or_column_are_left_out_of_a_table() -> None:
    design = SampleDesign.of([SampleUnit(stratum="a", population=90) for _ in range(9)])
    rows = ["x", "x", "x", "z", "z", "z", "x", None, "z"]
    columns = ["p", "q", "p", "q", "q", "p", "q", "p", None]
    found = association_test(design, rows, columns)
    assert (found.n, found.rows, found.columns) == (7, ("x", "z"), ("p", "q"))
    assert found.second_order is not None
    assert 0 < found.second_order.p_value < 1
    # One contrast: first and second order, and Wald, have the same freedom.
    assert found.second_order.ndf == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "columns"), [(["x"] * 4, ["p", "q", "p", "q"]), ([None] * 4, ["p", "q", "p", "q"])]
)
def test_one_row_is_no_table(rows: list[str | None], columns: list[str | None]) -> None:
    design = SampleDesign.of([SampleUnit(stratum="a", population=90) for _ in range(4)])
    found = association_test(design, rows, columns)
    assert found.second_order is None
    assert "two rows and two columns" in str(found.reason)


def test_a_census_has_no_association_test() -> None:
    design = SampleDesign.of([SampleUnit(stratum="a", population=4) for _ in range(4)])
    found = association_test(design, ["x", "x", "y", "y"], ["p", "q", "p", "q"])
    assert found.second_order is None
    assert "no test" in str(found.reason)


def test_a_table_with_an_empty_cell_has_a_test() -> None:
    design = SampleDesign.of([SampleUnit(stratum="a", population=90) for _ in range(8)])
    rows: list[str | None] = ["x", "x", "x", "x", "z", "z", "z", "z"]
    columns: list[str | None] = ["p", "p", "p", "p", "q", "q", "p", "q"]
    found = association_test(design, rows, columns)
    assert found.second_order is not None
    assert found.second_order.p_value < 0.1


def test_wald_is_left_out_where_its_matrix_is_singular() -> None:
    # Four cases cannot vary in the nine ways that a table of four by four can.
    design = SampleDesign.of([SampleUnit(stratum="a", population=30) for _ in range(4)])
    found = association_test(design, list("wxyz"), list("pqrs"))
    assert found.wald is None
    assert found.second_order is not None
