"""`findings`: counts with their base, and shares with their intervals."""

from __future__ import annotations

import typer

from inspect_tool.cli.findings import estimates, shares
from inspect_tool.cli.findings.options import MeasureKey, Snapshot, figures_of
from inspect_tool.domain.figures import findings

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
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.figures import live_flow

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        flows = live_flow.flow(work, workspace.review, snapshot=snapshot)
    if command_context(ctx).json:
        print_json(flows)
        return
    print_table(
        "Flow, number of children and cases",
        [
            "Authority", "Frame", "Eligible", "Drawn", "Lost", "Replaced", "Purposive",
            "To read", "Read", "Read twice", "Adjudicated", "Counted",
        ],
        [
            [
                one.authority, one.frame, one.eligible, one.drawn, sum(one.lost.values()),
                one.replaced, one.purposive, one.active, one.read, one.read_twice,
                one.adjudicated, one.counted,
            ]
            for one in flows
        ],
        caption="Drawn − lost + replaced + purposive = to read. It reconciles.",
    )  # fmt: skip


@app.command("matrix", epilog="Example: inspect-tool findings matrix")
def matrix(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show how many judgements meet each criterion, in all and by authority."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table

    figures = figures_of(ctx, snapshot)
    cells = findings.matrix(figures)
    if command_context(ctx).json:
        print_json(cells)
        return
    authorities = findings.order_of(figures, "authority")
    found = {(one.criterion, one.group): one for one in cells}
    print_table(
        f"Criteria met, of those judged (snapshot {figures.name})",
        ["Criterion", "All", *authorities],
        [
            [
                criterion,
                *(
                    f"{cell.met} of {cell.judged}"
                    for group in ("", *authorities)
                    for cell in [found[criterion, group]]
                ),
            ]
            for criterion in dict.fromkeys(one.criterion for one in cells)
        ],
    )


app.command("table", epilog="Example: inspect-tool findings table left_too_long --by authority")(
    shares.table
)


@app.command("cross", epilog="Example: inspect-tool findings cross left_too_long oversight_weak")
def cross(
    ctx: typer.Context, first: MeasureKey, second: MeasureKey, snapshot: Snapshot = None
) -> None:
    """Show two measures against each other, in the records that both can be told for."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table

    figures = figures_of(ctx, snapshot)
    found = findings.cross(figures, first, second)
    if command_context(ctx).json:
        print_json(found)
        return
    rows = [
        [f"{first}: yes", found.both, found.first_only, found.both + found.first_only],
        [f"{first}: no", found.second_only, found.neither, found.second_only + found.neither],
        [
            "all",
            found.both + found.second_only,
            found.first_only + found.neither,
            found.both + found.first_only + found.second_only + found.neither,
        ],
    ]
    print_table(
        f"{first} by {second}, number of records",
        ["", f"{second}: yes", f"{second}: no", "All"],
        rows,
        caption=f"{found.not_comparable} records are in the base of one measure only.",
    )


app.command("variation", epilog="Example: inspect-tool findings variation --level .998")(
    shares.variation
)
app.command(
    "compare",
    epilog="Example: inspect-tool findings compare left_too_long --between child_in_need "
    "--and in_care --by case_type",
)(shares.compare)
app.command("response", epilog="Example: inspect-tool findings response")(estimates.response)
app.command(
    "working", epilog="Example: inspect-tool findings working left_too_long --by case_type"
)(estimates.working)
app.command(
    "units", epilog="Example: inspect-tool findings units left_too_long -o left_too_long.csv"
)(estimates.units)
