"""What a workbook says before anybody writes in it, so that whatever else stands there is found.

Rows of questions carry a digest for each of their printed cells, for they may be sorted; all other
printed words are listed on a hidden sheet by their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

PROPERTY = "property"  # place of a printed word that is in no cell
NAME = "name"  # of a list, by which a cell refers to it
STATE = "state"  # place of a formula that stands in many rows
PROMPT = "prompt or condition"  # place of what a cell says when it is chosen, or is looked for
FOOTER = "footer"  # place of what the footer of every page says
# What it said in the first four forms, without the codes for the sheet and the numbers of pages.
EARLIER_FOOTER = "Page of"
FOOTER_PROPERTY = "inspect_footer"  # where the file says it as well, for who does not have the key

_CELLS = re.compile(r"\b[A-Z]{1,3}\d+\b")
# A reference to another sheet, which may have been renamed: as Excel and as OpenDocument write it.
_SHEET = re.compile(r"\$?'(?:[^'\"]|'')*'[!.](?=\$?[A-Z])")
_BARE_SHEET = re.compile(r"\w+!(?=\$?[A-Z])|\$\w+\.(?=\$?[A-Z])")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_NUMBERS = re.compile(r"\d+")
_FORMULA_MARKS = re.compile(r"[\[\]$'\s.!;,:]")


class PrintedCell(NamedTuple):
    """Printed words, by their place.

    Args:
        place: The cell, such as `B7`; `property` outside of cells, `state` for the formulas of
            rows, which may be sorted.
        digest: Of the words, under the workbook's seal.
    """

    sheet: str
    place: str
    digest: str


@dataclass(frozen=True)
class PrintedWords:
    """The printed words of a workbook that are listed by place."""

    cells: tuple[PrintedCell, ...] = ()

    @cached_property
    def _by_sheet(self) -> dict[str, list[PrintedCell]]:
        found: dict[str, list[PrintedCell]] = {}
        for cell in self.cells:
            found.setdefault(cell.sheet, []).append(cell)
        return found

    def of_sheet(self, sheet: str) -> dict[str, str]:
        """Digests of one sheet's printed cells, by place."""
        return {cell.place: cell.digest for cell in self._by_sheet.get(sheet, ())}

    def of_place(self, place: str) -> frozenset[str]:
        """Digests of what is printed in no cell, such as `property`."""
        return frozenset(cell.digest for cell in self._by_sheet.get("", ()) if cell.place == place)


def quoted_words(formula: str) -> tuple[str, ...]:
    """The texts with a letter in them that a formula quotes."""
    found = (one[1].replace('""', '"') for one in _QUOTED.finditer(formula))
    return tuple(text for text in found if any(map(str.isalpha, text)))


@lru_cache(maxsize=8192)  # each is asked for as a cell and as a state
def formula_words(formula: str) -> str:
    """A formula as every program writes it, however that writes references and separators.

    `=SUM('A-1'!$B$2:$B$9)` and OpenDocument's `of:=SUM([$'A-1'.$B$2:.$B$9])` come to the same.
    """
    return "=" + _FORMULA_MARKS.sub("", formula.partition("=")[2]).upper()


@lru_cache(maxsize=8192)
def state_words(formula: str) -> str:
    """The formula of a row's state, wherever the row is: without sheets, cells and numbers."""
    if "'" in formula:
        formula = _SHEET.sub("", formula)
    if "!" in formula or "[$" in formula:
        formula = _BARE_SHEET.sub("", formula)
    return _NUMBERS.sub("#", _CELLS.sub("@", formula_words(formula)))
