"""The working copy of a pack, opened for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    from inspect_tool.workspace import Workspace


def open_working_copy(
    ctx: typer.Context, pack: Path, identity: Path | None, passphrase_file: Path | None
) -> Workspace:
    """Open a pack, and say where its working copy is and whose signature it has.

    Raises:
        UsageError: Somebody is named who is not the pack's inspector.
    """
    from inspect_tool.cli.context import command_context, speak_as
    from inspect_tool.cli.passphrase import asked_passphrase
    from inspect_tool.services.overview.backup import key_with
    from inspect_tool.services.packs.opening import open_pack
    from inspect_tool.workspace import Workspace, work_in

    passphrase = "" if identity else asked_passphrase(passphrase_file, is_new=False)
    opened = open_pack(pack, key_with(passphrase, identity), work_in)
    manifest, named = opened.manifest, command_context(ctx).person
    if named not in (None, manifest.inspector):
        raise UsageError(f"The pack is of {manifest.inspector}; leave --as out.")
    day = f"{manifest.issued_at:%d/%m/%Y}"
    done = "opened" if opened.is_new else "open already, so work in it goes on"
    typer.echo(
        f"Pack {manifest.number} of {manifest.inspector}, review {manifest.review}, issued on "
        f"{day}: {done}."
    )
    typer.echo(
        f"Its working copy is {opened.folder}, for your eyes alone and not encrypted, until "
        f"`pack return {pack.name} -o FILE` has written its return."
    )
    workspace = Workspace.open_private(opened.folder, manifest.inspector)
    speak_as(workspace.said)
    return workspace
