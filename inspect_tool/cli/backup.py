"""`backup` and `restore`: the whole review in encrypted files, and a review from them again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.passphrase import IdentityFile, PassphraseFile, asked_passphrase

backup_app = typer.Typer(rich_markup_mode=None, add_completion=False)
restore_app = typer.Typer(rich_markup_mode=None, add_completion=False)


@backup_app.command(
    epilog="Example: inspect-tool backup neglect-2013.age --keys-to neglect-2013-keys.age"
)
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that does not exist.")],
    keys_to: Annotated[
        Path | None,
        typer.Option(help="Another file, for the keys; keep it in another place. Else left out."),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(help="A public key of age that opens it, instead of a passphrase."),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the whole review into encrypted files, and verify what was written."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.overview.backup import Source, Target, back_up, lock_with

    workspace = open_workspace(ctx)
    source = Source(workspace.folder, workspace.review, workspace.database, workspace.keys)
    passphrase = "" if recipient else asked_passphrase(passphrase_file, is_new=True)
    target = Target(file, keys_to, lock_with(passphrase, recipient or ()))
    done = back_up(workspace.work, source, target)
    if command_context(ctx).json:
        print_json(done)
        return
    say(f"{done.file} holds the database and {done.files - 1} documents. SHA-256 {done.digest}")
    if done.keys_file is None:
        say("The keys are in no backup: without them nobody finds the children. See --keys-to.")
    else:
        say(f"{done.keys_file} holds the keys. SHA-256 {done.keys_digest}")
        say("Keep the two in two places, and the passphrase in a third.")
    if done.left_out:
        say(f"In neither: {', '.join(done.left_out)}.")


@restore_app.command(
    epilog="Example: inspect-tool restore neglect-2013.age neglect-2013 "
    "--keys neglect-2013-keys.age"
)
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    folder: Annotated[Path, typer.Argument(help="A folder that is empty, or does not exist.")],
    keys: Annotated[Path | None, typer.Option(help="What `backup --keys-to` wrote.")] = None,
    identity: IdentityFile = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a review again from its backup, checked before anything gets its name."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.overview.backup import Copies, key_with, restore

    passphrase = "" if identity else asked_passphrase(passphrase_file, is_new=False)
    done = restore(Copies(file, keys, key_with(passphrase, identity)), folder)
    if command_context(ctx).json:
        print_json(done)
        return
    say(f"{folder} is the review {done.review} as it was at {done.made_at.isoformat()}.")
    if done.head:
        say(f"Checked; head of the audit trail: {done.head}")
    else:
        say("An older version of this tool made it: use `db upgrade` there, then `db check`.")
    for sentence in done.not_gone:
        say(sentence)
    if not done.has_keys:
        say(f"The keys are not in it. Restore again with --keys, or put them into {folder}/keys.")
