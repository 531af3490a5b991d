"""Cohen's kappa of two readers, unweighted and weighted."""

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

TWO_READERS = (
    "Cohen's kappa compares the same two readers. Use Fleiss' kappa, AC1 or alpha for more."
)
ONE_JUDGEMENT = (
    "Both readers gave every case the same single judgement, so chance alone explains it all."
)


def cohen_kappa(judgements: JudgementTable, weights: KappaWeights) -> Measured:
    """Cohen's kappa with its large-sample standard error.

    Source: Cohen (1960), (1968); Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72.
    """
    if weights is not KappaWeights.UNWEIGHTED and not judgements.is_ordered:
        return Measured(reason=NO_ORDER)
    if any(len(row) != 2 for row in judgements.cases):
        return Measured(reason=TWO_READERS)
    if not judgements.pairs:
        return Measured(reason=NO_PAIR)
    return kappa_of_table(
        confusion_table(judgements), agreement_weights(len(judgements.scale), weights)
    )


def confusion_table(judgements: JudgementTable) -> FloatArray:
    """Cases by the judgement of the first reader (rows) and of the second (columns)."""
    import numpy as np

    place = {step: at for at, step in enumerate(judgements.scale)}
    table = np.zeros((len(place), len(place)))
    for first, second in judgements.pairs:
        table[place[first], place[second]] += 1
    return table


def kappa_of_table(table: FloatArray, weights: FloatArray) -> Measured:
    """Kappa of a table of cases by first and second judgement, not empty."""
    n = float(table.sum())
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weights * shares).sum())
    expected = float(rows @ weights @ columns)
    if math.isclose(expected, 1.0):
        return Measured(reason=ONE_JUDGEMENT)
    spread = weights * (1 - expected) - (
        (weights @ columns)[:, None] + (rows @ weights)[None, :]
    ) * (1 - observed)
    centre = observed * expected - 2 * expected + observed
    variance = float((shares * spread**2).sum() - centre**2) / (n * (1 - expected) ** 4)
    is_perfect = math.isclose(observed, 1.0)
    return Measured(
        value=(observed - expected) / (1 - expected),
        se=0.0 if is_perfect else math.sqrt(max(variance, 0.0)),
    )
