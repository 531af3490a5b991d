"""`authority withdraw`: an authority leaves the inspection."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.sampling.withdrawal import ReturnedAuthority, WithdrawalView


def withdraw(
    ctx: typer.Context,
    *,
    code: Annotated[str, typer.Argument(help="Code of the authority.")],
    reason: Annotated[
        str,
        typer.Option(
            callback=given_text, help="Why; report and certificate publish it." + ELSEWHERE
        ),
    ] = "",
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day on which it left; else today."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take it back, while no snapshot counted without it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would leave; change nothing.")
    ] = False,
) -> None:
    """Let an authority leave the inspection: none of its cases is read or counted any more.

    What was recorded stays stored, and snapshots that were taken keep what they counted. The next
    snapshot's cover, counts, flow and estimates say how many authorities were inspected and that
    this one left. Before the draw an authority is taken out of review.yaml instead.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.sampling import withdrawal

    workspace = open_workspace(ctx)
    review, on = workspace.review, date.date() if date is not None else None
    with workspace.reading() if dry_run and not undo else workspace.work() as work:
        view: WithdrawalView | ReturnedAuthority
        if undo:
            view = withdrawal.take_back_withdrawal(work, review, authority=code, reason=reason)
        else:
            view = withdrawal.withdraw_authority(
                work, review, authority=code, reason=reason, on=on, dry_run=dry_run
            )
    if command_context(ctx).json:
        print_json(view)
    else:
        _say(view)


def _say(view: WithdrawalView | ReturnedAuthority) -> None:
    from inspect_tool.cli.output import say
    from inspect_tool.services.sampling.withdrawal import WithdrawalView

    if isinstance(view, WithdrawalView):
        _say_what_leaves(view)
    else:
        say(
            f"{view.authority} ({view.name}) is part of the inspection again. Cases to read there: "
            f"{view.cases}."
        )


def _say_what_leaves(view: WithdrawalView) -> None:
    from inspect_tool.cli.output import say

    leaves = "would leave" if view.is_dry_run else "has left"
    say(
        f"{view.authority} ({view.name}) {leaves} the inspection on {view.on}, with {view.cases} "
        f"cases that were to be read; in {view.begun} of them something is recorded, which stays "
        "stored and is counted no more."
    )
    stay = "would stay" if view.is_dry_run else "stay"
    say(f"Authorities that {stay}: {view.left}. For estimates it is one that did not answer.")
    if view.is_dry_run:
        say("Nothing was changed.")
    else:
        say(
            "Next: a new `sample certificate` and a new snapshot, and `moderate top-up` for second "
            "reads. `claim check` says which sentences of the narrative hold no longer."
        )
