"""A report that was whole when its process was killed takes its place; half of one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.publication.report_files import files_of, manifest_of, settle_reports

REVIEW = "small"
NEW = {f"{REVIEW}.pdf": b"new", manifest_of(REVIEW): b"new digests"}


def left_at(folder: Path, step: str) -> None:
    """An old report, and a new one that got as far as a step."""
    folder.mkdir()
    (folder / f"{REVIEW}.html").write_bytes(b"old")
    (folder / manifest_of(REVIEW)).write_bytes(b"old digests")
    hidden = folder / f".{REVIEW}.{step}"
    hidden.mkdir()
    for name, content in NEW.items():
        (hidden / name).write_bytes(content)


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_report_that_was_being_written_is_dropped(tmp_path: Path) -> None:
    left_at(tmp_path / "reports", "new")
    settle_reports(tmp_path / "reports")
    kept = {f"{REVIEW}.html": b"old", manifest_of(REVIEW): b"old digests"}
    assert found(tmp_path / "reports") == kept
    assert not (tmp_path / "reports" / f".{REVIEW}.new").exists()


def test_a_whole_report_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    left_at(tmp_path / "reports", "next")
    settle_reports(tmp_path / "reports")
    assert found(tmp_path / "reports") == NEW


@pytest.mark.parametrize("name", [".small.old", ".git", ".new", "small.next"])
def test_other_folders_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("mine")
    settle_reports(tmp_path)
    assert (tmp_path / name / "mine.txt").read_text() == "mine"


def test_a_report_is_called_by_its_review() -> None:
    assert files_of(Path("reports"), REVIEW).names == (
        "small.pdf",
        "small.xlsx",
        "small.html",
        "small.docx",
        "small-manifest.json",
    )
