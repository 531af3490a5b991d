"""`calc allocate` and `calc size`: how many cases, and how many of each stratum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.domain.percentages import as_chosen, percent

if TYPE_CHECKING:
    from inspect_tool.services.calculations.allocate import AllocationCalculation


def allocate(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="stratum,N_h[,S_h][,mean], a row per stratum."),
    ],
    *,
    size: Annotated[int, typer.Option(help="Cases in the sample.")],
    method: Annotated[
        str,
        typer.Option(
            help="equal, proportional, neyman (needs S_h), power, or bankier (S_h, mean)."
        ),
    ] = "proportional",
    exponent: Annotated[float, typer.Option(help="For power: 0 equal, 1 proportional.")] = 0.5,
    minimum: Annotated[int | None, typer.Option(help="Fewest from a stratum. Default: 2.")] = None,
    maximum: Annotated[int | None, typer.Option(help="Most from a stratum.")] = None,
    mean: Annotated[
        float | None, typer.Option(help="For bankier: mean of strata without one in the file.")
    ] = None,
) -> None:
    """Share a sample between strata; small strata are taken whole, the total is met exactly."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.calculations.allocate import AllocationRequest, calculate_allocation

    request = AllocationRequest(
        size=size, method=method, exponent=exponent, minimum=minimum, maximum=maximum, mean=mean
    )
    calculation = calculate_allocation(file, request)
    if command_context(ctx).json:
        print_json(calculation.strata)
    else:
        _print_allocation(calculation)


def _print_allocation(calculation: AllocationCalculation) -> None:
    from inspect_tool.cli.output import print_table

    width = (
        "" if calculation.half_width is None else str(percent(calculation.half_width, decimals=1))
    )
    population = sum(stratum.N_h for stratum in calculation.strata)
    cases = sum(stratum.n_h for stratum in calculation.strata)
    print_table(
        f"{cases} of {population} cases, {calculation.method}",
        ["stratum", "cases in the frame", "cases in the sample", "exact share"],
        [
            [stratum.stratum, stratum.N_h, stratum.n_h, f"{stratum.target:.2f}"]
            for stratum in calculation.strata
        ],
        caption=f"Expected at a share of one half: plus or minus {width} percentage points."
        if width
        else "Too few cases for an interval: strata need two cases each.",
    )


def size(
    ctx: typer.Context,
    *,
    population: Annotated[
        int | None, typer.Option(help="Cases in the frame. Left out: without limit.")
    ] = None,
    margin: Annotated[float, typer.Option(help="Half the interval's width, as a share.")] = 0.05,
    level: Annotated[float, typer.Option(help="Confidence level, as a share.")] = 0.95,
    share: Annotated[float, typer.Option(help="Expected share; .5 takes most cases.")] = 0.5,
    strata: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="stratum,N_h,p_h instead of population and share."),
    ] = None,
) -> None:
    """Say how many cases an interval of plus or minus the margin takes."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.calculations.allocate import (
        calculate_size,
        calculate_stratified_size,
    )

    if strata is not None:
        stratified = calculate_stratified_size(strata, margin=margin, level=level)
        if command_context(ctx).json:
            print_json(stratified)
            return
        say(
            f"Of {stratified.population} cases in these strata, for plus or minus {100 * margin:g} "
            f"percentage points at {as_chosen(level)} confidence: {stratified.n_proportional} "
            f"shared in proportion to size, {stratified.n_neyman} by size and spread (Neyman)."
        )
        return

    calculation = calculate_size(population=population, margin=margin, level=level, share=share)
    if command_context(ctx).json:
        print_json(calculation)
        return
    base = "a population without limit" if population is None else f"{population} cases"
    say(
        f"{calculation.n} of {base}, for plus or minus {100 * margin:g} percentage points at "
        f"{as_chosen(level)} confidence, where {as_chosen(share)} is expected."
    )
