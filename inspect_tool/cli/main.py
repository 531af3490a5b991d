"""The command `inspect-tool`: its nouns, the options before them, and what errors become."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from inspect_tool import __version__
from inspect_tool.cli import (
    assign,
    calc,
    case,
    db,
    demo,
    findings,
    frame,
    framework,
    moderate,
    plan,
    report,
    review,
    sample,
    snapshot,
)
from inspect_tool.cli.context import CommandContext

OPTIONS_WITH_VALUE = ("--review", "--as")
OPTIONS_ALONE = ("--json",)


class OptionsAnywhere(TyperGroup):
    """Takes `--review`, `--as` and `--json` wherever they stand in the command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move the options that stand before the noun to the front."""
        return super().parse_args(ctx, hoist(args))


def hoist(args: list[str]) -> list[str]:
    """The words of a command with the common options first; after `--` nothing moves."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in OPTIONS_ALONE or word.startswith(tuple(f"{one}=" for one in OPTIONS_WITH_VALUE)):
            front.append(word)
        elif word in OPTIONS_WITH_VALUE:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return front + rest


app = typer.Typer(
    cls=OptionsAnywhere,
    no_args_is_help=True,
    # Errors of a library print their values, which are case data.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Sample cases, record findings, count them and publish the report of a thematic "
    "inspection of children's services.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # Typer gives it so
    if wanted:
        typer.echo(f"inspect-tool {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    review_folder: Annotated[
        Path | None,
        typer.Option("--review", metavar="FOLDER", help="The review; else the nearest upwards."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who acts: an id of the team.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print results for a program.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Sample cases, record findings, count them and publish the report of a thematic inspection."""
    ctx.obj = CommandContext(review=review_folder, person=person, json=json)


for noun in (
    plan, framework, frame, sample, assign, case, moderate, snapshot, findings, report, calc, db,
):  # fmt: skip
    app.add_typer(noun.app)
app.command("demo")(demo.run)
app.command("new")(review.new)
app.command("status")(review.status)


def main() -> None:
    """Run a command; what goes wrong becomes a sentence and the promised exit code."""
    from inspect_tool.cli.output import print_error, print_problems
    from inspect_tool.errors import InspectToolError

    try:
        app()
    except InspectToolError as error:
        print_problems(error.problems)
        print_error(error.message)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of the pipe has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
