"""Nothing that is sent to any address is answered with a fault of the tool, whoever sends it.

The routes are those of the application, so that a new page is tried without a line here. Forms
are read by the pages and not declared, so no schema would say what to send: fields come from the
forms of the tables of rows, and from those that all pages have, and are then spoilt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

import pytest
from fastapi.routing import APIRoute
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_tool.workspace import Workspace
from tests.held import rows
from tests.interfaces.web.client import FROM_HERE, Pages, form_of
from tests.interfaces.web.conftest import PagesOf
from tests.interfaces.web.every_page import fill
from tests.interfaces.web.test_record_pages import AT, CASE, versions
from tests.interfaces.web.test_who_sees_which_page import FILLED, FORM, ROOMS, WHO, every_route
from tests.services.access.shared_review import CASES

METHODS = ("GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
URLENCODED = "application/x-www-form-urlencoded"
KINDS = (
    URLENCODED, f"{URLENCODED}; charset=utf-16", f"{URLENCODED}; charset=unicode_escape",
    f"{URLENCODED}; charset=no-such", "", "multipart/form-data; boundary=x", "application/json",
    "text/plain", "\x7f",
)  # fmt: skip
ODD_WORDS = (
    "", " ", "0", "-1", "1e999", "9" * 5_000, "NaN", "null", "true", "[]", "{}", "\x00", "\x0b",
    "\r\n", "\u2028", "\ud800", "\u202e", "\N{COMBINING ACUTE ACCENT}" * 500, "x" * 33_000,
    "=yes", "=no-such", "!unknown", "!", "=", "~", "31/2/2013", "0/0/0", "99999999999/1/1",
    "1/1/0001", "2013-06-03", "../../etc/passwd", "%00", "%", "<script>", "{{ 7*7 }}", "' or 1=1",
    "ASH-001", "ASH-999", "HARM.1", "HARM.1.a", "HARM.1.a@1", "EV.none.01", "CH.none.01", "REFER",
    "question", "evidence", "1", "999", "none", "for", "le", "ef", "keeper", "²", "١",
)  # fmt: skip
# What the fields of every page are called; what follows a point is the name of an item.
NAMES = ("v.", "n.", "e.", "t.", "o.", "w.")
ITEMS = ("HARM.1.a", "HARM.1.b", "HARM.1", "REFER.on", "HARM.1.a@1", "nothing", "")
FIELDS = (
    "token", "i", "next", "expected", "kind", "sides", "take", "join", "remove", "text", "about",
    "side", "source", "day", "reference", "what", "name", "password", "person", "again",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire."""

    method: str
    address: str
    body: bytes
    headers: dict[str, str]


def words() -> st.SearchStrategy[str]:
    return st.sampled_from(ODD_WORDS) | st.text(max_size=40)


def in_bytes(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


@st.composite
def bodies(draw: st.DrawFn, form: dict[str, str]) -> bytes:
    """A form of a page, spoilt: fields left out, repeated, renamed, filled with something else."""
    fields = [(name, value) for name, value in form.items() if draw(st.integers(0, 9))]
    odd_names = st.sampled_from(FIELDS) | st.builds(
        str.__add__, st.sampled_from(NAMES), st.sampled_from(ITEMS)
    )
    fields += draw(st.lists(st.tuples(odd_names, words()), max_size=6))
    for _ in range(draw(st.integers(0, 3))):
        if fields:
            place = draw(st.integers(0, len(fields) - 1))
            fields[place] = (fields[place][0], draw(words()))
    encoded = "&".join(f"{in_bytes(name)}={in_bytes(value)}" for name, value in fields).encode()
    if draw(st.integers(0, 19)):
        return encoded
    return draw(st.binary(max_size=60) | st.just(encoded[:-1] + b"%"))


@st.composite
def requests(draw: st.DrawFn, routes: list[str], forms: dict[str, dict[str, str]]) -> Request:
    """A request to one of the routes, with parts of its address and its form that may be odd."""
    path = draw(st.sampled_from(routes))
    good = {**FILLED, "ref": CASES.own, **dict.fromkeys(("part",), "HARM.1")}
    for route, row in ROOMS.items():
        if route.partition(" ")[2] == path:
            good |= row.filled
    good["ref"] = draw(st.sampled_from((good["ref"], CASES.others, CASES.own_crossed, "ASH-999")))

    def part(found: re.Match[str]) -> str:
        odd = draw(st.integers(0, 4)) == 0
        name = found.group(1)
        return quote(draw(words()).encode("utf-8", "surrogatepass")[:300] if odd else good[name])

    address = re.sub(r"\{(\w+)(?::\w+)?\}", part, path)
    method = draw(st.sampled_from(METHODS))
    if draw(st.integers(0, 4)) == 0:
        names = st.sampled_from(("saved", "next", "token", "page", "q", "by", "x"))
        query = draw(st.lists(st.tuples(names, words()), min_size=1, max_size=3))
        address += "?" + "&".join(f"{name}={in_bytes(value)[:300]}" for name, value in query)
    headers = dict(FROM_HERE)
    if method == "POST":
        headers["content-type"] = draw(st.sampled_from((URLENCODED,) * 20 + KINDS))
    if draw(st.booleans()):
        headers["hx-request"] = "true"
    body = draw(bodies(forms.get(path, FORM))) if method == "POST" else b""
    return Request(method, address, body, headers)


def paths(pages: Pages) -> list[str]:
    return sorted(
        {one.path for one in every_route(pages.routes.routes) if isinstance(one, APIRoute)}
        | {"/static/govuk.css", "/static/{part}", "/{part}", "/records/{ref}/{part}/{part}/{part}"}
    )


def forms_of_pages(pages: Pages) -> dict[str, dict[str, str]]:
    """What is sent to each address that takes a form: of its row, or of the page that has it."""
    page = pages.client.get(AT).text
    found = {
        "/records/{ref}/{section}": form_of(page, AT),
        "/records/{ref}/{section}/evidence": form_of(page, f"{AT}/evidence"),
    }
    forms = {
        path: {name: values[0] for name, values in fields.items() if values}
        for path, fields in found.items()
    }
    rows = {route.partition(" ")[2]: dict(row.form) for route, row in ROOMS.items() if row.form}
    token = page.partition('name="token" id="token" value="')[2][:48]
    return {**forms, **{path: {"token": token, **form} for path, form in rows.items()}}


def send(pages: Pages, request: Request) -> int:
    # Somebody's session must not end in the middle: signing out is a journey of its own.
    if request.address.startswith("/sign-out") and request.method == "POST":
        return 200
    return pages.client.request(
        request.method, request.address, content=request.body, headers=request.headers
    ).status_code


def answers_in(review: Workspace) -> tuple[object, ...]:
    return rows(review, "select count(*) from revision")[0]


# Answers that say that nothing was done. With 409 and 422 what could be saved was.
NOTHING_DONE = {400, 401, 403, 404, 405, 413, 414, 415, 421}


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("who", WHO)
def test_no_request_leads_to_a_fault_and_none_that_is_refused_is_saved(
    review: Workspace, pages_of: PagesOf, who: str, whole: bool
) -> None:
    fill(pages_of("ef"))
    pages = pages_of(who)
    routes, forms = paths(pages), forms_of_pages(pages_of("ef"))

    @settings(max_examples=settings().max_examples * 5 if whole else settings().max_examples)
    @given(request=requests(routes, forms))
    def never(request: Request) -> None:
        before = answers_in(review)
        status = send(pages, request)
        assert status < 500, request
        assert status not in NOTHING_DONE or answers_in(review) == before, request

    never()


def test_words_for_a_part_that_no_record_has_are_not_saved(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    before = versions(pages, "HARM.1.a")
    in_place = {**FROM_HERE, "hx-request": "true"}
    for part, headers in (("HARM.9", FROM_HERE), ("HARM.9", in_place), ("VOICE", FROM_HERE)):
        form = {**FORM, "n.HARM.1.a": "for no part", "e.HARM.1.a": "", "about": "HARM.1"}
        at = f"/records/{CASE}/{part}"
        for address in (at, f"{at}/evidence", f"{at}/evidence/EV.none.01"):
            given_words = form | {"side": "for", "source": "case_file"}
            answer = pages.client.post(address, data=given_words, headers=headers)
            assert answer.status_code == 404, address
    assert versions(pages, "HARM.1.a") == before
    assert "EV." not in pages.client.get(f"/records/{CASE}/HARM.1").text


def test_a_reply_under_the_address_of_another_record_is_not_kept(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    page = pages.client.get(f"/records/{CASE}").text
    action = re.search(rf'action="/records/{CASE}(/queries/[^"]+)"', page)
    assert action is not None
    form = form_of(page, f"/records/{CASE}{action.group(1)}") | {"text": ["for another"]}
    for ref in (CASES.own_crossed, "ASH-999"):
        answer = pages.client.post(f"/records/{ref}{action.group(1)}", data=form, headers=FROM_HERE)
        assert answer.status_code in (400, 404)
    assert "for another" not in pages.client.get(f"/records/{CASE}").text
