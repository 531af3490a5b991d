"""The three cells of an answer, read as one: the answer, why there is none, and the note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.characters import is_written_date, shape_of
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.records.answer_forms import (
    TEXT_LIMIT,
    AnswerForm,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.choices import ReadAnswer
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.workbook import layout
from inspect_tool.errors import Severity
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.cells import ReadCell


@dataclass(frozen=True)
class AnswerCells:
    """The cells in which a row is answered."""

    answer: ReadCell
    absence: ReadCell
    note: ReadCell


@dataclass(frozen=True)
class Flaw:
    """A fault in one of the cells."""

    fault: faults.WorkbookFault
    column: layout.SheetColumn
    value: str = ""


@dataclass(frozen=True)
class FoundAnswer:
    """What the cells say.

    Args:
        unread: What was typed, where it cannot be read as an answer or an absence; the recorded
            answer then stands.
        not_taken: The cells whose words are not taken as they stand.
    """

    answer: Answer | None
    unread: str
    flaws: tuple[Flaw, ...]
    not_taken: tuple[layout.SheetColumn, ...] = ()


def read_answer_cells(form: AnswerForm, cells: AnswerCells) -> FoundAnswer:
    """Read a row's answer; whatever cannot be read leaves the rest standing.

    A good answer is taken even beside a reason that cannot be read. An answer that cannot be read
    is not replaced by the reason beside it: the two contradict each other, and the recorded one
    stands.
    """
    value, value_flaws = _read_value(form, cells.answer)
    absence, absence_flaws = _read_absence(form, cells.absence)
    has_both = value is not None and absence is not None
    if has_both:
        absence_flaws = [Flaw(faults.BOTH, layout.ABSENCE, cells.absence.text)]
    is_absence_lost = _blanks(absence_flaws)
    unread = ""
    not_taken: tuple[layout.SheetColumn, ...] = ()
    if has_both or _blanks(value_flaws) or (value is None and is_absence_lost):
        unread = " / ".join(cell.text for cell in (cells.answer, cells.absence) if cell.text)
        value = absence = None
        not_taken = (layout.ANSWER, layout.ABSENCE)
    elif is_absence_lost:
        not_taken = (layout.ABSENCE,)
    note_flaws = _check_note(form, cells.note, absence)
    answer = Answer(value, absence, cells.note.text)
    flaws = (*value_flaws, *absence_flaws, *note_flaws)
    return FoundAnswer(None if answer == Answer() else answer, unread, flaws, not_taken)


def _blanks(flaws: list[Flaw]) -> bool:
    """Whether a cell cannot be taken at all."""
    return any(flaw.fault.severity is Severity.BLANKED for flaw in flaws)


def _read_value(form: AnswerForm, cell: ReadCell) -> tuple[Value | None, list[Flaw]]:
    broken = _broken(cell, layout.ANSWER)
    if broken:
        return None, broken
    read = read_answer(form, cell.value)
    flaws = _flaws_of(read, cell, layout.ANSWER)
    if form.type is QuestionType.TEXT and len(cell.text) > TEXT_LIMIT:
        flaws.append(Flaw(faults.TOO_LONG, layout.ANSWER))
    return None if read.value == "" else read.value, flaws


def _read_absence(form: AnswerForm, cell: ReadCell) -> tuple[str | None, list[Flaw]]:
    broken = _broken(cell, layout.ABSENCE)
    if broken or cell.is_blank:
        return None, broken
    if not form.absences:
        return None, [Flaw(faults.NO_ABSENCE_HERE, layout.ABSENCE, _shown(cell))]
    read = read_absence(form, cell.value)
    absence = None if read.value is None else str(read.value)
    return absence, _flaws_of(read, cell, layout.ABSENCE)


def _broken(cell: ReadCell, column: layout.SheetColumn) -> list[Flaw]:
    """Formulas and errors, which are nobody's answer."""
    if cell.is_formula:
        return [Flaw(faults.FORMULA, column, _shown(cell))]
    return [Flaw(faults.ERROR_VALUE, column, _shown(cell))] if cell.is_error else []


def _shown(cell: ReadCell) -> str:
    """How a problem repeats what was typed: a date as it is, else by its shape.

    Whoever types an answer into the wrong cell may well type a name.
    """
    is_date = isinstance(cell.value, date) or is_written_date(cell.text)
    return cell.text if is_date else shape_of(cell.value if cell.text else None)


def _flaws_of(read: ReadAnswer, cell: ReadCell, column: layout.SheetColumn) -> list[Flaw]:
    if not read.fault:
        return []
    fault = faults.unreadable("unreadable-answer", read.fault, read.remedy)
    return [Flaw(fault, column, _shown(cell))]


def _check_note(form: AnswerForm, cell: ReadCell, absence: str | None) -> list[Flaw]:
    flaws = []
    if cell.is_formula:
        flaws.append(Flaw(faults.FORMULA_NOTE, layout.NOTE))
    if len(cell.text) > TEXT_LIMIT:
        flaws.append(Flaw(faults.TOO_LONG, layout.NOTE))
    if absence in form.reason_required and cell.is_blank:
        flaws.append(Flaw(faults.NO_REASON, layout.ABSENCE))
    return flaws
