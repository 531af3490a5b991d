"""What an inspector does on the pages of a record."""

from __future__ import annotations

import re

import pytest

from inspect_tool.services.records.history import show_subject
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, words_of
from tests.interfaces.web.conftest import PagesOf

pytestmark = pytest.mark.journeys

CASE, SECTION = "ASH-001", "HARM.1"
AT = f"/records/{CASE}/{SECTION}"


def save(pages: Pages, fields: dict[str, list[str]], **headers: str) -> int:
    answer = pages.client.post(AT, data=fields, headers={**FROM_HERE, **headers})
    return answer.status_code


def opened(pages: Pages) -> dict[str, list[str]]:
    return form_of(pages.client.get(AT).text, AT)


def versions(pages: Pages, item: str) -> list[tuple[str, str]]:
    workspace = pages.site.acting_as("ef")
    with workspace.reading() as work:
        views = show_subject(work, workspace.review, CASE)
    view = next(one for one in views if one.item_id == item and one.reader == "first")
    return [(one.answer, one.note) for one in view.revisions]


def test_my_cases_have_own_records_alone_with_what_is_asked_about_them(pages_of: PagesOf) -> None:
    text = words_of(pages_of("ef").client.get("/").text)
    assert "ASH-001" in text
    assert "BRO-001" in text
    assert "ASH-002" not in text
    assert "1 query" in text


def test_an_answer_is_saved_and_shown_with_who_gave_it(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages)
    fields["v.HARM.1.a"], fields["n.HARM.1.a"] = ["=yes"], ["page 12 of the file"]
    answer = pages.client.post(AT, data=fields, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, AT)
    assert versions(pages, "HARM.1.a")[-1] == ("yes", "page 12 of the file")
    assert opened(pages)["v.HARM.1.a"] == ["=yes"]
    assert "Recorded by ef" in words_of(pages.client.get(AT).text)


def test_a_form_that_is_sent_twice_is_saved_once(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages)
    fields["n.HARM.1.a"] = ["said once"]
    assert [save(pages, fields), save(pages, fields)] == [303, 303]
    assert [note for _, note in versions(pages, "HARM.1.a")].count("said once") == 1


def test_a_page_gone_back_to_goes_on_from_what_it_saved_itself(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages)
    fields["n.HARM.1.a"] = ["one"]
    save(pages, fields)
    fields["n.HARM.1.a"] = ["another"]
    assert save(pages, fields) == 303
    assert versions(pages, "HARM.1.a")[-1][1] == "another"
    assert "crossed" not in words_of(pages.client.get(AT).text)


def test_a_second_tab_gets_both_answers_and_says_which_holds(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    first, second = opened(pages), opened(pages)
    first["v.HARM.1.a"], first["n.HARM.1.a"] = ["=yes"], ["of the first tab"]
    second["v.HARM.1.a"], second["n.HARM.1.a"] = ["=no"], ["of the second tab"]
    assert [save(pages, first), save(pages, second)] == [303, 409]
    at = f"/records/{CASE}/versions/HARM.1.a"
    page = pages.client.get(at).text
    assert "of the first tab" in page
    assert "of the second tab" in page
    fields = form_of(page, f"{at}/settle")
    number = re.search(r'value="(\d)"><label[^>]*><strong>No<', page)
    assert number is not None
    fields["take"] = [number.group(1)]
    settled = pages.client.post(f"{at}/settle", data=fields, headers=FROM_HERE)
    assert settled.status_code == 303
    value, note = versions(pages, "HARM.1.a")[-1]
    assert value == "no"
    assert "of the first tab" in note
    assert "of the second tab" in note


def test_what_cannot_be_saved_is_shown_again_and_keeps_nothing_else_back(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("ef")
    at = f"/records/{CASE}/REFER"
    fields = form_of(pages.client.get(at).text, at)
    fields["t.REFER.date"], fields["t.REFER.role"] = ["the day after"], ["service manager"]
    answer = pages.client.post(at, data=fields, headers=FROM_HERE)
    assert answer.status_code == 422
    assert "This is not a date" in answer.text
    assert form_of(answer.text, at)["t.REFER.date"] == ["the day after"]
    assert form_of(pages.client.get(at).text, at)["t.REFER.role"] == ["service manager"]


def test_saved_in_place_says_so_and_names_the_answer_in_force(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    fields = opened(pages)
    fields["i"], fields["n.HARM.1.b"] = ["HARM.1.b"], ["in place"]
    headers = {**FROM_HERE, "hx-request": "true"}
    answer = pages.client.post(AT, data=fields, headers=headers)
    assert (answer.status_code, answer.headers["x-saved-items"]) == (200, "HARM.1.b")
    assert "Saved." in answer.text
    assert "<html" not in answer.text
    assert opened(pages)["e.HARM.1.b"][0] in answer.text


def test_undo_puts_back_what_was_there_and_once_more_the_answer(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    before = versions(pages, "HARM.1.a")[-1]
    fields = opened(pages)
    fields["n.HARM.1.a"] = ["a slip"]
    save(pages, fields)
    at = f"/records/{CASE}/versions/HARM.1.a"
    for expected in (before, (before[0], "a slip")):
        form = form_of(pages.client.get(at).text, f"{at}/undo")
        sent = [pages.client.post(f"{at}/undo", data=form, headers=FROM_HERE) for _ in range(2)]
        assert [one.status_code for one in sent] == [303, 303]
        assert versions(pages, "HARM.1.a")[-1] == expected


def test_evidence_is_added_once_changed_and_taken_out(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    at = f"{AT}/evidence"
    form = form_of(pages.client.get(AT).text, at)
    form |= {"side": ["against"], "source": ["case_file"], "text": ["no visit"], "about": [SECTION]}
    for _ in range(2):
        assert pages.client.post(at, data=form, headers=FROM_HERE).status_code == 303
    page = pages.client.get(AT).text
    assert page.count("no visit") == 1
    name = re.search(rf'{at}/(EV[^"]+)"', page)
    assert name is not None
    one = f"{at}/{name.group(1)}"
    form = form_of(pages.client.get(one).text, one)
    form["text"] = ["no visit in May"]
    pages.client.post(one, data=form, headers=FROM_HERE)
    assert "no visit in May" in pages.client.get(AT).text
    form = form_of(pages.client.get(one).text, one) | {"remove": ["yes"]}
    pages.client.post(one, data=form, headers=FROM_HERE)
    assert "no visit" not in pages.client.get(AT).text


def test_the_chronology_is_in_the_order_of_days_with_working_days_between(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("ef")
    at = f"/records/{CASE}/chronology"
    for day, what in (("10/6/2013", "home visit"), ("3/6/2013", "call from school")):
        form = form_of(pages.client.get(at).text, at) | {"day": [day], "what": [what]}
        assert pages.client.post(at, data=form, headers=FROM_HERE).status_code == 303
    text = words_of(pages.client.get(at).text)
    assert text.index("call from school") < text.index("home visit")
    assert "10 June 2013 5 home visit" in text
    wrong = form_of(pages.client.get(at).text, at) | {"day": ["soon"], "what": ["kept words"]}
    answer = pages.client.post(at, data=wrong, headers=FROM_HERE)
    assert answer.status_code == 422
    assert "kept words" in answer.text
    assert form_of(answer.text, at)["token"] == wrong["token"]


def test_a_record_is_submitted_only_when_nothing_keeps_it_back(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    at = f"/records/{CASE}/submit"
    kept = pages.client.post(at, headers=FROM_HERE)
    assert kept.headers["location"] == f"/records/{CASE}/check?not=submitted"
    refused = words_of(pages.client.get(kept.headers["location"]).text)
    assert f"{CASE} was not submitted: 1 thing keeps it back." in refused
    page = pages.client.get(f"/records/{CASE}").text
    action = re.search(rf'action="(/records/{CASE}/queries/[^"]+)"', page)
    assert action is not None
    reply = {"token": "x", "text": "as it is said"}
    assert pages.client.post(action.group(1), data=reply, headers=FROM_HERE).status_code == 303
    done = pages.client.post(at, headers=FROM_HERE)
    assert done.headers["location"] == f"/records/{CASE}"
    assert "Submitted by ef" in words_of(pages.client.get(f"/records/{CASE}").text)


def test_a_lead_who_changes_an_answer_says_why(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    fields = opened(pages)
    fields["v.HARM.1.a"] = ["=yes"]
    answer = pages.client.post(AT, data=fields, headers=FROM_HERE)
    assert answer.status_code == 422
    assert "Say why you change it" in answer.text
    fields["w.HARM.1.a"] = ["the second letter says so"]
    assert save(pages, fields) == 303
    assert (
        "the second letter says so" in pages.client.get(f"/records/{CASE}/versions/HARM.1.a").text
    )
