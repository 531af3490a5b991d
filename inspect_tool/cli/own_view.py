"""`authority grades|answer|says`: what the inspected authorities say themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text


def grades(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="GRADES.csv", help="Columns: ref,criterion,grade,note.")
    ],
) -> None:
    """Take an authority's own grades of cases, and its self-evaluation; all rows or none."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.own_views import take_grades

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        taken = take_grades(work, workspace.review, file)
    tell(
        f"{taken.file}: {taken.changed} grades are new or changed, {taken.unchanged} as before.",
        as_json=command_context(ctx).json,
        file=taken.file,
        changed=taken.changed,
        unchanged=taken.unchanged,
    )


def answer(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="A case, or the authority's code.")],
    text: Annotated[
        str, typer.Option(callback=given_text, help="What they answered; no names." + ELSEWHERE)
    ],
    by: Annotated[str, typer.Option(help="Who, by role; no name.")],
    on: Annotated[str, typer.Option(help="The day, such as 13/01/2014.")],
) -> None:
    """Record what an authority answered to what was found."""
    from inspect_tool.cli.context import command_context, in_words, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.records.own_views import read_reply, record_reply
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    reply = read_reply(on=on, role=by, text=text)
    with workspace.work() as work:
        view = record_reply(work, workspace.review, ref=tidy_ref(ref), reply=reply)
    if command_context(ctx).json:
        print_json({"case": view.ref, "words": view.words})
    else:
        recorded = in_words("the authority's answer is recorded")
        say(f"{view.ref}: {recorded} ({view.words}).", as_written=True)


def says(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="A case, or the authority's code; else all.")] = "",
) -> None:
    """Show what authorities say themselves: grades, self-evaluation, answers."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.own_views import list_own_views
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = list_own_views(work, workspace.review, tidy_ref(ref) if ref else None)
    if command_context(ctx).json:
        print_json(views)
        return
    print_table(
        f"{len(views)} grades and answers of authorities{elsewhere(workspace)}",
        ["About", "Criterion", "Grade, or who answered", "What they say"],
        [
            [view.ref, "answer" if view.item == "REPLY" else view.item, view.words, view.note]
            for view in views
        ],
        caption="How far grades and judgements agree: `findings own-view`, from a snapshot.",
    )
