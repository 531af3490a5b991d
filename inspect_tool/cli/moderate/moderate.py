"""`moderate`: second reads and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text
from inspect_tool.cli.moderate.agreement import agreement
from inspect_tool.cli.moderate.checks import checks
from inspect_tool.cli.moderate.report import report
from inspect_tool.cli.moderate.workbook import export, import_
from inspect_tool.services.moderation.second_reads import draw_second_reads

if TYPE_CHECKING:
    from inspect_tool.services.moderation.more_second_reads import TopUpView

app = typer.Typer(
    name="moderate",
    help="Second reads, blind, and decisions.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
app.command("agreement", epilog="Example: inspect-tool moderate agreement --by inspector")(
    agreement
)


app.command("export", epilog="Example: inspect-tool moderate export -o moderation.xlsx")(export)
app.command("import", epilog="Example: inspect-tool moderate import moderation.xlsx --dry-run")(
    import_
)
app.command("checks", epilog="Example: inspect-tool moderate checks")(checks)
app.command("report", epilog="Example: inspect-tool moderate report -o reports")(report)


@app.command("draw", epilog="Example: inspect-tool moderate draw")
def draw(ctx: typer.Context) -> None:
    """Choose the plan's share of cases for a second read, and their readers."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        views = draw_second_reads(work, workspace.review)
    if command_context(ctx).json:
        print_json(views)
        return
    print_table(
        f"{len(views)} second reads{elsewhere(workspace)}",
        ["Case", "First reader", "Second reader"],
        [[view.case_ref, view.first_reader, view.second_reader] for view in views],
    )


@app.command("top-up", epilog="Example: inspect-tool moderate top-up --dry-run")
def top_up(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which would come; change nothing.")
    ] = False,
) -> None:
    """Bring second reads to the plan's share again, in the order of `moderate draw`.

    After extensions and losses; what was drawn stays.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.moderation import more_second_reads

    workspace = open_workspace(ctx)
    with workspace.reading() if dry_run else workspace.work() as work:
        view = more_second_reads.top_up(work, workspace.review, dry_run=dry_run)
    if command_context(ctx).json:
        print_json(view)
    else:
        _print_top_up(view)


def _print_top_up(view: TopUpView) -> None:
    from inspect_tool.cli.output import print_table, say

    come = len(view.reads) + view.not_shown
    said = (
        f"{view.before} of {view.cases} cases were drawn for a second read; the plan's share comes "
        f"to {view.wanted}."
    )
    if not come:
        say(f"{said} Nothing is missing.")
        return
    hidden = f" {view.not_shown} of them are not shown: a conflict of interest."
    print_table(
        f"{come} second {'read' if come == 1 else 'reads'} "
        f"{'would come' if view.is_dry_run else 'more'}",
        ["Case", "First reader", "Second reader"],
        [[read.case_ref, read.first_reader, read.second_reader] for read in view.reads],
        caption=said + (hidden if view.not_shown else ""),
    )
    if view.is_dry_run:
        say("Nothing was changed.")
    else:
        say("Next: `case export` for whoever got a read.")


@app.command(
    "extra", epilog="Example: inspect-tool moderate extra ASH-003 --reason 'three red flags'"
)
def extra(
    ctx: typer.Context,
    *,
    case: Annotated[str, typer.Argument(help="The case.")],
    reason: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ] = "",
    to: Annotated[
        str | None, typer.Option(metavar="ID", help="Who reads it; else whoever has fewest reads.")
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take it back, while nobody has begun.")
    ] = False,
) -> None:
    """Have a case read a second time that was not drawn; it stays out of agreement figures."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say, tell
    from inspect_tool.services.moderation import more_second_reads

    as_json = command_context(ctx).json
    workspace = open_workspace(ctx)
    with workspace.work() as work:
        if undo:
            reader = more_second_reads.take_back_extra(work, case_ref=case)
            tell(
                f"{case.upper()} is not read a second time by {reader} any more.",
                as_json=as_json,
                case=case.upper(),
                taken_back_from=reader,
            )
            return
        view = more_second_reads.ask_extra(
            work, workspace.review, case_ref=case, reason=reason, reader=to
        )
    if as_json:
        print_json(view)
        return
    say(f"{view.case_ref} is read a second time by {view.second_reader}, as an extra read.")
    say("It stays out of `moderate agreement`; differences come to `moderate queue` as ever.")


@app.command("queue", epilog="Example: inspect-tool moderate queue")
def queue(ctx: typer.Context) -> None:
    """Show where two complete reads of a case differ."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.moderation import decisions

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        disagreements = decisions.queue(work, workspace.review)
    if command_context(ctx).json:
        print_json(disagreements)
        return
    at_stake = sum(bool(disagreement.measures) for disagreement in disagreements)
    still_open = sum(disagreement.decided is None for disagreement in disagreements)
    print_table(
        f"{len(disagreements)} disagreements, {at_stake} with a measure at stake; "
        f"{still_open} open{elsewhere(workspace)}",
        ["Case", "Item", "What", "First", "Second", "Measures at stake", "Decided"],
        [
            [
                f"{disagreement.case_ref} (extra read)"
                if disagreement.is_extra
                else disagreement.case_ref,
                disagreement.item_id,
                disagreement.title,
                disagreement.first,
                disagreement.second,
                ", ".join(disagreement.measures),
                disagreement.decided or "open",
            ]
            for disagreement in disagreements
        ],
    )


@app.command(
    "decide", epilog='Example: inspect-tool moderate decide ASH-003 MGT.1 --value good --why "…"'
)
def decide(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(help="The case.")],
    item: Annotated[str, typer.Argument(help="A question, or a criterion for its judgement.")],
    why: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ],
    value: Annotated[str | None, typer.Option(help="The adjudicated value.")] = None,
    absence: Annotated[
        str | None,
        typer.Option(help="Why there is no answer, such as not_applicable, as a reader had it."),
    ] = None,
) -> None:
    """Settle a disagreement; the decision stands beside both originals."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.moderation import decisions

    workspace = open_workspace(ctx)
    given = decisions.given_decision(value, absence)
    with workspace.work() as work:
        saved = decisions.decide(
            work, workspace.review, case_ref=case, item_id=item, value=given, why=why
        )
    tell(
        f"{case.upper()} {item}: {saved.value}.",
        as_json=command_context(ctx).json,
        case=case.upper(),
        item=item,
        saved=saved,
    )
