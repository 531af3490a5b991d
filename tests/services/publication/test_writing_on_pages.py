"""What pages of the report are made from: chapters, claims, inserts and builds that are kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.services.publication import (
    builds,
    claims_board,
    inserts,
    narrative_writing,
)
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.builds import NoSuchBuildError
from inspect_tool.services.publication.inserts import NoSuchInsertError
from inspect_tool.services.publication.narrative_writing import (
    BadChapterError,
    NoSuchChapterError,
)
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import NARRATIVE, make_shared_review
from tests.small_review import open_review

CHAPTER = "introduction.md"
FALSE = "# Introduction\n\nDrift was seen in [few](claim:drift) of 7 cases.\n"


@pytest.fixture
def writer(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("shared", make_shared_review)
    folder = Path(shutil.copytree(made / "review", tmp_path / "review"))
    return open_review(folder, later=True).acting_as("wr")


def test_a_chapter_is_checked_as_it_is_typed_and_what_it_replaced_is_kept(
    writer: Workspace,
) -> None:
    review, place = writer.review, writer.place
    with writer.reading() as work:
        before = narrative_writing.open_chapter(work, review, CHAPTER, place=place)
        check = narrative_writing.check_text(work, review, CHAPTER, FALSE, place=place)
        (listed,) = narrative_writing.list_chapters(work, review, place=place)
    assert before.text == NARRATIVE
    assert (check.title, check.snapshot, check.true) == ("Introduction", "first", 0)
    assert [(one.phrase, one.line) for one in check.lines] == [("few", 3)]
    assert "4 of 4" in check.lines[0].why
    assert (listed.title, listed.claims, listed.kept) == ("Introduction", 1, 0)
    saved = narrative_writing.save_chapter(
        writer.work, review, CHAPTER, FALSE, before.digest, place=place
    )
    assert (saved.chapter.text, saved.crossed) == (FALSE, "")
    # Typed against the text that was there before: kept beside the file, not in it.
    crossed = narrative_writing.save_chapter(
        writer.work, review, CHAPTER, "# Another\n", before.digest, place=place
    )
    assert crossed.chapter.text == FALSE
    with writer.reading() as work:
        now = narrative_writing.open_chapter(work, review, CHAPTER, place=place)
        texts = {
            one.is_crossed: narrative_writing.open_version(
                work, review, CHAPTER, one.name, place=place
            )[1]
            for one in now.kept
        }
    assert texts == {False: NARRATIVE, True: "# Another\n"}
    with writer.reading() as work, pytest.raises(NoSuchChapterError):
        narrative_writing.open_version(work, review, CHAPTER, "../../review.yaml", place=place)
    with pytest.raises(BadChapterError):
        narrative_writing.save_chapter(writer.work, review, "../x.md", "# X\n", "", place=place)


def test_the_board_says_of_every_claim_whether_it_holds(writer: Workspace) -> None:
    with writer.reading() as work:
        board = claims_board.claims_board(work, writer.review, place=writer.place)
    (line,) = board.lines
    assert (board.snapshot, line.file, line.reference) == ("first", CHAPTER, "drift")
    assert (line.verdict, line.counted, line.why) == ("true", "4 of 4 cases", "")
    with writer.acting_as("ab").reading() as work, pytest.raises(AccessRefusedError):
        claims_board.claims_board(work, writer.review, place=writer.place)


def test_whatever_can_be_inserted_can_be_looked_at_before(writer: Workspace) -> None:
    groups = inserts.list_inserts(writer.review)
    shown = {one.shown for group in groups for one in group.inserts} - {""}
    assert {"table:drift", "table:drift by=case_type", "figure:drift"} <= shown
    with writer.reading() as work:
        seen = inserts.preview(work, writer.review, "table:drift", place=writer.place)
        assert seen.snapshot == "first"
        assert seen.tables[0].rows
        drawn = inserts.preview(work, writer.review, "figure:drift", place=writer.place)
        assert drawn.pictures[0][1][0].startswith("<svg")
        for wrong in ("nonsense", "table:drift }} {{ table:drift", "x" * 2_000):
            with pytest.raises(NoSuchInsertError):
                inserts.preview(work, writer.review, wrong, place=writer.place)


def test_a_build_is_kept_and_handed_out_and_nothing_beside_it(writer: Workspace) -> None:
    review, place = writer.review, writer.place
    options = BuildOptions(Edition.INTERNAL, ("html",), is_draft=True, is_kept=True)
    build_report(writer.reading, writer.work, review, place=place, options=options)
    with writer.work() as work:
        (kept, *_) = builds.list_builds(work, review, place=place)
        (file,) = kept.files
        name = kept.about.name
        path = builds.hand_out(work, review, name, file.name, place=place)
        assert path.read_bytes()
        assert builds.compare_builds(work, review, name, name, place=place) == ()
        for build, asked in ((name, "about.json"), ("..", file.name), (name, "../../x.html")):
            with pytest.raises(NoSuchBuildError):
                builds.hand_out(work, review, build, asked, place=place)
        assert builds.list_letters(work, review, place=place) == ()
        with pytest.raises(NoSuchBuildError):
            builds.hand_out_letter(work, review, "none", "none.pdf", place=place)
