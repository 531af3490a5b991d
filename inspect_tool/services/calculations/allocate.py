"""`calc allocate` and `calc size`: how many cases, and how many of each stratum."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inspect_tool.domain.allocation.methods import allocate, allocation_targets
from inspect_tool.domain.allocation.precision import (
    ROUNDING,
    expected_precision,
    sample_size_for_margin,
    stratified_size_for_margin,
)
from inspect_tool.domain.allocation.types import AllocationDesign, AllocationMethod
from inspect_tool.errors import Problem, UsageError
from inspect_tool.readers.plain.frames import is_whole_number
from inspect_tool.readers.plain.tables import PlainTable, check_no_problems, read_plain_table
from inspect_tool.services.calculations.sample_table import number_of

BANKIER = "bankier"
BANKIER_WORDS = "in proportion to a power of size and the coefficient of variation (Bankier)"


@dataclass(frozen=True, kw_only=True)
class AllocationRequest:
    """How cases are to be shared.

    Args:
        minimum: Fewest of a stratum; None for the usual two.
        mean: For Bankier's method, the mean of every stratum without one in the file.
    """

    size: int
    method: str = "proportional"
    exponent: float = 0.5
    minimum: int | None = None
    maximum: int | None = None
    mean: float | None = None


@dataclass(frozen=True, kw_only=True)
class AllocatedStratum:
    """What a stratum gives.

    Args:
        N_h: Cases in the frame.
        n_h: Cases in the sample.
        target: The exact share before rounding.
    """

    stratum: str
    N_h: int  # the letters of the textbooks and of the file
    n_h: int
    target: float


@dataclass(frozen=True, kw_only=True)
class AllocationCalculation:
    """An allocation with the precision that it buys.

    Args:
        half_width: Half the width of the interval of a share of one half, overall.
    """

    strata: tuple[AllocatedStratum, ...]
    method: str
    half_width: float | None


@dataclass(frozen=True, kw_only=True)
class SizeCalculation:
    """How many cases a margin takes.

    Args:
        n: Whole cases.
        exact: With the finite population correction, before rounding up.
        without_correction: For a population without end.
    """

    population: int | None
    margin: float
    level: float
    share: float
    n: int
    exact: float
    without_correction: float


def calculate_allocation(file: Path, request: AllocationRequest) -> AllocationCalculation:
    """Share cases between the strata of a CSV of `stratum,N_h[,S_h]`.

    Raises:
        UsageError: There is no such method.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems, or the bounds contradict each other.
    """
    table = read_plain_table(file, required=("stratum", "N_h"))
    check_no_problems(table.file, _problems(table))
    populations = {row["stratum"]: int(row["N_h"]) for row in table.rows}
    spread = {
        row["stratum"]: float(row["S_h"]) for row in table.rows if row.cells.get("S_h", "") != ""
    }
    if request.method == BANKIER:
        spread = _variation(table, spread, request)
    sizes = allocate_strata(populations, spread=spread, request=request)
    design = _design(spread, request)
    targets = allocation_targets(populations, total=request.size, design=design)
    return AllocationCalculation(
        strata=tuple(
            AllocatedStratum(
                stratum=stratum, N_h=population, n_h=sizes[stratum], target=float(targets[stratum])
            )
            for stratum, population in populations.items()
        ),
        method=BANKIER_WORDS if request.method == BANKIER else design.method.words,
        half_width=expected_precision(populations, sizes).half_width,
    )


def allocate_strata(
    populations: Mapping[str, int], *, spread: Mapping[str, float], request: AllocationRequest
) -> dict[str, int]:
    """Share cases between strata.

    Raises:
        UsageError: There is no such method.
        CheckFailedError: The bounds contradict each other, or a spread is missing.
    """
    return allocate(populations, total=request.size, design=_design(spread, request))


def _design(spread: Mapping[str, float], request: AllocationRequest) -> AllocationDesign:
    methods = [method for method in AllocationMethod if method is not AllocationMethod.EXPLICIT]
    if request.method not in (*methods, BANKIER):
        raise UsageError(
            f"There is no method {request.method}. Use {', '.join(methods)} or {BANKIER}."
        )
    is_bankier = request.method == BANKIER
    design = AllocationDesign(
        method=AllocationMethod.POWER if is_bankier else AllocationMethod(request.method),
        exponent=request.exponent,
        # The power method takes all coefficients of variation as equal.
        spread=spread if is_bankier or request.method == AllocationMethod.NEYMAN else {},
        maximum=request.maximum,
    )
    return design if request.minimum is None else replace(design, minimum=request.minimum)


def _problems(table: PlainTable) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    for row in table.rows:
        stratum, population, spread = row["stratum"], row["N_h"], row.cells.get("S_h", "")
        if not stratum:
            yield table.refused(
                "missing-stratum", "The row has no stratum.", "Name it.", row=row.line
            )
        elif stratum in first_line:
            yield table.refused(
                "duplicate-stratum",
                f"Stratum {stratum} already stands in line {first_line[stratum]}.",
                "Keep one of the rows.",
                row=row.line,
                column="stratum",
            )
        first_line.setdefault(stratum, row.line)
        if not is_whole_number(population) or int(population) == 0:
            yield table.refused(
                "no-population",
                "N_h is not a whole number above 0.",
                "Give the cases in the frame, or take the row out.",
                row=row.line,
                column="N_h",
                value=population,
            )
        mean = row.cells.get("mean", "")
        if mean and not (number_of(mean) or 0) > 0:
            yield table.refused(
                "bad-mean",
                "The mean is not a number above zero.",
                "Give the mean of the stratum, such as the expected share.",
                row=row.line,
                column="mean",
                value=mean,
            )
        if spread and not _is_spread(spread):
            yield table.refused(
                "bad-spread",
                "S_h is not a number from 0 upwards.",
                "Give the standard deviation, such as the root of p (1 - p).",
                row=row.line,
                column="S_h",
                value=spread,
            )


def _is_spread(text: str) -> bool:
    value = number_of(text)
    return value is not None and value >= 0


def _variation(
    table: PlainTable, spread: Mapping[str, float], request: AllocationRequest
) -> dict[str, float]:
    """S_h over the mean of each stratum.

    Raises:
        UsageError: A stratum has no S_h, or no mean.
    """
    found = {}
    for row in table.rows:
        mean = row.cells.get("mean", "") or request.mean
        stratum = row["stratum"]
        if stratum not in spread or mean is None:
            raise UsageError(
                f"{table.file}:{row.line}: method bankier takes S_h and the mean of every stratum. "
                "Add a column `mean`, or give --mean for all."
            )
        found[stratum] = spread[stratum] / float(mean)
    return found


@dataclass(frozen=True, kw_only=True)
class StratifiedSizeCalculation:
    """How many cases a margin takes with strata: whole cases, and the exact figures behind them."""

    population: int
    margin: float
    level: float
    n_proportional: int
    n_neyman: int
    proportional: float
    proportional_s2: float
    neyman: float


def calculate_stratified_size(
    file: Path, *, margin: float, level: float
) -> StratifiedSizeCalculation:
    """How many cases a margin takes with the strata of a CSV of `stratum,N_h,p_h`.

    Raises:
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems, or a value is outside its range.
    """
    table = read_plain_table(file, required=("stratum", "N_h", "p_h"))
    problems = list(_problems(table))
    for row in table.rows:
        share = number_of(row["p_h"])
        if share is None or not 0 <= share <= 1:
            problems.append(
                table.refused(
                    "bad-share",
                    "p_h is not a share from 0 to 1.",
                    "Give the share that is expected in the stratum, .5 where nothing is known.",
                    row=row.line,
                    column="p_h",
                    value=row["p_h"],
                )
            )
    check_no_problems(table.file, problems)
    size = stratified_size_for_margin(
        {row["stratum"]: int(row["N_h"]) for row in table.rows},
        {row["stratum"]: float(row["p_h"]) for row in table.rows},
        margin=margin,
        level=level,
    )
    return StratifiedSizeCalculation(
        population=size.population,
        margin=margin,
        level=level,
        n_proportional=min(math.ceil(size.proportional - ROUNDING), size.population),
        n_neyman=min(math.ceil(size.neyman - ROUNDING), size.population),
        proportional=size.proportional,
        proportional_s2=size.proportional_s2,
        neyman=size.neyman,
    )


def calculate_size(
    *, population: int | None, margin: float, level: float, share: float
) -> SizeCalculation:
    """How many cases an interval of plus or minus `margin` takes.

    Raises:
        CheckFailedError: A value is outside its range.
    """
    size = sample_size_for_margin(population, margin=margin, level=level, share=share)
    return SizeCalculation(
        population=population,
        margin=margin,
        level=level,
        share=share,
        n=size.cases,
        exact=size.exact,
        without_correction=size.without_correction,
    )
