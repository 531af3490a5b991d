"""`db`: care of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="db",
    help="Upgrade, back up and check the database.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("upgrade", epilog="Example: inspect-tool db upgrade")
def upgrade(ctx: typer.Context) -> None:
    """Bring the database to this version of the tool; a backup is made first."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    done = database_care.upgrade(workspace.database_as_found, workspace.database_file)
    tell(done, as_json=command_context(ctx).json, done=done)


@app.command("backup", epilog="Example: inspect-tool db backup -o review-backup.db")
def backup(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="A file that does not exist.")],
) -> None:
    """Write a complete copy of the database; copying the file by hand may miss its newest part."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        database_care.back_up(work, workspace.database, output)
    tell(
        f"{output} holds the database. The key files in keys/ are not in it: keep them apart.",
        as_json=command_context(ctx).json,
        path=output,
    )


@app.command("check", epilog="Example: inspect-tool db check")
def check(ctx: typer.Context) -> None:
    """Check the file, what points to what, and the chains of the audit trail."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        result = database_care.check_database(work, workspace.database)
    if command_context(ctx).json:
        print_json(result)
    else:
        for fault in result.faults:
            say(fault)
        faults = len(result.faults)
        say(f"{result.entries} audit entries in {result.streams} chains, {faults} faults.")
    if result.faults:
        raise typer.Exit(1)
