"""Words that stand in no cell of a workbook, and how they are found in a part of XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from xml.etree import ElementTree

HEADER_CODES = re.compile(r'&(?:K[0-9A-Fa-f]{6}|"[^"]*"|[0-9]+|.)')
HEADERS = frozenset(
    f"{which}{what}" for which in ("odd", "even", "first") for what in ("Header", "Footer")
)
# Shorter ones are units, signs of currencies and parts of codes.
A_WORD = re.compile(r"[^\W\d_]{3}")
_LITERALS = re.compile(r'"([^"]*)"|((?:\\.)+)|\[\$([^\]-]*)')
LETTERS_OF_A_CURRENCY = 3  # ISO 4217
# What LibreOffice writes into the format of a yes or no.
_PLAIN_LITERALS = frozenset({"true", "false"})


class BesideKind(StrEnum):
    """Where words stand that are in no cell."""

    COMMENT = "comment"
    TEXT_BOX = "text box"
    LINK = "link"
    HEADER = "header or footer"
    PROPERTY = "property"
    NAME = "name"
    PICTURE = "picture"
    PROMPT = "prompt or condition"
    SETTING = "setting"
    FORMAT = "number format"
    STRUCK = "line through words"
    SHOWN = "formula of another workbook"
    RAISED = "raised or lowered word"


@dataclass(frozen=True)
class Beside:
    """Words that are in no cell.

    Words that are struck through or raised are in a cell; what they mean is beside it.

    Args:
        place: The cell that they belong to, or the name of the property; else empty.
        text: The words; for a picture or another file within the workbook, its name.
    """

    kind: BesideKind
    place: str
    text: str


def local(element: ElementTree.Element) -> str:
    """Name of an element without its namespace, which several writers choose differently."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its name without a namespace."""
    if name in element.keys():  # noqa: SIM118  # an element is no mapping
        return element.get(name, "")
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def texts(element: ElementTree.Element, inside: str, piece: str) -> Iterator[str]:
    """The text of each element of a name: its pieces as one, paragraphs that are blank left out."""
    for paragraph in element.iter():
        if local(paragraph) == inside:
            text = "".join(one.text or "" for one in paragraph.iter() if local(one) == piece)
            if text.strip():
                yield text


def header_words(text: str) -> Iterator[Beside]:
    """What a page says at its head or foot, without the codes for numbers and fonts."""
    words = " ".join(HEADER_CODES.sub(" ", text).split())
    if words:
        yield Beside(BesideKind.HEADER, "", words)


def format_words(code: str) -> Iterator[Beside]:
    """Words that a number format shows beside the number; signs of currencies are none."""
    for quoted, escaped, currency in _LITERALS.findall(code):
        words = (quoted or escaped.replace("\\", "") or currency).strip()
        is_word = A_WORD.search(words) and words.casefold() not in _PLAIN_LITERALS
        if is_word and not (currency and len(words) == LETTERS_OF_A_CURRENCY):
            yield Beside(BesideKind.FORMAT, "", words)


def said_once(found: Iterable[Beside]) -> list[Beside]:
    """The same without what was said before: a rule stands at many cells."""
    return list(dict.fromkeys(found))
