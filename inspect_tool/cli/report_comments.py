"""`report comments|take-comments|answer-comment`: what authorities say is wrong in fact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

Authority = Annotated[str, typer.Argument(metavar="CODE", help="The authority.")]


def take_comments(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The form that came back.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; change nothing.")
    ] = False,
) -> None:
    """Take an authority's comments on the facts of its letter in.

    Words typed anywhere in the form are taken, and what was taken before is not taken twice. What
    cannot be taken (a formula, a picture, a row whose hidden cells were changed) is told with its
    place; then the command ends with 1.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_error, print_json, print_problems, say
    from inspect_tool.services.publication.comments import take_comments as take

    workspace = open_workspace(ctx)
    begin = workspace.reading if dry_run else workspace.work
    taken = take(begin, workspace.review, file, keys=workspace.keys)
    if command_context(ctx).json:
        print_json(taken, dry_run=dry_run)
    else:
        print_problems(taken.problems)
        would = "would be " if dry_run else ""
        say(
            f"{taken.file}, {taken.authority}: {taken.taken} comments {would}taken, "
            f"{taken.unchanged} known before. `report comments` lists those to be answered."
        )
    if taken.identifiers:
        print_error(f"{taken.identifiers} of them may identify somebody: see `guard check`.")
    if taken.problems:
        raise typer.Exit(1)


def comments(
    ctx: typer.Context,
    authority: Annotated[
        str, typer.Option("--authority", metavar="CODE", help="Of this one alone.")
    ] = "",
    show_all: Annotated[bool, typer.Option("--all", help="Those answered too.")] = False,
) -> None:
    """List the comments of authorities that wait for an answer, or all with their answers."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication.comments import list_comments

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = list_comments(work, workspace.review, authority=authority, is_all=show_all)
    if command_context(ctx).json:
        print_json(views)
        return
    for one in views:
        say(f"{one.authority} {one.number}, {one.at:%d/%m/%Y} ({one.place})")
        for label, words in (
            ("Statement", one.words or "about no statement"),
            ("Wrong", one.said),
            ("Should say", one.should_say),
            ("Seen in", one.seen_in),
        ):
            if words:
                say(f"  {label}: {words}", as_written=True)
        for answer in one.answers:
            say(
                f"  {answer.decision.capitalize()}, {answer.at:%d/%m/%Y} ({answer.actor}): "
                f"{answer.reason}",
                as_written=True,
            )
            if answer.wording:
                say(f"  Says now: {answer.wording}", as_written=True)
    waiting = sum(one.is_open for one in views)
    say(f"{waiting} comments wait for an answer{elsewhere(workspace)}.")


def answer_comment(
    ctx: typer.Context,
    authority: Authority,
    number: Annotated[int, typer.Argument(help="The comment's number in `report comments`.")],
    decision: Annotated[str, typer.Option(help="accepted or 'not accepted'.")],
    why: Annotated[
        str, typer.Option(callback=given_text, help="What it rests on; no names." + ELSEWHERE)
    ],
    wording: Annotated[
        str,
        typer.Option(callback=given_text, help="What the report or letter says now." + ELSEWHERE),
    ] = "",
) -> None:
    """Answer a comment: accepted, with the wording as it is now, or not accepted, and why.

    The narrative itself is changed in its file; this keeps the change on record.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.publication.comments import CommentAnswer
    from inspect_tool.services.publication.comments import answer_comment as answer

    workspace = open_workspace(ctx)
    given = CommentAnswer(decision, why, wording)
    with workspace.work() as work:
        one = answer(work, workspace.review, authority, number, answer=given)
    tell(
        f"Comment {one.number} of {one.authority} is {one.answers[-1].decision}; the answer is "
        "recorded.",
        as_json=command_context(ctx).json,
        authority=one.authority,
        number=one.number,
        decision=one.answers[-1].decision,
    )
