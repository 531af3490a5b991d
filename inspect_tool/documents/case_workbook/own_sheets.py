"""The sheets of a subject beside its questions: its evidence, and the chronology of a case.

A row that waits to be filled in has neither lines nor colour, so that blank ones are not printed;
on the screen the program's own grid shows where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspect_tool.documents.case_workbook.form_sheet import FormSheet, column_letter
from inspect_tool.documents.case_workbook.style import FILLED_IN, row_height
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import SIDES, SOURCES, USES, Evidence, word_of
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import FormRow
from inspect_tool.domain.workbook.seal import Seal
from inspect_tool.domain.workbook.workbook import CaseSheet

# Two lines for what an incident shows: a row does not grow with what is computed in it. And a
# printer turns the page for the formulas of blank rows, so that these are to fit on one.
INCIDENT_HEIGHT = 28.0
EVIDENCE_HEIGHT = 42.0  # three lines, for what a piece of evidence is about

INSTRUCTIONS = {
    layout.EVIDENCE: "One piece of evidence a row. “For” bears out the answer or judgement that it "
    "is about, “against” speaks against it. Write no names.",
    layout.CHRONOLOGY: "Type or paste date, what happened and source, in any order of days. Write "
    "no names.",
}
_COUNTED = {
    layout.EVIDENCE: (layout.EVIDENCE_TEXT, layout.EVIDENCE_REFERENCE),
    layout.CHRONOLOGY: (layout.CHRONOLOGY_DATE, layout.CHRONOLOGY_WHAT),
}


def fill_own_sheet(
    sheet: FormSheet, case: CaseSheet, rows: tuple[FormRow, ...], *, part: str, seal: Seal
) -> None:
    """Write the evidence or the chronology of a subject, under headings of its own."""
    headings, widths = layout.PART_HEADINGS[part], layout.PART_WIDTHS[part]
    first = min(column.number for column in headings)
    sheet.put(layout.TITLE_ROW, first, f"{case.title}: {part}", "form title")
    sheet.set_height(layout.TITLE_ROW, 24)
    sheet.put(layout.INSTRUCTION_ROW, first, INSTRUCTIONS[part], "form line")
    for column in layout.COLUMNS:
        heading = headings.get(column, column.heading)
        width = widths.get(column, column.width)
        sheet.put(layout.HEADER_ROW, column.number, heading, "form header")
        sheet.set_width(column.number, width, is_hidden=column not in headings)
    sheet.set_height(layout.HEADER_ROW, 30)
    sheet.put(layout.HEADER_ROW, layout.MARK, layout.subject_mark(case.subject, part))
    sheet.set_width(layout.MARK, layout.CHECK.width, is_hidden=True)
    for number, row in enumerate(rows, start=layout.FIRST_ROW):
        sheet.put(number, layout.ITEM.number, row.item_id)
        sheet.put(number, layout.KIND.number, row.kind.value)
        sheet.put(number, layout.BASE.number, row.base_revision or "")
        if part == layout.EVIDENCE:
            fill_evidence(sheet, number, row)
            sheet.set_height(number, evidence_height(row, widths))
        else:
            _fill_incident(sheet, number, row)
        sheet.put(number, layout.CHECK.number, seal.row_check(case.subject, row))
    last = layout.FIRST_ROW + len(rows) - 1
    _count(sheet, part, last)
    mark_filled(sheet, layout.FIRST_ROW, last, list(headings))
    sheet.sheet.freeze_panes(layout.FIRST_ROW - 1, 0)
    sheet.lock()
    sheet.set_print(header_row=layout.HEADER_ROW)


def _count(sheet: FormSheet, part: str, last: int) -> None:
    """Say how many rows are filled in, and lead back to the questions."""
    cells = "&".join(
        f"${letter}${layout.FIRST_ROW}:${letter}${last}"
        for letter in (column_letter(column.number) for column in _COUNTED[part])
    )
    count = f'SUMPRODUCT(--({cells}<>""))'
    words = f'=IF({count}=0,"Nothing is filled in",{count}&IF({count}=1," row"," rows"))'
    # At the right, so that a long title has room.
    place = layout.EVIDENCE_DATE if part == layout.EVIDENCE else layout.CHRONOLOGY_SHOWS
    sheet.compute(layout.TITLE_ROW, place.number, words, "form subtitle")


def mark_filled(sheet: FormSheet, first: int, last: int, columns: list[layout.SheetColumn]) -> None:
    """Draw lines around the rows in which something was written, and around no others."""
    letters = [column_letter(column.number) for column in columns]
    written = "&".join(f"${letter}{first}" for letter in letters)
    numbers = [column.number for column in columns]
    place = first - 1, min(numbers) - 1, last - 1, max(numbers) - 1
    sheet.look_by(place, f'{written}<>""', sheet.book.shade(FILLED_IN))


def fill_evidence(sheet: FormSheet, number: int, row: FormRow) -> None:
    """Write the cells of a piece of evidence."""
    for column, value in evidence_cells(row).items():
        is_day = column is layout.EVIDENCE_DATE and not row.is_heard
        sheet.put(number, column.number, value, f"form evidence{' date' if is_day else ''}")


def evidence_height(row: FormRow, widths: Mapping[layout.SheetColumn, float]) -> float:
    """Height of a row of evidence as issued."""
    cells = evidence_cells(row).items()
    texts = ((str(words), widths[column]) for column, words in cells)
    return max(row_height(texts), EVIDENCE_HEIGHT)


def evidence_cells(row: FormRow) -> dict[layout.SheetColumn, Scalar]:
    """What the cells of a piece of evidence say."""
    given = Evidence.of(row.answer or Answer())
    last: tuple[Scalar, Scalar] = (_day_of(given.day) or given.day, given.reference)
    if row.is_heard:
        last = (given.case, word_of(USES, given.use))
    return {
        layout.EVIDENCE_ABOUT: row.text,
        layout.EVIDENCE_SIDE: word_of(SIDES, given.side),
        layout.EVIDENCE_SOURCE: word_of(SOURCES, given.source),
        layout.EVIDENCE_TEXT: given.text,
        layout.EVIDENCE_DATE: last[0],
        layout.EVIDENCE_REFERENCE: last[1],
    }


def _fill_incident(sheet: FormSheet, number: int, row: FormRow) -> None:
    given = Incident.of(row.answer or Answer())
    day = given.date or given.day
    sheet.put(number, layout.CHRONOLOGY_DATE.number, day, "form evidence date")
    sheet.put(number, layout.CHRONOLOGY_WHAT.number, given.what, "form evidence")
    sheet.put(number, layout.CHRONOLOGY_SOURCE.number, given.source, "form evidence")
    sheet.compute(number, layout.CHRONOLOGY_DAYS.number, row.days, "form days")
    sheet.compute(number, layout.CHRONOLOGY_SHOWS.number, row.shows, "form shows")
    texts = [
        (str(words), layout.CHRONOLOGY_WIDTHS[column])
        for column, words in (
            (layout.CHRONOLOGY_WHAT, given.what),
            (layout.CHRONOLOGY_SOURCE, given.source),
        )
    ]
    sheet.set_height(number, max(row_height(texts), INCIDENT_HEIGHT))


def _day_of(words: str) -> date | None:
    """The day that a piece of evidence names; None where it is none, or said in other words."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
