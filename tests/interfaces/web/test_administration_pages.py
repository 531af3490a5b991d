"""Administration as somebody goes through it: jobs that run beside the pages."""

from __future__ import annotations

import pytest

from inspect_tool.domain.jobs import JobKind
from inspect_tool.job_runner import run_jobs
from inspect_tool.services.jobs import jobs
from inspect_tool.services.review import document_writing, sign_in
from inspect_tool.store.audit_queries import READ
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, pages_for, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.services.access.shared_review import CASES, change_team

pytestmark = pytest.mark.journeys
JOBS, AUDIT = "/administration/jobs", "/administration/audit"
PEOPLE = "/administration/people"
ADMINISTRATION = "/administration"


def ask(pages: Pages, who: str) -> str:
    """A job that somebody asked for, as a page of their work does it."""
    opened = pages.site.acting_as(who)
    with opened.work() as work:
        asked = {"edition": "internal", "formats": "html", "draft": "yes"}
        return jobs.ask(work, opened.folder, kind=JobKind.REPORT, arguments=asked).name


def test_a_writer_sees_how_far_their_job_is_and_takes_its_files(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    name = ask(pages, "wr")
    waits = pages.client.get(f"{JOBS}/{name}")
    assert "State: queued" in words_of(waits.text)
    assert 'hx-trigger="every 2s"' in waits.text
    run_jobs(pages.site.opened().acting_as(None), tell=lambda _: None)
    done = pages.client.get(f"{JOBS}/{name}", headers={"hx-request": "true"})
    # A script that asks gets that part alone, and asks no more.
    assert done.text.startswith('<div id="progress">'), done.text
    assert "State: done" in words_of(done.text)
    answer = pages.client.get(f"{JOBS}/{name}/files/1")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert pages.client.get(f"{JOBS}/{name}/files/99").status_code == 404
    others = pages_of("ef").client
    assert name not in others.get(JOBS).text
    assert others.get(f"{JOBS}/{name}").status_code == 404
    # A lead sees that it ran, not what it counted.
    seen = pages_of("le").client.get(f"{JOBS}/{name}")
    assert "State: done" in words_of(seen.text)
    assert "files/1" not in seen.text
    assert "quantities" not in seen.text


def test_a_job_is_cancelled_and_tried_again_without_scripts(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    name = ask(pages, "wr")
    page = pages.client.get(f"{JOBS}/{name}").text
    for what, state in (("cancel", "cancelled"), ("retry", "queued")):
        address = f"{JOBS}/{name}/{what}"
        pages.client.post(address, data=form_of(page, address), headers=FROM_HERE)
        page = pages.client.get(f"{JOBS}/{name}").text
        assert f"State: {state}" in words_of(page)


def lines(pages: Pages, **asked: str) -> str:
    return words_of(pages.client.get(AUDIT, params=asked).text)


def test_what_somebody_reads_is_found_once_by_a_lead(pages_of: PagesOf) -> None:
    reader, lead = pages_of("ef"), pages_of("le")
    for _ in range(2):
        assert reader.client.get(f"/records/{CASES.own}").status_code == 200
    assert reader.client.get(f"/records/{CASES.others}").status_code == 404
    assert lines(lead, person="ef", action=READ).count(f"ef {READ} ") == 1
    assert lines(lead, ref=CASES.own.lower(), action=READ).count(f"ef {READ} ") == 1
    assert "No entry is like that." in lines(lead, person="ef", action=READ, ref=CASES.others)
    assert "No entry is like that." in lines(lead, person="ef", until="2013-01-01")
    assert reader.client.get(AUDIT).status_code == 404


def test_a_day_that_is_none_is_told_where_it_was_typed(pages_of: PagesOf) -> None:
    answer = pages_of("le").client.get(AUDIT, params={"since": "yesterday"})
    assert answer.status_code == 422
    assert "Give a day such as" in answer.text


def test_no_entry_about_an_authority_that_is_not_for_them_is_shown(pages_of: PagesOf) -> None:
    first = pages_of("le")
    change_team(first.site.opened().folder, "le", not_for=["BRO"])
    found = pages_of("le").client.get(AUDIT).text
    assert ">ASH<" in found
    assert ">BRO<" not in found
    assert "BRO-" not in found


def test_a_second_reader_learns_nothing_of_the_first_read(pages_of: PagesOf) -> None:
    pages_of("cd").client.get(f"/records/{CASES.second}")
    assert f"cd {READ} " in lines(pages_of("le"), ref=CASES.second)
    assert "cd " not in lines(pages_of("ab"), ref=CASES.second).partition("Records")[2]


def test_a_lead_makes_a_password_that_is_shown_once(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    shown = pages.client.get(PEOPLE).text
    address = f"{PEOPLE}/cd/password"
    made = pages.client.post(address, data=form_of(shown, address), headers=FROM_HERE)
    password = words_of(made.text).partition("cd signs in with ")[2].split()[0]
    with pages.site.opened().reading_as_found() as work:
        assert sign_in.is_password(sign_in.password_hash_of(work, "cd"), password)
    assert password not in pages.client.get(PEOPLE).text


def test_a_lead_signs_somebody_out_of_every_browser(pages_of: PagesOf) -> None:
    reader, lead = pages_of("ef"), pages_of("le")
    shown = lead.client.get(PEOPLE).text
    assert "1 browser" in words_of(shown).partition("ef E. F.")[2].partition("le L. E.")[0]
    address = f"{PEOPLE}/ef/sign-out"
    assert (
        lead.client.post(address, data=form_of(shown, address), headers=FROM_HERE).status_code
        == 303
    )
    assert reader.client.get("/").status_code == 401
    assert lead.client.get(PEOPLE).status_code == 200


def test_the_plan_is_saved_when_it_holds_and_its_text_before_is_kept(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    folder, at = pages.site.opened().folder, f"{ADMINISTRATION}/plan"
    before = (folder / "review.yaml").read_text("utf-8")
    form = form_of(pages.client.get(at).text, at)
    assert form["text"] == [before]
    wrong = form | {"text": [before.replace("size:", "sise:")]}
    refused = pages.client.post(at, data=wrong, headers=FROM_HERE)
    assert (refused.status_code, "sise" in words_of(refused.text)) == (422, True)
    assert form_of(refused.text, at)["text"] == wrong["text"]
    told = pages.client.post(at, data=form | {"do": ["check"]}, headers=FROM_HERE)
    assert "would hold" in words_of(told.text)
    assert (folder / "review.yaml").read_text("utf-8") == before
    changed = form | {"text": [f"# A note.\r\n{before}"]}
    assert pages.client.post(at, data=changed, headers=FROM_HERE).status_code == 303
    assert (folder / "review.yaml").read_text("utf-8") == f"# A note.\n{before}"
    (kept,) = (folder / "versions" / "plan").iterdir()
    assert kept.read_text("utf-8") == before
    crossed = pages.client.post(at, data=form | {"text": [f"{before}# Mine.\n"]}, headers=FROM_HERE)
    assert (crossed.status_code, "# Mine." in crossed.text) == (409, True)
    again = form_of(crossed.text, at)
    assert pages.client.post(at, data=again, headers=FROM_HERE).status_code == 303
    assert (folder / "review.yaml").read_text("utf-8") == f"{before}# Mine.\n"


def test_a_plan_without_its_framework_and_a_version_in_use_are_not_saved(
    pages_of: PagesOf,
) -> None:
    pages = pages_of("le")
    folder, at = pages.site.opened().folder, f"{ADMINISTRATION}/plan"
    form = form_of(pages.client.get(at).text, at)
    elsewhere = form["text"][0].replace("framework.yaml", "other.yaml")
    if "framework:" not in elsewhere:
        elsewhere += "framework: other.yaml\n"
    refused = pages.client.post(at, data=form | {"text": [elsewhere]}, headers=FROM_HERE)
    assert (refused.status_code, "other.yaml" in words_of(refused.text)) == (422, True)
    at = f"{ADMINISTRATION}/framework"
    form = form_of(pages.client.get(at).text, at)
    other = form | {"text": [form["text"][0].replace("Was there drift?", "Was there any?")]}
    used = pages.client.post(at, data=other, headers=FROM_HERE)
    assert (used.status_code, "Was there any?" in used.text) == (409, True)
    assert "Was there drift?" in (folder / "framework.yaml").read_text("utf-8")
    none = other | {"text": ["framework: [\n"]}
    assert pages.client.post(at, data=none, headers=FROM_HERE).status_code == 422
    long = form | {"text": ["a" * (document_writing.LONGEST + 1)]}
    assert pages.client.post(at, data=long, headers=FROM_HERE).status_code == 400


def test_on_a_server_no_page_changes_who_somebody_is(review: Workspace) -> None:
    _ = review.database
    pages = pages_for(review, "le", is_team=True)
    at = f"{ADMINISTRATION}/plan"
    form = form_of(pages.client.get(at).text, at)
    other = form | {"text": [form["text"][0].replace("- id: wr", "- id: xy")]}
    assert other != form
    told = pages.client.post(at, data=other, headers=FROM_HERE)
    assert (told.status_code, "by whoever keeps its folder" in words_of(told.text)) == (409, True)
    noted = form | {"text": [f"# A note.\n{form['text'][0]}"]}
    assert pages.client.post(at, data=noted, headers=FROM_HERE).status_code == 303
    review.database.close()
