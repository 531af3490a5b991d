"""Everything that a workbook says, in its cells and beside them, as one digest.

A workbook that was saved again without a change has hardly a byte in common with the one that was
issued, and yet the same digest. Two workbooks of one digest say the same; a row that was sorted or
a number that was typed as a word give another, and the workbook is read whole. This module imports
the standard library alone, because the process that opens returned workbooks loads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from inspect_tool.domain.workbook.printed import formula_words

TEXT, NUMBER, FORMULA, ERROR = "text", "number", "formula", "error"

_as_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


# A cell that is not blank: its row and column, from 1; whether it is a text, a number, a formula or
# an error; its words without spaces around them, of a date the number of its day. A plain tuple,
# for a workbook has 14,000.
SaidCell: TypeAlias = tuple[int, int, str, str]


class SaidBeside(NamedTuple):
    """Words that are in no cell.

    Args:
        sheet: Empty outside of sheets.
        place: Empty for properties and names, whose words alone are told.
    """

    sheet: str
    kind: str
    place: str
    words: str


def contents_digest(sheets: Mapping[str, Iterable[SaidCell]], beside: Iterable[SaidBeside]) -> str:
    """SHA-256 of everything that is said, in hex.

    Args:
        sheets: The cells of every sheet, hidden ones included; formulas as they stand in the file.
        beside: Everything that is in no cell, but the footer that each page was issued with.
    """
    digest = hashlib.sha256()
    for name, cells in sorted(sheets.items()):
        digest.update(_as_json([name, sorted(_told(cells))]).encode())
    digest.update(_as_json(sorted(beside)).encode())
    return digest.hexdigest()


def _told(cells: Iterable[SaidCell]) -> Iterator[SaidCell]:
    """Cells as every program writes them."""
    for cell in cells:
        row, column, kind, words = cell
        yield (row, column, kind, formula_words(words)) if kind == FORMULA else cell
