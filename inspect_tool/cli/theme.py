"""`theme`: the codebook, and what notes and evidence are coded under."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.figures.themes import CodedNote, ThemeView

app = typer.Typer(
    name="theme",
    help="Themes that run through notes and evidence: a codebook, coders, counts.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
ThemeId = Annotated[str, typer.Argument(metavar="THEME", help="Its id, such as drift.")]
NoteName = Annotated[str, typer.Argument(metavar="NAME", help="What `evidence list` calls it.")]


@app.command(
    "add",
    epilog="Example: inspect-tool theme add drift --name 'Drift' --definition 'No decision came'",
)
def add(  # one parameter an option
    ctx: typer.Context,
    theme: ThemeId,
    *,
    name: Annotated[str, typer.Option(help="What it is called in tables.")],
    definition: Annotated[str, typer.Option(help="What it means.")] = "",
    use: Annotated[str, typer.Option(help="When a note is put under it.")] = "",
    not_use: Annotated[str, typer.Option(help="When a note is not.")] = "",
) -> None:
    """Add a theme to the codebook, or write one anew."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.domain.records.themes import Theme
    from inspect_tool.services.figures.themes import set_theme

    with open_workspace(ctx).work() as work:
        kept = set_theme(work, Theme(theme, name, definition, use, not_use))
    words = f"{kept.id} is in the codebook: {kept.name}."
    tell(words, as_json=command_context(ctx).json, theme=kept)


@app.command("list", epilog="Example: inspect-tool theme list")
def list_(ctx: typer.Context) -> None:
    """List the themes, with how many notes are under each and how far coders agree.

    Notes that changed since a coder put them under a theme wait for another look. Agreement is of
    codings that were given before a coder saw the others'.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.figures.themes import list_themes

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = list_themes(work, workspace.review)
    if command_context(ctx).json:
        print_json(found)
        return
    print_table(
        "Themes",
        ["Theme", "Name", "Definition", "Notes", "Changed since", "Coders differ", "Coded twice",
         "%", "Kappa", "AC1", "Alpha"],
        [_line(one) for one in found],
        caption="`theme show THEME` shows the notes, `findings table themes` the cases.",
    )  # fmt: skip


def _line(one: ThemeView) -> list[object]:
    theme = one.theme
    told = "; ".join(
        f"{word}{words}"
        for word, words in (("", theme.definition), ("use: ", theme.use), ("not: ", theme.not_use))
        if words
    )
    percent, *others = (found.value for found in one.agreement) if one.agreement else [None] * 4
    return [
        theme.id,
        theme.name,
        told,
        one.notes,
        one.outdated,
        one.split,
        one.agreement[0].n if one.agreement else 0,
        "" if percent is None else f"{percent:.0%}",
        *("" if value is None else f"{value:.2f}" for value in others),
    ]


@app.command("show", epilog="Example: inspect-tool theme show drift")
def show(ctx: typer.Context, theme: ThemeId) -> None:
    """Show the notes under a theme, who put them there, and which changed since."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.figures.themes import show_theme

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = show_theme(work, workspace.review, theme)
    if command_context(ctx).json:
        print_json(found)
        return
    print_table(
        f"Notes under {theme}",
        ["Name", "Words", "Coders", "Changed since"],
        [
            [
                one.piece.name,
                one.piece.text,
                ", ".join(coder for coder, themes in one.codings.items() if theme in themes),
                ", ".join(one.outdated),
            ]
            for one in found
        ],
        caption="Whoever coded a note that changed says with `theme code` what it is under now.",
    )


@app.command("merge", epilog="Example: inspect-tool theme merge delay --into drift")
def merge(
    ctx: typer.Context,
    theme: ThemeId,
    *,
    into: Annotated[str, typer.Option(metavar="THEME", help="The theme that stays.")],
) -> None:
    """Merge a theme into another: what was put under it counts there; nothing is rewritten."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures.themes import merge_themes

    with open_workspace(ctx).work() as work:
        kept = merge_themes(work, theme, into)
    words = f"What was put under {theme} counts under {kept.id} from now on."
    tell(words, as_json=command_context(ctx).json, theme=kept)


@app.command("code", epilog="Example: inspect-tool theme code ASH-017/HARM.1.a drift housing")
def code(
    ctx: typer.Context,
    name: NoteName,
    themes: Annotated[list[str] | None, typer.Argument(metavar="THEME", help="Ids.")] = None,
    *,
    none: Annotated[bool, typer.Option("--none", help="No theme fits.")] = False,
) -> None:
    """Put a note or piece of evidence under themes, in place of your own earlier coding of it."""
    from inspect_tool.errors import UsageError

    if bool(themes) is none:
        raise UsageError("Name one theme or more, or say --none where no theme fits.")
    _code(ctx, name, themes or [])


@app.command("uncode", epilog="Example: inspect-tool theme uncode ASH-017/HARM.1.a")
def uncode(ctx: typer.Context, name: NoteName) -> None:
    """Take your own coding of a note back, as if you had not read it for themes."""
    _code(ctx, name, None)


def _code(ctx: typer.Context, name: str, themes: list[str] | None) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.figures.themes import code_note

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        note = code_note(work, workspace.review, name, themes)
    if command_context(ctx).json:
        print_json(note)
    else:
        _say(note)


def _say(note: CodedNote) -> None:
    from inspect_tool.cli.output import say

    said = [
        f"{coder}: {', '.join(themes) or 'no theme fits'}"
        f"{' (the note changed since)' if coder in note.outdated else ''}"
        for coder, themes in note.codings.items()
    ]  # fmt: skip
    say(f"{note.piece.name}: {'; '.join(said) or 'not coded by you'}.")


@app.command("export", epilog="Example: inspect-tool theme export -o notes.csv --about HIST.1")
def export(
    ctx: typer.Context,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output",
            help="File to write: .csv to code in; .xlsx or .zip for codebook and codings.",
        ),
    ],
    about: Annotated[
        str, typer.Option(metavar="ITEM", help="Only notes about this question or criterion.")
    ] = "",
    authority: Annotated[str, typer.Option(help="Only notes of this authority.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="How many notes at most; 0 for all.")] = 0,
) -> None:  # fmt: skip
    """Write notes as a sheet to code in, or the codebook and all codings as plain tables."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures.evidence import EvidenceWanted
    from inspect_tool.services.figures.theme_files import write_themes

    workspace = open_workspace(ctx)
    wanted = EvidenceWanted(about=about, authority=authority, limit=limit)
    with workspace.work() as work:
        written = write_themes(work, workspace.review, output, wanted)
    words = f"{written.path}: {written.notes} notes, {written.coded} of them coded."
    tell(
        f"{words} Keep it inside the team.", as_json=command_context(ctx).json, written=written
    )  # fmt: skip


@app.command("import", epilog="Example: inspect-tool --as wr theme import notes.csv")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV of a codebook, or a sheet that was coded in.")],
) -> None:
    """Take a codebook (id, name, …), or your own codings (name, themes); all of a file, or none.

    Themes of a note stand between semicolons; `none` says that no theme fits, and an empty cell
    says nothing.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures.theme_files import take_themes

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        taken = take_themes(work, workspace.review, file)
    words = f"{taken.themes} themes taken" if taken.themes else f"{taken.coded} codings changed"
    tell(f"{taken.path.name}: {words}.", as_json=command_context(ctx).json, taken=taken)
