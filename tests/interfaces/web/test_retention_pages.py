"""What a lead destroys, erases and backs up on pages: shown first, done with a word."""

from __future__ import annotations

from collections.abc import Mapping

import pyrage
import pytest

from inspect_tool.services.overview import kept_backups, passphrases
from inspect_tool.services.overview.backup import lock_with
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES

pytestmark = pytest.mark.journeys
RETENTION = "/administration/retention"
ERASE, BACKUPS = f"{RETENTION}/erase", "/administration/backups"


def send(pages: Pages, at: str, form: Mapping[str, object]) -> tuple[int, str]:
    answer = pages.client.post(at, data=form, headers=FROM_HERE)
    return answer.status_code, answer.text


def confirmed(pages: Pages, at: str, shown: str, word: str) -> tuple[int, str]:
    """The second form of a page, which comes before the first one, with a word typed into it."""
    form = form_of(shown.partition("Ask for")[0], at)
    return send(pages, at, {**form, "word": word})


def test_keys_are_destroyed_once_what_would_go_was_seen_and_the_word_typed(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("le")
    folder = pages.site.opened().folder
    assert "children's own ids in key files" in words_of(pages.client.get(RETENTION).text)
    asked = {"class": ["keys"], "why": "schedule, 4.2"}
    assert send(pages, RETENTION, {"class": ["keys"]})[0] == 400
    status, shown = send(pages, RETENTION, asked)
    assert (status, "What would go" in shown) == (200, True)
    assert "Nobody can tell which case is which child" in words_of(shown)
    assert confirmed(pages, RETENTION, shown, "yes")[0] == 422
    stale = {**form_of(shown.partition("Ask for")[0], RETENTION), "word": "destroy", "seen": "x"}
    assert send(pages, RETENTION, stale)[0] == 409
    assert (folder / "keys" / "ASH.json").exists()
    status, done = confirmed(pages, RETENTION, shown, "destroy")
    assert (status, "Deletion 1 is done" in words_of(done)) == (200, True)
    assert not (folder / "keys" / "ASH.json").exists()
    assert "schedule, 4.2" in words_of(pages.client.get(RETENTION).text)
    assert list((folder / "certificates").iterdir())


def test_a_child_is_erased_once_what_would_go_was_seen_and_the_word_typed(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("le")
    asked = {"case": CASES.others, "why": "request of 12 May"}
    assert send(pages, ERASE, {"case": CASES.others})[0] == 400
    assert send(pages, ERASE, {**asked, "case": "ASH-999"})[0] == 404
    status, shown = send(pages, ERASE, asked)
    assert (status, f"What would go of {CASES.others}" in words_of(shown)) == (200, True)
    assert confirmed(pages, ERASE, shown, "Erase")[0] == 422
    assert pages.client.get(f"/records/{CASES.others}").status_code == 200
    status, done = confirmed(pages, ERASE, shown, "erase")
    assert (status, f"{CASES.others} is erased" in words_of(done)) == (200, True)
    assert pages.client.get(f"/records/{CASES.others}").status_code == 404


def test_a_backup_is_made_listed_and_handed_out_and_one_that_was_changed_is_told(
    pages_of: PagesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = str(pyrage.x25519.Identity.generate().to_public())
    monkeypatch.setattr(kept_backups, "lock_with", lambda *_: lock_with("", [public]))
    pages = pages_of("le")
    folder = pages.site.opened().folder / "backups"
    words = "four words of nothing"
    assert send(pages, BACKUPS, {"passphrase": words, "again": "other"})[0] == 422
    status, short = send(pages, BACKUPS, {"passphrase": "short", "again": "short"})
    assert (status, f"fewer than {passphrases.SHORTEST_PASSPHRASE}" in short) == (400, True)
    assert send(pages, BACKUPS, {"passphrase": words, "again": words})[0] == 303
    keys_file, review_file = sorted(folder.iterdir())
    listed = words_of(pages.client.get(BACKUPS).text)
    assert listed.count("as it was written on") == 2
    handed = pages.client.get(f"{BACKUPS}/{review_file.name}")
    assert handed.content == review_file.read_bytes()
    assert handed.content.startswith(b"age-encryption.org")
    keys_file.write_bytes(keys_file.read_bytes()[:-1])
    assert "not as this review wrote it" in words_of(pages.client.get(BACKUPS).text)


def test_no_passphrase_is_shown_to_anybody_again(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    pages.client.cookies.set(pages.site.options.cookie, "over")
    status, text = send(pages, BACKUPS, {"passphrase": "a word to open", "again": "x"})
    assert (status, "a word to open" in text) == (401, False)


def test_a_lead_who_must_not_see_everything_makes_no_backup(pages_of: PagesOf) -> None:
    pages = pages_of("ab")
    page = pages.client.get(BACKUPS)
    assert (page.status_code, 'name="passphrase"' in page.text) == (200, False)
    assert "before both reads" in words_of(page.text)
