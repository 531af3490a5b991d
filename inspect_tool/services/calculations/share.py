"""Shares with their intervals from a plain table, also with weights for what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.families import families_told
from inspect_tool.domain.estimation.intervals import interval_method
from inspect_tool.domain.estimation.nonresponse import (
    ClassedCase,
    weighted_response_rate,
    weighting_class_weights,
)
from inspect_tool.domain.estimation.post_strata import post_stratified_share, post_stratified_units
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import ShareRecord, estimate_shares
from inspect_tool.errors import CheckFailedError, UsageError
from inspect_tool.readers.plain.tables import TableRow, check_no_problems, read_plain_table
from inspect_tool.services.calculations.sample_table import (
    UNANSWERED,
    SampleTable,
    notes_on,
    number_problem,
    read_sample,
)

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.result import Estimate


@dataclass(frozen=True, kw_only=True)
class ShareRequest:
    """How shares are to be estimated.

    Args:
        by: Column that holds the groups.
        classes: Column of weighting classes: known cases stand for unanswered ones of their class.
        post_strata: Column whose totals are known.
        totals: CSV of `group,N`, the children of each group of that column.
        extremes: Whether to add the share if every unanswered case did not count, and if it did.
        fpc: Whether the finite population correction is applied.
        families: Column that siblings have the same value in: they are taken together.
    """

    by: str | None = None
    interval: str = "kg"
    level: float = 0.95
    classes: str | None = None
    post_strata: str | None = None
    totals: Path | None = None
    extremes: bool = False
    fpc: bool = True
    families: str | None = None

    @property
    def options(self) -> EstimationOptions:
        """Of the estimates."""
        return EstimationOptions(interval=interval_method(self.interval), level=self.level)


@dataclass(frozen=True, kw_only=True)
class ExtremeRecord(ShareRecord):
    """A share with what it would be if no unanswered case counted, and if every one did."""

    p_lowest: float | None
    p_highest: float | None
    missing: int


@dataclass(frozen=True, kw_only=True)
class ShareCalculation:
    """The overall estimate first, then one for each group; and what a reader must be told.

    Args:
        interval: What the interval is called.
        notes: How single cases were treated, and which columns or rows were left out.
        lowest: The estimates if no unanswered case counted; empty where not asked for.
        highest: The estimates if every one did.
        missing: Unanswered cases by group, the overall ones first.
    """

    estimates: tuple[Estimate, ...]
    interval: str
    level: float
    notes: tuple[str, ...]
    lowest: tuple[Estimate, ...] = ()
    highest: tuple[Estimate, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def records(self) -> tuple[ShareRecord, ...]:
        """The estimates in the form that programs read."""
        plain = tuple(ShareRecord.of(estimate) for estimate in self.estimates)
        if not self.lowest:
            return plain
        return tuple(
            ExtremeRecord(**vars(record), p_lowest=low.p, p_highest=high.p, missing=missing)
            for record, low, high, missing in zip(
                plain, self.lowest, self.highest, self.missing, strict=True
            )
        )


def calculate_shares(file: Path, request: ShareRequest | None = None) -> ShareCalculation:
    """Estimate the share of `y`, overall and by the values of a column.

    Args:
        file: CSV of `unit,stratum,N_h,y[,weight][,columns of groups]`, a row per sampled case;
            `y` is 1, 0, empty for not applicable, or ? for drawn and not answered.

    Raises:
        UsageError: There is no such column, interval or level, or options contradict each other.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    request = request or ShareRequest()
    options = request.options
    _check_request(request)
    sample = read_sample(
        file, columns=(request.by, request.classes, request.post_strata, request.families)
    )
    if not sample.rows:
        raise CheckFailedError(
            f"Every y of {file.name} is ?, so nothing is known yet. Give some answers."
        )
    units, notes = _weighted_units(sample, request)
    names = [row[request.by] for row in sample.rows] if request.by is not None else []
    domains = sorted(set(names) - {""})
    if request.post_strata is None:
        estimates = estimate_shares(units, domains=domains, options=options, fpc=request.fpc)
    else:
        labels = [row[request.post_strata] for row in sample.rows]
        estimates = tuple(
            post_stratified_share(units, labels, domain=domain, options=options)
            for domain in (None, *domains)
        )
    found = ShareCalculation(
        estimates=estimates,
        interval=options.interval.words,
        level=request.level,
        notes=(
            *SampleDesign.of(units).notes,
            *notes_on(sample, request.by),
            *families_told([unit.family for unit in units]),
            *notes,
        ),
    )
    return _with_extremes(found, sample, request, domains) if request.extremes else found


def _check_request(request: ShareRequest) -> None:
    if request.classes is not None and request.post_strata is not None:
        raise UsageError("Give --classes or --post-strata, not both.")
    if (request.post_strata is None) != (request.totals is None):
        raise UsageError("Post-stratification takes --post-strata COLUMN and --totals FILE.csv.")
    if request.post_strata is not None and request.families is not None:
        raise UsageError("Give --families or --post-strata, not both.")
    if request.post_strata is not None and not request.fpc:
        raise UsageError("Post-stratification has totals, so it has no --endless population.")


def _weighted_units(
    sample: SampleTable, request: ShareRequest
) -> tuple[list[SampleUnit], tuple[str, ...]]:
    units = sample.units(request.by, families=request.families)
    if request.classes is not None:
        return _by_classes(sample, request.classes, units)
    if request.post_strata is not None and request.totals is not None:
        labels = [row[request.post_strata] for row in sample.rows]
        weighted = post_stratified_units(units, labels, _read_totals(request.totals))
        return weighted, ("Weights add up to the totals of each post-stratum.",)
    return units, ()


def _by_classes(
    sample: SampleTable, column: str, units: Sequence[SampleUnit]
) -> tuple[list[SampleUnit], tuple[str, ...]]:
    drawn = Counter(row["stratum"] for row in sample.table.rows)
    cases = [
        ClassedCase(
            weighting_class=row[column],
            weight=_design_weight(row, drawn[row["stratum"]]),
            is_known=row["y"] != UNANSWERED,
        )
        for row in sample.table.rows
    ]
    weights = [weight for weight in weighting_class_weights(cases) if weight is not None]
    rate = weighted_response_rate(cases)
    notes = (f"Response rate, weighted: {rate:.4f}.",) if rate is not None else ()
    weighted = [replace(unit, weight=weight) for unit, weight in zip(units, weights, strict=True)]
    return weighted, notes


def _design_weight(row: TableRow, drawn: int) -> float:
    return float(row["weight"]) if "weight" in row.cells else int(row["N_h"]) / drawn


def _read_totals(file: Path) -> dict[str, float]:
    table = read_plain_table(file, required=("group", "N"))
    check_no_problems(
        table.file, filter(None, (number_problem(table, row, "N") for row in table.rows))
    )
    return {row["group"]: float(row["N"]) for row in table.rows}


def _with_extremes(
    found: ShareCalculation, sample: SampleTable, request: ShareRequest, domains: Sequence[str]
) -> ShareCalculation:
    lowest, highest = (
        estimate_shares(
            sample.units(request.by, missing=answer, families=request.families),
            domains=domains,
            options=request.options,
            fpc=request.fpc,
        )
        for answer in (False, True)
    )
    groups = Counter(row[request.by] for row in sample.unanswered) if request.by else Counter()
    missing = (len(sample.unanswered), *(groups[domain] for domain in domains))
    return replace(found, lowest=lowest, highest=highest, missing=missing)
