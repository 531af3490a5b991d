"""Rows of a form that people fill in as a CSV: each cell by the name of its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.plain.rows import rows_under_headings, under_no_heading
from inspect_tool.readers.plain.tables import told_of_a_file


def named_rows(
    path: Path, *, largest: int, needed: Sequence[str] = (), remedy: str
) -> list[tuple[int, Mapping[str, str]]]:
    """Every row that is not blank: the line it starts on, and its cells, trimmed, by column.

    Names of columns are in small letters; a row that ends early has empty cells. No cell is left
    out: one that has no column, as after a comma in a text without quotation marks, is refused.

    Args:
        largest: Most bytes that are read.
        needed: Columns without which it is another file.
        remedy: Which command writes such a file, or how its columns are to be named.

    Raises:
        UnreadableFileError: It cannot be opened, is no CSV or too large, has not the columns, a
            column twice, or a cell without one.
    """
    with told_of_a_file(path, largest=largest, remedy=remedy):
        found = list(rows_under_headings(path, largest=largest))
    headings = [cell.strip().casefold() for cell in found[0][1]] if found else []
    if not set(needed) <= set(headings):
        raise UnreadableFileError(
            f"{path.name} has not the columns {', '.join(needed)} in its first row. {remedy}"
        )
    twice = [name for name, times in Counter(filter(None, headings)).items() if times > 1]
    if twice:
        raise UnreadableFileError(
            f"{path.name} has the column {twice[0]} more than once, so nobody can say which is "
            "meant. Keep one of them."
        )
    return [(line, _by_column(path, line, headings, cells)) for line, cells in found[1:]]


def _by_column(
    path: Path, line: int, headings: Sequence[str], cells: Sequence[str]
) -> Mapping[str, str]:
    padded = [*map(str.strip, cells), *[""] * (len(headings) - len(cells))]
    named = dict(zip(headings, padded, strict=True))
    if named.pop("", ""):
        raise UnreadableFileError(f"{path.name} {under_no_heading(line)}. Name every column.")
    return named
