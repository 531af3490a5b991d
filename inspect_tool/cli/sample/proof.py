"""`sample certificate` and `sample verify`: what a stranger needs, and whether it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def certificate(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
    edition: Annotated[
        str, typer.Option(help="internal, or public: reasons of losses in two groups.")
    ] = "internal",
) -> None:
    """Write what a stranger needs to repeat the draw, with a verifier beside it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.sampling.certificates import edition_named, write_certificate

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        paths = write_certificate(
            work,
            output,
            templates=workspace.templates,
            keys=workspace.keys,
            edition=edition_named(edition),
        )
    if command_context(ctx).json:
        print_json(paths)
        return
    for path in paths:
        say(str(path))
    say(
        f"To check it: python3 {paths[2].name} {paths[0].name} {paths[1].name} "
        "--commitment commitment.json, as it was published before the seed"
    )


def verify(  # one parameter an option
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(help="A certificate.")],
    frame: Annotated[
        list[Path] | None, typer.Option("--frame", help="Public frame; else the one beside it.")
    ] = None,
    commitment: Annotated[
        Path | None, typer.Option(help="The commitment, as it was published before the seed.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The seed, as its public source gave it.")] = "",
    loss_head: Annotated[
        list[str] | None,
        typer.Option(help="A head of the list of losses, as it was posted; may be repeated."),
    ] = None,
) -> None:
    """Repeat a draw from its certificate and say whether it is the one that was committed.

    Without the commitment that was published it can only be said that everything recomputes.
    """
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_problems, say
    from inspect_tool.services.sampling.verification import (
        PublishedFiles,
        verify_certificate_file,
    )
    from inspect_tool.workspace import system_clock

    beside = PublishedFiles(
        frames=tuple(frame or ()),
        commitment=commitment,
        seed=seed,
        loss_heads=tuple(loss_head or ()),
        now=system_clock(),
    )
    result = verify_certificate_file(file, beside=beside)
    if command_context(ctx).json:
        print_json(result, file=file.name)
    else:
        print_problems(result.problems)
        for what in result.not_proven:
            say(f"Not proven by this file: {what}.")
        if not result.problems:
            say(f"{file.name}, digest {result.digest}")
            say(result.sentence)
    if result.problems:
        raise typer.Exit(1)
