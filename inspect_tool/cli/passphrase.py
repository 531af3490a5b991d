"""The passphrase of a backup or a pack, asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.errors import UsageError

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        help="A file whose first line is the passphrase, or - for standard input. Else "
        "INSPECT_TOOL_PASSPHRASE, else it is asked for."
    ),
]
IdentityFile = Annotated[
    Path | None,
    typer.Option(help="A file with the private key of a recipient, instead of a passphrase."),
]


def asked_passphrase(file: Path | None, *, is_new: bool) -> str:
    """The passphrase, from where it is in no list of processes and no history of a shell.

    Raises:
        UsageError: Nobody is there to be asked, or a new one is too short.
    """
    from inspect_tool.services.overview.passphrases import check_new_passphrase
    from inspect_tool.settings import Settings

    if file is not None:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
        found = text.partition("\n")[0].rstrip("\r")
    else:
        found = Settings.read().passphrase or _asked(is_new=is_new)
    if is_new:
        check_new_passphrase(found)
    return found


def _asked(*, is_new: bool) -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            "Nobody is there to be asked for the passphrase. Name a file that holds it with "
            "--passphrase-file (- for standard input), or set INSPECT_TOOL_PASSPHRASE."
        )
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new, err=True))
