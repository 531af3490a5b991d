"""What an inspector does beside the answers: right facts, stray notes, interviews."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from httpx2 import Response

from inspect_tool.services.records.revisions import RecordBook, StrayNote
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.workspace import Workspace
from tests.hearing import hearing_framework
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, pages_for, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES
from tests.small_review import open_review
from tests.stages import Stages

pytestmark = pytest.mark.journeys
NOTE = "She came back on the Monday."


def test_a_returned_fact_is_corrected_beside_what_was_returned(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    at = f"/records/{CASES.own}/facts"
    assert f'href="{at}"' in pages.client.get(f"/records/{CASES.own}").text
    page = pages.client.get(at).text
    address = re.findall(rf'href="({at}/[a-z_]+)"', page)[0]
    form = form_of(pages.client.get(address).text, address)
    nothing = pages.client.post(address, data=form, headers=FROM_HERE)
    assert (nothing.status_code, "Give the right value" in nothing.text) == (400, True)
    without = pages.client.post(address, data=form | {"not_known": "yes"}, headers=FROM_HERE)
    assert "Say where the right value was seen" in without.text
    given = form | {"not_known": "yes", "source": "Chronology of 3 June"}
    assert pages.client.post(address, data=given, headers=FROM_HERE).headers["location"] == (
        f"{at}?saved={form['token'][0]}"
    )
    assert "Chronology of 3 June" in pages.client.get(at).text
    assert pages.client.get(f"{at}/case_type").status_code == 400
    assert pages.client.get(f"/records/{CASES.others}/facts").status_code == 404
    assert pages.client.get(address.replace(CASES.own, CASES.others)).status_code == 404


def keep(review: Workspace, ref: str, author: str) -> None:
    with review.work() as work:
        subject = subject_named(ref)
        book = RecordBook(work, review.review, subject.authority, ref)
        book.keep(StrayNote(subject, None, "H 3", NOTE, author, "a workbook"))
        book.write()


def settle(pages: Pages, act: str, **typed: str) -> tuple[int, str]:
    page = pages.client.get("/stray-notes").text
    (kept,) = (part for part in page.split("<section")[1:] if NOTE in part)
    (address,) = re.findall(rf'action="(/stray-notes/[^"]+/{act})"', kept)
    form = form_of(page, address) | typed
    answer = pages.client.post(address, data=form, headers=FROM_HERE)
    return answer.status_code, words_of(answer.text)


def test_a_stray_note_is_put_under_its_question(review: Workspace) -> None:
    _ = review.database
    keep(review, CASES.own, "ef")
    pages = pages_for(review, "ef")
    assert 'href="/stray-notes"' in pages.client.get("/").text
    status, words = settle(pages, "attach", item="HARM.1.a", to=CASES.others)
    assert (status, "not yours to answer in" in words) == (404, True)
    assert NOTE in words
    assert settle(pages, "attach", item="")[0] == 400
    assert settle(pages, "attach", item="HARM.1.a")[0] == 303
    assert NOTE in pages.client.get(f"/records/{CASES.own}/HARM.1").text
    assert NOTE not in pages.client.get("/stray-notes").text
    review.database.close()


def test_a_stray_note_is_set_aside_by_whoever_may_see_it(review: Workspace) -> None:
    _ = review.database
    keep(review, CASES.own, "ef")
    assert NOTE not in pages_for(review, "cd").client.get("/stray-notes").text
    lead = pages_for(review, "le")
    assert NOTE in lead.client.get("/fieldwork/stray-notes").text
    assert "Say why" in settle(lead, "set-aside")[1]
    assert settle(lead, "set-aside", why="It is about the weather")[0] == 303
    assert NOTE not in lead.client.get("/fieldwork/stray-notes").text
    review.database.close()


def test_the_next_interview_is_opened_and_begins_with_its_first_answer(
    stages: Stages, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    review = open_review(folder, later=True)
    _ = review.database
    pages = pages_for(review, "ab")

    def begin(kind: str = "interview", authority: str = "ASH") -> Response:
        form = form_of(pages.client.get("/").text, "/interviews")
        typed = form | {"kind": kind, "authority": authority}
        return pages.client.post("/interviews", data=typed, headers=FROM_HERE)

    for _ in range(2):  # nothing was said in it yet
        assert begin().headers["location"] == "/records/ASH-I-ab-01"
    page = pages.client.get("/records/ASH-I-ab-01").text
    part = re.findall(r'href="(/records/ASH-I-ab-01/[A-Z][^"/]*)"', page)[-1]
    answers = form_of(pages.client.get(part).text, part)
    note = next(name for name in answers if name.startswith("n."))
    said = answers | {note: "said in a corridor"}
    assert pages.client.post(part, data=said, headers=FROM_HERE).status_code == 303
    assert begin().headers["location"] == "/records/ASH-I-ab-02"
    assert begin("focus_group").headers["location"] == "/records/ASH-G-ab-01"
    assert begin("survey").status_code == 400
    assert begin(authority="XXX").status_code == 404
    review.database.close()
