"""Rows that a spreadsheet hides, and rows in which something is struck through.

Both are how people leave a child out of a list, and nothing of a row's look reaches the reader of
workbooks. So the XML of a sheet is looked at once more, only where a first look (`guard`) found a
hidden row, or the workbook has a style that strikes through.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from inspect_tool.readers.plain.held_file import SourceFile
from inspect_tool.readers.spreadsheet.broken_cells import number_or, parsed, pieces

STYLES = "xl/styles.xml"
MOST_ROWS = 1_048_576
# What nearly no sheet has, by the kind of the file, is looked for first.
HINTS: Mapping[str, Sequence[bytes]] = {
    "xlsx": (b"hidden=",),
    "ods": (b":visibility=", b":text-line-through-"),
}
LOOKS = re.compile(
    rb"""<(?:\w+:)?row\s[^>]{0,200}?\bhidden=["'](?:1|true)"""
    rb"""|:visibility=["'](?:collapse|filter)|:text-line-through-(?:style|type)=["'](?!none)"""
)


@dataclass
class RowLooks:
    """Numbers of the rows of a sheet, from 1.

    Args:
        hidden: By a filter or by hand.
        struck: With at least one cell whose whole content is struck through; words within a cell
            are not looked at.
    """

    hidden: Collection[int] = ()
    struck: Collection[int] = ()


def may_have_looks(end: bytes, piece: bytes, hints: Sequence[bytes]) -> bool:
    """Whether a piece of a part has a hidden row, or a style that strikes through in an .ods.

    Args:
        end: Of the piece before it, since what is looked for may stand across the edge.
        hints: Of the kind of the file.
    """
    return (
        any(hint in piece or hint in end[-len(hint) :] + piece[: len(hint)] for hint in hints)
        and LOOKS.search(end + piece) is not None
    )


def row_looks_of_xlsx(path: SourceFile, part: str, *, hides: bool) -> RowLooks:
    """The looks of the rows of one sheet.

    Args:
        part: Of the zip, that holds the sheet.
        hides: Whether it has a row that is hidden.

    Raises:
        DamagedFileError: The part is no XML.
    """
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if part not in names:
            return RowLooks()
        styles = _struck_styles(archive.read(STYLES)) if STYLES in names else frozenset()
        if not hides and not _has_style(archive, part, styles):
            return RowLooks()
        with archive.open(part) as sheet:
            found = parsed(path.name, sheet, _ExcelRows(styles))
    return RowLooks(found.hidden, found.struck)


def row_looks_of_ods(path: SourceFile) -> dict[str, RowLooks]:
    """The looks of the rows of every sheet of an OpenDocument spreadsheet, by the sheet's name.

    Raises:
        DamagedFileError: The content is no XML.
    """
    with (
        path.open("rb") as file,
        zipfile.ZipFile(file) as archive,
        archive.open("content.xml") as content,
    ):
        return parsed(path.name, content, _OpenDocumentRows()).sheets


def _struck_styles(styles: bytes) -> frozenset[str]:
    """Numbers of the cell formats whose font is struck through."""
    if b"strike" not in styles:
        return frozenset()
    root = ElementTree.fromstring(styles)  # noqa: S314
    fonts = [
        any(
            _plain(part.tag) == "strike" and part.get("val", "1") not in {"0", "false"}
            for part in font
        )
        for font in _children(root, "fonts")
    ]
    return frozenset(
        str(number)
        for number, form in enumerate(_children(root, "cellXfs"))
        if (font := number_or(form.get("fontId"), 0)) < len(fonts) and fonts[font]
    )


def _children(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [child for element in root if _plain(element.tag) == name for child in element]


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _has_style(archive: zipfile.ZipFile, part: str, styles: frozenset[str]) -> bool:
    if not styles:
        return False
    pattern = re.compile(rf"""\ss=["'](?:{"|".join(sorted(styles))})["']""".encode())
    end = b""
    with archive.open(part) as sheet:
        for piece in pieces(sheet):
            if pattern.search(end + piece):
                return True
            end = piece[-20:]
    return False


@dataclass
class _ExcelRows:
    """Follows the rows of a sheet of Excel."""

    styles: frozenset[str]
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    row: int = 0
    is_struck: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = number_or(attributes.get("r"), self.row + 1)
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden.add(self.row)
        elif name == "c":
            self.is_struck = attributes.get("s") in self.styles
        elif name in {"v", "is"} and self.is_struck:
            self.struck.add(self.row)

    def end(self, tag: str) -> None:
        """Nothing is known at the end of an element only."""

    def data(self, text: str) -> None:
        """What a cell says is not looked at."""


@dataclass
class _OpenDocumentRows:
    """Follows the rows of all sheets of an OpenDocument spreadsheet."""

    sheets: dict[str, RowLooks] = field(default_factory=dict)
    styles: set[str] = field(default_factory=set)
    style: str = ""
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    row: int = 0
    rows: int = 1
    is_struck: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "style":
            self.style = plain.get("name", "")
        elif name == "text-properties" and {
            plain.get("text-line-through-style", "none"),
            plain.get("text-line-through-type", "none"),
        } != {"none"}:
            self.styles.add(self.style)
        elif name == "table":
            self.hidden, self.struck = set(), set()
            self.sheets[plain.get("name", "")] = RowLooks(self.hidden, self.struck)
            self.row, self.rows = 0, 1
        elif name == "table-row":
            self.row += self.rows if self.row else 1
            self.rows = number_or(plain.get("number-rows-repeated"), 1)
            if plain.get("visibility") in {"collapse", "filter"}:
                self._add_to(self.hidden)
        elif name == "table-cell":
            self.is_struck = plain.get("style-name") in self.styles
        elif name == "p" and self.is_struck:
            self._add_to(self.struck)

    def end(self, tag: str) -> None:
        """Nothing is known at the end of an element only."""

    def data(self, text: str) -> None:
        """What a cell says is not looked at."""

    def _add_to(self, numbers: set[int]) -> None:
        numbers.update(range(self.row, min(self.row + self.rows, MOST_ROWS + 1)))
