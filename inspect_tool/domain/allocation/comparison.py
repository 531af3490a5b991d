"""What each design buys, side by side, before there is a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from inspect_tool.domain.allocation.methods import (
    allocate,
    design_of_plan,
    expected_shares,
    expected_spread,
)
from inspect_tool.domain.allocation.precision import ExpectedPrecision, expected_interval
from inspect_tool.domain.allocation.solve import InfeasibleAllocationError
from inspect_tool.domain.allocation.types import AllocationDesign, AllocationMethod
from inspect_tool.domain.plan.plan import Sample

COMPARED = (
    AllocationMethod.EQUAL,
    AllocationMethod.POWER,
    AllocationMethod.PROPORTIONAL,
    AllocationMethod.NEYMAN,
)
NO_SHARES = (
    "As proportional: the plan expects no shares (`expected_shares`), so every stratum is taken "
    "to vary as much."
)


@dataclass(frozen=True)
class DesignPrecision:
    """Expected precision of one design.

    Args:
        method: How the cases are shared.
        is_plan: Whether it is the plan's own.
        sizes: n_h by stratum; empty when the design cannot be allocated.
        overall: For the share in all authorities together.
        by_authority: For the share in each authority.
        by_case_type: For the share in each case type; empty where strata are authorities only.
        reason: Why it cannot be allocated; empty when it can.
        note: What to know about it.
    """

    method: AllocationMethod
    is_plan: bool
    sizes: Mapping[str, int]
    overall: ExpectedPrecision | None
    by_authority: Mapping[str, ExpectedPrecision]
    by_case_type: Mapping[str, ExpectedPrecision]
    reason: str = ""
    note: str = ""


def compare_designs(
    stratum_sizes: Mapping[str, int], *, sample: Sample, level: float = 0.95
) -> tuple[DesignPrecision, ...]:
    """The plan's design first, then the usual ones under the same bounds.

    Widths are those at the shares that the plan expects; at one half where it expects none.

    Args:
        stratum_sizes: N_h of strata called `AUTHORITY/case_type`, or `AUTHORITY`.
    """
    strata = {name: stratum_sizes[name] for name in sorted(stratum_sizes)}
    compared = []
    for place, design in enumerate(_designs(strata, sample)):
        try:
            sizes = allocate(strata, total=sample.size, design=design)
        except InfeasibleAllocationError as error:
            reason = error.message
            compared.append(DesignPrecision(design.method, place == 0, {}, None, {}, {}, reason))
            continue
        precision = _Precision(strata, sizes, expected_shares(strata, sample), level)
        compared.append(
            DesignPrecision(
                method=design.method,
                is_plan=place == 0,
                sizes=sizes,
                overall=precision.of(strata),
                by_authority=precision.by_part(0),
                by_case_type=precision.by_part(1),
                note=_note(design.method, sample),
            )
        )
    return tuple(compared)


def _designs(strata: Mapping[str, int], sample: Sample) -> Iterator[AllocationDesign]:
    plan = design_of_plan(strata, sample)
    yield plan
    for method in COMPARED:
        is_neyman = method is AllocationMethod.NEYMAN
        spread = expected_spread(strata, sample) if is_neyman else {}
        design = replace(plan, method=method, spread=spread)
        if design != plan:
            yield design


def _note(method: AllocationMethod, sample: Sample) -> str:
    is_blind = method is AllocationMethod.NEYMAN and not sample.allocation.expected_shares
    return NO_SHARES if is_blind else ""


@dataclass(frozen=True)
class _Precision:
    """What an allocation is expected to be worth, for all strata and for some."""

    populations: Mapping[str, int]
    sizes: Mapping[str, int]
    shares: Mapping[str, float]
    level: float

    def of(self, strata: Mapping[str, int]) -> ExpectedPrecision:
        """What is expected of the cases in some strata, given by their populations."""
        return expected_interval(strata, self.sizes, share=self.shares, level=self.level)

    def by_part(self, part: int) -> dict[str, ExpectedPrecision]:
        """By the first or the second part of the strata's names, where they have it."""
        groups: dict[str, dict[str, int]] = {}
        for stratum, population in self.populations.items():
            name = stratum.partition("/")[::2][part]
            if name:
                groups.setdefault(name, {})[stratum] = population
        return {name: self.of(own) for name, own in groups.items()}
