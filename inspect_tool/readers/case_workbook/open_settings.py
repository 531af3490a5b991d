"""Words of an .ods in prompts, conditions, scenarios and controls, and those struck through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from inspect_tool.domain.workbook.printed import quoted_words
from inspect_tool.readers.case_workbook.beside import (
    A_WORD,
    Beside,
    BesideKind,
    attribute,
    local,
)
from inspect_tool.readers.case_workbook.dressed import WHOLE_CELL

_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TYPED = ("label", "title", "value", "current-value")
# By element, the attribute in which a formula stands that people write.
_RULES = {"content-validation": "condition", "condition": "value", "named-expression": "expression"}
_FROM_ELSEWHERE = {
    "data-pilot-table",
    "dde-link",
    "table-source",
    "cell-range-source",
    "plugin",
    "applet",
}


def open_setting(element: ElementTree.Element) -> Iterator[Beside]:
    """What an element says that is neither a cell, a drawing nor a page's head."""
    name = local(element)
    if name in {"named-range", "named-expression"}:
        if not attribute(element, "name").startswith("_xlnm."):
            yield Beside(BesideKind.NAME, "", attribute(element, "name"))
    elif name == "database-range" and not attribute(element, "name").startswith("__Anonymous"):
        yield Beside(BesideKind.NAME, "", attribute(element, "name"))
    elif name in {"help-message", "error-message"}:
        for words in (attribute(element, "title"), _paragraphs(element)):
            if words.strip():
                yield Beside(BesideKind.PROMPT, "", words)
    elif name in _FROM_ELSEWHERE:
        yield Beside(BesideKind.PICTURE, "", name)
    elif element.tag == f"{_NUMBER}text" and A_WORD.search(element.text or ""):
        yield Beside(BesideKind.FORMAT, "", (element.text or "").strip())
    yield from _typed(element, name)
    for words in quoted_words(attribute(element, _RULES[name])) if name in _RULES else ():
        kind = BesideKind.NAME if name == "named-expression" else BesideKind.PROMPT
        yield Beside(kind, "", words)


def _typed(element: ElementTree.Element, name: str) -> Iterator[Beside]:
    """What somebody typed into a dialogue."""
    said: list[tuple[BesideKind, str]] = []
    if name == "scenario":
        said.append((BesideKind.SETTING, attribute(element, "comment")))
    elif name == "filter-condition":
        said.append((BesideKind.SETTING, attribute(element, "value")))
    elif name == "change-info":
        said.append((BesideKind.COMMENT, _paragraphs(element)))
    elif element.tag.startswith(_FORM):
        said += [(BesideKind.TEXT_BOX, attribute(element, one)) for one in _TYPED]
    yield from (Beside(kind, "", words) for kind, words in said if words.strip())


def _paragraphs(element: ElementTree.Element) -> str:
    return "\n".join("".join(one.itertext()) for one in element if local(one) == "p")


@dataclass
class OpenDress:
    """Which styles strike words through, and which raise or lower them.

    Args:
        has_readings: Whether words say somewhere how others are read.
    """

    struck: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    has_readings: bool = False

    def read(self, element: ElementTree.Element) -> None:
        """Take a style."""
        self.has_readings |= local(element) == "ruby-text"
        if local(element) != "style":
            return
        for look in element:
            if local(look) == "text-properties":
                lines = (attribute(look, f"text-line-through-{one}") for one in ("style", "type"))
                if any(line not in {"", "none"} for line in lines):
                    self.struck.add(attribute(element, "name"))
                if attribute(look, "text-position").partition(" ")[0] not in {"", "0%"}:
                    self.raised.add(attribute(element, "name"))

    def of_cell(self, cell: ElementTree.Element, place: str) -> Iterator[Beside]:
        """What in a cell is struck through, raised or read otherwise."""
        if attribute(cell, "style-name") in self.struck:
            yield Beside(BesideKind.STRUCK, place, WHOLE_CELL)
        is_plain = not (self.struck or self.raised or self.has_readings)
        for piece in () if is_plain else cell.iter():
            words, style = "".join(piece.itertext()), attribute(piece, "style-name")
            if local(piece) == "ruby-text":
                yield Beside(BesideKind.COMMENT, place, words)
            elif local(piece) == "span" and style in self.struck:
                yield Beside(BesideKind.STRUCK, place, words)
            elif local(piece) == "span" and style in self.raised:
                yield Beside(BesideKind.RAISED, place, words)
