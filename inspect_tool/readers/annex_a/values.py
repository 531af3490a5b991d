"""From a cell to a value: dates, whole numbers, ages, codes, identifiers and postcodes.

A cell comes from a workbook as text, a number, a date or a time, and from a CSV always as text.
A value is a text, a whole number, True, False or None; a date is its proleptic ordinal, so that
it travels between processes as a number. Every distinct cell of a column is looked at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TypeAlias

from inspect_tool.domain.language.characters import is_written_date, shape_of
from inspect_tool.domain.language.dates import NumericDate
from inspect_tool.domain.lists.columns import ColumnKind, ListColumn, is_yes_or_no
from inspect_tool.domain.lists.recognition import CodeList, tidy
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import (
    BLANK_WORDS,
    EXCEL_ERROR,
    LARGEST_COUNT,
    NONE_WORDS,
    WITH_THOUSANDS,
    Cell,
    Issue,
    ReadContext,
    Value,
)
from inspect_tool.readers.annex_a.date_cells import read_date
from inspect_tool.readers.annex_a.identifiers import read_identifier
from inspect_tool.readers.spreadsheet.broken_cells import WITHOUT_VALUE

POSTCODE = re.compile(r"^(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$")
AGE_WORDS = re.compile(r"^(\d{1,3})\s*(?:y|yrs?|years?)(?:\s*old)?$", re.IGNORECASE)

Converter: TypeAlias = Callable[[Cell], tuple[Value, Issue | None]]


class ColumnReader:
    """Reads the cells of one column; keeps what it made of each distinct cell.

    Args:
        column: The official column that the cells belong to.
    """

    def __init__(self, column: ListColumn, context: ReadContext) -> None:
        self.column = column
        self.is_kept = context.keeps(column)
        self.issues: dict[Cell, Issue] = {}
        self.written: dict[NumericDate, str] = {}
        self.days_of_texts: set[int] = set()
        self._of_kind = _converter(column, context)
        self._values = _Values(self._convert)
        self._days = range(context.lists.earliest.toordinal(), context.frame_date.toordinal() + 1)

    def read(self, cells: Sequence[Cell]) -> list[Value]:
        """Values of the cells, in their order."""
        if self.column.kind is ColumnKind.DATE:
            # Dates in the usual range say nothing but their day, and can be read all at once; of a
            # column with anything else, which has no ordinal, each cell is looked at.
            with suppress(TypeError):
                days = list(map(date.toordinal, cells))  # type: ignore[arg-type]
                if min(days) in self._days and max(days) in self._days:
                    return days  # type: ignore[return-value]
        return list(map(self._values.__getitem__, cells))

    def value_of(self, cell: Cell) -> Value:
        """What a single cell says; None where it is blank or cannot be read."""
        return self._values[cell]

    def says_something(self, cell: Cell) -> bool:
        """Whether a cell holds a value of the column's kind, and not just any words."""
        if cell is None or self.column.kind in {ColumnKind.TEXT, ColumnKind.POSTCODE}:
            return False
        codes = self.column.codes
        if self.column.kind is ColumnKind.CHOICE:
            return codes is not None and codes.recognise(as_text(cell)).is_known
        return self.value_of(cell) is not None

    def is_broken(self, cell: Cell) -> bool:
        """Whether a cell holds an error of the spreadsheet, or a formula without its value."""
        return isinstance(cell, str) and (
            cell == WITHOUT_VALUE or EXCEL_ERROR.match(cell) is not None
        )

    def _convert(self, cell: Cell) -> Value:
        value, issue = self._value_and_issue(cell)
        if issue is not None:
            self.issues[cell] = issue
        if isinstance(value, NumericDate):
            self.written.setdefault(value, str(cell))
        elif isinstance(cell, str) and isinstance(value, int):
            self.days_of_texts.add(value)
        return value

    def _value_and_issue(self, cell: Cell) -> tuple[Value, Issue | None]:
        if isinstance(cell, str):
            cell = tidy(cell)
            if cell == WITHOUT_VALUE:
                return None, _formula_without_value(self.column, self.is_kept)
            if EXCEL_ERROR.match(cell):
                return None, _excel_error(self.column, self.is_kept)
        if isinstance(cell, str) and _may_be_an_answer(cell, self.column):
            return None, _none_or_no(self.column, self.is_kept)
        if cell is None or (isinstance(cell, str) and self._says_nothing(cell)):
            return None, None if self.column.may_be_blank else _blank(self.column, self.is_kept)
        return self._of_kind(cell)

    def _says_nothing(self, text: str) -> bool:
        if text.casefold() not in BLANK_WORDS:
            return False
        # "None" under Disability is an answer.
        codes = self.column.codes
        return not text or codes is None or not codes.recognise(text).is_known


class _Values(dict[Cell, Value]):
    """Converts a cell when it is first asked for."""

    def __init__(self, convert: Callable[[Cell], Value]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Cell) -> Value:
        value = self[cell] = self._convert(cell)
        return value


def shown(cell: Cell, column: ListColumn) -> str:
    """How a message repeats a cell: as it is where that can name nobody, else by its shape.

    A code of the column's list and a date other than a birth can name nobody; what stands in the
    wrong column can. A column that can tell who somebody is says nothing at all.
    """
    if cell is None or column.identifies:
        return ""
    if column.kind is ColumnKind.DATE and isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if column.kind is ColumnKind.DATE and isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = as_text(cell)
    is_date = column.kind is ColumnKind.DATE and is_written_date(text)
    is_harmless = is_date or EXCEL_ERROR.match(text) or _is_of_codes(text, column)
    if text == WITHOUT_VALUE:
        return "a formula without its value"
    return text if is_harmless else shape_of(cell)


def _is_of_codes(text: str, column: ListColumn) -> bool:
    """Whether every word of the text is one of the column's own list of values."""
    codes = column.codes
    return codes is not None and codes.has_every_word_of(text)


def as_text(cell: Cell) -> str:
    """A cell as the text that it shows, in one line."""
    return tidy(f"{cell:.15g}" if isinstance(cell, float) else str(cell))


def _converter(column: ListColumn, context: ReadContext) -> Converter:
    codes = column.codes
    if column.kind is ColumnKind.CHOICE and codes is not None:
        is_kept = context.keeps(column)
        return lambda cell: _read_choice(cell, column, codes, is_kept=is_kept)
    by_kind: dict[ColumnKind, Converter] = {
        ColumnKind.DATE: lambda cell: read_date(cell, column, context),
        ColumnKind.WHOLE_NUMBER: lambda cell: _read_count(cell, column),
        ColumnKind.AGE: lambda cell: _read_age(cell, context.lists.ages.oldest),
        ColumnKind.POSTCODE: _read_postcode,
        ColumnKind.IDENTIFIER: lambda cell: (read_identifier(cell) or None, None),
    }
    # Texts that are not kept are only compared with one another, in the same process.
    return by_kind.get(column.kind, lambda cell: (as_text(cell), None))


def _excel_error(column: ListColumn, is_kept: bool) -> Issue:
    return Issue(
        "excel-error",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” holds an error of the spreadsheet, such as #N/A, where a value belongs.",
        "Repair the formula or the look-up behind it, or type the value."
        if is_kept
        else "Nothing; the sampling frame does not use it.",
        is_grouped=not is_kept,
    )


def _formula_without_value(column: ListColumn, is_kept: bool) -> Issue:
    return Issue(
        "formula-without-value",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” holds a formula, and the program that wrote the file did not store what "
        "it comes to.",
        "Open the file in Excel, save it and send it again, or type the value."
        if is_kept
        else "Nothing; the sampling frame does not use it.",
        is_grouped=not is_kept,
    )


def _may_be_an_answer(text: str, column: ListColumn) -> bool:
    """Whether a cell says "none" where that may mean 0 or no, and the column does not say which."""
    if text.casefold() not in NONE_WORDS:
        return False
    codes = column.codes
    if codes is None:
        return column.kind is ColumnKind.WHOLE_NUMBER
    return is_yes_or_no(codes) and not codes.recognise(text).is_known


def _none_or_no(column: ListColumn, is_kept: bool) -> Issue:
    answer = "0" if column.kind is ColumnKind.WHOLE_NUMBER else "No"
    return Issue(
        "none-or-nothing",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” says “none”, which may mean {answer} or that nothing is known. It is "
        "taken as not known.",
        f"Write {answer} where that is meant, and leave the cell blank where it is not known.",
        is_grouped=not is_kept,
    )


def _blank(column: ListColumn, is_kept: bool) -> Issue:
    return Issue(
        "blank",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” is blank and may not be.",
        "Fill it in and send the return again."
        if is_kept
        else "Nothing; the sampling frame does not use it.",
        is_grouped=not is_kept,
    )


def _number_in(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None  # TRUE is no number of anything
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    if isinstance(cell, str):
        return float(cell.replace(",", "")) if WITH_THOUSANDS.match(cell) else None
    return None


def _read_count(cell: Cell, column: ListColumn) -> tuple[Value, Issue | None]:
    number = _number_in(cell)
    if number is not None and number.is_integer() and 0 <= number <= LARGEST_COUNT:
        return int(number), None
    return None, Issue(
        "not-a-count",
        Severity.BLANKED,
        f"“{column.name}” is not a whole number from 0 to {LARGEST_COUNT}.",
        "Type the number in digits.",
    )


def _read_age(cell: Cell, oldest: int) -> tuple[Value, Issue | None]:
    if isinstance(cell, str):
        words = AGE_WORDS.match(cell)
        cell = words.group(1) if words else cell
    number = _number_in(cell)
    if number is None or not 0 <= number <= oldest:
        return None, Issue(
            "age-out-of-range",
            Severity.BLANKED,
            f"The age is not a number of years from 0 to {oldest}.",
            "Type the age in completed years.",
        )
    if number.is_integer():
        return int(number), None
    return math.floor(number), Issue(
        "age-not-whole",
        Severity.NOTED,
        "The age has decimals; the completed years were taken.",
        "Nothing, unless the age was meant to be rounded.",
        is_grouped=True,
    )


def _read_postcode(cell: Cell) -> tuple[Value, Issue | None]:
    text = str(cell).upper()
    if POSTCODE.match(text):
        return text.replace(" ", ""), None
    return text, Issue(
        "bad-postcode",
        Severity.NOTED,
        "The postcode does not have the form of one.",
        "Nothing; the sampling frame does not use it.",
    )


def _read_choice(
    cell: Cell, column: ListColumn, codes: CodeList, *, is_kept: bool
) -> tuple[Value, Issue | None]:
    text = as_text(cell)
    recognised = codes.recognise(text)
    if not recognised.is_known:
        if is_kept or is_yes_or_no(codes):
            return None, _unknown_code(column, codes, is_kept=is_kept)
        # What is not kept is not judged by its words: there are hundreds of spellings.
        return text.casefold(), None
    if not recognised.disagreement:
        return recognised.value, None
    return recognised.value, Issue(
        "letter-and-words-disagree",
        Severity.NOTED,
        f"“{column.name}”: the letter and the words do not agree; it was read as "
        f"“{recognised.disagreement}”.",
        "Check which of the two was meant.",
        is_grouped=not is_kept,
    )


def _unknown_code(column: ListColumn, codes: CodeList, *, is_kept: bool) -> Issue:
    if is_yes_or_no(codes):
        return Issue(
            "not-yes-or-no",
            Severity.BLANKED if is_kept else Severity.NOTED,
            f"“{column.name}” takes yes, no or unknown, and holds other text.",
            "Write a) Yes, b) No or c) Unknown.",
            is_grouped=not is_kept,
        )
    official = "; ".join(code.words[0] for code in codes.codes)
    return Issue(
        "unknown-code",
        Severity.BLANKED,
        f"“{column.name}” holds something that is not in its list of values.",
        f"Use one of: {official}.",
    )
