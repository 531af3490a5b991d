"""What no page sees: other hosts, other origins, what is too large, and what answers always say."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest

from inspect_tool.web.guards import CONTENT_POLICY, LARGEST_BODY, LONGEST_ADDRESS
from tests.interfaces.web.client import FROM_HERE, ORIGIN, Pages, later, pages_for
from tests.interfaces.web.conftest import PagesOf

AT = "/records/ASH-001/HARM.1"


@pytest.fixture
def pages(pages_of: PagesOf) -> Pages:
    return pages_of("ef")


@pytest.mark.parametrize("path", ["/", AT, "/static/govuk.css", "/nothing", "/records/ASH-002"])
def test_every_answer_has_the_headers(pages: Pages, path: str) -> None:
    told = pages.client.get(path).headers
    assert told["content-security-policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'")
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert len(told["x-request-id"]) == 16
    is_kept = path.startswith("/static/")
    assert told["cache-control"] == ("public, max-age=3600" if is_kept else "no-store")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:8000", ""])
def test_another_host_is_refused(pages: Pages, host: str) -> None:
    assert pages.client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": ORIGIN},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": f"{ORIGIN}.evil.example"},
        {"sec-fetch-site": "none", "origin": "http://evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused(pages: Pages, headers: dict[str, str]) -> None:
    assert pages.client.post(AT, data={"i": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"origin": ORIGIN}, {"sec-fetch-site": "same-origin"}])
def test_a_form_of_a_page_of_this_tool_is_let_through(
    pages: Pages, headers: dict[str, str]
) -> None:
    assert pages.client.post("/records/ASH-001/submit", headers=headers).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(pages: Pages, method: str) -> None:
    assert pages.client.request(method, AT, headers=FROM_HERE).status_code == 405


def test_what_is_larger_than_a_page_sends_is_refused(pages: Pages) -> None:
    at_the_limit = b"a=" + b"x" * (LARGEST_BODY - 2)
    headers = {**FROM_HERE, "content-type": "application/x-www-form-urlencoded"}
    sent = [
        pages.client.post(AT, content=body, headers=headers)
        for body in (at_the_limit, at_the_limit + b"x", iter([at_the_limit, b"x"]))
    ]
    assert [one.status_code for one in sent][1:] == [413, 413]
    assert sent[0].status_code != 413
    odd = [(name.encode(), value.encode()) for name, value in headers.items()]
    odd.append((b"content-length", "²".encode("latin-1")))
    assert pages.client.post(AT, content=b"", headers=odd).status_code == 413
    long = "/" + "a" * (LONGEST_ADDRESS - 1)
    assert [pages.client.get(path).status_code for path in (long, f"{long}a")] == [404, 414]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fsettings.py",
        "/static//etc/passwd",
        "/records/..%2f..%2freview.yaml",
        "/records/ASH-001%00",
        "/records/ASH-001/HARM.1/../../../review.db",
        "/records/" + "9" * 40,
        "/records/ASH-001/versions/x'--",
        "/docs",
        "/openapi.json",
        "/review.db",
    ],
)
def test_no_path_leads_to_a_file_or_an_error(pages: Pages, path: str) -> None:
    answer = pages.client.get(path)
    assert answer.status_code in (404, 405)
    assert "There is no such page" in answer.text or answer.text == "Not Found"


def test_the_log_has_no_address_and_no_words(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="inspect_tool.web"):
        pages.client.get(AT)
    (line,) = [one.getMessage() for one in caplog.records if one.name == "inspect_tool.web"]
    name, *said, took = line.split()
    assert re.fullmatch("request=[0-9a-f]{16}", name)
    assert said == ["method=GET", "page=/records/{ref}/{section}", "status=200"]
    assert re.fullmatch("ms=[0-9]+", took)


def test_a_session_ends_by_itself_and_what_was_typed_is_shown_again(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    hours = pages.site.options.limits.idle
    ahead = pages_for(later(pages.site.opened(), hours + timedelta(minutes=1)), "ef")
    cookie = pages.client.cookies[pages.site.options.cookie]
    stranger = ahead.another()
    stranger.cookies.set(ahead.site.options.cookie, cookie)
    assert stranger.get("/").status_code == 401
    typed = {"token": "0" * 16, "i": "HARM.1.a", "e.HARM.1.a": "", "n.HARM.1.a": "<b>kept</b>"}
    answer = stranger.post(AT, data=typed, headers=FROM_HERE)
    assert answer.status_code == 401
    assert "&lt;b&gt;kept&lt;/b&gt;" in answer.text
    assert f'action="{AT}"' in answer.text


def test_signing_out_ends_the_session_on_the_server(pages: Pages) -> None:
    name = pages.site.options.cookie
    cookie = pages.client.cookies[name]
    assert pages.client.post("/sign-out", headers=FROM_HERE).status_code == 200
    again = pages.another()
    again.cookies.set(name, cookie)
    assert again.get("/").status_code == 401


def test_the_launch_address_is_good_once_and_its_cookie_is_out_of_reach(pages: Pages) -> None:
    address = f"/launch?token={pages.site.launch.value}"
    browser = pages.another()
    assert browser.get("/launch?token=guess").status_code == 401
    first = browser.get(address)
    cookie = first.headers["set-cookie"].lower()
    assert first.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert pages.another().get(address).status_code == 401
