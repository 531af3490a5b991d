"""One list from one sheet or file: its rows as columns of values, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, compress
from typing import TypeAlias

from inspect_tool.domain.language.dates import NumericDate
from inspect_tool.domain.lists.columns import Meaning
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import Cell, Issue, ReadContext, Value
from inspect_tool.readers.annex_a.date_cells import WrittenColumn
from inspect_tool.readers.annex_a.headers import (
    HeadingMatch,
    KnownHeadings,
)
from inspect_tool.readers.annex_a.heading_words import plain_words
from inspect_tool.readers.annex_a.identifiers import (
    IDENTIFIER_FORMATTING,
    TOTAL_WORDS,
    has_lost_digits,
    identifiers_of,
    is_plain,
    is_reformatted,
    plain_identifiers,
)
from inspect_tool.readers.annex_a.list_table import GroupedIssues, ListTable
from inspect_tool.readers.annex_a.personal import (
    FEWEST_IDENTIFIERS,
    LOOKED_AT,
    PERSONAL_IDENTIFIERS,
    personal_column,
    personal_content,
    personal_heading,
    personal_identifiers,
)
from inspect_tool.readers.annex_a.row_kinds import (
    IdentifierForms,
    ReturnRowKind,
    RowKinds,
)
from inspect_tool.readers.annex_a.table_problems import (
    FORMULA_IDENTIFIER,
    LOST_DIGITS,
    NO_IDENTIFIER,
    NOT_AN_IDENTIFIER,
    NOTE_ROW,
    REPEATED_HEADINGS,
    SECOND_TABLE,
    TOTAL_ROW,
    ListPlace,
    blank_rows,
    differing_twice,
    heading_text,
    other_table,
    problem_at,
    rows_hidden,
    rows_struck,
    varying_lengths,
)
from inspect_tool.readers.annex_a.values import ColumnReader, shown
from inspect_tool.readers.spreadsheet.broken_cells import WITHOUT_VALUE
from inspect_tool.readers.spreadsheet.row_looks import RowLooks

Row: TypeAlias = Sequence[Cell]
# Of each piece, the last rows are looked at, however plain they are, where they have few cells.
LAST_ROWS, FEW_CELLS = 10, 6


class TableReader:
    """Reads the rows below the headings of one sheet or file, piece by piece.

    Args:
        match: Which column is where.
        known: The headings that a second table further down may have.
    """

    def __init__(
        self,
        match: HeadingMatch,
        place: ListPlace,
        context: ReadContext,
        known: KnownHeadings,
    ) -> None:
        self.table = ListTable(match.list_number, place)
        self._id_name = match.declared.id_name
        self._readers = [
            ColumnReader(column, context)
            for column in match.declared.columns
            if column.name != self._id_name
        ]
        self._kinds = RowKinds(match.list_number, self._readers, known)
        self._blank_rows: list[int] = []
        self._grouped = GroupedIssues()
        self._beside: dict[int, list[Cell]] = {}
        self._is_over = False
        self._read_already: tuple[Sequence[Cell], Sequence[Value]] = ((), ())
        self._use(match)

    def _use(self, match: HeadingMatch) -> None:
        """Read the rows that follow under these headings."""
        self._match = match
        self._id_index = match.columns[self._id_name]
        self._kinds.use(match)
        declared = match.declared
        names = (column.name for column in declared.columns if column.is_needed)
        used = [reader for reader in self._readers if reader.column.name in match.columns]
        self._used = [(match.columns[reader.column.name], reader) for reader in used]
        # The column that nearly every row has a value in.
        likely = [*names, declared.named(Meaning.BORN), declared.named(Meaning.AGE)]
        by_name = {reader.column.name: (index, reader) for index, reader in self._used}
        self._anchor = next((by_name[name] for name in likely if name in by_name), None)
        for reader in used:
            if reader.column.name not in self.table.columns:
                # A second table may have columns that the first one lacks.
                self.table.columns[reader.column.name] = [None] * len(self.table.rows)

    def read(self, rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Take in the next rows.

        Args:
            numbers: Row of each, as the spreadsheet counts it.
        """
        if not rows or self._is_over:
            return
        cells = list(zip(*rows, strict=True))
        ids = cells[self._id_index]
        plain = plain_identifiers(ids)
        identifiers = identifiers_of(ids) if plain is None else plain
        full = (
            one
            for row, one in zip(rows, identifiers, strict=True)
            if one and self._kinds.is_full(row)
        )
        forms = IdentifierForms(chain(self.table.identifiers, full))
        for position in self._suspects(cells, identifiers, are_plain=plain is not None):
            kind = self._kinds.kind_of(rows[position], identifiers[position], forms)
            if kind is ReturnRowKind.CHILD:
                continue
            if kind in {ReturnRowKind.SECOND_TABLE, ReturnRowKind.OTHER_TABLE}:
                above = [column[:position] for column in cells]
                self._take(above, numbers[:position], identifiers[:position])
                self._begin_again(kind, numbers[position])
                self.read(rows[position + 1 :], numbers[position + 1 :])
                return
            identifiers[position] = ""
            self._note_unusable(kind, rows[position], numbers[position])
        self._take(cells, numbers, identifiers)

    def _suspects(
        self, cells: Sequence[Sequence[Cell]], identifiers: Sequence[str], *, are_plain: bool
    ) -> list[int]:
        """Rows that may be no child's: of the others, identifier and first date are plain.

        Short ones at the end are among them, since what stands under a list can have both.
        """
        if self._anchor is None:
            return list(range(len(identifiers)))
        index, reader = self._anchor
        days = reader.read(cells[index])
        self._read_already = cells[index], days
        last = range(max(0, len(identifiers) - LAST_ROWS), len(identifiers))
        # Where a list ends, and notes begin.
        short = {
            position
            for position in last
            if sum(not is_blank(column[position]) for column in cells) < FEW_CELLS
        }
        if are_plain and None not in days:
            return sorted(short)
        return [
            position
            for position, (cell, day) in enumerate(zip(cells[self._id_index], days, strict=True))
            if day is None or position in short or not identifiers[position]
            or not (are_plain or is_plain(cell) or isinstance(cell, float))
        ]  # fmt: skip

    def _begin_again(self, kind: ReturnRowKind, number: int) -> None:
        match = self._kinds.found
        if kind is ReturnRowKind.SECOND_TABLE and match is not None:
            self.table.problem(number, "", SECOND_TABLE)
            self._note_beside()
            self._use(match)
        else:
            self.table.problem(
                number, "", other_table(self._kinds.other_list or self._match.declared)
            )
            self._is_over = True

    def _take(
        self, cells: Sequence[Sequence[Cell]], numbers: Sequence[int], identifiers: Sequence[str]
    ) -> None:
        """The rows that have an identifier become entries.

        Args:
            cells: By column.
        """
        if "" in identifiers:
            kept = [bool(identifier) for identifier in identifiers]
            cells = [list(compress(column, kept)) for column in cells]
            numbers = list(compress(numbers, kept))
            identifiers = list(compress(identifiers, kept))
        if not identifiers:
            return
        start = len(self.table.rows)
        self.table.rows += numbers
        self.table.identifiers += identifiers
        ids = cells[self._id_index]
        for position, cell in enumerate(ids if str in set(map(type, ids)) else ()):
            if is_reformatted(cell):
                self._grouped.add(IDENTIFIER_FORMATTING, self._id_name, numbers[position])
        self._keep_beside(cells)
        mapped = set()
        for index, reader in self._used:
            name = reader.column.name
            mapped.add(name)
            column: Sequence[Cell] = cells[index]
            for other in self._match.twice.get(name, ()):
                column = self._merged(name, column, cells[other], start)
            is_read = column is self._read_already[0]  # nearly always, of one column
            self.table.columns[name] += self._read_already[1] if is_read else reader.read(column)
            if reader.issues and not reader.issues.keys().isdisjoint(column):
                self._note_issues(reader, column, start)
        for name in self.table.columns.keys() - mapped:
            self.table.columns[name] += [None] * len(identifiers)

    def _merged(
        self, name: str, first: Sequence[Cell], second: Sequence[Cell], start: int
    ) -> list[Cell]:
        """One column of two with the same heading: of each row the cell that is filled."""
        merged: list[Cell] = []
        for position, (one, other) in enumerate(zip(first, second, strict=True)):
            if is_blank(one) or is_blank(other) or one == other:
                merged.append(other if is_blank(one) else one)
                continue
            row = self.table.rows[start + position]
            self.table.problem(row, name, differing_twice(name))
            self.table.cannot_read(name, row)
            merged.append(None)
        return merged

    def finish(self, looks: RowLooks) -> ListTable:
        """The list as read; nothing more can be taken in.

        Args:
            looks: Rows that nobody sees in the spreadsheet, or that are struck through; they were
                read like all others.
        """
        for rows, told in ((looks.hidden, rows_hidden), (looks.struck, rows_struck)):
            if found := [row for row in self.table.rows if row in rows]:
                self.table.problem(found[0], "", told(len(found)))
        self._note_beside()
        self._note_personal_identifiers()
        self.table.problems += self._grouped.problems(self.table.place)
        self._note_blank_rows()
        self._note_varying_lengths()
        self._note_written_dates()
        return self.table

    def _note_unusable(self, kind: ReturnRowKind, row: Row, number: int) -> None:
        if kind is ReturnRowKind.BLANK:
            self._blank_rows.append(number)
            return
        issue = {ReturnRowKind.NOTE: NOTE_ROW, ReturnRowKind.HEADINGS: REPEATED_HEADINGS}.get(kind)
        self.table.problem(number, self._id_name, issue or self._without_identifier(row))

    def _without_identifier(self, row: Row) -> Issue:
        cell = row[self._id_index]
        filled = [cell for cell in row if not is_blank(cell)]
        if any(isinstance(c, str) and plain_words(c) in TOTAL_WORDS for c in filled[:3]):
            return TOTAL_ROW
        if has_lost_digits(cell):
            return LOST_DIGITS
        if cell == WITHOUT_VALUE:
            return FORMULA_IDENTIFIER
        return NO_IDENTIFIER if is_blank(cell) or isinstance(cell, str) else NOT_AN_IDENTIFIER

    def _note_issues(self, reader: ColumnReader, cells: Sequence[Cell], start: int) -> None:
        issues, column = reader.issues, reader.column
        for position, cell in enumerate(cells):
            if cell not in issues:
                continue
            issue, row = issues[cell], self.table.rows[start + position]
            # Two columns of one heading that differ leave nothing, and that was told.
            if is_blank(cell) and row in self.table.unreadable.get(column.name, ()):
                continue
            value = shown(cell, column)
            if issue.severity is Severity.BLANKED and not is_blank(cell):
                self.table.cannot_read(column.name, row)
            if issue.is_grouped:
                self._grouped.add(issue, column.name, row, value)
            else:
                self.table.problem(row, column.name, issue, value)

    def _keep_beside(self, cells: Sequence[Sequence[Cell]]) -> None:
        """Hold on to a few cells of columns that are not ours, to see whether they are personal."""
        used = {
            *self._match.columns.values(),
            *(i for at in self._match.twice.values() for i in at),
        }
        for index in range(len(cells)):
            kept = self._beside.setdefault(index, []) if index not in used else None
            if kept is not None and len(kept) < LOOKED_AT:
                kept += [cell for cell in cells[index] if not is_blank(cell)][:LOOKED_AT]

    def _note_beside(self) -> None:
        """Say which columns tell who somebody is."""
        for index, cells in self._beside.items():
            heading = self._match.extra_at.get(index, "")
            what = personal_heading(heading) or personal_content(cells)
            if what:
                name = heading_text(heading) or f"column {_letters(index)}"
                row = self.table.rows[0] if self.table.rows else 0
                problem = problem_at(self.table.place, personal_column(what), row=row, column=name)
                self.table.problems.append(problem)
        self._beside = {}

    def _note_personal_identifiers(self) -> None:
        different = set(self.table.identifiers[:LOOKED_AT])
        if len(different) >= FEWEST_IDENTIFIERS:
            what = personal_content(sorted(different))
            if what in PERSONAL_IDENTIFIERS:
                self.table.problem(self.table.rows[0], self._id_name, personal_identifiers(what))

    def _note_blank_rows(self) -> None:
        last = self.table.rows[-1] if self.table.rows else 0
        inside = [number for number in self._blank_rows if number < last]
        if inside:
            issue = blank_rows(len(inside))
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
        self.table.problem(self.table.rows[index], self._id_name, varying_lengths(lengths))

    def _note_written_dates(self) -> None:
        for reader in self._readers:
            if not reader.written:
                continue
            values = self.table.columns[reader.column.name]
            rows = Counter(value for value in values if isinstance(value, NumericDate))
            real = {v for v in values if type(v) is int and v not in reader.days_of_texts}
            column = WrittenColumn(reader.column, rows, frozenset(real), reader.written)
            self.table.written.append(column)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _letters(index: int) -> str:
    return _letters(index // 26 - 1) + chr(65 + index % 26) if index >= 26 else chr(65 + index)
