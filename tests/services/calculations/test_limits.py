"""Limits of the calculations on plain files: one below, at, and one above."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import CheckFailedError, UsageError
from inspect_tool.services.calculations.agreement import calculate_agreement
from inspect_tool.services.calculations.allocate import AllocationRequest, calculate_allocation
from inspect_tool.services.calculations.share import calculate_shares


def write(folder: Path, *lines: str) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def kinds(error: CheckFailedError) -> set[str]:
    return {problem.kind for problem in error.problems}


@pytest.mark.parametrize(("population", "is_taken"), [(2, False), (3, True), (4, True)])
def test_a_stratum_has_at_least_its_sampled_cases(
    tmp_path: Path, population: int, is_taken: bool
) -> None:
    rows = [f"a{case},A,{population},{case % 2}" for case in range(3)]
    file = write(tmp_path, "unit,stratum,N_h,y", *rows)
    if is_taken:
        assert calculate_shares(file).records[0].n == 3
        return
    with pytest.raises(CheckFailedError) as caught:
        calculate_shares(file)
    assert kinds(caught.value) == {"population-below-sample"}


@pytest.mark.parametrize(
    ("population", "is_taken"), [("0", False), ("1", True), ("-1", False), ("1.5", False)]
)
def test_a_population_is_a_whole_number_from_one_on(
    tmp_path: Path, population: str, is_taken: bool
) -> None:
    rows = [f"a1,A,{population},1", "b1,B,9,0", "b2,B,9,1"]
    file = write(tmp_path, "unit,stratum,N_h,y", *rows)
    if is_taken:
        assert calculate_shares(file).records[0].n == 3
        return
    with pytest.raises(CheckFailedError):
        calculate_shares(file)


@pytest.mark.parametrize(("weight", "is_taken"), [("0", False), ("0.001", True), ("-1", False)])
def test_a_weight_is_greater_than_nothing(tmp_path: Path, weight: str, is_taken: bool) -> None:
    file = write(tmp_path, "unit,stratum,N_h,y,weight", f"a1,A,20,1,{weight}", "a2,A,20,0,3")
    if is_taken:
        assert calculate_shares(file).records[0].n == 2
        return
    with pytest.raises(CheckFailedError):
        calculate_shares(file)


@pytest.mark.parametrize(("readers", "is_taken"), [(1, False), (2, True), (3, True)])
def test_agreement_needs_two_readers(tmp_path: Path, readers: int, is_taken: bool) -> None:
    heading = ",".join(["case", *(f"r{place}" for place in range(readers))])
    file = write(tmp_path, heading, *(",".join([f"c{case}", *["1"] * readers]) for case in (1, 2)))
    if is_taken:
        assert calculate_agreement(file).records[0].readers == readers
        return
    with pytest.raises(UsageError, match="at least two readers"):
        calculate_agreement(file)


@pytest.mark.parametrize(("spread", "is_taken"), [("-0.1", False), ("0", True), ("0.1", True)])
def test_a_spread_is_no_less_than_nothing(tmp_path: Path, spread: str, is_taken: bool) -> None:
    file = write(tmp_path, "stratum,N_h,S_h", f"a,90,{spread}", "b,90,0.5")
    request = AllocationRequest(size=20, method="neyman")
    if is_taken:
        assert sum(one.n_h for one in calculate_allocation(file, request).strata) == 20
        return
    with pytest.raises(CheckFailedError):
        calculate_allocation(file, request)
