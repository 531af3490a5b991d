"""Files as evidence on the pages of a record: attached, handed out, taken off."""

from __future__ import annotations

import re

import pytest

from inspect_tool.store import audit_queries
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, form_of, pages_for, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES

pytestmark = pytest.mark.journeys
AT = f"/records/{CASES.own}/HARM.1"
PLAN = b"%PDF-1.7 the plan of the case"


def test_a_file_is_attached_handed_out_and_taken_off(pages_of: PagesOf) -> None:
    pages = pages_of("ef")
    assert f'href="{AT}/files"' in pages.client.get(AT).text
    page = pages.client.get(f"{AT}/files").text
    typed = form_of(page, f"{AT}/files") | {
        "text": ["Nobody signed the plan."],
        "day": ["3/6/2013"],
    }
    sent = {name: values[0] for name, values in typed.items() if name != "file"} | {
        "side": "against"
    }
    file = {"file": ("Plan of June.docx", PLAN)}
    for _ in range(2):  # what is sent twice is one piece
        done = pages.client.post(f"{AT}/files", data=sent, files=file, headers=FROM_HERE)
        assert done.status_code == 303
    page = pages.client.get(AT).text
    assert "Nobody signed the plan." in page
    assert "2013-06-03" in page
    (address,) = set(re.findall(rf'href="({AT}/evidence/[^"/]+)/file"', page))
    found = pages.client.get(f"{address}/file")
    assert found.content == PLAN
    disposition = found.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="{CASES.own}-EV.')
    assert disposition.endswith('.pdf"')  # by its content, not by its name
    assert found.headers["content-type"] == "application/octet-stream"
    assert "Take it out" not in pages.client.get(address).text
    other = {"file": ("other.txt", b"another file, with the same form")}
    pages.client.post(f"{AT}/files", data=sent, files=other, headers=FROM_HERE)
    assert (
        len(set(re.findall(rf'href="({AT}/evidence/[^"/]+)/file"', pages.client.get(AT).text))) == 2
    )
    off = form_of(pages.client.get(f"{address}/take-off").text, f"{address}/take-off")
    assert pages.client.post(f"{address}/take-off", data=off, headers=FROM_HERE).status_code == 303
    assert pages.client.get(f"{address}/file").status_code == 404
    assert pages.client.get(f"{address}/take-off").status_code == 404
    assert "Nobody signed the plan." in pages.client.get(AT).text


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"MZ\x90\x00 a program", "none of the kinds"), (None, "Choose the file")],
)
def test_what_is_no_evidence_is_refused_and_what_was_typed_is_shown_again(
    pages_of: PagesOf, content: bytes | None, words: str
) -> None:
    pages = pages_of("ef")
    sent = {"about": "HARM.1", "text": "Typed in vain?"}
    name, body = ("", b"") if content is None else ("a.exe", content)
    answer = pages.client.post(
        f"{AT}/files", data=sent, files={"file": (name, body)}, headers=FROM_HERE
    )
    assert answer.status_code >= 400
    assert words in words_of(answer.text)
    assert "Typed in vain?" in answer.text
    assert '/file"' not in pages.client.get(AT).text


def test_a_file_of_somebody_elses_record_is_as_one_that_is_not_there(review: Workspace) -> None:
    _ = review.database
    whose = pages_for(review, "cd")
    at = f"/records/{CASES.others}/HARM.1"
    sent = {"about": "HARM.1"}
    file = {"file": ("plan.pdf", PLAN)}
    whose.client.post(f"{at}/files", data=sent, files=file, headers=FROM_HERE)
    (address,) = set(re.findall(rf'href="({at}/evidence/[^"/]+/file)"', whose.client.get(at).text))
    for person in ("ef", "wr"):
        pages = pages_for(review, person)
        answer, nowhere = pages.client.get(address), pages.client.get("/no-such-page")
        assert (answer.status_code, answer.text) == (404, nowhere.text)
    with review.reading() as work:
        assert not audit_queries.entries_of_action(work, "evidence.save")
    assert whose.client.get(address).content == PLAN
    review.database.close()
