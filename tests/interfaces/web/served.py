"""The pages of a review on a port of this machine, and a browser in which somebody is signed in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from inspect_tool.services.review import sessions
from inspect_tool.web.app import make_app
from inspect_tool.web.serving import listening
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace
from tests.interfaces.web_browser import Browser, Tab


@contextmanager
def served(
    workspace: Workspace, port: int | None, person: str = "ef", *, is_team: bool = False
) -> Iterator[tuple[Site, int]]:
    """The pages on a port of this machine, as long as the block lasts."""
    with listening(port) as listener:
        number = listener.getsockname()[1]
        options = SiteOptions(origin=f"http://127.0.0.1:{number}", person=person, is_team=is_team)
        site = Site(workspace, options)
        config = uvicorn.Config(make_app(site), log_level="critical", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield site, number
        finally:
            server.should_exit = True
            thread.join()


def signed_in(
    opened: Browser, site: Site, at: str, *, scripts: bool = True, width: int = 1100
) -> Tab:
    """A tab at a page, come in by the launch address."""
    origin = site.options.origin
    tab = opened.tab(f"{origin}/launch?token={site.launch.value}", scripts=scripts, width=width)
    tab.go(f"{origin}{at}")
    return tab


def with_session(opened: Browser, site: Site, person: str, *, width: int = 1100) -> Tab:
    """A tab in which somebody is signed in, with no page opened yet."""
    workspace = site.acting_as(person)
    with workspace.work() as work:
        token = sessions.begin_session(work, person, site.options.limits)
    tab = opened.tab("about:blank", width=width)
    tab.send(
        "Network.setCookie", name=site.options.cookie, value=token, url=site.options.origin,
        httpOnly=True, sameSite="Strict",
    )  # fmt: skip
    return tab
