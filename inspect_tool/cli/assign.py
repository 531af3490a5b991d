"""`assign`: caseloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.assignment.caseloads import CaseloadView

app = typer.Typer(
    name="assign",
    help="Share the cases between inspectors.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("auto", epilog="Example: inspect-tool assign auto")
def auto(ctx: typer.Context) -> None:
    """Give every case one first reader: balanced, siblings together, conflicts respected."""
    from inspect_tool.cli.context import elsewhere, open_workspace
    from inspect_tool.services.assignment import caseloads

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        loads = caseloads.assign_automatically(work, workspace.review)
    _print(ctx, loads, elsewhere(workspace))


@app.command("show", epilog="Example: inspect-tool assign show")
def show(ctx: typer.Context) -> None:
    """Show who reads what."""
    from inspect_tool.cli.context import elsewhere, open_workspace
    from inspect_tool.services.assignment import caseloads

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        loads = caseloads.show(work, workspace.review)
    _print(ctx, loads, elsewhere(workspace))


@app.command("move", epilog="Example: inspect-tool assign move ASH-003 --to rk")
def move(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(help="The case.")],
    to: Annotated[str, typer.Option(help="The inspector who gets it.")],
) -> None:
    """Give a case to another inspector while nobody has answered for it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.assignment import caseloads

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        caseloads.move(work, workspace.review, case_ref=case, inspector=to)
    tell(
        f"{case.upper()} is read by {to}.",
        as_json=command_context(ctx).json,
        case=case.upper(),
        inspector=to,
    )


def _print(ctx: typer.Context, loads: tuple[CaseloadView, ...], without: str) -> None:
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table

    if command_context(ctx).json:
        print_json(loads)
        return
    print_table(
        f"Caseloads, number of cases{without}",
        ["Inspector", "Name", "First reads", "At", "Second reads"],
        [
            [
                load.inspector,
                load.name,
                load.total,
                ", ".join(f"{code} {number}" for code, number in load.by_authority.items()),
                len(load.second_reads),
            ]
            for load in loads
        ],
    )
