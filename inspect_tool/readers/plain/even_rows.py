"""Rows without quotation marks, as many cells in each as in the heading, as most tables have them.

Such a text is split at its separators alone, a few times as fast as a reader of CSV does it, and
its columns come without a list for each row. Whatever is otherwise is left to that reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO, overload

from inspect_tool.readers.plain.dialect import Dialect

# That are read together: so few that they stay in the processor's cache with all their cells.
CHARACTERS = 1 << 16


@dataclass(frozen=True)
class EvenRows(Sequence[list[str]]):
    """Rows of one length, kept by column."""

    columns: Sequence[Sequence[str]]

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, place: int) -> list[str]: ...

    @overload
    def __getitem__(self, place: slice) -> EvenRows: ...

    def __getitem__(self, place: int | slice) -> list[str] | EvenRows:
        if isinstance(place, slice):
            return EvenRows([column[place] for column in self.columns])
        return [column[place] for column in self.columns]


class EvenReader:
    """Reads a table for as long as its rows are even, the heading first.

    Args:
        longest: Most characters that a cell may have.
    """

    def __init__(self, stream: IO[str], dialect: Dialect, *, longest: int) -> None:
        self.line = 1  # the one on which the next row starts
        self._stream, self._longest = stream, longest
        self._separator, self._mark = dialect.separator, dialect.quotation_mark
        self._others = bytes({*range(256)} - {*f"\n{dialect.separator}".encode()})
        self._width = 0
        self._left = ""
        is_simple = not (dialect.has_text_formulas or dialect.has_blanks_before_marks)
        self._is_even = is_simple and not dialect.names_separator

    def rows(self) -> Iterator[tuple[range, EvenRows]]:
        """The even rows with their lines; what follows is in `lines_left`."""
        while self._is_even:
            piece = self._stream.read(CHARACTERS)
            text = self._left + piece
            # A file may end without a line feed.
            whole = text if piece or not text or text[-1] == "\n" else f"{text}\n"
            end = whole.rfind("\n") + 1
            found = self._split(whole[:end]) if end else None
            if found is not None:
                self._left = whole[end:]
                yield range(self.line, self.line + len(found)), found
                self.line += len(found)
                continue
            self._left = text
            # A line that goes on in the next piece may still be even.
            self._is_even = bool(piece) and not end and len(text) <= self._longest

    def lines_left(self) -> Iterator[str]:
        """The lines of the rows that were not read."""
        yield from StringIO(self._left + self._stream.readline(), newline="")
        yield from self._stream

    def _split(self, text: str) -> EvenRows | None:
        """The rows of a text that ends with a line feed; None where they are not even."""
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        if self._mark in text or "\r" in text or self._has_long_line(text):
            return None
        separator = self._separator
        width = self._width or text.count(separator, 0, text.index("\n")) + 1
        signs = text.encode(errors="surrogatepass").translate(None, self._others)
        row = (separator * (width - 1) + "\n").encode()
        if width < 2 or signs != row * (len(signs) // width):
            return None
        cells = text[:-1].replace("\n", separator).split(separator)
        rows = EvenRows([cells[place::width] for place in range(width)])
        # A row may be blank, and a heading may have blank cells at its end, which are no columns.
        firsts = set(rows.columns[0])
        if not all(map(str.strip, firsts)) or not (self._width or rows[0][-1].strip()):
            return None
        self._width = width
        return rows

    def _has_long_line(self, text: str) -> bool:
        """Whether a line, and so maybe a cell, is too long; such a line is at one of the places."""
        places = range(0, len(text), self._longest)
        return any(
            text.find("\n", place) - text.rfind("\n", 0, place) > self._longest for place in places
        )
