"""How many cases each stratum gives: equal, proportional, Neyman, power or explicit."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from inspect_tool.domain.allocation.crossing import nearest_crossing
from inspect_tool.domain.allocation.solve import (
    Box,
    Group,
    InfeasibleAllocationError,
    check_feasible,
    round_shares,
    solve_shares,
)
from inspect_tool.domain.allocation.types import (
    AllocationDesign,
    AllocationInputError,
    AllocationMethod,
    ExtensionTooLargeError,
    GroupBounds,
)

if TYPE_CHECKING:  # a plan is checked by pydantic, whose start is a good part of `calc draw`'s
    from inspect_tool.domain.plan.plan import Sample

# A stratum without any spread comes last, but is not shut out: a total must be met exactly.
LAST_IN_LINE = Fraction(1, 10**12)

# Without an expectation: a share of one half has the largest spread, so nothing looks too good.
UNKNOWN_SHARE = 0.5


def allocate(strata: Mapping[str, int], *, total: int, design: AllocationDesign) -> dict[str, int]:
    """Share `total` cases between strata as the design says.

    Ties go to the earlier stratum, in the order of `strata`.

    Args:
        strata: Cases in the sampling frame, N_h, by stratum.

    Raises:
        InfeasibleAllocationError: The bounds contradict each other or the total; says by how much.
        AllocationInputError: Something that the method needs is missing.
    """
    _check_input(strata, total, design)
    if design.method is AllocationMethod.EXPLICIT:
        return _explicit(strata, total, design)
    boxes = _boxes(strata, design)
    families = _families(strata, design)
    groups = [group for family in families for group in family]
    if len(families) > 1:
        for family in families:
            check_feasible(boxes, family, total=total)
        counts = nearest_crossing(boxes, groups, total=total)
    else:
        check_feasible(boxes, groups, total=total)
        shares = solve_shares(boxes, groups, total=Fraction(total))
        counts = round_shares(shares, groups, total=total)
    return dict(zip(strata, counts, strict=True))


def allocation_targets(
    strata: Mapping[str, int], *, total: int, design: AllocationDesign
) -> dict[str, Fraction]:
    """The exact shares before they are rounded; of several kinds of groups only the first counts.

    Raises:
        InfeasibleAllocationError: The bounds contradict each other or the total.
        AllocationInputError: Something that the method needs is missing.
    """
    _check_input(strata, total, design)
    boxes = _boxes(strata, design)
    groups = [group for family in _families(strata, design)[:1] for group in family]
    check_feasible(boxes, groups, total=total)
    return dict(zip(strata, solve_shares(boxes, groups, total=Fraction(total)), strict=True))


def _check_input(strata: Mapping[str, int], total: int, design: AllocationDesign) -> None:
    if not strata:
        raise AllocationInputError("There are no strata to share the sample between.")
    empty = next((name for name, population in strata.items() if population < 1), None)
    if empty is not None:
        raise AllocationInputError(
            f"Stratum {empty} has no cases in the frame. Leave it out of the allocation."
        )
    if total < 1:
        raise AllocationInputError(
            f"A sample of {total} cases cannot be shared. Ask for at least 1."
        )
    if not 0 <= design.exponent <= 1:
        raise AllocationInputError(
            f"The exponent is {design.exponent}. It must lie between 0 and 1."
        )
    if len(design.groups) > 2:
        raise AllocationInputError("Strata can be bounded by two kinds of groups at most.")
    bad = next((name for name, value in design.spread.items() if not _is_spread(value)), None)
    if bad is not None:
        raise AllocationInputError(f"Stratum {bad}: a spread is a number from 0 upwards.")


def _is_spread(value: float) -> bool:
    return math.isfinite(value) and value >= 0


def _explicit(strata: Mapping[str, int], total: int, design: AllocationDesign) -> dict[str, int]:
    """Take the listed numbers as they are, or refuse them; never change one silently."""
    unknown = sorted(set(design.explicit) - set(strata))
    if unknown:
        raise AllocationInputError(
            f"The explicit allocation names {unknown[0]}, which is not a stratum of the frame."
        )
    counts = {stratum: design.explicit.get(stratum, 0) for stratum in strata}
    boxes = _boxes(strata, design)
    for box in boxes:
        _check_listed(box, counts[box.stratum])
    fixed = [replace(box, low=counts[box.stratum], high=counts[box.stratum]) for box in boxes]
    check_feasible(fixed, (), total=total)
    for family in _families(strata, design):
        check_feasible(fixed, family, total=total)
    return counts


def _check_listed(box: Box, count: int) -> None:
    if not box.low <= count <= box.high:
        raise InfeasibleAllocationError(
            f"stratum {box.stratum} is listed with {count} and must give {box.low} to {box.high}",
            by=max(box.low - count, count - box.high),
        )


def _boxes(strata: Mapping[str, int], design: AllocationDesign) -> list[Box]:
    weights = _weights(strata, design)
    return [
        Box(
            stratum=stratum,
            weight=weight,
            low=max(min(population, design.minimum), design.at_least.get(stratum, 0)),
            high=population if design.maximum is None else min(population, design.maximum),
        )
        for (stratum, population), weight in zip(strata.items(), weights, strict=True)
    ]


def _weights(strata: Mapping[str, int], design: AllocationDesign) -> list[Fraction]:
    """What the share of each stratum is proportional to, a_h.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., s. 5.5 (Neyman); Bankier (1988),
    Power allocations, The American Statistician 42, 174-177.
    """
    weights = [_weight(name, population, design) for name, population in strata.items()]
    positive = [weight for weight in weights if weight > 0]
    least = min(positive, default=Fraction(1)) * LAST_IN_LINE
    return [
        weight if weight > 0 else least * population
        for weight, population in zip(weights, strata.values(), strict=True)
    ]


def _weight(stratum: str, population: int, design: AllocationDesign) -> Fraction:
    measure = Fraction(design.size_measure.get(stratum, population))
    if design.method is AllocationMethod.PROPORTIONAL:
        return measure
    if design.method is AllocationMethod.NEYMAN:
        if stratum not in design.spread:
            raise AllocationInputError(
                f"Neyman allocation needs the spread S_h of stratum {stratum}. Give it, or use "
                f"another method."
            )
        return population * Fraction(design.spread[stratum])
    if design.method is AllocationMethod.POWER:
        power = measure if design.exponent == 1 else Fraction(float(measure) ** design.exponent)
        return power * Fraction(design.spread.get(stratum, 1))
    return Fraction(1)


def _families(strata: Mapping[str, int], design: AllocationDesign) -> list[list[Group]]:
    """The groups of each kind that bound anything, with their strata in order."""
    return [
        [_group(strata, bounds, name) for name in dict.fromkeys(bounds.group_of.values())]
        for bounds in design.groups
        if bounds.minimum or bounds.maximum is not None
    ]


def _group(strata: Mapping[str, int], bounds: GroupBounds, name: str) -> Group:
    own = [stratum for stratum, group in bounds.group_of.items() if group == name]
    population = sum(strata[stratum] for stratum in own)
    place = {stratum: index for index, stratum in enumerate(strata)}
    return Group(
        name=f"{bounds.kind} {name}",
        members=tuple(sorted(place[stratum] for stratum in own)),
        low=min(bounds.minimum, population),
        high=population if bounds.maximum is None else bounds.maximum,
    )


def allocate_plan(stratum_sizes: Mapping[str, int], *, sample: Sample) -> dict[str, int]:
    """Share the plan's cases between strata called `AUTHORITY/case_type`, or `AUTHORITY`.

    Strata are taken in the order of their names.

    Raises:
        InfeasibleAllocationError: The plan's bounds contradict each other or the size.
        AllocationInputError: There are no strata, or one has no cases.
    """
    strata = {name: stratum_sizes[name] for name in sorted(stratum_sizes)}
    return allocate(strata, total=sample.size, design=design_of_plan(strata, sample))


def design_of_plan(strata: Collection[str], sample: Sample) -> AllocationDesign:
    """The plan's allocation as a design for these strata.

    Args:
        strata: Names of the strata; they are read more than once.
    """
    plan = sample.allocation
    method = AllocationMethod(plan.method)
    return AllocationDesign(
        method=method,
        exponent=plan.exponent,
        spread=expected_spread(strata, sample) if method is AllocationMethod.NEYMAN else {},
        minimum=plan.minimum,
        maximum=plan.maximum,
        groups=tuple(
            GroupBounds(
                kind=level.replace("_", " "),
                group_of={name: _level(name, level) for name in strata},
                minimum=bounds.minimum,
                maximum=bounds.maximum,
            )
            for level, bounds in sorted(plan.per.items())
        ),
        explicit=plan.explicit,
    )


def expected_shares(strata: Iterable[str], sample: Sample) -> dict[str, float]:
    """The share that the plan expects in each stratum: its own, else its case type's, else .5."""
    given = sample.allocation.expected_shares
    return {
        name: given.get(name, given.get(_level(name, "case_type"), UNKNOWN_SHARE))
        for name in strata
    }


def expected_spread(strata: Iterable[str], sample: Sample) -> dict[str, float]:
    """S_h of an outcome of zeros and ones with the expected shares.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., s. 5.10.
    """
    shares = expected_shares(strata, sample)
    return {name: math.sqrt(share * (1 - share)) for name, share in shares.items()}


def _level(stratum: str, level: str) -> str:
    """Authority or case type in the name of a stratum."""
    authority, _, case_type = stratum.partition("/")
    return authority if level == "authority" else case_type


def extension_by_stratum(
    strata: Mapping[str, int],
    drawn: Mapping[str, int],
    *,
    by: int,
    design: AllocationDesign,
) -> dict[str, int]:
    """How many more each stratum gives when the sample grows; nothing drawn is given back.

    Args:
        strata: N_h of the strata that grow: all of them, or those of one authority.
        drawn: n_h up to now.
        by: How many more in all.
        design: The method of the plan; its bounds were for the first draw and do not apply.

    Raises:
        ExtensionTooLargeError: The strata do not have that many left.
    """
    now = {stratum: drawn.get(stratum, 0) for stratum in strata}
    if by > sum(strata.values()) - sum(now.values()):
        raise ExtensionTooLargeError(by, drawn=sum(now.values()), population=sum(strata.values()))
    is_listed = design.method is AllocationMethod.EXPLICIT
    grown = replace(
        design,
        method=AllocationMethod.PROPORTIONAL if is_listed else design.method,
        minimum=0,
        maximum=None,
        groups=(),
        at_least=now,
    )
    sizes = allocate(strata, total=sum(now.values()) + by, design=grown)
    return {stratum: sizes[stratum] - now[stratum] for stratum in strata}
