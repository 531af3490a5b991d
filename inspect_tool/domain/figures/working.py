"""How an estimate came about: cells and weights, the variance stratum by stratum, the interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.intervals import IntervalWorking
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import ShareRecord, estimate_share
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import NoEstimateError, UnknownGroupError
from inspect_tool.domain.figures.sample_units import sample_units
from inspect_tool.domain.sampling.ledger import SampleLedger
from inspect_tool.errors import UsageError


@dataclass(frozen=True)
class StratumCell:
    """What one stratum gives to a share.

    Args:
        population: Children of the stratum who could be drawn, N_h.
        known: Drawn cases whose status is known, n_h.
        out_of_scope: Those of them that do not belong.
        weight: N_h / n_h, the children that each of them stands for.
        n: Cases of the group with an answer.
        yes: Those of them that count.
        weighted_base: Children that the n cases stand for.
        weighted_yes: Children that those that count stand for.
    """

    stratum: str
    population: int
    known: int
    out_of_scope: int
    weight: float
    n: int
    yes: int
    weighted_base: float
    weighted_yes: float


@dataclass(frozen=True)
class VariancePart:
    """What one stratum, or several joined ones, add to the variance: factor times sum of squares.

    Args:
        factor: (1 - n/N) n / (n - 1).
        sum_squares: Sum of (z - mean z) squared, z the linearised value of a case.
    """

    strata: tuple[str, ...]
    factor: float
    sum_squares: float
    variance: float


@dataclass(frozen=True)
class Working:
    """The working of one estimate.

    Args:
        group: Empty for all cases.
        strata_in_group: Strata (joined ones as one) that cases of the group come from.
        effective_size: n*, which the limits are made with; None where a method has none.
        interval_steps: The steps to the limits; None without a case.
    """

    measure: str
    title: str
    noun: str
    group: str
    cells: tuple[StratumCell, ...]
    parts: tuple[VariancePart, ...]
    estimate: ShareRecord
    variance: float | None
    strata_in_group: int
    effective_size: float | None
    interval_steps: IntervalWorking | None
    interval: str
    level: float
    describes: str
    notes: tuple[str, ...]


def working(
    figures: SnapshotFigures,
    key: str,
    *,
    by: str | None = None,
    group: str | None = None,
    options: EstimationOptions | None = None,
) -> tuple[Working, ...]:
    """The working of a measure over all cases, or in a group, or in all and each group of a field.

    Raises:
        NoEstimateError: There is no estimate to show the working of.
        UsageError: A group without its field.
        UnknownGroupError: No case is in the group.
    """
    if group is not None and by is None:
        raise UsageError("A group needs its field: add --by FIELD.")
    options = options or EstimationOptions()
    found = estimates.table(figures, key, by=by, options=options)
    if found.rows[0].no_estimate is not None:
        raise NoEstimateError(found.rows[0].no_estimate)
    counts = [row.count for row in found.rows]
    if group is not None:
        groups = {count.group: count for count in counts[1:]}
        if group not in groups:
            raise UnknownGroupError(by or "", group, list(groups))
        counts = [groups[group]]
    ledger = estimates.ledger_for(figures, findings.measure_of(figures.review, key))
    refs = {} if by is None else estimates.refs_by_group(figures, by)
    are_of_strata = estimates.makes_strata(figures, by)
    return tuple(
        _working(
            ledger,
            count,
            found,
            sample_units(ledger, count, refs, are_of_strata=are_of_strata),
        )
        for count in counts
    )


def _working(
    ledger: SampleLedger,
    count: Count,
    table: estimates.EstimatedTable,
    units: Sequence[SampleUnit],
) -> Working:
    estimate = estimate_share(units, domain=count.group or None, options=table.options)
    steps = estimate.interval_working
    return Working(
        measure=count.measure,
        title=count.title,
        noun=count.noun,
        group=count.group,
        cells=_cells(ledger, units),
        parts=tuple(
            VariancePart(part.codes, part.factor, part.sum_squares, part.variance)
            for part in estimate.working
        ),
        estimate=ShareRecord.of(estimate),
        variance=None if estimate.se is None else estimate.se**2,
        strata_in_group=estimate.n - estimate.df,
        effective_size=None if steps is None else steps.effective_size,
        interval_steps=steps,
        interval=table.options.interval.words,
        level=table.options.level,
        describes=table.describes,
        notes=table.notes,
    )


def _cells(ledger: SampleLedger, units: Sequence[SampleUnit]) -> tuple[StratumCell, ...]:
    known = Counter(unit.stratum for unit in units)
    answered = Counter(unit.stratum for unit in units if unit.outcome is not None)
    yes = Counter(unit.stratum for unit in units if unit.outcome)
    left_out = Counter(unit.stratum for unit in ledger.known if unit.is_out_of_scope)
    weights = {
        stratum.stratum: stratum.population / known[stratum.stratum]
        for stratum in ledger.strata
        if known[stratum.stratum]
    }
    return tuple(
        StratumCell(
            stratum=stratum.stratum,
            population=stratum.population,
            known=known[stratum.stratum],
            out_of_scope=left_out[stratum.stratum],
            weight=weights[stratum.stratum],
            n=answered[stratum.stratum],
            yes=yes[stratum.stratum],
            weighted_base=weights[stratum.stratum] * answered[stratum.stratum],
            weighted_yes=weights[stratum.stratum] * yes[stratum.stratum],
        )
        for stratum in ledger.strata
        if stratum.stratum in weights
    )
