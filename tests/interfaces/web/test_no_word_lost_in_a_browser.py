"""No word is lost whatever happens to tabs, sessions and the server: random runs in Chromium.

Scripts are on. Somebody types into two tabs of one page by the browser's own input, saves in place
and by the button, presses it twice, goes back, is signed out meanwhile; the server, a process of
its own, is killed (`kill -9`) in mid-save or while they type, and comes back, at times half an hour
later: it is the server's clock that is moved, so that the session is over. At the end both tabs are
closed, and each word must be in a version of an answer (a crossed one too), or be shown on the page
as it is opened anew: in its field, or as a draft beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.web.two_tabs import (
    AT_ONCE,
    SHOWN,
    KilledServer,
    TwoTabs,
    killed_server,
    random_runs,
)
from tests.interfaces.web_browser import CHROMIUM, browser

pytestmark = [
    pytest.mark.proof(part=0),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the server is a copy of this process"),
]
BLOCKS = 50


@pytest.fixture
def server(review: Workspace) -> Iterator[KilledServer]:
    with killed_server(review) as made:
        yield made


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_word_is_lost_in_random_runs_of_a_browser(
    server: KilledServer, tmp_path: Path, block: int
) -> None:
    numbers = range(block * AT_ONCE, (block + 1) * AT_ONCE)
    typed, lost = random_runs(server, tmp_path / "profile", numbers)
    assert lost == []
    assert typed > AT_ONCE


def test_a_word_that_is_neither_saved_nor_shown_would_be_found_out(
    server: KilledServer, tmp_path: Path
) -> None:
    with browser(tmp_path / "profile") as opened:
        desk = TwoTabs(opened, server, 1)
        server.kill()
        desk.type(desk.tabs[0])
        desk.tabs[0].run("new Promise(done => setTimeout(done, 100))")
        server.start()
        tab = opened.tab("about:blank")
        tab.send("Network.clearBrowserCache")
        desk.open(tab)
        assert desk.typed[0] in tab.run(SHOWN)
        assert desk.typed[0] not in server.written()
        tab.run("localStorage.clear()")
        for one in desk.tabs:
            one.close()
        last = opened.tab("about:blank")
        desk.open(last)
        assert desk.typed[0] not in last.run(SHOWN)
