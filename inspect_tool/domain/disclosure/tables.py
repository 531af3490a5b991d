"""What the tables of a report count, as a reader takes it from their headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from inspect_tool.domain.content.blocks import Cell, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.content.numbering import QUANTITIES_TABLE
from inspect_tool.domain.disclosure.book import ALL, GAP, CountBook, CountName
from inspect_tool.domain.disclosure.shares import (
    ENDS,
    RESTS,
    NotedShare,
    crossed,
    group_name,
    read_name,
)
from inspect_tool.domain.percentages import Percentage

LOST: Final = "Cases that could not be used"
_OF_BASE: Final = re.compile(r"([\d,]+) of ([\d,]+)")
_WITH_SHARE: Final = re.compile(r"([\d,]+) \(")
_DIGIT: Final = re.compile(r"\d")
_ENDS: Final = {Holds.LOWEST: ENDS[0], Holds.HIGHEST: ENDS[1]}
# Of these no number is a count of children; of the words the numbers are read elsewhere.
NO_COUNTS: Final = frozenset({Holds.WORDS, Holds.NOUN, Holds.PHRASE, Holds.RECORDS, Holds.SHARE})
# What `public_tables` publishes by the count that it comes from, or not at all.
BY_RULE: Final = frozenset(
    {
        Holds.ESTIMATE, Holds.INTERVAL, Holds.SEEN_IN, Holds.TEST, Holds.MEDIAN, Holds.QUARTILES,
        Holds.AGREED, Holds.COEFFICIENT,
    }
)  # fmt: skip


@dataclass
class TableReading:
    """What the tables say, by the marks of their rows and columns.

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
    _bases: list[tuple[CountName, str, tuple[CountName, ...]]] = field(default_factory=list)

    def read(self, table: Table) -> None:
        """Take down a table."""
        rows = None if table.mark is None else table.mark.rows
        if rows is RowsAre.WORDS or table.id == QUANTITIES_TABLE:
            return
        match rows:
            case RowsAre.DESIGN:
                self._design(table)
            case RowsAre.LOSSES:
                self._losses(table)
            case RowsAre.GROUPS:
                self._by_group(table)
            case RowsAre.MEASURES:
                self._lines(table)
            case _:
                self._other(table)

    def _design(self, table: Table) -> None:
        """How many were on the lists, drawn and read, which says nothing of any child."""
        headings = [column.heading for column in table.columns]
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
                self.book.know(CountName(LOST), number, place_of(table, row))
            else:
                reasons.append(CountName(LOST, row.header))
                self.book.note(reasons[-1], number, place_of(table, row))
        self.book.tie(CountName(LOST), reasons)

    def _by_group(self, table: Table) -> None:
        """A measure by the groups of a field."""
        mark, heading = table.mark or TableMark(RowsAre.GROUPS), table.columns[0].heading
        self._add_groups(heading, (row.header for row in table.rows if not row.is_total))
        has_rests = any(column.holds is Holds.REST for column in table.columns)
        for row in table.rows:
            group = ALL if row.is_total else group_name(heading, row.header)
            cells = by_holding(table, row)
            number, base = cells.get(Holds.NUMBER), cells.get(Holds.BASE)
            place = place_of(table, row)
            if isinstance(number, int) and isinstance(base, int):
                self.shares.append(NotedShare(mark.what, group, number, base, place, mark.noun))
                if mark.noun == self.cases and not has_rests:
                    self.book.know(read_name(group), base, place)
            self._rests(table, row, CountName(mark.what, group))

    def _rests(self, table: Table, row: Row, name: CountName) -> None:
        """What leads from the base to all records of the group."""
        for column, cell in zip(table.columns[1:], row.cells, strict=True):
            if not isinstance(cell, int):
                continue
            place = place_of(table, row, column.heading)
            if column.holds is Holds.REST:
                is_of_children = column.heading == RESTS[0]
                self.book.note(name.but(column.heading), cell, place, is_sensitive=is_of_children)
            elif column.holds is Holds.RECORDS:
                self.book.know(read_name(name.group), cell, place)

    def _lines(self, table: Table) -> None:
        """A measure a line, over all records; ends of a range are authorities without a name."""
        for row in table.rows:
            cells = by_holding(table, row)
            number, base = cells.get(Holds.NUMBER), cells.get(Holds.BASE)
            if isinstance(number, int) and isinstance(base, int):
                named = str(cells.get(Holds.NOUN, ""))
                self._share(table, row, ALL, (number, base), named)
            self._rests(table, row, CountName(row.header))
            for holds, group in ((Holds.OF_BASE, ALL), *_ENDS.items()):
                found = of_base(cells.get(holds))
                if found is not None:
                    self._share(table, row, group, found, heading=_heading(table, holds))
        read = {Holds.NUMBER, Holds.BASE, Holds.OF_BASE, *_ENDS, Holds.REST}
        self._leave_others(table, read)

    def _share(  # what a place says of a measure
        self,
        table: Table,
        row: Row,
        group: str,
        found: tuple[int, int],
        noun: str = "",
        *,
        heading: str = "",
    ) -> None:
        place = place_of(table, row, heading)
        self.shares.append(NotedShare(row.header, group, *found, place, noun))

    def _other(self, table: Table) -> None:
        """A table of any other kind: each number by its row and column, sums where they hold."""
        headings = [column.heading for column in table.columns[1:]]
        for row in table.rows:
            for heading, cell in zip(headings, row.cells, strict=True):
                count = count_in(cell)
                if count is not None:
                    name = CountName(table.title, row.header, heading)
                    self.book.note(name, count, place_of(table, row, heading))
            self._tie_row(table, row, headings)
            self._base_of(table, row)
        totals = [row.header for row in table.rows if row.is_total]
        for heading in headings:
            for total in totals[:1]:
                parts = [
                    CountName(table.title, row.header, heading)
                    for row in table.rows
                    if not row.is_total
                ]
                self.book.tie(CountName(table.title, total, heading), parts)
        self._leave_others(table, set())

    def _base_of(self, table: Table, row: Row) -> None:
        """Keep the base of a row, with what leads to all records, until their number is known."""
        is_answer = table.mark is not None and table.mark.rows is RowsAre.ANSWERS
        is_of_all = row.is_total or is_answer
        group = ALL if is_of_all else group_name(table.columns[0].heading, row.header)
        names: dict[Holds | None, list[CountName]] = {}
        for column in table.columns[1:]:
            name = CountName(table.title, row.header, column.heading)
            if self.book.count(name) is not None:
                names.setdefault(column.holds, []).append(name)
        for base in names.get(Holds.BASE, []):
            self._bases.append((base, group, tuple(names.get(Holds.REST, ()))))

    def tie_bases(self) -> None:
        """Bases of questions and medians lie in the cases that were read of their group."""
        for base, group, rests in self._bases:
            read = read_name(group)
            if self.book.count(read) is not None and not self.book.tie(read, (base, *rests)):
                self.book.share(base, read, rest=base.but(f"{base.part}, {GAP}"))

    def _tie_row(self, table: Table, row: Row, headings: Sequence[str]) -> None:
        """Where the last number of a row is the sum of those before it, it is their base."""
        numbers = [
            CountName(table.title, row.header, heading)
            for heading, cell in zip(headings, row.cells, strict=True)
            if count_in(cell) is not None
        ]
        if len(numbers) > 2 and self.book.tie(numbers[-1], numbers[:-1]):
            for name in numbers[:-1]:
                self.book.share(name, numbers[-1], rest=name.but(f"not {name.part}"))

    def _leave_others(self, table: Table, read: Collection[Holds]) -> None:
        """Name the columns with numbers that nothing was taken from."""
        for place, column in enumerate(table.columns[1:]):
            cells = [row.cells[place] for row in table.rows]
            is_told = any(
                isinstance(cell, Percentage)
                or (isinstance(cell, str) and has_numbers(cell) and count_in(cell) is None)
                for cell in cells
            )
            if is_told and column.holds not in {*read, *NO_COUNTS, *BY_RULE}:
                self.book.leave(f"{called(table)}, column “{column.heading}”")

    def _add_groups(self, heading: str, members: Iterable[str]) -> None:
        self.groups[heading] = tuple(dict.fromkeys((*self.groups.get(heading, ()), *members)))


def called(table: Table) -> str:
    """What a page calls a table."""
    return f"Table {table.number}" if table.number is not None else table.id


def place_of(table: Table, row: Row, heading: str = "") -> str:
    """Where a cell stands; without a heading, the number of a row with its base and its share."""
    return f"{called(table)}, {row.header}: {heading or 'number and share'}"


def by_holding(table: Table, row: Row) -> Mapping[Holds, Cell]:
    """The cells of a row by what they are; of several that are the same, the first."""
    found: dict[Holds, Cell] = {}
    for column, cell in zip(table.columns[1:], row.cells, strict=True):
        if column.holds is not None:
            found.setdefault(column.holds, cell)
    return found


def _heading(table: Table, holds: Holds) -> str:
    return next(column.heading for column in table.columns if column.holds is holds)


def count_in(cell: object) -> int | None:
    """The count of a cell that is one, alone or with its share; None of any other."""
    if isinstance(cell, int):
        return cell
    found = _WITH_SHARE.match(cell) if isinstance(cell, str) else None
    return None if found is None else int(found[1].replace(",", ""))


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
