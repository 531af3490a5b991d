"""What each design buys, side by side, before there is a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inspect_tool.domain.allocation import (
    AllocationMethod,
    InfeasibleAllocationError,
    allocate,
    design_of_plan,
)
from inspect_tool.domain.allocation_precision import ExpectedPrecision, expected_precision
from inspect_tool.domain.plan import Sample

COMPARED = (AllocationMethod.EQUAL, AllocationMethod.POWER, AllocationMethod.PROPORTIONAL)


@dataclass(frozen=True)
class DesignPrecision:
    """Expected precision of one design.

    Args:
        method: How the cases are shared.
        is_plan: Whether it is the plan's own.
        sizes: n_h by stratum; empty when the design cannot be allocated.
        overall: For the share in all authorities together.
        by_authority: For the share in each authority.
        reason: Why it cannot be allocated; empty when it can.
    """

    method: AllocationMethod
    is_plan: bool
    sizes: Mapping[str, int]
    overall: ExpectedPrecision | None
    by_authority: Mapping[str, ExpectedPrecision]
    reason: str = ""


def compare_designs(
    stratum_sizes: Mapping[str, int],
    *,
    sample: Sample,
    share: float = 0.5,
    level: float = 0.95,
) -> tuple[DesignPrecision, ...]:
    """The plan's design first, then the usual ones under the same bounds.

    Args:
        stratum_sizes: N_h of strata called `AUTHORITY/case_type`, or `AUTHORITY`.
        share: The share that is expected everywhere; .5 is the least favourable.
    """
    strata = {name: stratum_sizes[name] for name in sorted(stratum_sizes)}
    plan = design_of_plan(strata, sample)
    designs = [plan, *(replace(plan, method=method) for method in COMPARED)]
    found = []
    for place, design in enumerate(designs):
        if place and design == plan:
            continue
        try:
            sizes = allocate(strata, total=sample.size, design=design)
        except InfeasibleAllocationError as error:
            found.append(DesignPrecision(design.method, place == 0, {}, None, {}, error.message))
            continue
        overall = expected_precision(strata, sizes, share=share, level=level)
        by_authority = precision_by_authority(strata, sizes, share=share, level=level)
        found.append(DesignPrecision(design.method, place == 0, sizes, overall, by_authority))
    return tuple(found)


def precision_by_authority(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    share: float = 0.5,
    level: float = 0.95,
) -> dict[str, ExpectedPrecision]:
    """Expected precision of the share in each authority, in the order of their codes.

    Args:
        populations: N_h of strata called `AUTHORITY/case_type`, or `AUTHORITY`.
        sizes: n_h.
    """
    authorities: dict[str, dict[str, int]] = {}
    for stratum, population in sorted(populations.items()):
        authorities.setdefault(stratum.partition("/")[0], {})[stratum] = population
    return {
        authority: expected_precision(own, sizes, share=share, level=level)
        for authority, own in authorities.items()
    }
