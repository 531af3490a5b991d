"""The cells of the column that says whose row it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from operator import itemgetter
from typing import TypeGuard

from inspect_tool.domain.language.identity import without_formatting
from inspect_tool.domain.lists.recognition import tidy
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import (
    BLANK_WORDS,
    EXCEL_ERROR,
    LARGEST_EXACT_NUMBER,
    SHORTENED_NUMBER,
    Cell,
    Issue,
)
from inspect_tool.readers.annex_a.heading_words import plain_words
from inspect_tool.readers.spreadsheet.broken_cells import WITHOUT_VALUE

# In no identifier, and in many notes under a list.
NOTE_WORDS = frozenset(
    {"total", "totals", "subtotal", "subtotals", "sum", "count", "average", "mean", "example", "eg",
     "overall"}
)  # fmt: skip
TOTAL_WORDS = frozenset(
    {
        "total", "totals", "grand total", "sub total", "subtotal", "sum", "count",
        "total children", "total number", "number of children", "overall total",
    }
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")

IDENTIFIER_FORMATTING = Issue(
    "identifier-formatting",
    Severity.NOTED,
    'Identifiers stand as a spreadsheet changes them, such as 1234567.0, ="1234567", 1,234,567 '
    "or with an apostrophe before or a character that is not seen; they were read as 1234567.",
    "Nothing; format the column as text in the next return.",
    is_grouped=True,
)


def read_identifier(cell: Cell) -> str:
    """An identifier as text, without what a spreadsheet added to it; empty when there is none.

    A whole number comes from Excel as 1234567.0 and means 1234567. True, a date or a time is
    nobody's identifier.
    """
    if isinstance(cell, bool | date | time | timedelta) or cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str):
        if cell == WITHOUT_VALUE:
            return ""
        text = without_formatting(tidy(cell))
        return "" if text.casefold() in BLANK_WORDS or EXCEL_ERROR.match(text) else text
    return str(cell)


def is_reformatted(cell: Cell) -> bool:
    """Whether a text is not the identifier that it was read as, blanks around it aside."""
    return (
        isinstance(cell, str)
        and not is_plain(cell)
        and " ".join(cell.split()) != read_identifier(cell)
    )


def has_lost_digits(cell: Cell) -> bool:
    """Whether an identifier is a number that the spreadsheet rounded: 1.23457E+17."""
    if isinstance(cell, float):
        return not cell.is_integer() or abs(cell) >= LARGEST_EXACT_NUMBER
    return isinstance(cell, str) and SHORTENED_NUMBER.match(tidy(cell)) is not None


def plain_identifiers(cells: Sequence[Cell]) -> list[str] | None:
    """The identifiers of a column where all are plain; None where even one has to be looked at.

    A whole column is asked at once, and answers as each cell would by itself: whole numbers are
    what `read_identifier` makes of them, and texts of letters and digits that end with a digit are
    their own identifiers (`is_plain`), since joined texts hold no other sign than each does.
    """
    if _are_whole_numbers(cells):
        return list(map(str, map(int, cells)))  # type: ignore[arg-type]
    return list(cells) if _are_plain_texts(cells) else None


def identifiers_of(cells: Sequence[Cell]) -> list[str]:
    """The identifier of each cell; empty where a row cannot be somebody's."""
    return [cell if is_plain(cell) else _identifier_of(cell) for cell in cells]


def _are_plain_texts(cells: Sequence[Cell]) -> TypeGuard[Sequence[str]]:
    if set(map(type, cells)) != {str} or not all(cells):
        return False
    joined = "".join(cells)  # type: ignore[arg-type]
    ends = "".join(map(itemgetter(-1), cells))  # type: ignore[arg-type]
    return joined.isascii() and joined.isalnum() and ends.isdigit()


def _are_whole_numbers(cells: Sequence[Cell]) -> bool:
    return (
        set(map(type, cells)) == {float}
        and all(map(float.is_integer, cells))  # type: ignore[arg-type]
        and min(cells) >= 0  # type: ignore[type-var, operator]
        and max(cells) < LARGEST_EXACT_NUMBER  # type: ignore[type-var, operator]
    )


def is_plain(cell: Cell) -> TypeGuard[str]:
    """Whether the cell is its own identifier, as nearly all codes are: `C1001`."""
    return isinstance(cell, str) and cell.isascii() and cell.isalnum() and cell[-1].isdigit()


def is_likely(identifier: str) -> bool:
    """Whether it can be taken for an identifier by itself: a digit, and no more than one word."""
    return _DIGIT.search(identifier) is not None and len(_LONG_WORD.findall(identifier)) < 2


def is_note(identifier: str) -> bool:
    """Whether it has a word that says that the row is a total or an example."""
    words = plain_words(identifier)
    return words.startswith("e g ") or not NOTE_WORDS.isdisjoint(words.split())


def _identifier_of(cell: Cell) -> str:
    text = read_identifier(cell)
    is_somebody = text.isprintable() and plain_words(text) not in TOTAL_WORDS
    return text if is_somebody and not has_lost_digits(cell) else ""
