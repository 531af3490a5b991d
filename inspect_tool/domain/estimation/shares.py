"""Shares of a population and of its groups, from a stratified random sample.

`estimate_share` gives one share with its working, `estimate_shares` the whole and its groups,
`estimate_table` many measures by many groups at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.result import OVERALL, Estimate, EstimationOptions
from inspect_tool.domain.estimation.table import (
    answers_as_floats,
    estimate_table,
    interval_working,
)
from inspect_tool.domain.estimation.variance import ratio_scores, stratum_working


def estimate_share(
    units: Sequence[SampleUnit],
    *,
    domain: str | None = None,
    options: EstimationOptions | None = None,
    fpc: bool = True,
) -> Estimate:
    """The share of one group, with the working of its variance.

    Args:
        units: Every case of the sample whose status is known, including those outside the group.
        domain: Name of the group; None for all cases.
        fpc: Whether the finite population correction is applied.
    """
    design = SampleDesign.of(units, fpc=fpc)
    name = OVERALL if domain is None else domain
    inside = [domain is None or domain in unit.domains for unit in units]
    answers = [unit.outcome for unit in units]
    estimate = estimate_table(design, {"": answers}, {name: inside}, options=options)["", name]
    if estimate.n == 0:
        return estimate
    outcomes = [answer if is_in else None for answer, is_in in zip(answers, inside, strict=True)]
    scores = ratio_scores(design.weights, answers_as_floats(outcomes))
    return replace(
        estimate,
        working=stratum_working(design, scores),
        interval_working=interval_working(design, answers, inside, options or EstimationOptions()),
    )


def estimate_shares(
    units: Sequence[SampleUnit],
    *,
    domains: Sequence[str] | None = None,
    options: EstimationOptions | None = None,
    fpc: bool = True,
) -> tuple[Estimate, ...]:
    """The share of all cases, then of each group.

    Args:
        domains: Names of the groups; None for all that a case belongs to, alphabetically.
    """
    design = SampleDesign.of(units, fpc=fpc)
    if domains is None:
        domains = sorted(set().union(*(unit.domains for unit in units)))
    outcomes = answers_as_floats([unit.outcome for unit in units])
    members = {name: [name in unit.domains for unit in units] for name in domains}
    overall = estimate_table(
        design, {"": outcomes}, {OVERALL: [True] * len(units)}, options=options
    )
    by_group = estimate_table(design, {"": outcomes}, members, options=options)
    return (overall["", OVERALL], *(by_group["", name] for name in domains))


@dataclass(frozen=True, kw_only=True)
class ShareRecord:
    """An estimate in the form that programs read.

    Args:
        deff: Design effect against a simple random sample without replacement.
    """

    domain: str
    n: int
    p: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    sum_w: float
    deff: float | None
    reason: str | None

    @classmethod
    def of(cls, estimate: Estimate) -> ShareRecord:
        """The record of an estimate."""
        return cls(
            domain=estimate.domain,
            n=estimate.n,
            p=estimate.p,
            se=estimate.se,
            df=estimate.df,
            lo=estimate.lo,
            hi=estimate.hi,
            sum_w=estimate.sum_w,
            deff=estimate.deff_wor,
            reason=estimate.reason,
        )
