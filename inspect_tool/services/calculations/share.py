"""Shares with their intervals from a plain table: unit, stratum, N_h, y."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.intervals import interval_method
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import ShareRecord, estimate_shares
from inspect_tool.errors import Problem, UsageError
from inspect_tool.readers.plain.frames import is_whole_number
from inspect_tool.readers.plain.tables import (
    PlainTable,
    TableRow,
    check_no_problems,
    read_plain_table,
)

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.result import Estimate

REQUIRED = ("unit", "stratum", "N_h", "y")
ANSWERS: dict[str, bool | None] = {"1": True, "0": False, "": None}


@dataclass(frozen=True, kw_only=True)
class ShareCalculation:
    """The overall estimate first, then one for each group; and what a reader must be told.

    Args:
        interval: What the interval is called.
        notes: How single cases were treated, and which columns or rows were left out.
    """

    estimates: tuple[Estimate, ...]
    interval: str
    level: float
    notes: tuple[str, ...]

    @property
    def records(self) -> tuple[ShareRecord, ...]:
        """The estimates in the form that programs read."""
        return tuple(ShareRecord.of(estimate) for estimate in self.estimates)


def calculate_shares(
    file: Path, *, by: str | None = None, interval: str = "kg", level: float = 0.95
) -> ShareCalculation:
    """Estimate the share of `y`, overall and by the values of a column.

    Args:
        file: CSV of `unit,stratum,N_h,y[,weight][,columns of groups]`, a row per sampled case;
            `y` is 1, 0 or empty for not applicable.
        by: Column that holds the groups.

    Raises:
        UsageError: There is no such column, interval or level.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    options = EstimationOptions(interval=interval_method(interval), level=level)
    table = read_plain_table(file, required=REQUIRED)
    _check_column(table, by)
    check_no_problems(table.file, _problems(table))
    units = _sample_units(table, by)
    return ShareCalculation(
        estimates=estimate_shares(units, options=options),
        interval=options.interval.words,
        level=level,
        notes=(*SampleDesign.of(units).notes, *_notes(table, by)),
    )


def _check_column(table: PlainTable, by: str | None) -> None:
    if by is not None and by not in table.columns:
        raise UsageError(
            f"{table.file} has no column {by}. Its columns are {', '.join(table.columns)}."
        )


def _sample_units(table: PlainTable, by: str | None) -> list[SampleUnit]:
    authority_of = _authority_by_stratum(table)
    return [
        SampleUnit(
            stratum=row["stratum"],
            population=int(row["N_h"]),
            outcome=ANSWERS[row["y"]],
            weight=float(row["weight"]) if "weight" in table.columns else None,
            authority=authority_of[row["stratum"]],
            domains=frozenset({row[by]} - {""}) if by is not None else frozenset(),
        )
        for row in table.rows
    ]


def _authority_by_stratum(table: PlainTable) -> dict[str, str]:
    """The authority of each stratum; empty for all where strata reach over authorities."""
    authorities: dict[str, set[str]] = defaultdict(set)
    for row in table.rows:
        authorities[row["stratum"]].add(row.cells.get("authority", ""))
    is_nested = all(len(names) == 1 for names in authorities.values())
    return {
        stratum: next(iter(names)) if is_nested else "" for stratum, names in authorities.items()
    }


def _notes(table: PlainTable, by: str | None) -> Iterator[str]:
    if "weight" not in table.columns and "w" in table.columns:
        yield "The column w is not used. Call it weight to have it used instead of N_h / n_h."
    unplaced = sum(not row[by] for row in table.rows) if by is not None else 0
    if unplaced:
        cases = "1 case has" if unplaced == 1 else f"{unplaced} cases have"
        yield f"{cases} nothing in {by}: in the overall estimate, in no group."


def _problems(table: PlainTable) -> list[Problem]:
    """Every problem of the table, by line."""
    found = [problem for row in table.rows for problem in _row_problems(table, row)]
    found.extend(_duplicate_units(table))
    found.extend(_stratum_problems(table))
    return sorted(found, key=lambda problem: problem.row)


def _row_problems(table: PlainTable, row: TableRow) -> Iterator[Problem]:
    for column in ("unit", "stratum"):
        if not row[column]:
            yield table.refused(
                f"missing-{column}",
                f"The row has no {column}.",
                f"Give its {column}.",
                row=row.line,
                column=column,
            )
    if not _is_count(row["N_h"]):
        yield table.refused(
            "bad-population",
            "N_h is not a whole number above zero.",
            "Give the cases of the stratum in the sampling frame.",
            row=row.line,
            column="N_h",
            value=row["N_h"],
        )
    if row["y"] not in ANSWERS:
        yield table.refused(
            "bad-answer",
            "y is not 1, 0 or empty.",
            "Write 1 where the case counts, 0 where it does not, nothing where it cannot.",
            row=row.line,
            column="y",
            value=row["y"],
        )
    if "weight" in table.columns and not _is_weight(row["weight"]):
        yield table.refused(
            "bad-weight",
            "The weight is not a number above zero.",
            "Give the design weight, or leave the whole column out for N_h / n_h.",
            row=row.line,
            column="weight",
            value=row["weight"],
        )


def _is_count(text: str) -> bool:
    return is_whole_number(text) and int(text) > 0


def _is_weight(text: str) -> bool:
    try:
        weight = float(text)
    except ValueError:
        return False
    return math.isfinite(weight) and weight > 0


def _duplicate_units(table: PlainTable) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    for row in table.rows:
        unit = row["unit"]
        if unit and unit in first_line:
            yield table.refused(
                "duplicate-unit",
                f"The unit already stands in line {first_line[unit]}.",
                "Remove one of the two, or make their names differ.",
                row=row.line,
                column="unit",
            )
        first_line.setdefault(unit, row.line)


def _stratum_problems(table: PlainTable) -> Iterator[Problem]:
    strata: dict[str, list[TableRow]] = defaultdict(list)
    for row in table.rows:
        if row["stratum"] and _is_count(row["N_h"]):
            strata[row["stratum"]].append(row)
    for stratum, rows in strata.items():
        population = int(Counter(row["N_h"] for row in rows).most_common(1)[0][0])
        others = [row for row in rows if int(row["N_h"]) != population]
        yield from _inconsistent_populations(table, others, population)
        if not others and population < len(rows):
            yield table.refused(
                "population-below-sample",
                f"Stratum {stratum} has {len(rows)} sampled cases but an N_h of {population}.",
                "Correct N_h: it counts all cases of the stratum, drawn or not.",
                row=rows[0].line,
                column="N_h",
                value=rows[0]["N_h"],
            )


def _inconsistent_populations(
    table: PlainTable, rows: Sequence[TableRow], population: int
) -> Iterator[Problem]:
    for row in rows:
        yield table.refused(
            "two-populations",
            f"N_h differs from the {population} of other rows of stratum {row['stratum']}.",
            "Give every row of a stratum the same N_h.",
            row=row.line,
            column="N_h",
            value=row["N_h"],
        )
