"""`case stray|attach|set-aside`: words of workbooks where no answer is read, and their end."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

Note = Annotated[str, typer.Argument(metavar="NOTE", help="As `case stray` calls it.")]


def stray(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(help="Of one case, authority or interview.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were attached or set aside.")
    ] = False,
) -> None:
    """Show stray notes, with what the commands call each."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.stray_notes import list_stray_notes, notes_words
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = list_stray_notes(work, workspace.review, tidy_ref(ref) if ref else None)
    shown = [note for note in found if everything or not note.became]
    if command_context(ctx).json:
        print_json(shown)
        return
    print_table(
        notes_words(len(shown)),
        ["Note", "Kept with", "Where", "Words", "By", "From", "What became of it"],
        [
            [
                note.id[:8],
                note.subject_ref,
                note.where,
                note.text,
                note.author,
                note.origin,
                note.became,
            ]
            for note in shown
        ],
        caption="Attach one to its question with `case attach NOTE ITEM`, or set it aside.",
    )


def attach(
    ctx: typer.Context,
    note: Note,
    item: Annotated[str, typer.Argument(help="The question or criterion that it belongs to.")],
    to: Annotated[str | None, typer.Option(help="Of another case, authority or interview.")] = None,
) -> None:
    """Put the words of a stray note under the evidence of the question where they belong."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.stray_notes import attach
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    ref = tidy_ref(to) if to else None
    with workspace.work() as work:
        done = attach(work, workspace.review, note_id=note, item_id=item, ref=ref)
    said = f"{note}: {done.became}."
    tell(said, as_json=command_context(ctx).json, note=done.id, became=done.became)


def set_aside(
    ctx: typer.Context,
    note: Note,
    reason: Annotated[
        str, typer.Option(callback=given_text, help="Why it belongs to no question." + ELSEWHERE)
    ],
) -> None:
    """Say that a stray note belongs to no question; its words are kept."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.stray_notes import set_aside

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = set_aside(work, workspace.review, note_id=note, reason=reason)
    said = f"{note}: set aside."
    tell(said, as_json=command_context(ctx).json, note=done.id, became=done.became)
