"""What an inspector does with a pack on its pages: what is in it, and its return."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.services.packs import this_pack
from inspect_tool.services.packs.opening import working_folder
from inspect_tool.web.pages import pack as pack_page
from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import FROM_HERE, Pages, form_of, pages_for, words_of
from tests.taken_along import MONTH, laptop, open_, pack_of, take, work_in_at

pytestmark = pytest.mark.journeys


@pytest.fixture
def away(review: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """The pages of a pack of ef on another machine."""
    file = tmp_path / "ef.pack"
    pack_of(review, file, "ef")
    open_(file)
    monkeypatch.setattr(pack_page, "work_in", work_in_at(MONTH))
    opened = laptop(working_folder(file), "ef")
    yield pages_for(opened, "ef")
    opened.database.close()
    review.database.close()


def test_a_pack_says_what_is_in_it_and_its_return_is_written_and_taken_in(
    away: Pages, review: Workspace, tmp_path: Path
) -> None:
    assert 'href="/pack"' in away.client.get("/").text
    at = "/records/ASH-001/HARM.1"
    form = form_of(away.client.get(at).text, at) | {"n.HARM.1.a": ["said far away"]}
    assert away.client.post(at, data=form, headers=FROM_HERE).status_code == 303
    page = away.client.get("/pack").text
    assert "Pack 1 of ef" in words_of(page)
    assert "Said since 1 answer" in words_of(page)
    done = away.client.post("/pack", data=form_of(page, "/pack"), headers=FROM_HERE)
    assert (done.status_code, "1 of them new" in words_of(done.text)) == (200, True)
    (file,) = tmp_path.glob("ef-return-*.pack")
    assert away.client.get(f"/pack/returns/{file.name}").content == file.read_bytes()
    assert away.client.get("/pack/returns/ef.pack").status_code == 404
    assert working_folder(tmp_path / "ef.pack").is_dir()
    take(review.acting_as("ef"), file)
    office = pages_for(review, "ef")
    assert "said far away" in office.client.get(at).text


def test_a_review_is_no_pack(review: Workspace) -> None:
    _ = review.database
    pages = pages_for(review, "ef")
    assert not this_pack.is_pack(review.folder)
    assert 'href="/pack"' not in pages.client.get("/").text
    assert pages.client.get("/pack").status_code == 404
    review.database.close()
