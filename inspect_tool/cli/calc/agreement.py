"""`calc agreement`: how far readers agree, from a plain table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.domain.agreement.table import Agreement
    from inspect_tool.services.calculations.agreement import AgreementCalculation


def agreement(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="A row per case, a column per reader.")
    ],
    scale: Annotated[
        str | None, typer.Option(help="The judgements in order, with commas between.")
    ] = None,
    level: Annotated[float, typer.Option(help="Confidence level, as a share.")] = 0.95,
) -> None:
    """Show every coefficient of agreement side by side, with its interval."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.calculations.agreement import calculate_agreement

    steps = None if scale is None else [step.strip() for step in scale.split(",")]
    calculation = calculate_agreement(file, scale=steps, level=level)
    if command_context(ctx).json:
        print_json(calculation.records)
    else:
        _print_agreement(calculation)


def _print_agreement(calculation: AgreementCalculation) -> None:
    from inspect_tool.cli.output import print_table

    reasons = [
        f"{measured.coefficient.words}: {measured.reason}"
        for measured in calculation.agreements
        if measured.reason
    ]
    print_table(
        f"Agreement on {', '.join(calculation.scale)}",
        [
            "coefficient",
            "value",
            "standard error",
            f"{calculation.level:.4g} from",
            "to",
            "cases",
            "readers",
        ],
        [_agreement_row(measured) for measured in calculation.agreements],
        caption="\n".join(reasons),
    )


def _agreement_row(measured: Agreement) -> list[object]:
    figures = (measured.value, measured.se, measured.lo, measured.hi)
    shown = ["" if figure is None else f"{figure:.4f}" for figure in figures]
    return [measured.coefficient.words, *shown, measured.n, measured.readers]
