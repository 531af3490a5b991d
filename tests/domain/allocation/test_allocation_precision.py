"""Sample sizes for a margin, and the precision that a design is expected to give."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.allocation.precision import (
    PrecisionInputError,
    expected_interval,
    expected_precision,
    sample_size_for_margin,
)
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.shares import estimate_share

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
EXPECTED: Any = json.loads((ORACLES / "o16_sample_size_moe.expected.json").read_text())


@pytest.mark.parametrize("row", EXPECTED["rows"], ids=range(len(EXPECTED["rows"])))
def test_sizes_for_a_margin_are_those_of_the_independent_program(row: dict[str, Any]) -> None:
    found = sample_size_for_margin(
        None if row["N"] == "Inf" else row["N"], margin=row["e"], level=row["level"], share=row["p"]
    )
    assert found.cases == row["n"]
    assert found.exact == pytest.approx(row["cochran_fpc"], abs=1e-10)
    assert found.without_correction == pytest.approx(row["n0"], abs=1e-10)


def test_a_sample_is_never_larger_than_the_population() -> None:
    assert sample_size_for_margin(1, margin=0.05).cases == 1
    assert sample_size_for_margin(40, margin=0.0001).cases == 40


def test_a_share_of_nought_takes_one_case() -> None:
    assert sample_size_for_margin(100, margin=0.05, share=0).cases == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"margin": 0}, "margin"),
        ({"margin": 1}, "margin"),
        ({"margin": 0.05, "level": 95}, "level"),
        ({"margin": 0.05, "level": 0}, "level"),
        ({"margin": 0.05, "share": 1.01}, "share"),
        ({"margin": 0.05, "share": -0.01}, "share"),
    ],
)
def test_values_outside_their_range_are_refused(options: dict[str, float], words: str) -> None:
    with pytest.raises(PrecisionInputError, match=words):
        sample_size_for_margin(100, **options)


def test_a_population_of_nobody_is_refused() -> None:
    with pytest.raises(PrecisionInputError, match="below 1"):
        sample_size_for_margin(0, margin=0.05)


def test_the_expected_half_width_is_that_of_the_textbook() -> None:
    # t with 18 degrees of freedom at .975 is 2.10092; the variance is worked out by hand.
    found = expected_precision({"a": 100, "b": 50}, {"a": 10, "b": 10})
    variance = (100 / 150) ** 2 * 0.9 * 25 / 99 / 10 + (50 / 150) ** 2 * 0.8 * 12.5 / 49 / 10
    assert (found.population, found.cases) == (150, 20)
    assert found.half_width == pytest.approx(2.10092204024096 * math.sqrt(variance), abs=1e-12)


def test_a_census_has_no_width() -> None:
    assert expected_precision({"a": 5, "b": 2}, {"a": 5, "b": 2}).half_width == 0


def test_certainty_strata_bring_no_degrees_of_freedom() -> None:
    # One stratum is taken whole; 3 - 1 = 2 degrees of freedom are left: t is 4.30265.
    found = expected_precision({"a": 5, "b": 20}, {"a": 5, "b": 3})
    variance = (20 / 25) ** 2 * (17 / 20) * (0.25 * 20 / 19) / 3
    # SciPy's quantiles of t before 1.17 are good to ten places.
    assert found.half_width == pytest.approx(4.30265272974946 * math.sqrt(variance), abs=1e-10)


def test_one_case_a_stratum_leaves_no_interval() -> None:
    assert expected_precision({"a": 5, "b": 20}, {"a": 1, "b": 1}).half_width is None


def test_a_stratum_without_a_case_widens_the_interval() -> None:
    with_case = expected_precision({"a": 50, "b": 20}, {"a": 9, "b": 1}).half_width
    without = expected_precision({"a": 50, "b": 20}, {"a": 9, "b": 0}).half_width
    assert with_case is not None
    assert without is not None
    assert without > with_case


def test_a_share_that_is_known_for_certain_has_no_width() -> None:
    assert expected_precision({"a": 50}, {"a": 9}, share=1).half_width == 0


def test_the_expected_share_may_differ_by_stratum() -> None:
    populations, sizes = {"a": 100, "b": 50}, {"a": 10, "b": 10}
    found = expected_precision(populations, sizes, share={"a": 0.2, "b": 0.5})
    variance = (100 / 150) ** 2 * 0.9 * 16 / 99 / 10 + (50 / 150) ** 2 * 0.8 * 12.5 / 49 / 10
    assert found.half_width == pytest.approx(2.10092204024096 * math.sqrt(variance), abs=1e-12)
    assert found.standard_error == pytest.approx(math.sqrt(variance), abs=1e-15)
    assert expected_interval(
        populations, sizes, share={"a": 0.2, "b": 0.5}
    ).standard_error == pytest.approx(math.sqrt(variance), abs=1e-15)
    with pytest.raises(PrecisionInputError, match="share"):
        expected_precision(populations, sizes, share={"a": 0.2, "b": 1.5})


# ------------------------------------------------------------------ the interval of a report


def test_the_expected_interval_is_nearly_the_one_that_such_a_sample_gives() -> None:
    # A sample that finds the expected share: its estimated variance is that of 9, not 10, cases.
    units = [SampleUnit(stratum="s", population=100, outcome=place < 50) for place in range(100)]
    many = [SampleUnit(stratum="s", population=900, outcome=place < 50) for place in range(100)]
    for sample, population in ((units[45:55], 100), (many, 900)):
        estimate = estimate_share(sample)
        found = expected_interval({"s": population}, {"s": len(sample)})
        assert estimate.lo is not None
        assert estimate.hi is not None
        assert found.half_width == pytest.approx((estimate.hi - estimate.lo) / 2, rel=0.05)


def test_the_expected_interval_stays_between_nought_and_one() -> None:
    sizes = {"a": 2, "b": 1}
    assert (expected_precision({"a": 50, "b": 50}, sizes).half_width or 0) > 0.5
    assert 0.3 < (expected_interval({"a": 50, "b": 50}, sizes).half_width or 0) < 0.5


def test_the_expected_interval_of_a_census_has_no_width_and_one_case_a_stratum_none() -> None:
    assert expected_interval({"a": 5, "b": 2}, {"a": 5, "b": 2}).half_width == 0
    assert expected_interval({"a": 5, "b": 20}, {"a": 1, "b": 1}).half_width is None


def test_a_stratum_without_a_case_takes_no_degree_of_freedom() -> None:
    assert expected_interval({"a": 50, "b": 20}, {"a": 2, "b": 0}).half_width is not None
