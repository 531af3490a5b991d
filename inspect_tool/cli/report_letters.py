"""`report letters`: a letter to each authority, internal or public."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.publication.letters import WrittenLetters
    from inspect_tool.services.publication.public_letters import WrittenPublicLetters


def letters(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for the letters; public: else reports/."),
    ] = None,
    authority: Annotated[
        str, typer.Option("--authority", metavar="CODE", help="To this one alone; else to all.")
    ] = "",
    formats: Annotated[str, typer.Option("--format", help="pdf, html.")] = "pdf,html",
    snapshot: Annotated[str | None, typer.Option(help="Which one; else the newest.")] = None,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
) -> None:
    """Write a letter to each authority, with a form for comments on its facts.

    A letter has the authority's own counts, its place among the others without naming them, the
    recommendations addressed to it, and numbered statements. It is internal: for its authority
    alone and not for publication. With --edition public it has what the public edition of the
    report says of the authority, row by row, and no number more; there is no form.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress, say
    from inspect_tool.services.publication.letters import LetterOptions, write_letters
    from inspect_tool.services.publication.public_letters import write_public_letters

    workspace = open_workspace(ctx)
    options = LetterOptions.parse(
        output, formats=formats, authority=authority, snapshot=snapshot, edition=edition
    )
    opened = (workspace.reading, workspace.work, workspace.review)
    written: WrittenLetters | WrittenPublicLetters
    with progress("Writing the letters"):
        if edition == "public":
            written = write_public_letters(*opened, place=workspace.place, options=options)
        else:
            written = write_letters(
                *opened, place=workspace.place, options=options, keys=workspace.keys
            )
    if command_context(ctx).json:
        print_json(written)
        return
    for path in written.paths:
        say(str(path))
    for sentence in _told(written):
        say(sentence)


def _told(written: WrittenLetters | WrittenPublicLetters) -> list[str]:
    """What was written, and what is in no letter."""
    from inspect_tool.services.publication.letters import WrittenLetters

    number = len(written.authorities)
    many = f"{number} {'letter' if number == 1 else 'letters'}"
    if isinstance(written, WrittenLetters):
        told = [
            f"{many} with {written.statements} statements (snapshot {written.snapshot}). Each is "
            "for its authority alone, and not for publication."
        ]
        if written.held_back:
            told.append(
                f"Of {written.held_back} of {written.counts} counts no place among the others is "
                "told, since it could give another authority's count away."
            )
    else:
        told = [
            f"{many} with {written.tables} tables in all (snapshot {written.snapshot}), of what "
            "the public edition of the report says."
        ]
        if written.held_back:
            told.append(
                f"Tables and figures of which a letter says that all is held back: "
                f"{written.held_back}."
            )
    if written.left_out:
        told.append(
            f"Recommendations that name another authority were left out {written.left_out} times."
        )
    return told
