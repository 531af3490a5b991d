"""Words of an .xlsx whose look changes what they say: struck through, raised, read otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import (
    Beside,
    BesideKind,
    attribute,
    format_words,
    local,
)

WHOLE_CELL = "the whole cell is struck through"
_OFF = {"0", "false"}
_HINTS = (b"strike", b"vertAlign", b"rPh")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
# Prefixes of elements, and attributes with one: what declares them is outside of the cell.
_PREFIXED = re.compile(rb"""(</?)\w+:|\s\w+:\w+\s*=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_INDEX = re.compile(rb"<(?:\w+:)?v>\s*(\d+)\s*</")


@dataclass
class Dress:
    """Which styles and shared words are struck through or raised.

    Args:
        styles: Numbers of the looks of cells that are struck through as a whole.
        words: By the number of a shared text, what in it is struck through or raised.
    """

    styles: set[bytes] = field(default_factory=set)
    words: dict[bytes, list[Beside]] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)

    def read_styles(self, root: ElementTree.Element) -> None:
        """Take the looks of cells, and the words in formats of numbers."""
        fonts: list[bool] = []
        looks: list[ElementTree.Element] = []
        for element in root:
            if local(element) == "fonts":
                fonts = [_is_struck(font) for font in element]
            elif local(element) == "cellXfs":
                looks = list(element)
        for number, look in enumerate(looks):
            font = attribute(look, "fontId")
            if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                self.styles.add(str(number).encode())
        for element in root.iter():
            if local(element) == "numFmt":
                self.beside += format_words(attribute(element, "formatCode"))

    def read_words(self, part: bytes) -> None:
        """Take what in the shared texts is struck through, raised or read otherwise."""
        if not any(hint in part for hint in _HINTS):
            return
        root = ElementTree.fromstring(part)  # noqa: S314  # has no declarations
        for number, text in enumerate(one for one in root if local(one) == "si"):
            found = list(_dressed(text))
            if found:
                self.words[str(number).encode()] = found

    def of_sheet(self, part: bytes) -> Iterator[Beside]:
        """What in the cells of a sheet is struck through, raised or read otherwise."""
        has_inline = b"inlineStr" in part and any(hint in part for hint in _HINTS)
        if not (self.styles or self.words or has_inline):
            return
        for cell in _CELL.finditer(part):
            said = dict(_ATTRIBUTE.findall(cell[1]))
            place = said.get(b"r", b"").decode()
            if said.get(b"s") in self.styles:
                yield Beside(BesideKind.STRUCK, place, WHOLE_CELL)
            index = _INDEX.search(cell[2]) if said.get(b"t") == b"s" else None
            found = self.words.get(index[1].lstrip(b"0") or b"0", []) if index else []
            yield from (Beside(one.kind, place, one.text) for one in found)
            if said.get(b"t") == b"inlineStr" and any(hint in cell[2] for hint in _HINTS):
                inside = _PREFIXED.sub(rb"\1", cell[2])
                root = ElementTree.fromstring(b"<c>" + inside + b"</c>")  # noqa: S314
                yield from (Beside(one.kind, place, one.text) for one in _dressed(root))


def _dressed(text: ElementTree.Element) -> Iterator[Beside]:
    for piece in text.iter():
        words = "".join(one.text or "" for one in piece if local(one) == "t")
        if local(piece) == "rPh":
            yield Beside(BesideKind.COMMENT, "", words)
        elif local(piece) == "r" and words.strip():
            looks = [one for one in piece if local(one) == "rPr"]
            if any(_is_struck(look) for look in looks):
                yield Beside(BesideKind.STRUCK, "", words)
            elif any(_is_raised(one) for look in looks for one in look):
                yield Beside(BesideKind.RAISED, "", words)


def _is_struck(font: ElementTree.Element) -> bool:
    return any(local(one) == "strike" and attribute(one, "val") not in _OFF for one in font)


def _is_raised(look: ElementTree.Element) -> bool:
    return local(look) == "vertAlign" and attribute(look, "val") in {"superscript", "subscript"}
