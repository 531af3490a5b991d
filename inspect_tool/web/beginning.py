"""A review that is still to be started: one page for that, then the review's own at its address."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.review import sessions
from inspect_tool.services.review.documents import start_review
from inspect_tool.web.app import NOT_HERE, STATIC_FILES, make_app
from inspect_tool.web.guards import Guard, log_answer
from inspect_tool.web.pages.entrance import with_cookie
from inspect_tool.web.rendering import bare_page
from inspect_tool.web.site import LaunchToken, Site, SiteOptions
from inspect_tool.web.visits import TypedForm, text_of
from inspect_tool.workspace import Workspace, shipped_folder

if TYPE_CHECKING:
    from inspect_tool.web.guards import Answered, Application, Receive, Scope, Send

FIRST_PAGE = "/administration/plan"
LISTS = (
    ("", "Annex A: children in need, protection, early help and in care"),
    ("annex-a-all", "All of Annex A: care leavers, adoption and adopters as well"),
    ("plain", "A list of your own, of one sheet"),
)
FRAMEWORKS = (
    ("", "The one that goes with the lists"),
    ("neglect", "Neglect, in the style of 2014"),
    ("teaching", "A small one, to learn with"),
)


class Beginning:
    """Pages of a folder in which there is no review yet.

    Args:
        folder: Where it is to be; empty, or not there yet.
        options: How it is served; on one's own machine.
        begun: Is told of the review once there is one.
        tell: Is told of each request after its answer.
    """

    def __init__(
        self,
        folder: Path,
        options: SiteOptions,
        *,
        begun: Callable[[Workspace], object] = lambda _: None,
        tell: Callable[[Answered], None] = log_answer,
    ) -> None:
        self.folder, self.options, self.tell = folder, options, tell
        self.launch, self._entered = LaunchToken(), secrets.token_urlsafe(32)
        self.site: Site | None = None
        self._begun, self._lock = begun, threading.Lock()
        self._app: Application = Guard(
            self._first_pages(), origin=options.origin, is_secure=options.is_secure, tell=tell
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the page that starts a review, or by the pages of the one that was started."""
        await self._app(scope, receive, send)

    def _first_pages(self) -> FastAPI:
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        app.add_api_route("/launch", self._let_in, methods=["GET"])
        app.add_api_route("/", self._ask, methods=["GET"])
        app.add_api_route("/", self._take, methods=["POST"])
        app.mount("/static", StaticFiles(directory=STATIC_FILES), name="static")
        app.add_exception_handler(HTTPException, _not_here)
        app.add_exception_handler(RequestValidationError, _not_here)
        return app

    def _let_in(self, request: Request, token: str = "") -> Response:
        """Let the browser in that the server opened, once."""
        if not self.launch.take(token):
            return self._stranger(request)
        return with_cookie(RedirectResponse("/", status_code=303), self.options, self._entered)

    def _is_let_in(self, request: Request) -> bool:
        given = request.cookies.get(self.options.cookie, "")
        return secrets.compare_digest(given.encode(), self._entered.encode())

    def _stranger(self, request: Request) -> Response:
        context = {"is_team": False, "typed": [], "hidden": [], "action": "/"}
        return bare_page(request, "session_over.html", context, status=401)

    def _ask(self, request: Request) -> Response:
        return self._page(request) if self._is_let_in(request) else self._stranger(request)

    def _take(self, request: Request, form: TypedForm) -> Response:
        """Start the review, once, and go on in its pages."""
        if not self._is_let_in(request):
            return self._stranger(request)
        framework, lists = text_of(form, "framework"), text_of(form, "lists")
        with self._lock:
            if self.site is None:
                try:
                    self.site = self._start(framework, lists)
                except (RefusedError, UsageError) as error:
                    return self._page(request, (framework, lists), error.message, error.http_status)
        with self.site.opened().work() as work:
            made = sessions.begin_session(work, self.site.owner().id, self.options.limits)
        return with_cookie(RedirectResponse(FIRST_PAGE, status_code=303), self.options, made)

    def _start(self, framework: str, lists: str) -> Site:
        start_review(
            self.folder,
            templates=shipped_folder("templates"),
            framework=framework or None,
            lists=lists or None,
        )
        workspace = Workspace.open(self.folder)
        site = Site(workspace, self.options)
        self._begun(workspace)
        self._app = make_app(site, tell=self.tell)
        return site

    def _page(
        self,
        request: Request,
        typed: tuple[str, str] = ("", ""),
        fault: str = "",
        status: int = 200,
    ) -> Response:
        context = {
            "folder": self.folder.name,
            "frameworks": FRAMEWORKS,
            "lists": LISTS,
            "framework": typed[0],
            "chosen_lists": typed[1],
            "fault": fault,
        }
        return bare_page(request, "start.html", context, status=status)


async def _not_here(request: Request, _: Exception) -> Response:
    context = {"message": NOT_HERE, "typed": [], "back": "/"}
    return bare_page(request, "refused.html", context, status=404)
