"""The rows of one sheet of a returned case workbook: what was answered, and what is wrong.

Nothing that somebody wrote is lost without a word. A row whose answer cannot be read still gives
its note, with the typed answer in `unread`; words that are written where no answer belongs are
returned as stray writing, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.answer_forms import AnswerForm, judgement_form, question_form
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, Subject, is_empty
from inspect_tool.domain.records.referral import REFERRAL_FORMS
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.printed import FOOTER
from inspect_tool.domain.workbook.rows import RowKind
from inspect_tool.domain.workbook.seal import (
    DIGEST_LENGTH,
    PRINTED_LENGTH,
    Seal,
    is_same_digest,
)
from inspect_tool.errors import Problem
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.answers import AnswerCells, read_answer_cells
from inspect_tool.readers.case_workbook.cells import BLANK, ReadCell, ReadSheet
from inspect_tool.readers.case_workbook.evidence import (
    read_evidence_cells,
    read_incident_cells,
)
from inspect_tool.readers.case_workbook.headings import (
    ANSWERED_COLUMNS,
    CODE_COLUMNS,
    Header,
    find_header,
)
from inspect_tool.readers.case_workbook.parts import BesideKind, cell_name, place_of
from inspect_tool.readers.case_workbook.printed import PrintedPlaces


@dataclass(frozen=True)
class ReadEntry:
    """An answer cell as the workbook gives it.

    Args:
        answer: None when the row is blank.
        base_revision: Revision that the row was issued with; None when there was no answer.
        is_changed: Whether it differs from what the workbook was issued with.
        unread: What was typed and cannot be read as an answer. The answer then holds the note
            only: keep the recorded value, and take the note. The words are stray writing too.
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
    is_earlier: bool = False  # of one of the first two forms
    refs: frozenset[str] = frozenset()  # of every row of the sheet, folded
    bases: frozenset[str] = frozenset()  # that any row of the workbook was issued with


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
        known = _row_kind(kind) or RowKind.QUESTION
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
        kind = _row_kind(self.cell(row, layout.KIND).text)
        self.keep_stray(
            row, ANSWERED_COLUMNS if kind is None else _BLOCKS.get(kind, ANSWERED_COLUMNS)
        )

    def keep_beside(self) -> None:
        """Keep words of the sheet that are in no cell."""
        for one in self.context.sheet.beside:
            row, _ = place_of(one.place)
            item = self.cell(row, layout.ITEM).text if row else ""
            sheet = self.context.sheet.name
            where = f"{sheet}, {one.kind} at {one.place}" if one.place else f"{sheet}, {one.kind}"
            if one.kind is BesideKind.HEADER and one.text == FOOTER:
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
        where = ", ".join(part for part in (_address(sheet, row, place), item_id) if part)
        stray = StrayWriting(sheet, row, heading, text, self.context.subject, where)
        self.stray.append(stray)


def _address(sheet: str, row: int, column: int) -> str:
    """A cell as a spreadsheet names it, after its sheet."""
    return f"{sheet}, cell {cell_name(row, column)}"


def read_rows(context: SheetContext) -> SheetReading:
    """Read every row below the headings of a subject's sheet, and what stands above them."""
    columns = layout.EARLIER_COLUMNS if context.is_earlier else layout.COLUMNS
    header = find_header(context.sheet, columns)
    if header is None:
        reading = SheetReading(context, {})
        reading.report(0, faults.MISSING_HEADINGS)
        reading.stray += all_writing(context.sheet, context.subject, context.printed)
        reading.keep_beside()
        return reading
    reading = SheetReading(context, header.columns)
    _read_above(reading, header)
    for row in range(header.row + 1, len(context.sheet.rows) + 1):
        _read_row(reading, row)
    if reading.cleared:
        reading.report(0, faults.cleared_words(reading.cleared))
    reading.keep_beside()
    return reading


def _read_above(reading: SheetReading, header: Header) -> None:
    """Keep what was written above the headings and among them."""
    headings = {place: column.heading for column, place in header.columns.items()}
    mark = layout.subject_mark(reading.context.subject)
    for row in range(1, header.row + 1):
        for place, cell in enumerate(reading.context.sheet.rows[row - 1], start=1):
            is_heading = row == header.row and (
                cell.text.casefold() == headings.get(place, "").casefold() or cell.text == mark
            )
            if cell.is_blank or is_heading or reading.context.printed.has(row, place, cell):
                continue
            reading.report(row, faults.ABOVE_THE_ROWS)
            reading.keep_words(row, place, cell.text)


def all_writing(
    sheet: ReadSheet, subject: Subject | None, printed: PrintedPlaces
) -> list[StrayWriting]:
    """What was written on a sheet that cannot be read as a form, except what is printed there.

    Args:
        subject: Whose sheet it is; None where it is nobody's.
    """
    return [
        StrayWriting(
            sheet.name, number, "", cell.text, subject, _address(sheet.name, number, place)
        )
        for number, row in enumerate(sheet.rows, start=1)
        for place, cell in enumerate(row, start=1)
        if not cell.is_blank and not printed.has(number, place, cell)
    ]


def _read_row(reading: SheetReading, row: int) -> None:
    _check_outside(reading, row)
    codes = [reading.cell(row, column).text for column in CODE_COLUMNS]
    if not any(codes):
        texts = any(not reading.cell(row, column).is_blank for column in reading.columns)
        if texts:
            reading.report(row, faults.INSERTED_ROW)
            reading.keep_stray(row, reading.visible)
        return
    item_id, kind_text, base, check = codes
    reading.seen.add((kind_text, item_id))
    kind = _row_kind(kind_text)
    if kind is None or not _is_ours(reading, kind, item_id, base, check):
        reading.refuse_row(row, faults.CHANGED_CODES)
        for column, text in zip(CODE_COLUMNS, codes, strict=True):
            if text and not _is_code(text, reading.context):
                reading.keep_words(row, reading.columns[column], text)
        _check_printed(reading, row, codes, is_reported=True)
        return
    shown = reading.cell(row, layout.REF).text.casefold()
    if kind in _BLOCKS:
        _check_printed(reading, row, codes)
        _add_entry(reading, _read_block_row(reading, row, codes, kind), kind)
        return
    ref = "" if kind is RowKind.FACT else item_id.casefold()
    if shown != ref and shown in reading.context.refs:
        reading.refuse_row(row, faults.MIXED_ROW)
        _check_printed(reading, row, codes, is_reported=True)
        return
    _check_printed(reading, row, codes)
    issued = check[DIGEST_LENGTH : 2 * DIGEST_LENGTH]
    if kind.item_kind is None:
        _check_locked(reading, row, item_id, issued)
        return
    form = _form(reading.context.framework, kind, item_id)
    if form is None:
        reading.refuse_row(row, faults.UNKNOWN_ITEM)
        return
    _check_state(reading, row)
    code = _RowCode(kind, item_id, base, issued)
    _add_entry(reading, _read_entry(reading, row, code, form), kind)


@dataclass(frozen=True)
class _RowCode:
    """What the hidden codes of a row say, once they are proven to be ours."""

    kind: RowKind
    item_id: str
    base: str
    issued: str


def _is_code(text: str, context: SheetContext) -> bool:
    """Whether a text may be one of the hidden codes, and not somebody's words."""
    return (
        _row_kind(text) is not None
        or text.casefold() in context.refs
        or text in context.bases
        or re.fullmatch(r"[0-9a-f]{20,}|FACT\.\d+", text) is not None
    )


def _row_kind(text: str) -> RowKind | None:
    return RowKind(text) if text in {kind.value for kind in RowKind} else None


def _is_ours(reading: SheetReading, kind: RowKind, item_id: str, base: str, check: str) -> bool:
    expected = reading.context.seal.item_check(reading.context.subject, kind, item_id, base)
    printed = len(reading.printed_columns(kind)) * PRINTED_LENGTH
    if len(check) not in (2 * DIGEST_LENGTH, 3 * DIGEST_LENGTH + printed):
        return False  # somebody wrote behind it
    return is_same_digest(check[:DIGEST_LENGTH], expected)


def _check_outside(reading: SheetReading, row: int) -> None:
    """Report what stands in columns that the form does not have."""
    inside = set(reading.columns.values())
    for place, cell in enumerate(reading.context.sheet.rows[row - 1], start=1):
        if place not in inside and not cell.is_blank:
            reading.report(row, faults.OUTSIDE_THE_FORM)
            reading.keep_words(row, place, cell.text)


def _check_printed(
    reading: SheetReading, row: int, codes: Sequence[str], *, is_reported: bool = False
) -> None:
    """Keep words that were written over the printed ones of a row; count those that are gone.

    Args:
        codes: The hidden codes of the row.
        is_reported: Whether the row as a whole was reported.
    """
    item_id, kind, _, check = codes
    if len(check) <= 2 * DIGEST_LENGTH and not is_reported:
        return  # a workbook of the first form
    issued = check[2 * DIGEST_LENGTH :]
    columns = reading.printed_columns(kind)
    said = [reading.cell(row, column).text for column in columns]
    seal = reading.context.seal
    if is_same_digest(seal.printed_whole(kind, item_id, said), issued[:DIGEST_LENGTH]):
        return
    found, issued = seal.printed_check(kind, item_id, said)[DIGEST_LENGTH:], issued[DIGEST_LENGTH:]
    for number, column in enumerate(columns):
        part = slice(number * PRINTED_LENGTH, (number + 1) * PRINTED_LENGTH)
        if is_same_digest(found[part], issued[part]):
            continue
        if said[number]:
            if not is_reported:
                reading.report(row, faults.PRINTED_CHANGED, column)
            reading.keep_stray(row, (column,), item_id)
        elif not is_reported:
            reading.cleared += 1


def _check_locked(reading: SheetReading, row: int, item_id: str, issued: str) -> None:
    """Report a row of facts, a clock or a heading that somebody wrote into."""
    context = reading.context
    said = reading.cell(row, layout.ANSWER).text
    is_as_issued = is_same_digest(issued, context.seal.words_check(context.subject, item_id, said))
    asides = (layout.ABSENCE, layout.NOTE) if context.is_earlier else ()
    has_more = not all(reading.cell(row, column).is_blank for column in asides)
    if not is_as_issued and not said:
        reading.cleared += 1
    if has_more or (said and not is_as_issued):
        reading.report(row, faults.LOCKED_CELL)
        changed = (*(() if is_as_issued else (layout.ANSWER,)), *asides)
        reading.keep_stray(row, changed, item_id)


def _check_state(
    reading: SheetReading, row: int, column: layout.SheetColumn = layout.STATE
) -> None:
    """Keep words that were written over what is computed in a row."""
    cell = reading.cell(row, column)
    if cell.is_blank or reading.context.is_earlier or reading.context.printed.has_state(cell):
        return
    reading.report(row, faults.PRINTED_CHANGED, column)
    reading.keep_stray(row, (column,), reading.cell(row, layout.ITEM).text)


# Rows below the questions that hold something of their own, with the columns that are read.
_BLOCKS = {
    RowKind.EVIDENCE: layout.EVIDENCE_COLUMNS,
    RowKind.CHRONOLOGY: layout.CHRONOLOGY_COLUMNS,
}


def _read_block_row(
    reading: SheetReading, row: int, codes: Sequence[str], kind: RowKind
) -> ReadEntry:
    context = reading.context
    item_id, _, base, check = codes
    cells = [reading.cell(row, column) for column in _BLOCKS[kind]]
    given: Evidence | Incident
    if kind is RowKind.EVIDENCE:
        given, flaws = read_evidence_cells(context.framework, cells)
    else:
        given, flaws = read_incident_cells(cells)
        _check_state(reading, row, layout.CHRONOLOGY_DAYS)
        _check_state(reading, row, layout.CHRONOLOGY_SHOWS)
    for flaw in flaws:
        reading.report(row, flaw.fault, flaw.column, flaw.value)
    answer = None if given.is_blank else given.answer
    now = context.seal.answer_check(context.subject, kind, item_id, answer)
    return ReadEntry(
        subject=context.subject,
        kind=ItemKind(kind.value),
        item_id=item_id,
        answer=answer,
        base_revision=base or None,
        sheet=context.sheet.name,
        row=row,
        is_changed=not is_same_digest(check[DIGEST_LENGTH : 2 * DIGEST_LENGTH], now),
    )


def _read_entry(reading: SheetReading, row: int, code: _RowCode, form: AnswerForm) -> ReadEntry:
    context = reading.context
    cells = AnswerCells(*(reading.cell(row, column) for column in ANSWERED_COLUMNS))
    read = read_answer_cells(form, cells)
    for flaw in read.flaws:
        reading.report(row, flaw.fault, flaw.column, flaw.value)
    reading.keep_stray(row, read.not_taken, code.item_id)
    if is_empty(read.answer) and not (read.unread or code.base):
        blank = context.seal.answer_check(context.subject, code.kind, code.item_id, None)
        if not is_same_digest(code.issued, blank):
            reading.report(row, faults.CLEARED_RETURN, layout.ANSWER)
    check = context.seal.answer_check(context.subject, code.kind, code.item_id, read.answer)
    return ReadEntry(
        subject=context.subject,
        kind=ItemKind(code.kind.value),
        item_id=code.item_id,
        answer=read.answer,
        base_revision=code.base or None,
        sheet=context.sheet.name,
        row=row,
        is_changed=bool(read.unread) or not is_same_digest(code.issued, check),
        unread=read.unread,
    )


def _form(framework: Framework, kind: RowKind, item_id: str) -> AnswerForm | None:
    """What may stand in the row; None where the framework has no such item."""
    if kind is RowKind.REFERRAL:
        return REFERRAL_FORMS.get(item_id)
    if kind is RowKind.JUDGEMENT:
        criterion = framework.criterion(item_id)
        is_judged = criterion is not None and criterion.judgement is not None
        return judgement_form(framework, criterion) if criterion and is_judged else None
    question = framework.question(item_id)
    return None if question is None else question_form(framework, question)


def _add_entry(reading: SheetReading, entry: ReadEntry, kind: RowKind) -> None:
    first = reading.entries.setdefault((kind, entry.item_id), entry)
    if first is entry:
        return
    if (first.answer, first.unread) == (entry.answer, entry.unread):
        reading.report(entry.row, faults.REPEATED_ROW)
    else:
        reading.refuse_row(entry.row, faults.CONTRADICTING_ROW)
