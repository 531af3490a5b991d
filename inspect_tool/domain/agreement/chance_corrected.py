"""Two or more readers, with judgements missing: percentage, PABAK, Fleiss, AC1 and AC2."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inspect_tool.domain.agreement.table import (
    NO_ORDER,
    NO_PAIR,
    JudgementTable,
    KappaWeights,
    Measured,
    agreement_weights,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

ONE_JUDGEMENT = "Every case got the same single judgement, so chance alone explains it all."
ONE_STEP = "The judgements hold one step of the scale. Give the whole scale."
ONE_CASE = "One case alone does not show how much agreement varies, so there is no interval."


def case_agreement(counts: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Share of agreeing pairs of readers in each case; not a number with one reader.

    Args:
        weights: How far two judgements agree; only equal ones do unless given.
    """
    import numpy as np

    judged = counts.sum(axis=1)
    pairs = judged * (judged - 1)
    alike = counts if weights is None else counts @ weights
    agreeing = (counts * (alike - 1)).sum(axis=1)
    shares = np.full(len(counts), np.nan)
    shares[pairs > 0] = agreeing[pairs > 0] / pairs[pairs > 0]
    return shares


def percentage_agreement(judgements: JudgementTable) -> Measured:
    """Mean over the cases of the share of agreeing pairs of readers.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., s. 2.3.
    """
    import numpy as np

    agreeing = case_agreement(judgements.counts)
    agreeing = agreeing[~np.isnan(agreeing)]
    if len(agreeing) == 0:
        return Measured(reason=NO_PAIR)
    return _with_error(float(agreeing.mean()), agreeing)


def pabak(judgements: JudgementTable) -> Measured:
    """Agreement above what q judgements, each as likely, would give: (q p - 1) / (q - 1).

    Source: Byrt, Bishop and Carlin (1993), J. Clin. Epidemiol. 46; Brennan and Prediger (1981).
    """
    percentage = percentage_agreement(judgements)
    steps = len(judgements.scale)
    if percentage.value is None or steps < 2:
        return Measured(reason=percentage.reason if percentage.value is None else ONE_STEP)
    stretch = steps / (steps - 1)
    return Measured(
        value=stretch * percentage.value - 1 / (steps - 1),
        se=None if percentage.se is None else stretch * percentage.se,
        df=percentage.df,
        reason=percentage.reason,
    )


def fleiss_kappa(judgements: JudgementTable) -> Measured:
    """Fleiss' kappa, its standard error for a sample of cases, judgements may be missing.

    Source: Fleiss (1971), Psychological Bulletin 76; Gwet (2014), s. 2.4 and 5.4.
    """
    counts = judgements.counts
    used = _mean_use(counts)
    expected_in_case = (counts @ used) / counts.sum(axis=1)
    return _chance_corrected(case_agreement(counts), float(used @ used), expected_in_case)


def gwet_ac1(judgements: JudgementTable) -> Measured:
    """Gwet's AC1, which does not collapse when most cases get one judgement.

    Source: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48.
    """
    return _gwet(judgements, KappaWeights.UNWEIGHTED)


def gwet_ac2(judgements: JudgementTable) -> Measured:
    """Gwet's AC2: as AC1, with quadratic weights for near misses on an ordered scale.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., s. 3.5 and 5.4.
    """
    return _gwet(judgements, KappaWeights.QUADRATIC)


def _gwet(judgements: JudgementTable, weighting: KappaWeights) -> Measured:
    counts = judgements.counts
    steps = len(judgements.scale)
    if weighting is not KappaWeights.UNWEIGHTED and not judgements.is_ordered:
        return Measured(reason=NO_ORDER)
    if len(counts) and steps < 2:
        return Measured(reason=ONE_STEP)
    weights = agreement_weights(steps, weighting)
    used = _mean_use(counts)
    scaling = gwet_scaling(weights)
    expected_in_case = scaling * (counts @ (1 - used)) / counts.sum(axis=1)
    expected = scaling * float((used * (1 - used)).sum())
    return _chance_corrected(case_agreement(counts, weights), expected, expected_in_case)


def gwet_scaling(weights: FloatArray) -> float:
    """What sum of pi (1 - pi) is multiplied by: the weights' total over q (q - 1)."""
    steps = len(weights)
    return float(weights.sum()) / (steps * (steps - 1)) if steps > 1 else 0.0


def _mean_use(counts: FloatArray) -> FloatArray:
    """How often each judgement is used, each case counting the same."""
    import numpy as np

    if len(counts) == 0:
        return np.zeros(counts.shape[1])
    mean_use: FloatArray = (counts / counts.sum(axis=1, keepdims=True)).mean(axis=0)
    return mean_use


def _chance_corrected(
    agreeing: FloatArray, expected: float, expected_in_case: FloatArray
) -> Measured:
    """(observed - expected) / (1 - expected), its error from each case's contribution.

    Args:
        agreeing: By case, as `case_agreement` has it.

    Source: Gwet (2014), s. 5.4: linearised contributions of the cases.
    """
    import numpy as np

    pairable = ~np.isnan(agreeing)
    if not pairable.any():
        return Measured(reason=NO_PAIR)
    if math.isclose(expected, 1.0):
        return Measured(reason=ONE_JUDGEMENT)
    observed = float(agreeing[pairable].mean())
    value = (observed - expected) / (1 - expected)
    above = np.where(pairable, np.nan_to_num(agreeing) - expected, 0.0)
    contributions = len(agreeing) / int(pairable.sum()) * above / (1 - expected)
    contributions -= 2 * (1 - value) * (expected_in_case - expected) / (1 - expected)
    if math.isclose(observed, 1.0):
        return Measured(value=value, se=0.0)
    if pairable.sum() < 2:
        return Measured(value=value, reason=ONE_CASE)
    return _with_error(value, contributions)


def _with_error(value: float, contributions: FloatArray) -> Measured:
    n = len(contributions)
    if n < 2:
        return Measured(value=value, reason=ONE_CASE)
    squares = float(((contributions - value) ** 2).sum())
    return Measured(value=value, se=math.sqrt(squares / (n * (n - 1))), df=n - 1)
