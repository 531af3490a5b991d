"""The options that findings share, the snapshot they come from, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.domain.claims.scale import WordingScale
    from inspect_tool.domain.content.blocks import Table
    from inspect_tool.domain.figures.basis import SnapshotFigures

Snapshot = Annotated[str | None, typer.Option("--snapshot", help="Which one; else the newest.")]
MeasureKey = Annotated[str, typer.Argument(help="A measure of the framework.")]
Counted = Annotated[
    str, typer.Argument(help="A measure or median of the framework, or the id of a question.")
]
By = Annotated[str | None, typer.Option("--by", help="authority, case_type or a field.")]
IntervalName = Annotated[
    str,
    typer.Option(
        "--interval",
        help="kg, kg-wor, nchs, r-beta, logit, wilson or wald; "
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


def scale_of(ctx: typer.Context) -> WordingScale:
    """The scale of words of the review."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.publication.claims import wording_scale

    workspace = open_workspace(ctx)
    return wording_scale(workspace.review, workspace.place)


def show(ctx: typer.Context, table: Table, record: object) -> None:
    """Print a table for a person, or with `--json` its record for a program."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.cli.printed_table import show_table

    if command_context(ctx).json:
        print_json(record)
    else:
        show_table(table)
