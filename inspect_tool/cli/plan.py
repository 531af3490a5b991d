"""`plan`: read the plan as a compiler reads a program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="plan",
    help="Read the review's plan.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("check", epilog="Example: inspect-tool plan check")
def check(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A plan; else the review's own.")] = None,
) -> None:
    """Say every fault of the plan in one pass: file, line, what is wrong, what to do."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context, review_folder
    from inspect_tool.services.reviews import PLAN_FILE, check_plan_file

    path = file or review_folder(ctx) / PLAN_FILE
    loaded = check_plan_file(path)
    print_check(command_context(ctx), path.name, loaded.problems, digest=loaded.digest)


@app.command("schema", epilog="Example: inspect-tool plan schema > review.schema.json")
def schema() -> None:
    """Print the JSON Schema of the plan, for editors that complete and underline."""
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.reviews import plan_schema

    print_json(plan_schema())
