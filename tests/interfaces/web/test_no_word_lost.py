"""No word that somebody typed is lost, whatever happens to tabs, sessions and the server.

Somebody works in two tabs, goes back to pages that were sent, sends forms twice, is signed out
meanwhile, and the server dies before a commit or between a commit and its answer. Scripts are off:
what a browser holds is the form as it stands in the tab. At the end each word is in a version of
an answer; a form that could not be sent is sent once more, as whoever comes back to it would.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

import pytest
from httpx2 import Response
from sqlalchemy import event

from inspect_tool.services.records.history import show_subject
from inspect_tool.services.review import sessions
from tests.interfaces.web.client import FROM_HERE, Pages, form_of
from tests.interfaces.web.conftest import PagesOf
from tests.interfaces.web.test_record_pages import AT, CASE

BLOCKS, RUNS, RUNS_OF_THE_SLICE, STEPS = 20, 50, 10, 8
CHRONOLOGY = f"/records/{CASE}/chronology"
# Where words go: the page, the form on it, and the fields that are filled with something first.
PLACES: tuple[tuple[str, str, tuple[str, ...], dict[str, list[str]]], ...] = (
    (AT, AT, ("n.HARM.1.a", "n.HARM.1.b"), {}),
    (AT, AT, ("n.HARM.1.a", "n.HARM.1.b"), {}),
    (AT, f"{AT}/evidence", ("text",),
     {"side": ["for"], "source": ["case_file"], "about": ["HARM.1"]}),
    (CHRONOLOGY, CHRONOLOGY, ("what",), {"day": ["3/6/2013"]}),
)  # fmt: skip


class DiedError(Exception):
    """What ends a request in the middle."""


@dataclass
class OpenTab:
    """A form as it stands in a tab.

    Args:
        unsent: Words in it of which nobody has said that they were saved.
        sent: Forms that this tab had before and that were saved, to go back to.
    """

    page: str
    action: str
    words_in: tuple[str, ...]
    filled: dict[str, list[str]]
    form: dict[str, list[str]] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)
    sent: list[dict[str, list[str]]] = field(default_factory=list)


class Desk:
    """Somebody at two tabs, and what happens to them."""

    def __init__(self, pages: Pages, number: int) -> None:
        self.pages, self.rng = pages, random.Random(number)  # noqa: S311  # a course of steps
        self.number, self.typed = number, list[str]()
        self.tabs = [OpenTab(*self.rng.choice(PLACES)) for _ in range(2)]
        for tab in self.tabs:
            self.open(tab)

    def run(self, steps: int) -> None:
        acts = (
            self.type, self.type, self.send, self.send_twice, self.in_place, self.go_back,
            self.die_before, self.die_after, self.be_signed_out,
        )  # fmt: skip
        for _ in range(steps):
            self.rng.choice(acts)(self.rng.choice(self.tabs))
        for tab in self.tabs:
            if tab.unsent:
                self.send(tab)
                assert not tab.unsent, (self.number, tab.page)

    def open(self, tab: OpenTab) -> None:
        page = self.pages.client.get(tab.page)
        if page.status_code == 401:
            self.sign_in()
            page = self.pages.client.get(tab.page)
        tab.form = form_of(page.text, tab.action) | tab.filled

    def type(self, tab: OpenTab) -> None:
        word = f"zq{self.number}z{len(self.typed)}q"
        name = self.rng.choice(tab.words_in)
        before = tab.form.get(name, [""])[0]
        tab.form[name] = [f"{before} {word}".strip()]
        tab.unsent.append(word)
        self.typed.append(word)

    def post(self, tab: OpenTab) -> Response:
        return self.pages.client.post(tab.action, data=tab.form, headers=FROM_HERE)

    def send(self, tab: OpenTab) -> None:
        if tab.action != AT and not tab.unsent:
            return  # nobody adds evidence without words
        answer = self.post(tab)
        if answer.status_code == 401:
            self.shown(tab, answer)
            tab.form = form_of(answer.text, tab.action)
            self.sign_in()
            answer = self.post(tab)
        if answer.status_code in (303, 409):
            tab.sent.append(dict(tab.form))
            tab.unsent.clear()
            self.open(tab)
        else:
            self.shown(tab, answer)

    def shown(self, tab: OpenTab, answer: Response) -> None:
        """What was not saved is on the page that says so."""
        text = unescape(answer.text)
        assert all(word in text for word in tab.unsent), (self.number, answer.status_code)

    def send_twice(self, tab: OpenTab) -> None:
        if tab.unsent:
            self.post(tab)
        self.send(tab)

    def in_place(self, tab: OpenTab) -> None:
        if tab.action != AT:
            return
        for name in tab.words_in:
            item = name.partition(".")[2]
            own = {
                key: value for key, value in tab.form.items()
                if key.endswith(f".{item}") or key == "token"
            }  # fmt: skip
            answer = self.pages.client.post(
                AT, data=own | {"i": [item]}, headers=FROM_HERE | {"hx-request": "true"}
            )
            if answer.status_code in (200, 409):
                base = answer.text.partition(f'name="e.{item}" value="')[2].partition('"')[0]
                tab.form[f"e.{item}"] = [base]
                tab.unsent = [one for one in tab.unsent if one not in own[name][0]]

    def go_back(self, tab: OpenTab) -> None:
        """To a page that was sent; what is typed there is sent from there."""
        if tab.sent and not tab.unsent:
            tab.form = dict(self.rng.choice(tab.sent))
            self.type(tab)
            self.send(tab)

    def die_before(self, tab: OpenTab) -> None:
        """The server ends before the commit; the tab still has its form."""
        with dying(self.pages):
            answer = self.post(tab)
        assert answer.status_code in (401, 422, 500)

    def die_after(self, tab: OpenTab) -> None:
        """The server ends between the commit and the answer, which nobody gets."""
        if tab.unsent:
            self.post(tab)

    def be_signed_out(self, _: OpenTab) -> None:
        self.pages.client.cookies.set(self.pages.site.options.cookie, "over")

    def sign_in(self) -> None:
        workspace = self.pages.site.acting_as("ef")
        with workspace.work() as work:
            token = sessions.begin_session(work, "ef", self.pages.site.options.limits)
        self.pages.client.cookies.set(self.pages.site.options.cookie, token)


@contextmanager
def dying(pages: Pages) -> Iterator[None]:
    """Every commit fails as long as the block lasts."""
    engine = pages.site.opened().database._writer

    def die(_: object) -> None:
        raise DiedError

    event.listen(engine, "commit", die)
    try:
        yield
    finally:
        event.remove(engine, "commit", die)


def written_in(pages: Pages) -> str:
    """Every version of everything in the record."""
    workspace = pages.site.acting_as("ef")
    with workspace.reading() as work:
        views = show_subject(work, workspace.review, CASE)
    return "\n".join(f"{one.answer} {one.note}" for view in views for one in view.revisions)


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_word_is_lost_in_random_runs(pages_of: PagesOf, block: int, whole: bool) -> None:
    pages = pages_of("ef")
    desks = [Desk(pages, number) for number in _runs(block, RUNS if whole else RUNS_OF_THE_SLICE)]
    for desk in desks:
        desk.sign_in()
        desk.run(STEPS)
    written = written_in(pages)
    lost = [word for desk in desks for word in desk.typed if word not in written]
    assert lost == []
    assert sum(len(desk.typed) for desk in desks) > len(desks)


def _runs(block: int, runs: int) -> Sequence[int]:
    return range(block * RUNS, block * RUNS + runs)


def test_a_word_that_was_lost_would_be_found_out(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    desk = Desk(pages, 1)
    tab = desk.tabs[0]
    desk.type(tab)
    assert desk.typed[0] not in written_in(pages)
    desk.send(tab)
    assert desk.typed[0] in written_in(pages)
