"""`findings clocks`: what the statutory clocks say, counted and case by case."""

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
