"""Judgements of the same cases by several readers, and what a coefficient of agreement is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]


# Fewer cases than this are too few to judge anybody by: docs/explanation/agreement.md.
FEW_CASES = 30


class Coefficient(StrEnum):
    """A way to express how far readers agree."""

    PERCENT = "percent_agreement"
    COHEN = "cohen_kappa"
    LINEAR = "kappa_linear"
    QUADRATIC = "kappa_quadratic"
    PABAK = "pabak"
    FLEISS = "fleiss_kappa"
    GWET = "gwet_ac1"
    GWET_WEIGHTED = "gwet_ac2"
    ALPHA_NOMINAL = "krippendorff_nominal"
    ALPHA_ORDINAL = "krippendorff_ordinal"
    ALPHA_INTERVAL = "krippendorff_interval"

    @property
    def words(self) -> str:
        """What a table calls it."""
        return {
            Coefficient.PERCENT: "Percentage agreement",
            Coefficient.COHEN: "Cohen's kappa",
            Coefficient.LINEAR: "Cohen's kappa, linear weights",
            Coefficient.QUADRATIC: "Cohen's kappa, quadratic weights",
            Coefficient.PABAK: "PABAK",
            Coefficient.FLEISS: "Fleiss' kappa",
            Coefficient.GWET: "Gwet's AC1",
            Coefficient.GWET_WEIGHTED: "Gwet's AC2, quadratic weights",
            Coefficient.ALPHA_NOMINAL: "Krippendorff's alpha, nominal",
            Coefficient.ALPHA_ORDINAL: "Krippendorff's alpha, ordinal",
            Coefficient.ALPHA_INTERVAL: "Krippendorff's alpha, interval",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A coefficient with its interval, or the reason why a value is missing.

    Args:
        n: Cases that at least two readers judged.
        readers: Readers with at least one of these cases.
    """

    coefficient: Coefficient
    value: float | None
    se: float | None
    lo: float | None
    hi: float | None
    n: int
    readers: int
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class JudgementTable:
    """A row per case, a cell per reader; None where the reader did not judge the case.

    Args:
        scale: The possible judgements, in order where `is_ordered`.
    """

    cases: tuple[tuple[str | None, ...], ...]
    scale: tuple[str, ...]
    is_ordered: bool

    @classmethod
    def of(
        cls, cases: Iterable[Sequence[str | None]], *, scale: Sequence[str] | None = None
    ) -> JudgementTable:
        """Judgements with their scale; without one, numbers are in order and words are not.

        Raises:
            CheckFailedError: Rows differ in length, or a judgement is not on the scale.
        """
        rows = tuple(tuple(row) for row in cases)
        if len({len(row) for row in rows}) > 1:
            raise CheckFailedError(
                "Each case needs a cell for each reader. Complete the short rows."
            )
        given = {judgement for row in rows for judgement in row if judgement is not None}
        if scale is not None:
            _check_on_scale(given, scale)
            return cls(cases=rows, scale=tuple(scale), is_ordered=True)
        numeric = all(is_number(judgement) for judgement in given)
        ordered = sorted(given, key=lambda step: (float(step), step) if numeric else (0.0, step))
        return cls(cases=rows, scale=tuple(ordered), is_ordered=numeric)

    @cached_property
    def counts(self) -> FloatArray:
        """Readers who gave each judgement, cases by scale; cases that nobody judged are out."""
        import numpy as np

        rows = [[row.count(step) for step in self.scale] for row in self.cases]
        counts = np.array(rows, dtype=np.float64).reshape(len(rows), len(self.scale))
        kept: FloatArray = counts[counts.sum(axis=1) > 0]
        return kept

    @property
    def pairable(self) -> tuple[tuple[str | None, ...], ...]:
        """Cases that at least two readers judged."""
        return tuple(row for row in self.cases if len(_given(row)) > 1)

    @property
    def readers(self) -> int:
        """Readers with at least one case that another reader judged too."""
        columns = zip(*self.pairable, strict=True)
        return sum(bool(_given(column)) for column in columns)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The two judgements of each case that was judged exactly twice."""
        given = [_given(row) for row in self.pairable]
        return tuple((row[0], row[1]) for row in given if len(row) == 2)


def _given(judgements: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(judgement for judgement in judgements if judgement is not None)


def _check_on_scale(given: Iterable[str], scale: Sequence[str]) -> None:
    if len(set(scale)) != len(scale) or len(scale) < 2:
        raise CheckFailedError("The scale needs at least two judgements, each listed once.")
    strange = sorted(set(given) - set(scale))
    if strange:
        raise CheckFailedError(
            f"{', '.join(strange)} is not on the scale {', '.join(scale)}. Add it, or correct it."
        )


class KappaWeights(StrEnum):
    """How much a near miss counts as agreement."""

    UNWEIGHTED = "unweighted"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def agreement_weights(size: int, weights: KappaWeights) -> FloatArray:
    """1 on the diagonal, less the further two judgements are apart."""
    import numpy as np

    if weights is KappaWeights.UNWEIGHTED or size < 2:
        return np.eye(size)
    steps = np.arange(size)
    apart = np.abs(steps[:, None] - steps[None, :]) / (size - 1)
    agreeing: FloatArray = 1 - (apart if weights is KappaWeights.LINEAR else apart**2)
    return agreeing


def is_number(judgement: str) -> bool:
    """Whether a judgement can be read as a finite number."""
    try:
        return math.isfinite(float(judgement))
    except ValueError:
        return False


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A coefficient before its interval is made.

    Args:
        df: Degrees of freedom of t; infinite for the normal distribution.
        reason: Why the value, or only its standard error, is missing.
    """

    value: float | None = None
    se: float | None = None
    df: float = math.inf
    reason: str | None = None


NO_PAIR = "No case was judged by two readers."
NO_ORDER = "The judgements have no order. Give the scale in its order."
PERFECT = (
    "Every case got the same judgement from all its readers, so this coefficient has no standard "
    "error. Look at the interval of the percentage."
)
NO_SPREAD = (
    "The standard error comes out as zero, as when one reader gave every case the same judgement, "
    "and says nothing. Look at the interval of the percentage."
)


def agreement_of(
    coefficient: Coefficient, measured: Measured, judgements: JudgementTable, *, level: float
) -> Agreement:
    """Put an interval around a coefficient, cut at -1 and 1."""
    from scipy.special import stdtrit

    lo = hi = None
    reason = measured.reason
    if measured.value is not None and measured.se == 0:
        reason = reason or (PERFECT if math.isclose(measured.value, 1) else NO_SPREAD)
    elif measured.value is not None and measured.se is not None:
        half = float(stdtrit(min(measured.df, 1e12), 1 - (1 - level) / 2)) * measured.se
        # Judgements missing from some cases can push a coefficient itself below -1.
        lowest = min(-1.0, measured.value)
        lo, hi = max(lowest, measured.value - half), min(1.0, measured.value + half)
    return Agreement(
        coefficient=coefficient,
        value=measured.value,
        se=measured.se,
        lo=lo,
        hi=hi,
        n=len(judgements.pairable),
        readers=judgements.readers,
        reason=reason,
    )
