"""Words in each part of a workbook, as Excel writes it, are kept or listed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
from tests.readers.case_workbook.places_in_parts import PLACES, Fate
from tests.readers.case_workbook.test_words_anywhere import issued, read

pytestmark = pytest.mark.journeys

WORD = "qword"


def fate_of(found: CaseWorkbookReturn) -> Fate | None:
    """What became of the word."""
    if any(WORD in one.text for one in found.stray):
        return Fate.KEPT if found.problems else None
    return Fate.LISTED if any(one.kind == "picture" for one in found.problems) else None


def test_words_in_every_part_are_kept_or_listed(tmp_path: Path) -> None:
    source, returned = tmp_path / "issued.xlsx", tmp_path / "returned.xlsx"
    source.write_bytes(issued().file)
    wrong = []
    for name, place in PLACES.items():
        place.put(source, returned, WORD)
        fate = fate_of(read(returned))
        if fate is not place.fate:
            wrong.append((name, fate))

    assert wrong == []


def test_a_cell_whose_look_is_struck_through_is_told(tmp_path: Path) -> None:
    path = tmp_path / "returned.xlsx"
    workbook = openpyxl.load_workbook(io.BytesIO(issued().file))
    workbook["ASH-017"]["C9"].value = "yes"
    workbook["ASH-017"]["C9"].font = Font(strike=True)
    workbook.save(path)

    found = read(path)

    assert ("line-through-words", 9) in [(one.kind, one.row) for one in found.problems]
    assert [one.where for one in found.stray] == [
        "ASH-017, line through words at C9, "
        + next(one.item_id for one in found.entries if (one.sheet, one.row) == ("ASH-017", 9))
    ]


def test_an_answer_that_is_struck_through_is_taken_and_said_to_be(tmp_path: Path) -> None:
    source, returned = tmp_path / "issued.xlsx", tmp_path / "returned.xlsx"
    source.write_bytes(issued().file)
    PLACES["words in the cell that are struck through"].put(source, returned, WORD)

    problem = next(one for one in read(returned).problems if one.kind == "line-through-words")

    assert problem.row == 99
    assert "taken as if all of it looked alike" in problem.message
