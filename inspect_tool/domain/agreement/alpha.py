"""Krippendorff's alpha, for any number of readers and with judgements missing."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from inspect_tool.domain.agreement.table import (
    NO_ORDER,
    NO_PAIR,
    JudgementTable,
    Measured,
    is_number,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

NO_VARIATION = "All judgements are the same, so nothing shows whether readers tell cases apart."
NO_NUMBERS = "The judgements are not numbers, so distances between them have no meaning."
UNSTABLE = "Without one of the cases all judgements are the same, so there is no interval."


class AlphaMetric(StrEnum):
    """How far two judgements are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def krippendorff_alpha(judgements: JudgementTable, metric: AlphaMetric) -> Measured:
    """Krippendorff's alpha; the error of nominal is Gwet's, of the others the jackknife's.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2014), s. 5.4;
    Efron and Stein (1981) for the jackknife over cases.
    """
    counts = judgements.counts
    counts = counts[counts.sum(axis=1) > 1]
    obstacle = alpha_obstacle(judgements, metric) or (NO_PAIR if len(counts) == 0 else None)
    if obstacle is not None:
        return Measured(reason=obstacle)
    by_case = _coincidences_by_case(counts)
    value = alpha_of_coincidences(by_case.sum(axis=0), judgements, metric)
    if value is None:
        return Measured(reason=NO_VARIATION)
    if math.isclose(value, 1.0):
        return Measured(value=1.0, se=0.0)
    if metric is AlphaMetric.NOMINAL:
        return _nominal_error(counts, value)
    return _jackknife(by_case, judgements, metric, value)


def alpha_obstacle(judgements: JudgementTable, metric: AlphaMetric) -> str | None:
    """Why the scale has no such distances; None where it has."""
    if metric is AlphaMetric.ORDINAL and not judgements.is_ordered:
        return NO_ORDER
    if metric is AlphaMetric.INTERVAL and not all(is_number(step) for step in judgements.scale):
        return NO_NUMBERS
    return None


def _coincidences_by_case(counts: FloatArray) -> FloatArray:
    """Pairs of judgements in each case, over readers less one: cases by scale by scale."""
    import numpy as np

    pairs = counts[:, :, None] * counts[:, None, :]
    steps = np.arange(counts.shape[1])
    pairs[:, steps, steps] -= counts
    coincidences: FloatArray = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return coincidences


def alpha_of_coincidences(
    coincidences: FloatArray, judgements: JudgementTable, metric: AlphaMetric
) -> float | None:
    """1 less observed over expected disagreement; None where none is expected.

    Args:
        coincidences: Pairs of judgements, each counted both ways: scale by scale.
        judgements: Where the scale comes from; its cases are not used.
    """
    import numpy as np

    used = coincidences.sum(axis=1)
    distances = _squared_distances(used, judgements, metric)
    chance = np.outer(used, used) - np.diag(used)
    expected = float((chance * distances).sum()) / (float(used.sum()) - 1)
    return None if expected <= 0 else 1 - float((coincidences * distances).sum()) / expected


def _squared_distances(
    used: FloatArray, judgements: JudgementTable, metric: AlphaMetric
) -> FloatArray:
    """Squared distance between each two judgements.

    Source: Krippendorff (2011), s. C: difference functions.
    """
    import numpy as np

    if metric is AlphaMetric.NOMINAL:
        return 1.0 - np.eye(len(used))
    if metric is AlphaMetric.INTERVAL:
        places = np.array([float(step) for step in judgements.scale])
    else:
        # Judgements up to the middle of each step: their differences are the ordinal distances.
        places = np.cumsum(used) - used / 2
    squares: FloatArray = (places[:, None] - places[None, :]) ** 2
    return squares


def _jackknife(
    by_case: FloatArray, judgements: JudgementTable, metric: AlphaMetric, value: float
) -> Measured:
    n = len(by_case)
    whole = by_case.sum(axis=0)
    without = [alpha_of_coincidences(whole - case, judgements, metric) for case in by_case]
    known = [estimate for estimate in without if estimate is not None]
    if n < 2 or len(known) < n:
        return Measured(value=value, reason=UNSTABLE)
    centre = sum(known) / n
    squares = sum((estimate - centre) ** 2 for estimate in known)
    return Measured(value=value, se=math.sqrt((n - 1) / n * squares), df=n - 1)


def _nominal_error(counts: FloatArray, value: float) -> Measured:
    """The value with Gwet's standard error: one linearised contribution a case.

    As in irrCAC, the contributions are those of alpha without its small-sample correction.
    """
    n = len(counts)
    if n < 2:
        return Measured(value=value, reason=UNSTABLE)
    judged = counts.sum(axis=1)
    mean_judged = float(judged.mean())
    surplus = (judged - mean_judged) / mean_judged
    correction = 1 / float(judged.sum())
    agreeing = (counts * (counts - 1)).sum(axis=1) / (mean_judged * (judged - 1))
    used = counts.mean(axis=0) / mean_judged
    expected = float(used @ used)
    uncorrected = (float(agreeing.mean()) - expected) / (1 - expected)
    corrected = (1 - correction) * float(agreeing.mean()) + correction
    departures = (counts @ used) / mean_judged - expected * surplus - expected
    contributions = agreeing - corrected * surplus - expected - 2 * (1 - uncorrected) * departures
    squares = float(((contributions / (1 - expected) - uncorrected) ** 2).sum())
    return Measured(value=value, se=math.sqrt(squares / (n * (n - 1))), df=n - 1)
