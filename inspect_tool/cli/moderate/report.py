"""`moderate report`: what became of the second reads, as documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder; else reports/.")
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="pdf, xlsx, html.")] = "pdf,xlsx",
) -> None:
    """Write how far readers agreed, what was settled and why, and what is open; for the team."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, progress, say
    from inspect_tool.services.publication.moderation_report import build_moderation_report
    from inspect_tool.services.publication.rendering import formats_named

    workspace = open_workspace(ctx)
    wanted = formats_named(formats)
    with progress("Building the moderation report"):
        built = build_moderation_report(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            formats=wanted,
            folder=output,
        )
    if command_context(ctx).json:
        print_json(built)
        return
    for path in built.paths:
        say(str(path))
    if built.no_pdf:
        say(built.no_pdf)
    say(
        f"{built.complete} of {built.second_reads} cases have two complete reads"
        f"{elsewhere(workspace)}. Disagreements settled: {built.settled}; open: "
        f"{built.still_open}. For the team: it is not for publication."
    )
