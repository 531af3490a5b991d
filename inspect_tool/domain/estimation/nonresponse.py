"""What is lost between the draw and the reading: the weighted rate and weighting classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.errors import CheckFailedError


def weighted_response_rate(cases: Sequence[ClassedCase]) -> float | None:
    """Share of the children whom the drawn cases stand for whose case is known; None without any.

    Source: Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, s. 15.2.
    """
    drawn = sum(case.weight for case in cases)
    return sum(case.weight for case in cases if case.is_known) / drawn if drawn else None


@dataclass(frozen=True, kw_only=True)
class ClassedCase:
    """A drawn case with its design weight and the class that stands in for it.

    Args:
        weighting_class: Cases that are taken to be alike, whether they were available or not.
        weight: Design weight, N_h over the drawn n_h.
        is_known: Whether it was read or found to be out of scope.
    """

    weighting_class: str
    weight: float
    is_known: bool


def weighting_class_weights(cases: Sequence[ClassedCase]) -> tuple[float | None, ...]:
    """Weights of the known cases raised so that they stand for all drawn cases of their class.

    Returns:
        The new weight of each case, None for one that is not known.

    Raises:
        CheckFailedError: No case of a class is known.

    Source: Oh and Scheuren (1983); Sarndal, Swensson and Wretman (1992), s. 15.6.
    """
    drawn: dict[str, float] = defaultdict(float)
    known: dict[str, float] = defaultdict(float)
    for case in cases:
        drawn[case.weighting_class] += case.weight
        known[case.weighting_class] += case.weight if case.is_known else 0.0
    empty = sorted(name for name in drawn if known[name] == 0)
    if empty:
        raise CheckFailedError(
            f"No case of class {', '.join(empty)} is known. Join it with a class that is alike."
        )
    return tuple(
        case.weight * drawn[case.weighting_class] / known[case.weighting_class]
        if case.is_known
        else None
        for case in cases
    )
