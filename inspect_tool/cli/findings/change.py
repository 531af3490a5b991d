"""`findings change`: a measure in an earlier review of the same authorities and in this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.findings.options import By, Level, MeasureKey, Snapshot, figures_of, show


def change(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    measure: MeasureKey,
    *,
    earlier: Annotated[Path, typer.Option(help="Folder of the earlier review.")],
    earlier_snapshot: Annotated[
        str | None, typer.Option(help="Which snapshot of it; else the newest.")
    ] = None,
    by: By = None,
    group: Annotated[str, typer.Option(help="With --by: the group that is compared.")] = "",
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show how an estimated share changed since an earlier review, with its interval.

    The two samples have to be independent: each with a seed of its own.
    """
    from inspect_tool.cli.context import other_workspace
    from inspect_tool.cli.findings.for_programs import change_record
    from inspect_tool.domain.figures import change as changes
    from inspect_tool.domain.figures import estimates
    from inspect_tool.domain.report.change_table import change_table
    from inspect_tool.services.figures import snapshots

    options = estimates.options_of("kg", level)
    figures = figures_of(ctx, snapshot)
    other = other_workspace(ctx, earlier)
    with other.reading() as work:
        before = snapshots.figures(work, other.review, earlier_snapshot)
    found = changes.change(before, figures, measure, by=by, group=group, options=options)
    record = change_record(before, figures, found, by, options)
    show(ctx, change_table(before, figures, found), record)
