"""As many pages are made at once as there are connections to the database for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter
from sqlalchemy import QueuePool, event

from inspect_tool.store.engine import CONNECTIONS_OF_A_PAGE, PAGES_AT_ONCE
from inspect_tool.web.app import _as_many_as_connections
from tests.interfaces.web.client import Pages
from tests.interfaces.web.conftest import PagesOf

SEEN = ("/", "/records/ASH-001", "/records/ASH-001/HARM.1")


@pytest.fixture
def pages(pages_of: PagesOf) -> Pages:
    return pages_of("ef")


def test_the_pages_begin_with_as_many_threads() -> None:
    async def begun() -> float:
        async with _as_many_as_connections(None):  # type: ignore[arg-type]  # it is not looked at
            return current_default_thread_limiter().total_tokens

    assert anyio.run(begun) == PAGES_AT_ONCE


def test_a_page_holds_no_more_connections_than_are_reckoned_with(pages: Pages) -> None:
    held, most = 0, 0

    def out(*_: object) -> None:
        nonlocal held, most
        held += 1
        most = max(most, held)

    def back(*_: object) -> None:
        nonlocal held
        held -= 1

    database = pages.site.opened().database
    for pool in (database.engine.pool, database._writer.pool):
        event.listen(pool, "checkout", out)
        event.listen(pool, "checkin", back)
    for path in SEEN:
        assert pages.client.get(path).status_code == 200, path
    assert most == CONNECTIONS_OF_A_PAGE


def test_all_of_them_at_once_wait_for_no_connection(pages: Pages) -> None:
    workspace = pages.site.opened()
    all_read = threading.Barrier(PAGES_AT_ONCE)

    def read(_: int) -> str:
        try:
            with workspace.reading():
                all_read.wait()  # each holds one, and now wants another
                return workspace.acting_as("ef").review.plan.title
        except BaseException:
            all_read.abort()
            raise

    pool = workspace.database.engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0  # whoever finds none is told at once
    with ThreadPoolExecutor(PAGES_AT_ONCE) as threads:
        assert len(list(threads.map(read, range(PAGES_AT_ONCE)))) == PAGES_AT_ONCE
