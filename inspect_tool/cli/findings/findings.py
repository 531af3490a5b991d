"""`findings`: counts with their base, and shares with their intervals."""

from __future__ import annotations

from collections.abc import Callable

import typer

from inspect_tool.cli.findings import answers, clocks, estimates, rounds
from inspect_tool.cli.findings import change as changes
from inspect_tool.cli.findings.options import Counted, Snapshot, figures_of, show

app = typer.Typer(
    name="findings",
    help="Count findings from a snapshot, and estimate shares of all children.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("flow", epilog="Example: inspect-tool findings flow --json")
def flow(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show the way from frame to counted case; exit with 1 where it does not reconcile."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.domain.report.flow_tables import progress_table
    from inspect_tool.services.figures import live_flow

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        flows = live_flow.flow(work, workspace.review, snapshot=snapshot)
    show(ctx, progress_table(flows, workspace.review.plan.words), flows)


@app.command("matrix", epilog="Example: inspect-tool findings matrix")
def matrix(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show how many judgements meet each criterion, in all and by authority."""
    from inspect_tool.domain.figures import findings
    from inspect_tool.domain.report.judgement_tables import matrix_table

    figures = figures_of(ctx, snapshot)
    cells = findings.matrix(figures)
    show(ctx, matrix_table(figures, cells), cells)


@app.command("cross", epilog="Example: inspect-tool findings cross left_too_long oversight_weak")
def cross(ctx: typer.Context, first: Counted, second: Counted, snapshot: Snapshot = None) -> None:
    """Show two measures or questions against each other, in the records that have both."""
    from inspect_tool.cli.findings.questions import is_of_measures, show_crossing
    from inspect_tool.domain.figures import findings
    from inspect_tool.domain.report.measure_tables import cross_table

    figures = figures_of(ctx, snapshot)
    if not is_of_measures(figures, first, second):
        show_crossing(ctx, figures, first, second)
        return
    found = findings.cross(figures, first, second)
    show(ctx, cross_table(figures, found), found)
    answers.say_where_the_words_are(ctx, f"{first}=yes", f"{second}=yes")


EXAMPLES: dict[Callable[..., None], str] = {
    estimates.table: "findings table left_too_long --by authority",
    estimates.variation: "findings variation --level .998",
    estimates.compare: "findings compare left_too_long --between child_in_need --and in_care "
    "--by case_type",
    clocks.clocks: "findings clocks TIM.1.e",
    changes.change: "findings change left_too_long --earlier ../neglect-2013",
    rounds.compare_rounds: "findings compare-rounds --earlier ../neglect-2013 -o rounds.xlsx",
    estimates.response: "findings response",
    estimates.working: "findings working left_too_long --by case_type",
    estimates.units: "findings units left_too_long -o left_too_long.csv",
    answers.answers: "findings answers --where HIST.1=inadequate",
    clocks.own_view: "findings own-view",
}
for command, example in EXAMPLES.items():
    name = command.__name__.replace("_", "-")
    app.command(name, epilog=f"Example: inspect-tool {example}")(command)
