"""What a server tells those who run it, and what it tells nobody."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any
from urllib.request import urlopen

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from inspect_tool.store import migrate
from inspect_tool.web.app import make_app
from inspect_tool.web.guards import Guard, log_answer
from inspect_tool.web.serving import listening
from inspect_tool.web.site import Site
from inspect_tool.web.watching import Figures, both, lines_on_stderr, make_watched, watched
from tests.interfaces.web.client import ORIGIN, Pages
from tests.interfaces.web.conftest import PagesOf

AT = "/records/ASH-001/HARM.1"


@pytest.fixture
def pages(pages_of: PagesOf) -> Pages:
    return pages_of("ef")


def watcher(site: Site, figures: Figures | None = None) -> TestClient:
    return TestClient(make_watched(site, figures or Figures()), base_url="http://127.0.0.1:9100")


def browser(pages: Pages, figures: Figures) -> TestClient:
    app = make_app(pages.site, tell=both(log_answer, figures.count))
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    client.cookies = pages.client.cookies
    return client


def test_figures_count_pages_by_their_pattern_and_name_no_case(pages: Pages) -> None:
    figures = Figures()
    client = browser(pages, figures)
    for path in (AT, AT, "/records/ASH-002", "/ASH-001/Jane Doe", "/static/govuk.css"):
        client.get(path)
    client.request("BREW", "/")
    told = watcher(pages.site, figures).get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    page = 'method="GET",page="/records/{ref}/{section}"'
    assert f'inspect_tool_answers_total{{{page},status="200"}} 2.0' in told.text
    assert f"inspect_tool_answer_seconds_count{{{page}}} 2.0" in told.text
    assert 'inspect_tool_answers_total{method="other",page="none",status="405"} 1.0' in told.text
    assert 'page="none",status="404"} 1.0' in told.text
    assert not any(word in told.text for word in ("ASH", "Doe", '"ef"', "127.0.0.1"))


def test_a_fault_of_the_tool_is_counted_and_logged_by_its_kind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails(*_: Any) -> None:
        raise KeyError("ASH-001 Jane Doe")

    figures = Figures()
    app = Guard(fails, origin=ORIGIN, is_secure=False, tell=both(log_answer, figures.count))
    with caplog.at_level(logging.INFO, logger="inspect_tool.web"):
        answer = TestClient(app, base_url=ORIGIN).get(AT)
    assert answer.status_code == 500
    assert 'inspect_tool_faults_total{kind="KeyError"} 1.0' in figures.text.decode()
    (line,) = caplog.messages
    assert "fault=KeyError" in line
    assert "status=500" in line
    assert "ASH" not in line


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0af7651916cd43dd8448eb211c80319c", True),
        ("123e4567-e89b-12d3-a456-426614174000", True),
        ("0af7651916cd43d", False),
        ("a" * 65, False),
        ("ASH-001", False),
        ("0af7651916cd43dd status=200", False),
        ("", False),
    ],
)
def test_a_request_is_called_as_the_proxy_calls_it_if_that_is_a_name(
    pages: Pages, caplog: pytest.LogCaptureFixture, given: str, *, is_taken: bool
) -> None:
    with caplog.at_level(logging.INFO, logger="inspect_tool.web"):
        told = pages.client.get("/static/icon.svg", headers={"x-request-id": given}).headers
    assert (told["x-request-id"] == given) == is_taken
    assert caplog.messages[-1].startswith(f"request={told['x-request-id']} ")


def test_a_server_is_ready_when_its_database_answers_in_the_right_schema(pages: Pages) -> None:
    asked = watcher(pages.site)
    assert (asked.get("/health").text, asked.get("/ready").text) == ("alive\n", "ready\n")
    with pages.site.opened().database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0017'"))
    answer = asked.get("/ready")
    assert answer.status_code == 503
    assert answer.text == f"the database has schema 0017, this tool {migrate.NEWEST}\n"
    assert asked.get("/health").status_code == 200


def test_a_server_without_its_database_or_its_plan_is_not_ready(pages: Pages) -> None:
    opened = pages.site.opened()
    settings = replace(
        opened.settings, database_url="postgresql://zoe:secret@127.0.0.1:1/x?connect_timeout=1"
    )
    pages.site._opened = replace(opened, settings=settings)
    answer = watcher(pages.site).get("/ready")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    plan = opened.folder / "review.yaml"
    plan.write_text(plan.read_text() + "\nJane Doe: [", encoding="utf-8")
    answer = watcher(pages.site).get("/ready")
    assert (answer.status_code, answer.text) == (503, "plan or framework has faults\n")


def test_what_watches_is_asked_by_this_machine_alone(pages: Pages) -> None:
    assert watcher(pages.site).get("/ready", headers={"host": "evil.example"}).status_code == 400
    for path in ("/health", "/ready", "/metrics"):
        assert pages.client.get(path).status_code == 404


def test_the_other_port_answers_while_the_pages_are_served(
    pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("inspect_tool.web")
    with listening(None) as listener, lines_on_stderr(log):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/health"
        with watched(pages.site, Figures(), listener), urlopen(address) as answer:
            assert answer.read() == b"alive\n"
        pages.client.get(AT)
    with watched(pages.site, Figures(), None):
        pages.client.get(AT)
    (line,) = capsys.readouterr().err.splitlines()
    assert "level=INFO request=" in line
