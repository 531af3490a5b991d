"""Every page, by every role, about four kinds of case: the table of routes says which there are.

A page that is not for somebody answers as one that does not exist, so that nothing tells the two
apart. A new page without a row here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from inspect_tool.web.pages import overview
from tests.interfaces.web.client import FROM_HERE, TOKEN, Pages
from tests.interfaces.web.conftest import PagesOf
from tests.interfaces.web.rows import (
    administration,
    beside_rooms,
    fieldwork,
    moderation,
    reporting,
    sample,
)
from tests.interfaces.web.rows.row import Row
from tests.services.access.shared_review import (
    CASES,
    WORD_OF_UNSEEN_READS,
    change_team,
)

# ef reads `own`; `others` are cd's and ab's; ef has a conflict of interest with `conflicted`.
# ab, a lead as well, is the second reader of `second` and may not see its first read yet.
KINDS = ("own", "others", "conflicted", "second")
WHO = ("ef", "le", "wr", "ab")
NOT_ABOUT_A_RECORD = {
    "GET /launch": 401,  # the token was used
    "GET /sign-in": 401,  # nobody signs in on one's own machine
    "POST /sign-in": 401,
    "GET /sign-in/organisation": 401,
    "GET /sign-in/organisation/back": 401,
    "GET /sign-in/organisation/out": 401,
    "GET /password": 401,
    "POST /password": 401,
    "GET /draft-key": 200,
    "GET /": 200,
    # No pack is open here: test_pack_pages.py.
    "GET /pack": 404,
    "POST /pack": 404,
    "GET /pack/returns/{name}": 404,
    "POST /sign-out": 200,
}
# Who may, of each kind: an inspector their own; a lead any without a conflict; ab, who reads
# beside somebody else, the own second read; a writer none.
READERS = {
    "ef": {"own"},
    "le": {"own", "others", "conflicted", "second"},
    "wr": set(),
    "ab": {"own", "others", "conflicted", "second"},
}
# A lead and a writer who read no case beside anybody: the evidence of every read is for them.
BLIND_TO_NOTHING = {"le", "wr"}
ABOUT_A_RECORD = {
    "GET /records/{ref}",
    "GET /records/{ref}/check",
    "GET /records/{ref}/chronology",
    "POST /records/{ref}/chronology",
    "GET /records/{ref}/chronology/{name}",
    "POST /records/{ref}/chronology/{name}",
    "GET /records/{ref}/{section}",
    "POST /records/{ref}/{section}",
    "POST /records/{ref}/{section}/evidence",
    "GET /records/{ref}/{section}/evidence/{name}",
    "POST /records/{ref}/{section}/evidence/{name}",
    "GET /records/{ref}/facts",
    "GET /records/{ref}/facts/{field}",
    "POST /records/{ref}/facts/{field}",
    "GET /records/{ref}/{section}/files",
    "POST /records/{ref}/{section}/files",
    "GET /records/{ref}/{section}/evidence/{name}/file",
    "GET /records/{ref}/{section}/evidence/{name}/take-off",
    "POST /records/{ref}/{section}/evidence/{name}/take-off",
    "GET /records/{ref}/versions/{item}",
    "POST /records/{ref}/versions/{item}/undo",
    "POST /records/{ref}/versions/{item}/settle",
    "POST /records/{ref}/submit",
    "POST /records/{ref}/queries/{name}",
}
# What a lead has of everybody's, and an inspector of their own.
LISTS = {"GET /records"}
ROOMS: dict[str, Row] = {
    **beside_rooms.ROWS,
    **fieldwork.ROWS,
    **sample.ROWS,
    **moderation.ROWS,
    **reporting.ROWS,
    **administration.ROWS,
}
FORM = {
    "token": TOKEN,
    "i": "HARM.1.a",
    "v.HARM.1.a": "=no",
    "n.HARM.1.a": "seen",
    "e.HARM.1.a": "",
    "kind": "question",
    "take": "1",
    "sides": "none",
    "expected": "0",
    "text": "x",
}
FILLED = {"field": "received_on", "section": "HARM.1", "item": "HARM.1.a", "name": "EV.none.01"}

# A form that was refused shows again what was typed into it, and nothing else.
TYPED = re.compile(
    r'<h2 class="govuk-heading-m">What you typed</h2>.*(?=<p class="govuk-body"><a )', re.DOTALL
)


def every_route(routes: list[Any]) -> Iterator[Any]:
    """The routes of an application, those of the routers that it includes among them."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from [route] if inner is None else every_route(inner.routes)


def routes(app: FastAPI) -> Iterator[str]:
    for route in every_route(app.routes):
        if isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield f"{method} {route.path}"


def ask(pages: Pages, route: str, ref: str) -> tuple[int, str]:
    method, _, path = route.partition(" ")
    filled = {**FILLED, "ref": ref}
    if "chronology" in path:
        filled["name"] = "CH.none.01"
    elif "queries" in path:
        filled["name"] = "abcdef12"
    address = re.sub(r"\{(\w+)\}", lambda found: filled[found.group(1)], path)
    if method == "GET":
        answer = pages.client.get(address)
    else:
        answer = pages.client.post(address, data=FORM, headers=FROM_HERE)
    return answer.status_code, re.sub(r'id="f-[^"]*"', "", answer.text)


def test_every_page_has_a_row(pages_of: PagesOf) -> None:
    app = pages_of("ef").routes
    rows = {*NOT_ABOUT_A_RECORD, *ABOUT_A_RECORD, *LISTS, *ROOMS}
    assert set(routes(app)) == rows
    others = [one.path for one in every_route(app.routes) if not isinstance(one, APIRoute)]
    assert others == ["/static"]


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("who", WHO)
def test_pages_about_a_record_are_there_for_those_alone_who_may_see_it(
    pages_of: PagesOf, who: str
) -> None:
    first = pages_of("ef")
    change_team(first.site.opened().folder, "ef", not_for=["BRO"])
    pages = pages_of(who)
    none = {route: ask(pages, route, "ASH-999") for route in sorted(ABOUT_A_RECORD)}
    for kind in KINDS:
        ref = getattr(CASES, kind)
        for route in sorted(ABOUT_A_RECORD):
            status, text = ask(pages, route, ref)
            assert status != 500, (route, kind)
            if kind in READERS[who]:
                assert text != none[route][1] or status != 404, (route, kind)
            elif "queries" not in route:
                assert (status, text) == none[route], (route, kind)
            if who == "ab" and kind == "second":
                assert WORD_OF_UNSEEN_READS not in text, route


@pytest.mark.parametrize("route", sorted(NOT_ABOUT_A_RECORD))
def test_pages_about_no_record_answer_whoever_is_signed_in_and_nobody_else(
    pages_of: PagesOf, route: str
) -> None:
    pages = pages_of("ef")
    method, _, path = route.partition(" ")
    stranger = pages.another().request(method, path, headers=FROM_HERE)
    assert stranger.status_code == 401
    answer = pages.client.request(method, path, headers=FROM_HERE)
    assert answer.status_code == NOT_ABOUT_A_RECORD[route]


def test_lists_leave_out_what_is_not_to_be_seen(pages_of: PagesOf) -> None:
    first = pages_of("ef")
    change_team(first.site.opened().folder, "ef", not_for=["BRO"])
    for path in ("/", "/records"):
        own = pages_of("ef").client.get(path).text
        assert CASES.own in own
        assert CASES.others not in own
        assert CASES.conflicted not in own
    assert pages_of("wr").client.get("/records").status_code == 404
    beside = pages_of("ab").client.get("/records").text
    assert f"/records/{CASES.own}" in beside
    assert WORD_OF_UNSEEN_READS not in beside


def test_the_records_of_many_authorities_are_those_of_one_at_a_time(
    pages_of: PagesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "AT_ONCE", 0)
    change_team(pages_of("ef").site.opened().folder, "ef", not_for=["BRO"])
    client = pages_of("ef").client
    asked = client.get("/records").text
    assert "/records?authority=ASH" in asked
    assert "authority=BRO" not in asked
    assert CASES.own not in asked
    assert CASES.own in client.get("/records?authority=ASH").text
    for none in ("BRO", "XYZ"):
        assert client.get(f"/records?authority={none}").text.count("/records?authority=") > 0
    assert pages_of("wr").client.get("/records").status_code == 404


def ask_row(pages: Pages, route: str, row: Row) -> tuple[int, str]:
    method, _, path = route.partition(" ")
    address = re.sub(r"\{(\w+)\}", lambda found: row.filled[found.group(1)], path)
    if method == "GET":
        answer = pages.client.get(address)
    else:
        answer = pages.client.post(address, data={"token": TOKEN, **row.form}, headers=FROM_HERE)
    return answer.status_code, TYPED.sub("", answer.text)


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("who", WHO)
def test_pages_of_rooms_are_there_for_those_alone_whom_their_row_names(
    pages_of: PagesOf, who: str
) -> None:
    change_team(pages_of("ef").site.opened().folder, "ef", not_for=["BRO"])
    pages = pages_of(who)
    nowhere = pages.client.get("/no-such-page").text
    # Reading first: what a form does must not change what the next page shows.
    for route, row in sorted(ROOMS.items(), key=lambda one: (one[0].startswith("POST"), one[0])):
        status, text = ask_row(pages, route, row)
        assert status != 500, route
        if who in row.who:
            assert status != 404, route
        else:
            assert (status, text) == (404, nowhere), route
        assert WORD_OF_UNSEEN_READS not in text or who in BLIND_TO_NOTHING, route
        for words in row.hidden.get(who, ()):
            assert words not in text, route
        stranger = Pages(pages.another(), pages.site, pages.routes)
        assert ask_row(stranger, route, row)[0] == 401, route


def test_navigation_leads_nobody_to_a_page_that_is_not_theirs(pages_of: PagesOf) -> None:
    for who in WHO:
        pages = pages_of(who)
        todo, seen = ["/"], set()
        while todo:
            page = pages.client.get(todo.pop())
            assert page.status_code == 200, (who, page.url)
            links = re.findall(r'class="app-rooms__link" href="([^"]+)"', page.text)
            todo += [link for link in links if link not in seen]
            seen |= set(links)


def test_nobody_who_is_not_signed_in_gets_any_page(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    for route in sorted({*ABOUT_A_RECORD, *LISTS}):
        stranger = Pages(pages.another(), pages.site, pages.routes)
        assert ask(stranger, route, CASES.own)[0] == 401, route
