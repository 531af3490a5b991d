"""A share and its interval as slowly and plainly as can be, to hold the fast one against.

Written from the formulas of docs/explanation/estimation.md alone: loops over cases, no arrays, and
the limits by bisection of the beta distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import beta, t


@dataclass(frozen=True)
class SlowCase:
    """A case whose status is known; `y` is None out of scope, outside the group or unanswered."""

    stratum: str
    authority: str
    population: int
    y: int | None


@dataclass(frozen=True)
class SlowShare:
    n: int
    p: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    sum_w: float


def slow_share(cases: Sequence[SlowCase], level: float = 0.95) -> SlowShare:
    sizes: dict[str, int] = {}
    for case in cases:
        sizes[case.stratum] = sizes.get(case.stratum, 0) + 1
    weights = [case.population / sizes[case.stratum] for case in cases]
    answered = [(w, case) for w, case in zip(weights, cases, strict=True) if case.y is not None]
    n, sum_w = len(answered), sum(w for w, _ in answered)
    joined = _joined_strata(cases, sizes)
    df = n - len({joined[case.stratum] for _, case in answered})
    if n == 0:
        return SlowShare(0, None, None, df, None, None, 0.0)
    p = sum(w * (case.y or 0) for w, case in answered) / sum_w
    scores = [
        0.0 if case.y is None else w * (case.y - p) / sum_w
        for w, case in zip(weights, cases, strict=True)
    ]
    variance = _variance(cases, scores, joined, sizes)
    if len({case.y for _, case in answered}) == 1:
        variance = 0.0
    strata = {case.stratum for _, case in answered}
    populations = {case.stratum: case.population for case in cases}
    is_census = all(sizes[one] == populations[one] for one in strata)
    lo, hi = _limits(p, variance, n, df, sum_w, level, is_census=is_census)
    return SlowShare(n, p, math.sqrt(variance), df, lo, hi, sum_w)


def _joined_strata(cases: Sequence[SlowCase], sizes: dict[str, int]) -> dict[str, str]:
    """Which strata are one for the variance, by the name of one of them."""
    populations = {case.stratum: case.population for case in cases}
    authorities = {case.stratum: case.authority for case in cases}
    name = {stratum: stratum for stratum in sizes}
    for stratum in sorted(sizes):
        lonely = sum(sizes[one] for one in sizes if name[one] == name[stratum]) == 1
        if not lonely or populations[stratum] == 1:
            continue
        partners = [
            (abs(populations[other] - populations[stratum]), other)
            for other in sorted(sizes)
            if other != stratum
            and authorities[other] == authorities[stratum]
            and sizes[other] < populations[other]
        ]
        if partners:
            new, old = name[min(partners)[1]], name[stratum]
            name = {one: new if own == old else own for one, own in name.items()}
    return name


def _variance(
    cases: Sequence[SlowCase],
    scores: Sequence[float],
    joined: dict[str, str],
    sizes: dict[str, int],
) -> float:
    populations = {case.stratum: case.population for case in cases}
    total = 0.0
    for group in sorted(set(joined.values())):
        members = [stratum for stratum in sizes if joined[stratum] == group]
        n = sum(sizes[one] for one in members)
        population = sum(populations[one] for one in members)
        own = [z for z, case in zip(scores, cases, strict=True) if joined[case.stratum] == group]
        if n == population:
            continue
        mean = sum(scores) / len(scores) if n == 1 else sum(own) / n
        factor = (1 - n / population) * (1 if n == 1 else n / (n - 1))
        total += factor * sum((z - mean) ** 2 for z in own)
    return total


def _limits(
    p: float,
    variance: float,
    n: int,
    df: int,
    population: float,
    level: float,
    *,
    is_census: bool,
) -> tuple[float | None, float | None]:
    if df <= 0:
        return None, None
    if is_census:
        return p, p
    alpha = 1 - level
    ratio = (t.ppf(1 - alpha / 2, n - 1) / t.ppf(1 - alpha / 2, df)) ** 2
    if p in (0, 1):
        size = min(n, n * ratio)
    else:
        bound = n * (population - 1) / (population - n) if population > n else math.inf
        first = p * (1 - p) / variance * ratio if variance > 1e-18 else math.inf
        size = min(first, bound)
    lo = 0.0 if p == 0 else _beta_quantile(alpha / 2, size * p, size * (1 - p) + 1)
    hi = 1.0 if p == 1 else _beta_quantile(1 - alpha / 2, size * p + 1, size * (1 - p))
    return lo, hi


def _beta_quantile(chance: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        if beta.cdf(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2
