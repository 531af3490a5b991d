"""From a cell to a value: dates, whole numbers, ages, codes, identifiers and postcodes.

A cell comes from a workbook as text, a number, a date or a time, and from a CSV always as text.
A value is a text, a whole number, True, False or None; a date is its proleptic ordinal, so that
it travels between processes as a number. Every distinct cell of a column is looked at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from inspect_tool.domain.annex_a.codes import CodeList, code_list_of, is_yes_or_no, tidy
from inspect_tool.domain.annex_a.columns import BIRTH, ColumnKind, OfficialColumn
from inspect_tool.domain.language.characters import is_written_date, shape_of
from inspect_tool.domain.language.dates import (
    ImpossibleDateError,
    NotADateError,
    date_of_serial,
    date_of_text,
)
from inspect_tool.errors import Severity

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None
Value: TypeAlias = str | int | bool | None

# Nobody on a child list was born, or had anything happen, before; 1900 is what Excel makes of 0.
EARLIEST_DATE = date(1950, 1, 1)
# A pregnancy lasts 40 weeks; a later "birth" is a typing error.
LATEST_BIRTH_DAYS = 310
# Lists are drawn up some weeks after the frame's date; a year later is a typing error.
LATEST_EVENT_DAYS = 366
LARGEST_COUNT = 999
OLDEST_AGE = 30  # people to 25 are on the leaving care list
LARGEST_EXACT_NUMBER = 10**15  # Excel keeps 15 digits and replaces the rest by zeros
SHORTENED_NUMBER = re.compile(r"^\d(?:\.\d+)?E\+\d+$", re.IGNORECASE)

# What people type into a cell that has nothing to say.
BLANK_WORDS = frozenset(
    {"", "-", "--", ".", "n/a", "na", "n.a.", "none", "null", "nan", "nil", "(blank)", "blank",
     "not applicable", "n/k", "?"}
)  # fmt: skip
EXCEL_ERROR = re.compile(
    r"^(?:#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|"
    r"MULTIVALUE|#+)|Err:\d{3})$",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"^(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$")
NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
AGE_WORDS = re.compile(r"^(\d{1,3})\s*(?:y|yrs?|years?)(?:\s*old)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Issue:
    """What is wrong with every cell of a column that has the same content.

    Args:
        is_grouped: Reported once for the column, with the number of rows, and not row by row.
    """

    kind: str
    severity: Severity
    message: str
    remedy: str
    is_grouped: bool = False


@dataclass(frozen=True)
class ReadContext:
    """What a cell's meaning depends on besides the cell.

    Args:
        counts_from_1904: Numbers that stand for dates count from 1904, as old Macs did.
        kept: Names of the columns of each list that the frame can use.
    """

    frame_date: date
    counts_from_1904: bool = False
    kept: frozenset[tuple[int, str]] = frozenset()

    def keeps(self, column: OfficialColumn) -> bool:
        """Whether the frame can use the column."""
        return (column.list_number, column.name) in self.kept


Converter: TypeAlias = Callable[[Cell], tuple[Value, Issue | None]]


class ColumnReader:
    """Reads the cells of one column; keeps what it made of each distinct cell.

    Args:
        column: The official column that the cells belong to.
    """

    def __init__(self, column: OfficialColumn, context: ReadContext) -> None:
        self.column = column
        self.is_kept = context.keeps(column)
        self.issues: dict[Cell, Issue] = {}
        self._of_kind = _converter(column, context)
        self._values = _Values(self._convert)
        self._days = range(EARLIEST_DATE.toordinal(), context.frame_date.toordinal() + 1)

    def read(self, cells: Sequence[Cell]) -> list[Value]:
        """Values of the cells, in their order."""
        if self.column.kind is ColumnKind.DATE and set(map(type, cells)) == {date}:
            # Most dates are dates in the usual range, and can be read all at once.
            days = list(map(date.toordinal, cells))  # type: ignore[arg-type]
            if min(days) in self._days and max(days) in self._days:
                return days  # type: ignore[return-value]
        return list(map(self._values.__getitem__, cells))

    def _convert(self, cell: Cell) -> Value:
        value, issue = self._value_and_issue(cell)
        if issue is not None:
            self.issues[cell] = issue
        return value

    def _value_and_issue(self, cell: Cell) -> tuple[Value, Issue | None]:
        if isinstance(cell, str):
            cell = tidy(cell)
            if EXCEL_ERROR.match(cell):
                return None, _excel_error(self.column, self.is_kept)
        if cell is None or (isinstance(cell, str) and self._says_nothing(cell)):
            return None, None if self.column.may_be_blank else _blank(self.column, self.is_kept)
        return self._of_kind(cell)

    def _says_nothing(self, text: str) -> bool:
        if text.casefold() not in BLANK_WORDS:
            return False
        # "None" under Disability is an answer.
        codes = code_list_of(self.column.name)
        return not text or codes is None or not codes.recognise(text).is_known


class _Values(dict[Cell, Value]):
    """Converts a cell when it is first asked for."""

    def __init__(self, convert: Callable[[Cell], Value]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Cell) -> Value:
        value = self[cell] = self._convert(cell)
        return value


def shown(cell: Cell, column: OfficialColumn) -> str:
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
    return text if is_harmless else shape_of(cell)


def _is_of_codes(text: str, column: OfficialColumn) -> bool:
    """Whether every word of the text is one of the column's own list of values."""
    codes = code_list_of(column.name)
    return codes is not None and codes.has_every_word_of(text)


def as_text(cell: Cell) -> str:
    """A cell as the text that it shows, in one line."""
    return tidy(f"{cell:.15g}" if isinstance(cell, float) else str(cell))


def read_identifier(cell: Cell) -> str:
    """An identifier as text, trimmed; empty when there is none.

    A whole number comes from Excel as 1234567.0 and means 1234567; some programs put single
    quotation marks around what must stay a text.
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str):
        text = tidy(cell)
        if len(text) > 2 and text[0] == text[-1] == "'":
            text = tidy(text[1:-1])
        return "" if text.casefold() in BLANK_WORDS or EXCEL_ERROR.match(text) else text
    return "" if cell is None else str(cell)


def has_lost_digits(cell: Cell) -> bool:
    """Whether an identifier is a number that the spreadsheet rounded: 1.23457E+17."""
    if isinstance(cell, float):
        return not cell.is_integer() or abs(cell) >= LARGEST_EXACT_NUMBER
    return isinstance(cell, str) and SHORTENED_NUMBER.match(tidy(cell)) is not None


def _converter(column: OfficialColumn, context: ReadContext) -> Converter:
    codes = code_list_of(column.name)
    if column.kind is ColumnKind.CHOICE and codes is not None:
        is_kept = context.keeps(column)
        return lambda cell: _read_choice(cell, column, codes, is_kept=is_kept)
    by_kind: dict[ColumnKind, Converter] = {
        ColumnKind.DATE: lambda cell: _read_date(cell, column, context),
        ColumnKind.WHOLE_NUMBER: lambda cell: _read_count(cell, column),
        ColumnKind.AGE: _read_age,
        ColumnKind.POSTCODE: _read_postcode,
        ColumnKind.IDENTIFIER: lambda cell: (read_identifier(cell) or None, None),
    }
    # Texts that are not kept are only compared with one another, in the same process.
    return by_kind.get(column.kind, lambda cell: (as_text(cell), None))


def _excel_error(column: OfficialColumn, is_kept: bool) -> Issue:
    return Issue(
        "excel-error",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” holds an error of the spreadsheet, such as #N/A, where a value belongs.",
        "Repair the formula or the look-up behind it, or type the value."
        if is_kept
        else "Nothing; the sampling frame does not use it.",
        is_grouped=not is_kept,
    )


def _blank(column: OfficialColumn, is_kept: bool) -> Issue:
    return Issue(
        "blank",
        Severity.BLANKED if is_kept else Severity.NOTED,
        f"“{column.name}” is blank and may not be.",
        "Fill it in and send the return again."
        if is_kept
        else "Nothing; the sampling frame does not use it.",
        is_grouped=not is_kept,
    )


def _read_date(
    cell: Cell, column: OfficialColumn, context: ReadContext
) -> tuple[Value, Issue | None]:
    note: Issue | None = None
    try:
        if isinstance(cell, datetime):
            day = cell.date()
        elif isinstance(cell, date):
            day = cell
        elif isinstance(cell, str) and not NUMBER.match(cell):
            day = date_of_text(cell, context.frame_date)
        else:
            day = date_of_serial(cell, counts_from_1904=context.counts_from_1904)
            note = _number_as_date(column)
    except (ImpossibleDateError, NotADateError) as error:
        return None, _bad_date(column, error)
    late = _check_range(day, column, context)
    if late is not None and late.severity is Severity.BLANKED:
        return None, late
    return day.toordinal(), late or note


def _bad_date(column: OfficialColumn, error: Exception) -> Issue:
    if isinstance(error, NotADateError):
        return Issue(
            "not-a-date",
            Severity.BLANKED,
            f"“{column.name}” holds something that is not a date.",
            "Type the date as dd/mm/yyyy.",
        )
    return Issue(
        "impossible-date",
        Severity.BLANKED,
        f"“{column.name}” holds a date that does not exist.",
        "Correct it, as dd/mm/yyyy: the day comes first.",
    )


def _number_as_date(column: OfficialColumn) -> Issue:
    return Issue(
        "number-as-date",
        Severity.NOTED,
        f"“{column.name}” holds a plain number; it was read as a date as Excel counts days.",
        "Check one of the dates, and format the column as dates.",
        is_grouped=True,
    )


def _check_range(day: date, column: OfficialColumn, context: ReadContext) -> Issue | None:
    is_birth = column.name == BIRTH
    days_after = (day - context.frame_date).days
    if day < EARLIEST_DATE or days_after > (LATEST_BIRTH_DAYS if is_birth else LATEST_EVENT_DAYS):
        return Issue(
            "impossible-date",
            Severity.BLANKED,
            f"“{column.name}” is before {EARLIEST_DATE.year} or too far after the date of the "
            f"sampling frame, {context.frame_date:%d/%m/%Y}.",
            "Correct the year.",
        )
    if days_after > 0 and not is_birth:
        return Issue(
            "after-frame-date",
            Severity.NOTED,
            f"“{column.name}” is after the date of the sampling frame, "
            f"{context.frame_date:%d/%m/%Y}.",
            "Nothing if the return was drawn up later; the frame shows the case as it stood.",
        )
    return None


def _number_in(cell: Cell) -> float | None:
    if isinstance(cell, bool | int | float):
        return float(cell) if math.isfinite(cell) else None
    if isinstance(cell, str):
        plain = cell.replace(",", "")
        return float(plain) if NUMBER.match(plain) else None
    return None


def _read_count(cell: Cell, column: OfficialColumn) -> tuple[Value, Issue | None]:
    number = _number_in(cell)
    if number is not None and number.is_integer() and 0 <= number <= LARGEST_COUNT:
        return int(number), None
    return None, Issue(
        "not-a-count",
        Severity.BLANKED,
        f"“{column.name}” is not a whole number from 0 to {LARGEST_COUNT}.",
        "Type the number in digits.",
    )


def _read_age(cell: Cell) -> tuple[Value, Issue | None]:
    if isinstance(cell, str):
        words = AGE_WORDS.match(cell)
        cell = words.group(1) if words else cell
    number = _number_in(cell)
    if number is None or not 0 <= number <= OLDEST_AGE:
        return None, Issue(
            "age-out-of-range",
            Severity.BLANKED,
            f"The age is not a number of years from 0 to {OLDEST_AGE}.",
            "Type the age in completed years; leave it blank for an unborn child.",
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
    cell: Cell, column: OfficialColumn, codes: CodeList, *, is_kept: bool
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


def _unknown_code(column: OfficialColumn, codes: CodeList, *, is_kept: bool) -> Issue:
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
