"""What a lead does on the pages of the sample: returns, designs, the commitment and the draw."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import yaml
from httpx2 import Response

from inspect_tool.domain.plan.plan import Authority
from inspect_tool.services.authorities.selection import verify_authorities
from inspect_tool.services.frames.frame_views import show_frames
from inspect_tool.services.frames.told import read_told
from inspect_tool.services.sampling.stage_one import CERTIFICATE
from inspect_tool.web import uploads, waiting
from inspect_tool.web.waiting import MOST_WAITING, WAITS_FOR
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, later, pages_for, words_of
from tests.interfaces.web.conftest import PagesOf
from tests.small_review import SEED, make_return, make_review, open_review

pytestmark = pytest.mark.journeys
TEAM = [
    {"id": "le", "name": "L. E.", "roles": ["lead"]},
    {"id": "ab", "name": "A. B.", "roles": ["inspector"]},
    {"id": "cf", "name": "C. F.", "roles": ["lead"], "not_for": ["BRO"]},
]
AT = "/sample/returns/ASH"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    """A review to which nothing was returned."""
    workspace = open_review(make_review(tmp_path / "review", team=TEAM))
    _ = workspace.database
    yield workspace
    workspace.database.close()


@pytest.fixture
def pages(empty: Workspace) -> Pages:
    return pages_for(empty, "le")


def send(pages: Pages, folder: Path, at: str = AT) -> int:
    """Upload every file of a folder, as a browser would."""
    files = [("files", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]
    return pages.client.post(f"{at}/upload", files=files, headers=FROM_HERE).status_code


def press(pages: Pages, page: str, action: str, **more: str) -> int:
    """Send a form of a page as it is, with some fields filled in."""
    fields = {**form_of(pages.client.get(page).text, action), **more}
    return pages.client.post(action, data=fields, headers=FROM_HERE).status_code


def children(pages: Pages) -> dict[str, int]:
    workspace = pages.site.acting_as("le")
    with workspace.reading() as work:
        return {one.authority: one.children for one in show_frames(work, workspace.review)}


def test_a_return_is_taken_once_it_was_looked_at_and_confirmed(
    pages: Pages, tmp_path: Path
) -> None:
    assert send(pages, make_return(tmp_path, "ASH")) == 303
    shown = words_of(pages.client.get(f"{AT}/waiting").text)
    assert "Nothing was changed yet" in shown
    assert "Children on the frame 12" in shown
    assert children(pages)["ASH"] == 0
    assert press(pages, f"{AT}/waiting", f"{AT}/take") == 303
    assert children(pages)["ASH"] == 12
    assert pages.client.get(f"{AT}/waiting").status_code == 409
    assert "still to come: Bro" in words_of(pages.client.get("/sample").text)


def test_a_return_that_changes_the_frame_says_so_and_takes_its_place(
    pages: Pages, tmp_path: Path
) -> None:
    send(pages, make_return(tmp_path / "1", "ASH"))
    press(pages, f"{AT}/waiting", f"{AT}/take")
    send(pages, make_return(tmp_path / "2", "ASH", children=10))
    assert "2 removed" in words_of(pages.client.get(f"{AT}/waiting").text)
    assert press(pages, f"{AT}/waiting", f"{AT}/take") == 303
    assert children(pages)["ASH"] == 10
    assert "Every return that was taken" in pages.client.get(AT).text


def test_what_was_confirmed_is_taken_and_nothing_else(pages: Pages, tmp_path: Path) -> None:
    send(pages, make_return(tmp_path / "1", "ASH"))
    shown = form_of(pages.client.get(f"{AT}/waiting").text, f"{AT}/take")
    send(pages, make_return(tmp_path / "2", "ASH", children=10))
    assert pages.client.post(f"{AT}/take", data=shown, headers=FROM_HERE).status_code == 409
    assert press(pages, f"{AT}/waiting", f"{AT}/discard") == 303
    assert pages.client.post(f"{AT}/take", data=shown, headers=FROM_HERE).status_code == 409
    assert children(pages)["ASH"] == 0


def test_a_heading_is_told_on_the_page_and_the_return_read_again(
    pages: Pages, empty: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "WAITS_FOR", timedelta(days=1))  # a minute a look
    folder = make_return(tmp_path, "ASH")
    for path in folder.iterdir():
        path.write_text(path.read_text("utf-8").replace("Child Unique ID", "Kid tag"), "utf-8")
    send(pages, folder)
    refused = words_of(pages.client.get(f"{AT}/waiting").text)
    assert "cannot be taken as it is" in refused
    for number in (2, 6, 7, 8):
        more = {"theirs": "Kid tag", "official": f"{number} Child Unique ID"}
        assert press(pages, f"{AT}/waiting", f"{AT}/headings", **more) == 303
    told = read_told(empty.folder, "ASH", empty.review.plan.declared)
    assert told.headings[6] == {"Kid tag": "Child Unique ID"}
    assert press(pages, f"{AT}/waiting", f"{AT}/take") == 303
    assert "Kid tag" in pages.client.get(AT).text


def test_a_question_is_answered_on_the_page(pages: Pages, tmp_path: Path) -> None:
    folder = make_return(tmp_path, "ASH")
    file = folder / "List 6.csv"
    file.write_text(file.read_text("utf-8").replace("ASH00002", "ash-00001"), "utf-8")
    send(pages, folder)
    page = pages.client.get(f"{AT}/waiting").text
    code = form_of(page, f"{AT}/answers")["i"][0]
    assert f"Question {code}" in page
    assert press(pages, f"{AT}/waiting", f"{AT}/answers") == 400
    assert press(pages, f"{AT}/waiting", f"{AT}/take") == 303
    assert "To be answered before the commitment" in pages.client.get("/sample").text
    assert press(pages, AT, f"{AT}/answers", **{f"v.{code}": "different"}) == 303
    send(pages, folder)
    assert "were answered to be different" in pages.client.get(f"{AT}/waiting").text


@pytest.mark.parametrize("name", ["notes.docx", "List 6.html", "csv", "", "../", "List 6"])
def test_a_file_that_is_no_list_by_its_name_does_not_even_wait(pages: Pages, name: str) -> None:
    answer = pages.client.post(
        f"{AT}/upload", files=[("files", (name, b"Child Unique ID\n"))], headers=FROM_HERE
    )
    assert answer.status_code in (400, 415)
    assert pages.client.get(f"{AT}/waiting").status_code == 409


def test_what_is_inside_a_file_is_looked_at_before_it_is_opened(pages: Pages) -> None:
    files = [("files", ("ASH.xlsx", b"PK\x03\x04 and nothing that a zip has"))]
    assert pages.client.post(f"{AT}/upload", files=files, headers=FROM_HERE).status_code == 303
    shown = pages.client.get(f"{AT}/waiting")
    assert shown.status_code == 200
    assert "cannot be taken as it is" in shown.text
    assert f'action="{AT}/take"' not in shown.text


def test_only_a_lead_may_send_more_than_a_page_does(
    pages: Pages, empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 1_200_000)
    big = [("files", ("ASH.csv", b"x" * 1_100_000))]
    inspector = pages_for(empty, "ab").client
    statuses = [
        client.post(f"{AT}/upload", files=big, headers=FROM_HERE).status_code
        for client in (pages.client, inspector, pages.another())
    ]
    assert statuses == [303, 413, 413]
    assert pages.client.post("/sample", files=big, headers=FROM_HERE).status_code == 413
    larger = [("files", ("ASH.csv", b"x" * 1_300_000))]
    assert pages.client.post(f"{AT}/upload", files=larger, headers=FROM_HERE).status_code == 413


def test_an_upload_is_its_senders_alone_and_waits_for_half_an_hour(
    pages: Pages, empty: Workspace, tmp_path: Path
) -> None:
    send(pages, make_return(tmp_path, "ASH"))
    held = pages.site.waiting
    upload = held.of("le", "ASH", empty.clock())
    with pytest.raises(Exception, match="No uploaded return waits"):
        held.of("cf", "ASH", empty.clock())
    with pytest.raises(Exception, match="No uploaded return waits"):
        held.of("le", "BRO", empty.clock())
    for number in range(MOST_WAITING - 1):
        held.put(f"p{number}", upload)
    with pytest.raises(Exception, match="wait to be confirmed already"):
        held.put("one more", upload)
    with pytest.raises(Exception, match="No uploaded return waits"):
        held.of("le", "ASH", later(empty, 2 * WAITS_FOR).clock())


def test_a_conflict_of_interest_holds_on_the_pages_of_returns(
    pages: Pages, empty: Workspace, tmp_path: Path
) -> None:
    bro = "/sample/returns/BRO"
    other = pages_for(empty, "cf")
    assert send(pages, make_return(tmp_path, "BRO"), bro) == 303
    assert press(pages, f"{bro}/waiting", f"{bro}/take") == 303
    assert "A conflict of interest" in other.client.get("/sample").text
    assert other.client.get(bro).status_code == 404
    assert send(other, make_return(tmp_path / "again", "BRO"), bro) == 404


def test_after_the_draw_a_return_is_compared_with_what_was_drawn(
    pages_of: PagesOf, tmp_path: Path
) -> None:
    pages = pages_of("le")
    folder = make_return(tmp_path, "ASH", changes={"Family identifier": "F99"})
    assert send(pages, folder) == 303
    shown = words_of(pages.client.get(f"{AT}/waiting").text)
    assert "the draw stays as it is" in shown
    assert press(pages, f"{AT}/waiting", f"{AT}/take") == 303


DRAW = "/sample/draw"


def go_on(pages: Pages, act: str, **said: str) -> tuple[str, int]:
    """What the page that confirms an act shows, and the answer to its button."""
    at = f"{DRAW}/{act}"
    fields = {**form_of(pages.client.get(DRAW).text, at), **said}
    shown = pages.client.post(at, data=fields, headers=FROM_HERE)
    assert shown.status_code == 200, words_of(shown.text)
    sure = form_of(shown.text, at)
    return words_of(shown.text), pages.client.post(at, data=sure, headers=FROM_HERE).status_code


def test_the_sample_is_committed_drawn_and_extended_each_after_a_look(
    pages: Pages, empty: Workspace
) -> None:
    for code in ("ASH", "BRO"):
        at = f"/sample/returns/{code}"
        # An extension looks for the returns in the review's folder: facts were deleted.
        send(pages, make_return(empty.folder, code), at)
        press(pages, f"{at}/waiting", f"{at}/take")
    assert "What each design buys" in pages.client.get("/sample/designs").text
    shown, status = go_on(pages, "commit", source="dice thrown in public")
    assert "Nothing is done yet" in shown
    assert "where the seed will come from: dice thrown in public" in shown
    assert status == 303
    assert "SHA-256 of the commitment is" in pages.client.get(DRAW).text
    posted = {"address": "https://example.org/1", "at": "2030-01-01T10:00:00+00:00"}
    assert press(pages, DRAW, f"{DRAW}/posted", **posted) == 303
    assert pages.client.get(f"{DRAW}/commitment.json").content.startswith(b"{")
    assert go_on(pages, "withdraw", why="the wrong dice")[1] == 303
    assert go_on(pages, "commit", source="other dice")[1] == 303
    shown, status = go_on(pages, "seed", seed=SEED)
    assert SEED[:5] + " " + SEED[5:10] in shown
    assert status == 303
    page = words_of(pages.client.get(DRAW).text)
    assert "the wrong dice" in page
    assert f"Seed {SEED}" in page
    assert press(pages, DRAW, f"{DRAW}/extend", by="some", why="more") == 400
    shown, status = go_on(pages, "extend", by="1", why="more precision")
    assert "1 more case, in the order that the draw fixed" in shown
    assert status == 303
    for act in ({"at": "commit"}, {"at": "seed", "seed": SEED}, {"at": "withdraw", "why": "x"}):
        answer = pages.client.post(f"{DRAW}/{act['at']}", data=act, headers=FROM_HERE)
        assert answer.status_code == 409, act
    for name in ("certificate.zip", "certificate-public.zip"):
        packed = zipfile.ZipFile(io.BytesIO(pages.client.get(f"{DRAW}/{name}").content))
        assert {"certificate.json", "public-frame.csv"} <= set(packed.namelist())


LIST = Path(__file__).parents[3] / "sample_data" / "authorities-2013.csv"
SEED_OF_2013 = "83920175563810294857"


def test_authorities_are_committed_and_drawn_from_a_list_and_the_files_verify(
    pages_of: PagesOf, tmp_path: Path
) -> None:
    pages, at = pages_of("le"), "/sample/authorities"
    assert "picked by hand" in pages.client.get(at).text

    def send(act: str, files: dict[str, bytes], **typed: str) -> Response:
        sent = {name: (f"{name}.csv", content) for name, content in files.items()}
        empty = {"commitment": ("", b"")} if len(sent) < 2 else {}
        return pages.client.post(f"{at}/{act}", data=typed, files=sent | empty, headers=FROM_HERE)

    whole = {"list": LIST.read_bytes()}
    assert "how many authorities" in send("commit", whole).text
    assert "is no number" in send("commit", whole, size="eleven").text
    assert "is not a time" in send("commit", whole, size="11", at="noon").text
    committed = send("commit", whole, size="11", at="2013-10-01T10:00:00+01:00")
    assert committed.headers["content-disposition"].endswith('commitment.json"')
    assert "the commitment first" in send("draw", whole, seed=SEED_OF_2013).text
    both = whole | {"commitment": committed.content}
    assert "Say why" in send("draw", both, seed=SEED_OF_2013, replaced="E06000001").text
    other = both | {"list": LIST.read_bytes().replace(b",101,101", b",102,101", 1)}
    assert "not what was committed" in send("draw", other, seed=SEED_OF_2013).text
    drawn = send("draw", both, seed=SEED_OF_2013, source="dice", at="2013-10-04T10:00:00+01:00")
    assert "What the seed chose: 11 of 152" in words_of(drawn.text)
    assert "inclusion_probability:" in drawn.text
    saved = pages.client.get(f"{at}/drawn.zip")
    with zipfile.ZipFile(io.BytesIO(saved.content)) as file:
        file.extractall(tmp_path)
    (tmp_path / "commitment.json").write_bytes(committed.content)
    view = verify_authorities(tmp_path / CERTIFICATE, LIST, commitment=tmp_path / "commitment.json")
    assert view.problems == ()
    lines = drawn.text.split('id="f-lines"')[1].partition(">")[2].partition("</textarea>")[0]
    plan = yaml.safe_load(unescape(lines))
    assert len(plan["authorities"]) == 11
    assert [Authority.model_validate(one).code for one in plan["authorities"]]
    assert pages_of("ef").client.get(f"{at}/drawn.zip").status_code == 404
