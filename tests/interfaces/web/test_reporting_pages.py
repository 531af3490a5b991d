"""What a report writer does on the pages of the report."""

from __future__ import annotations

import pytest

from tests.interfaces.web.client import FROM_HERE, Pages, form_of, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES

pytestmark = pytest.mark.journeys
PIECE = f"/reporting/evidence/{CASES.own}/HARM.1.a/first"
CHAPTER = "/reporting/chapters/introduction"
TRUE = "# Introduction\n\nDrift was seen in [3 of 3 cases](claim:drift).\n"


def sent(pages: Pages, at: str, **fields: str) -> tuple[int, str]:
    answer = pages.client.post(at, data=fields, headers=FROM_HERE)
    return answer.status_code, answer.text


def chapter_form(pages: Pages) -> dict[str, str]:
    found = form_of(pages.client.get(CHAPTER).text, CHAPTER)
    return {name: values[0] for name, values in found.items()}


def test_words_are_searched_without_standing_in_an_address(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    narrowed = pages.client.post(
        "/reporting/evidence", data={"authority": "ASH", "words": " "}, headers=FROM_HERE
    )
    assert narrowed.headers["location"] == "/reporting/evidence?authority=ASH"
    found = pages.client.get(narrowed.headers["location"]).text
    assert CASES.own in found
    assert CASES.conflicted not in found
    status, text = sent(pages, "/reporting/evidence", words="nothing-like-this")
    assert (status, "Nothing is there that fits." in text) == (200, True)
    status, text = sent(pages, "/reporting/evidence", words="x", about="NONE.1")
    assert (status, "There is a problem" in text) == (422, True)


def test_a_piece_is_marked_coded_and_found_again(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    assert "no theme yet" in pages.client.get(PIECE).text
    assert sent(pages, "/reporting/themes", id="Drift", name="Drift")[0] == 422
    assert sent(pages, "/reporting/themes", id="drift", name="Drift")[0] == 303
    for _ in range(2):
        assert sent(pages, f"{PIECE}/mark", good_practice="yes")[0] == 303
    assert sent(pages, f"{PIECE}/code")[0] == 400
    assert sent(pages, f"{PIECE}/code", theme="drift")[0] == 303
    for narrowed in ("theme=drift", "good_practice=yes"):
        found = pages.client.get(f"/reporting/evidence?{narrowed}").text
        assert found.count("app-pieces") == 1
        assert PIECE in found
        assert CASES.others not in found
    assert sent(pages, f"{PIECE}/code", do="back")[0] == 303
    assert PIECE not in pages.client.get("/reporting/evidence?theme=drift").text


def test_a_chapter_is_checked_as_it_is_written_and_saved(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    form = chapter_form(pages)
    wrong = form | {"text": "# Introduction\n\nDrift was in [few](claim:drift) of 7 cases.\n"}
    told = pages.client.post(CHAPTER, data=wrong, headers={**FROM_HERE, "hx-request": "true"})
    words = words_of(told.text)
    assert told.status_code == 200
    assert "<html" not in told.text
    assert "line 3 “few”" in words
    assert "True are" in words
    status, text = sent(pages, CHAPTER, **wrong, do="check")
    assert (status, "few" in form_of(text, CHAPTER)["text"][0]) == (200, True)
    assert chapter_form(pages)["text"] == form["text"]  # neither of the two has saved
    assert sent(pages, CHAPTER, **wrong, do="save")[0] == 303
    assert chapter_form(pages)["text"] == wrong["text"]
    board = words_of(pages.client.get("/reporting/claims").text)
    assert "False: 1" in board or "Unsafe: 1" in board or "Not understood: 1" in board
    explained = words_of(pages.client.get("/reporting/claims/explain?claim=drift").text)
    assert "What would be true" in explained


def test_two_who_write_one_chapter_lose_no_word(pages_of: PagesOf) -> None:
    writer, lead = pages_of("wr"), pages_of("le")
    first, second = chapter_form(writer), chapter_form(lead)
    assert sent(writer, CHAPTER, **first | {"text": "# Introduction\n\nThe writer's.\n"})[0] == 303
    status, text = sent(lead, CHAPTER, **second | {"text": "# Introduction\n\nThe lead's.\n"})
    assert status == 409
    again = {name: values[0] for name, values in form_of(text, CHAPTER).items()}
    assert "The lead's." in again["text"]
    assert "The writer’s." in text or "The writer&#39;s." in text
    folder = writer.site.opened().place.narrative
    assert "The writer's." in (folder / "introduction.md").read_text(encoding="utf-8")
    assert sent(lead, CHAPTER, **again)[0] == 303
    kept = {one.read_text(encoding="utf-8") for one in (folder / "versions").rglob("*.md")}
    assert {first["text"], "# Introduction\n\nThe writer's.\n", again["text"]} <= kept
    page = lead.client.get(CHAPTER).text
    versions = [part.split('"')[0] for part in page.split(f'href="{CHAPTER}')[1:]]
    assert len(versions) == 3
    earlier = lead.client.get(f"{CHAPTER}{versions[-1]}").text
    back = {name: values[0] for name, values in form_of(earlier, CHAPTER).items()}
    assert sent(lead, CHAPTER, **back)[0] == 303
    assert chapter_form(lead)["text"] == back["text"]


def test_a_chapter_is_begun_with_a_title_and_a_name(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    at = "/reporting/chapters"
    for name, title in (("../introduction", "One"), ("one", ""), ("versions/one", "One")):
        assert sent(pages, at, name=name, title=title)[0] == 400
    assert sent(pages, at, name="what-we-found", title="What we found")[0] == 303
    assert "What we found" in pages.client.get(at).text
    assert pages.client.get(f"{at}/none").status_code == 404
