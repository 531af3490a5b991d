"""A plan names files of its own folder and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.review.documents import (
    DocumentFaultyError,
    framework_path,
    inside,
)
from inspect_tool.services.review.folder import ReviewFolder
from tests.small_review import make_review


@pytest.mark.parametrize(
    "name",
    [
        "../framework.yaml",
        "../review-other/framework.yaml",  # starts with the folder's own name
        "../review/../framework.yaml",
        "sub/../../framework.yaml",
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    for folder in (tmp_path, tmp_path / "review", tmp_path / "review-other"):
        folder.mkdir(exist_ok=True)
        (folder / "framework.yaml").write_text("a framework")
    with pytest.raises(DocumentFaultyError, match="outside the review's folder"):
        inside(tmp_path / "review", name)


def test_an_absolute_path_and_a_link_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    (tmp_path / "framework.yaml").write_text("a framework")
    (folder / "link.yaml").symlink_to(tmp_path / "framework.yaml")
    for name in (str(tmp_path / "framework.yaml"), "link.yaml"):
        with pytest.raises(DocumentFaultyError):
            inside(folder, name)


@pytest.mark.parametrize("name", ["framework.yaml", "./framework.yaml", "sub/../framework.yaml"])
def test_a_name_inside_the_folder_is_found(tmp_path: Path, name: str) -> None:
    folder = make_review(tmp_path / "review")
    (folder / "sub").mkdir()
    assert inside(folder, name) == (folder / "framework.yaml").resolve()


def test_a_plan_cannot_name_the_framework_of_a_neighbour(tmp_path: Path) -> None:
    make_review(tmp_path / "review-other")
    folder = make_review(tmp_path / "review", framework="../review-other/framework.yaml")
    with pytest.raises(DocumentFaultyError, match="outside the review's folder"):
        framework_path(folder)


def test_a_wording_scale_of_the_review_goes_before_the_one_that_comes_with_the_tool(
    tmp_path: Path,
) -> None:
    place = ReviewFolder(
        tmp_path / "review", templates=tmp_path / "templates", shipped=tmp_path / "templates"
    )
    shipped, own = (base / "wording" / "plain.yaml" for base in (place.templates, place.path))
    assert place.wording("plain") == shipped
    own.parent.mkdir(parents=True)
    own.write_text("a scale")
    assert place.wording("plain") == own
    assert place.wording("other") == shipped.with_name("other.yaml")


def test_reports_and_narrative_stand_in_the_folder_of_the_review(tmp_path: Path) -> None:
    place = ReviewFolder(tmp_path, templates=tmp_path / "templates", shipped=tmp_path / "templates")
    assert (place.reports, place.narrative) == (tmp_path / "reports", tmp_path / "narrative")
