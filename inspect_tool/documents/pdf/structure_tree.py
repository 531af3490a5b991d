"""The structure tree of a tagged PDF: what a screen reader goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Object

PageId = tuple[int, int]


@dataclass(frozen=True)
class MarkedContent:
    """A run of content on a page, by the number that the page gives it."""

    page: PageId
    number: int


def page_id(page: pikepdf.Page) -> PageId:
    """What names a page in the tree: its object's number and generation."""
    number, generation = page.obj.objgen
    return number, generation


def is_element(kid: object) -> bool:
    """Whether a kid is a structure element; others are content, or references to annotations."""
    return isinstance(kid, Dictionary) and "/S" in kid


def kids(element: Object) -> list[Object]:
    """What an element holds, in reading order."""
    held = element.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def elements(element: Object) -> list[Object]:
    """The structure elements directly inside another."""
    return [kid for kid in kids(element) if is_element(kid)]


def tag(element: Object) -> str:
    """The element's type without its slash, such as `Table`."""
    return str(element.S)[1:]


def walk(element: Object, above: tuple[Object, ...] = ()) -> Iterator[tuple[Object, ...]]:
    """Every element with those above it, from the top; the element itself comes last."""
    path = (*above, element)
    yield path
    for kid in elements(element):
        yield from walk(kid, path)


def tagged(document: Object, *tags: str) -> list[Object]:
    """All elements of some types, in reading order."""
    return [path[-1] for path in walk(document) if tag(path[-1]) in tags]


def put_kids(element: Object, new_kids: list[Object]) -> None:
    """Replace what an element holds, and tell the new kids where they belong."""
    element.K = Array(new_kids)
    for kid in new_kids:
        if is_element(kid):
            kid.P = element


def content_of(document: Object) -> set[MarkedContent]:
    """All content that an element of the tree holds."""
    marked: set[MarkedContent] = set()
    for path in walk(document):
        for kid in kids(path[-1]):
            if isinstance(kid, int):
                marked.add(MarkedContent(path[-1].Pg.objgen, int(kid)))
    return marked


def document_element(pdf: pikepdf.Pdf) -> Object:
    """The element that holds the whole document."""
    return elements(pdf.Root.StructTreeRoot)[0]


def parent_arrays(pdf: pikepdf.Pdf) -> dict[int, Object]:
    """The parent tree: for each page's key, its elements by number of content."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
