"""Tests of association in a two-way table from a stratified sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign
from inspect_tool.domain.estimation.variance import degrees_of_freedom, scores_covariance

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.int64]

ONE_ROW_OR_COLUMN = "A test needs at least two rows and two columns with cases."
NO_VARIANCE = "The sample's strata leave nothing that varies, so there is no test."


@dataclass(frozen=True, kw_only=True)
class FTest:
    """A statistic compared with the F distribution."""

    statistic: float
    ndf: float
    ddf: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class AssociationTest:
    """Whether rows and columns of a table go together.

    Args:
        rows: Labels of the rows, alphabetically.
        shares: Weighted share of every cell, row by row; they add up to 1.
        pearson: Pearson's statistic of the weighted shares at the number of cases.
        second_order: Rao-Scott second-order F: the one to quote.
        first_order_p: p value of the first-order chi-squared.
        wald: Wald's F, for comparison.
        reason: Why there is no test.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    n: int
    shares: tuple[tuple[float, ...], ...]
    pearson: float | None = None
    second_order: FTest | None = None
    first_order_p: float | None = None
    wald: FTest | None = None
    reason: str | None = None


def association_test(
    design: SampleDesign, rows: Sequence[str | None], columns: Sequence[str | None]
) -> AssociationTest:
    """Rao-Scott's second-order F for a table of rows by columns.

    Args:
        rows: Row of each case in the design's order; None where it has none.
        columns: Column of each case; None where it has none.

    Source: Rao and Scott (1981), J. Am. Stat. Assoc. 76; (1984), Annals of Statistics 12;
    Thomas and Rao (1987) for the reference to F.
    """
    import numpy as np

    table = _Table.of(rows, columns)
    scores = table.scores(design.weights)
    shares = table.shares(design.weights)
    n = int(table.counted.sum())
    named = AssociationTest(
        rows=table.rows, columns=table.columns, n=n, shares=tuple(map(tuple, shares.tolist()))
    )
    if min(shares.shape) < 2:
        return replace(named, reason=ONE_ROW_OR_COLUMN)
    covariance = scores_covariance(design, list(scores.T))
    freedom = degrees_of_freedom(design, table.counted)
    delta = _generalised_effects(shares, covariance, n)
    if freedom <= 0 or not np.trace(delta) > 0:
        return replace(named, reason=NO_VARIANCE)
    pearson = _pearson(shares, n)
    return replace(
        named,
        pearson=pearson,
        second_order=_second_order(pearson, delta, freedom),
        first_order_p=_first_order_p(pearson, delta),
        wald=_wald(shares, covariance, freedom),
    )


@dataclass(frozen=True, eq=False)
class _Table:
    """Where each case is in the table; -1 for a case that is nowhere in it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cell: IntArray

    @classmethod
    def of(cls, rows: Sequence[str | None], columns: Sequence[str | None]) -> _Table:
        """The table of two answers of each case, None where a case has none."""
        import numpy as np

        pairs = list(zip(rows, columns, strict=True))
        both = [(row, column) for row, column in pairs if row is not None and column is not None]
        row_names = tuple(sorted({row for row, _ in both}))
        column_names = tuple(sorted({column for _, column in both}))
        place: dict[tuple[str | None, str | None], int] = {
            (row, column): i * len(column_names) + j
            for i, row in enumerate(row_names)
            for j, column in enumerate(column_names)
        }
        # A pair with a None in it has no place.
        cells = [place.get(pair, -1) for pair in pairs]
        return cls(row_names, column_names, np.array(cells, dtype=np.int64))

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Which cases have both answers, and so a cell."""
        counted: npt.NDArray[np.bool_] = self.cell >= 0
        return counted

    def shares(self, weights: FloatArray) -> FloatArray:
        """Weighted share of each cell, rows by columns."""
        import numpy as np

        size = len(self.rows) * len(self.columns)
        sums = np.bincount(self.cell[self.counted], weights[self.counted], minlength=size)
        total = float(sums.sum()) or 1.0
        return (sums / total).reshape(len(self.rows), len(self.columns)).astype(np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Linearised values of the share of each cell, cases by cells."""
        import numpy as np

        shares = self.shares(weights).ravel()
        inside = (self.cell[:, None] == np.arange(len(shares))) - shares
        base = weights[self.counted].sum()
        scores: FloatArray = inside * (weights * self.counted / (base or 1.0))[:, None]
        return scores


def _pearson(shares: FloatArray, n: int) -> float:
    import numpy as np

    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return float(n * ((shares - expected) ** 2 / expected).sum())


def _generalised_effects(shares: FloatArray, covariance: FloatArray, n: int) -> FloatArray:
    """The matrix whose eigenvalues are the generalised design effects.

    Source: Rao and Scott (1984), s. 3; the arrangement is that of R's svychisq.
    """
    import numpy as np

    contrasts = _interaction_contrasts(*shares.shape)
    cells = shares.ravel()
    inverse = np.diag(np.divide(1.0, cells, out=np.zeros_like(cells), where=cells > 0))
    denominator = contrasts.T @ (inverse / n) @ contrasts
    numerator = contrasts.T @ inverse @ covariance @ inverse @ contrasts
    delta: FloatArray = np.linalg.lstsq(denominator, numerator, rcond=None)[0]
    return delta


def _interaction_contrasts(rows: int, columns: int) -> FloatArray:
    """A basis of the tables whose rows and columns all add up to zero."""
    import numpy as np

    def differences(size: int) -> FloatArray:
        """Each level but the last against the last, in columns."""
        return np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])

    contrasts = np.kron(differences(rows), differences(columns))
    return contrasts.astype(np.float64)


def _second_order(pearson: float, delta: FloatArray, freedom: int) -> FTest:
    import numpy as np

    trace = float(np.trace(delta))
    ndf = trace**2 / float(np.trace(delta @ delta))
    return _f_test(pearson / trace, ndf, ndf * freedom)


def _f_test(statistic: float, ndf: float, ddf: float) -> FTest:
    from scipy.special import fdtrc

    return FTest(statistic=statistic, ndf=ndf, ddf=ddf, p_value=float(fdtrc(ndf, ddf, statistic)))


def _first_order_p(pearson: float, delta: FloatArray) -> float:
    import numpy as np
    from scipy.special import chdtrc

    size = delta.shape[0]
    return float(chdtrc(size, pearson / (float(np.trace(delta)) / size)))


def _wald(shares: FloatArray, covariance: FloatArray, freedom: int) -> FTest | None:
    """Wald's F for the departures from independence; None where their covariance is singular.

    Source: Koch, Freeman and Freeman (1975), Int. Stat. Rev. 43, 59-78.
    """
    import numpy as np

    row_shares, column_shares = shares.sum(axis=1), shares.sum(axis=0)
    last_out = np.ix_(range(shares.shape[0] - 1), range(shares.shape[1] - 1))
    departures = (shares - np.outer(row_shares, column_shares))[last_out].ravel()
    gradient = _departure_gradient(row_shares, column_shares)
    spread = gradient @ covariance @ gradient.T
    if np.linalg.matrix_rank(spread) < len(departures):
        return None
    statistic = float(departures @ np.linalg.solve(spread, departures)) / len(departures)
    return _f_test(statistic, len(departures), freedom)


def _departure_gradient(row_shares: FloatArray, column_shares: FloatArray) -> FloatArray:
    """How p_ij - p_i. p_.j changes with each cell, for all rows and columns but the last."""
    import numpy as np

    rows, columns = len(row_shares), len(column_shares)
    gradient = np.zeros(((rows - 1) * (columns - 1), rows, columns))
    for i in range(rows - 1):
        for j in range(columns - 1):
            line = gradient[i * (columns - 1) + j]
            line[i, j] += 1
            line[i, :] -= column_shares[j]
            line[:, j] -= row_shares[i]
    return gradient.reshape(len(gradient), -1)
