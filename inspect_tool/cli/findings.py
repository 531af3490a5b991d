"""`findings`: counts with their base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fractions import Fraction

    from inspect_tool.services.snapshots import Evidence

app = typer.Typer(
    name="findings",
    help="Count findings from a snapshot.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Snapshot = Annotated[str | None, typer.Option("--snapshot", help="Which one; else the newest.")]
MeasureKey = Annotated[str, typer.Argument(help="A measure of the framework.")]


def _evidence(ctx: typer.Context, name: str | None) -> Evidence:
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services import snapshots

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        return snapshots.evidence(work, workspace.review, name)


def _percent(share: Fraction | None) -> str:
    return "" if share is None else f"{float(100 * share):.0f}%"


@app.command("flow", epilog="Example: inspect-tool findings flow --json")
def flow(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show the way from frame to counted case; exit with 1 where it does not reconcile."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services import findings

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        flows = findings.flow(work, workspace.review, snapshot=snapshot)
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
    from inspect_tool.services import findings

    evidence = _evidence(ctx, snapshot)
    cells = findings.matrix(evidence)
    if command_context(ctx).json:
        print_json(cells)
        return
    authorities = findings.order_of(evidence, "authority")
    found = {(one.criterion, one.group): one for one in cells}
    print_table(
        f"Criteria met, of those judged (snapshot {evidence.name})",
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


@app.command("table", epilog="Example: inspect-tool findings table left_too_long --by authority")
def table(
    ctx: typer.Context,
    measure: MeasureKey,
    by: Annotated[str | None, typer.Option(help="authority, case_type or a field.")] = None,
    refs: Annotated[bool, typer.Option(help="Name the cases behind each count.")] = False,
    snapshot: Snapshot = None,
) -> None:
    """Show a measure with its base, in all and in each group."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services import findings

    evidence = _evidence(ctx, snapshot)
    counts = findings.table(evidence, measure, by=by)
    if command_context(ctx).json:
        print_json(
            [
                {**_count_for_programs(one), "refs": one.refs, "unknown_refs": one.unknown_refs}
                for one in counts
            ]
        )
        return
    print_table(
        f"{counts[0].title}, among {counts[0].noun} (snapshot {evidence.name})",
        [
            by or "Group",
            "Count",
            "Base",
            "Share",
            "No answer that counts",
            *(["Cases"] if refs else []),
        ],
        [
            [
                one.group or "all",
                one.count,
                one.base,
                _percent(one.share) if one.base >= evidence.percentages_from else "",
                len(one.unknown_refs),
                *([", ".join(one.refs)] if refs else []),
            ]
            for one in counts
        ],
        caption=f"No percentage where the base is below {evidence.percentages_from}.",
    )


def _count_for_programs(count: object) -> dict[str, object]:
    names = ("measure", "title", "noun", "group", "count", "base", "share")
    return {name: getattr(count, name) for name in names}


@app.command("cross", epilog="Example: inspect-tool findings cross left_too_long oversight_weak")
def cross(
    ctx: typer.Context, first: MeasureKey, second: MeasureKey, snapshot: Snapshot = None
) -> None:
    """Show two measures against each other, in the records that both can be told for."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services import findings

    evidence = _evidence(ctx, snapshot)
    found = findings.cross(evidence, first, second)
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


@app.command("variation", epilog="Example: inspect-tool findings variation")
def variation(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show in how many authorities each thing was seen, and the range between them."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services import findings

    evidence = _evidence(ctx, snapshot)
    found = findings.variation(evidence)
    if command_context(ctx).json:
        print_json(found)
        return
    print_table(
        f"Variation between authorities (snapshot {evidence.name})",
        ["Measure", "Count", "Base", "Seen in", "Lowest share", "Highest share"],
        [
            [
                one.measure,
                one.count,
                one.base,
                f"{one.seen_in} of {one.authorities}",
                f"{_percent(one.lowest)} {one.lowest_authority}",
                f"{_percent(one.highest)} {one.highest_authority}",
            ]
            for one in found
        ],
        caption="Shares of an authority rest on few cases: a range, not a league table.",
    )
