"""`report press|data|look`: the press summary, the tables as open data, how documents look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Snapshot = Annotated[str | None, typer.Option(help="Which one; else the newest.")]


def press(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder; else reports/.")
    ] = None,
    start: Annotated[
        bool, typer.Option("--start", help="Put a template of press-summary.md there.")
    ] = False,
    formats: Annotated[str, typer.Option("--format", help="pdf, html.")] = "pdf,html",
    snapshot: Snapshot = None,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
) -> None:
    """Write press-summary.md as one page, PDF and HTML, each number of which the report states.

    Numbers are checked as in the narrative. What does not fit on the page is refused, with how much
    to cut. The public page states what the public edition of the report states, in its words, once
    that is settled and somebody has read the page.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress, say, tell
    from inspect_tool.services.publication.press import (
        PressOptions,
        start_press,
        write_press,
    )

    workspace = open_workspace(ctx)
    if start:
        path = start_press(place=workspace.place)
        tell(f"{path}: write it, then `report press`.", as_json=command_context(ctx).json,
             path=str(path))  # fmt: skip
        return
    options = PressOptions.parse(formats=formats, folder=output, snapshot=snapshot, edition=edition)
    with progress("Writing the press summary"):
        written = write_press(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            options=options,
        )
    if command_context(ctx).json:
        print_json(written)
        return
    for path in written.paths:
        say(str(path))
    say(
        f"One page, {written.quantities} quantities, each of which the report states too (snapshot "
        f"{written.snapshot}). {_standing(edition, 'It is', 'of the public edition')}"
    )


def _standing(edition: str, it_is: str, of_public: str) -> str:
    """Whom what was written is for."""
    return f"{it_is} " + (
        "internal, and not for publication." if edition == "internal" else f"{of_public}."
    )


def data(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="The .zip to write.")],
    snapshot: Snapshot = None,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
) -> None:
    """Write every table of the report as CSV, with a Data Package that says what each column is.

    The internal edition has been through no disclosure control. The public one has the tables of
    `report build --edition public`, and is refused until all of that is decided.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication.open_tables import write_tables

    workspace = open_workspace(ctx)
    written = write_tables(
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
    say(
        f"{written.path}: {written.tables} tables with {written.rows} rows (snapshot "
        f"{written.snapshot}). {_standing(edition, 'They are', 'those of the public edition')}"
    )


def look(ctx: typer.Context) -> None:
    """Check look.yaml, and say what documents would look like: publisher, colours, logo, order.

    Each colour is told with its contrast with white; text needs 4.5 to 1, a graphic 3 to 1.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_problems, print_table, say
    from inspect_tool.services.publication.looks import look_view

    workspace = open_workspace(ctx)
    view = look_view(workspace.review, workspace.place)
    if command_context(ctx).json:
        print_json(view)
    elif view.problems:
        print_problems(view.problems)
    else:
        print_table(
            f"Colours of {view.file}" if view.file else "The usual colours",
            ["Colour", "Value", "Contrast with white"],
            [[one.name, one.colour, f"{one.on_white:g} to 1"] for one in view.colours],
        )
        say(f"Publisher: {view.publisher or 'not named'}. Logo: {view.logo or 'none'}.")
        say(f"Chapters first: {', '.join(view.chapters) or 'in the usual order'}.")
        say(f"Annexes: {', '.join(view.annexes) or 'none'}, as far as there is something for them.")
        if view.language != "en-GB":
            say(f"Fixed words in {view.language}, {_read_by(view.read_by)}.")
            if view.missing_words:
                say(f"Said in English, for want of others: {', '.join(view.missing_words)}.")
        if view.own_templates:
            say(f"Templates of the review's own: {', '.join(view.own_templates)}.")
    if view.problems:
        raise typer.Exit(1)


def _read_by(speaker: str) -> str:
    """Whether a speaker of the language read the fixed words."""
    return f"read by {speaker}" if speaker else "not yet read by a speaker of the language"
