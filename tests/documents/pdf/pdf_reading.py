"""What the tests look up in a tagged PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pikepdf import Object

from inspect_tool.documents.pdf.structure_tree import document_element, tag, walk

TEMPLATES = Path(__file__).parents[3] / "templates"


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
