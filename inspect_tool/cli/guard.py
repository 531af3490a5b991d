"""`guard`: what may identify somebody, put otherwise or kept with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.services.publication.identifiers import GuardView
    from inspect_tool.services.records.identifiers import IdentifierView

app = typer.Typer(
    name="guard",
    help="Find what may identify somebody, and settle it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="As `guard check` calls it.")]


@app.command("check", epilog="Example: inspect-tool guard check ASH-017")
def check(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(help="Only in the records of a case, authority or interview.")
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Show also what was kept, with the reasons.")
    ] = False,
) -> None:
    """List what may identify somebody in records and narrative; exit with 1 where there is any.

    The words themselves are not shown: only where they are and what they look like. Reasons,
    notes of losses, queries and stray notes are looked at too.
    """
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication import identifiers
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = identifiers.check(
            work, workspace.review, place=workspace.place, ref=tidy_ref(ref) if ref else None
        )
    if command_context(ctx).json:
        print_json(found)
    else:
        _print_found(found, of_whom=elsewhere(workspace), shows_kept=kept)
    if not found.is_settled:
        raise typer.Exit(1)


def _print_found(found: GuardView, *, of_whom: str, shows_kept: bool) -> None:
    from inspect_tool.cli.output import print_problems, print_table, say

    print_problems(found.narrative)
    if found.records:
        print_table(
            f"May identify somebody{of_whom}",
            ["Name", "Where", "Read", "Item", "In", "Place", "May be", "Say instead"],
            [
                [
                    one.name,
                    one.subject_ref,
                    one.reader,
                    one.item_id,
                    one.part,
                    one.place,
                    one.what,
                    one.say,
                ]
                for one in found.records
            ],
            caption="Settle each with `guard replace NAME --with TEXT`, or `guard keep`.",
        )
    if shows_kept and found.kept:
        print_table(
            "Kept",
            ["Where", "Read", "Item", "Place", "Why", "By"],
            [
                [one.subject_ref, one.reader, one.item_id, one.place, one.why, one.kept_by]
                for one in found.kept
            ],
        )
    if found.is_settled:
        say("Nothing that may identify somebody was found. That is no proof: read it as well.")


@app.command(
    "replace", epilog="Example: inspect-tool guard replace 3fa9c2d1.14 --with 'the mother'"
)
def replace(
    ctx: typer.Context,
    name: Name,
    words: Annotated[
        str, typer.Option("--with", callback=given_text, help="What takes its place." + ELSEWHERE)
    ],
) -> None:
    """Put other words in its place; what was there is shown nowhere any more, and can be purged."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import say, tell
    from inspect_tool.services.publication import identifiers

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = identifiers.put_otherwise(work, workspace.review, name, words)
        there = identifiers.check(
            work, workspace.review, place=workspace.place, ref=done.subject_ref
        )
    left = [one for one in there.records if one.item_id == done.item_id]
    gone = (
        "What was there is gone from the database; backups may hold it."
        if done.kind is None
        else "What was there is shown no more; `db purge --class identifiers` destroys it."
    )
    tell(
        f"{done.subject_ref} {done.item_id}: put otherwise. {gone}",
        as_json=command_context(ctx).json,
        **_place(done),
        left=[one.name for one in left],
    )
    if left and not command_context(ctx).json:
        say(f"Left there: {', '.join(f'{one.name} ({one.what})' for one in left)}.")


@app.command(
    "keep",
    epilog="Example: inspect-tool guard keep 3fa9c2d1.14 --why 'name of a published inquiry'",
)
def keep(
    ctx: typer.Context,
    name: Name,
    why: Annotated[str, typer.Option(callback=given_text, help="Why it stays." + ELSEWHERE)],
) -> None:
    """Keep words that were found, with the reason; the same words there are not found again."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.errors import Problem
    from inspect_tool.services.publication import identifiers

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = identifiers.keep(work, workspace.review, name, why, place=workspace.place)
    as_json = command_context(ctx).json
    if isinstance(done, Problem):
        tell(f"{done.place}: kept.", as_json=as_json, file=done.file, line=done.row)
    else:
        tell(f"{done.subject_ref} {done.item_id}: kept.", as_json=as_json, **_place(done))


def _place(one: IdentifierView) -> dict[str, str]:
    return {
        "subject_ref": one.subject_ref,
        "reader": one.reader,
        "item_id": one.item_id,
        "part": one.part,
    }


def tell_of_identifiers(found: Sequence[IdentifierView]) -> None:
    """Say on standard error what may identify somebody in what was just recorded or goes out."""
    from inspect_tool.cli.output import print_error

    shown = 5
    for one in found[:shown]:
        print_error(f"May identify somebody: {one.sentence}")
    if len(found) > shown:
        print_error(f"{len(found) - shown} more places may identify somebody.")
    if found:
        print_error("Settle each before a report is built: `guard check` says what it is called.")
