"""How far readers agree: coefficients side by side, because each of them misleads alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspect_tool.domain.agreement.alpha import AlphaMetric, krippendorff_alpha
from inspect_tool.domain.agreement.chance_corrected import (
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    pabak,
    percentage_agreement,
)
from inspect_tool.domain.agreement.kappa import cohen_kappa
from inspect_tool.domain.agreement.table import (
    Agreement,
    Coefficient,
    JudgementTable,
    KappaWeights,
    Measured,
    agreement_of,
)
from inspect_tool.domain.estimation.intervals import check_level
from inspect_tool.domain.estimation.intervals_exact import wilson_interval

_MEASURES: dict[Coefficient, Callable[[JudgementTable], Measured]] = {
    Coefficient.PERCENT: percentage_agreement,
    Coefficient.COHEN: lambda table: cohen_kappa(table, KappaWeights.UNWEIGHTED),
    Coefficient.LINEAR: lambda table: cohen_kappa(table, KappaWeights.LINEAR),
    Coefficient.QUADRATIC: lambda table: cohen_kappa(table, KappaWeights.QUADRATIC),
    Coefficient.PABAK: pabak,
    Coefficient.FLEISS: fleiss_kappa,
    Coefficient.GWET: gwet_ac1,
    Coefficient.GWET_WEIGHTED: gwet_ac2,
    Coefficient.ALPHA_NOMINAL: lambda table: krippendorff_alpha(table, AlphaMetric.NOMINAL),
    Coefficient.ALPHA_ORDINAL: lambda table: krippendorff_alpha(table, AlphaMetric.ORDINAL),
    Coefficient.ALPHA_INTERVAL: lambda table: krippendorff_alpha(table, AlphaMetric.INTERVAL),
}


def agreement_coefficients(
    judgements: JudgementTable, *, level: float = 0.95
) -> tuple[Agreement, ...]:
    """Every coefficient of the same judgements, side by side."""
    return tuple(agreement_on(judgements, coefficient, level=level) for coefficient in Coefficient)


def agreement_on(
    judgements: JudgementTable, coefficient: Coefficient, *, level: float = 0.95
) -> Agreement:
    """One coefficient with its interval.

    The percentage of two readers has Wilson's interval, and PABAK the same one stretched; the
    others have value plus and minus t, or for Cohen's kappa z, standard errors.
    """
    check_level(level)
    measured = _MEASURES[coefficient](judgements)
    agreement = agreement_of(coefficient, measured, judgements, level=level)
    if coefficient in (Coefficient.PERCENT, Coefficient.PABAK) and measured.value is not None:
        return _with_wilson(agreement, judgements, level)
    return agreement


def _with_wilson(agreement: Agreement, judgements: JudgementTable, level: float) -> Agreement:
    """Wilson's limits where every case is either agreed on or not; else the limits as they are."""
    pairs = judgements.pairs
    if len(pairs) < agreement.n:
        return agreement
    agreed = sum(first == second for first, second in pairs)
    limits = wilson_interval(agreed, agreement.n, level=level)
    lo, hi = limits.lo, limits.hi
    if agreement.coefficient is Coefficient.PABAK and lo is not None and hi is not None:
        steps = len(judgements.scale)
        lo, hi = ((steps * limit - 1) / (steps - 1) for limit in (lo, hi))
    return replace(agreement, lo=lo, hi=hi, reason=None)
