"""What was unpacked to be looked at is handed on, as long as it is small."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.readers.spreadsheet import guard
from inspect_tool.readers.spreadsheet.guard import check_spreadsheet


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook of one cell."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "said"
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    """The parts of XML as they stand in the file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_parts_are_handed_on_as_they_stand_in_the_file(workbook: Path) -> None:
    assert check_spreadsheet(workbook, keeps_parts=True).parts == unpacked(workbook)
    assert check_spreadsheet(workbook).parts == {}


@pytest.mark.parametrize(("room", "is_kept"), [(-1, False), (0, True), (1, True)])
def test_none_is_kept_where_they_are_too_large_together(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, room: int, *, is_kept: bool
) -> None:
    size = sum(map(len, unpacked(workbook).values()))
    monkeypatch.setattr(guard, "MOST_KEPT", size + room)
    assert bool(check_spreadsheet(workbook, keeps_parts=True).parts) is is_kept
