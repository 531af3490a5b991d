"""What somebody tries who means harm, and what goes wrong where nobody does."""

from __future__ import annotations

import re

import pytest
from starlette.datastructures import FormData

from inspect_tool.web.typed_items import typed_items
from tests.interfaces.web.client import FROM_HERE, TOKEN, Pages, form_of
from tests.interfaces.web.conftest import PagesOf
from tests.interfaces.web.test_record_pages import AT, CASE, opened, save, versions
from tests.services.access.shared_review import CASES

pytestmark = pytest.mark.journeys


def in_place(pages: Pages, fields: dict[str, list[str]]) -> str:
    """Send one item as the script does; the answer in force by then."""
    answer = pages.client.post(AT, data=fields, headers={**FROM_HERE, "hx-request": "true"})
    assert answer.status_code == 200
    found = re.search(r'name="e.HARM.1.a" value="([^"]*)"', answer.text)
    assert found is not None
    return found.group(1)


def test_an_answer_changed_back_on_the_same_page_is_saved(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages) | {"i": ["HARM.1.a"]}
    before = len(versions(pages, "HARM.1.a"))
    for value in ("=yes", "=no", "=yes"):
        fields["v.HARM.1.a"], fields["n.HARM.1.a"] = [value], ["same words"]
        fields["e.HARM.1.a"] = [in_place(pages, fields)]
    in_place(pages, fields)  # sent twice
    assert opened(pages)["v.HARM.1.a"] == ["=yes"]
    assert len(versions(pages, "HARM.1.a")) == before + 3


def test_each_form_of_a_page_has_a_token_of_its_own(pages_of: PagesOf) -> None:
    # The one that was saved names the words in the browser that need not be kept any more.
    page = pages_of("ef").client.get(AT).text
    tokens = [form_of(page, at)["token"][0] for at in (AT, f"{AT}/evidence")]
    assert len(set(tokens)) == 2


def test_words_of_a_form_for_what_is_not_ones_own_any_more_are_shown_again(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("ef")
    for ref in ("ASH-002", "ASH-999"):
        typed = {"token": TOKEN, "i": "HARM.1.a", "n.HARM.1.a": "=a and b", "w.HARM.1.a": "!c"}
        answer = pages.client.post(f"/records/{ref}/HARM.1", data=typed, headers=FROM_HERE)
        assert answer.status_code == 404
        assert "=a and b" in answer.text
        assert "!c" in answer.text


def test_words_for_something_else_are_kept_without_the_tick() -> None:
    form = FormData([("token", TOKEN), ("i", "A"), ("v.A", "=x"), ("o.A", "by bus")])
    assert typed_items(form)[0].given.value == "x; other: by bus"


def test_no_encoding_of_a_form_leads_to_an_error(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = b"".join(
        part % (name, value)
        for name, value in (
            (b"token", TOKEN.encode()),
            (b"i", b"HARM.1.a"),
            (b"n.HARM.1.a", b"\\ud800"),
        )
    )
    kind = "multipart/form-data; boundary=x; charset=unicode_escape"
    answer = pages.client.post(
        AT, content=body + b"--x--\r\n", headers={**FROM_HERE, "content-type": kind}
    )
    assert answer.status_code == 415
    for kind in ("application/json", "text/plain"):
        answer = pages.client.post(AT, content=b"{}", headers={**FROM_HERE, "content-type": kind})
        assert answer.status_code == 415
    stranger = pages.another().post(AT, content=b"{}", headers={**FROM_HERE, "content-type": kind})
    assert stranger.status_code == 401


def test_what_no_cell_of_a_workbook_holds_is_shown_again(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages) | {"n.HARM.1.a": ["x" * 32_768], "n.HARM.1.b": ["short"]}
    answer = pages.client.post(AT, data=fields, headers=FROM_HERE)
    assert answer.status_code == 422
    assert "x" * 32_768 in answer.text
    assert "32,768 characters" in answer.text
    assert versions(pages, "HARM.1.b")[-1][1] == "short"


def test_an_address_with_a_stroke_at_the_end_leads_nowhere(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    for address in (f"/records/{CASE}/", "/launch/"):
        assert pages.client.get(address).status_code == 404


def test_a_reply_that_is_sent_twice_is_kept_once(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    page = pages.client.get(f"/records/{CASE}").text
    action = re.search(rf'action="(/records/{CASE}/queries/[^"]+)"', page)
    assert action is not None
    form = form_of(page, action.group(1)) | {"text": ["as it\x00 is said"]}
    for _ in range(2):
        pages.client.post(action.group(1), data=form, headers=FROM_HERE)
    page = pages.client.get(f"/records/{CASE}").text
    assert page.count("as it is said") == 1


def test_reasons_have_no_control_characters(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    fields = opened(pages) | {"v.HARM.1.a": ["=yes"], "w.HARM.1.a": ["the\x00 letter\x0b"]}
    assert save(pages, fields) == 303
    assert ": the letter<" in pages.client.get(f"/records/{CASE}/versions/HARM.1.a").text


def test_a_page_of_one_person_saves_nothing_for_another(pages_of: PagesOf) -> None:
    fields = opened(pages_of("ef")) | {"n.HARM.1.a": ["of the one"], "w.HARM.1.a": ["x"]}
    pages = pages_of("le")
    answer = pages.client.post(AT, data=fields, headers=FROM_HERE)
    assert answer.status_code == 403
    assert "of the one" in answer.text
    assert versions(pages, "HARM.1.a")[-1][1] != "of the one"
    at = f"/records/{CASE}/submit"
    form = form_of(pages_of("ef").client.get(f"/records/{CASE}/check").text, at)
    assert pages.client.post(at, data=form, headers=FROM_HERE).status_code == 403


@pytest.mark.proof(part=0)
def test_nothing_that_the_first_reader_does_shows_on_a_page_of_the_second(
    pages_of: PagesOf,
) -> None:
    first, second = pages_of("cd").client, pages_of("ab").client
    at = f"/records/{CASES.second}"
    parts = ("", "/check", "/HARM.1", "/REFER", "/chronology", "/versions/HARM.1.a")
    addresses = ["/", "/records", *(f"{at}{part}" for part in parts)]

    def seen() -> list[str]:
        return [re.sub(r'value="[0-9a-f]{48}"', "", second.get(one).text) for one in addresses]

    before = seen()
    for path, page, given in (
        ("/HARM.1", "/HARM.1", {"v.HARM.1.a": ["=yes"], "n.HARM.1.b": ["of the first"]}),
        ("/HARM.1/evidence", "/HARM.1", {"side": ["for"], "source": ["case_file"], "text": ["x"]}),
        ("/chronology", "/chronology", {"day": ["3/6/2013"], "what": ["x"]}),
    ):
        form = form_of(first.get(f"{at}{page}").text, f"{at}{path}") | given
        assert first.post(f"{at}{path}", data=form, headers=FROM_HERE).status_code == 303
    assert seen() == before
