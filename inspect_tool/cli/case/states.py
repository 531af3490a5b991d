"""`case submit|return|agree|seen`: how far the people are with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.case.one_record import Reference
from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.records.submission import MovedView

Read = Annotated[
    str | None, typer.Option("--read", help="first or second, where both could be meant.")
]


def submit(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(help="A case, authority or interview.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every record of one's own that nothing keeps back.")
    ] = False,
) -> None:
    """Hand a record over to the lead, or say what keeps it back; exit with 1 if anything does."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.errors import UsageError
    from inspect_tool.services.records.subjects import tidy_ref
    from inspect_tool.services.records.submission import submit, submit_all

    if (ref is None) is not everything:
        raise UsageError("Name one case, authority or interview, or say --all.")
    workspace = open_workspace(ctx)
    with workspace.work() as work:
        if ref is None:
            moved = submit_all(work, workspace.review)
        else:
            moved = (submit(work, workspace.review, ref=tidy_ref(ref)),)
    if command_context(ctx).json:
        print_json(moved)
    else:
        _print_submitted(moved, with_problems=not everything)
    if not all(view.is_moved for view in moved):
        raise typer.Exit(1)


def _print_submitted(moved: tuple[MovedView, ...], *, with_problems: bool) -> None:
    from inspect_tool.cli.output import print_table, say
    from inspect_tool.domain.records.support import keeps_back

    done = sum(view.is_moved for view in moved)
    if not with_problems:
        print_table(
            f"{done} of {len(moved)} records submitted",
            ["Subject", "Read", "State", "Keep it back", "Also to look at"],
            [
                [
                    view.subject_ref,
                    view.reader.value,
                    view.state.value,
                    sum(keeps_back(problem) for problem in view.problems) or "",
                    sum(not keeps_back(problem) for problem in view.problems) or "",
                ]
                for view in moved
            ],
            caption="`case submit REF` says what keeps a record back.",
        )
        return
    for view in moved:
        if view.problems:
            _print_problems_of(view)
        outcome = "submitted" if view.is_moved else "not submitted"
        say(f"{view.subject_ref}, {view.reader.value} read by {view.inspector}: {outcome}.")


def _print_problems_of(view: MovedView) -> None:
    """Print what there is to look at in a record, what keeps it back first."""
    from inspect_tool.cli.output import print_table
    from inspect_tool.domain.records.support import keeps_back

    number = len(view.problems)
    print_table(
        f"{view.subject_ref}: {'1 thing' if number == 1 else f'{number} things'} to look at",
        ["Item", "What", "Keeps it back"],
        [
            [problem.item_id, problem.message, "yes" if keeps_back(problem) else ""]
            for problem in view.problems
        ],
    )


def send_back(
    ctx: typer.Context,
    ref: Reference,
    why: Annotated[
        str, typer.Option(callback=given_text, help="What is to be done about it." + ELSEWHERE)
    ],
    read: Read = None,
) -> None:
    """Return a record to its inspector, with the queries about it that are not closed."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.conflicts import read_named
    from inspect_tool.services.records.subjects import tidy_ref
    from inspect_tool.services.records.submission import send_back

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = send_back(
            work, workspace.review, ref=tidy_ref(ref), why=why, reader=read_named(read)
        )
    number = len(done.problems)
    asked = "1 query" if number == 1 else f"{number} queries"
    tell(
        f"{done.subject_ref}, {done.reader.value} read: returned to {done.inspector}, with {asked} "
        "not closed.",
        as_json=command_context(ctx).json,
        subject=done.subject_ref,
        reader=done.reader,
        state=done.state,
        queries=number,
    )


def agree(ctx: typer.Context, ref: Reference, read: Read = None) -> None:
    """Agree a record that was submitted; every query about it is closed."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.conflicts import read_named
    from inspect_tool.services.records.subjects import tidy_ref
    from inspect_tool.services.records.submission import agree

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = agree(work, workspace.review, ref=tidy_ref(ref), reader=read_named(read))
    tell(
        f"{done.subject_ref}, {done.reader.value} read by {done.inspector}: agreed.",
        as_json=command_context(ctx).json,
        subject=done.subject_ref,
        reader=done.reader,
        state=done.state,
    )


def seen(ctx: typer.Context, ref: Reference) -> None:
    """Say that one has seen what others changed of one's answers, and why."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.changed_answers import mark_seen
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        changes = mark_seen(work, workspace.review, ref=tidy_ref(ref))
    if command_context(ctx).json:
        print_json(changes)
        return
    number = "1 answer" if len(changes) == 1 else f"{len(changes)} answers"
    print_table(
        f"{tidy_ref(ref)}: {number} of yours changed by others, now seen",
        ["Item", "What", "Was", "Is", "Reason", "By"],
        [
            [change.item_id, change.title, change.before, change.after, change.reason, change.by]
            for change in changes
        ],
        caption="Where you see it otherwise, answer anew with `case answer`.",
    )
