"""`new` and `status`: start a review, and see where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

new_app = typer.Typer(rich_markup_mode=None, add_completion=False)
status_app = typer.Typer(rich_markup_mode=None, add_completion=False)


@new_app.command(epilog="Example: inspect-tool new neglect-2027")
def new(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    framework: Annotated[
        str | None, typer.Option(help="neglect or teaching; else neglect, or that of the lists.")
    ] = None,
    lists: Annotated[
        str | None,
        typer.Option(
            "--list",
            help="plain, for a list of your own, or annex-a-all, for care leavers, adoption or "
            "adopters; else Annex A.",
        ),
    ] = None,
) -> None:
    """Start a review: a plan to fill in, a framework and a narrative to write."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review.documents import start_review
    from inspect_tool.workspace import shipped_folder

    start_review(folder, templates=shipped_folder("templates"), framework=framework, lists=lists)
    tell(
        f"{folder} is ready. Next: fill in {folder}/review.yaml, then `plan check` in that folder.",
        as_json=command_context(ctx).json,
        folder=folder,
    )


@status_app.command(epilog="Example: inspect-tool status")
def status(ctx: typer.Context) -> None:
    """Say where the review stands, by authority, and what to do next."""
    from inspect_tool.cli.context import command_context, in_words, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.overview.status import status_of
    from inspect_tool.services.review.witness import words_on

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        urgent = (words_on(work, workspace.witness), workspace.not_wiped)
        view = status_of(work, workspace.review, urgent=tuple(filter(None, urgent)))
    if command_context(ctx).json:
        print_json(view)
        return
    print_table(
        f"{view.title}: {in_words(view.stage)}",
        ["Authority", "Name", "Frame", "Eligible", "To read", "Assigned", "Read", "Next"],
        [
            [
                authority.authority,
                authority.name,
                "yes" if authority.has_frame else "no",
                authority.eligible,
                authority.to_read,
                authority.assigned,
                authority.read,
                in_words(authority.next_step),
            ]
            for authority in view.authorities
        ],
        as_written=True,
    )
    if view.states:
        numbers = ", ".join(f"{number} {state.value}" for state, number in view.states.items())
        say(f"Records: {numbers}.")
    if view.complete_not_submitted:
        number = view.complete_not_submitted
        words = "complete record is" if number == 1 else "complete records are"
        say(f"{number} {words} not submitted yet; `case submit --all` submits what can be.")
    for notice in view.notices:
        say(notice)
    for event in (*view.team_changes, *((view.keeper,) if view.keeper else ())):
        say(event.words)
    say(f"Next: {view.next_step}")
