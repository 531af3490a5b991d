"""What only a browser shows: words that outlive a dead server, scripts on and off, the console.

Runs with `--whole` alone, and is skipped where no Chromium is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.services.records.history import show_subject
from inspect_tool.workspace import Workspace
from tests.interfaces.web.served import served, signed_in
from tests.interfaces.web.two_tabs import ASKED, FASTER
from tests.interfaces.web_browser import CHROMIUM, Tab, browser

pytestmark = [
    pytest.mark.proof(part=0),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
AT = "/records/ASH-001/HARM.1"
NOTE = "document.getElementById('f-n-HARM.1.a')"
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('inspect-tool draft'))"


def types(tab: Tab, words: str) -> None:
    """Type into the note of the first question, as far as the page can tell."""
    tab.run(
        f"{NOTE}.value = '{words}';"
        f"{NOTE}.dispatchEvent(new Event('input', {{bubbles: true}}));"
        f"{NOTE}.dispatchEvent(new Event('change', {{bubbles: true}}))"
    )


@pytest.fixture
def ef(review: Workspace) -> Iterator[Workspace]:
    opened = review.acting_as("ef")
    yield opened
    opened.database.close()


def test_words_outlive_a_server_that_is_gone(ef: Workspace, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as opened:
        with served(ef, None) as (site, port):
            tab = signed_in(opened, site, AT)
            tab.until("document.body.dataset.drafts === 'ready'")
            types(tab, "saved in place")
            tab.until("document.querySelector('.app-done') !== null")
            tab.until(f"{KEPT}.length === 0")
            assert opened.told == []
        types(tab, "typed while it was gone")
        tab.until("!document.getElementById('kept-banner').hidden")
        assert "does not answer" in tab.run("document.getElementById('kept-banner').innerText")
        tab.until(f"{KEPT}.length === 1")
        kept = tab.run("Object.values(localStorage).join()")
        assert "typed" not in kept
        with served(ef, port) as (site, _):
            tab.go(f"{site.options.origin}{AT}")
            tab.until("document.body.dataset.restored === '1'")
            assert tab.run(f"{NOTE}.value") == "typed while it was gone"
            tab.after("document.querySelector('#answers button[value=\"\"]').click()")
            tab.until("document.body.dataset.drafts === 'ready'")
            assert tab.run(f"{NOTE}.value") == "typed while it was gone"
            tab.until(f"{KEPT}.length === 0")


def test_words_that_can_be_kept_nowhere_do_not_leave_the_page_unasked(
    ef: Workspace, tmp_path: Path
) -> None:
    press = "document.querySelector('#answers button[value=\"\"]').click()"
    with browser(tmp_path / "profile") as opened, served(ef, None) as (site, _):
        tab = signed_in(opened, site, "/")
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=FASTER)
        tab.send("Network.setBlockedURLs", urls=["*/draft-key"])  # gone when the key is fetched
        tab.go(f"{site.options.origin}{AT}")
        tab.until("document.body.dataset.drafts === 'off'")
        assert not tab.run(ASKED)
        tab.run(
            f"{NOTE}.value = 'here alone';"
            f"{NOTE}.dispatchEvent(new Event('input', {{bubbles: true}}))"
        )
        tab.until("!document.getElementById('kept-banner').hidden")
        assert tab.run(ASKED)
        tab.run(f"delete document.body.dataset.drafts; {press}")
        tab.until("document.body.dataset.drafts === 'off'")  # asked for the key, in vain
        assert tab.run(f"{NOTE}.value") == "here alone"
        assert tab.run(f"{KEPT}.length") == 0
        tab.send("Network.setBlockedURLs", urls=[])
        tab.until(f"{KEPT}.length === 1")  # nobody had to do anything
        tab.until("document.getElementById('kept-banner').hidden")
        assert not tab.run(ASKED)
        tab.after(press)
        tab.until(f"document.body.dataset.drafts === 'ready' && {KEPT}.length === 0")
        assert tab.run(f"{NOTE}.value") == "here alone"


def test_older_words_that_a_browser_brings_back_take_the_place_of_no_newer_ones(
    ef: Workspace, tmp_path: Path
) -> None:
    beside = "document.querySelector('[data-beside] .app-words')"
    bring_back = (
        "document.addEventListener('readystatechange', () => {"
        f"const note = {NOTE}; if (note && note.value === 'seen') note.value = 'older words' }})"
    )
    with browser(tmp_path / "profile") as opened:
        with served(ef, None) as (site, port):
            tab = signed_in(opened, site, AT)
            tab.until("document.body.dataset.drafts === 'ready'")
        types(tab, "newer words")
        tab.until(f"{KEPT}.length === 1")
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=bring_back)
        with served(ef, port) as (site, _):
            tab.go(f"{site.options.origin}{AT}")
            tab.until("document.body.dataset.elsewhere === '1'")
            assert tab.run(f"{NOTE}.value") == "older words"
            assert "newer words" in tab.run(f"{beside}.innerText")


def test_whoever_leaves_words_on_a_page_that_is_not_signed_in_is_asked(
    ef: Workspace, tmp_path: Path
) -> None:
    with browser(tmp_path / "profile") as opened, served(ef, None) as (site, _):
        tab = signed_in(opened, site, AT)
        tab.until("document.body.dataset.drafts === 'ready'")
        tab.send("Network.clearBrowserCookies")
        tab.run(f"{NOTE}.value = 'typed too late'")
        tab.after("document.querySelector('#answers button[value=\"\"]').click()")
        tab.until(
            "document.title.startsWith('Your session') && document.querySelector('.js-enabled')"
        )
        tab.send("Runtime.evaluate", expression="1", userGesture=True)
        tab.go(site.options.origin)
        assert opened.asked == 1


def test_two_tabs_in_one_field_keep_both_words_and_neither_is_chosen(
    ef: Workspace, tmp_path: Path
) -> None:
    # The answer, which both left as it was, and the note.
    beside = (
        "[...document.querySelectorAll('[data-beside] .app-words')]"
        ".map(one => one.innerText.replace('No\\n', ''))"
    )
    put = "document.querySelector('[data-beside] button')"
    with browser(tmp_path / "profile") as opened:
        with served(ef, None) as (site, port):
            at = f"{site.options.origin}{AT}"
            first = signed_in(opened, site, AT)
            second = opened.tab(at)
            for tab in (first, second):
                tab.until("document.body.dataset.drafts === 'ready'")
        types(first, "typed in the first tab")
        types(second, "typed in the second tab")
        for tab in (first, second):
            tab.until("!document.getElementById('kept-banner').hidden")  # it was sent in vain
            tab.until(f"{KEPT}.length === 2")
        with served(ef, port):
            third = opened.tab(at)
            first.close()
            second.close()
            third.until("document.body.dataset.elsewhere === '2'")
            assert third.run(f"{NOTE}.value") == "seen"  # what the server has
            assert sorted(third.run(beside)) == [
                "typed in the first tab",
                "typed in the second tab",
            ]
            one, other = third.run(beside)
            third.run(f"{put}.click()")
            third.until(f"{NOTE}.value === {json.dumps(one)}")
            third.until("document.querySelector('.app-done') !== null")
            third.until(f"{KEPT}.length === 1")
            assert third.run(beside) == [other]
            third.run(f"{put}.click()")
            third.until(f"{NOTE}.value === {json.dumps(other)}")
            third.until(f"{KEPT}.length === 0")
    with ef.reading() as work:
        notes = [
            said.note
            for view in show_subject(work, ef.review, "ASH-001")
            for said in view.revisions
        ]
    assert {"typed in the first tab", "typed in the second tab"} <= set(notes)


def test_saving_one_form_forgets_no_words_of_another(ef: Workspace, tmp_path: Path) -> None:
    text = "document.getElementById('f-text')"
    with browser(tmp_path / "profile") as opened, served(ef, None) as (site, _):
        tab = signed_in(opened, site, AT)
        tab.until("document.body.dataset.drafts === 'ready'")
        tab.run(
            f"{text}.value = 'evidence not added yet';"
            f"{text}.dispatchEvent(new Event('input', {{bubbles: true}}))"
        )
        tab.until(f"{KEPT}.length === 1")
        tab.after("document.querySelector('#answers button[value=\"\"]').click()")
        tab.until("document.body.dataset.restored === '1'")
        assert tab.run(f"{text}.value") == "evidence not added yet"
        # No side and no kind of source: sent, refused, and still kept in the browser.
        tab.after("document.querySelector('#add-evidence button[type=submit]').click()")
        tab.until("document.body.dataset.drafts === 'ready'")
        assert "There is a problem" in tab.run("document.body.innerText")
        tab.until(f"{KEPT}.length === 1")
        tab.go(f"{site.options.origin}{AT}")
        tab.until("document.body.dataset.restored === '1'")
        assert tab.run(f"{text}.value") == "evidence not added yet"
        tab.run("document.getElementById('f-side-for').checked = true")
        tab.run("document.getElementById('f-source').value = 'case_file'")
        tab.after("document.querySelector('#add-evidence button[type=submit]').click()")
        tab.until("document.body.dataset.drafts === 'ready'")
        assert "evidence not added yet" in tab.run("document.body.innerText")
        assert tab.run(f"{text}.value") == ""
        tab.until(f"{KEPT}.length === 0")


def test_with_scripts_off_a_page_is_saved_by_its_button(ef: Workspace, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as opened, served(ef, None) as (site, _):
        tab = signed_in(opened, site, AT, scripts=False)
        tab.run(f"{NOTE}.value = 'without a script'")
        tab.after("document.querySelector('#answers button[value=\"\"]').click()")
        assert tab.run(f"{NOTE}.value") == "without a script"


@pytest.mark.parametrize("width", [320, 768, 1100])
def test_no_page_is_wider_than_its_window_or_has_an_error(
    ef: Workspace, tmp_path: Path, width: int
) -> None:
    with browser(tmp_path / "profile") as opened, served(ef, None) as (site, _):
        tab = signed_in(opened, site, AT, width=width)
        record = "/records/ASH-001"
        for path in ("/", record, AT, f"{record}/REFER", f"{record}/check",
                     f"{record}/chronology", f"{record}/versions/HARM.1.a"):  # fmt: skip
            tab.go(f"{site.options.origin}{path}")
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert tab.run(over) == 0, path
            first = "document.querySelector('a, button, input, textarea').innerText"
            assert tab.run(first) == "Skip to main content", path
        assert opened.told == []
