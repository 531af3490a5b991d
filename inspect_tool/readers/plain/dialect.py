"""How a CSV was saved: its encoding, its separator and its quotation mark.

- Encoding: a byte order mark decides between UTF-8 and UTF-16. Without one, a file that starts
  with Latin letters of two bytes, one of them NUL, is UTF-16; all else is UTF-8 and, where it
  cannot be that, Windows-1252, in which Excel saves a plain CSV. A file that is partly UTF-8 and
  partly Windows-1252 is refused, since half of its names would be wrong.
- Separator: the first line may name it, as in `sep=;`. Otherwise it is the one of comma, semicolon,
  tab and pipe that the heading has most of outside quotation marks; the first of them at a tie.
- Quotation mark: the double one, unless every cell of the heading stands in single ones. Some
  programs write a blank between a separator and an opening mark; where that happens, blanks at the
  start of a cell are no part of it.
- What a decimal comma means is left to whoever reads the cells.

This module and `rows` are loaded in the child process that reads untrusted files, so they import
the standard library alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from inspect_tool.readers.plain.held_file import SourceFile

SEPARATORS = (",", ";", "\t", "|")
QUOTATION_MARKS = ('"', "'")

# Of the first eight characters, before a text without a byte order mark is taken for UTF-16.
LATIN_LETTERS_NEEDED = 3
# Characters of whatever is looked for in the text: a separator, blanks, a mark and a letter.
LONGEST_FOUND = 20
CHUNK_BYTES = 64 * 1024
# What is looked at to find the separator; headings are a few thousand characters at most.
HEAD_CHARACTERS = 64 * 1024
# A row with a thousand columns of full cells would be longer; nobody has one. A line may pass it
# by less than a piece.
LONGEST_LINE = 10_000_000

# Text has tabs and line ends; other control characters come from files that are no text.
_NO_CONTROL_BYTES = bytes({*range(0x09, 0x0E), *range(0x20, 0x100)})
# What accented letters, dashes and curly quotation marks of UTF-8 look like in Windows-1252: the
# bytes C2 or C3 and 80 to BF, and E2 80. Halves of a pair of UTF-16 start with ED A0 to ED BF.
_LATER_BYTES = bytes(range(0x80, 0xC0)).decode("cp1252", errors="ignore")
_UTF_8_IN_WINDOWS_1252 = re.compile(f"[ÂÃ][{_LATER_BYTES}]|â€|í[\u00a0-\u00bf][{_LATER_BYTES}]")
# No program that writes marks right after separators can write this: a mark inside a cell is
# doubled, and a closing one has a separator or a line end after it.
_BLANK_BEFORE_MARK = re.compile(r'[,;\t|] +"(?=[^",;\t|\r\n])')
_NAMED_SEPARATOR = re.compile(r'("?)sep=([,;\t|])\1 *(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
# A heading of which each cell stood in single quotation marks and was replaced by a NUL.
_SINGLE_MARKS_ALONE = re.compile(r"\x00([,;\t|])\x00(?:\1\x00)*")
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class CsvError(Exception):
    """A CSV cannot be read; whoever asked for it says so in words of their own.

    Args:
        what: What is wrong, without the name of the file and without a full stop.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class LargeCsvError(CsvError):
    """The file has more bytes than it may have."""


class NotTextError(CsvError):
    """The file is no text in any of the encodings that are read."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What has to be known before the first row can be read.

    Args:
        names_separator: The first line is `sep=` and no row.
        has_blanks_before_marks: A blank may stand between a separator and an opening mark.
        has_text_formulas: A cell may be written as a formula that is nothing but a text, ="007".
    """

    encoding: str
    separator: str
    quotation_mark: str
    names_separator: bool
    has_blanks_before_marks: bool
    has_text_formulas: bool


@dataclass
class _Looks:
    """What a look at the whole text of a file has found so far."""

    head: str = ""
    has_blanks_before_marks: bool = False
    has_text_formulas: bool = False


def dialect_of(path: SourceFile, *, largest: int, heading_rows: int) -> Dialect:
    """Look at the whole file once and say how it was saved.

    Args:
        largest: Most bytes that the file may have.
        heading_rows: How many of the first rows that are not blank may be the heading.

    Raises:
        OSError: The file cannot be opened.
        CsvError: It is too large, or no text.
    """
    with path.open("rb") as file:
        if path.stat().st_size > largest:
            raise LargeCsvError("is too large")
        for encoding in _possible_encodings(file.read(4096)):
            file.seek(0)
            try:
                looks = _look_at(file, encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            raise NotTextError("is not text in UTF-8, UTF-16 or Windows-1252")
    named = _NAMED_SEPARATOR.match(looks.head)
    separator, mark = _separator_and_mark(looks.head[named.end() if named else 0 :], heading_rows)
    return Dialect(
        encoding=encoding,
        separator=named[2] if named else separator,
        quotation_mark=mark,
        names_separator=named is not None,
        has_blanks_before_marks=looks.has_blanks_before_marks,
        has_text_formulas=looks.has_text_formulas,
    )


def is_utf_16(start: bytes) -> bool:
    """Whether the first bytes of a file are UTF-16, with a byte order mark or without."""
    return start.startswith(_UTF_16_MARKS) or _unmarked_utf_16(start) is not None


def _unmarked_utf_16(start: bytes) -> str | None:
    left, right = start[:16:2].count(0), start[1:16:2].count(0)
    if start[:1] == b"\0" != start[1:2] and left >= LATIN_LETTERS_NEEDED:
        return "utf-16-be"
    if start[:1] != b"\0" == start[1:2] and right >= LATIN_LETTERS_NEEDED:
        return "utf-16-le"
    return None


def _possible_encodings(start: bytes) -> tuple[str, ...]:
    if start.startswith(_UTF_16_MARKS):
        return ("utf-16",)
    if start.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if unmarked := _unmarked_utf_16(start):
        return (unmarked,)
    # Every byte string without five certain bytes is Windows-1252, so it comes last.
    return ("utf-8", "cp1252")


def _look_at(file: IO[bytes], encoding: str) -> _Looks:
    """Decode the whole file once, a piece at a time.

    Raises:
        UnicodeDecodeError: The file is not in that encoding.
        CsvError: It is no text, or has an endless line.
    """
    looks = _Looks()
    last = ""
    line_length = 0
    for piece in _pieces(file, encoding):
        looks.head += piece[: HEAD_CHARACTERS - len(looks.head)]
        # What is looked for may stand across the edge of two pieces.
        joined = last + piece
        last = joined[-LONGEST_FOUND:]
        _check_text(joined, encoding)
        # One sign is found twenty times as fast as two, and most files have no mark at all.
        if '"' in joined:
            looks.has_text_formulas = looks.has_text_formulas or '="' in joined
            looks.has_blanks_before_marks = looks.has_blanks_before_marks or (
                ' "' in joined and _BLANK_BEFORE_MARK.search(joined) is not None
            )
        line_end = max(piece.rfind("\n"), piece.rfind("\r"))
        line_length = len(piece) - line_end - 1 + (line_length if line_end < 0 else 0)
        if line_length > LONGEST_LINE:
            raise CsvError(f"has a line of more than {LONGEST_LINE:,} characters")
    return looks


def _check_text(piece: str, encoding: str) -> None:
    # Twenty times as fast as looking for one by a regular expression.
    if len(piece.encode(errors="surrogatepass").translate(None, _NO_CONTROL_BYTES)):
        raise NotTextError("has control characters, which no text has")
    if encoding == "cp1252" and _UTF_8_IN_WINDOWS_1252.search(piece):
        raise CsvError("is partly UTF-8 and partly in another encoding")


def _pieces(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    while piece := file.read(CHUNK_BYTES):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def quoted_cell(mark: str) -> str:
    """The pattern of what stands between two quotation marks, with both; a double one is doubled.

    Possessive, so that no text makes it try twice.
    """
    return f"{mark}[^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+{mark}"


def _separator_and_mark(head: str, heading_rows: int) -> tuple[str, str]:
    double, single = (_likely_headings(head, mark, heading_rows) for mark in QUOTATION_MARKS)
    if any(_SINGLE_MARKS_ALONE.fullmatch(line) for line in single):
        return _most_frequent(single), "'"
    return _most_frequent(double), '"'


def _likely_headings(head: str, mark: str, heading_rows: int) -> list[str]:
    """The first lines that are not blank, with a NUL for every cell in quotation marks."""
    cells = re.compile(rf"(\A|[,;\t|\r\n]) *{quoted_cell(mark)}(?=[,;\t|\r\n]|\Z)")
    lines = re.split(r"[\r\n]+", cells.sub("\\1\0", head))
    return [line for line in lines if line.strip()][:heading_rows]


def _most_frequent(lines: list[str]) -> str:
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: counts[mark])
