"""A share and its interval as slowly and plainly as can be, to hold the fast one against.

Written from the formulas of docs/explanation/estimation.md alone: loops over cases, no arrays, and
the limits by bisection of the beta distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy.stats import beta, t


@dataclass(frozen=True)
class SlowCase:
    """A case whose status is known.

    `y` is None out of scope or unanswered; `is_member` says whether it is in the group.
    """

    stratum: str
    authority: str
    population: int
    y: int | None
    is_member: bool = True
    weight: float | None = None


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
    weights = [
        case.population / sizes[case.stratum] if case.weight is None else case.weight
        for case in cases
    ]
    answered = [
        (w, case)
        for w, case in zip(weights, cases, strict=True)
        if case.is_member and case.y is not None
    ]
    n, sum_w = len(answered), sum(w for w, _ in answered)
    joined = _joined_strata(cases, sizes)
    df = n - len({joined[case.stratum] for _, case in answered})
    if n == 0:
        return SlowShare(0, None, None, df, None, None, 0.0)
    p = sum(w * (case.y or 0) for w, case in answered) / sum_w
    scores = [
        w * (case.y - p) / sum_w if case.is_member and case.y is not None else 0.0
        for w, case in zip(weights, cases, strict=True)
    ]
    variance = _variance(cases, scores, joined, sizes)
    if len({case.y for _, case in answered}) == 1:
        p, variance = float(answered[0][1].y or 0), 0.0
    if variance < 1e-15 * p * (1 - p):
        variance = 0.0
    lo, hi = None, None
    if df > 0:
        lo, hi = _limits(_Facts(cases, answered, joined, sizes, p, variance, df), level)
    return SlowShare(n, p, math.sqrt(variance), df, lo, hi, sum_w)


@dataclass(frozen=True)
class _Facts:
    """What the limits are made from; `joined` names the stratum of the variance."""

    cases: Sequence[SlowCase]
    answered: Sequence[tuple[float, SlowCase]]
    joined: dict[str, str]
    sizes: dict[str, int]
    p: float
    variance: float
    df: int

    @property
    def n(self) -> int:
        return len(self.answered)

    @property
    def yes(self) -> int:
        return sum(case.y or 0 for _, case in self.answered)

    def sampled(self, group: str) -> int:
        return sum(size for one, size in self.sizes.items() if self.joined[one] == group)

    def population(self, group: str) -> int:
        populations = {case.stratum: case.population for case in self.cases}
        return sum(size for one, size in populations.items() if self.joined[one] == group)


def _limits(facts: _Facts, level: float) -> tuple[float, float]:
    groups = sorted(set(facts.joined.values()))
    members = {
        group: [case.is_member for case in facts.cases if facts.joined[case.stratum] == group]
        for group in groups
    }
    # A group made of whole strata comes from those; another one can come from any.
    is_made_of_whole = all(all(one) or not any(one) for one in members.values())
    sources = [group for group in groups if any(members[group]) or not is_made_of_whole]
    examined = sum(facts.sampled(group) for group in sources)
    unseen = sum(facts.population(group) for group in sources) - examined
    all_answered = facts.n == sum(case.is_member for case in facts.cases)
    size = examined + unseen if is_made_of_whole and all_answered else None
    seen = {facts.joined[case.stratum] for _, case in facts.answered}
    whole = [group for group in seen if facts.sampled(group) == facts.population(group)]
    if len(whole) == len(seen) and unseen == 0:
        return facts.p, facts.p
    if size is not None and _is_one_plain_stratum(facts, seen):
        return _exact(facts.yes, facts.n, size, level)
    effective = _effective_size(facts, level, size, is_half=examined >= unseen, whole=bool(whole))
    return _rounded(facts, _smooth(facts.p, effective, level), size, examined, unseen)


def _is_one_plain_stratum(facts: _Facts, seen: set[str]) -> bool:
    strata = {case.stratum for case in facts.cases if facts.joined[case.stratum] in seen}
    return len(strata) == 1 and len({weight for weight, _ in facts.answered}) == 1


def _exact(yes: int, n: int, size: int, level: float) -> tuple[float, float]:
    """The numbers of children that the count does not rule out, by counting samples."""
    tail = (1 - Fraction(str(level))) / 2

    def chance(counts: range, children: int) -> Fraction:
        ways = sum(math.comb(children, k) * math.comb(size - children, n - k) for k in counts)
        return Fraction(ways, math.comb(size, n))

    kept = [
        children
        for children in range(yes, size - n + yes + 1)
        if chance(range(yes, n + 1), children) > tail and chance(range(yes + 1), children) > tail
    ]
    return min(kept) / size, max(kept) / size


def _effective_size(
    facts: _Facts, level: float, size: int | None, *, is_half: bool, whole: bool
) -> float:
    n, p, tail = facts.n, facts.p, (1 - level) / 2
    ratio = (t.ppf(1 - tail, n - 1) / t.ppf(1 - tail, facts.df)) ** 2
    estimated = sum(weight for weight, _ in facts.answered)
    squares = sum(
        weight**2
        * (
            1
            - facts.sampled(facts.joined[case.stratum])
            / facts.population(facts.joined[case.stratum])
        )
        for weight, case in facts.answered
    )
    bounds = [n * (estimated - 1) / (estimated - n)] if estimated > n else []
    if p in (0, 1):
        bounds = [n, n * ratio]
    elif facts.variance > 0:
        bounds.append(p * (1 - p) / facts.variance * ratio)
    if squares > 0:
        by_weights = estimated**2 / squares
        says_little = facts.variance == 0 or size is None
        if (whole or is_half) and says_little and estimated > n:
            by_weights *= 1 - n / estimated
        bounds.append(by_weights)
    return min(bounds, default=n)


def _smooth(p: float, effective: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    yes, no = effective * p, effective * (1 - p)
    return (
        0.0 if p == 0 else _beta_quantile(tail, yes, no + 1),
        1.0 if p == 1 else _beta_quantile(1 - tail, yes + 1, no),
    )


def _rounded(
    facts: _Facts, smooth: tuple[float, float], size: int | None, examined: int, unseen: int
) -> tuple[float, float]:
    lo, hi = smooth
    n, estimated = facts.n, sum(weight for weight, _ in facts.answered)
    by = size
    if by is None and examined >= unseen:
        by = min(max(math.ceil(estimated - 1e-7), n), n + unseen)
    if by is not None:
        lo, hi = math.floor(lo * by + 1e-7) / by, math.ceil(hi * by - 1e-7) / by
    could_be = unseen if size is None else size - n
    lo = max(lo, facts.yes / (n + could_be))
    hi = min(hi, (facts.yes + could_be) / (n + could_be))
    return min(lo, facts.p), max(hi, facts.p)


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


def _beta_quantile(chance: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        if beta.cdf(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2
