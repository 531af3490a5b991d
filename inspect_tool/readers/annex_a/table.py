"""One list from one sheet or file: its rows as columns of values, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeGuard

from inspect_tool.domain.annex_a.columns import (
    ADOPTER_ID,
    CHILD_ID,
    OfficialColumn,
    official_columns,
)
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.headers import HeadingMatch, plain_words
from inspect_tool.readers.annex_a.values import (
    LARGEST_EXACT_NUMBER,
    Cell,
    ColumnReader,
    Issue,
    ReadContext,
    Value,
    has_lost_digits,
    read_identifier,
    shown,
)

Row: TypeAlias = Sequence[Cell]

# Nobody reads more of the same; how many more there are is said in one problem.
LISTED_ONE_BY_ONE = 1_000

TOTAL_WORDS = frozenset(
    {
        "total", "totals", "grand total", "sub total", "subtotal", "sum", "count",
        "total children", "total number", "number of children", "overall total",
    }
)  # fmt: skip


@dataclass(frozen=True)
class ListPlace:
    """Where a list stands.

    Args:
        sheet: Name of the sheet, or of the list that a CSV stands for.
    """

    file: str
    sheet: str


@dataclass
class ListTable:
    """The usable rows of one list in one place.

    Args:
        rows: Row of each entry, as the spreadsheet counts it, from 1.
        columns: Values by official name, in the order of `rows`.
        identifiers: Identifier of each entry.
    """

    list_number: int
    place: ListPlace
    rows: list[int] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    columns: dict[str, list[Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def problem(self, row: int, column: str, issue: Issue, value: str = "") -> None:
        """Note a problem with a row, unless the same was noted very often already."""
        self._times[issue.kind, column] += 1
        if self._times[issue.kind, column] <= LISTED_ONE_BY_ONE:
            self.problems.append(problem_at(self.place, issue, row=row, column=column, value=value))

    def sum_up(self) -> None:
        """Say how often a problem occurs of which only the first ones were listed."""
        for (kind, column), times in self._times.items():
            more = times - LISTED_ONE_BY_ONE
            if more > 0:
                last = next(
                    problem
                    for problem in reversed(self.problems)
                    if (problem.kind, problem.column) == (kind, column)
                )
                self.problems.append(
                    replace(last, row=0, value="", message=f"The same in {more} more rows.")
                )


def problem_at(
    place: ListPlace, issue: Issue, *, row: int = 0, column: str = "", value: str = ""
) -> Problem:
    """A problem of one kind at one place."""
    return Problem(
        file=place.file,
        sheet=place.sheet,
        row=row,
        column=column,
        value=value,
        kind=issue.kind,
        severity=issue.severity,
        message=issue.message,
        remedy=issue.remedy,
    )


class TableReader:
    """Reads the rows below the headings of one sheet or file, piece by piece.

    Args:
        match: Which column is where.
    """

    def __init__(self, match: HeadingMatch, place: ListPlace, context: ReadContext) -> None:
        self.table = ListTable(match.list_number, place)
        self._id_name = ADOPTER_ID if match.list_number == 11 else CHILD_ID
        self._id_index = match.columns[self._id_name]
        self._readers = [
            (match.columns[column.name], ColumnReader(column, context))
            for column in official_columns()[match.list_number]
            if column.name in match.columns and column.name != self._id_name
        ]
        self.table.columns = {reader.column.name: [] for _, reader in self._readers}
        self._blank_rows: list[int] = []
        self._grouped: dict[tuple[str, str], _Group] = {}

    def read(self, rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Take in the next rows.

        Args:
            numbers: Row of each, as the spreadsheet counts it.
        """
        cells = list(zip(*rows, strict=True))
        identifiers = _identifiers_of(cells[self._id_index]) if cells else []
        if "" in identifiers:
            kept = [position for position, identifier in enumerate(identifiers) if identifier]
            for position in sorted(set(range(len(rows))).difference(kept)):
                self._note_unusable(rows[position], numbers[position])
            numbers = [numbers[position] for position in kept]
            identifiers = [identifiers[position] for position in kept]
            cells = list(zip(*(rows[position] for position in kept), strict=True))
        if not cells:
            return
        start = len(self.table.rows)
        self.table.rows += numbers
        self.table.identifiers += identifiers
        for index, reader in self._readers:
            self.table.columns[reader.column.name] += reader.read(cells[index])
            if reader.issues:
                self._note_issues(reader, cells[index], start)

    def finish(self) -> ListTable:
        """The list as read; nothing more can be taken in."""
        for group in self._grouped.values():
            self.table.problems.append(group.problem(self.table.place))
        self._note_blank_rows()
        self._note_varying_lengths()
        return self.table

    def _note_unusable(self, row: Row, number: int) -> None:
        filled = [cell for cell in row if not _is_blank(cell)]
        if not filled:
            self._blank_rows.append(number)
            return
        if any(isinstance(c, str) and plain_words(c) in TOTAL_WORDS for c in filled[:3]):
            issue = _TOTAL_ROW
        elif has_lost_digits(row[self._id_index]):
            issue = _LOST_DIGITS
        else:
            issue = _NO_IDENTIFIER
        self.table.problem(number, self._id_name, issue)

    def _note_issues(self, reader: ColumnReader, cells: Sequence[Cell], start: int) -> None:
        issues, column = reader.issues, reader.column
        for position, cell in enumerate(cells):
            if cell not in issues:
                continue
            issue, row = issues[cell], self.table.rows[start + position]
            value = shown(cell, column)
            if issue.is_grouped:
                key = (column.name, issue.message)
                group = self._grouped.setdefault(key, _Group(issue, column.name, row, value))
                group.count += 1
            else:
                self.table.problem(row, column.name, issue, value)

    def _note_blank_rows(self) -> None:
        last = self.table.rows[-1] if self.table.rows else 0
        inside = [number for number in self._blank_rows if number < last]
        if inside:
            issue = Issue(
                "blank-rows",
                Severity.NOTED,
                f"{len(inside)} blank {'row stands' if len(inside) == 1 else 'rows stand'} "
                "between the entries; nothing was lost.",
                "Nothing.",
            )
            self.table.problems.append(problem_at(self.table.place, issue, row=inside[0]))

    def _note_varying_lengths(self) -> None:
        """Excel drops the zeros at the front of a number, and nothing else shows it."""
        if len(set(map(len, self.table.identifiers))) < 2:
            return
        digits = [
            identifier
            for identifier in self.table.identifiers
            if identifier.isascii() and identifier.isdigit()
        ]
        lengths = {len(identifier) for identifier in digits}
        if len(lengths) < 2 or any(identifier.startswith("0") for identifier in digits):
            return
        shortest = min(lengths)
        index = next(
            i
            for i, identifier in enumerate(self.table.identifiers)
            if identifier.isdigit() and len(identifier) == shortest
        )
        self.table.problem(self.table.rows[index], self._id_name, _varying_lengths(lengths))


@dataclass
class _Group:
    """A problem that is reported once for a column."""

    issue: Issue
    column: str
    row: int
    value: str
    count: int = 0

    def problem(self, place: ListPlace) -> Problem:
        """The problem at its first row, with the number of rows that have it."""
        message = self.issue.message
        if self.count > 1:
            message = f"{message} {self.count} rows, the first of which is named here."
        issue = Issue(self.issue.kind, self.issue.severity, message, self.issue.remedy)
        return problem_at(place, issue, row=self.row, column=self.column, value=self.value)


def _identifiers_of(cells: Sequence[Cell]) -> list[str]:
    """The identifiers of whole rows of cells; empty where a row cannot be somebody's."""
    if _are_whole_numbers(cells):
        return list(map(str, map(int, cells)))
    return [cell if _is_plain_code(cell) else _identifier_of(cell) for cell in cells]


def _are_whole_numbers(cells: Sequence[Cell]) -> TypeGuard[Sequence[float]]:
    """Whether all are numbers that an identifier can be: a whole column is asked at once."""
    return (
        set(map(type, cells)) == {float}
        and all(map(float.is_integer, cells))  # type: ignore[arg-type]
        and min(cells) >= 0  # type: ignore[type-var, operator]
        and max(cells) < LARGEST_EXACT_NUMBER  # type: ignore[type-var, operator]
    )


def _is_plain_code(cell: Cell) -> TypeGuard[str]:
    """Whether the cell is its own identifier, as nearly all codes are: `C1001`."""
    return isinstance(cell, str) and cell.isascii() and cell.isalnum() and cell[-1].isdigit()


def _identifier_of(cell: Cell) -> str:
    text = read_identifier(cell)
    is_somebody = text.isprintable() and plain_words(text) not in TOTAL_WORDS
    return text if is_somebody and not has_lost_digits(cell) else ""


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


_TOTAL_ROW = Issue(
    "total-row",
    Severity.DROPPED,
    "This is a row of totals, not a child.",
    "Nothing; leave totals out of the next return.",
)
_LOST_DIGITS = Issue(
    "identifier-lost-digits",
    Severity.DROPPED,
    "The spreadsheet rounded this identifier, as in 1.23457E+17, so it may be any of several "
    "children.",
    "Format the column as text, fill the identifiers in again and send the return again.",
)
_NO_IDENTIFIER = Issue(
    "no-identifier",
    Severity.DROPPED,
    "The row has no identifier, so nobody can say whose it is.",
    "Fill in the identifier and send the return again.",
)


def _varying_lengths(lengths: Iterable[int]) -> Issue:
    ordered = sorted(lengths)
    return Issue(
        "identifiers-of-varying-length",
        Severity.NOTED,
        f"The numbers of this list have from {ordered[0]} to {ordered[-1]} digits: zeros at the "
        "front may have been lost in Excel.",
        "Compare with the case system; if zeros are missing, format the column as text and send "
        "the return again.",
    )


def heading_problems(match: HeadingMatch, place: ListPlace, headings_row: int) -> list[Problem]:
    """What is to be said of the headings: columns that are missing, columns that are not ours."""
    problems = [_extra_column(heading, place, headings_row) for heading in match.extra]
    needed = list(match.missing_needed)
    if match.lacks_age:
        needed.append("Date of Birth (or Age of Child (Years))")
    if needed:
        problems.append(_missing_needed(match.list_number, needed, place, headings_row))
    lesser = [c for c in match.missing if not c.is_needed and c.is_in_2022]
    problems.extend(_missing_column(column, place, headings_row) for column in lesser)
    return problems


def _extra_column(heading: str, place: ListPlace, row: int) -> Problem:
    issue = Issue(
        "extra-column",
        Severity.NOTED,
        "This column is not in the specification of the list; it was not read.",
        "Nothing, unless it is an official column under another heading.",
    )
    return problem_at(place, issue, row=row, column=" ".join(heading.split())[:80])


def _missing_needed(list_number: int, names: Sequence[str], place: ListPlace, row: int) -> Problem:
    quoted = ", ".join(f"“{name}”" for name in names)
    issue = Issue(
        "missing-needed-column",
        Severity.REFUSED,
        f"List {list_number} lacks {quoted}, without which it cannot be used.",
        "Add the missing columns under their official headings and send the return again.",
    )
    return problem_at(place, issue, row=row, column=names[0])


def _missing_column(column: OfficialColumn, place: ListPlace, row: int) -> Problem:
    issue = Issue(
        "missing-column",
        Severity.NOTED,
        f"The official column “{column.name}” is missing; its values are not known.",
        "Ask for it if the plan keeps it.",
    )
    return problem_at(place, issue, row=row, column=column.name)
