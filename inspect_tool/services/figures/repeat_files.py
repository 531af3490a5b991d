"""The cases behind an estimate as a plain table, so that anybody can repeat it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.sample_units import groups_of_units, outcomes_of
from inspect_tool.domain.sampling.ledger import SampleLedger

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

ANSWERS = {True: "1", False: "0", None: ""}
GROUPS = ("authority", "case_type")


@dataclass(frozen=True)
class UnitsFile:
    """What was written.

    Args:
        units: Rows: drawn cases whose status is known.
        answered: Those of them with an answer.
    """

    path: Path
    measure: str
    units: int
    answered: int


def design_lines(file: str) -> dict[str, tuple[str, ...]]:
    """The lines that define the design of such a file: for R's survey, and for samplics."""
    return {
        "R": (
            f'cases <- read.csv("{file}", colClasses = c(unit = "character"))',
            "design <- survey::svydesign(~1, strata = ~stratum, fpc = ~N_h, data = cases)",
            "survey::svymean(~y, subset(design, !is.na(y)))",
        ),
        "samplics": (
            f'cases = pandas.read_csv("{file}").sort_values("stratum")',
            "share = samplics.TaylorEstimator(samplics.PopParam.mean)",
            "share.estimate(cases.y.fillna(1), cases.design_weight, stratum=cases.stratum, "
            "domain=cases.y.notna(), fpc=dict(zip(cases.stratum, 1 - 1 / cases.design_weight)))",
        ),
    }


def write_units(
    work: UnitOfWork, figures: SnapshotFigures, key: str, *, path: Path, by: str | None = None
) -> UnitsFile:
    """Write `unit,stratum,N_h,y,design_weight`, the family and columns of groups.

    `calc share`, R's survey and samplics read it as it is; `design_lines` has the words for both.

    Every drawn case whose status is known has a row; out of scope it has no `y`. The estimate of a
    group by `--by` of `calc share`, or in R, is that of `findings table`.

    Args:
        by: A field whose groups get a column besides authority and case type.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        ConflictHoldsError: The actor has a conflict of interest with one of the authorities.
        NoEstimateError: The measure is not estimated from a random sample.
        UnknownFieldError: No record has such a field.
    """
    authorities = frozenset(authority.code for authority in figures.review.plan.authorities)
    check_can(work.actor, Action.WRITE_COUNTED_CASES, Thing(authorities=authorities))
    counted = findings.table(figures, key)[0]
    ledger = estimates.ledger_for(figures, findings.measure_of(figures.review, key))
    if by is not None:
        findings.check_field(figures, by)
    outcomes = outcomes_of(ledger, counted)
    path.parent.mkdir(parents=True, exist_ok=True)
    work.files.write({path: _csv_of(figures, ledger, outcomes, by).encode()})
    work.audit("findings.units", measure=key, snapshot=figures.name, units=len(outcomes))
    return UnitsFile(
        path=path,
        measure=key,
        units=len(outcomes),
        answered=sum(outcome is not None for outcome in outcomes),
    )


def _csv_of(
    figures: SnapshotFigures, ledger: SampleLedger, outcomes: Sequence[bool | None], by: str | None
) -> str:
    fields = tuple(dict.fromkeys((*GROUPS, by) if by is not None else GROUPS))
    families = _family(figures)
    columns = [*families.values(), *(_column(figures, ledger, field) for field in fields)]
    fields = (*families, *fields)
    populations = {stratum.stratum: stratum.population for stratum in ledger.strata}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    known = Counter(unit.stratum for unit in ledger.known)
    writer.writerow(["unit", "stratum", "N_h", "y", "design_weight", *fields])
    for unit, outcome, *own in zip(ledger.known, outcomes, *columns, strict=True):
        size = populations[unit.stratum]
        weight = repr(size / known[unit.stratum])
        writer.writerow([unit.case_ref, unit.stratum, size, ANSWERS[outcome], weight, *own])
    return text.getvalue()


def _family(figures: SnapshotFigures) -> dict[str, list[str]]:
    """The column of families, where the frame keeps them; each case on its own has one too."""
    if estimates.FAMILY not in figures.review.plan.population.keep:
        return {}
    names = estimates.families_in(figures)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(filter(None, names)), 1)}
    # Numbers of the file's own, so that the tokens of families stay where they are.
    alone = (f"alone {place}" for place in count(1))
    return {"family": [str(numbers[name]) if name else next(alone) for name in names]}


def _column(figures: SnapshotFigures, ledger: SampleLedger, field: str) -> list[str]:
    """The group of each unit; empty where nothing tells it."""
    refs = estimates.refs_by_group(figures, field)
    members = groups_of_units(ledger, refs, are_of_strata=estimates.makes_strata(figures, field))
    groups = [""] * len(ledger.known)
    for name, inside in members.items():
        groups = [name if is_in else group for is_in, group in zip(inside, groups, strict=True)]
    return groups
