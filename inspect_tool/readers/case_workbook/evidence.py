"""A row of evidence, read: whatever cannot be read as a choice or a date stays as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspect_tool.domain.framework.framework import Framework, QuestionType
from inspect_tool.domain.records.answer_forms import (
    TEXT_LIMIT,
    AnswerForm,
    read_answer,
)
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import SIDES, SOURCES, USES, Evidence
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import about_words
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.answers import Flaw
from inspect_tool.readers.case_workbook.cells import ReadCell


def read_evidence_cells(
    framework: Framework, cells: Sequence[ReadCell]
) -> tuple[Evidence, list[Flaw]]:
    """The evidence of a row, and what is wrong with it.

    Args:
        cells: In the order of `layout.EVIDENCE_COLUMNS`.
    """
    about, side, source, text, day, reference = cells
    flaws = _flaws(cells)
    evidence = Evidence(
        about=_about(framework, about.text),
        side=_choice(SIDES, side, layout.EVIDENCE_SIDE, flaws),
        source=_choice(SOURCES, source, layout.EVIDENCE_SOURCE, flaws),
        day=_day(day, layout.EVIDENCE_DATE, flaws),
        reference=reference.text,
        text=text.text,
    )
    return evidence, [_at_its_heading(flaw, layout.EVIDENCE_HEADINGS) for flaw in flaws]


def read_heard_cells(
    framework: Framework, cells: Sequence[ReadCell]
) -> tuple[Evidence, list[Flaw]]:
    """What somebody said in an interview or a group, and what is wrong with it.

    Args:
        cells: In the order of `layout.EVIDENCE_COLUMNS`.
    """
    about, side, source, text, case, use = cells
    flaws = _flaws(cells)
    evidence = Evidence(
        about=_about(framework, about.text),
        side=_choice(SIDES, side, layout.EVIDENCE_SIDE, flaws),
        source=_choice(SOURCES, source, layout.EVIDENCE_SOURCE, flaws),
        case=case.text,
        use=_choice(USES, use, layout.EVIDENCE_REFERENCE, flaws),
        text=text.text,
    )
    return evidence, [_at_its_heading(flaw, layout.HEARD_HEADINGS) for flaw in flaws]


def _flaws(cells: Sequence[ReadCell]) -> list[Flaw]:
    """What is wrong with the cells of a row, whatever they are about."""
    flaws: list[Flaw] = []
    for column, cell in zip(layout.EVIDENCE_COLUMNS, cells, strict=True):
        if cell.is_formula:
            flaws.append(Flaw(faults.FORMULA_NOTE, column))
        elif len(cell.text) > TEXT_LIMIT:
            flaws.append(Flaw(faults.TOO_LONG, column))
    return flaws


def read_incident_cells(cells: Sequence[ReadCell]) -> tuple[Incident, list[Flaw]]:
    """The incident of a row of the chronology, and what is wrong with it.

    Args:
        cells: In the order of `layout.CHRONOLOGY_COLUMNS`.
    """
    day, what, source = cells
    flaws = [
        Flaw(faults.FORMULA_NOTE, column)
        for column, cell in zip(layout.CHRONOLOGY_COLUMNS, cells, strict=True)
        if cell.is_formula
    ]
    if len(what.text) > TEXT_LIMIT:
        flaws.append(Flaw(faults.TOO_LONG, layout.CHRONOLOGY_WHAT))
    return Incident(_day(day, layout.CHRONOLOGY_DATE, flaws), what.text, source.text), flaws


def _at_its_heading(flaw: Flaw, headings: Mapping[layout.SheetColumn, str]) -> Flaw:
    """A flaw at the heading that its row has for the column."""
    return replace(flaw, column=replace(flaw.column, heading=headings[flaw.column]))


def _about(framework: Framework, words: str) -> str:
    """The id of an entry of the list; anything else as it was typed."""
    item_id = words.partition(":")[0].strip()
    criterion, question = framework.criterion(item_id), framework.question(item_id)
    listed = {about_words(item_id, criterion.title)} if criterion else set()
    listed |= {about_words(item_id, question.text)} if question else set()
    return item_id if words in listed else words


def _choice(
    choices: tuple[Choice, ...], cell: ReadCell, column: layout.SheetColumn, flaws: list[Flaw]
) -> str:
    read = read_answer(AnswerForm(QuestionType.CHOICE, choices), cell.text)
    if read.fault:
        flaws.append(Flaw(faults.evidence_as_typed(read.fault, read.remedy), column))
        return cell.text
    return str(read.value or "")


def _day(cell: ReadCell, column: layout.SheetColumn, flaws: list[Flaw]) -> str:
    if cell.is_blank or cell.is_formula:
        return cell.text
    read = read_answer(AnswerForm(QuestionType.DATE), cell.value)
    if read.fault:
        flaws.append(Flaw(faults.evidence_as_typed(read.fault, read.remedy), column))
        return cell.text
    return "" if read.value is None else str(read.value)
