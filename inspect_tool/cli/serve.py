"""`serve`: the pages in a browser, for one person or for a team."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.opened_pack import open_working_copy
from inspect_tool.cli.passphrase import IdentityFile, PassphraseFile
from inspect_tool.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from inspect_tool.workspace import Workspace

app = typer.Typer(
    name="serve",
    help="The pages in a browser.",
    rich_markup_mode=None,
    add_completion=False,
)


class PagesNotInstalledError(RefusedError):
    """The packages of the pages are not there."""

    def __init__(self) -> None:
        super().__init__(
            "The pages need packages that are not installed. Install them with "
            "`pip install 'inspect-tool[web]'`, or, in a checkout, `pip install -e '.[web]'`."
        )


@app.command(epilog="Example: inspect-tool --as ab serve")
def serve(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    pack: Annotated[
        Path | None,
        typer.Argument(help="A pack from `pack out`, to be opened and worked in; else the review."),
    ] = None,
    *,
    new: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Start a review in the browser, in a folder that is not there."
        ),
    ] = None,
    team: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Have people sign in; the https address that they come by."
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="On this machine; else the first free from 8000 on.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the pages in a browser.")] = True,
    certificate: Annotated[
        Path | None, typer.Option(help="Of the address, where no proxy in front has it.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Key of the certificate.")] = None,
    identity: IdentityFile = None,
    passphrase_file: PassphraseFile = None,
    watch_port: Annotated[
        int | None,
        typer.Option(
            help="With --team: on this machine, where /health, /ready and /metrics are answered.",
        ),
    ] = None,
) -> None:
    """Serve the pages of a review, or of a pack, on this machine, until Ctrl+C."""
    _check_options(pack, team, certificate, key, watch_port)
    if new is not None:
        _serve_new(ctx, new, port, is_alone=pack is None and team is None, browser=browser)
        return
    workspace = _workspace(ctx, pack, identity, passphrase_file)
    _check_installed()
    from inspect_tool.web import serving

    origin = "" if team is None else _origin(team)
    if team is not None:
        _check_team(workspace)
    served = serving.Served(port, origin, certificate, key, watch_port)
    serving.serve(workspace, served, tell=_tell_team if team else partial(_tell, browser=browser))


def _serve_new(
    ctx: typer.Context, folder: Path, port: int | None, *, is_alone: bool, browser: bool
) -> None:
    """Serve the page that starts a review in a folder.

    Raises:
        UsageError: Somebody is named, who cannot be of a team yet, or another review is.
        FolderInUseError: There is something in the folder.
    """
    from inspect_tool.cli.context import command_context
    from inspect_tool.services.review.documents import check_can_start

    if not is_alone:
        raise UsageError("--new starts a review on this machine: leave PACK and --team out.")
    if command_context(ctx).person is not None:
        raise UsageError("A review that is to be started has no team yet, so leave --as out.")
    check_can_start(folder)
    _check_installed()
    from inspect_tool.web.serving import Served, serve_new

    serve_new(folder, Served(port), tell=partial(_tell, browser=browser))


def _tell_team(address: str, _: str) -> None:
    """Say where the pages of a team are."""
    typer.echo(f"The pages are at {address} (Ctrl+C ends them).")
    typer.echo("A proxy on this machine, or --certificate, brings them to the team.")


def _tell(address: str, opening: str, *, browser: bool) -> None:
    """Say where the pages are, and open them or say how."""
    from inspect_tool.web.serving import open_browser

    typer.echo(f"The pages are at {address} (Ctrl+C ends them).")
    if not (browser and open_browser(opening)):
        typer.echo(f"Open this address in a browser; it is good for one visit:\n{opening}")


def _check_options(
    pack: Path | None,
    team: str | None,
    certificate: Path | None,
    key: Path | None,
    watch_port: int | None,
) -> None:
    """Refuse options that do not go together."""
    if team is not None and not team.strip():
        raise UsageError("--team wants the address that people come by, such as https://…")
    if (certificate is None) != (key is None):
        raise UsageError("--certificate and --key go together.")
    if pack is not None and team is not None:
        raise UsageError("A pack is one inspector's, so --team does not go with it.")
    if watch_port is not None and team is None:
        raise UsageError("--watch-port is for the server of a team: give --team as well.")


def _workspace(
    ctx: typer.Context, pack: Path | None, identity: Path | None, passphrase_file: Path | None
) -> Workspace:
    """The review to serve, or the working copy of a pack."""
    from inspect_tool.cli.context import open_workspace

    if pack is None:
        return open_workspace(ctx)
    return open_working_copy(ctx, pack, identity, passphrase_file)


def _check_installed() -> None:
    try:
        import inspect_tool.web.serving  # noqa: F401  # whether it can be
    except ModuleNotFoundError as error:
        raise PagesNotInstalledError from error


def _origin(typed: str) -> str:
    """The address as browsers name it.

    Raises:
        UsageError: It is no address of a server, or not by https.
    """
    from urllib.parse import urlsplit

    if not typed.strip():
        raise UsageError("--team wants the address that people come by, such as https://…")
    parts = urlsplit(typed.strip().rstrip("/"))
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        raise UsageError(
            f"{typed} is no address that people can sign in at: it begins with https:// and ends "
            "with the name of the machine, such as https://inspection.example.org."
        )
    return f"https://{parts.netloc.lower()}"


def _check_team(workspace: Workspace) -> None:
    """Refuse to let people sign in to what everybody can open, or where nobody can sign in."""
    from inspect_tool.services.review.readiness import check_ready_for_team

    if workspace.person is not None:
        raise UsageError("With --team everybody signs in, so leave --as out.")
    with workspace.reading() as work:
        waiting = check_ready_for_team(work, workspace.review, workspace.folder)
    if waiting:
        typer.echo(
            f"Without a password yet: {', '.join(waiting)}. `people password PERSON` sets one."
        )
