"""Every page that somebody is led to, found by its links; new pages are found by themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

from fastapi.routing import APIRoute

from tests.interfaces.web.client import FROM_HERE, Pages, form_of
from tests.interfaces.web.test_record_pages import AT, CASE, opened
from tests.interfaces.web.test_who_sees_which_page import ROOMS, every_route

OF_EACH = 3  # pages of one route: they differ in what is recorded
# No page of HTML: a key for a script, what opens the browser, and what sends it on to elsewhere.
NO_PAGES = {
    "/draft-key",
    "/launch",
    "/sign-in/organisation",
    "/sign-in/organisation/back",
    "/sign-in/organisation/out",
    "/records/{ref}/{section}/evidence/{name}/file",
}


def fill(pages: Pages) -> None:
    """Record what pages otherwise show nothing of: evidence, a file, an incident, an answer."""
    page = pages.client.get(AT).text
    evidence = form_of(page, f"{AT}/evidence") | {
        "about": ["HARM.1"], "side": ["for"], "source": ["case_file"], "text": ["page 3"],
    }  # fmt: skip
    assert _sent(pages, f"{AT}/evidence", evidence) == 303
    file = {"file": ("plan.pdf", b"%PDF-1.7 the plan")}
    sent = pages.client.post(f"{AT}/files", data={"about": "HARM.1"}, files=file, headers=FROM_HERE)
    assert sent.status_code == 303
    at = f"/records/{CASE}/chronology"
    for day in ("3/6/2013", "12/6/2013"):
        incident = form_of(pages.client.get(at).text, at) | {"day": [day], "what": ["a visit"]}
        assert _sent(pages, at, incident) == 303
    assert _sent(pages, AT, opened(pages) | {"n.HARM.1.a": ["page 4"]}) == 303


def _sent(pages: Pages, at: str, form: dict[str, list[str]]) -> int:
    return pages.client.post(at, data=form, headers=FROM_HERE).status_code


def route_of(pages: Pages, address: str) -> str:
    """The address of a page with names for what differs; empty where no route answers."""
    path = address.partition("?")[0]
    for route in every_route(pages.routes.routes):
        is_page = isinstance(route, APIRoute) and "GET" in (route.methods or ())
        if is_page and route.path_regex.match(path):
            return str(route.path)
    return ""


def pages_led_to(pages: Pages, who: str) -> dict[str, list[str]]:
    """Addresses of pages of HTML by route: those with a link on another, and those of the rows."""
    todo = ["/", *_of_rows(who)]
    seen, found = set(todo), defaultdict[str, list[str]](list)
    while todo:
        address = todo.pop(0)
        route = route_of(pages, address)
        if not route or len(found[route]) >= OF_EACH:
            continue
        answer = pages.client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        found[route].append(address)
        for link in map(unescape, re.findall(r'href="(/[^"#]*)', answer.text)):
            if link not in seen and not link.startswith("/static/"):
                seen.add(link)
                todo.append(link)
    return {route: addresses for route, addresses in found.items() if addresses}


def _of_rows(who: str) -> Iterator[str]:
    for route, row in ROOMS.items():
        method, _, path = route.partition(" ")
        if method == "GET" and who in row.who:
            for name, value in row.filled.items():
                path = path.replace(f"{{{name}}}", value)
            yield path
