"""Packs at the office, on pages: handed out to a browser, and their returns taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from httpx2 import Response

from inspect_tool.services.overview.backup import lock_with
from inspect_tool.web.one_at_a_time import RunningWork
from inspect_tool.web.pages import packs as packs_page
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, pages_for, words_of
from tests.services.access.shared_review import CASES, WORD_OF_UNSEEN_READS
from tests.taken_along import identity, laptop, open_, pack_of, return_, say

pytestmark = pytest.mark.journeys
WORDS = "three plain words"


@pytest.fixture
def office(review: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """The pages of ef at the office; a pack is encrypted to a key, as a passphrase takes long."""
    public = str(pyrage.x25519.Identity.from_str(identity()).to_public())
    monkeypatch.setattr(packs_page, "lock_with", lambda *_: lock_with("", [public]))
    _ = review.database
    yield pages_for(review, "ef")
    review.database.close()


def asked(pages: Pages, inspector: str, passphrase: str = WORDS, again: str = WORDS) -> Response:
    form = {"inspector": inspector, "passphrase": passphrase, "again": again}
    return pages.client.post("/packs/out", data=form, headers=FROM_HERE)


def send(pages: Pages, *files: tuple[str, bytes]) -> Response:
    sent = [("files", (name, content)) for name, content in files or (("", b""),)]
    return pages.client.post("/packs/in", files=sent, headers=FROM_HERE)


def test_a_pack_is_saved_by_the_browser_and_its_return_shown_before_it_is_taken_in(
    office: Pages, tmp_path: Path
) -> None:
    assert 'href="/packs"' in office.client.get("/").text
    page = office.client.get("/packs").text
    form = form_of(page, "/packs/out") | {"passphrase": [WORDS], "again": [WORDS]}
    assert form["inspector"] == ["ef"]
    made = office.client.post("/packs/out", data=form, headers=FROM_HERE)
    assert (made.status_code, made.headers["content-disposition"]) == (
        200, "attachment; filename*=UTF-8''small-ef-1.pack",
    )  # fmt: skip
    pack = tmp_path / "ef.pack"
    pack.write_bytes(made.content)
    there = laptop(open_(pack).folder, "ef")
    say(there, CASES.own, "HARM.1.a", "no", "said far away", "t1")
    there.database.close()
    return_(pack, tmp_path / "back.pack")
    back = ("back.pack", (tmp_path / "back.pack").read_bytes())
    assert send(office, back).headers["location"] == "/packs/in"
    shown = office.client.get("/packs/in").text
    assert "said far away" in shown
    assert "Nothing was changed yet" in shown
    at = f"/records/{CASES.own}/HARM.1"
    assert "said far away" not in office.client.get(at).text
    form = form_of(shown, "/packs/in/take")
    changed = office.client.post("/packs/in/take", data=form | {"seen": ["x"]}, headers=FROM_HERE)
    assert "Other files were uploaded" in changed.text
    done = office.client.post("/packs/in/take", data=form, headers=FROM_HERE)
    assert "1 new answer taken in. Nothing crossed." in words_of(done.text)
    assert "said far away" in office.client.get(at).text
    assert office.client.get("/packs/in").status_code == 409
    assert "1 " in words_of(office.client.get("/packs").text)


def test_a_return_is_known_again_and_thrown_away_without_a_change(
    office: Pages, review: Workspace, tmp_path: Path
) -> None:
    pack_of(review, tmp_path / "ef.pack", "ef")
    open_(tmp_path / "ef.pack")
    return_(tmp_path / "ef.pack", tmp_path / "back.pack")
    send(office, ("back.pack", (tmp_path / "back.pack").read_bytes()))
    form = form_of(office.client.get("/packs/in").text, "/packs/in/discard")
    gone = office.client.post("/packs/in/discard", data=form, headers=FROM_HERE)
    assert gone.headers["location"] == "/packs"
    assert office.client.get("/packs/in").status_code == 409


def test_what_is_no_return_or_somebody_elses_is_told_and_nothing_of_it_is_shown(
    office: Pages, review: Workspace, tmp_path: Path
) -> None:
    assert "Choose the returns" in send(office).text
    assert "Choose the returns" in send(office, ("a.pack", b"x"), ("a.pack", b"y")).text
    send(office, ("a.pack", b"no pack at all"))
    page = office.client.get("/packs/in").text
    assert "This return cannot be taken in" in page
    assert 'action="/packs/in/take"' not in page
    pack_of(review, tmp_path / "cd.pack", "cd")
    open_(tmp_path / "cd.pack")
    return_(tmp_path / "cd.pack", tmp_path / "back.pack")
    send(office, ("back.pack", (tmp_path / "back.pack").read_bytes()))
    page = office.client.get("/packs/in").text
    assert "not yours to take in" in page
    assert CASES.others not in page


def test_packs_are_of_ones_own_cases_and_a_lead_has_those_that_are_not_blind(
    office: Pages, review: Workspace
) -> None:
    assert asked(office, "cd").status_code == 404
    assert "passphrases differ" in asked(office, "ef", again="other words").text
    assert "fewer than" in asked(office, "ef", "x", "x").text
    work = RunningWork("of another", "cd", review.clock())
    answer = office.site.packs.once(work, lambda: asked(office, "ef"))
    assert (answer.status_code, "Another pack is being made" in answer.text) == (409, True)
    lead, beside = pages_for(review, "le"), pages_for(review, "ab")
    assert asked(lead, "cd").status_code == 200
    assert asked(lead, "nobody").status_code == 400
    page = beside.client.get("/packs").text
    assert "cd" not in form_of(page, "/packs/out")["inspector"]
    assert 'value="cd"' not in page
    answer = asked(beside, "cd")
    assert answer.status_code == 404
    assert WORD_OF_UNSEEN_READS not in answer.text
