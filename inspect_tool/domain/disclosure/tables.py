"""What the tables of a report count, as a reader takes it from their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from inspect_tool.domain.content.blocks import Cell, Row, Table
from inspect_tool.domain.disclosure.book import ALL, CountBook, CountName
from inspect_tool.domain.disclosure.shares import (
    ENDS,
    RESTS,
    NotedShare,
    crossed,
    group_name,
    read_name,
)
from inspect_tool.domain.percentages import Percentage

# Of these no number is a count of children, or it is read where it comes from.
NO_COUNTS: Final = frozenset({"table-quantities", "table-wording", "table-criteria"})
# What a draw and its certificate tell anybody.
DESIGN: Final = frozenset({"table-flow", "table-authorities", "table-cases"})
LOST: Final = "Cases that could not be used"
_OF_BASE: Final = re.compile(r"([\d,]+) of ([\d,]+)")
_DIGIT: Final = re.compile(r"\d")
_COLUMNS_WITHOUT_RESTS: Final = 4  # everything is in the base


@dataclass
class TableReading:
    """What the tables say.

    Args:
        case_type, cases: What the report calls the type of a case, and cases.
        shares: Counts of a base.
        groups: The groups of each field that a table goes through, by its heading.
    """

    book: CountBook
    case_type: str = "Case type"
    cases: str = "cases"
    shares: list[NotedShare] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, table: Table) -> None:
        """Take down a table."""
        headings = [column.heading for column in table.columns]
        if table.id in NO_COUNTS:
            return
        if has_numbers(table.note):
            self.book.leave(f"{called(table)}, note")
        if table.id in DESIGN:
            self._design(table, headings)
        elif table.id == "table-losses":
            self._losses(table)
        elif headings[1:4:2] == ["Number", "Share"]:
            self._by_group(table, headings)
        elif headings[1:4] == ["Number", "Of", "Who"]:
            self._lines(table, headings, ("Number", "Of"), noun="Who")
        elif headings[1:3] == ["Number", "Base"]:
            self._lines(table, headings, ("Number", "Base"))
        elif table.id == "table-headlines":
            self._headlines(table, headings)
        else:
            self._other(table, headings)

    def _design(self, table: Table, headings: Sequence[str]) -> None:
        """How many were on the lists, drawn and read, which says nothing of any child."""
        for row in table.rows:
            for heading, cell in zip(headings[1:], row.cells, strict=True):
                if isinstance(cell, int):
                    name = self._design_name(table, row, heading)
                    self.book.know(name, cell, place_of(table, row, heading))
        if table.id == "table-cases":
            self._add_groups(headings[0], (row.header for row in table.rows if not row.is_total))
            self._add_groups(self.case_type, headings[1:-1])

    def _design_name(self, table: Table, row: Row, heading: str) -> CountName:
        """A size of the draw; bases are parts of how many cases of a group were read."""
        group = ALL if row.is_total else group_name(table.columns[0].heading, row.header)
        if table.id == "table-authorities" or heading in ("Examined", "All"):
            return read_name(group)
        if table.id == "table-cases":
            of_type = group_name(self.case_type, heading)
            return read_name(of_type if group == ALL else crossed(group, of_type))
        return CountName("From the lists to the cases", group, heading)

    def _losses(self, table: Table) -> None:
        reasons = []
        for row in table.rows:
            (number,) = row.cells
            if not isinstance(number, int):
                continue
            if row.is_total:
                self.book.know(CountName(LOST), number, place_of(table, row, "number"))
            else:
                reasons.append(CountName(LOST, row.header))
                self.book.note(reasons[-1], number, place_of(table, row, "number"))
        self.book.tie(CountName(LOST), reasons)

    def _by_group(self, table: Table, headings: Sequence[str]) -> None:
        """A measure by the groups of a field, as `report.measure_tables` sets it."""
        title, noun = table.title.rsplit(", by ", 1)[0], headings[2].removeprefix("Of ")
        self._add_groups(headings[0], (row.header for row in table.rows if not row.is_total))
        for row in table.rows:
            group = ALL if row.is_total else group_name(headings[0], row.header)
            number, base = row.cells[:2]
            place = place_of(table, row, "number and share")
            if isinstance(number, int) and isinstance(base, int):
                self.shares.append(NotedShare(title, group, number, base, place, noun))
                if noun == self.cases and len(headings) == _COLUMNS_WITHOUT_RESTS:
                    self.book.know(read_name(group), base, place)
            self._rests(table, row, headings, CountName(title, group))

    def _rests(self, table: Table, row: Row, headings: Sequence[str], name: CountName) -> None:
        """What leads from the base to all records of the group."""
        found = dict(zip(headings[1:], row.cells, strict=True))
        for heading in RESTS:
            count = found.get(heading)
            if isinstance(count, int):
                part = name.but(heading)
                is_of_children = heading == RESTS[0]
                place = place_of(table, row, heading)
                self.book.note(part, count, place, is_sensitive=is_of_children)
        all_heading = headings[-1]
        count = row.cells[-1]
        if all_heading.startswith("All ") and isinstance(count, int):
            self.book.know(read_name(name.group), count, place_of(table, row, all_heading))

    def _lines(
        self, table: Table, headings: Sequence[str], counts: tuple[str, str], *, noun: str = ""
    ) -> None:
        """A measure a line, over all records; ends of a range are authorities without a name."""
        for row in table.rows:
            cells = dict(zip(headings[1:], row.cells, strict=True))
            number, base = (cells[heading] for heading in counts)
            place = place_of(table, row, "number")
            if isinstance(number, int) and isinstance(base, int):
                named = str(cells.get(noun, ""))
                self.shares.append(NotedShare(row.header, ALL, number, base, place, named))
            for group in ENDS:
                end = group.partition(" ")[0]
                self._of_base(table, row, end, cells.get(end, ""), group)
        self._leave_others(table, headings, {*counts, noun, "Lowest", "Highest", "Share"})

    def _of_base(self, table: Table, row: Row, heading: str, cell: Cell, group: str) -> None:
        found = of_base(cell)
        if found is not None:
            place = place_of(table, row, heading)
            self.shares.append(NotedShare(row.header, group, *found, place))

    def _headlines(self, table: Table, headings: Sequence[str]) -> None:
        heading = headings[2]
        for row in table.rows:
            self._of_base(table, row, heading, row.cells[1], ALL)
        self._leave_others(table, headings, {heading, "Words"})

    def _other(self, table: Table, headings: Sequence[str]) -> None:
        """A table of any other kind: each number by its row and column, sums where they hold."""
        columns = list(enumerate(headings[1:]))
        for row in table.rows:
            for place, heading in columns:
                cell = row.cells[place]
                if isinstance(cell, int):
                    name = CountName(table.title, row.header, heading)
                    self.book.note(name, cell, place_of(table, row, heading))
            self._tie_row(table, row, headings)
        totals = [row.header for row in table.rows if row.is_total]
        for _, heading in columns:
            for total in totals[:1]:
                parts = [
                    CountName(table.title, row.header, heading)
                    for row in table.rows
                    if not row.is_total
                ]
                self.book.tie(CountName(table.title, total, heading), parts)
        self._leave_others(table, headings, set())

    def _tie_row(self, table: Table, row: Row, headings: Sequence[str]) -> None:
        """Where the last number of a row is the sum of those before it, it is their base."""
        numbers = [
            CountName(table.title, row.header, heading)
            for heading, cell in zip(headings[1:], row.cells, strict=True)
            if isinstance(cell, int)
        ]
        if len(numbers) > 2 and self.book.tie(numbers[-1], numbers[:-1]):
            for name in numbers[:-1]:
                self.book.share(name, numbers[-1], rest=name.but(f"not {name.part}"))

    def _leave_others(self, table: Table, headings: Sequence[str], read: set[str]) -> None:
        """Name the columns with numbers that nothing was taken from."""
        for place, heading in enumerate(headings[1:]):
            cells = [row.cells[place] for row in table.rows]
            is_told = any(
                isinstance(cell, Percentage) or (isinstance(cell, str) and has_numbers(cell))
                for cell in cells
            )
            if heading not in read and is_told:
                self.book.leave(f"{called(table)}, column “{heading}”")

    def _add_groups(self, heading: str, members: Iterable[str]) -> None:
        self.groups[heading] = tuple(dict.fromkeys((*self.groups.get(heading, ()), *members)))


def called(table: Table) -> str:
    """What a page calls a table."""
    return f"Table {table.number}" if table.number is not None else table.id


def place_of(table: Table, row: Row, heading: str) -> str:
    """Where a cell stands."""
    return f"{called(table)}, {row.header}: {heading}"


def has_numbers(words: str) -> bool:
    """Whether words give any number."""
    return _DIGIT.search(words) is not None


def of_base(cell: object) -> tuple[int, int] | None:
    """The count and the base of words such as `33 of 70 (47%)`; None where they are none."""
    found = _OF_BASE.match(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    number, base = (int(part.replace(",", "")) for part in found.groups())
    return number, base


def codes_of(tables: Sequence[Table]) -> Mapping[str, str]:
    """The names of the authorities by their codes, as the report's own table has them."""
    return {
        str(row.cells[0]): row.header
        for table in tables
        if table.id == "table-authorities"
        for row in table.rows
    }
