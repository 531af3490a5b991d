"""`moderate`: second reads and what came of them."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text
from inspect_tool.cli.moderate.agreement import agreement
from inspect_tool.services.moderation.second_reads import draw_second_reads

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
                disagreement.case_ref,
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
