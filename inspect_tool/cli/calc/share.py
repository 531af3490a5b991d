"""`calc share`: shares with their intervals from a plain table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.result import Estimate
    from inspect_tool.services.calculations.share import ShareCalculation


SampleFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv",
        help="unit,stratum,N_h,y[,weight][,columns of groups], a row per sampled case; "
        "y is 1, 0, empty, or ? for drawn and not answered.",
    ),
]
Totals = Annotated[
    Path | None, typer.Option(metavar="TOTALS.csv", help="group,N of the post-strata.")
]
Extremes = Annotated[
    bool, typer.Option(help="Add the shares if no case with y = ? counted, and if all did.")
]
Endless = Annotated[
    bool, typer.Option(help="Take the population as endless: no correction for its size.")
]


Families = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Siblings have the same value in it; taken together."),
]


def share(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: SampleFile,
    *,
    by: Annotated[str | None, typer.Option(metavar="COLUMN", help="A row per value of it.")] = None,
    interval: Annotated[
        str,
        typer.Option(
            help="kg, kg-wor, nchs, r-beta, logit, wilson or wald; "
            "for one whole stratum exact, agresti-coull, jeffreys or wilson-cc."
        ),
    ] = "kg",
    level: Annotated[float, typer.Option(help="Confidence level, as a share.")] = 0.95,
    classes: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Known cases stand for those with y = ? of their class in it."
        ),
    ] = None,
    post_strata: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="A column whose totals are known.")
    ] = None,
    totals: Totals = None,
    extremes: Extremes = False,
    endless: Endless = False,
    families: Families = None,
) -> None:
    """Estimate a share, with its standard error and interval, from a stratified sample."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json
    from inspect_tool.services.calculations.share import ShareRequest, calculate_shares

    request = ShareRequest(
        by=by,
        interval=interval,
        level=level,
        classes=classes,
        post_strata=post_strata,
        totals=totals,
        extremes=extremes,
        fpc=not endless,
        families=families,
    )
    calculation = calculate_shares(file, request)
    for note in calculation.notes:
        print_error(note)
    if command_context(ctx).json:
        print_json(calculation.records)
    else:
        _print_shares(calculation)


def _print_shares(calculation: ShareCalculation) -> None:
    from inspect_tool.cli.output import print_table

    reasons = [
        f"{estimate.domain}: {estimate.reason}"
        for estimate in calculation.estimates
        if estimate.reason
    ]
    print_table(
        "Estimated share of all cases in the sampling frame",
        [
            "group",
            "cases",
            "share",
            "standard error",
            "degrees of freedom",
            f"{calculation.level:.4g} from",
            "to",
            "weighted base",
            "design effect (without replacement)",
            "(with)",
            *(["missing", "lowest share", "highest share"] if calculation.lowest else []),
        ],
        [_share_row(calculation, at) for at in range(len(calculation.estimates))],
        caption="\n".join([f"Interval: {calculation.interval}.", *reasons]),
    )


def _share_row(calculation: ShareCalculation, at: int) -> list[object]:
    estimate: Estimate = calculation.estimates[at]
    extremes: list[object] = []
    if calculation.lowest:
        shares = (calculation.lowest[at].p, calculation.highest[at].p)
        extremes = [calculation.missing[at], *map(_figure, shares)]
    return [
        estimate.domain,
        estimate.n,
        _figure(estimate.p),
        _figure(estimate.se),
        estimate.df,
        _figure(estimate.lo),
        _figure(estimate.hi),
        f"{estimate.sum_w:.1f}",
        _figure(estimate.deff_wor),
        _figure(estimate.deff_wr),
        *extremes,
    ]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
