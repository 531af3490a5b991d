"""Lines of paragraphs in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from inspect_tool.documents.html import render_html
from inspect_tool.documents.pdf.engine import lay_out_pages
from inspect_tool.domain.content.blocks import Chapter, Link, Paragraph, Text
from tests.documents.pdf.pdf_reading import TEMPLATES
from tests.documents.report_factory import report_content

FIRST = (
    "Reviews tested whether people had done what they had said they would do. They tested less well"
)
SECOND = "whether the life of the child was different from what it had been in use in "


def lines_of(box: Any) -> Iterator[tuple[Any, str]]:
    """Each line with the element that it is of."""
    if isinstance(box, boxes.LineBox):
        yield box.element, "".join(words_of(box)).strip()
        return
    for inner in getattr(box, "children", ()):
        yield from lines_of(inner)


def words_of(box: Any) -> Iterator[str]:
    if isinstance(box, boxes.TextBox):
        yield box.text
    for inner in getattr(box, "children", ()):
        yield from words_of(inner)


def test_a_paragraph_breaks_into_the_same_lines_with_an_element_in_it_and_without() -> None:
    words = ["i" * number for number in range(15, 40)]
    paragraphs = [
        paragraph
        for word in words
        for paragraph in (
            Paragraph((Text(f"{FIRST} {word} {SECOND}four of the 11 places."),)),
            Paragraph(
                (
                    Text(f"{FIRST} {word} {SECOND}"),
                    Link("four of the 11", "https://example.org/"),
                    Text(" places."),
                )
            ),
        )
    ]
    chapter = Chapter("lines", "Lines", tuple(paragraphs))
    html = render_html(
        report_content(chapters=(chapter,), quantities=()), templates=TEMPLATES, for_print=True
    )
    found: dict[Any, list[str]] = {}
    for page in lay_out_pages(html, TEMPLATES).pages:
        for element, line in lines_of(page._page_box):
            if element is not None and element.get("class") == "numbered":
                found.setdefault(element, []).append(line.lstrip("0123456789."))
    broken = list(found.values())
    assert len(broken) == len(paragraphs)
    assert broken[::2] == broken[1::2]
    assert {len(lines) for lines in broken} == {3}
