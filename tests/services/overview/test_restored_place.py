"""A review is made again where nothing is, and nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.overview.restored_place import (
    CurrentFolderError,
    check_can_hold_review,
)
from inspect_tool.services.review.documents import FolderInUseError


def test_a_folder_that_is_empty_or_not_there_can_hold_a_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("empty", "none", tmp_path / "none"):
        check_can_hold_review(Path(name))


def test_a_file_a_full_folder_and_the_current_one_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full" / "inside").mkdir(parents=True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("full", "file"):
        with pytest.raises(FolderInUseError):
            check_can_hold_review(tmp_path / name)
    monkeypatch.chdir(tmp_path / "full" / "inside")
    for path in (Path(), tmp_path / "full" / "inside", Path("../inside")):
        with pytest.raises(CurrentFolderError, match="`restore FILE inside`"):
            check_can_hold_review(path)
