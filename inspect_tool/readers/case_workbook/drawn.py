"""Words in the drawings of an .xlsx: text boxes, charts, diagrams, controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import (
    A_WORD,
    HEADERS,
    Beside,
    BesideKind,
    attribute,
    format_words,
    header_words,
    local,
    texts,
)

_BODIES = {"txBody", "rich", "txPr", "textbox", "t"}
# Attributes that people write into, on whatever element.
_WRITTEN = ("descr", "title", "tooltip", "string", "alt")
_TYPED = {"tx", "strLit", "trendline"}
_CACHES = {
    "strRef": "{*}strCache//{*}v",
    "multiLvlStrRef": "{*}multiLvlStrCache//{*}v",
    "datalabelsRange": "{*}dlblRangeCache//{*}v",
}
# What programs call a shape of the older kind, and the pictures of a page's head.
_OLDER_UNNAMED = re.compile(r"_x0000_\w+|shape_?\d+|[LCR][HF](?:FIRST|EVEN)?", re.IGNORECASE)
# What Excel, LibreOffice and openpyxl call a shape that nobody named.
_UNNAMED = re.compile(
    r"(?:Text ?Box|Picture|Image|Graphic|Chart|Diagram|Group|Shape|Custom ?Shape|Rectangle|Oval|"
    r"Line|Straight (?:Arrow )?Connector|Connector|Freeform|Object|Drop Down|Check Box|Button|"
    r"Option Button|Group Box|Label|List Box|Scroll Bar|Spinner|Comment|Control|Table) ?\d+",
    re.IGNORECASE,
)


def is_named(name: str) -> bool:
    """Whether somebody named a shape or control, as far as can be told."""
    return bool(name.strip()) and _UNNAMED.fullmatch(name.strip()) is None


def drawn_words(root: ElementTree.Element) -> Iterator[Beside]:
    """Everything that a drawing, a chart or a diagram says that is in no cell."""
    is_newer = local(root) == "chartSpace" and "chartex" in root.tag
    has_book = any(local(one) == "externalData" for one in root)
    for shape in root.iter():
        name = local(shape)
        if name in HEADERS:
            yield from header_words(shape.text or "")
        for words in _words_of(shape, name, is_newer=is_newer, has_book=has_book):
            if words.strip():
                yield Beside(BesideKind.TEXT_BOX, "", words)
        yield from format_words(attribute(shape, "formatCode"))


def _words_of(
    shape: ElementTree.Element, name: str, *, is_newer: bool, has_book: bool
) -> Iterator[str]:
    """What one element says.

    Args:
        has_book: The chart has its cells in a workbook of its own.
    """
    if name in _BODIES:
        words = "\n".join(texts(shape, "p", "t"))
        if not words and name == "textbox":
            words = " ".join("".join(shape.itertext()).split())
        yield words
    elif name in _TYPED:
        for pattern in ("{*}v", "{*}pt/{*}v", "{*}name"):
            yield from (one.text or "" for one in shape.iterfind(pattern))
    elif name in _CACHES:
        # What cells of this workbook say is read where it stands.
        source = "".join(one.text or "" for one in shape if local(one) == "f")
        if has_book or "[" in source or "#REF!" in source:
            yield from (one.text or "" for one in shape.iterfind(_CACHES[name]))
    elif (
        (name == "separator" and A_WORD.search(shape.text or ""))
        or (is_newer and name in {"v", "pt"})
        or name in {"ListItem", "FmlaTxbx"}
    ):
        yield shape.text or ""
    if name == "cNvPr" and is_named(shape.get("name", "")):
        yield shape.get("name", "")
    if name == "shape" and not _OLDER_UNNAMED.fullmatch(shape.get("id", "")):
        yield from filter(is_named, [shape.get("id", "").replace("_x0020_", " ")])
    yield from (attribute(shape, one) for one in _WRITTEN)
