"""`moderate export|import`: disagreements side by side in a workbook, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook to write.")],
) -> None:
    """Write the open disagreements, both readers side by side, what a sentence hangs on first."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_error, print_json, say
    from inspect_tool.services.moderation.out_workbook import write_disagreements
    from inspect_tool.services.publication.narratives import sentences_by_measure

    workspace = open_workspace(ctx)
    sentences = sentences_by_measure(workspace.place)
    with workspace.work() as work:
        written = write_disagreements(
            work, workspace.review, path=output, keys=workspace.keys, sentences=sentences
        )
    if written.identifiers:
        print_error(f"{written.identifiers} texts in it may identify somebody: see `guard check`.")
    if command_context(ctx).json:
        print_json(written)
        return
    say(
        f"{written.path}: {written.disagreements} open disagreements{elsewhere(workspace)}, "
        f"{written.on_sentences} with a sentence of the narrative at stake, {written.on_measures} "
        f"with a measure; {written.alike} {'group' if written.alike == 1 else 'groups'} can be "
        "decided at once."
    )
    say("When it is filled in: `moderate import FILE`.")


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The filled-in moderation workbook.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; change nothing.")
    ] = False,
) -> None:
    """Take decisions of a moderation workbook in; what both readers said stays."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_problems, say
    from inspect_tool.services.moderation.in_workbook import take_disagreements

    workspace = open_workspace(ctx)
    begin = workspace.reading if dry_run else workspace.work
    taken = take_disagreements(begin, workspace.review, path=file, keys=workspace.keys)
    if command_context(ctx).json:
        print_json(taken, dry_run=dry_run)
    else:
        print_problems(taken.problems)
        would = "would be " if dry_run else ""
        say(
            f"{taken.file}: {taken.decided} {would}decided, {taken.unchanged} as before, "
            f"{len(taken.problems)} not taken, {taken.left_open} without a decision."
        )
        if taken.absent:
            are = "disagreement has" if taken.absent == 1 else "disagreements have"
            say(
                f"{taken.absent} open {are} no row in this file; `moderate export` writes a new "
                "one."
            )
    if taken.problems:
        raise typer.Exit(1)
