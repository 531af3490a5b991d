"""The snapshot that figures come from, and how figures are said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.domain.percentages import Percentage

if TYPE_CHECKING:
    from fractions import Fraction

    from inspect_tool.domain.figures.basis import SnapshotFigures

Snapshot = Annotated[str | None, typer.Option("--snapshot", help="Which one; else the newest.")]
MeasureKey = Annotated[str, typer.Argument(help="A measure of the framework.")]
By = Annotated[str | None, typer.Option("--by", help="authority, case_type or a field.")]
IntervalName = Annotated[
    str,
    typer.Option(
        "--interval",
        help="kg, nchs, r-beta, logit, wilson or wald; "
        "for one whole stratum exact, agresti-coull, jeffreys or wilson-cc.",
    ),
]
Level = Annotated[float, typer.Option("--level", help="Confidence level, as a share.")]


def figures_of(ctx: typer.Context, name: str | None) -> SnapshotFigures:
    """The records and the sample of a snapshot."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.figures import snapshots

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        return snapshots.figures(work, workspace.review, name)


def percent(share: Fraction | float | None) -> str:
    """A share as a whole per cent; nothing where there is none."""
    return "" if share is None else Percentage(share).text
