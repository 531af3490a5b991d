"""Allocation where two kinds of groups cross, such as authorities and case types.

Without groups the shares are k a_h. Among all allocations in whole cases that keep every bound,
this takes the one nearest to them, by the sum of (n_h - k a_h)**2 / a_h. With one kind of group
that is what `solve` gives, before rounding. Two families of disjoint groups make a
totally unimodular system, so the linear program has its optimum in whole cases.

Source: Cox (1987), JASA 82, 520-524, for rounding that keeps both margins; Schrijver (1998),
Theory of Linear and Integer Programming, s. 19.3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from inspect_tool.domain.allocation.solve import Box, Group, InfeasibleAllocationError, solve_shares

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Twice the share and a few cases more are tried first; the much larger program over all possible
# cases is solved only if the bounds pull further.
WINDOW_CASES = 20


def nearest_crossing(boxes: Sequence[Box], groups: Sequence[Group], *, total: int) -> list[int]:
    """Whole cases nearest to the free shares that keep the bounds of crossing groups.

    Raises:
        InfeasibleAllocationError: No allocation keeps them; names the bounds that rule it out.
    """
    _check_crossing(boxes, groups, total=total)
    targets = solve_shares(boxes, (), total=Fraction(total))
    narrow = [
        replace(box, high=min(box.high, max(box.low, 2 * math.ceil(target)) + WINDOW_CASES))
        for box, target in zip(boxes, targets, strict=True)
    ]
    return _fill(narrow, groups, targets, total=total) or _fill(boxes, groups, targets, total=total)


def _fill(
    boxes: Sequence[Box], groups: Sequence[Group], targets: Sequence[Fraction], *, total: int
) -> list[int]:
    """Take cases one at a time where they cost least; empty when the bounds cannot be kept.

    The case that raises a stratum to j costs (2 j - 1 - 2 t) / a, which grows with j, so that the
    cases of a stratum are taken in order. Costs differ by a hair in the order of the strata.
    """
    import numpy as np
    from scipy.optimize import linprog

    costs: list[float] = []
    owners: list[int] = []
    for place, (box, target) in enumerate(zip(boxes, targets, strict=True)):
        for case in range(box.low + 1, box.high + 1):
            costs.append(float((2 * case - 1 - 2 * target) / box.weight))
            owners.append(place)
    scale = max(map(abs, costs), default=1.0) or 1.0
    tie = np.asarray(owners) * 1e-8 / len(boxes)
    matrix, limits = _rows(boxes, groups, owners)
    left = total - sum(box.low for box in boxes)
    # The stubs of SciPy do not know that a matrix may be sparse.
    solution = linprog(  # type: ignore[call-overload]
        np.asarray(costs) / scale + tie,
        A_ub=matrix,
        b_ub=limits,
        A_eq=np.ones((1, len(owners))),
        b_eq=[left],
        bounds=(0, 1),
        method="highs-ds",
        options={"dual_feasibility_tolerance": 1e-10},
    )
    if not solution.success:
        return []
    counts = [box.low for box in boxes]
    for owner, taken in zip(owners, solution.x, strict=True):
        counts[owner] += round(taken)
    return counts


def _rows(
    boxes: Sequence[Box], groups: Sequence[Group], owners: Sequence[int]
) -> tuple[csr_array, list[float]]:
    """Each group as two rows of "at most": its cap, and its floor with the sign turned."""
    import numpy as np
    from scipy.sparse import csr_array, vstack

    rows, limits = [], []
    place = np.asarray(owners)
    for group in groups:
        row = csr_array(np.isin(place, group.members).astype(float).reshape(1, -1))
        low = sum(boxes[member].low for member in group.members)
        rows += [row, -row]
        limits += [float(group.high - low), float(low - group.low)]
    return csr_array(vstack(rows)), limits


def _check_crossing(boxes: Sequence[Box], groups: Sequence[Group], *, total: int) -> None:
    """Refuse crossing bounds that cannot all be kept, naming the fewest cases they are out by.

    Raises:
        InfeasibleAllocationError: With each bound that would have to give way, and by how much.
    """
    import numpy as np
    from scipy.optimize import linprog

    count, crowd = len(boxes), len(groups)
    member = np.zeros((crowd, count))
    for row, group in enumerate(groups):
        member[row, list(group.members)] = 1
    under, over = np.eye(crowd), np.eye(crowd)
    nothing = np.zeros((crowd, crowd))
    solution = linprog(
        np.concatenate((np.zeros(count), np.ones(2 * crowd))),
        A_ub=np.block([[member, nothing, -over], [-member, -under, nothing]]),
        b_ub=[group.high for group in groups] + [-group.low for group in groups],
        A_eq=np.concatenate((np.ones(count), np.zeros(2 * crowd))).reshape(1, -1),
        b_eq=[total],
        bounds=[(box.low, box.high) for box in boxes] + [(0, None)] * (2 * crowd),
        method="highs-ds",
    )
    slack = np.rint(np.asarray(solution.x)[count:])
    short, excess = slack[:crowd], slack[crowd:]
    if short.any() or excess.any():
        _refuse(groups, [int(few) for few in short], [int(many) for many in excess])


def _refuse(groups: Sequence[Group], short: Sequence[int], excess: Sequence[int]) -> None:
    reasons = [
        f"the minimum of {group.low} of {group.name} would have to be {few} lower"
        for group, few in zip(groups, short, strict=True)
        if few
    ] + [
        f"the maximum of {group.high} of {group.name} would have to be {many} higher"
        for group, many in zip(groups, excess, strict=True)
        if many
    ]
    raise InfeasibleAllocationError(
        f"its bounds cannot all be kept; {', and '.join(reasons)}", by=sum(short) + sum(excess)
    )
