"""Sealing a release, saying that it is wrong, and sealing the one that takes its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.release.manifest import SIGNATURE
from inspect_tool.domain.release.statement import NoticeKind
from inspect_tool.errors import InspectToolError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import release_recount, releases
from inspect_tool.services.publication.release_check import verify_release
from inspect_tool.services.publication.release_key import ReleaseKeyLostError
from inspect_tool.services.publication.release_notices import (
    NoNoticeReasonError,
    NoticeThereError,
    give_notice,
)
from inspect_tool.services.publication.release_settling import settle_releases
from inspect_tool.services.publication.releases import ReleaseChangedError, UnknownReleaseError
from inspect_tool.services.publication.sealing import (
    BadReleaseNameError,
    NotBuiltError,
    ReleaseExistsError,
    SnapshotOldError,
)
from inspect_tool.store.key_files import DamagedReleaseKeyError
from inspect_tool.store.release_folder import ReleaseFolderThereError
from inspect_tool.store.release_leftovers import SEALING
from inspect_tool.workspace import Workspace
from tests.sealed_release import RELEASE, build, seal_as, true_words, write_narrative
from tests.services.release import standalone
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys


@pytest.fixture
def review(sealed_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sealed_once, tmp_path)


def notice(review: Workspace, kind: NoticeKind, why: str = "a row was there twice") -> None:
    with review.work() as work:
        give_notice(work, RELEASE, kind, why=why, place=review.place, keys=review.keys)


def key_of(review: Workspace, release: str = RELEASE) -> str:
    path = review.place.releases / release / SIGNATURE
    return str(json.loads(path.read_text())["public_key"])


@pytest.mark.every_run
def test_a_correction_takes_the_place_and_the_old_one_stays_verifiable(review: Workspace) -> None:
    notice(review, NoticeKind.CORRECTION)
    write_narrative(review, true_words(review).replace(" of the", " out of"))
    build(review)
    page = (review.place.reports / "small.html").read_text()
    assert f"takes the place of the release {RELEASE}" in page
    sealed = seal_as(review, "2014-03-corrected")
    assert sealed.corrects == (RELEASE,)
    assert not sealed.is_new_key
    now = review.clock()
    old = verify_release(review.place.releases / RELEASE, key=key_of(review), now=now)
    assert old.holds
    assert "2014-03-corrected takes its place" in old.notice
    assert "NOTICE" in standalone.verify(review.place.releases / RELEASE).said
    new = verify_release(review.place.releases / "2014-03-corrected", key=key_of(review), now=now)
    assert new.faults == ()
    with review.reading() as work:
        first, second = releases.list_releases(work, review.place)
        found = releases.diff(work, review.review, RELEASE, second.name, place=review.place)
    assert (first.replaced_by, second.notice) == (second.name, "")
    assert [one.measure for one in found.sentences] == ["Drift"]
    assert not found.figures
    assert not found.are_alike
    statement = json.loads((review.place.releases / second.name / "release.json").read_text())
    assert statement["corrects"][0]["sentences"] == "1"


def test_a_retraction_stands_in_what_is_built_next(review: Workspace) -> None:
    notice(review, NoticeKind.RETRACTION)
    build(review)
    assert f"{RELEASE} was retracted" in (review.place.reports / "small.html").read_text()
    with pytest.raises(NoticeThereError):
        notice(review, NoticeKind.CORRECTION)
    found = verify_release(review.place.releases / RELEASE, now=review.clock())
    assert found.holds
    assert "not to be used" in found.notice


def test_a_correction_is_said_once_and_may_end_in_a_retraction(review: Workspace) -> None:
    notice(review, NoticeKind.CORRECTION)
    with pytest.raises(NoticeThereError):
        notice(review, NoticeKind.CORRECTION)
    notice(review, NoticeKind.RETRACTION)


def test_a_notice_needs_a_release_and_a_reason(review: Workspace) -> None:
    with pytest.raises(NoNoticeReasonError):
        notice(review, NoticeKind.CORRECTION, why=" ")
    with pytest.raises(UnknownReleaseError), review.work() as work:
        give_notice(
            work, "other", NoticeKind.CORRECTION, why="x", place=review.place, keys=review.keys
        )


@pytest.mark.parametrize("change", ["words", "release", "signature", "form"])
def test_a_notice_that_is_not_the_publishers_fails(review: Workspace, change: str) -> None:
    notice(review, NoticeKind.CORRECTION)
    path = review.place.releases / f"{RELEASE}-notice.json"
    held = json.loads(path.read_text())
    change_of = {
        "words": {"why": "nothing"},
        "release": {"release": "2013"},
        "signature": {"signature": "0" * 128},
        "form": {"kind": "praise"},
    }[change]
    path.write_text(json.dumps({**held, **change_of}))
    folder = review.place.releases / RELEASE
    assert not verify_release(folder, now=review.clock()).holds
    assert standalone.verify(folder).code == 1


def test_what_would_be_sealed_has_to_be_what_was_built(review: Workspace) -> None:
    page = review.place.reports / "small.html"
    page.write_text(page.read_text().replace("drift", "progress"))
    refused(review, NotBuiltError)
    write_narrative(review, "most")
    refused(review, InspectToolError)
    manifest = review.place.reports / "small-manifest.json"
    manifest.write_text("[]")
    refused(review, NotBuiltError)
    manifest.unlink()
    refused(review, NotBuiltError)


def test_a_draft_is_not_sealed(review: Workspace) -> None:
    with (review.place.narrative / "methodology.md").open("a") as file:
        file.write("\nMost boards met in 47 places.\n")
    build(review, is_draft=True)
    refused(review, InspectToolError)
    write_narrative(review, true_words(review))
    refused(review, NotBuiltError)


def test_figures_of_another_day_are_not_sealed(review: Workspace) -> None:
    with review.work() as work:
        snapshots.take(work, review.review, "later")
    refused(review, SnapshotOldError)


def refused(review: Workspace, why: type[InspectToolError]) -> None:
    with pytest.raises(why):
        seal_as(review, "another")
    assert not (review.place.releases / "another").exists()
    assert not list(review.place.releases.glob(f".*{SEALING}"))


@pytest.mark.parametrize("name", ["../up", "", ".hidden", "a/b", "ends.", "é"])
def test_a_name_is_one_for_every_system(review: Workspace, name: str) -> None:
    with pytest.raises(BadReleaseNameError):
        seal_as(review, name)


def test_a_sealed_release_is_never_written_over(review: Workspace) -> None:
    with pytest.raises(ReleaseExistsError):
        seal_as(review)
    (review.place.releases / "another").mkdir()  # which nobody recorded
    with pytest.raises(ReleaseFolderThereError):
        seal_as(review, "another")
    shutil.rmtree(review.place.releases / RELEASE)
    with pytest.raises(ReleaseExistsError):
        seal_as(review)
    with review.reading() as work:
        assert [one.is_there for one in releases.list_releases(work, review.place)] == [False]
        with pytest.raises(ReleaseChangedError):
            releases.diff(work, review.review, RELEASE, RELEASE, place=review.place)


def test_a_key_that_readers_know_is_not_replaced_in_silence(review: Workspace) -> None:
    (review.keys.folder / "release.key").unlink()
    refused(review, ReleaseKeyLostError)
    review.keys.keep_release_key(b"o" * 32)
    refused(review, ReleaseKeyLostError)
    (review.keys.folder / "release.key").write_text("short")
    refused(review, DamagedReleaseKeyError)
    sealed = seal_as(review, "another", is_new_key=True)
    assert sealed.is_new_key
    assert key_of(review, "another") != key_of(review)


def test_what_a_killed_process_had_recorded_takes_its_place(review: Workspace) -> None:
    folder = review.place.releases
    (folder / RELEASE).rename(folder / f".{RELEASE}{SEALING}")
    (folder / f".unknown{SEALING}").mkdir()
    review.database.close()
    with by(review, "ef").reading():
        pass
    assert (folder / RELEASE / "manifest.json").is_file()
    assert not list(folder.glob(".*"))
    settle_releases(pytest.fail, review.place)  # where nothing is left, the database is not asked


def test_cases_lead_to_the_sealed_numbers_again(review: Workspace) -> None:
    with review.reading() as work:
        found = release_recount.recount(work, review.review, RELEASE, place=review.place)
        with pytest.raises(UnknownReleaseError):
            release_recount.recount(work, review.review, "other", place=review.place)
    assert found.holds
    assert "came out again" in found.sentence
    tables = review.place.releases / RELEASE / "tables.json"
    tables.write_text(tables.read_text().replace("Drift", "Drifts"))
    with pytest.raises(ReleaseChangedError), review.reading() as work:
        release_recount.recount(work, review.review, RELEASE, place=review.place)
