"""`findings clocks|own-view`: statutory clocks, and the authorities' own grades."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_tool.cli.findings.options import Snapshot, figures_of, show


def clocks(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(help="A clock, such as TIM.1.e, to see each case; else all clocks.")
    ] = "",
    snapshot: Snapshot = None,
) -> None:
    """Show how many were in time, late, not due, overdue, without a limit, not assessable."""
    from inspect_tool.domain.figures.clocks import clock_counts, timed_cases
    from inspect_tool.domain.report.clock_tables import counted_clocks_table, timed_table

    figures = figures_of(ctx, snapshot)
    if question:
        cases = timed_cases(figures, question)
        show(ctx, timed_table(figures, question, cases), cases)
        return
    counts = clock_counts(figures)
    show(ctx, counted_clocks_table(figures, counts), counts)


def own_view(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show the authorities' own grades beside the judgements, and how far the two agree."""
    from inspect_tool.domain.figures import own_view as figures_of_own
    from inspect_tool.domain.report.own_view_tables import graded_table

    figures = figures_of(ctx, snapshot)
    rows = figures_of_own.own_view(figures)
    show(ctx, graded_table(figures, rows), rows)
