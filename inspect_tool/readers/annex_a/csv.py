"""CSV files as authorities save them: any of three encodings and three separators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from inspect_tool.readers.spreadsheet.guard import (
    DamagedFileError,
    OversizedFileError,
    ReadLimits,
    UnknownFormatError,
)

SEPARATORS = (",", ";", "\t", "|")
# Text has tabs and line ends; other control characters come from files that are not text.
CONTROL_CHARACTERS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
LINES_JUDGED = 40
LONGEST_CELL = 32_767  # what Excel allows


def read_csv(path: Path, limits: ReadLimits) -> Iterator[tuple[int, list[str]]]:
    """Lines and cells of a CSV file; each with the line on which it starts, from 1.

    Raises:
        UnreadableFileError: It is not text, cannot be split into cells, or is too large.
    """
    text = _decode(path)
    separator = _separator(text)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if len(cells) > limits.columns:
                raise OversizedFileError(path.name, f"has more than {limits.columns} columns")
            if line > limits.rows:
                raise OversizedFileError(path.name, f"has more than {limits.rows} rows")
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise DamagedFileError(
            path.name, f"line {line} cannot be split into cells; a quotation mark may be missing"
        ) from None


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        # Every byte string but five bytes is Windows-1252, so it comes last.
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL_CHARACTERS.isdisjoint(text):
            return text
        break
    raise UnknownFormatError(path.name, "neither a workbook nor text")


def _separator(text: str) -> str:
    """The separator that splits the first lines into most cells, outside quotation marks."""
    lines = text.split("\n", LINES_JUDGED)[:LINES_JUDGED]
    counts = {
        separator: max(len(_outside_quotes(line).split(separator)) for line in lines)
        for separator in SEPARATORS
    }
    return max(SEPARATORS, key=lambda separator: counts[separator])


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
