"""Variance that knows that siblings come together.

What is found of one child is often found of its sibling. A random sample of children takes siblings
together only by chance, and the usual variance is right over all samples that could be drawn. In
the one that was drawn, though, four answers about one family are no four pieces of knowledge.
Taken family by family the interval says so.

Source: Williams (2000), A note on robust variance estimation for cluster-correlated data,
Biometrics 56, 645-646; Korn and Graubard (1999), Analysis of Health Surveys, s. 2.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.variance import ROUNDING, ratio_scores

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from inspect_tool.domain.estimation.design import SampleDesign

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]
    IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FamilyCells:
    """Variance and degrees of freedom of each cell, groups by measures."""

    variance: FloatArray
    df: FloatArray


def family_cells(design: SampleDesign, members: BoolArray, answers: FloatArray) -> FamilyCells:
    """What the families of a design make of the variance of each share.

    In each variance stratum the linearised values are added up by family, whose sums then vary:
    (1 - f) m / (m - 1) times the sum of squared distances of the m families from their mean. A
    stratum of one family is measured from the mean of all families.

    Args:
        members: Whether each case belongs to each group; groups by cases.
        answers: 1, 0, or not a number; measures by cases.
    """
    import numpy as np

    family, stratum_of = _numbered(design)
    shape = (len(members), len(answers))
    variance, df = np.full(shape, np.nan), np.zeros(shape)
    for row, inside in enumerate(members):
        for column, given in enumerate(answers):
            outcomes = np.where(inside, given, np.nan)
            counted = ~np.isnan(outcomes)
            if counted.any():
                scores = ratio_scores(design.weights, outcomes)
                variance[row, column] = _variance(design, scores, family, stratum_of)
                seen = np.unique(family[counted])
                df[row, column] = len(seen) - len(np.unique(stratum_of[seen]))
    return FamilyCells(variance, df)


def families_told(names: Sequence[str]) -> tuple[str, ...]:
    """What a reader must be told where siblings are taken together.

    Args:
        names: Family of each case; empty for one on its own.
    """
    together = [number for name, number in Counter(names).items() if name and number > 1]
    if not any(names):
        return ()
    cases, families = sum(together), len(together)
    return (
        f"Siblings are taken together: {cases} of {len(names)} cases come from {families} families "
        "with more than one.",
    )


def _numbered(design: SampleDesign) -> tuple[IntArray, IntArray]:
    """Number of the family of each case within its stratum, and the stratum of each family."""
    import numpy as np

    names = [
        (int(stratum), name or f"\0{case}")
        for case, (stratum, name) in enumerate(
            zip(design.variance_stratum_of, design.families, strict=True)
        )
    ]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    family = np.array([numbers[name] for name in names], dtype=np.int64)
    return family, np.array([stratum for stratum, _ in sorted(numbers)], dtype=np.int64)


def _variance(
    design: SampleDesign, scores: FloatArray, family: IntArray, stratum_of: IntArray
) -> float:
    import numpy as np

    sums = np.bincount(family, weights=scores, minlength=len(stratum_of))
    whole = 0.0
    for index, stratum in enumerate(design.variance_strata):
        own = sums[stratum_of == index]
        # A stratum that was taken whole is known.
        if stratum.is_taken_all and design.fpc:
            continue
        centre = float(own.mean()) if len(own) > 1 else float(sums.mean())
        squares = float(((own - centre) ** 2).sum())
        if squares <= ROUNDING * float((own**2).sum()):
            continue
        factor = len(own) / (len(own) - 1) if len(own) > 1 else 1.0
        whole += stratum.unseen_share(fpc=design.fpc) * factor * squares
    return whole
