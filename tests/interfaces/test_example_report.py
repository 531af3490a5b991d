"""The documents in `reports/example` are those that the demonstration builds now.

So a change of what is published is seen in review. Where one is meant, copy the new documents:
`make demo`, then `cp reports/demo/reports/neglect-sample* reports/example`.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
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


def test_no_sentence_of_the_running_text_stands_twice() -> None:
    """In paragraphs, recommendations, lists and boxes, cover and imprint included.

    Notes and sources below tables and figures may say the same again, and so may what two
    recommendations rest on.
    """
    running = RunningText((EXAMPLE / "neglect-sample.html").read_text(encoding="utf-8"))
    sentences = [
        sentence.casefold()
        for paragraph in running.paragraphs
        for sentence in re.split(r"(?<=[.?!])[”’]?\s+(?=\S)", " ".join(paragraph.split()))
        if len(sentence.split()) > 2  # numbers of paragraphs, and who spoke
    ]
    assert len(sentences) > 300
    twice = [sentence for sentence, times in Counter(sentences).items() if times > 1]
    assert twice == []


# The notice that a reader must not miss stands on the cover and at the foot.
NOT_RUNNING = {"below", "rests-on", "figure-title", "number", "notice"}


class RunningText(HTMLParser):
    """The words of the paragraphs and list items of a page, each on its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        is_left_out = any(left_out for _, left_out in self._open)
        is_left_out = is_left_out or tag in NOT_TEXT or bool(classes & NOT_RUNNING)
        self._open.append((tag, is_left_out))
        if tag in ("p", "li") and not is_left_out:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if tags & {"p", "li"} and not self._open[-1][1]:
            self.paragraphs[-1] += data


VOID = {"meta", "link", "wbr", "br", "rect", "line", "circle", "polygon", "path", "img"}
NOT_TEXT = {"nav", "table", "svg", "style", "script"}
