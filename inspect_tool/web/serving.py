"""The server: an address that only this machine reaches, the pages, the browser."""

from __future__ import annotations

import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from inspect_tool.errors import RefusedError
from inspect_tool.job_runner import JobStarter
from inspect_tool.web.app import make_app
from inspect_tool.web.beginning import Beginning
from inspect_tool.web.guards import log_answer
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.web.watching import Figures, both, lines_on_stderr, watched

if TYPE_CHECKING:
    from inspect_tool.web.guards import Application
    from inspect_tool.web.organisation import OrganisationSignIn
    from inspect_tool.workspace import Workspace

LOOPBACK = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8000, 8099
WAITING = 64  # connections that wait to be answered


class NoPortError(RefusedError):
    """No port of the range is free, or the one that was named is taken."""

    def __init__(self, port: int | None) -> None:
        ports = f"{FIRST_PORT} to {LAST_PORT}" if port is None else str(port)
        super().__init__(f"Port {ports} is taken. Name another one.")


class NoClientError(RefusedError):
    """An organisation has to know what asks it."""

    def __init__(self) -> None:
        super().__init__(
            "INSPECT_TOOL_OIDC_ISSUER is set, but not INSPECT_TOOL_OIDC_CLIENT: register this tool "
            "at your organisation's sign-in, and set what it is called there."
        )


class OrganisationNotInstalledError(RefusedError):
    """The packages that ask an organisation are not there."""

    def __init__(self) -> None:
        super().__init__(
            "INSPECT_TOOL_OIDC_ISSUER is set, and signing in with an organisation's accounts needs "
            "packages that are not installed. Install them with `pip install "
            "'inspect-tool[web,oidc]'`."
        )


@dataclass(frozen=True)
class Served:
    """How a review is to be served.

    Args:
        port: None for the first free one from 8000 on.
        origin: What a team's browsers see, such as `https://inspection.example.org`; empty for
            one's own machine.
        certificate, key: Files of the certificate, where no proxy in front has it.
        watch_port: Where those who run the server ask whether it is well; None for nowhere.
    """

    port: int | None = None
    origin: str = ""
    certificate: Path | None = None
    key: Path | None = None
    watch_port: int | None = None

    @property
    def is_team(self) -> bool:
        """Whether people sign in."""
        return bool(self.origin)


def serve(workspace: Workspace, served: Served, *, tell: Callable[[str, str], None]) -> None:
    """Serve a review until somebody stops it.

    Args:
        tell: Is given the address, and the one to open in a browser, once both hold.

    Raises:
        NoPortError: There is no free port.
    """
    log = logging.getLogger("inspect_tool.web")
    with ExitStack() as stack:
        listener = stack.enter_context(listening(served.port))
        watching = None
        if served.watch_port is not None:
            watching = stack.enter_context(listening(served.watch_port))
        port = listener.getsockname()[1]
        options = SiteOptions(
            origin=served.origin or f"http://{LOOPBACK}:{port}",
            is_team=served.is_team,
            person=None if served.is_team else workspace.person,
        )
        # The server's own acts are the keeper's: nobody of the team is at its console.
        opened = workspace.acting_as(None) if served.is_team else workspace
        site = Site(opened, options, _organisation(workspace, options))
        log.setLevel(logging.WARNING)
        if served.is_team:
            stack.enter_context(lines_on_stderr(log))
        figures = Figures()
        stack.enter_context(watched(site, figures, watching))
        config = _config(make_app(site, tell=both(log_answer, figures.count)), served)
        opening = f"{options.origin}/launch?token={site.launch.value}"
        tell(options.origin, options.origin if served.is_team else opening)
        with JobStarter(workspace.acting_as(None)):
            uvicorn.Server(config).run(sockets=[listener])


def serve_new(folder: Path, served: Served, *, tell: Callable[[str, str], None]) -> None:
    """Serve the page that starts a review in a folder, then that review, until somebody stops it.

    Args:
        tell: As for `serve`.

    Raises:
        NoPortError: There is no free port.
    """
    logging.getLogger("inspect_tool.web").setLevel(logging.WARNING)
    with ExitStack() as stack:
        listener = stack.enter_context(listening(served.port))
        origin = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        beginning = Beginning(
            folder,
            SiteOptions(origin=origin),
            begun=lambda workspace: stack.enter_context(JobStarter(workspace)),
        )
        tell(origin, f"{origin}/launch?token={beginning.launch.value}")
        uvicorn.Server(_config(beginning, served)).run(sockets=[listener])


def _organisation(workspace: Workspace, options: SiteOptions) -> OrganisationSignIn | None:
    organisation = workspace.settings.organisation
    if not (options.is_team and organisation.issuer):
        return None
    if not organisation.client:
        raise NoClientError
    try:
        from inspect_tool.web.organisation import OrganisationSignIn
    except ModuleNotFoundError as error:
        raise OrganisationNotInstalledError from error
    return OrganisationSignIn(organisation, options.origin)


def _config(app: Application, served: Served) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # The address of whoever comes, where a proxy on this machine passes them on.
        proxy_headers=served.is_team,
        ssl_certfile=None if served.certificate is None else str(served.certificate),
        ssl_keyfile=None if served.key is None else str(served.key),
        timeout_graceful_shutdown=5,
    )


def listening(port: int | None) -> socket.socket:
    """A socket of this machine alone.

    Raises:
        NoPortError: There is no free port.
    """
    for number in range(FIRST_PORT, LAST_PORT + 1) if port is None else (port,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, number))
        except OSError:
            listener.close()
            continue
        listener.listen(WAITING)
        return listener
    raise NoPortError(port)


def open_browser(address: str) -> bool:
    """Open the address in whatever browser the machine has; False where it has none."""
    return webbrowser.open(address)
