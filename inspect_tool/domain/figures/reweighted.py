"""Estimates with weights for what was lost: weighting classes, and post-stratification."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.nonresponse import ClassedCase, weighting_class_weights
from inspect_tool.domain.estimation.post_strata import post_stratified_share, post_stratified_units
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import (
    EstimatedCount,
    EstimatedTable,
    NoEstimateError,
)
from inspect_tool.domain.figures.sample_units import sample_units
from inspect_tool.domain.sampling.ledger import LedgerUnit, SampleLedger, UnitRole
from inspect_tool.errors import UsageError

_Estimator = Callable[[Count, Sequence[SampleUnit]], EstimatedCount]


class NotOfEveryUnitError(UsageError):
    """A field that is not known of cases that could not be had."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"Of cases that could not be had, {field} is not known. Use a field that the strata "
            "are made of: authority, or case_type where it is one."
        )


def reweighted(
    figures: SnapshotFigures,
    table: EstimatedTable,
    *,
    by: str | None,
    classes: str | None = None,
    post_strata: str | None = None,
) -> EstimatedTable:
    """The table as it is, or with weighting classes, or post-stratified.

    Raises:
        UsageError: Both were asked for, or the field is not known of every drawn case.
        NoEstimateError: There is no estimate to weight.
        CheckFailedError: No case of a class is known.
    """
    if classes is not None and post_strata is not None:
        raise UsageError("Give --classes or --post-strata, not both.")
    if classes is None and post_strata is None:
        return table
    if table.rows[0].no_estimate is not None:
        raise NoEstimateError(table.rows[0].no_estimate)
    if classes is not None:
        return with_weighting_classes(figures, table, field=classes, by=by)
    return with_post_strata(figures, table, field=post_strata or "", by=by)


def classed_cases(figures: SnapshotFigures, field: str) -> tuple[ClassedCase, ...]:
    """Every unit that the draw reached, with its design weight and its class.

    The weight is N_h over the units reached in its stratum.

    Raises:
        NotOfEveryUnitError: The field is not one that strata are made of.
        NoEstimateError: There is no sample.
    """
    ledger = estimates.ledger_for(figures)
    return tuple(
        ClassedCase(
            weighting_class=_value_of(figures, unit, field),
            weight=weight,
            is_known=unit.is_known,
        )
        for unit, weight in _reached(ledger)
    )


def _reached(ledger: SampleLedger) -> list[tuple[LedgerUnit, float]]:
    populations = {stratum.stratum: stratum.population for stratum in ledger.strata}
    units = [unit for unit in ledger.units if unit.role is not UnitRole.PURPOSIVE]
    reached = Counter(unit.stratum for unit in units)
    return [(unit, populations[unit.stratum] / reached[unit.stratum]) for unit in units]


def _value_of(figures: SnapshotFigures, unit: LedgerUnit, field: str) -> str:
    if not estimates.makes_strata(figures, field):
        raise NotOfEveryUnitError(field)
    return unit.authority if field == "authority" else unit.stratum.partition("/")[2]


def with_weighting_classes(
    figures: SnapshotFigures, table: EstimatedTable, *, field: str, by: str | None
) -> EstimatedTable:
    """The table, its estimates made with the known cases standing for the lost ones of their class.

    Args:
        field: What the classes are made by.
        by: The field that the table's groups are values of.

    Raises:
        NotOfEveryUnitError: The field is not one that strata are made of.
        CheckFailedError: No case of a class is known.
    """
    cases = classed_cases(figures, field)
    weights = [weight for weight in weighting_class_weights(cases) if weight is not None]

    def estimated(count: Count, units: Sequence[SampleUnit]) -> EstimatedCount:
        weighted = [
            replace(unit, weight=weight) for unit, weight in zip(units, weights, strict=True)
        ]
        name = count.group or None
        return EstimatedCount(count, estimate_share(weighted, domain=name, options=table.options))

    note = f"Weighting classes by {field}: known cases stand for those that could not be had."
    return _remade(figures, table, by, estimated, note)


def with_post_strata(
    figures: SnapshotFigures, table: EstimatedTable, *, field: str, by: str | None
) -> EstimatedTable:
    """The table, its estimates made with weights that add up to the children of each group.

    Args:
        field: What the post-strata are made by.
        by: The field that the table's groups are values of.

    Raises:
        NotOfEveryUnitError: The field is not one that strata are made of.
        CheckFailedError: No case of a post-stratum is known.
    """
    ledger = estimates.ledger_for(figures)
    post_strata = [_value_of(figures, unit, field) for unit in ledger.known]
    totals = _totals(ledger, field)

    def estimated(count: Count, units: Sequence[SampleUnit]) -> EstimatedCount:
        weighted = post_stratified_units(units, post_strata, totals)
        name = count.group or None
        return EstimatedCount(
            count,
            post_stratified_share(weighted, post_strata, domain=name, options=table.options),
        )

    note = f"Post-stratified by {field}: weights add up to the children on the lists."
    return _remade(figures, table, by, estimated, note)


def _totals(ledger: SampleLedger, field: str) -> Mapping[str, float]:
    """Children of each value of a field, of the authorities that stayed."""
    left = {authority.code for authority in ledger.withdrawn}
    totals: dict[str, float] = defaultdict(float)
    for stratum in [one for one in ledger.strata if one.authority not in left]:
        name = stratum.authority if field == "authority" else stratum.stratum.partition("/")[2]
        totals[name] += stratum.population
    return totals


def _remade(
    figures: SnapshotFigures,
    table: EstimatedTable,
    by: str | None,
    estimated: _Estimator,
    note: str,
) -> EstimatedTable:
    """The table with other estimates; shares of all authorities are left out of it."""
    measure = findings.measure_of(figures.review, table.rows[0].count.measure)
    ledger = estimates.ledger_for(figures, measure)
    refs = {} if by is None else estimates.refs_by_group(figures, by)
    units = sample_units(
        ledger, table.rows[0].count, refs, are_of_strata=estimates.makes_strata(figures, by)
    )
    rows = tuple(
        row if row.no_estimate is not None else estimated(row.count, units) for row in table.rows
    )
    return replace(table, rows=rows, notes=(*table.notes, note))
