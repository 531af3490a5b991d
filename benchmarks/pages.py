"""CPU that the server spends on each page and on a save, beside a bare page of the same size.

The bare page is FastAPI's own: one sync endpoint, one Jinja template that writes as many lines as
the page of a section has, no session and no database. Every page that the navigation leads a lead
to is measured too, so that a new room needs no line here.

Run `python -m benchmarks.pages FOLDER` on a review that `demo FOLDER` left; without one, a copy is
made (half a minute). Requests go straight into the application, so that no client is measured.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from inspect_tool.domain.people import Role
from inspect_tool.services.records.record_list import list_own
from inspect_tool.services.records.sheet import open_sheet
from inspect_tool.services.review import sessions
from inspect_tool.web.app import make_app
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages import ROOMS
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace

ORIGIN = "http://127.0.0.1:8000"
PERSON = "ab"
ROUNDS = 40


class Caller:
    """Sends requests into the application."""

    def __init__(self, app: Any, cookie: str = "") -> None:
        self.app = app
        self.cookie = cookie.encode()
        self.loop = asyncio.new_event_loop()

    @classmethod
    def of(cls, workspace: Workspace, person: str) -> Caller:
        """For somebody who is signed in to a review."""
        site = Site(workspace.acting_as(person), SiteOptions(origin=ORIGIN, person=person))
        with workspace.work() as work:
            token = sessions.begin_session(work, person, site.options.limits)
        return cls(make_app(site), f"{site.options.cookie}={token}")

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of an answer."""
        body = urlencode(form or {}).encode()
        parts: list[dict[str, Any]] = []
        headers = [
            (b"host", ORIGIN.partition("://")[2].encode()),
            (b"origin", ORIGIN.encode()),
            (b"cookie", self.cookie),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(len(body)).encode()),
        ]
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(),
            "query_string": b"", "headers": headers, "http_version": "1.1", "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "root_path": "",
        }  # fmt: skip

        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            return next(messages, {"type": "http.disconnect"})

        async def send(message: dict[str, Any]) -> None:
            parts.append(message)

        self.loop.run_until_complete(self.app(scope, receive, send))
        text = b"".join(part.get("body", b"") for part in parts[1:]).decode()
        return parts[0]["status"], text


def best(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU of several times, in milliseconds, of all threads of this process."""
    act()
    found = []
    for _ in range(rounds):
        before = time.process_time()
        act()
        found.append(time.process_time() - before)
    return min(found) * 1000


def main() -> None:
    """Measure on a copy of the review that is named, or of one that is made."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "review"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], folder)
        else:
            from inspect_tool.demonstration import Job, prepare_folder

            prepare_folder(folder, may_replace=False)
            for step in Job(folder).steps():
                step.run()
        _measure(Workspace.open(folder, person=PERSON))


def _measure(workspace: Workspace) -> None:
    caller, review = Caller.of(workspace, PERSON), workspace.review
    with workspace.reading() as work:
        ref = next(
            one.line.subject for one in list_own(work, review) if one.line.kind.value == "case"
        )

    def sheet() -> None:
        with workspace.reading() as work:
            open_sheet(work, review, ref).sections()

    print(f"CPU in ms, the least of {ROUNDS}, on {ref} of the sample review")
    for path in ("/nothing", "/static/icon.svg"):
        print(f"  {'an answer without the review: ' + path:48} {best(_status(caller, path)):7.2f}")
    bare = _bare_page(caller.ask("GET", f"/records/{ref}/REC.1")[1])
    print(f"  {'a bare page of the same size as a section':48} {best(_page(bare, '/')):7.2f}")
    print(f"  {'the record alone, without a page':48} {best(sheet):7.2f}")
    for path in ("/", f"/records/{ref}", f"/records/{ref}/REC.1", f"/records/{ref}/check",
                 f"/records/{ref}/chronology"):  # fmt: skip
        print(f"  {path:48} {best(_page(caller, path)):7.2f}")
    print(f"  {'an answer saved in place':48} {best(_saving(caller, ref), 20):7.2f}")
    lead = next(one.id for one in review.plan.team if Role.LEAD in one.roles)
    for_lead = Caller.of(workspace, lead)
    for address in ("/records", *(place.address for room in ROOMS for place in room.places)):
        print(f"  {'of a lead: ' + address:48} {best(_page(for_lead, address), 10):7.2f}")


def _page(caller: Caller, path: str) -> Callable[[], object]:
    def act() -> None:
        status, _ = caller.ask("GET", path)
        assert status == 200, (path, status)

    return act


def _bare_page(text: str) -> Caller:
    """An application with one page that writes as many lines as another has."""
    lines = text.splitlines()
    template = Environment(autoescape=True).from_string(
        "{% for line in lines %}{{ line }}\n{% endfor %}"
    )
    app = FastAPI()

    @app.get("/")
    def show() -> HTMLResponse:
        return HTMLResponse(template.render(lines=lines))

    return Caller(app)


def _status(caller: Caller, path: str) -> Callable[[], object]:
    return lambda: caller.ask("GET", path)


def _saving(caller: Caller, ref: str) -> Callable[[], object]:
    path, number = f"/records/{ref}/REC.1", iter(range(10**6))

    def act() -> None:
        _, page = caller.ask("GET", path)
        found = re.search(r'name="e.REC.1.b" value="([^"]*)"', page)
        form = {
            "token": new_token(PERSON), "i": "REC.1.b", "v.REC.1.b": "=partly",
            "n.REC.1.b": f"page {next(number)}", "e.REC.1.b": found.group(1) if found else "",
        }  # fmt: skip
        status, _ = caller.ask("POST", path, form)
        assert status == 303, status

    return act


if __name__ == "__main__":
    main()
