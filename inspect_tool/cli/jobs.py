"""`jobs`: what runs beside the pages."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.jobs.jobs import JobView

app = typer.Typer(
    name="jobs",
    help="What runs beside the pages: builds, imports, exports.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Name = Annotated[str, typer.Argument(metavar="JOB", help="As `jobs list` calls it.")]


@app.command("ask", epilog="Example: inspect-tool jobs ask report edition=internal formats=pdf")
def ask(
    ctx: typer.Context,
    kind: Annotated[
        str, typer.Argument(help="report, letters, tables, seal, return or workbooks.")
    ],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]…", help="What the job is to do.")
    ] = None,
    files: Annotated[
        list[Path] | None, typer.Option("--file", help="A file for it; once for each.")
    ] = None,
) -> None:
    """Ask for a job; `serve` or `jobs run` takes it up, and it acts as you."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.domain.jobs import JobKind
    from inspect_tool.errors import UsageError
    from inspect_tool.services.jobs import jobs

    if kind not in set(JobKind):
        raise UsageError(f"There is no such kind of job. There are: {', '.join(JobKind)}.")
    pairs = [one.partition("=") for one in arguments or ()]
    if not all(sign for _, sign, _ in pairs):
        raise UsageError("What a job is to do is given as NAME=VALUE, such as edition=public.")
    workspace = open_workspace(ctx)
    given = [(path.name, path.read_bytes()) for path in files or ()]
    with workspace.work() as work:
        asked = jobs.ask(
            work,
            workspace.folder,
            kind=JobKind(kind),
            arguments={name: value for name, _, value in pairs},
            files=given,
        )
    tell(
        f"{asked.name}: {asked.kind.words}. `serve` runs it, or `jobs run`.",
        as_json=command_context(ctx).json,
        job=asked.name,
    )


@app.command("list", epilog="Example: inspect-tool jobs list")
def list_(ctx: typer.Context) -> None:
    """List jobs, the newest first: your own, or everybody's where you are a lead."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.jobs.jobs import list_jobs

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = list_jobs(work)
    if command_context(ctx).json:
        print_json(found)
        return
    print_table(
        "Jobs",
        ["Job", "What", "Asked by", "On", "State", "Message"],
        [[*_cells(one), one.message] for one in found],
    )


def _cells(one: JobView) -> list[str]:
    return [one.name, one.kind.words, one.asked_by, f"{one.asked_at:%Y-%m-%d %H:%M}", one.words]


@app.command("run", epilog="Example: inspect-tool jobs run")
def run(ctx: typer.Context) -> None:
    """Run what waits, one job after the other, each as the person who asked for it.

    A job whose process was killed is taken over once nothing was heard of it for 90 seconds.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import say, tell
    from inspect_tool.job_runner import run_jobs

    # A server that ends asks for this: the job is given back, as with Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    is_json = command_context(ctx).json
    number = run_jobs(open_workspace(ctx), tell=(lambda _: None) if is_json else say)
    jobs = "1 job" if number == 1 else f"{number} jobs"
    tell(f"{jobs} run." if number else "No job waits.", as_json=is_json, run=number)


@app.command("cancel", epilog="Example: inspect-tool jobs cancel 3fa9c2d13fa9c2d1")
def cancel(ctx: typer.Context, name: Name) -> None:
    """Cancel a job: one that waits at once, one that runs before its next step."""
    from inspect_tool.services.jobs import jobs

    _change(ctx, name, jobs.cancel)


@app.command("retry", epilog="Example: inspect-tool jobs retry 3fa9c2d13fa9c2d1")
def retry(ctx: typer.Context, name: Name) -> None:
    """Have a job that failed or was cancelled tried again, as the person who asked for it."""
    from inspect_tool.services.jobs import jobs

    _change(ctx, name, jobs.retry)


def _change(ctx: typer.Context, name: str, change: object) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell

    assert callable(change)  # noqa: S101
    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = change(work, name)
    tell(
        f"{view.name}: {view.words}.",
        as_json=command_context(ctx).json,
        job=view.name,
        state=view.state.value,
    )
