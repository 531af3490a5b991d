"""A browser without a screen: the pages of a copied review, for one person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

from fastapi import FastAPI
from starlette.testclient import TestClient

from inspect_tool.services.review import sessions
from inspect_tool.store import audit_queries
from inspect_tool.web.app import guarded, make_pages
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace

ORIGIN = "http://127.0.0.1:8000"
FROM_HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
TOKEN = "0123456789abcdef"  # noqa: S105  # of a form


@dataclass(frozen=True)
class Pages:
    """The pages of a review, and a client that is signed in."""

    client: TestClient
    site: Site
    routes: FastAPI

    def another(self) -> TestClient:
        """Another browser that nobody is signed in with."""
        return TestClient(self.client.app, base_url=ORIGIN, follow_redirects=False)


def pages_for(workspace: Workspace, person: str | None = None, *, is_team: bool = False) -> Pages:
    """The pages of a review on one's own machine, or a team's, with a session begun."""
    opened = workspace.acting_as(person)
    options = SiteOptions(origin=ORIGIN, person=None if is_team else person, is_team=is_team)
    site = Site(opened, options)
    routes = make_pages(site)
    client = TestClient(guarded(routes, site), base_url=ORIGIN, follow_redirects=False)
    with opened.work() as work:
        token = sessions.begin_session(work, opened.actor.id, site.options.limits)
    client.cookies.set(site.options.cookie, token)
    return Pages(client, site, routes)


def form_of(page: str, action: str) -> dict[str, list[str]]:
    """The fields of the form with that address, as a browser would send them."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms[action]


class _Forms(HTMLParser):
    """Fields of every form of a page, by its address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self._form: dict[str, list[str]] | None = None
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action") or "", {})
        if self._form is None:
            return
        if tag == "textarea" and name:
            self._area = name
            self._form.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._form.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "input" and name:
            is_off = given.get("type") in ("radio", "checkbox") and "checked" not in given
            if not is_off:
                self._form.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._form is not None:
            # A browser drops the line break behind the tag.
            words = self._form[self._area][-1]
            self._form[self._area][-1] = words.removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


def words_of(page: str) -> str:
    """The text of a page, without its tags, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def later(workspace: Workspace, by: timedelta) -> Workspace:
    """The same review with a clock that is ahead."""
    from dataclasses import replace

    clock = workspace.clock
    return replace(workspace, clock=lambda: clock() + by)


def noted(pages: Pages, person: str) -> set[str]:
    """References of the records that the audit trail says somebody read."""
    with pages.site.acting_as(person).reading() as work:
        return {
            ref
            for row in audit_queries.entries_of_action(work, audit_queries.READ)
            if row.actor == person
            for ref in row.details["refs"]
        }
