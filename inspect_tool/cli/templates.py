"""`templates`: what documents are made with, to be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="templates",
    help="Templates of the documents, to be changed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback()
def templates() -> None:
    """Templates of the documents, to be changed."""


@app.command("copy", epilog="Example: inspect-tool templates copy report/print.css")
def copy(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Files or folders, such as report/print.css."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Else the review's templates/.")
    ] = None,
) -> None:
    """Copy the tool's templates into the review, or elsewhere; without a name, all but fonts.

    What is in the review's folder `templates` is used instead of the tool's, file by file: copy
    what you change, and what you leave follows the tool's next version. Nothing is overwritten.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.publication.own_templates import copy_templates
    from inspect_tool.workspace import shipped_folder

    folder = to or open_workspace(ctx).place.templates
    copied = copy_templates(shipped_folder("templates"), folder, names or ())
    number = len(copied.names)
    tell(
        f"{folder}: {number} {'template' if number == 1 else 'templates'}. `report build` names "
        "those that you change.",
        as_json=command_context(ctx).json,
        folder=str(folder),
        names=copied.names,
    )
