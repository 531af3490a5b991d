"""`findings answers`: every answer as one table, and the words behind a count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.findings.options import Snapshot

if TYPE_CHECKING:
    from inspect_tool.services.figures.answers import BehindCount, BehindView


def answers(
    ctx: typer.Context,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="File to write: .xlsx, or .zip for CSV with a Data Package."
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUESTION=VALUE",
            help="Only records counted so; several must all hold. Without -o their words.",
        ),
    ] = None,
    snapshot: Snapshot = None,
) -> None:
    """Write every answer as one table, or show the words behind a count."""
    from inspect_tool.errors import UsageError

    if output is not None:
        _write(ctx, output, where or [], snapshot)
        return
    if not where:
        raise UsageError(
            "Name a file to write with -o, or a count to look behind with --where, such as "
            "--where left_too_long=yes."
        )
    _show(ctx, where, snapshot)


def _write(ctx: typer.Context, output: Path, where: list[str], snapshot: str | None) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures import snapshots
    from inspect_tool.services.figures.answers import write_answers

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        figures = snapshots.figures(work, workspace.review, snapshot)
        written = write_answers(work, workspace.review, figures, path=output, where=where)
    left_out = f" Without {', '.join(written.left_out)}: a conflict of interest."
    tell(
        f"{written.path}: {written.answers} answers of {written.records} records, "
        f"{written.counted} of them counted in {written.snapshot}; {written.evidence} pieces "
        f"of evidence.{left_out if written.left_out else ''} Keep it inside the team.",
        as_json=command_context(ctx).json,
        written=written,
    )


def _show(ctx: typer.Context, where: list[str], snapshot: str | None) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.figures import snapshots
    from inspect_tool.services.figures.answers import words_behind

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        figures = snapshots.figures(work, workspace.review, snapshot)
        found = words_behind(work, workspace.review, figures, where)
    if command_context(ctx).json:
        print_json(found)
    else:
        _print(found)


def _print(found: BehindCount) -> None:
    from inspect_tool.cli.output import print_table

    captions = []
    if found.not_named:
        captions.append(f"{found.not_named} more are not named to you: a conflict of interest.")
    if any(one.changed_since for one in found.answers):
        captions.append("(changed since): the record says something else by now; see `case show`.")
    records = "1 record" if found.records == 1 else f"{found.records} records"
    print_table(
        f"{' and '.join(found.where)}: {records} of {found.snapshot}, and what stands beside it",
        ["Record", "Item", "Answer", "Read", "Note and evidence"],
        [
            [one.subject, one.item, _answer(one), one.reader, "\n".join(_words(one))]
            for one in found.answers
        ],
        caption=" ".join(captions),
    )


def _answer(one: BehindView) -> str:
    return f"{one.words} (changed since)" if one.changed_since else one.words


def _words(one: BehindView) -> list[str]:
    return [words for words in (one.note, *one.evidence) if words]


def say_where_the_words_are(ctx: typer.Context, *answers: str) -> None:
    """Name the command that shows the words behind a line or a cell of a table; to people only.

    Args:
        answers: What it is counted by, as `--where` takes it.
    """
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import say

    if not command_context(ctx).json:
        options = " ".join(f"--where {answer}" for answer in answers)
        say(f"The words behind it: `findings answers {options}`.")
