"""`report to-word|from-word`: the narrative out for Word, and edits back by paragraph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.publication.word_in import WordBack


def to_word(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="The .docx to write.")],
    snapshot: Annotated[str | None, typer.Option(help="Which one; else the newest.")] = None,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
) -> None:
    """Write the narrative with its tables and figures as a Word file, for edits and comments.

    Quantities are locked in it. It is internal, like the report, and not for publication. With
    --edition public it is the public edition, to be read: nothing of it comes back.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress, say
    from inspect_tool.services.publication.word_out import write_word_file

    workspace = open_workspace(ctx)
    with progress("Writing the Word file"):
        written = write_word_file(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            path=output,
            snapshot=snapshot,
            edition=edition,
        )
    if command_context(ctx).json:
        print_json(written)
        return
    if edition == "public":
        say(f"{written.path}: the public edition, to be read (snapshot {written.snapshot}).")
        return
    say(
        f"{written.path}: {written.paragraphs} paragraphs to edit, {written.quantities} "
        f"quantities, sources and links locked (snapshot {written.snapshot})."
    )
    if written.do_not_hold:
        say(f"{written.do_not_hold} claims of the narrative do not hold: see `claim check`.")
    say("When it comes back: `report from-word FILE --dry-run`.")


def from_word(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The Word file that came back.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the changes; write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> None:
    """Show what a Word file changes in the narrative, by paragraph, and write it once confirmed.

    Tracked changes are read as accepted. Changed quantities are checked as in the Markdown. What
    cannot be taken is told with the reason, and so are comments; then nothing of it is lost, since
    the file stays as it is. Where the Markdown changed meanwhile too, the paragraph is not taken.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication.word_in import compare_word_file, take_word_file

    workspace = open_workspace(ctx)
    as_json = command_context(ctx).json
    back = compare_word_file(workspace.reading, workspace.review, file, place=workspace.place)
    if not as_json:
        _show(back)
    if back.changes and not dry_run and (yes or _is_confirmed(len(back.changes), as_json)):
        back = take_word_file(workspace.work, back, place=workspace.place)
    if as_json:
        print_json(back, dry_run=dry_run)
    else:
        _tell(back)
    if back.not_taken:
        raise typer.Exit(1)


def _is_confirmed(changes: int, as_json: bool) -> bool:
    import sys

    from inspect_tool.errors import UsageError

    if as_json or not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here. Look with --dry-run, then write with --yes.")
    return typer.confirm(f"Write {changes} changes into the narrative?")


def _show(back: WordBack) -> None:
    from inspect_tool.cli.output import say

    if not back.is_same_base:
        say("The narrative was changed since the file was written; paragraphs are held apart.")
    for change in back.changes:
        tracked = " (tracked)" if change.is_tracked else ""
        say(f"{change.place} {change.kind}{tracked}", as_written=True)
        for sign, words in (("-", change.before), ("+", change.after)):
            for line in words.splitlines():
                say(f"  {sign} {line}", as_written=True)
    for title, notes in (("Not taken", back.not_taken), ("Comment", back.comments)):
        for note in notes:
            say(f"{title}, {note.place or back.file}: {note.message}", as_written=True)
            if note.words:
                say(f"  on: {note.words}", as_written=True)


def _tell(back: WordBack) -> None:
    from inspect_tool.cli.output import say

    say(
        f"{back.file}: {len(back.changes)} paragraphs changed, {back.unchanged} the same, "
        f"{len(back.not_taken)} not taken, {len(back.comments)} comments."
    )
    if back.written:
        say(f"Written: {', '.join(back.written)}. Check the sentences with `claim check`.")
    elif back.changes:
        say("Nothing was written.")
