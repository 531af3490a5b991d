"""Numbered paragraphs and recommendations as lists, which a screen reader counts and steps through.

The template sets the number of such a paragraph as an anchor that leads nowhere: no other link of a
report is without an address, so its tag tells the number from the words.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name, Object

from inspect_tool.documents.pdf.structure_tree import (
    elements,
    is_element,
    kids,
    put_kids,
    tag,
    walk,
)


def list_numbered_paragraphs(pdf: pikepdf.Pdf, document: Object) -> None:
    """Make a list of each run of numbered paragraphs, with their numbers as labels.

    Points between two of them belong to the first, as a list inside its item. Whatever else stands
    there, but for the notes at the foot of a page, ends a run; the next list goes on with its
    numbers. The joined pages are needed: a paragraph in pieces would
    have its number in the first alone.
    """
    holders = [path[-1] for path in walk(document) if _holds_items(path[-1])]
    for holder in holders:
        put_kids(holder, _with_lists(pdf, kids(holder)))


def _holds_items(element: Object) -> bool:
    """Whether numbered paragraphs stand in an element that is not itself one."""
    inside = elements(element)
    return _number_of(element) is None and any(_number_of(kid) is not None for kid in inside)


def _with_lists(pdf: pikepdf.Pdf, held: list[Object]) -> list[Object]:
    """What an element holds, its runs of numbered paragraphs replaced by lists."""
    new: list[Object] = []
    items: list[Object] = []
    notes: list[Object] = []
    for kid in held:
        number = _number_of(kid) if is_element(kid) else None
        if number is not None:
            if items:
                body = elements(items[-1])[-1]
                put_kids(body, kids(body) + notes)
            notes = []
            items.append(_item(pdf, kid, number))
        elif items and is_element(kid) and _is_notes(kid):
            notes.append(kid)
        elif items and is_element(kid) and tag(kid) == "L":
            # Points behind a numbered paragraph are its own.
            body = elements(items[-1])[-1]
            put_kids(body, [*kids(body), *notes, kid])
            notes = []
        else:
            new += [*_list(pdf, items), *notes, kid]
            items, notes = [], []
    return [*new, *_list(pdf, items), *notes]


def _number_of(element: Object) -> Object | None:
    """The number that a paragraph begins with, or the first paragraph of a division."""
    held = kids(element)
    if not held or not is_element(held[0]):
        return None
    if tag(element) == "Div":
        return _number_of(held[0]) if tag(held[0]) == "P" else None
    leads_nowhere = tag(held[0]) == "Link" and not any(map(_is_annotation, kids(held[0])))
    return held[0] if tag(element) == "P" and leads_nowhere else None


def _is_annotation(kid: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def _is_notes(element: Object) -> bool:
    """Whether an element is the foot of a page with its notes."""
    inside = elements(element)
    return tag(element) == "NonStruct" and bool(inside) and all(tag(n) == "Note" for n in inside)


def _item(pdf: pikepdf.Pdf, element: Object, number: Object) -> Object:
    """An item of a list: the number as its label, the paragraph without it as its body."""
    number.S = Name.Lbl
    paragraph = number.P
    put_kids(paragraph, kids(paragraph)[1:])
    body = _element(pdf, Name.LBody, kids(element) if tag(element) == "Div" else [element])
    return _element(pdf, Name.LI, [number, body])


def _list(pdf: pikepdf.Pdf, items: list[Object]) -> list[Object]:
    """The items as one list; nothing where there are none."""
    if not items:
        return []
    listing = _element(pdf, Name.L, items)
    listing.A = Dictionary(O=Name.List, ListNumbering=Name.Decimal)
    return [listing]


def _element(pdf: pikepdf.Pdf, name: Object, held: list[Object]) -> Object:
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=name))
    put_kids(element, held)
    return element
