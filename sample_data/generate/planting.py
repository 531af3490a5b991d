"""Tools to plant dirt in a return, and to remember where it was planted.

Dirt that could change who can be drawn is planted only on children who cannot be drawn anyway
(older than 10, or no longer helped), so the frame stays what the draw was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sample_data.generate.authorities import Authority, FileFormat
from sample_data.generate.calendar_days import WINDOW_START
from sample_data.generate.chance import Chance
from sample_data.generate.histories import History, Status
from sample_data.generate.returns import Table, csv_name
from sample_data.generate.spreadsheets import Cell

NOTHING_SAID = "accepted"  # taken as it is meant, without a word
MANIFEST_HEAD = ("authority", "file", "sheet", "row", "column", "kind", "severity", "note")


@dataclass
class Planted:
    """Something planted.

    Args:
        row: The row itself, so that its number can be counted at the end; None for the list.
        kind: What the importer calls it, or `accepted`.
        is_of_folder: It concerns the folder of CSV files, and none of them.
    """

    table: Table
    row: list[Cell] | None
    column: str
    kind: str
    severity: str
    note: str
    is_of_folder: bool = False


@dataclass
class Planter:
    """The tables of one return, and what was planted in them."""

    authority: Authority
    tables: dict[int, Table]
    planted: list[Planted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Chance(self.authority.code, "dirt")
        self._used: set[int] = set()
        self._headings = {number: table.rows[0] for number, table in self.tables.items()}

    def rows(
        self, number: int, count: int, fits: Callable[[History, Table, int], bool]
    ) -> list[int]:
        """Places of so many rows that fit, each child used once for the whole return."""
        table = self.tables[number]
        found: list[int] = []
        for place in self.chance.shuffled(range(1, len(table.rows))):
            owner = table.owners[place]
            if owner is not None and id(owner) not in self._used and fits(owner, table, place):
                self._used.add(id(owner))
                found.append(place)
            if len(found) == count:
                break
        if len(found) < count:
            raise LookupError(f"{self.authority.code} List {number}: no room for the dirt")
        return sorted(found)

    def value(self, number: int, place: int, column: str) -> Cell:
        """What stands in a cell."""
        table = self.tables[number]
        return table.rows[place][table.columns.index(column)]

    def put(self, number: int, place: int, column: str, value: Cell) -> None:
        """Change a cell."""
        table = self.tables[number]
        table.rows[place][table.columns.index(column)] = value

    def note(
        self, number: int, place: int | None, column: str, kind: str, severity: str, note: str
    ) -> None:
        """Remember what was planted; without a place it concerns the list as a whole."""
        row = None if place is None else self.tables[number].rows[place]
        self.planted.append(Planted(self.tables[number], row, column, kind, severity, note))

    def plant(
        self, number: int, place: int, column: str, value: Cell, problem: tuple[str, str, str]
    ) -> None:
        """Change a cell and remember it.

        Args:
            problem: Kind, severity and note.
        """
        self.put(number, place, column, value)
        self.note(number, place, column, *problem)

    def note_heading(self, number: int, column: str, kind: str, severity: str, note: str) -> None:
        """Remember something about the row of headings."""
        table = self.tables[number]
        row = self._headings[number]
        self.planted.append(Planted(table, row, column, kind, severity, note))

    def rename(self, number: int, column: str, heading: str, note: str) -> None:
        """Give a column another heading that is read all the same."""
        table = self.tables[number]
        self._headings[number][table.columns.index(column)] = heading
        self.note_heading(number, column, NOTHING_SAID, "", note)

    def remove_column(self, number: int, column: str) -> None:
        """Leave a column out."""
        table = self.tables[number]
        at = table.columns.index(column)
        for row in table.rows:
            if len(row) > at:
                del row[at]
        table.columns = (*table.columns[:at], *table.columns[at + 1 :])

    def insert(self, number: int, place: int, row: list[Cell]) -> None:
        """Put a row of nobody's into a list."""
        table = self.tables[number]
        table.rows.insert(place, row)
        table.owners.insert(place, None)

    def manifest(self) -> Iterator[tuple[Cell, ...]]:
        """What was planted, with the rows as the spreadsheet counts them now."""
        for one in self.planted:
            row = 0 if one.row is None else _place_of(one.table, one.row) + 1
            yield (
                self.authority.code,
                self._file(one),
                f"List {one.table.number}"
                if self.authority.file_format is FileFormat.CSV
                else one.table.sheet,
                row,
                one.column,
                one.kind,
                one.severity,
                one.note,
            )

    def _file(self, one: Planted) -> str:
        is_folder = self.authority.file_format is FileFormat.CSV and not one.is_of_folder
        return csv_name(one.table.number) if is_folder else self.authority.file_name


def _place_of(table: Table, row: list[Cell]) -> int:
    return next(place for place, one in enumerate(table.rows) if one is row)


# ------------------------------------------------------------------- who may be given dirt


def is_older(history: History, table: Table, place: int) -> bool:  # noqa: ARG001
    """A child who is too old to be drawn, and young enough for a list of children."""
    return 11 <= history.child.age <= 16


def is_on_one_list(history: History, table: Table, place: int) -> bool:
    """An older child in need who is on List 6 alone, so that nothing else tells the age."""
    others = (
        history.contacts, history.early_help, history.referrals, history.assessments,
        history.enquiries,
    )  # fmt: skip
    is_alone = not any(others) and history.plan is None and history.care is None
    return is_alone and is_in_need_of_help(history) and is_older(history, table, place)


def is_in_need_of_help(history: History) -> bool:
    """A child with a child in need plan, for abuse or neglect."""
    need = history.need
    return need is not None and need.status is Status.NEED_PLAN and "N1" in need.primary_need


def has_old_plan(history: History, table: Table, place: int) -> bool:
    """An older child with an open plan that began well before the six months."""
    plan = history.plan
    is_old = plan is not None and history.has_open_plan and plan.started < WINDOW_START
    return is_old and is_older(history, table, place)


def has_ended_plan(history: History, table: Table, place: int) -> bool:  # noqa: ARG001
    """A child whose plan ended in the six months."""
    return history.plan is not None and not history.has_open_plan


def anybody(history: History, table: Table, place: int) -> bool:  # noqa: ARG001
    """Anybody: the dirt is harmless."""
    return True
