"""`calc allocate` and `calc size` on plain files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.allocation.solve import InfeasibleAllocationError
from inspect_tool.domain.allocation.types import AllocationInputError
from inspect_tool.errors import CheckFailedError, UsageError
from inspect_tool.services.calculations.allocate import (
    AllocationRequest,
    calculate_allocation,
    calculate_size,
)

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
FILE = ORACLES / "o14_allocation.csv"
ANSWERS: Any = json.loads((ORACLES / "o14_allocation.expected.json").read_text())["allocations"]


def table(folder: Path, *lines: str) -> Path:
    path = folder / "strata.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"method": "proportional", "minimum": 0}, "proportional"),
        ({"method": "equal", "minimum": 0}, "equal"),
        ({"method": "neyman", "minimum": 0}, "neyman"),
        ({"method": "power", "exponent": 0.25, "minimum": 0}, "power_q0.25"),
        ({"method": "power", "minimum": 0}, "power_q0.5"),
        ({"method": "proportional", "minimum": 12}, "proportional_min12"),
        ({"method": "proportional", "minimum": 12, "maximum": 60}, "proportional_min12_max60"),
        ({"method": "neyman", "minimum": 12}, "neyman_min12_capN"),
    ],
)
def test_the_file_gives_the_independent_answers(options: dict[str, Any], name: str) -> None:
    found = calculate_allocation(FILE, AllocationRequest(size=330, **options))
    assert [one.n_h for one in found.strata] == ANSWERS[name]["n_h"]
    assert [one.target for one in found.strata] == pytest.approx(ANSWERS[name]["target"], abs=1e-10)


def test_the_floor_is_two_unless_it_is_said(tmp_path: Path) -> None:
    file = table(tmp_path, "stratum,N_h", "a,1", "b,3", "c,900")
    found = calculate_allocation(file, AllocationRequest(size=10))
    assert [(one.stratum, one.N_h, one.n_h) for one in found.strata] == [
        ("a", 1, 1),
        ("b", 3, 2),
        ("c", 900, 7),
    ]
    assert found.method == "in proportion to size"
    assert found.half_width is not None


def test_every_problem_is_named_with_its_line(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        "stratum,N_h,S_h",
        "a,0,.5",
        "a,5,",
        "b,x,.5",
        ",5,.5",
        "c,5,-1",
        "d,5,nan",
        "e,5,?",
    )
    with pytest.raises(CheckFailedError) as caught:
        calculate_allocation(file, AllocationRequest(size=3))
    assert [(one.row, one.kind) for one in caught.value.problems] == [
        (2, "no-population"),
        (3, "duplicate-stratum"),
        (4, "no-population"),
        (5, "missing-stratum"),
        (6, "bad-spread"),
        (7, "bad-spread"),
        (8, "bad-spread"),
    ]


def test_what_cannot_be_shared_is_explained(tmp_path: Path) -> None:
    file = table(tmp_path, "stratum,N_h", "a,9", "b,9")
    with pytest.raises(InfeasibleAllocationError, match="add up to 4, 1 more than the 3"):
        calculate_allocation(file, AllocationRequest(size=3))
    with pytest.raises(AllocationInputError, match="needs the spread S_h of stratum a"):
        calculate_allocation(file, AllocationRequest(size=4, method="neyman"))
    with pytest.raises(UsageError, match="no method explicit"):
        calculate_allocation(file, AllocationRequest(size=4, method="explicit"))


def test_a_size_comes_with_its_exact_value() -> None:
    found = calculate_size(population=150, margin=0.05, level=0.9, share=0.5)
    assert (found.n, found.population) == (97, 150)
    assert found.exact == pytest.approx(96.7291895685566, abs=1e-10)
    assert found.without_correction == pytest.approx(270.554345409541, abs=1e-10)
    assert calculate_size(population=None, margin=0.05, level=0.9, share=0.5).n == 271
