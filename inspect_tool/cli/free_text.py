"""Notes and reasons: words of the command, standard input, or an editor.

The words of a command stay in the list of processes while it runs and in the shell's history after
it; a note on a child does not belong there.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import typer

from inspect_tool.cli.context import review_folder
from inspect_tool.errors import RefusedError, UsageError

STANDARD_INPUT = "-"
EDITOR = "@editor"
ELSEWHERE = " `-` reads it from standard input, `@editor` opens an editor."
_READ = "inspect_tool.standard_input"


class NoEditorError(RefusedError):
    """There is no editor, or it ended with a fault."""

    def __init__(self, editor: str) -> None:
        super().__init__(
            f"The editor {editor} did not end well, so nothing was changed. Name one in EDITOR, or "
            f"give the text on standard input with {STANDARD_INPUT}."
        )


def given_text(ctx: typer.Context, value: str | None) -> str | None:
    """The text that an option stands for.

    Raises:
        UsageError: Standard input was asked for twice.
        NoEditorError: No editor could be used.
    """
    if value == STANDARD_INPUT and not ctx.resilient_parsing:
        return standard_input(ctx).strip()
    if value == EDITOR and not ctx.resilient_parsing:
        from inspect_tool.services.review.written_text import write_in

        return write_in(review_folder(ctx), _edit)
    return value


def standard_input(ctx: typer.Context) -> str:
    """All of standard input, which only one option of a command can stand for.

    Raises:
        UsageError: Another option has read it already.
    """
    if ctx.meta.get(_READ):
        raise UsageError("Only one of the options can be read from standard input (-).")
    ctx.meta[_READ] = True
    return sys.stdin.read()


def _edit(file: Path) -> None:
    fallback = "notepad" if os.name == "nt" else "vi"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or fallback
    try:
        done = subprocess.run([*shlex.split(editor), str(file)], check=False)  # noqa: S603  # theirs
    except OSError:
        raise NoEditorError(editor) from None
    if done.returncode != 0:
        raise NoEditorError(editor)
