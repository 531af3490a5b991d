"""Somebody at two tabs of one page, and a server that is killed under them: random runs.

`python -m tests.interfaces.web.two_tabs --runs 300 --seed 2000` does the runs 2000 to 2299 and says
which words were lost; a run is its number, so what one found is found again with it. A thousand
are `--runs 1000 --seed 0`, which `--whole` does too.

A run costs what the pages and the browser do in it, and no wait: the server is a copy of a process
that has read the review and its templates; half an hour passes on the server's clock; the pages'
own delays pass ten times as fast, and nothing is painted.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import uvicorn

from inspect_tool.services.records.history import show_subject
from inspect_tool.services.review import sessions
from inspect_tool.web.app import guarded, make_pages
from inspect_tool.web.rendering import environment
from inspect_tool.web.serving import listening
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.workspace import Workspace, system_clock
from tests.interfaces.web_browser import Browser, Tab, browser
from tests.services.access.shared_review import make_shared_review
from tests.small_review import open_review

AT_ONCE, STEPS = 20, 8  # runs with one browser and one review, and steps of each
PERSON, CASE = "ef", "ASH-001"
TIMES = 10  # how much faster than a clock's the time of a page passes
PATH = f"/records/{CASE}/HARM.1"
NOTES = ("f-n-HARM.1.a", "f-n-HARM.1.b")
SAVE = "document.querySelector('#answers button[value=\"\"]')"
SHOWN = (
    "[...document.querySelectorAll('textarea')].map(one => one.value)"
    ".concat([...document.querySelectorAll('[data-beside] .app-words')].map(one => one.innerText))"
    ".join(' ')"
)
# Half a second that a page waits before it saves in place is 50 ms here, as are the waits below.
FASTER = (
    "{ const wait = window.setTimeout;"
    f"window.setTimeout = (done, after, ...more) => wait(done, (after || 0) / {TIMES}, ...more) }}"
    # A page that the browser had kept comes back as it was left, and nothing follows it.
    "window.addEventListener('pageshow', ({ persisted }) =>"
    " persisted && delete document.body.dataset.pressed)"
)
# Whether the browser would ask somebody who leaves the page now, since its words are here alone.
ASKED = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
STATE = (
    f"new Promise(done => setTimeout(() => done("
    "document.readyState + ' ' + (!document.body ? '' : document.body.dataset.pressed || "
    "document.body.dataset.drafts || '')), "
    f"{TIMES * 4}))"
)


class KilledServer:
    """The pages in a process of their own, which is killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ahead, self.pid = folder, timedelta(), 0
        # What a process that is killed would have to do anew each time: a copy of this one has it.
        self._written = Workspace.open(folder).written
        self._pages = make_pages(cast("Site", None))
        for name in environment().list_templates(["html"]):
            environment().get_template(name)
        with listening(None) as listener:
            self.port = listener.getsockname()[1]
        self.options = SiteOptions(origin=f"http://127.0.0.1:{self.port}", is_team=True)

    def workspace(self) -> Workspace:
        ahead = self.ahead
        made = Workspace.open(self.folder, person=PERSON, clock=lambda: system_clock() + ahead)
        vars(made)["written"] = self._written
        return made

    def start(self) -> None:
        """Start it, unless it runs; who comes before it is ready waits in the queue of its port."""
        if self.pid:
            return
        with listening(self.port) as listener:
            self.pid = os.fork()
            if not self.pid:
                try:
                    site = Site(self.workspace().acting_as(None), self.options)
                    self._pages.state.site = site
                    app = guarded(self._pages, site)
                    config = uvicorn.Config(app, log_level="critical", access_log=False)
                    uvicorn.Server(config).run(sockets=[listener])
                finally:
                    os._exit(0)

    def kill(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0

    def new_session(self) -> str:
        workspace = self.workspace()
        with workspace.work() as work:
            made = sessions.begin_session(work, PERSON, self.options.limits)
        workspace.database.close()
        return made

    def written(self) -> str:
        """Every version of everything in the record."""
        workspace = self.workspace()
        with workspace.reading() as work:
            views = show_subject(work, workspace.review, CASE)
        workspace.database.close()
        return "\n".join(f"{one.answer} {one.note}" for view in views for one in view.revisions)


def act(tab: Tab, script: str) -> None:
    """Do something that may lead to another page before it has a value."""
    with suppress(RuntimeError):
        tab.run(script)


class TwoTabs:
    """Somebody at two tabs, and what happens to them."""

    def __init__(self, opened: Browser, server: KilledServer, number: int) -> None:
        self.browser, self.server = opened, server
        self.rng, self.number = random.Random(number), number  # noqa: S311  # a course of steps
        self.typed: list[str] = []
        self.begun: set[tuple[int, str]] = set()
        self.at = f"{server.options.origin}{PATH}"
        server.start()
        self.tabs = [self.new_tab() for _ in range(2)]
        self.sign_in()
        self.tabs[0].go(self.at)
        self.settle(self.tabs[0])
        self.tabs[0].run("localStorage.clear()")
        for tab in self.tabs:
            self.open(tab)

    def run(self) -> str:
        """Go through the steps; what the page shows when it is opened anew."""
        acts = (
            self.type, self.type, self.type, self.leave_field, self.press, self.press_twice,
            self.go_back, self.die_in_mid_save, self.die_while_typing, self.be_signed_out,
        )  # fmt: skip
        for _ in range(STEPS):
            self.rng.choice(acts)(self.rng.choice(self.tabs))
        self.come_back()
        last = self.new_tab()
        for tab in self.tabs:
            self.stay(tab)
            tab.close()
        self.open(last)
        shown = str(last.run(SHOWN))
        last.close()
        return shown

    def new_tab(self) -> Tab:
        """A tab in which nothing is painted and time passes ten times as fast."""
        tab = self.browser.tab("about:blank")
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=FASTER)
        return tab

    def settle(self, tab: Tab) -> str:
        """Wait until a page has come to rest; whether it keeps drafts."""
        state = ""
        for _ in range(2000):
            try:
                state = str(tab.run(STATE))
            except RuntimeError:  # it went to another page meanwhile
                continue
            if state in ("complete ready", "complete off"):
                return state
            has_form = tab.run("document.getElementById('answers') !== null")
            if state == "complete " and not has_form:
                return state
        raise AssertionError((self.number, state))

    def open(self, tab: Tab) -> None:
        tab.go(self.at)
        assert self.settle(tab) == "complete ready", (self.number, tab.run("document.title"))

    def has_form(self, tab: Tab) -> bool:
        return bool(tab.run("document.getElementById('answers') !== null"))

    def come_back(self) -> None:
        self.server.start()
        self.sign_in()

    def sign_in(self) -> None:
        self.cookie(self.server.new_session())

    def cookie(self, value: str) -> None:
        self.tabs[0].send(
            "Network.setCookie", name=self.server.options.cookie, value=value,
            url=self.server.options.origin, httpOnly=True, sameSite="Strict",
        )  # fmt: skip

    def with_form(self, tab: Tab) -> None:
        """Whoever finds no form any more opens the page again."""
        if not self.has_form(tab):
            self.come_back()
            self.open(tab)

    def type(self, tab: Tab) -> None:
        """Type a word at the end of a note; the first of a run in place of what was there."""
        self.with_form(tab)
        name, word = self.rng.choice(NOTES), f"zq{self.number}z{len(self.typed)}q"
        is_first = (self.tabs.index(tab), name) not in self.begun
        self.begun.add((self.tabs.index(tab), name))
        start = 0 if is_first and not self.typed else "field.value.length"
        tab.run(
            f"{{ const field = document.getElementById('{name}'); field.focus();"
            f"field.setSelectionRange({start}, field.value.length) }}"
        )
        tab.send("Input.insertText", text=f" {word}")
        assert word in tab.run(SHOWN)
        self.typed.append(word)

    def leave_field(self, tab: Tab) -> None:
        """What is typed is sent in place a moment later."""
        act(tab, "document.activeElement && document.activeElement.blur()")
        act(tab, f"new Promise(done => setTimeout(done, {self.rng.choice((0, 300, 450, 700))}))")

    def press(self, tab: Tab) -> None:
        self._press(tab, f"{SAVE}.click()")

    def press_twice(self, tab: Tab) -> None:
        self._press(tab, f"{{ const it = {SAVE}; it.click(); it.click() }}")

    def _press(self, tab: Tab, script: str) -> None:
        self.with_form(tab)
        is_kept = not tab.run(ASKED)
        # Another page follows: what is seen until then is still the old one.
        act(tab, f"document.body.dataset.pressed = 'pressed'; {script}")
        self.settle(tab)
        again = "document.querySelector('main form button[type=submit]')"
        if not self.has_form(tab) and tab.run("document.title.startsWith('Your session')"):
            self.come_back()
            # Whoever is told that the words are on this page alone does not leave it.
            if (self.rng.random() < 0.5 or not is_kept) and tab.run(f"{again} !== null"):
                act(tab, f"{again}.click()")
                self.settle(tab)

    def stay(self, tab: Tab) -> None:
        """Wait until the words of a page are kept; nobody leaves one of which they are told."""
        if self.has_form(tab):
            tab.until(f"!({ASKED})")

    def go_back(self, tab: Tab) -> None:
        if tab.run(ASKED) and self.has_form(tab):
            return
        act(tab, "history.back()")
        act(tab, "new Promise(done => setTimeout(done, 30))" if self.rng.random() < 0.5 else "1")
        self.settle(tab)

    def die_in_mid_save(self, tab: Tab) -> None:
        """The server is killed while it saves; somebody starts it again."""
        self.with_form(tab)
        act(tab, f"{SAVE}.click()" if self.rng.random() < 0.5 else "document.activeElement.blur()")
        self._wait_a_little(tab)
        self.server.kill()
        self.settle(tab)
        self._back_later()

    def die_while_typing(self, tab: Tab) -> None:
        """The server is gone while somebody types on."""
        self.with_form(tab)
        self.server.kill()
        for _ in range(self.rng.randrange(1, 3)):
            self.type(self.rng.choice([one for one in self.tabs if self.has_form(one)]))
        self.leave_field(tab)
        self._back_later()

    def _wait_a_little(self, tab: Tab) -> None:
        for _ in range(self.rng.randrange(25)):
            act(tab, "1")

    def _back_later(self) -> None:
        if self.rng.random() < 0.4:
            self.server.ahead += timedelta(minutes=31)
        self.server.start()

    def be_signed_out(self, _: Tab) -> None:
        self.cookie("over")


@contextmanager
def killed_server(review: Workspace) -> Iterator[KilledServer]:
    """The pages of a review that nobody else has open; they end with the block."""
    _ = review.database
    review.database.close()
    made = KilledServer(review.folder)
    try:
        yield made
    finally:
        made.kill()


def random_runs(server: KilledServer, profile: Path, numbers: range) -> tuple[int, list[str]]:
    """Do the runs of these numbers with one browser; how many words were typed, and which lost."""
    typed: list[tuple[str, str]] = []
    with browser(profile) as opened:
        for number in numbers:
            desk = TwoTabs(opened, server, number)
            shown = desk.run()
            typed += [(word, shown) for word in desk.typed]
    written = server.written()
    return len(typed), [word for word, shown in typed if word not in written and word not in shown]


def main() -> int:
    """Do as many runs as are asked for, and say what came of them."""
    parser = argparse.ArgumentParser(description="Random runs of two tabs in Chromium.")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="number of the first run")
    asked = parser.parse_args()
    end, words, lost, begun = asked.seed + asked.runs, 0, list[str](), time.monotonic()
    with TemporaryDirectory() as folder:
        base = Path(folder)
        make_shared_review(base)
        for first in range(asked.seed, end, AT_ONCE):
            numbers, place = range(first, min(first + AT_ONCE, end)), base / f"runs-{first}"
            copy = shutil.copytree(base / "review", place / "review")
            with killed_server(open_review(Path(copy), later=True)) as server:
                found = random_runs(server, place / "profile", numbers)
            words, lost = words + found[0], lost + found[1]
            shutil.rmtree(place)
            done = numbers.stop - asked.seed
            sys.stdout.write(
                f"{done} of {asked.runs} runs, {words} words, {len(lost)} lost, "
                f"{(time.monotonic() - begun) / done:.1f} s a run\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"Lost: {', '.join(lost) or 'none'}\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
