"""Agreement of two readers on several items of the same cases, taken together.

Judgements of one case hang together: who misreads a file does so in several criteria. So a case
counts as one observation. Values are those of all pairs of judgements; standard errors come from
leaving out one case after the other.

Source: Efron and Stein (1981), The jackknife estimate of variance, Annals of Statistics 9, with
cases as the units; Korn and Graubard (1998) for the percentage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.agreement.alpha import (
    NO_VARIATION,
    UNSTABLE,
    AlphaMetric,
    alpha_obstacle,
    alpha_of_coincidences,
)
from inspect_tool.domain.agreement.chance_corrected import ONE_CASE, gwet_scaling
from inspect_tool.domain.agreement.kappa import confusion_table, kappa_of_table
from inspect_tool.domain.agreement.table import (
    NO_ORDER,
    NO_PAIR,
    Agreement,
    Coefficient,
    JudgementTable,
    KappaWeights,
    Measured,
    agreement_of,
    agreement_weights,
)
from inspect_tool.domain.estimation.intervals import check_level
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

NO_SPREAD = "Every case agrees to the same extent, so nothing shows how much agreement varies."

_KAPPAS = {
    Coefficient.COHEN: KappaWeights.UNWEIGHTED,
    Coefficient.LINEAR: KappaWeights.LINEAR,
    Coefficient.QUADRATIC: KappaWeights.QUADRATIC,
}
_GWETS = {
    Coefficient.GWET: KappaWeights.UNWEIGHTED,
    Coefficient.GWET_WEIGHTED: KappaWeights.QUADRATIC,
}
_ALPHAS = {
    Coefficient.ALPHA_NOMINAL: AlphaMetric.NOMINAL,
    Coefficient.ALPHA_ORDINAL: AlphaMetric.ORDINAL,
}


def pooled_agreement(
    cases: Sequence[JudgementTable], coefficient: Coefficient, *, level: float = 0.95
) -> Agreement:
    """A coefficient of all pairs of judgements, with an interval for cases as observations.

    Args:
        cases: For each case a row per item and a cell for each of the two readers; one scale.
        coefficient: Percentage, a kappa, AC1, AC2, or alpha nominal or ordinal.
    """
    check_level(level)
    scale = replace(cases[0], cases=tuple(row for case in cases for row in case.cases))
    tables = [confusion_table(case) for case in cases if case.pairs]
    measured = _measured(tables, coefficient, scale)
    agreement = agreement_of(coefficient, measured, scale, level=level)
    if coefficient is Coefficient.PERCENT and measured.value is not None:
        return _with_share_interval(agreement, len(tables), level)
    return agreement


def _measured(
    tables: Sequence[FloatArray], coefficient: Coefficient, scale: JudgementTable
) -> Measured:
    """The value of all tables together, its error by leaving out each of them in turn."""
    if not tables:
        return Measured(reason=NO_PAIR)
    whole = sum(tables[1:], start=tables[0])
    together = _value(whole, coefficient, scale)
    if together.value is None:
        return together
    if len(tables) < 2:
        return Measured(value=together.value, reason=ONE_CASE)
    if math.isclose(together.value, 1.0):
        return Measured(value=1.0, se=0.0)
    return _jackknife(
        together.value, [_value(whole - table, coefficient, scale).value for table in tables]
    )


def _jackknife(value: float, without: Sequence[float | None]) -> Measured:
    """The value with its error, from the values without each case in turn."""
    known = [estimate for estimate in without if estimate is not None]
    n = len(known)
    if n < len(without):
        return Measured(value=value, reason=UNSTABLE)
    centre = sum(known) / n
    se = math.sqrt((n - 1) / n * sum((estimate - centre) ** 2 for estimate in known))
    if math.isclose(se, 0.0, abs_tol=1e-12):
        return Measured(value=value, reason=NO_SPREAD)
    return Measured(value=value, se=se, df=n - 1)


def _value(table: FloatArray, coefficient: Coefficient, scale: JudgementTable) -> Measured:
    """A coefficient from the counts of each pair of judgements."""
    if coefficient in _KAPPAS:
        weighting = _KAPPAS[coefficient]
        if weighting is not KappaWeights.UNWEIGHTED and not scale.is_ordered:
            return Measured(reason=NO_ORDER)
        return kappa_of_table(table, agreement_weights(len(table), weighting))
    if coefficient in _GWETS:
        return _gwet(table, _GWETS[coefficient], scale)
    if coefficient in _ALPHAS:
        return _alpha(table, _ALPHAS[coefficient], scale)
    return Measured(value=float(table.trace() / table.sum()))


def _gwet(table: FloatArray, weighting: KappaWeights, scale: JudgementTable) -> Measured:
    if weighting is not KappaWeights.UNWEIGHTED and not scale.is_ordered:
        return Measured(reason=NO_ORDER)
    weights = agreement_weights(len(table), weighting)
    shares = table / table.sum()
    used = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    expected = gwet_scaling(weights) * float((used * (1 - used)).sum())
    return Measured(value=(float((weights * shares).sum()) - expected) / (1 - expected))


def _alpha(table: FloatArray, metric: AlphaMetric, scale: JudgementTable) -> Measured:
    obstacle = alpha_obstacle(scale, metric)
    if obstacle is not None:
        return Measured(reason=obstacle)
    value = alpha_of_coincidences(table + table.T, scale, metric)
    return Measured(value=value, reason=NO_VARIATION if value is None else None)


def _with_share_interval(agreement: Agreement, cases: int, level: float) -> Agreement:
    """The percentage with Korn and Graubard's interval.

    Where all cases agree to the same extent, nothing tells how far the judgements of a case hang
    together, so that each case counts as one judgement.
    """
    if cases < 2 or agreement.value is None:
        return agreement
    n, se = (agreement.n, agreement.se) if agreement.se else (cases, 0.0)
    share = ShareSummary(p=agreement.value, se=se, n=n, df=cases - 1)
    limits = share_interval(share, level=level)
    return replace(agreement, lo=limits.lo, hi=limits.hi, reason=limits.reason)
