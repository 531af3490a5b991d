"""What a page of a finished PDF shows: each run of text with its words and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import pikepdf
from pikepdf import Object

Instruction: TypeAlias = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
UNITS = 1000  # of glyphs' widths in one size of type: ISO 32000-1, 9.7.4.3
HEX_OF_CODE = 4
_PAIRS = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class ShownText:
    """A run of text, in points from the lower left corner of its page.

    Args:
        is_content: Whether it belongs to the report, and not to the frame of the page.
    """

    words: str
    left: float
    right: float
    base_line: float
    is_content: bool


class _Font:
    """A font of a page: what its glyphs stand for and how wide they are."""

    def __init__(self, font: Object) -> None:
        self._font = font

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What each glyph stands for, by its code in hexadecimal."""
        table = self._font.ToUnicode.read_bytes().decode("ascii")
        return {
            code.lower(): bytes.fromhex(text).decode("utf-16-be", "replace")
            for code, text in _PAIRS.findall(table)
        }

    @cached_property
    def widths(self) -> Mapping[int, float]:
        """The width of each glyph; pairs of a first code and a list, ISO 32000-1, 9.7.4.3."""
        listed = list(self._font.DescendantFonts[0].get("/W", []))
        return {
            int(first) + index: float(width)
            for first, widths in zip(listed[::2], listed[1::2], strict=False)
            if isinstance(widths, pikepdf.Array)
            for index, width in enumerate(widths)
        }


def shown_texts(page: pikepdf.Page, instructions: Sequence[Instruction]) -> Iterator[ShownText]:
    """Each run of text of a page, in the order in which it is painted."""
    fonts = {name: _Font(font) for name, font in page.resources.get("/Font", {}).items()}
    reader = _TextReader(fonts)
    for instruction in instructions:
        yield from reader.read(str(instruction.operator), list(instruction.operands))


@dataclass
class _TextReader:
    """Follows the state of a page's painting: where it is, in which font, inside which marks."""

    fonts: Mapping[str, _Font]
    place: pikepdf.Matrix = field(default_factory=pikepdf.Matrix)
    line: pikepdf.Matrix = field(default_factory=pikepdf.Matrix)
    font: _Font | None = None
    size: float = 0.0
    kept: list[pikepdf.Matrix] = field(default_factory=list)
    marks: list[bool] = field(default_factory=list)

    def read(self, operator: str, operands: list[Object]) -> Iterator[ShownText]:
        """Follow one instruction."""
        match operator:
            case "q":
                self.kept.append(self.place)
            case "Q":
                self.place = self.kept.pop()
            case "cm":
                self.place = pikepdf.Matrix(*map(float, operands)) @ self.place
            case "Tm":
                self.line = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                font, size = operands
                self.font, self.size = self.fonts.get(str(font)), float(size)
            case "BDC" | "BMC":
                self.marks.append(str(operands[0]) != "/Artifact")
            case "EMC":
                self.marks.pop()
            case "Tj" | "TJ":
                yield from self._show(list(operands[0]) if operator == "TJ" else operands)

    def _show(self, shown: Sequence[Object]) -> Iterator[ShownText]:
        """The words of a run; numbers between its parts move on by thousandths of the size."""
        if self.font is None:
            return
        words, wide = "", 0.0
        for part in shown:
            if not isinstance(part, pikepdf.String):
                wide -= float(part)
                continue
            codes = bytes(part).hex()
            for at in range(0, len(codes), HEX_OF_CODE):
                code = codes[at : at + HEX_OF_CODE]
                words += self.font.words.get(code, "")
                wide += self.font.widths.get(int(code, 16), UNITS)
        across = wide * self.size / UNITS
        matrix = self.line @ self.place
        start, end = matrix.transform((0, 0)), matrix.transform((across, 0))
        self.line = pikepdf.Matrix(1, 0, 0, 1, across, 0) @ self.line
        yield ShownText(
            words,
            left=min(start[0], end[0]),
            right=max(start[0], end[0]),
            base_line=start[1],
            is_content=all(self.marks),
        )
