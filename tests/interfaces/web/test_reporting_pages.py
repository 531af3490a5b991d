"""What a report writer does on the pages of the report."""

from __future__ import annotations

import re

import openpyxl
import pytest

from inspect_tool.domain.report import comment_form
from inspect_tool.job_runner import run_jobs
from inspect_tool.services.publication import disclosure
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.sealed_release import settle
from tests.services.access.shared_review import CASES, change_team

pytestmark = pytest.mark.journeys
PIECE = f"/reporting/evidence/{CASES.own}/HARM.1.a/first"
CHAPTER = "/reporting/chapters/introduction"
TRUE = "# Introduction\n\nDrift was seen in [3 of 3 cases](claim:drift).\n"


LETTERS = "/reporting/letters"


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
    assert sent(pages, at, name="what-we-found", title="Another")[0] == 400
    assert "What we found" in pages.client.get(at).text
    assert pages.client.get(f"{at}/none").status_code == 404


def test_a_line_to_insert_is_looked_at_before(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    at = "/reporting/insert"
    words = words_of(pages.client.get(at).text)
    assert "{{ table:drift }}" in words
    assert "[…](claim:drift)" in words
    table = pages.client.get(f"{at}?show=table:drift").text
    assert "<caption" in table[table.index('id="preview"') :]
    figure = pages.client.get(f"{at}?show=figure:flow").text
    assert "<svg" in figure
    assert "style=" not in figure
    assert "large" in words_of(pages.client.get(f"{at}?show=statistics:+authorities,+drift").text)
    for wrong in ("table:none", "claim:drift", "x }} {{ table:drift"):
        told = pages.client.get(at, params={"show": wrong}).text
        assert 'id="preview"' not in told
        assert "app-query" in told


def build(pages: Pages, at: str = "/reporting/builds", **typed: str) -> str:
    """Ask for a build or letters and have them made; the page that says what came of it."""
    asked = pages.client.post(at, data=typed, headers=FROM_HERE)
    assert asked.status_code == 303, words_of(asked.text)
    address = asked.headers["location"]
    assert address in pages.client.get(at.replace("letters", "builds")).text
    # A worker of another server's folder leaves it alone by that.
    assert (pages.site.opened().folder / "jobs" / address.rpartition("/")[2]).is_dir()
    again = pages.client.post(at, data=typed, headers=FROM_HERE)
    assert again.headers["location"] == address  # what is sent twice is built once
    run_jobs(pages.site.opened().acting_as(None), tell=lambda _: None)
    return pages.client.get(address).text


def test_a_report_is_built_compared_and_handed_out(pages_of: PagesOf) -> None:
    pages = pages_of("wr")
    at = "/reporting/builds"
    assert f'href="{at}"' in build(pages, edition="internal")
    form = chapter_form(pages)
    false = form | {"text": "# Introduction\n\nDrift was seen in [most](claim:drift) cases.\n"}
    true = form | {"text": form["text"] + "\nA sentence of its own.\n"}
    assert sent(pages, CHAPTER, **false)[0] == 303
    text = build(pages, edition="internal")
    assert "State: failed" in words_of(text)
    assert "do not hold" in text or "does not hold" in text
    (problems,) = re.findall(r'href="(/administration/jobs/[^"]+/files/1)"', text)
    assert "introduction" in pages.client.get(problems).text
    now = chapter_form(pages)["expected"]
    assert sent(pages, CHAPTER, **true | {"expected": now})[0] == 303
    later = pages_of("wr")
    assert "State: done" in words_of(build(later, edition="internal"))
    page = later.client.get(at).text
    files = [one.split('"')[0] for one in page.split(f'href="{at}/')[1:]]
    builds = sorted({one.partition("/")[0] for one in files})
    assert len(builds) == 2
    got = later.client.get(f"{at}/{files[0]}")
    assert got.status_code == 200
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["cache-control"] == "no-store"
    differing = later.client.get(f"{at}/compare", params={"before": builds[0], "after": builds[1]})
    assert "A sentence of its own." in differing.text
    assert later.client.get(f"{at}/{builds[0]}/build.json").status_code == 404
    assert pages_of("ab").client.get(f"{at}/{files[0]}").status_code == 404


def test_letters_are_for_whom_no_conflict_bars(pages_of: PagesOf) -> None:
    writer = pages_of("wr")
    assert "State: done" in words_of(build(writer, LETTERS, authority="BRO"))
    page = writer.client.get("/reporting/builds").text
    letters = [one.split('"')[0] for one in page.split('href="/reporting/letters/')[1:]]
    assert any(one.endswith("-form.xlsx") for one in letters)
    address = f"/reporting/letters/{letters[0]}"
    assert writer.client.get(address).status_code == 200
    change_team(writer.site.opened().folder, "le", not_for=["BRO"])
    lead = pages_of("le")
    assert "/reporting/letters/2" not in lead.client.get("/reporting/builds").text
    assert lead.client.get(address).status_code == 404


def test_the_word_file_and_public_letters_are_of_the_public_edition_alone(
    pages_of: PagesOf,
) -> None:
    lead, at = pages_of("le"), "/reporting/builds"
    status, text = sent(lead, at, edition="internal", format="docx")
    assert (status, "of the public edition alone" in text) == (422, True)
    settle(lead.site.acting_as("le"))
    lead = pages_of("le")
    status, text = sent(lead, "/reporting/letters", edition="public", authority="ASH")
    assert (status, "of every authority" in text) == (422, True)
    assert "State: done" in words_of(build(lead, edition="public", format="docx"))
    assert "State: done" in words_of(build(lead, LETTERS, edition="public", authority=""))
    page = lead.client.get(at).text
    files = [one.split('"')[0] for one in page.split('href="/reporting/')[1:]]
    (word,) = (one for one in files if one.endswith(".docx"))
    letters = [one for one in files if one.startswith("letters/public/")]
    assert {one[-8:-5] for one in letters if one.endswith(".html")} == {"ASH", "BRO"}
    for one in (word, letters[0]):
        assert lead.client.get(f"/reporting/{one}").content
    change_team(lead.site.opened().folder, "wr", not_for=["BRO"])
    barred = pages_of("wr").client
    assert "-BRO.html" not in barred.get(at).text
    of_bro = next(one for one in letters if one.endswith("-BRO.html"))
    assert barred.get(f"/reporting/{of_bro}").status_code == 404


def test_a_lead_decides_what_the_public_edition_says(pages_of: PagesOf) -> None:
    lead, at = pages_of("le"), "/reporting/disclosure"
    workspace = lead.site.acting_as("le")
    with workspace.reading() as work:
        items = disclosure.check(work, workspace.review, place=workspace.place).items
    item = next(one for one in items if one.choices)
    asked = {"place": item.ref, "choice": item.choices[0].value}
    assert item.ref in lead.client.get(at).text
    status, text = sent(lead, at, **asked, why=" ")
    assert (status, "Say in “Why”" in text) == (422, True)
    assert sent(lead, at, **asked, why="too few")[0] == 303
    words = words_of(pages_of("wr").client.get(at).text)
    assert f"{item.choices[0].value} by le" in words
    assert "too few" in words


def test_a_release_is_checked_and_said_to_be_wrong(pages_of: PagesOf) -> None:
    lead, at = pages_of("le"), "/reporting/releases"
    assert "one" in lead.client.get(at).text
    assert "Holds" in lead.client.get(f"{at}/one").text
    status, text = sent(lead, at, name="one", snapshot="first")
    assert (status, "There is a problem" in text) == (422, True)
    assert sent(lead, f"{at}/one/notice", kind="correction", why="A table was wrong.")[0] == 303
    assert "correction: A table was wrong." in pages_of("wr").client.get(at).text


def test_a_release_that_cannot_be_sealed_is_told_at_once_or_by_its_job(pages_of: PagesOf) -> None:
    lead, at = pages_of("le"), "/reporting/releases"
    for name in ("one", "one/../two"):
        status, text = sent(lead, at, name=name, snapshot="first")
        assert (status, "There is a problem" in text) == (422, True)
    told = words_of(build(lead, at, name="two", snapshot="first"))
    assert "State: failed" in told
    assert "“Fieldwork: Snapshots”" in told  # something changed since
    assert "two" not in words_of(lead.client.get(at).text)


def test_a_form_that_came_back_is_taken_and_answered(pages_of: PagesOf) -> None:
    lead, at = pages_of("le"), "/reporting/comments"
    assert "State: done" in words_of(build(lead, LETTERS, authority="ASH"))
    folder = lead.site.opened().place.reports / "letters"
    form = next(folder.rglob("*-letter-ASH-form.xlsx"))
    book = openpyxl.load_workbook(form)
    sheet = book[comment_form.ROWS]
    sheet.cell(comment_form.FIRST_ROW, comment_form.WRONG).value = "It was two cases."
    book.save(form)
    upload = {"form": ("x.xlsx", form.read_bytes())}
    taken = lead.client.post(at, files=upload, data={"token": "x"}, headers=FROM_HERE)
    assert taken.status_code == 200
    assert "It was two cases." in taken.text
    one = f"{at}/ASH/1"
    assert sent(lead, one, decision="accepted", reason="The file shows it.")[0] == 422
    done = sent(lead, one, decision="accepted", reason="The file shows it.", wording="2 cases")
    assert done[0] == 303
    assert "0 of 1 comment to answer" in words_of(pages_of("wr").client.get(at).text)
    nothing = lead.client.post(at, files={"form": ("x.xlsx", b"no")}, headers=FROM_HERE)
    assert nothing.status_code == 400
