"""`release`: what is published, sealed and provable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.domain.release.statement import NoticeKind

app = typer.Typer(
    name="release",
    help="Seal what is published, and prove it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(help="Name of the release.")]
Why = Annotated[
    str,
    typer.Option(callback=given_text, help="What was wrong, for readers; no names." + ELSEWHERE),
]


@app.command("seal", epilog="Example: inspect-tool release seal 2014-03 --snapshot final")
def seal(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name; it is given once.")],
    snapshot: Annotated[str, typer.Option(help="The snapshot that the report was built from.")],
    new_key: Annotated[
        bool, typer.Option("--new-key", help="The key that signed before is lost for good.")
    ] = False,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
) -> None:
    """Freeze the report that lies in reports/, with its data, what it rests on, and a signature."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress, say
    from inspect_tool.services.publication.sealing import SealOptions
    from inspect_tool.services.publication.sealing import seal as seal_release

    options = SealOptions.parse(name, snapshot=snapshot, edition=edition, is_new_key=new_key)
    workspace = open_workspace(ctx)
    with progress("Sealing the release"):
        sealed = seal_release(
            workspace.reading,
            workspace.work,
            workspace.review,
            options,
            place=workspace.place,
            keys=workspace.keys,
        )
    if command_context(ctx).json:
        print_json(sealed, sentence_to_publish=sealed.sentence_to_publish)
        return
    say(f"{sealed.folder}: {sealed.files} files, {sealed.release.edition} edition.")
    if sealed.proof:
        say(f"{sealed.proof}: what an attack leaves open of each count. It stays with the team.")
    for earlier in sealed.corrects:
        say(f"It takes the place of {earlier}; the notice beside that says so.")
    if sealed.is_new_key:
        say("A key was made for it: keys/release.key. Back the keys up (`backup`).")
    say("Publish this sentence where the report is not, so that readers can tell who signed:")
    say(f"  {sealed.sentence_to_publish}")
    manifest = f"Release {name}: SHA-256 of its manifest {sealed.release.manifest_sha256}."
    if sealed.release.edition == "public":
        say(f"  {manifest}")
    else:
        say(f"For the team, to keep: {manifest}")


@app.command("list", epilog="Example: inspect-tool release list")
def list_(ctx: typer.Context) -> None:
    """Show every release, and what became of it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.publication import releases

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = releases.list_releases(work, workspace.place)
    if command_context(ctx).json:
        print_json(views)
        return
    print_table(
        "Releases",
        ["Release", "Edition", "Snapshot", "Sealed", "By", "What became of it", "Its place has"],
        [
            [
                one.name if one.is_there else f"{one.name} (not in releases/)",
                one.edition,
                one.snapshot,
                f"{one.sealed_at:%Y-%m-%d}",
                one.sealed_by,
                one.notice or "stands",
                one.replaced_by,
            ]
            for one in views
        ],
    )


@app.command("verify", epilog="Example: inspect-tool release verify 2014-03 --key 27bb…")
def verify(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of the release.")],
    key: Annotated[
        str, typer.Option(help="Public key of whoever publishes, from elsewhere than the release.")
    ] = "",
) -> None:
    """Check files, signature, draw, shares, totals, charts and sentences; exit 1 if one fails."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json, say
    from inspect_tool.services.publication.release_check import verify_release
    from inspect_tool.workspace import system_clock

    found = verify_release(folder, key=key, now=system_clock())
    if command_context(ctx).json:
        print_json(found, holds=found.holds)
    else:
        for fault in found.faults:
            print_error(f"{fault.place}: {fault.message}.")
        for line in (*found.checked, *(f"Not proven: {one}." for one in found.not_proven)):
            say(line)
        if found.notice:
            say(found.notice)
        say(found.sentence)
    if not found.holds:
        raise typer.Exit(1)


@app.command("recount", epilog="Example: inspect-tool release recount 2014-03")
def recount(ctx: typer.Context, name: Name) -> None:
    """Count a release again from the cases of its snapshot; exit with 1 where a number differs."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication.release_recount import recount as count_again

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = count_again(work, workspace.review, name, place=workspace.place)
    if command_context(ctx).json:
        print_json(found, holds=found.holds)
    else:
        for sentence in found.differing:
            say(sentence)
        say(found.sentence)
    if not found.holds:
        raise typer.Exit(1)


@app.command("diff", epilog="Example: inspect-tool release diff 2014-03 2014-06")
def diff(
    ctx: typer.Context,
    earlier: Annotated[str, typer.Argument(help="The release before.")],
    later: Annotated[str, typer.Argument(help="The release after.")],
) -> None:
    """Show which figures and sentences of two releases differ."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.publication import releases

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = releases.diff(work, workspace.review, earlier, later, place=workspace.place)
    if command_context(ctx).json:
        print_json(found)
        return
    if found.figures:
        rows = [[one.place, one.before, one.after] for one in found.figures]
        print_table("Figures that differ", ["Where", earlier, later], rows)
    if found.sentences:
        rows = [[one.measure, one.before, one.after] for one in found.sentences]
        print_table("Sentences that differ", ["What is counted", earlier, later], rows)
    for label, texts in (("Gone", found.paragraphs_gone), ("New", found.paragraphs_new)):
        for text in texts:
            say(f"{label}: {text}")
    say(
        f"Figures that differ: {len(found.figures)}; sentences with a quantity: "
        f"{len(found.sentences)}; paragraphs that went: {len(found.paragraphs_gone)}, and that "
        f"came: {len(found.paragraphs_new)}."
    )


@app.command(
    "correct", epilog="Example: inspect-tool release correct 2014-03 --why 'Table 4 had May twice.'"
)
def correct(ctx: typer.Context, name: Name, why: Why) -> None:
    """Say that a release is wrong in part; the next one that is sealed takes its place."""
    from inspect_tool.domain.release.statement import NoticeKind

    _tell_notice(ctx, name, NoticeKind.CORRECTION, why)


@app.command(
    "retract", epilog="Example: inspect-tool release retract 2014-03 --why 'The lists were wrong.'"
)
def retract(ctx: typer.Context, name: Name, why: Why) -> None:
    """Say that a release is not to be used; it stays as it is, and the notice beside it says so."""
    from inspect_tool.domain.release.statement import NoticeKind

    _tell_notice(ctx, name, NoticeKind.RETRACTION, why)


def _tell_notice(ctx: typer.Context, name: str, kind: NoticeKind, why: str) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication.release_notices import give_notice, notice_file

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        notice = give_notice(
            work,
            name,
            kind,
            why=why,
            place=workspace.place,
            keys=workspace.keys,
        )
    if command_context(ctx).json:
        print_json(notice)
        return
    say(f"{workspace.place.releases / notice_file(name)}")
    say(f"{name}: {notice.words}")
    say("Put that file beside the release wherever it is published. What is built now says it too.")
