"""`calc count|two-stage|by-size`: counts, and samples that were drawn in other ways."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Level = Annotated[float, typer.Option(help="Confidence level, as a share.")]


def count(
    ctx: typer.Context,
    *,
    yes: Annotated[int, typer.Option(help="Cases that count.")],
    of: Annotated[int, typer.Option(help="Cases in the sample.")],
    population: Annotated[
        int | None, typer.Option(help="Cases that they were drawn from, for exact limits.")
    ] = None,
    level: Level = 0.95,
) -> None:
    """Show every interval of a count from a simple random sample, side by side."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.counts import calculate_count

    found = calculate_count(yes, of, population=population, level=level)
    show_records(ctx, f"{yes} of {of}, {level:.4g} limits", found)


def two_stage(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv", help="unit,stratum,N_h,y,authority[,weight], a row per case."
        ),
    ],
    *,
    authorities: Annotated[
        Path,
        typer.Option(metavar="AUTHORITIES.csv", help="authority,chance[,stratum], all drawn."),
    ],
    interval: Annotated[str, typer.Option(help="As in `calc share`.")] = "kg",
    level: Level = 0.95,
) -> None:
    """Estimate a share over all authorities from cases of authorities that were drawn."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.stages import calculate_two_stages

    found = calculate_two_stages(file, authorities, interval=interval, level=level)
    title = f"Estimated share over all authorities, {level:.4g} limits"
    show_records(ctx, title, [found])


def by_size(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="unit,chance,y[,stratum], a row per drawn unit."),
    ],
    level: Level = 0.95,
) -> None:
    """Estimate a total and a mean from units drawn with chances by size (PPS)."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.stages import calculate_by_size

    found = calculate_by_size(file, level=level)
    show_records(ctx, f"Total and mean of y, {level:.4g} limits of the mean", [found])
