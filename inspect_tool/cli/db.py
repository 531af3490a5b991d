"""`db`: care of the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text
from inspect_tool.services.retention.classes import PurgeClass

if TYPE_CHECKING:
    from inspect_tool.services.retention.purge import PurgeView

app = typer.Typer(
    name="db",
    help="Upgrade, back up and check the database.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("upgrade", epilog="Example: inspect-tool db upgrade")
def upgrade(ctx: typer.Context) -> None:
    """Bring the database to this version of the tool; a backup is made first."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    done = database_care.upgrade(
        workspace.database_as_found,
        workspace.database_file,
        now=workspace.clock(),
        actor=workspace.actor,
    )
    tell(done, as_json=command_context(ctx).json, done=done)


@app.command("backup", epilog="Example: inspect-tool db backup -o review-backup.db")
def backup(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="A file that does not exist.")],
) -> None:
    """Write a complete copy of the database; copying the file by hand may miss its newest part."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.overview.copies import back_up_database

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        back_up_database(work, workspace.review, workspace.database, output)
    tell(
        f"{output} holds the database. The key files in keys/ are not in it: keep them apart.",
        as_json=command_context(ctx).json,
        path=output,
    )


@app.command("copy", epilog="Example: inspect-tool db copy --to postgresql://owner@host/review")
def copy(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Option("--to", help="An empty database's address, or a file that is not there.")
    ],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="An address, or review.db of the folder; else where the review is now.",
        ),
    ] = "",
) -> None:
    """Copy the whole review from a file to a server, or back, and compare the two.

    Keep passwords out of the address: the server's own files (~/.pgpass) have them.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.overview.moving import copy_review

    workspace = open_workspace(ctx)
    if source:
        workspace = workspace.with_database(source)
    with workspace.work():  # what is to be noted at the end of it, the copy is to have too
        pass
    with workspace.work() as work:
        copied = copy_review(work, workspace.review, workspace.folder, to)
    if command_context(ctx).json:
        print_json(copied)
        return
    say(
        f"Copied and compared: {copied.rows} rows of {copied.tables} tables, {copied.entries} of "
        "them audit entries. Seals and chains hold."
    )
    if copied.files:
        say(f"Files of evidence went along: {copied.files}.")
    say(
        "There are two of this review now. Go on with one of them, and take the other out of "
        "everybody's way: docs/how-tos/run-on-postgresql.md."
    )


@app.command("roles", epilog="Example: inspect-tool db roles inspectors")
def roles(
    ctx: typer.Context,
    role: Annotated[str, typer.Argument(help="A role of the server; `createuser` makes one.")],
) -> None:
    """Give a role the rights of whoever works on the review on a server, and no others.

    Done by the owner of the tables; the role can change no row that is only ever added.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = database_care.give_rights(work, role)
    tell(done, as_json=command_context(ctx).json, done=done)


@app.command("distribute", epilog="Example: inspect-tool db distribute")
def distribute(ctx: typer.Context) -> None:
    """Spread the review's tables over the machines of a Citus cluster, by authority.

    Done by the owner of the tables, once, and after each upgrade for new ones.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = database_care.distribute(work)
    tell(done, as_json=command_context(ctx).json, done=done)


@app.command("check", epilog="Example: inspect-tool db check --heads published/certificate.json")
def check(
    ctx: typer.Context,
    heads: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file with heads that were printed or published: a certificate, a manifest, "
            "what `db heads` wrote, or the text of a terminal."
        ),
    ] = None,
) -> None:
    """Check the file, all that the database keeps, the key files, and heads that were printed."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.overview.database_check import Outside, check_database
    from inspect_tool.services.review.heads import read_heads
    from inspect_tool.services.review.witness import words_on

    workspace = open_workspace(ctx)
    published = read_heads(heads or ())
    with workspace.reading_as_found() as work:
        result = check_database(
            work,
            Outside.of(
                workspace.database,
                keys=workspace.keys,
                heads=published,
                witness=words_on(work, workspace.witness),
                evidence=workspace.place.evidence,
            ),
        )
    if command_context(ctx).json:
        print_json(result)
    else:
        for fault in (*result.faults, *result.not_gone):
            say(fault)
        say(f"Checked: {'; '.join(result.checked)}.")
        say(f"Not checked: {'; '.join(result.not_checked)}.")
        for note in result.notes:
            say(f"Note: {note}")
        say(f"Runs on {result.runs_on}.")
        faults = len(result.faults) + len(result.not_gone)
        say(f"{result.entries} audit entries in {result.streams} chains, {faults} faults.")
        say(f"Head of the audit trail: {result.head or 'none yet'}")
    if result.faults or result.not_gone:
        raise typer.Exit(1)


@app.command("rewrite", epilog="Example: inspect-tool db rewrite")
def rewrite(ctx: typer.Context) -> None:
    """Finish taking what was deleted out of the database's file, once there is room for it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review import database_care

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        done = database_care.rewrite(work, workspace.database)
    tell(done, as_json=command_context(ctx).json, done=done)


@app.command("accept-older", epilog='Example: inspect-tool db accept-older --why "Laptop lost"')
def accept_older(
    ctx: typer.Context,
    why: Annotated[str, typer.Option(help="Why the newer work cannot be had; it is recorded.")],
) -> None:
    """Go on from an older database, or from one whose review.heads was lost.

    What was erased or destroyed since, by the certificates in the folder, has to go again.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.review import heads

    workspace = open_workspace(ctx)
    witness = workspace.witness
    with workspace.work_on_older() as work:
        done = heads.accept_older(work, witness, workspace.keys, why=why)
    less = f", at least {done.lost} savings less" if done.lost else ""
    if command_context(ctx).json:
        print_json(done)
        return
    say(f"Accepted: the review goes on from what the database holds{less}.")
    for sentence in done.to_delete_again:
        say(sentence)


@app.command("heads", epilog="Example: inspect-tool db heads -o heads-2013-10-04.txt")
def heads(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Else printed.")] = None,
) -> None:
    """Print the signed head of the audit trail, to keep away from this computer."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review.heads import write_head

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        head = write_head(work, workspace.keys, output)
    tell(head, as_json=command_context(ctx).json, head=head)


@app.command(
    "purge",
    epilog="Example: inspect-tool db purge --class keys --why 'retention schedule, 4.2' --dry-run",
)
def purge(  # one parameter an option
    ctx: typer.Context,
    classes: Annotated[
        list[PurgeClass] | None,
        typer.Option("--class", help="What goes; may be given several times."),
    ] = None,
    authority: Annotated[
        str | None, typer.Option(help="Only the key file of this authority.")
    ] = None,
    why: Annotated[
        str, typer.Option(callback=given_text, help="The reason; it is kept." + ELSEWHERE)
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how much would go; change nothing.")
    ] = False,
    confirm: Annotated[str, typer.Option(help="The word destroy: it cannot be undone.")] = "",
) -> None:
    """Destroy what a retention schedule names, and write a certificate.

    frame: fields of children without a place in the draw. keys: the authority's own ids and salts.
    signing-key: what signs case workbooks. stray-notes, returns (files in the folder), copies
    (databases from before upgrades). evidence-files, and unused-files: those that no record shows
    any more. came-back: keys that were destroyed or erased before and lie in keys/ again, or are
    copied under other names.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.retention import certificate
    from inspect_tool.services.retention import purge as purging

    workspace = open_workspace(ctx)
    place = purging.Place(workspace.folder, workspace.keys)
    wanted = purging.Wanted(classes or (), authority, why)
    if dry_run:
        with workspace.reading() as work:
            view = purging.preview(work, workspace.review, place, wanted)
    else:
        view = purging.purge(workspace.work, workspace.review, place, wanted, confirm=confirm)
        with workspace.reading() as work:
            certified = certificate.certificates(work)[view.number - 1 :]
        certificate.certify(workspace.folder, certified)
    left = workspace.not_wiped if view.number else ""
    if command_context(ctx).json:
        print_json(view, not_gone=left)
        return
    _print_purge(view)
    if left:
        say(left)
    if view.number:
        say("The certificate is in certificates/: it says which copies remain.")


def _print_purge(view: PurgeView) -> None:
    from inspect_tool.cli.output import print_table, say

    goes = "went" if view.number else "would go"
    print_table(
        "What there is" if view.number else "What there is; nothing was changed",
        ["Class", "What", "Number", ""],
        [
            [line.name, line.words, line.number, goes if line.goes else "stays"]
            for line in view.lines
        ],
    )
    for line in view.lines:
        if line.goes:
            say(f"{line.name}: {line.consequence}")


@app.command("destroyed", epilog="Example: inspect-tool db destroyed -o certificates")
def destroyed(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A folder to write every certificate into again."),
    ] = None,
) -> None:
    """Show what was purged and erased, and write the certificates again."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.retention import certificate

    with open_workspace(ctx).reading() as work:
        certified = certificate.certificates(work)
    written = certificate.write_certificates(output, certified) if output is not None else []
    if command_context(ctx).json:
        print_json(certified)
        return
    print_table(
        "Deleted on purpose" if certified else "Nothing was deleted on purpose",
        ["Number", "When", "Who", "What", "Why"],
        [[one.number, one.at[:10], one.by, ", ".join(one.about), one.why] for one in certified],
    )
    for path in written:
        say(str(path))
