"""Cells that have no value although something stands in them: errors, formulas never worked out.

The reader of workbooks gives both as blank cells, and a blank end date means that help goes on. So
the XML of a sheet is looked at once more, only where the first look (`guard`) found such a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Protocol, TypeVar
from xml.parsers import expat

from inspect_tool.readers.spreadsheet.refusals import DamagedFileError

# Stands in the place of a formula whose value the file does not hold.
WITHOUT_VALUE = "#NO VALUE!"

Broken = dict[int, dict[int, str]]
CHUNK_BYTES = 1 << 20
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_ERROR_TEXT = re.compile(r"^(?:#[A-Z0-9/_]+[!?]?|Err:\d{3})$", re.IGNORECASE)


def broken_cells_of_xlsx(name: str, part: IO[bytes]) -> Broken:
    """Errors and formulas without a value in a sheet: by row from 1 and column from 0.

    Args:
        name: Of the file, for a refusal.
    """
    return parsed(name, part, _ExcelSheet()).broken


def broken_cells_of_ods(name: str, part: IO[bytes]) -> dict[str, Broken]:
    """The same of every sheet of an OpenDocument spreadsheet, by the sheet's name."""
    return parsed(name, part, _OpenDocument()).sheets


class _ExcelSheet:
    """Follows the cells of a sheet, whatever prefix they have and in whatever order attributes."""

    def __init__(self) -> None:
        self.broken: Broken = {}
        self._row = self._column = 0
        self._kind = ""
        self._has_formula = self._has_value = self._is_value = False
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = number_or(attributes.get("r"), self._row + 1)
            self._column = -1
        elif name == "c":
            found = _REFERENCE.match(attributes.get("r", "").upper())
            self._column = column_index(found[1]) if found else self._column + 1
            self._row = int(found[2]) if found else self._row
            self._kind = attributes.get("t", "").strip()
            self._has_formula = self._has_value = False
            self._text = []
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._has_value = self._is_value = True
        elif name == "is":
            self._has_value = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self._is_value = False
        elif name == "c":
            text = "".join(self._text).strip()
            if self._kind == "e":
                self._note(text or "#N/A")
            # An empty text is a value; a formula without one was never worked out.
            elif self._has_formula and not text and not (self._has_value and self._kind == "str"):
                self._note(WITHOUT_VALUE)

    def data(self, text: str) -> None:
        if self._is_value:
            self._text.append(text)

    def _note(self, text: str) -> None:
        self.broken.setdefault(self._row, {})[self._column] = text


class _OpenDocument:
    """Follows the cells of all sheets, with those that stand for many of the same."""

    def __init__(self) -> None:
        self.sheets: dict[str, Broken] = {}
        self._broken: Broken = {}
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._is_error = self._has_formula = self._has_value = self._is_text = False
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._broken = self.sheets.setdefault(plain.get("name", ""), {})
            self._row, self._rows = 0, 1
        elif name == "table-row":
            self._row += self._rows if self._row else 1
            self._rows = number_or(plain.get("number-rows-repeated"), 1)
            self._column, self._columns = -1, 1
        elif name in {"table-cell", "covered-table-cell"}:
            self._column += self._columns if self._column >= 0 else 1
            self._columns = number_or(plain.get("number-columns-repeated"), 1)
            kinds = [value for key, value in attributes.items() if key.endswith("value-type")]
            self._is_error = "error" in kinds
            self._has_formula = "formula" in plain
            self._has_value = bool(plain.keys() & {"value", "date-value", "time-value"}) or any(
                kind == "boolean" for kind in kinds
            )
            self._has_value = self._has_value or "string" in kinds
            self._text = []
        elif name == "p":
            self._is_text = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "p":
            self._is_text = False
        elif name in {"table-cell", "covered-table-cell"}:
            text = "".join(self._text).strip()
            if self._is_error or (self._has_formula and _ERROR_TEXT.match(text)):
                self._note(text if _ERROR_TEXT.match(text) else "#N/A")
            elif self._has_formula and not self._has_value and not text:
                self._note(WITHOUT_VALUE)

    def data(self, text: str) -> None:
        if self._is_text:
            self._text.append(text)

    def _note(self, text: str) -> None:
        for row in range(self._row, self._row + min(self._rows, 1_000)):
            for column in range(self._column, self._column + min(self._columns, 1_000)):
                self._broken.setdefault(row, {})[column] = text


class PartFollower(Protocol):
    """What is told of the elements of a part, one after the other."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text stands in it."""


_Follower = TypeVar("_Follower", bound=PartFollower)


def parsed(name: str, part: IO[bytes], cells: _Follower) -> _Follower:
    """Have a part of a workbook followed from its beginning to its end.

    Args:
        name: Of the file, for a refusal.

    Raises:
        DamagedFileError: The part is no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.data
    try:
        for piece in pieces(part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise DamagedFileError(name, "a part of it is no XML") from None
    return cells


def pieces(part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces that fit into memory."""
    while piece := part.read(CHUNK_BYTES):
        yield piece


def number_or(text: str | None, otherwise: int) -> int:
    """A whole number of an attribute; what it is otherwise if that is none."""
    return int(text) if text and text.isdigit() and len(text) < 8 else otherwise


def column_index(letters: str) -> int:
    """Number of a column from its letters, from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
