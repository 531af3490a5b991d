"""The documents in `reports/example` are those that the demonstration builds now.

So a change of what is published is seen in review. Where one is meant, copy the new documents:
`make demo`, then `cp reports/demo/reports/neglect-sample* reports/example`.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.documents.pdf.pdf_reading import read_in_order
from tests.wheel_environment import DemonstrationOfTheWheel

EXAMPLE = Path(__file__).parents[2] / "reports" / "example"
NAMES = ("neglect-sample.html", "neglect-sample.pdf", "neglect-sample.xlsx")
MANIFEST = "neglect-sample-manifest.json"


@pytest.fixture(scope="module")
def built(demonstration_of_the_wheel: DemonstrationOfTheWheel) -> Path:
    return demonstration_of_the_wheel.folder / "reports"


def test_the_example_has_every_document_of_the_report(built: Path) -> None:
    made = {path.name for path in built.iterdir() if path.name.startswith("neglect-sample")}
    assert {path.name for path in EXAMPLE.iterdir()} == made == {*NAMES, MANIFEST}


def test_the_page_is_the_same(built: Path) -> None:
    name = "neglect-sample.html"
    assert lines_of(built / name) == lines_of(EXAMPLE / name)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_the_workbook_has_the_same_cells_and_looks_the_same(built: Path) -> None:
    name = "neglect-sample.xlsx"
    assert cells_of(built / name) == cells_of(EXAMPLE / name)
    assert parts_of(built / name) == parts_of(EXAMPLE / name)


def parts_of(path: Path) -> dict[str, list[str]]:
    """The parts of a workbook, such as its styles, a line for each element."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode("utf-8").replace("><", ">\n<").splitlines()
            for name in archive.namelist()
        }


def cells_of(path: Path) -> list[tuple[str, str, object]]:
    """Every cell of a workbook that holds something, with its sheet and its place."""
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_the_pdf_has_the_same_words_in_the_same_structure(built: Path) -> None:
    """Its bytes differ between machines, since they have other versions of Pango."""
    name = "neglect-sample.pdf"
    found = read_in_order((built / name).read_bytes())
    assert found == read_in_order((EXAMPLE / name).read_bytes())
    assert len(found) > 1_000


def test_the_manifest_says_the_same_but_for_the_digest_of_the_pdf(built: Path) -> None:
    assert manifest(built) == manifest(EXAMPLE)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del found["files"]["neglect-sample.pdf"]
    return found
