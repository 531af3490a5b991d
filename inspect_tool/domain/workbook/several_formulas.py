"""Several options in one cell, as formulas: which were chosen, and how many.

A cell is only taken for what it says where every part of it is an option as the guidance writes it;
any other spelling is left to the import, which knows more of them.
"""

from __future__ import annotations

from inspect_tool.domain.language.conditions import Comparison, HowMany
from inspect_tool.domain.language.values import OTHER
from inspect_tool.domain.workbook.truths import (
    UNKNOWN,
    AnswerRow,
    Asked,
    all_of,
    any_of,
    negated,
    quoted,
)

# A cell holds 8,192 characters of a formula; a state asks for up to four such conditions.
LONGEST = 1_500


def chosen(row: AnswerRow, test: Comparison) -> Asked:
    """A test of options as formulas over the cell of a choice of several."""
    cell = _Options(row)
    if test.how_many is not None:
        found = cell.counted(test.how_many)
    else:
        sought = (test.has,) if test.has is not None else test.has_any or ()
        found = any_of(cell.has(code) for code in sought if code is not None)
    asked = Asked(all_of([cell.is_read, found]), all_of([cell.is_read, negated(found)]))
    return UNKNOWN if max(len(asked.holds), len(asked.fails)) > LONGEST else asked


class _Options:
    """The cell with its parts in capitals between semicolons: `;PHYSICAL NEGLECT;OTHER;`."""

    def __init__(self, row: AnswerRow) -> None:
        self._words = {one.value: one.words.upper() for one in row.form.choices}
        self._none = row.form.none.upper()
        raw = f'";"&UPPER(SUBSTITUTE(TRIM({row.answer}),"; ",";"))&";"'
        self._parts = raw
        if OTHER in self._words:  # what else it was runs to the end, and is no option
            other = self._words[OTHER]
            start = f"FIND({quoted(f';{other}:')},{raw})+{len(other)}"
            self._parts = f'IFERROR(LEFT({raw},{start})&";",{raw})'

    def has(self, code: str) -> str:
        """True where an option was chosen."""
        return f"ISNUMBER(FIND({quoted(f';{self._words.get(code, code)};')},{self._parts}))"

    @property
    def _is_none(self) -> str:
        return f"{self._parts}={quoted(f';{self._none};')}"

    @property
    def is_read(self) -> str:
        """True where every part is an option, or the cell says that there is none."""
        left = self._parts
        for words in self._words.values():
            left = f'SUBSTITUTE({left},{quoted(f";{words};")},";")'
        is_option = f'{left}=";"'
        return any_of([is_option, self._is_none] if self._none else [is_option])

    def counted(self, test: HowMany) -> str:
        """True where so many options were chosen."""
        number = f'LEN({self._parts})-LEN(SUBSTITUTE({self._parts},";",""))-1'
        if self._none:
            number = f"IF({self._is_none},0,{number})"
        sign, bound = next(
            (sign, bound)
            for sign, bound in (("=", test.is_), (">=", test.gte), ("<=", test.lte))
            if bound is not None
        )
        return f"{number}{sign}{bound}"
