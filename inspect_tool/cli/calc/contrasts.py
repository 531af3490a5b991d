"""`calc total|difference|ratio|association`: more than a share, from a plain table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SampleFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv", help="unit,stratum,N_h,y[,weight][,columns], a row per sampled case."
    ),
]
Level = Annotated[float, typer.Option(help="Confidence level, as a share.")]
By = Annotated[str | None, typer.Option(metavar="COLUMN", help="A row per value of it.")]


def total(
    ctx: typer.Context,
    file: SampleFile,
    by: By = None,
    level: Level = 0.95,
    *,
    endless: Annotated[
        bool, typer.Option(help="Take the population as endless: no correction for its size.")
    ] = False,
) -> None:
    """Estimate how many cases of the population count, and how many have an answer."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.contrasts import calculate_totals

    found = calculate_totals(file, by=by, level=level, fpc=not endless)
    title = f"Estimated numbers of cases in the sampling frame, {level:.4g} limits"
    show_records(ctx, title, found.records, notes=found.notes)


def difference(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: SampleFile,
    *,
    by: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the groups.")],
    first: Annotated[str, typer.Option("--between", help="A value of the column.")],
    second: Annotated[str, typer.Option("--and", help="Another value.")],
    interval: Annotated[
        str, typer.Option(help="mover, from the limits of both shares, or t.")
    ] = "mover",
    level: Level = 0.95,
) -> None:
    """Estimate the share of one group less that of another, with its interval."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.contrasts import calculate_difference

    found = calculate_difference(
        file, by=by, between=(first, second), interval=interval, level=level
    )
    title = f"Share of {first} less that of {second}, {level:.4g} limits"
    show_records(ctx, title, [found.difference], notes=found.notes)


def change(  # one parameter an option
    ctx: typer.Context,
    *,
    earlier: Annotated[
        Path, typer.Argument(metavar="EARLIER.csv", help="The earlier sample, a row per case.")
    ],
    later: Annotated[
        Path, typer.Argument(metavar="LATER.csv", help="The later one, drawn independently.")
    ],
    by: By = None,
    families: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Siblings have the same value in it; taken together."),
    ] = None,
    level: Level = 0.95,
) -> None:
    """Estimate the later share less the earlier one, of two samples drawn independently."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.change import calculate_change

    found = calculate_change(earlier, later, by=by, families=families, level=level)
    title = f"Change of the share, {level:.4g} limits"
    show_records(ctx, title, found.records, notes=found.notes)


def ratio(  # one parameter an option
    ctx: typer.Context,
    file: SampleFile,
    *,
    over: Annotated[str, typer.Option(metavar="COLUMN", help="Numbers of the denominator.")],
    of: Annotated[str, typer.Option(metavar="COLUMN", help="Numbers of the numerator.")] = "y",
    by: By = None,
    level: Level = 0.95,
) -> None:
    """Estimate the total of one column of numbers over that of another."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.contrasts import calculate_ratios

    found = calculate_ratios(file, of=of, over=over, by=by, level=level)
    show_records(ctx, f"{of} over {over}, {level:.4g} limits", found.records, notes=found.notes)


def association(
    ctx: typer.Context,
    file: SampleFile,
    *,
    rows: Annotated[str, typer.Option(metavar="COLUMN", help="A column of groups.")],
    columns: Annotated[str, typer.Option(metavar="COLUMN", help="Another column.")],
) -> None:
    """Test whether two columns go together, by Rao and Scott's second-order F."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json, print_table, say
    from inspect_tool.services.calculations.contrasts import calculate_association

    found, notes = calculate_association(file, rows=rows, columns=columns)
    if command_context(ctx).json:
        for note in notes:
            print_error(note)
        print_json(found)
        return
    print_table(
        f"Weighted shares of {found.n} cases: {rows} by {columns}",
        [rows, *found.columns],
        [
            [name, *(f"{share:.4f}" for share in shares)]
            for name, shares in zip(found.rows, found.shares, strict=True)
        ],
    )
    if found.second_order is None:
        say(found.reason or "There is no test.")
        return
    show_records(ctx, "Rao and Scott's test", [found.second_order], notes=notes)
