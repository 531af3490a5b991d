"""The page that starts a review where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from inspect_tool.web.beginning import FRAMEWORKS, LISTS, Beginning
from inspect_tool.web.site import SiteOptions
from inspect_tool.workspace import Workspace, shipped_folder
from tests.interfaces.command_line import refused, run
from tests.interfaces.web.client import FROM_HERE, ORIGIN, form_of, words_of

pytestmark = pytest.mark.journeys
FIRST = {"framework": "teaching", "lists": ""}


def came_in(beginning: Beginning) -> TestClient:
    client = TestClient(beginning, base_url=ORIGIN, follow_redirects=False)
    assert client.get(f"/launch?token={beginning.launch.value}").status_code == 303
    return client


def test_a_review_is_started_once_by_whoever_the_server_let_in(tmp_path: Path) -> None:
    begun: list[Workspace] = []
    beginning = Beginning(tmp_path / "new", SiteOptions(origin=ORIGIN), begun=begun.append)
    stranger = TestClient(beginning, base_url=ORIGIN, follow_redirects=False)
    for answer in (
        stranger.get("/"),
        stranger.get("/launch?token=x"),
        stranger.post("/", data=FIRST, headers=FROM_HERE),
    ):
        assert answer.status_code == 401
    assert stranger.get("/records").status_code == 404
    token = beginning.launch.value
    client = came_in(beginning)
    assert stranger.get(f"/launch?token={token}").status_code == 401
    assert client.post("/", data=FIRST, headers={"origin": "http://elsewhere"}).status_code == 403
    assert not (tmp_path / "new").exists()
    assert "Start a review" in words_of(client.get("/").text)
    done = client.post("/", data=FIRST, headers=FROM_HERE)
    assert (done.status_code, done.headers["location"]) == (303, "/administration/plan")
    page = client.get("/administration/plan").text
    at = "/administration/plan"
    assert form_of(page, at)["text"] == [(tmp_path / "new" / "review.yaml").read_text("utf-8")]
    assert stranger.get("/administration/plan").status_code == 401
    assert client.post("/", data=FIRST, headers=FROM_HERE).status_code == 404
    assert [one.folder for one in begun] == [tmp_path / "new"]
    begun[0].database.close()


def test_what_cannot_be_started_is_said_on_the_page(tmp_path: Path) -> None:
    beginning = Beginning(tmp_path / "new", SiteOptions(origin=ORIGIN))
    client = came_in(beginning)
    unknown = client.post("/", data={"framework": "no-such"}, headers=FROM_HERE)
    assert unknown.status_code == 400
    assert "no framework called no-such" in words_of(unknown.text)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("x")
    taken = client.post("/", data=FIRST, headers=FROM_HERE)
    assert (taken.status_code, "is not empty" in taken.text) == (409, True)


def test_every_choice_of_the_page_is_there() -> None:
    templates = shipped_folder("templates")
    assert {name for name, _ in LISTS if name} == {
        path.name for path in (templates / "lists").iterdir()
    }
    assert {name for name, _ in FRAMEWORKS if name} == {
        path.stem for path in (templates / "frameworks").glob("*.yaml")
    }


def test_serve_new_wants_a_free_folder_and_nobody_s_name(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    assert "is not empty" in refused(run("serve", "--new", tmp_path), 3)
    new = tmp_path / "new"
    assert "leave --as out" in refused(run("--as", "ab", "serve", "--new", new), 2)
    assert "leave PACK" in refused(run("serve", "--new", new, "--team", "https://a.example"), 2)
