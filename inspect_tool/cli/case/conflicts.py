"""`case conflicts|settle`: answers that crossed, and which one holds."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_tool.cli.case.one_record import Reference, print_conflicts
from inspect_tool.cli.free_text import ELSEWHERE, given_text


def conflicts(ctx: typer.Context) -> None:
    """Show answers that were given without sight of each other and are not settled."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.records.conflicts import list_conflicts

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        unsettled = list_conflicts(work, workspace.review)
    if command_context(ctx).json:
        print_json(unsettled)
    else:
        print_conflicts(unsettled)


def settle(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    ref: Reference,
    item: Annotated[str, typer.Argument(help="A question, or a criterion for its judgement.")],
    take: Annotated[
        int, typer.Option(help="Number of the answer that holds, as `case conflicts` has it.")
    ],
    *,
    read: Annotated[
        str | None, typer.Option(help="first or second, where both reads have a conflict there.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(callback=given_text, help="Words in the place of its note." + ELSEWHERE),
    ] = None,
    joins_notes: Annotated[
        bool, typer.Option("--join-notes", help="Put the notes of the others under it.")
    ] = False,
) -> None:
    """Say which of the answers that crossed holds; the others stay in the history."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.conflicts import Settlement, read_named, settle
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        saved = settle(
            work,
            workspace.review,
            ref=tidy_ref(ref),
            item_id=item,
            choice=Settlement(take, read_named(read), note, joins_notes=joins_notes),
        )
    tell(
        f"{tidy_ref(ref)} {item}: settled, answer {take} is in force.",
        as_json=command_context(ctx).json,
        subject=tidy_ref(ref),
        item=item,
        taken=take,
        saved=saved,
    )
