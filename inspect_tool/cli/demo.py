"""`demo`: the whole job on the sample review."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: inspect-tool demo try-out")
def run(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the review is left.")] = Path("demo"),
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what an earlier demonstration left.")
    ] = False,
) -> None:
    """Do the whole job on the sample review: returns, draw, records, counts, report."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, progress_over, say
    from inspect_tool.demonstration import Job, prepare_folder

    prepare_folder(folder, may_replace=replace)
    job = Job(folder)
    for step in progress_over(list(job.steps()), words=attrgetter("words")):
        step.run()
    result = job.result()
    if command_context(ctx).json:
        print_json(result)
        return
    say(f"{result.cases} cases, {result.problems} problems found in the authorities' returns.")
    for path in result.reports:
        say(f"  {path}")
    say(f"  {result.certificate.absolute()}")
    if result.no_pdf:
        say(result.no_pdf)
    say("Three things to try next:")
    for command in (
        "findings table left_too_long --by authority",
        "claim explain left_too_long",
        "sample show",
    ):
        say(f"  inspect-tool --review {folder} {command}")
    say("The same review in a browser, as one of its inspectors:")
    say(f"  inspect-tool --review {folder} --as ab serve")
