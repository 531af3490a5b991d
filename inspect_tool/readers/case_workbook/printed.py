"""Whether words of a returned workbook are those that it was issued with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.workbook.printed import (
    EARLIER_FOOTER,
    FOOTER,
    PROMPT,
    STATE,
    PrintedWords,
    formula_words,
    state_words,
)
from inspect_tool.domain.workbook.seal import Seal, is_same_digest
from inspect_tool.readers.case_workbook.beside import Beside, BesideKind
from inspect_tool.readers.case_workbook.cells import ReadCell, ReadSheet
from inspect_tool.readers.case_workbook.parts import cell_name

FIRST_FORM_PLACES = ("A1", "A2")  # the title and the instruction of a subject's sheet


@dataclass(frozen=True)
class PrintedPlaces:
    """What a sheet was issued with outside its rows.

    Args:
        name: Of the sheet as it was issued.
        digests: By cell; None for a workbook of the first form, which does not list them.
        states: Digests of the formulas that compute the states of rows.
        footers: Digests of what footers say.
        prompts: Digests of what cells say when they are chosen, and of what conditions look for;
            None for a workbook that does not list them.
    """

    seal: Seal
    name: str
    digests: Mapping[str, str] | None = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    footers: frozenset[str] = frozenset()
    prompts: frozenset[str] | None = None

    @classmethod
    def of(cls, seal: Seal, listed: PrintedWords | None, name: str) -> PrintedPlaces:
        """What a sheet of that name was issued with; None is listed in the first form."""
        if listed is None:
            return cls(seal, name, None)
        return cls(
            seal,
            name,
            listed.of_sheet(name),
            listed.of_place(STATE),
            listed.of_place(FOOTER),
            listed.of_place(PROMPT) or None,
        )

    def has_beside(self, one: Beside) -> bool:
        """Whether what stands in no cell is what sheets were issued with."""
        if one.kind is BesideKind.PROMPT:
            check = self.seal.place_check("", PROMPT, one.text)
            return self.prompts is None or check in self.prompts
        if one.kind is not BesideKind.HEADER:
            return False
        return one.text == EARLIER_FOOTER or (
            self.seal.place_check("", FOOTER, one.text) in self.footers
        )

    def has(self, row: int, column: int, cell: ReadCell) -> bool:
        """Whether a cell is as it was printed."""
        place = cell_name(row, column)
        if self.digests is None:
            return place in FIRST_FORM_PLACES
        if self.has_state(cell):  # in a sheet whose columns were moved
            return True
        words = formula_words(cell.text) if cell.is_formula else cell.text
        expected = self.digests.get(place, "")
        return is_same_digest(self.seal.place_check(self.name, place, words), expected)

    def has_state(self, cell: ReadCell) -> bool:
        """Whether a cell computes the state of a row as some row was issued with."""
        if not cell.is_formula:
            return False
        if cell.text == "=":  # the second and later cells of a formula that Excel wrote once
            return True
        return self.seal.place_check("", STATE, state_words(cell.text)) in self.states

    def cleared(self, sheet: ReadSheet) -> int:
        """Number of printed cells that are blank now."""
        there: Collection[str] = {
            cell_name(row, column)
            for row, cells in enumerate(sheet.rows, start=1)
            for column, cell in enumerate(cells, start=1)
            if not cell.is_blank
        }
        return len((self.digests or {}).keys() - there)
