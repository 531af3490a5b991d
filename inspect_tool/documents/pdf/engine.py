"""WeasyPrint, kept on a short lead: what it may read, and a check of what it set.

Importing this module loads Pango; import it inside the function that sets a page.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import BlockLevelBox, Box
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from inspect_tool.documents.pdf.finished import TypeArea
from inspect_tool.documents.pdf.notes_in_place import notes_in_place
from inspect_tool.documents.report_data import DataFile
from inspect_tool.documents.template_folders import TemplateFolders

PDF_VARIANT = "pdf/a-3a"  # and PDF/UA-1: the metadata say so afterwards
OWN_INTENT = "own"  # WeasyPrint leaves the file of its profile open
POINTS_PER_PIXEL = 0.75
IN_TEXT = "note-in-text"
STYLE_IN_TEXT = """
.note-in-text { counter-increment: footnote }
.note-in-text::before { content: " [Note " counter(footnote) ": " }
.note-in-text::after { content: "]" }
"""
ForbiddenAddress = FatalURLFetchingError  # what `lay_out_pages` raises


class TemplatesFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Reads files of the templates' folders and `data:` addresses, and nothing else."""

    def __init__(self, templates: TemplateFolders) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)
        self._folders = [folder.resolve() for folder in templates.reports]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Read an address, a file from the first folder that has it; anything else is refused.

        What a page or a style sheet of one folder names, another may have.
        """
        parts = urlsplit(url)
        if parts.scheme == "file":
            url = self._found(Path(url2pathname(parts.path)).resolve()).as_uri()
        elif parts.scheme != "data":
            raise FatalURLFetchingError("a page may not use anything from the network")
        return super().fetch(url, headers)

    def _found(self, path: Path) -> Path:
        inside = [folder for folder in self._folders if path.is_relative_to(folder)]
        if not inside:
            raise FatalURLFetchingError("a page may only use files of the templates folder")
        name = path.relative_to(inside[0])
        for folder in self._folders:
            found = (folder / name).resolve()
            if found.is_file() and found.is_relative_to(folder):
                return found
        raise FatalURLFetchingError(f"the templates folder has no {path.name}")


def lay_out_pages(html: str, templates: TemplateFolders) -> Document:
    """Lay a page of HTML out with the style sheets and fonts of the templates.

    Each note stands at the foot of the page that calls it. One that fits on no page, or that a
    style sheet would let slip to another page, stands in the text, in brackets.
    """
    first = templates.reports[0].resolve()
    source = HTML(string=html, base_url=f"{first}/", url_fetcher=TemplatesFetcher(templates))
    document = _render(source)
    while misplaced := _misplaced_notes(document):
        for element in source.etree_element.iter():
            if id(element) in misplaced:
                element.set("class", IN_TEXT)
        document = _render(source)
    return document


def _render(source: HTML) -> Document:
    with notes_in_place():
        return source.render(
            stylesheets=[CSS(string=STYLE_IN_TEXT)],
            font_config=FontConfiguration(),
            pdf_variant=PDF_VARIANT,
            pdf_tags=True,
            output_intent=OWN_INTENT,
        )


@dataclass(frozen=True)
class Painted:
    """Pages as PDF, and the characters for which no font had a glyph."""

    pdf: bytes
    without_glyph: frozenset[str]


def paint_pages(
    document: Document, identifier: bytes, *, data: Sequence[DataFile], created: date
) -> Painted:
    """Write laid-out pages as tagged PDF, with the files of their data attached."""
    moment = datetime.combine(created, time())
    attachments = [
        Attachment(
            string=file.content.decode(),
            name=file.name,
            description=file.title,
            created=moment,
            modified=moment,
            relationship="Data",
        )
        for file in data
    ]
    watch = _GlyphWatch()
    LOGGER.addHandler(watch)
    try:
        pdf: bytes = document.write_pdf(
            pdf_variant=PDF_VARIANT,
            pdf_tags=True,
            output_intent=OWN_INTENT,
            pdf_identifier=identifier,
            attachments=attachments,
        )
    finally:
        LOGGER.removeHandler(watch)
    return Painted(pdf, frozenset(watch.missing))


class _GlyphWatch(logging.Handler):
    """Hears which characters are painted as an empty box: WeasyPrint tells it to its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the character of a message about a missing glyph."""
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))


def type_areas(document: Document) -> list[TypeArea]:
    """Where on each page the words of the report may stand: inside its margins."""
    return [_type_area(page._page_box) for page in document.pages]


def _type_area(page: Box) -> TypeArea:
    height = page.margin_height()
    left, top = page.content_box_x(), page.content_box_y()
    edges = (left, height - top - page.height, left + page.width, height - top)
    return TypeArea(*(edge * POINTS_PER_PIXEL for edge in edges))


def _misplaced_notes(document: Document) -> set[int]:
    """Elements whose note is not at the foot of the page that calls it.

    WeasyPrint may move a note on without a word; see its issues 1564 and 2502.
    """
    pages = [page._page_box for page in document.pages]
    return {
        element
        for page in pages
        for element in _noted_elements(page, in_notes=False) ^ _noted_elements(page, in_notes=True)
    }


def _noted_elements(page_box: Box, *, in_notes: bool) -> set[int]:
    """Elements that are called on a page, or those whose notes stand at its foot."""
    pseudo = "::footnote-marker" if in_notes else "::footnote-call"
    return {id(box.element) for box in _boxes(page_box) if str(box.element_tag).endswith(pseudo)}


def _boxes(box: Any) -> Iterator[Box]:  # placeholders stand for boxes that are placed absolutely
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def continued_levels(document: Document) -> list[int]:
    """For each page but the last, how many levels of elements run on to the next page.

    Counted as the tags are: from below `body`, and no further down than a table.
    """
    roots = [page._page_box.children[0] for page in document.pages]
    return [_shared_levels(ending, starting) for ending, starting in pairwise(roots)]


def _shared_levels(ending: Box | None, starting: Box | None) -> int:
    levels = 0
    while ending and starting and ending.element is starting.element:
        if ending.element_tag not in ("html", "body"):
            levels += 1
        if ending.is_table_wrapper:
            break
        ending, starting = _block_at(ending, -1), _block_at(starting, 0)
    return levels


def _block_at(box: Box, index: int) -> Box | None:
    """The first or last block inside a box; None where it holds lines of text."""
    blocks = [
        child
        for child in getattr(box, "children", ())
        if isinstance(child, BlockLevelBox) and child.is_in_normal_flow()
    ]
    return blocks[index] if blocks else None
