"""What axe finds on every page: WCAG 2.2 AA, in a narrow and in a wide window, scripts on.

Runs with `--whole` alone, and is skipped where there is no Chromium or no axe: `make prove`
installs axe from a lock of its own.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.web.conftest import PagesOf
from tests.interfaces.web.every_page import NO_PAGES, fill, pages_led_to
from tests.interfaces.web.served import served, with_session
from tests.interfaces.web.test_record_pages import AT, CASE
from tests.interfaces.web.test_who_sees_which_page import ROOMS, routes
from tests.interfaces.web_browser import CHROMIUM, Tab, browser
from tests.taken_along import laptop, open_, pack_of

AXE = find_spec("axe_playwright_python")
pytestmark = [
    pytest.mark.proof(part=0),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(AXE is None, reason="axe is not installed; `make prove` does that"),
]
WIDTHS = (320, 1200)
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
RUN = """
axe.run(document, {runOnly: {type: 'tag', values: %s}, resultTypes: ['violations']}).then(
  found => found.violations.flatMap(one => one.nodes.map(
    node => one.id + ': ' + node.target.join(' ') + ' | ' + node.failureSummary)))
""" % list(TAGS)  # noqa: UP031  # braces of a script


def axe_file() -> str:
    assert AXE is not None
    assert AXE.origin is not None
    return (Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(tab: Tab, script: str) -> list[str]:
    """What axe finds on a page, and how much wider than its window it is."""
    tab.run(OPEN_ALL)
    tab.run(f"{script}; undefined")
    found: list[str] = tab.run(RUN)
    over = tab.run(OVER)
    return [*found, *([f"{over} px wider than the window"] if over else [])]


def looked_at(tab: Tab, origin: str, addresses: list[str]) -> list[str]:
    """What is found, each with its page."""
    script, found = axe_file(), []
    for address in addresses:
        before = len(tab.browser.told)
        tab.go(f"{origin}{address}")
        tab.until("document.body.classList.contains('govuk-frontend-supported')")
        seen = [*faults(tab, script), *tab.browser.told[before:]]
        found += [f"{address}: {one}" for one in seen]
    return found


@pytest.mark.parametrize("who", ["ef", "le", "wr", "ab"])
def test_axe_finds_nothing_on_any_page_that_somebody_is_led_to(
    review: Workspace, pages_of: PagesOf, tmp_path: Path, who: str
) -> None:
    fill(pages_of("ef"))
    led_to = pages_led_to(pages_of(who), who)
    addresses = [one for found in led_to.values() for one in found]
    assert addresses
    found = []
    with browser(tmp_path / "profile") as opened, served(review, None, who) as (site, _):
        for width in WIDTHS:
            tab = with_session(opened, site, who, width=width)
            found += looked_at(tab, site.options.origin, addresses)
    assert not found, "\n".join(found)


def test_every_route_with_a_page_is_looked_at(pages_of: PagesOf) -> None:
    fill(pages_of("ef"))
    seen = {route for who in ("ef", "le", "wr", "ab") for route in pages_led_to(pages_of(who), who)}
    there = {one.removeprefix("GET ") for one in routes(pages_of("ef").routes) if "GET " in one}
    of_rooms = {one.removeprefix("GET ") for one in ROOMS}
    # A row may be of a page that is none of HTML, such as a file; others have to be found.
    of_packs = {"/pack", "/pack/returns/{name}"}  # no page of a review; looked at below
    assert there - seen - NO_PAGES - of_rooms == {"/sign-in", "/password", *of_packs}


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_where_something_went_wrong(
    review: Workspace, tmp_path: Path, width: int
) -> None:
    script = axe_file()
    with browser(tmp_path / "profile") as opened, served(review, None) as (site, _):
        tab = with_session(opened, site, "ef", width=width)
        origin = site.options.origin
        tab.go(f"{origin}/records/{CASE}/REFER")
        tab.run("document.querySelector('[name=\"t.REFER.date\"]').value = 'soon'")
        tab.after("document.querySelector('#answers button').click()")
        assert "There is a problem" in tab.run("document.body.innerText")
        assert faults(tab, script) == []
        for address in ("/no-such-page", "/records/ASH-999"):
            tab.go(f"{origin}{address}")
            assert faults(tab, script) == []
        tab.go(f"{origin}{AT}")
        tab.send("Network.clearBrowserCookies")
        tab.run("document.getElementById('f-n-HARM.1.a').value = 'typed'")
        tab.after("document.querySelector('#answers button').click()")
        assert faults(tab, script) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_where_people_sign_in(
    review: Workspace, tmp_path: Path, width: int
) -> None:
    with (
        browser(tmp_path / "profile") as opened,
        served(review, None, is_team=True) as (site, _),
    ):
        tab = with_session(opened, site, "ef", width=width)
        addresses = ["/sign-in", "/sign-in?next=/records", "/password", "/"]
        assert looked_at(tab, site.options.origin, addresses) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_page_of_a_pack(
    review: Workspace, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "ef.pack"
    pack_of(review, file, "ef")
    opened_pack = laptop(open_(file).folder, "ef")
    with browser(tmp_path / "profile") as opened, served(opened_pack, None) as (site, _):
        tab = with_session(opened, site, "ef", width=width)
        assert looked_at(tab, site.options.origin, ["/pack", "/", f"/records/{CASE}"]) == []


def test_axe_would_find_a_field_without_a_label(review: Workspace, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as opened, served(review, None) as (site, _):
        tab = with_session(opened, site, "ef")
        tab.go(f"{site.options.origin}{AT}")
        tab.run("document.querySelector('label[for=\"f-n-HARM.1.a\"]').remove()")
        tab.run("document.body.style.width = '3000px'")
        found = faults(tab, axe_file())
        assert any(one.startswith("label: ") for one in found)
        assert any("wider than the window" in one for one in found)
