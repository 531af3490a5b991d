"""The press summary and the report's tables as files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import page
import pytest

from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.report.claim_check import FalseClaimsError
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.services.publication.build import PublicEditionError
from inspect_tool.services.publication.checked_content import checked_content
from inspect_tool.services.publication.disclosure import DisclosureCheck, check
from inspect_tool.services.publication.open_tables import write_tables
from inspect_tool.services.publication.press import (
    FILE,
    LongPressSummaryError,
    NoPressSummaryError,
    PressOptions,
    PressSummaryIdentifiesError,
    PressSummaryNotReadError,
    WrittenPress,
    start_press,
    write_press,
)
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.sealed_release import settle
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

PRESS = "# Waiting\n\nLeft too long in [5 of the 7](claim:left_too_long) long-term cases.\n"


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    workspace = copy_of(sampled_once, tmp_path)
    workspace.place.narrative.mkdir(exist_ok=True)
    (workspace.place.narrative / "harm.md").write_text(
        "# Harm\n\nLeft too long in [5 of the 7](claim:left_too_long) long-term cases.\n\n"
        "{{ table:left_too_long }}\n",
        encoding="utf-8",
    )
    return workspace


def press(workspace: Workspace, text: str = "") -> WrittenPress:
    if text:
        (workspace.folder / FILE).write_text(text, encoding="utf-8")
    return write_press(workspace.reading, workspace.work, workspace.review, place=workspace.place)


def test_a_press_summary_is_one_page_with_a_manifest(review: Workspace) -> None:
    written = press(review, PRESS)
    assert [path.name for path in written.paths] == [
        "small-press.pdf", "small-press.html", "small-press-manifest.json",
    ]  # fmt: skip
    assert written.quantities == 1
    found = page.validate_pdf_bytes(
        written.paths[0].read_bytes(), profile=page.ValidationProfile.PDF_UA_1
    )
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []
    html = written.paths[1].read_text(encoding="utf-8")
    assert "Left too long in 5 of the 7 long-term cases." in html
    assert "not for publication" in html
    assert json.loads(written.paths[2].read_text())["files"].keys() == {
        "small-press.pdf", "small-press.html",
    }  # fmt: skip


def test_further_documents_are_made_from_a_report_that_holds(review: Workspace) -> None:
    chapter = review.place.narrative / "harm.md"
    with review.reading() as work:
        found = checked_content(work, review.review, review.place, None)
    assert [one.id for one in found.content.quantities] == ["harm-1"]
    chapter.write_text(chapter.read_text().replace("5 of the 7", "6 of the 7"), encoding="utf-8")
    with review.reading() as work, pytest.raises(FalseClaimsError):
        checked_content(work, review.review, review.place, None)


def test_what_does_not_fit_on_the_page_is_told_and_nothing_is_written(review: Workspace) -> None:
    more = "\n".join(f"\nWord {'more words of no number ' * 30}\n" for _ in range(12))
    with pytest.raises(LongPressSummaryError, match=r"has \d+ words and begins with “Word more"):
        press(review, PRESS + more)
    assert not review.place.reports.exists()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "# P\n\nLeft too long in [4 of the 7](claim:left_too_long) long-term cases.\n",
            FalseClaimsError,
        ),
        ("# P\n\n{{ statistics: drift }}\n", NarrativeFaultyError),
        ("# P\n\n<b>Words</b>\n", NarrativeFaultyError),
        ("# P\n\nMrs Okonjo said so.\n", PressSummaryIdentifiesError),
        ("", NoPressSummaryError),
    ],
)
def test_a_press_summary_that_does_not_hold_is_refused(
    review: Workspace, text: str, error: type[InspectToolError]
) -> None:
    with pytest.raises(error):
        press(review, text)
    assert not review.place.reports.exists()


def test_a_template_is_put_there_once_and_has_to_be_written(review: Workspace) -> None:
    assert start_press(place=review.place) == review.folder / FILE
    with pytest.raises(FileIsThereError):
        start_press(place=review.place)
    with pytest.raises(NarrativeFaultyError) as refused:
        press(review)
    assert all("Still to be written" in one.message for one in refused.value.problems)


def test_the_tables_of_the_report_are_in_one_package(review: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "tables.zip"
    written = write_tables(
        review.reading, review.work, review.review, place=review.place, path=path
    )
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        descriptor = json.loads(archive.read("datapackage.json"))
    assert written.tables == len(names) - 1 == len(descriptor["resources"])
    assert "left_too_long.csv" in names
    assert "quantities.csv" in names
    with pytest.raises(FileIsThereError):
        write_tables(review.reading, review.work, review.review, place=review.place, path=path)
    with pytest.raises(UsageError):
        write_tables(
            review.reading, review.work, review.review, place=review.place, path=tmp_path / "t.csv"
        )


def test_the_public_page_and_tables_are_written_once_all_is_settled(
    review: Workspace, tmp_path: Path
) -> None:
    options = PressOptions.parse(formats="html", folder=None, snapshot=None, edition="public")

    def public(words: str) -> WrittenPress:
        (review.folder / FILE).write_text(f"# Waiting\n\n{words}\n", encoding="utf-8")
        return write_press(
            review.reading, review.work, review.review, place=review.place, options=options
        )

    def checked() -> DisclosureCheck:
        with review.reading() as work:
            return check(work, review.review, place=review.place)

    def data(path: Path) -> None:
        write_tables(
            review.reading, review.work, review.review,
            place=review.place, path=path, edition="public",
        )  # fmt: skip

    words = "Left too long in [5 of the 7](claim:left_too_long) long-term cases."
    with pytest.raises(PublicEditionError):
        public(words)
    with pytest.raises(PublicEditionError):
        data(tmp_path / "tables.zip")
    settle(review)
    with pytest.raises(NarrativeFaultyError) as refused:
        public(words)
    assert "held back" in refused.value.problems[0].remedy
    with pytest.raises(PressSummaryNotReadError, match="disclose decide press-summary"):
        public("Children waited.")
    found = checked()
    assert (found.is_settled, found.is_press_open, found.is_press_built) == (True, True, False)
    settle(review)
    written = public("Children waited.")
    assert [path.name for path in written.paths] == [
        "small-public-press.html", "small-public-press-manifest.json",
    ]  # fmt: skip
    assert "Public edition" in written.paths[0].read_text(encoding="utf-8")
    (review.folder / FILE).write_text("# Waiting\n\nMany waited.\n", encoding="utf-8")
    assert [item.ref for item in checked().open_items] == ["press-summary"]  # a release needs it
    settle(review)
    data(tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as packed:
        descriptor = json.loads(packed.read("datapackage.json"))
    assert descriptor["description"].startswith("Public: ")
