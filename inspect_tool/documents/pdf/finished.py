"""The last look at a finished PDF: is every word on its page, and every character in a font?"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from inspect_tool.documents.pdf.shown_text import Instruction, ShownText, shown_texts
from inspect_tool.errors import CheckFailedError

LEEWAY = 6.0  # points beyond the margin: a blank at the end of a line, a letter that leans
MOST_NAMED = 8
WORDS_SHOWN = 40


class UnprintableError(CheckFailedError):
    """Something of the report cannot be read on its pages."""

    def __init__(self, faults: Sequence[str]) -> None:
        listed = " ".join(faults[:MOST_NAMED])
        more = f" And {len(faults) - MOST_NAMED} more." if len(faults) > MOST_NAMED else ""
        super().__init__(f"The PDF would lose something, so nothing was written. {listed}{more}")


@dataclass(frozen=True)
class TypeArea:
    """What of a page may hold the report's own words, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


class LastLook:
    """Looks at each page as it is finished, and keeps what is wrong with its place.

    Args:
        areas: For each page, inside its margins.
        without_glyph: Characters that no font has, as the painter found them.
    """

    def __init__(self, areas: Sequence[TypeArea], without_glyph: Collection[str]) -> None:
        self._areas = areas
        self._without_glyph = frozenset(without_glyph)
        self._page = 0
        self._faults: list[str] = []

    def at(self, page: pikepdf.Page, instructions: Sequence[Instruction]) -> None:
        """Look at the next page."""
        area = self._areas[self._page]
        self._page += 1
        before = ""
        for text in shown_texts(page, instructions):
            for fault in self._faults_of(text, area):
                self._faults.append(f"Page {self._page}, {_near(before, text.words)}: {fault}")
            before = text.words

    def _faults_of(self, text: ShownText, area: TypeArea) -> Iterator[str]:
        for character in dict.fromkeys(text.words):
            if character in self._without_glyph:
                yield (
                    f"no font has the character {_named(character)}. Write it otherwise, or put a "
                    "font that has it into templates/report/fonts and name it in print.css."
                )
        if text.is_content and text.words.strip() and not _is_inside(text, area):
            yield "the words run over the edge of the page. Shorten them, or break the long word."

    def check(self) -> None:
        """Refuse a document that is not whole.

        Raises:
            UnprintableError: With every fault and its place.
        """
        if self._faults:
            raise UnprintableError(list(dict.fromkeys(self._faults)))


def _is_inside(text: ShownText, area: TypeArea) -> bool:
    return (
        area.left - LEEWAY <= text.left
        and text.right <= area.right + LEEWAY
        and area.bottom - LEEWAY <= text.base_line <= area.top + LEEWAY
    )


def _near(before: str, words: str) -> str:
    """The words, or those before them where they are too few to be found by."""
    shown = words if len(words) > WORDS_SHOWN / 2 else f"{before} {words}"
    return f"“{shown.strip()[-WORDS_SHOWN:]}”"


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name.lower()})' if name else ''}"
