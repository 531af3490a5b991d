"""What a release is made of besides the report, by its edition."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.statement import NoticeKind
from inspect_tool.services.publication import release_notices, release_parts, releases
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import ADVICE, NARRATIVE, make_shared_review
from tests.small_review import make_review, open_review


@pytest.fixture
def review(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("shared", make_shared_review)
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


def test_a_public_release_has_the_framework_alone_of_what_people_wrote(review: Workspace) -> None:
    internal = release_parts.made_from_files(review.review, review.place, Edition.INTERNAL)
    public = release_parts.made_from_files(review.review, review.place, Edition.PUBLIC)
    assert public == {"framework.yaml": internal["framework.yaml"]}
    assert internal["recommendations.yaml"].decode() == ADVICE
    assert internal["narrative/introduction.md"].decode() == NARRATIVE
    assert b"A. B." in internal["review.yaml"]


def test_the_draw_goes_along_with_its_public_frame(review: Workspace) -> None:
    with review.reading() as work:
        files = release_parts.draw_files(work, Edition.PUBLIC)
    assert {release_parts.CERTIFICATE, release_parts.COMMITMENT} < files.keys()
    assert not any(b"A. B." in content for content in files.values())


def test_nothing_goes_along_where_nothing_was_drawn(tmp_path: Path) -> None:
    undrawn = open_review(make_review(tmp_path / "review"))
    with undrawn.reading() as work:
        assert release_parts.draw_files(work, Edition.INTERNAL) == {}


def test_a_release_found_to_be_wrong_waits_for_one_of_its_edition(review: Workspace) -> None:
    with review.work() as work:
        assert release_parts.open_corrections(work, Edition.INTERNAL) == []
        release_notices.give_notice(
            work,
            name="one",
            kind=NoticeKind.CORRECTION,
            why="a row was there twice",
            place=review.place,
            keys=review.keys,
        )
    with review.reading() as work:
        ((row, notice),) = release_parts.open_corrections(work, Edition.INTERNAL)
        assert release_parts.open_corrections(work, Edition.PUBLIC) == []
        tables = releases.sealed_tables(row, review.place)
        same = release_parts.corrected(row, notice, tables, review.place)
        assert (same.release, same.why) == ("one", "a row was there twice")
        assert (same.figures, same.sentences) == ("0", "0")
        table = next(one for one in tables["tables"] if one["rows"])
        table["rows"][0][1] = "99"
        assert release_parts.corrected(row, notice, tables, review.place).figures == "1"
