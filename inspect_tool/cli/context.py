"""What every command knows: which review, who acts, and what output is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from inspect_tool.workspace import Workspace


class _Speech:
    """How the command's sentences are said: as they stand, until it has opened a review."""

    said: Callable[[str], str] = staticmethod(str)


def speak_as(said: Callable[[str], str]) -> None:
    """Say everything from now on in the words of a review.

    Args:
        said: A sentence of the tool's own in those words, as far as they are known by then.
    """
    _Speech.said = staticmethod(said)


def in_words(sentence: str) -> str:
    """A sentence of the tool's own in the words of the command's review."""
    return _Speech.said(sentence)


@dataclass(frozen=True)
class CommandContext:
    """The options before the noun.

    Args:
        review: Folder named with `--review`; None means the nearest one upwards.
        person: Who acts, from `--as`.
        json: Whether results are for a program.
    """

    review: Path | None = None
    person: str | None = None
    json: bool = False


def command_context(ctx: typer.Context) -> CommandContext:
    """The options before the noun, as the running command was given them."""
    given = ctx.find_object(CommandContext)
    return given if given is not None else CommandContext()


def open_workspace(ctx: typer.Context) -> Workspace:
    """The review that the command works on.

    Raises:
        NoReviewError: There is no `review.yaml` here or above.
    """
    from inspect_tool.workspace import Workspace

    options = command_context(ctx)
    workspace = Workspace.open(options.review, person=options.person)
    speak_as(workspace.said)
    return workspace


def other_workspace(ctx: typer.Context, folder: Path) -> Workspace:
    """Another review, opened by the same person.

    Raises:
        NoReviewError: There is no `review.yaml` in the folder.
    """
    from inspect_tool.workspace import Workspace

    return Workspace.open(folder, person=command_context(ctx).person)


def review_folder(ctx: typer.Context) -> Path:
    """The folder of the review, whose documents may still have faults.

    Raises:
        NoReviewError: There is no `review.yaml` here or above.
    """
    from inspect_tool.workspace import find_review

    return find_review(command_context(ctx).review)


def elsewhere(workspace: Workspace) -> str:
    """What a list leaves out for whoever acts, to be said with how many it has."""
    codes = ", ".join(sorted(workspace.actor.not_for))
    return f", without those at {codes}: a conflict of interest" if codes else ""


def head_now(workspace: Workspace) -> str:
    """The signed head of the audit trail, for printing beside what was just fixed."""
    from inspect_tool.services.review.heads import head_of

    with workspace.reading() as work:
        return str(head_of(work, workspace.keys))


HEAD_WORDS = "Head of the audit trail, to keep elsewhere"
