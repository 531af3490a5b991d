"""What a sheet of a returned case workbook gives, gathered while its rows are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.framework.framework import RECORDED_VOICES, Framework
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import RowKind
from inspect_tool.domain.workbook.seal import (
    Seal,
)
from inspect_tool.domain.workbook.workbook import FORMS_BELOW
from inspect_tool.errors import Problem
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.beside import BesideKind
from inspect_tool.readers.case_workbook.cells import BLANK, ReadCell, ReadSheet
from inspect_tool.readers.case_workbook.headings import (
    ANSWERED_COLUMNS,
)
from inspect_tool.readers.case_workbook.parts import cell_name, place_of
from inspect_tool.readers.case_workbook.printed import PrintedPlaces

# Rows below the questions that hold something of their own, with the columns that are read.
BLOCKS = {
    RowKind.EVIDENCE: layout.EVIDENCE_COLUMNS,
    RowKind.CHRONOLOGY: layout.CHRONOLOGY_COLUMNS,
}


def row_kind(text: str) -> RowKind | None:
    """The kind of row that a hidden code names; None where it names none."""
    return RowKind(text) if text in {kind.value for kind in RowKind} else None


@dataclass(frozen=True)
class ReadEntry:
    """An answer cell as the workbook gives it.

    Args:
        answer: None when the row is blank.
        base_revision: Revision that the row was issued with; None when there was no answer.
        is_changed: Whether it differs from what the workbook was issued with.
        unread: What was typed and cannot be read as an answer. The answer then holds the note
            only: keep the recorded value, and take the note. The words are stray writing too.
        is_gone: Whether the row of a group that had the answer is there no more, and with it the
            answer; only in forms, where a blank alone would take nothing back.
    """

    subject: Subject
    kind: ItemKind
    item_id: str
    answer: Answer | None
    base_revision: str | None
    sheet: str
    row: int
    is_changed: bool
    unread: str = ""
    is_gone: bool = False

    @property
    def words(self) -> str:
        """The answer with its note, so that neither is lost with a row that is not taken."""
        answer = self.answer or Answer()
        if self.kind is ItemKind.EVIDENCE:
            evidence = Evidence.of(answer)
            return ": ".join(part for part in (evidence.words, evidence.text) if part)
        if self.kind is ItemKind.CHRONOLOGY:
            incident = Incident.of(answer)
            return ": ".join(part for part in (incident.words, incident.what) if part)
        said = str(answer.value) if answer.value is not None else answer.absence or self.unread
        return ": ".join(part for part in (said, answer.note) if part)


@dataclass(frozen=True)
class StrayWriting:
    """Words that somebody wrote where they cannot be taken as an answer.

    Args:
        column: Its heading; empty outside the columns of the form.
        subject: Whose sheet it is; None where it is nobody's.
        where: The place in words: sheet and cell, with the question where that is known.
    """

    sheet: str
    row: int
    column: str
    text: str
    subject: Subject | None = None
    where: str = ""


@dataclass(frozen=True)
class SheetContext:
    """What a sheet is read against."""

    file: str
    sheet: ReadSheet
    subject: Subject
    framework: Framework
    seal: Seal
    printed: PrintedPlaces
    mark: str  # hidden in its row of headings
    form: str
    is_earlier: bool = False  # of one of the first two forms
    headings: Mapping[layout.SheetColumn, str] = field(default_factory=dict)  # of its own
    refs: frozenset[str] = frozenset()  # of every row of the sheet, folded
    bases: frozenset[str] = frozenset()  # that any row of the workbook was issued with

    @property
    def is_heard(self) -> bool:
        """Whether rows of evidence say who said it, about which case, and whether to quote it."""
        return self.subject.kind in RECORDED_VOICES and self.form not in FORMS_BELOW


@dataclass
class SheetReading:
    """What a sheet gives, gathered while its rows are read.

    Args:
        columns: Place of each column, by its heading, from 1.
        seen: Rows that were recognised, by kind and id, also those that are damaged.
        cleared: Number of printed cells that came back empty.
    """

    context: SheetContext
    columns: Mapping[layout.SheetColumn, int]
    entries: dict[tuple[RowKind, str], ReadEntry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stray: list[StrayWriting] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    cleared: int = 0

    @property
    def visible(self) -> tuple[layout.SheetColumn, ...]:
        """The columns that people see, of its form."""
        return layout.EARLIER_VISIBLE if self.context.is_earlier else layout.VISIBLE_COLUMNS

    def printed_columns(self, kind: str) -> tuple[layout.SheetColumn, ...]:
        """The columns of a row of that kind that nobody answers in."""
        known = row_kind(kind) or RowKind.QUESTION
        return known.printed_columns(is_earlier=self.context.is_earlier)

    def cell(self, row: int, column: layout.SheetColumn) -> ReadCell:
        """The cell of a row under a heading."""
        place = self.columns.get(column)
        return BLANK if place is None else self.context.sheet.cell(row, place)

    def report(
        self,
        row: int,
        fault: faults.WorkbookFault,
        column: layout.SheetColumn | None = None,
        value: str = "",
    ) -> None:
        """Add a problem at a cell, or at a whole row."""
        place = faults.WorkbookPlace(self.context.file, self.context.sheet.name, row, column)
        self.problems.append(place.problem(fault, value))

    def refuse_row(self, row: int, fault: faults.WorkbookFault) -> None:
        """Report a row that cannot be taken, and keep what was written in it."""
        self.report(row, fault)
        kind = row_kind(self.cell(row, layout.KIND).text)
        self.keep_stray(
            row, ANSWERED_COLUMNS if kind is None else BLOCKS.get(kind, ANSWERED_COLUMNS)
        )

    def keep_beside(self) -> None:
        """Keep words of the sheet that are in no cell."""
        for one in self.context.sheet.beside:
            row, _ = place_of(one.place)
            item = self.cell(row, layout.ITEM).text if row else ""
            sheet = self.context.sheet.name
            where = f"{sheet}, {one.kind} at {one.place}" if one.place else f"{sheet}, {one.kind}"
            if self.context.printed.has_beside(one):
                continue
            self.report(row, faults.beside(one.kind))
            if one.kind is not BesideKind.PICTURE:
                where = f"{where}, {item}" if item else where
                stray = StrayWriting(sheet, row, "", one.text, self.context.subject, where)
                self.stray.append(stray)

    def keep_stray(
        self, row: int, columns: tuple[layout.SheetColumn, ...], item_id: str = ""
    ) -> None:
        """Keep what stands in the cells of a row that cannot be taken."""
        for column in columns:
            text = self.cell(row, column).text
            if text:
                self.keep_words(row, self.columns[column], text, (column.heading, item_id))

    def keep_words(
        self, row: int, place: int, text: str, column_and_item: tuple[str, str] = ("", "")
    ) -> None:
        """Keep words from a cell where they are not an answer."""
        heading, item_id = column_and_item
        sheet = self.context.sheet.name
        where = ", ".join(part for part in (address(sheet, row, place), item_id) if part)
        stray = StrayWriting(sheet, row, heading, text, self.context.subject, where)
        self.stray.append(stray)


def address(sheet: str, row: int, column: int) -> str:
    """A cell as a spreadsheet names it, after its sheet."""
    return f"{sheet}, cell {cell_name(row, column)}"
