"""What an estimate is, and the options it is made with."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspect_tool.domain.estimation.intervals import (
    IntervalMethod,
    IntervalWorking,
    check_level,
)
from inspect_tool.domain.estimation.variance import StratumWorking

OVERALL = "overall"


@dataclass(frozen=True, kw_only=True)
class EstimationOptions:
    """How intervals are made.

    Args:
        interval: Method of the interval.
        level: Confidence level, as a share.
    """

    interval: IntervalMethod = IntervalMethod.KORN_GRAUBARD
    level: float = 0.95

    def __post_init__(self) -> None:
        check_level(self.level)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The share of a group, how sure it is, and the reason for whatever is missing.

    Args:
        domain: Name of the group.
        n: Cases in the denominator.
        count: Cases in the numerator, as counted and not weighted.
        p: Estimated share.
        se: Its standard error.
        df: Degrees of freedom: n less the strata that the cases come from.
        lo: Lower limit of the interval.
        hi: Upper limit of the interval.
        sum_w: Sum of the design weights: the estimated population of the group.
        deff_wor: Design effect against a simple random sample without replacement.
        deff_wr: Design effect against a simple random sample with replacement.
        reason: Why a value is missing, as sentences.
        no_interval: Why the interval is missing; None where there is one.
        design_size: Size of an equally weighted sample with replacement that is as precise as
            strata and weights allow, whatever was found; None where nothing was left unseen.
        children: Size of the group where it is known: made of whole strata, all with an answer.
        is_one_stratum: Whether the group is one stratum of one weight, so that limits are exact.
        working: What each stratum adds to the variance; only where one share was asked for.
        interval_working: The steps to the interval; the same.
    """

    domain: str
    n: int
    count: int
    p: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    sum_w: float
    deff_wor: float | None
    deff_wr: float | None
    reason: str | None
    no_interval: str | None = None
    design_size: float | None = None
    children: int | None = None
    is_one_stratum: bool = False
    working: tuple[StratumWorking, ...] = field(default=())
    interval_working: IntervalWorking | None = None
