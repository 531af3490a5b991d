"""Estimates where authorities were drawn, or units by size, from plain tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspect_tool.domain.estimation.by_size import SizedEstimate, UnitBySize, estimate_by_size
from inspect_tool.domain.estimation.intervals import interval_method
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.two_stage import (
    SelectedAuthority,
    TwoStageEstimate,
    estimate_two_stage_share,
)
from inspect_tool.errors import Problem
from inspect_tool.readers.plain.tables import (
    PlainTable,
    check_no_problems,
    read_plain_table,
)
from inspect_tool.services.calculations.sample_table import (
    number_of,
    number_problem,
    read_sample,
)


def calculate_two_stages(
    file: Path, authorities: Path, *, interval: str = "kg", level: float = 0.95
) -> TwoStageEstimate:
    """The share of `y` over all authorities, from drawn cases of drawn authorities.

    Args:
        file: CSV of `unit,stratum,N_h,y,authority[,weight]`, a row per sampled case; a weight
            covers both stages.
        authorities: CSV of `authority,chance[,stratum]`, a row per drawn authority.

    Raises:
        UsageError: There is no such interval or level.
        UnreadableFileError: A file is no CSV.
        CheckFailedError: A table has problems, or a case's authority was not drawn.
    """
    options = EstimationOptions(interval=interval_method(interval), level=level)
    sample = read_sample(file, columns=("authority",))
    table = read_plain_table(authorities, required=("authority", "chance"))
    check_no_problems(table.file, _chance_problems(table, "authority"))
    drawn = [
        SelectedAuthority(
            code=row["authority"],
            inclusion_probability=float(row["chance"]),
            stratum=row.cells.get("stratum", ""),
        )
        for row in table.rows
    ]
    return estimate_two_stage_share(sample.units(), drawn, options=options)


def calculate_by_size(file: Path, *, level: float = 0.95) -> SizedEstimate:
    """Total and mean of `y` from units drawn by size.

    Args:
        file: CSV of `unit,chance,y[,stratum]`, a row per drawn unit; y is a number.

    Raises:
        UsageError: There is no such level.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    table = read_plain_table(file, required=("unit", "chance", "y"))
    problems = [*_chance_problems(table, "unit")]
    for row in table.rows:
        problem = number_problem(table, row, "y", above_zero=False)
        problems += [] if problem is None else [problem]
    check_no_problems(table.file, sorted(problems, key=lambda problem: problem.row))
    units = [
        UnitBySize(
            chance=float(row["chance"]), value=float(row["y"]), stratum=row.cells.get("stratum", "")
        )
        for row in table.rows
    ]
    return estimate_by_size(units, level=level)


def _chance_problems(table: PlainTable, key: str) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    for row in table.rows:
        chance = number_of(row["chance"])
        if chance is None or not 0 < chance <= 1:
            yield table.refused(
                "bad-chance",
                "The chance is not a number above 0 and at most 1.",
                "Give the inclusion probability, such as 0.25.",
                row=row.line,
                column="chance",
                value=row["chance"],
            )
        if not row[key]:
            yield table.refused(
                f"missing-{key}", f"The row has no {key}.", f"Give its {key}.", row=row.line
            )
        elif row[key] in first_line:
            yield table.refused(
                f"duplicate-{key}",
                f"It already stands in line {first_line[row[key]]}.",
                "Keep one of the rows.",
                row=row.line,
                column=key,
            )
        first_line.setdefault(row[key], row.line)
