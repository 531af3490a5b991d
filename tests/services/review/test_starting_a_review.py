"""A new review goes into a folder of its own, and into no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import UsageError
from inspect_tool.services.review.documents import FolderInUseError, start_review
from inspect_tool.workspace import shipped_folder

STARTED = {"framework.yaml", "narrative", "reports", "review.yaml"}


@pytest.mark.parametrize("is_there", [False, True])
def test_a_review_starts_in_a_new_folder_and_in_an_empty_one(
    tmp_path: Path, is_there: bool
) -> None:
    folder = tmp_path / "above" / "review"
    if is_there:
        folder.mkdir(parents=True)
    start_review(folder, templates=shipped_folder("templates"))
    assert {path.name for path in folder.iterdir()} == STARTED


def test_a_folder_with_one_thing_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FolderInUseError, match="Nothing was changed"):
        start_review(tmp_path, templates=shipped_folder("templates"))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_framework_that_does_not_come_with_the_tool_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no framework called other\. There are: .*neglect"):
        start_review(tmp_path / "review", templates=shipped_folder("templates"), framework="other")
    assert not (tmp_path / "review").exists()
