"""`findings compare-rounds`: every measure of an earlier review beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.findings.options import Level, Snapshot, show


def compare_rounds(
    ctx: typer.Context,
    *,
    earlier: Annotated[Path, typer.Option(help="Folder of the earlier review.")],
    earlier_snapshot: Annotated[
        str | None, typer.Option(help="Which snapshot of it; else the newest.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv or .xlsx file to write.")
    ] = None,
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show each measure in two rounds with its change and interval, and what is not compared.

    A measure is compared where both frameworks mean the same by it. The two samples have to be
    independent: each with a seed of its own.
    """
    from inspect_tool.cli.context import command_context, open_workspace, other_workspace
    from inspect_tool.cli.output import say
    from inspect_tool.cli.printed_table import show_table
    from inspect_tool.domain.figures import estimates, rounds
    from inspect_tool.domain.report.rounds_tables import not_compared_table, rounds_table
    from inspect_tool.services.figures import snapshots
    from inspect_tool.services.publication.rounds import write_rounds

    other = other_workspace(ctx, earlier)
    with other.reading() as work:
        before = snapshots.figures(work, other.review, earlier_snapshot)
    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        figures = snapshots.figures(work, workspace.review, snapshot)
    found = rounds.compare_rounds(before, figures, options=estimates.options_of("kg", level))
    if output is not None:
        with workspace.reading() as work:
            write_rounds(work, figures, found, path=output)
    show(ctx, rounds_table(figures, found), found)
    if command_context(ctx).json:
        return
    if found.not_compared:
        show_table(not_compared_table(figures, found))
    if output is not None:
        say(str(output))
