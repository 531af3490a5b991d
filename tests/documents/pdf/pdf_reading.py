"""What the tests look up in a tagged PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pikepdf import Object

from inspect_tool.documents.pdf.structure_tree import (
    MarkedContent,
    document_element,
    is_element,
    kids,
    page_id,
    tag,
    walk,
)
from inspect_tool.documents.template_folders import TemplateFolders

SHIPPED = Path(__file__).parents[3] / "templates"
TEMPLATES = TemplateFolders((SHIPPED,))


@contextmanager
def structure(pdf: bytes) -> Iterator[Object]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield document_element(opened)


def tags_below(element: Object) -> list[str]:
    return [tag(path[-1]) for path in walk(element)]


def tagged_paths(element: Object, name: str) -> list[tuple[Object, ...]]:
    """Each element of a type, with those above it."""
    return [path for path in walk(element) if tag(path[-1]) == name]


def contents_of_pages(pdf: pikepdf.Pdf) -> Iterator[tuple[int, list[str], str]]:
    """Each run of shown text: its page, the marks around it, and the operator."""
    for number, page in enumerate(pdf.pages):
        marks: list[str] = []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                marks.append(str(instruction.operands[0]))
            elif operator == "EMC":
                marks.pop()
            elif operator in ("Tj", "TJ"):
                yield number, list(marks), operator


INLINE = {"Span", "NonStruct"}  # one of them for each line, so they depend on where lines break


def read_in_order(pdf: bytes) -> list[str]:
    """What a screen reader comes to: each element by its type, with its words.

    White space and the page numbers of the contents are left out, since lines and pages break
    where the fonts of a machine let them.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        words = words_of_marks(opened)
        lines = []
        for path in walk(document_element(opened)):
            above = [tag(element) for element in path]
            if above[-1] not in INLINE:
                text = "".join(words_inside(path[-1], words).split())
                text = re.sub(r"\.*\d+$", "", text) if "TOCI" in above else text
                depth = len([name for name in above if name not in INLINE])
                lines.append(f"{'  ' * depth}{above[-1]} {text}".rstrip())
        return lines


def words_of_marks(pdf: pikepdf.Pdf) -> dict[MarkedContent, str]:
    """The text of each run of marked content of a document."""
    return {
        MarkedContent(page_id(page), number): text
        for page in pdf.pages
        for number, text in texts_of_marks(page).items()
    }


def words_inside(element: Object, words: Mapping[MarkedContent, str]) -> str:
    """The words that an element holds itself or in what is inline, with its alternative text."""
    found = str(element.get("/Alt", ""))
    for kid in kids(element):
        if isinstance(kid, int):
            found += words.get(MarkedContent(element.Pg.objgen, int(kid)), "")
        elif is_element(kid) and tag(kid) in INLINE:
            found += words_inside(kid, words)
    return found


def texts_of_marks(page: pikepdf.Page) -> dict[int, str]:
    """The text of each run of marked content of a page."""
    fonts = {name: glyphs_to_text(font) for name, font in page.resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    marks: list[int | None] = []
    font: dict[str, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            held = operands[1] if len(operands) > 1 else None
            is_marked = isinstance(held, pikepdf.Dictionary) and "/MCID" in held
            marks.append(int(held.MCID) if is_marked else None)  # type: ignore[union-attr]
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            font = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ") and marks and marks[-1] is not None:
            shown = operands[0] if operator == "TJ" else [operands[0]]
            codes = "".join(bytes(part).hex() for part in shown if isinstance(part, pikepdf.String))
            text = "".join(font[codes[at : at + 4]] for at in range(0, len(codes), 4))
            texts[marks[-1]] = texts.get(marks[-1], "") + text
    return texts


def glyphs_to_text(font: Object) -> dict[str, str]:
    """What the glyphs of a font stand for, by their code in hexadecimal."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", table)
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
