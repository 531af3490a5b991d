"""Words around the cells of an .xlsx: prompts, conditions, scenarios, tables, controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from inspect_tool.domain.workbook.printed import quoted_words
from inspect_tool.readers.case_workbook.beside import (
    HEADERS,
    Beside,
    BesideKind,
    attribute,
    header_words,
    local,
)
from inspect_tool.readers.case_workbook.drawn import is_named

# By element, the attributes that people write into.
_PROMPTS: Mapping[str, tuple[str, ...]] = {
    "dataValidation": ("promptTitle", "prompt", "errorTitle", "error"),
    "cfRule": ("text",),
}
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "scenario": ("name", "comment"),
    "inputCells": ("val",),
    "protectedRange": ("name",),
    "customFilter": ("val",),
    "sortCondition": ("customList",),
    "customWorkbookView": ("name",),
    "controlPr": ("altText",),
    "item": ("val",),
    "table": ("comment", "altText", "altTextSummary"),
    "tableColumn": ("totalsRowLabel",),
    "webPublishItem": ("title",),
}
_NAMED = {"control", "table"}
_RULES = {"formula1", "formula2", "formula", "cfRule"}
_SAID = frozenset({"hyperlink", *HEADERS, *_RULES, *_NAMED, *_PROMPTS, *_SETTINGS})
_CELL_PLACE = re.compile(r"#?(?:.*!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")


def said_by_settings(root: ElementTree.Element, targets: Mapping[str, str]) -> Iterator[Beside]:
    """What a sheet, a table or a list of a control says outside of cells.

    Args:
        targets: Addresses of links by their ids.
    """
    for element in root.iter():
        name = local(element)
        if name not in _SAID:
            continue  # nearly all
        if name == "hyperlink":
            yield from _link(element, targets.get(attribute(element, "id"), ""))
        elif name in HEADERS:
            yield from header_words(element.text or "")
        elif name in _RULES:
            quoted = quoted_words("".join(element.itertext()))
            yield from (Beside(BesideKind.PROMPT, "", words) for words in quoted)
        elif name in _NAMED and is_named(attribute(element, "name")):
            yield Beside(BesideKind.NAME, "", attribute(element, "name"))
        yield from _written(element, BesideKind.PROMPT, _PROMPTS.get(name, ()))
        yield from _written(element, BesideKind.SETTING, _SETTINGS.get(name, ()))


def _written(
    element: ElementTree.Element, kind: BesideKind, names: tuple[str, ...]
) -> Iterator[Beside]:
    for name in names:
        words = attribute(element, name)
        if words.strip():
            yield Beside(kind, "", words)


def defined_name(element: ElementTree.Element) -> Iterator[Beside]:
    """A name of cells with its comment, and the words that it stands for instead of cells."""
    name = attribute(element, "name")
    if not name.startswith("_xlnm."):
        said = (name, *(attribute(element, one) for one in ("comment", "description", "help")))
        yield Beside(BesideKind.NAME, "", ": ".join(filter(None, said)))
    for words in quoted_words(element.text or ""):
        yield Beside(BesideKind.NAME, "", words)


def _link(element: ElementTree.Element, target: str) -> Iterator[Beside]:
    """A link to outside the workbook, and what it says when one rests on it."""
    place = attribute(element, "ref").partition(":")[0]
    location = attribute(element, "location")
    if _CELL_PLACE.fullmatch(location):
        location = ""
    for text in (target, location, attribute(element, "tooltip")):
        if text:
            yield Beside(BesideKind.LINK, place, text)
