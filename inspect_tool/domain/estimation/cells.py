"""Sums by group and measure that every share and variance of a table can be made from.

A table of 30 measures by 160 groups asks for 4,800 variances. As y is 0 or 1, its square is
itself, and the variance of a linearised share is a quadratic in the share whose coefficients add
up over the strata: one pass over the cases serves all cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, VarianceStratum
from inspect_tool.domain.estimation.variance import ROUNDING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class StratumSums:
    """Sums over the cases of one variance stratum; each is groups by measures.

    Args:
        members: Cases of each group, with an answer or without; groups by one.
        n: Cases that count in the denominator.
        yes: Cases that count in the numerator.
        base: Sum of w over the denominator.
        total: Sum of w over the numerator.
        base_squares: Sum of w squared over the denominator.
        total_squares: Sum of w squared over the numerator.
    """

    members: FloatArray
    n: FloatArray
    yes: FloatArray
    base: FloatArray
    total: FloatArray
    base_squares: FloatArray
    total_squares: FloatArray


@dataclass(kw_only=True, eq=False)
class CellSums:
    """Sums over all strata, groups by measures.

    Args:
        strata: Variance strata that have a case in the denominator.
        whole_strata: Those of them whose every sampled case is in the denominator.
        seen_strata: Those of them that were taken whole.
        last_stratum: Index of the last of them: the only one where `strata` is 1.
        constant, linear, square: Coefficients of base squared times the variance, as
            constant - 2 p linear + p squared square.
        raw_constant, raw_square: The same before the means are taken off, to tell a
            variance from the rounding of zero.
        unseen_squares: Sum of w squared over the denominator, each times the unseen share of its
            stratum.
        members: Cases of each group in the sample, with an answer or without.
        broken_strata: Strata of which some sampled cases are in the group and some are not.
        group_population: Units of the strata that have a case in the group.
        group_unseen: Those of them that are not in the sample.
        group_examined: Those of them that are.
        all_unseen: Units of all strata that are not in the sample.
        all_examined: Those that are.
    """

    n: FloatArray
    yes: FloatArray
    base: FloatArray
    total: FloatArray
    strata: FloatArray
    whole_strata: FloatArray
    seen_strata: FloatArray
    last_stratum: FloatArray
    constant: FloatArray
    linear: FloatArray
    square: FloatArray
    raw_constant: FloatArray
    raw_square: FloatArray
    unseen_squares: FloatArray
    members: FloatArray
    broken_strata: FloatArray
    group_population: FloatArray
    group_unseen: FloatArray
    group_examined: FloatArray
    all_unseen: FloatArray
    all_examined: FloatArray

    @classmethod
    def zeros(cls, shape: tuple[int, int]) -> CellSums:
        """Sums before the first stratum."""
        import numpy as np

        return cls(**{name: np.zeros(shape) for name in cls.__annotations__})

    def add(self, sums: StratumSums, stratum: VarianceStratum, index: int, *, fpc: bool) -> None:
        """Add one variance stratum."""
        present = sums.n > 0
        self.n += sums.n
        self.yes += sums.yes
        self.base += sums.base
        self.total += sums.total
        self.strata += present
        self.whole_strata += sums.n == stratum.sampled
        self.last_stratum[present] = index
        self._add_members(sums.members, stratum)
        if fpc and stratum.is_taken_all:
            self.seen_strata += present
        else:
            self.unseen_squares += stratum.unseen_share(fpc=fpc) * sums.base_squares
            self._add_squares(sums, stratum, stratum.factor(fpc=fpc))

    def _add_members(self, members: FloatArray, stratum: VarianceStratum) -> None:
        unseen = stratum.population - stratum.sampled
        self.members += members
        self.broken_strata += (members > 0) & (members < stratum.sampled)
        self.group_population += (members > 0) * stratum.population
        self.group_unseen += (members > 0) * unseen
        self.group_examined += (members > 0) * stratum.sampled
        self.all_unseen += unseen
        self.all_examined += stratum.sampled

    def _add_squares(self, sums: StratumSums, stratum: VarianceStratum, factor: float) -> None:
        # The scores of a share add up to zero over the sample, so the overall mean is zero.
        per_case = 0.0 if stratum.is_centred_overall else 1.0 / stratum.sampled
        self.constant += factor * (sums.total_squares - per_case * sums.total**2)
        self.linear += factor * (sums.total_squares - per_case * sums.total * sums.base)
        self.square += factor * (sums.base_squares - per_case * sums.base**2)
        self.raw_constant += factor * sums.total_squares
        self.raw_square += factor * sums.base_squares

    def weighted_size(self) -> FloatArray:
        """Size of an equally weighted sample that is as precise as the weights allow.

        Without end where every stratum was taken whole.

        Source: Kish (1965), Survey Sampling, s. 11.7, with the finite population correction.
        """
        import numpy as np

        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.unseen_squares > 0, self.base**2 / self.unseen_squares, np.inf)

    def is_census(self) -> BoolArray:
        """Whether every unit that could be in a group was examined."""
        all_whole = (self.strata > 0) & (self.strata == self.seen_strata)
        census: BoolArray = all_whole & (self.could_belong() == 0)
        return census

    def known_size(self) -> FloatArray:
        """How many units each group has, where the sample tells; else not a number.

        It does where the group is made of whole strata and each of its sampled cases has an answer.
        """
        import numpy as np

        is_known = (self.broken_strata == 0) & (self.n == self.members) & (self.n > 0)
        return np.where(is_known, self.group_population, np.nan)

    def could_belong(self) -> FloatArray:
        """Units outside the sample that could be in the group and have an answer.

        Of a group that is made of whole strata it is those of its strata, else those of all.
        """
        import numpy as np

        return np.where(self.broken_strata == 0, self.group_unseen, self.all_unseen)

    def examined(self) -> FloatArray:
        """Units of the sample in the strata that each group can come from."""
        import numpy as np

        return np.where(self.broken_strata == 0, self.group_examined, self.all_examined)

    def share(self) -> FloatArray:
        """Weighted share; not a number without a case."""
        import numpy as np

        with np.errstate(invalid="ignore"):
            shares = self.total / self.base
        # Sums of the same weights in another order can differ in the last digit.
        shares = np.where(self.yes == self.n, 1.0, np.where(self.yes == 0, 0.0, shares))
        return np.where(self.n > 0, shares, np.nan)

    def variance(self, share: FloatArray) -> FloatArray:
        """Variance of the shares."""
        import numpy as np

        squares = self.constant - 2 * share * self.linear + share**2 * self.square
        raw = self.raw_constant * (1 - 2 * share) + share**2 * self.raw_square
        is_zero = (squares <= ROUNDING * raw) | (self.yes == 0) | (self.yes == self.n)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(is_zero, 0.0, squares / self.base**2)


def cell_sums(design: SampleDesign, members: BoolArray, outcomes: FloatArray) -> CellSums:
    """One pass over the cases, stratum by stratum.

    Args:
        members: Groups by cases: whether the case is in the group.
        outcomes: Measures by cases: 1, 0, or not a number without an answer.
    """
    sums = CellSums.zeros((members.shape[0], outcomes.shape[0]))
    for index, stratum_sums in enumerate(_sums_by_stratum(design, members, outcomes)):
        sums.add(stratum_sums, design.variance_strata[index], index, fpc=design.fpc)
    return sums


def _sums_by_stratum(
    design: SampleDesign, members: BoolArray, outcomes: FloatArray
) -> Iterator[StratumSums]:
    import numpy as np

    answered = ~np.isnan(outcomes)
    # Denominators and numerators in one matrix: one product serves both.
    both = np.vstack([answered, np.where(answered, outcomes, 0.0)])
    # With the cases of a stratum side by side, its part is a slice and need not be copied.
    order = np.concatenate(design.members)
    inside, both, weights = (
        members[:, order].astype(np.float64),
        both[:, order],
        design.weights[order],
    )
    start = 0
    for stratum in design.variance_strata:
        part = slice(start, start + stratum.sampled)
        yield _stratum_sums(inside[:, part], both[:, part], weights[part])
        start += stratum.sampled


def _stratum_sums(inside: FloatArray, both: FloatArray, weights: FloatArray) -> StratumSums:
    members = inside.sum(axis=1, keepdims=True)
    n, yes = _halves(inside @ both.T)
    if (weights == weights[0]).all():
        weight = float(weights[0])
        base, total = weight * n, weight * yes
        base_squares, total_squares = weight * base, weight * total
    else:
        weighted = both * weights
        base, total = _halves(inside @ weighted.T)
        base_squares, total_squares = _halves(inside @ (weighted * weights).T)
    return StratumSums(
        members=members,
        n=n,
        yes=yes,
        base=base,
        total=total,
        base_squares=base_squares,
        total_squares=total_squares,
    )


def _halves(both: FloatArray) -> tuple[FloatArray, FloatArray]:
    middle = both.shape[1] // 2
    return both[:, :middle], both[:, middle:]
