"""Everything that a workbook says, in its cells and beside them, as one digest.

A workbook that was saved again without a change has hardly a byte in common with the one that was
issued, and yet the same digest. Two workbooks of one digest say the same; a row that was sorted or
a number that was typed as a word give another, and the workbook is read whole. This module imports
the standard library alone, because the process that opens returned workbooks loads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json.encoder import JSONEncoder
from json.encoder import encode_basestring_ascii as _quoted
from typing import NamedTuple, TypeAlias

from inspect_tool.domain.workbook.printed import formula_words

TEXT, NUMBER, FORMULA, ERROR = "text", "number", "formula", "error"

_as_json = JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


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
        told = ",".join(
            # As JSON, but that what is long and stands on every sheet is written once.
            f'[{row},{column},"{kind}",{_formula(words) if kind == FORMULA else _quoted(words)}]'
            for row, column, kind, words in sorted(cells)
        )
        digest.update(f"[{_quoted(name)},[{told}]]".encode())
    digest.update(_as_json(sorted(beside)).encode())
    return digest.hexdigest()


@lru_cache(maxsize=8192)
def _formula(words: str) -> str:
    """A formula as every program writes it, as JSON."""
    return _quoted(formula_words(words))
