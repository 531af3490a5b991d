"""`calc change`: two independent samples of the same population at two times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.change import independent_change
from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_shares
from inspect_tool.services.calculations.sample_table import notes_on, read_sample

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.design import SampleUnit
    from inspect_tool.domain.estimation.result import Estimate


@dataclass(frozen=True, kw_only=True)
class ChangeRecord(Difference):
    """The later share (`first`) less the earlier one (`second`), of all cases or of a group."""

    domain: str


@dataclass(frozen=True, kw_only=True)
class ChangeCalculation:
    """The change of all cases, then of each group that both tables have."""

    records: tuple[ChangeRecord, ...]
    level: float
    notes: tuple[str, ...]


def calculate_change(
    earlier: Path,
    later: Path,
    *,
    by: str | None = None,
    families: str | None = None,
    level: float = 0.95,
) -> ChangeCalculation:
    """Estimate how much a share changed between two samples that were drawn independently.

    Args:
        earlier, later: CSV of `unit,stratum,N_h,y[,weight][,columns of groups]` each.
        families: Column that siblings have the same value in.

    Raises:
        UsageError: There is no such column or level.
        UnreadableFileError: A file is no CSV.
        CheckFailedError: A table has problems; every one is listed with its line.
    """
    options = EstimationOptions(level=level)
    tables = [read_sample(file, columns=(by, families)) for file in (earlier, later)]
    units = [table.units(by, families=families) for table in tables]
    groups = [{row[by] for row in table.rows} - {""} if by else set() for table in tables]
    domains = (None, *sorted(set.intersection(*groups)))
    records = []
    for domain in domains:
        before, after = (_at_level(own, domain, options) for own in units)
        found = independent_change(before, after, level=level)
        values = {field.name: getattr(found, field.name) for field in fields(found)}
        records.append(ChangeRecord(**values, domain=domain or "overall"))
    notes = (f"{table.table.file}: {note}" for table in tables for note in notes_on(table, by))
    return ChangeCalculation(records=tuple(records), level=level, notes=tuple(notes))


def _at_level(
    units: list[SampleUnit], domain: str | None, options: EstimationOptions
) -> Callable[[float], Estimate]:
    names = [] if domain is None else [domain]

    def estimate(level: float) -> Estimate:
        return estimate_shares(units, domains=names, options=replace(options, level=level))[-1]

    return estimate
