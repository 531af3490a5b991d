"""What a server tells those who run it: that it lives, that it can answer, how much and how fast.

On a port of its own that this machine alone reaches, so that no proxy can pass it on by mistake.
No reference, no name and no word of a review is in it: a page counts under the pattern of its
address, such as `/records/{ref}`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as in_text_form
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from inspect_tool.errors import InspectToolError
from inspect_tool.services.review.readiness import why_not_ready

if TYPE_CHECKING:
    import socket

    from starlette.requests import Request

    from inspect_tool.web.guards import Answered
    from inspect_tool.web.site import Site

HOSTS = ["127.0.0.1", "localhost"]
# Seconds; a save is to take less than a tenth of one.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LINE = "time=%(asctime)s level=%(levelname)s %(message)s"


class Figures:
    """How many requests were answered, how, and how fast: of this process, since it began."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "inspect_tool_answers",
            "Requests that were answered.",
            ("method", "page", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "inspect_tool_answer_seconds",
            "How long the answers took.",
            ("method", "page"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._faults = Counter(
            "inspect_tool_faults",
            "Requests in which the tool itself failed, by the kind of the fault.",
            ("kind",),
            registry=self._registry,
        )

    def count(self, answered: Answered) -> None:
        """Count one request."""
        named = (answered.method, answered.page)
        self._answers.labels(*named, str(answered.status)).inc()
        self._seconds.labels(*named).observe(answered.seconds)
        if answered.fault:
            self._faults.labels(answered.fault).inc()

    @property
    def text(self) -> bytes:
        """All of them in Prometheus's text form."""
        return in_text_form(self._registry)


def make_watched(site: Site, figures: Figures) -> Starlette:
    """`/health`, `/ready` and `/metrics` of a server."""

    def health(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    def ready(_request: Request) -> Response:
        opened = site.opened()
        reason = why_not_ready(opened.database_as_found, opened.witness)
        return PlainTextResponse(f"{reason or 'ready'}\n", status_code=503 if reason else 200)

    def metrics(_request: Request) -> Response:
        return Response(figures.text, headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/ready", ready),
            Route("/metrics", metrics),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={InspectToolError: _documents_faulty},
    )


async def _documents_faulty(_request: Request, _error: Exception) -> Response:
    """The words of such an error quote the document, so they are not passed on."""
    return PlainTextResponse("plan or framework has faults\n", status_code=503)


@contextmanager
def watched(site: Site, figures: Figures, listener: socket.socket | None) -> Iterator[None]:
    """Answer those who watch, beside the pages, for as long as these are served.

    Args:
        listener: A socket of this machine alone; None where nobody watches.
    """
    if listener is None:
        yield
        return
    config = uvicorn.Config(
        make_watched(site, figures), log_level="warning", access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=5)


@contextmanager
def lines_on_stderr(log: logging.Logger) -> Iterator[None]:
    """Write a line for each request to where a service's messages are kept."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(LINE))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = True


def both(*tell: Callable[[Answered], None]) -> Callable[[Answered], None]:
    """Tell several of one request."""

    def tell_all(answered: Answered) -> None:
        for one in tell:
            one(answered)

    return tell_all
