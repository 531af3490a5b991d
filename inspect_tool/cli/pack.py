"""`pack`: a caseload out to a machine without a network, its return, and the return in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.passphrase import PassphraseFile

if TYPE_CHECKING:
    from inspect_tool.services.packs.giving_back import GivenBack
    from inspect_tool.services.packs.issue import PackView

app = typer.Typer(
    name="pack",
    help="Work without a network, and bring it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("out", epilog="Example: inspect-tool pack out --for rk -o rk.pack")
def out(
    ctx: typer.Context,
    inspector: Annotated[str, typer.Option("--for", help="Whose caseload: an id of the team.")],
    file: Annotated[Path, typer.Option("-o", help="A file that does not exist.")],
    recipient: Annotated[
        list[str] | None,
        typer.Option(help="A public key of age that opens it, instead of a passphrase."),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write an inspector's own cases, encrypted and signed, for `serve` on another machine."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.cli.passphrase import asked_passphrase
    from inspect_tool.services.overview.backup import lock_with
    from inspect_tool.services.packs.issue import PackSource, PackTarget, write_pack

    workspace = open_workspace(ctx)
    passphrase = "" if recipient else asked_passphrase(passphrase_file, is_new=True)
    written = write_pack(
        workspace.work,
        workspace.review,
        PackSource(workspace.place, workspace.keys),
        inspector=inspector,
        target=PackTarget(file, lock_with(passphrase, recipient or ())),
    )
    if command_context(ctx).json:
        print_json(written)
    else:
        _tell_of_pack(written)


def _tell_of_pack(written: PackView) -> None:
    from inspect_tool.cli.output import say

    say(
        f"{written.file}: pack {written.number} of {written.inspector}, with {written.cases} first "
        f"and {written.second_reads} second reads, {written.answers} answers and "
        f"{_files(written.files)}; nothing of other people's reads. It was read back as it was "
        "written."
    )
    say("Tell its passphrase by another way than the file.")
    say(
        f"On the other machine: `inspect-tool serve {written.file.name}`, then `inspect-tool pack "
        f"return {written.file.name} -o FILE`. Here: `pack in FILE`."
    )


@app.command("return", epilog="Example: inspect-tool pack return rk.pack -o rk-return.pack")
def return_(
    ctx: typer.Context,
    pack: Annotated[Path, typer.Argument(help="The pack that `serve` opened.")],
    file: Annotated[Path, typer.Option("-o", help="A file that does not exist.")],
    keep: Annotated[
        bool, typer.Option(help="Keep the working copy and go on; a later return has all again.")
    ] = False,
) -> None:
    """Write what was recorded in a pack, encrypted to the office, and remove its working copy."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.packs.giving_back import give_back
    from inspect_tool.workspace import work_in

    done = give_back(pack, file, work_in, keeps=keep)
    if command_context(ctx).json:
        print_json(done)
    else:
        _tell_of_return(done)
    if done.missing_files:
        raise typer.Exit(1)


def _files(number: int) -> str:
    return "1 file of evidence" if number == 1 else f"{number} files of evidence"


def _tell_of_return(done: GivenBack) -> None:
    from inspect_tool.cli.output import print_error, say

    say(
        f"{done.file} holds {done.answers} answers, {done.new} of them new, and "
        f"{_files(done.files)}. SHA-256 {done.digest}"
    )
    say(
        "It was decrypted again and is what was written. Only the office opens it; no passphrase "
        "goes with it."
    )
    if done.is_removed:
        say("Then the working copy was removed. Keep the return until the office has taken it in.")
    else:
        say("The working copy was kept.")
    if done.missing_files:
        print_error(
            f"Not in it: {_files(done.missing_files)} that records name. The working copy does "
            "not hold what was attached."
        )


@app.command("in", epilog="Example: inspect-tool pack in rk-return.pack --dry-run")
def in_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Returns of packs.")],
    dry_run: Annotated[
        bool, typer.Option(help="Show each new answer and what would become of it; change nothing.")
    ] = False,
) -> None:
    """Take returns of packs in; nothing is overwritten, and what crosses waits to be settled."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress
    from inspect_tool.cli.taken_packs import tell_of_taken
    from inspect_tool.services.packs.intake import take_packs

    workspace = open_workspace(ctx)
    begin = workspace.reading if dry_run else workspace.work
    with progress("Taking packs in"):
        taken = take_packs(
            begin,
            workspace.review,
            files,
            keys=workspace.keys,
            evidence=workspace.place.evidence,
        )
    if command_context(ctx).json:
        print_json(taken)
    else:
        tell_of_taken(taken, dry_run=dry_run)
    if any(one.problems or one.conflicts for one in taken):
        raise typer.Exit(1)
