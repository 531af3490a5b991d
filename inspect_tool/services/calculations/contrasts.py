"""Totals, differences, ratios and associations from a plain table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.estimation.contrasts import (
    Difference,
    estimate_difference_between_domains,
    estimate_group_size,
    estimate_total,
)
from inspect_tool.domain.estimation.design import SampleDesign
from inspect_tool.domain.estimation.mover import mover_difference
from inspect_tool.domain.estimation.rao_scott import AssociationTest, association_test
from inspect_tool.domain.estimation.ratio import Ratio, estimate_ratio
from inspect_tool.domain.estimation.result import OVERALL, EstimationOptions
from inspect_tool.errors import UsageError
from inspect_tool.services.calculations.sample_table import SampleTable, notes_on, read_sample

MOVER, STUDENT = "mover", "t"


@dataclass(frozen=True, kw_only=True)
class TotalRecord:
    """How many cases of the population count, and how many have an answer."""

    domain: str
    n: int
    total: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    size: float | None
    size_se: float | None
    size_lo: float | None
    size_hi: float | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class TotalsCalculation:
    """The totals of all cases first, then of each group."""

    records: tuple[TotalRecord, ...]
    level: float
    notes: tuple[str, ...]


def calculate_totals(
    file: Path, *, by: str | None = None, level: float = 0.95, fpc: bool = True
) -> TotalsCalculation:
    """Estimate how many cases count and how many have an answer, overall and by a column.

    Args:
        fpc: Whether the finite population correction is applied.

    Raises:
        UsageError: There is no such column or level.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    options = EstimationOptions(level=level)
    sample = read_sample(file, columns=(by,))
    units = sample.units(by)
    domains = sorted({row[by] for row in sample.rows} - {""}) if by is not None else []
    records = []
    for domain in (None, *domains):
        total = estimate_total(units, domain=domain, options=options, fpc=fpc)
        size = estimate_group_size(units, domain=domain, options=options, fpc=fpc)
        records.append(
            TotalRecord(
                domain=total.domain,
                n=total.n,
                total=total.total,
                se=total.se,
                df=total.df,
                lo=total.lo,
                hi=total.hi,
                size=size.total,
                size_se=size.se,
                size_lo=size.lo,
                size_hi=size.hi,
                reason=total.reason,
            )
        )
    return TotalsCalculation(
        records=tuple(records),
        level=level,
        notes=(*SampleDesign.of(units).notes, *notes_on(sample, by)),
    )


@dataclass(frozen=True, kw_only=True)
class DifferenceCalculation:
    """The share of one group less that of another."""

    difference: Difference
    first: str
    second: str
    interval: str
    level: float
    notes: tuple[str, ...]


def calculate_difference(
    file: Path, *, by: str, between: tuple[str, str], interval: str = MOVER, level: float = 0.95
) -> DifferenceCalculation:
    """Estimate the difference between the shares of two groups of a column.

    Args:
        interval: `mover`, from the limits of the two shares, or `t`, of the linearised difference.

    Raises:
        UsageError: There is no such column, group, interval or level.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    if interval not in (MOVER, STUDENT):
        raise UsageError(f"There is no interval `{interval}` of a difference. Use mover or t.")
    options = EstimationOptions(level=level)
    sample = read_sample(file, columns=(by,))
    groups = sorted({row[by] for row in sample.rows} - {""})
    for group in between:
        if group not in groups:
            raise UsageError(f"No case has {by} {group}. There are: {', '.join(groups)}.")
    units = sample.units(by)
    estimated = mover_difference if interval == MOVER else estimate_difference_between_domains
    return DifferenceCalculation(
        difference=estimated(units, *between, options=options),
        first=between[0],
        second=between[1],
        interval=interval,
        level=level,
        notes=(*SampleDesign.of(units).notes, *notes_on(sample, by)),
    )


@dataclass(frozen=True, kw_only=True)
class RatiosCalculation:
    """The ratio over all cases first, then of each group."""

    records: tuple[Ratio, ...]
    level: float
    notes: tuple[str, ...]


def calculate_ratios(
    file: Path, *, over: str, by: str | None = None, of: str = "y", level: float = 0.95
) -> RatiosCalculation:
    """Estimate the total of one column of numbers over that of another.

    Args:
        of: Column of the numerator; an empty cell leaves the case out.
        over: Column of the denominator.

    Raises:
        UsageError: There is no such column or level.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    options = EstimationOptions(level=level)
    sample = read_sample(file, columns=(of, over, by), has_answers=False, numbers=(of, over))
    units = sample.units(by)
    design = SampleDesign.of(units)
    groups = sorted({row[by] for row in sample.rows} - {""}) if by is not None else []
    return RatiosCalculation(
        records=tuple(
            estimate_ratio(
                design,
                _numbers(sample, of, by, group),
                _numbers(sample, over, by, group),
                domain=group or OVERALL,
                options=options,
            )
            for group in ("", *groups)
        ),
        level=level,
        notes=(*design.notes, *notes_on(sample, by)),
    )


def _numbers(sample: SampleTable, column: str, by: str | None, group: str) -> list[float]:
    return [
        float(row[column])
        if row[column] and (not group or by is None or row[by] == group)
        else math.nan
        for row in sample.rows
    ]


def calculate_association(
    file: Path, *, rows: str, columns: str
) -> tuple[AssociationTest, tuple[str, ...]]:
    """Test whether two columns of a sample go together, and what a reader must be told.

    Raises:
        UsageError: There is no such column.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    sample = read_sample(file, columns=(rows, columns), has_answers=False)
    design = SampleDesign.of(sample.units())
    found = association_test(
        design,
        [row[rows] or None for row in sample.rows],
        [row[columns] or None for row in sample.rows],
    )
    return found, (*design.notes, *notes_on(sample))
