"""`assign`: caseloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.assignment.balance import BalanceView
    from inspect_tool.services.assignment.caseloads import CaseloadView
    from inspect_tool.services.records.hand_over import HandOverView

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
    """Give a case to another inspector while nobody has answered for it.

    `assign hand-over` moves reads that were begun, and many at once.
    """
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


@app.command(
    "hand-over",
    epilog="Example: inspect-tool assign hand-over --from ab --to cd --authority ASH "
    "--reason 'away until the end of fieldwork' --dry-run",
)
def hand_over(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    giver: Annotated[
        str, typer.Option("--from", metavar="ID", help="Whose reads; in the plan or not any more.")
    ],
    to: Annotated[str, typer.Option(metavar="ID", help="The inspector who gets them.")],
    reason: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ] = "",
    authority: Annotated[str | None, typer.Option(help="Only those at this authority.")] = None,
    cases: Annotated[
        list[str] | None, typer.Option("--case", metavar="REF", help="Only these cases.")
    ] = None,
    with_complete: Annotated[
        bool, typer.Option("--with-complete", help="Complete reads too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be moved; change nothing.")
    ] = False,
) -> None:
    """Give an inspector's first and second reads, begun or not, to another.

    What was recorded keeps its author. Every read is checked before any is moved: conflicts of
    interest, and that nobody gets a case's second read who has had its first, or the other way
    round. Issue the new reader's workbooks again afterwards.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.records import hand_over as reads

    workspace = open_workspace(ctx)
    wanted = reads.HandOverWanted(
        giver=giver,
        taker=to,
        authority=authority,
        cases=tuple(cases or ()),
        with_complete=with_complete,
    )
    with workspace.reading() if dry_run else workspace.work() as work:
        view = reads.hand_over(work, workspace.review, wanted, reason=reason, dry_run=dry_run)
    if command_context(ctx).json:
        print_json(view)
    else:
        _print_hand_over(view)


def _print_hand_over(view: HandOverView) -> None:
    from inspect_tool.cli.output import print_table, say

    would = "would go" if view.is_dry_run else "went"
    print_table(
        f"{_reads(len(view.reads))} {would} from {view.giver} to {view.taker}",
        ["Case", "Read", "Standing"],
        [[read.case_ref, read.reader, read.standing] for read in view.reads],
        caption=f"Complete reads that stay in the name of {view.giver}: {view.stay}."
        if view.stay
        else "",
    )
    if view.is_dry_run:
        say("Nothing was changed.")
    else:
        say(
            f"Next: `case export --inspector {view.taker}` writes workbooks with them. What "
            f"{view.giver} still sends in is not lost: `case import` keeps it."
        )


@app.command("balance", epilog="Example: inspect-tool assign balance --without ab --dry-run")
def balance(
    ctx: typer.Context,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="An inspector who gets nothing more; may be repeated."),
    ] = None,
    reason: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would move; change nothing.")
    ] = False,
) -> None:
    """Even caseloads out after extensions and losses: only reads that nobody began move.

    The draw's seed says which case goes, so that the same state gives the same moves.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.assignment import balance as evening

    workspace = open_workspace(ctx)
    with workspace.reading() if dry_run else workspace.work() as work:
        view = evening.balance(
            work, workspace.review, without=tuple(without or ()), reason=reason, dry_run=dry_run
        )
    if command_context(ctx).json:
        print_json(view)
    else:
        _print_balance(view)


def _print_moves(view: BalanceView, would: str) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"{_reads(len(view.moves) + view.not_shown)} {would}",
        ["Case", "Read", "From", "To"],
        [[move.case_ref, move.reader, move.giver, move.taker] for move in view.moves],
        caption=f"{view.not_shown} of them are not shown: a conflict of interest."
        if view.not_shown
        else "",
    )


def _print_balance(view: BalanceView) -> None:
    from inspect_tool.cli.output import print_table, say

    would = "would move" if view.is_dry_run else "moved"
    if not view.moves and not view.not_shown:
        say("No read moves: the loads are as even as what nobody began lets them be.")
    else:
        _print_moves(view, would)
    print_table(
        "Reads of each inspector, before and after",
        ["Inspector", "First before", "First after", "Second before", "Second after"],
        [
            [
                load.inspector,
                load.first_before,
                load.first_after,
                load.second_before,
                load.second_after,
            ]
            for load in view.loads
        ],
    )
    if view.unassigned:
        say(f"{view.unassigned} cases have no reader yet: `assign auto` gives them one.")
    if view.is_dry_run:
        say("Nothing was changed.")
    elif view.moves or view.not_shown:
        say("Next: `case export` for whoever got or gave a read.")


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
                _second_reads(load),
            ]
            for load in loads
        ],
    )


def _second_reads(load: CaseloadView) -> str:
    extra = f", {len(load.extra_reads)} asked for" if load.extra_reads else ""
    return f"{len(load.second_reads)}{extra}"


def _reads(number: int) -> str:
    return "1 read" if number == 1 else f"{number} reads"
