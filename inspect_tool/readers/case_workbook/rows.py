"""The rows of one sheet of a returned case workbook: what was answered, and what is wrong.

Nothing that somebody wrote is lost without a word. A row whose answer cannot be read still gives
its note, with the typed answer in `unread`; words that are written where no answer belongs are
returned as stray writing, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.answer_forms import AnswerForm, judgement_form, question_form
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.heard import HEARD_FORMS
from inspect_tool.domain.records.items import answerable
from inspect_tool.domain.records.records import ItemKind, Subject, is_empty
from inspect_tool.domain.records.referral import REFERRAL_FORMS
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import RowKind
from inspect_tool.domain.workbook.seal import (
    DIGEST_LENGTH,
    PRINTED_LENGTH,
    is_same_digest,
)
from inspect_tool.domain.workbook.workbook import REPLY_FORM
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.answers import AnswerCells, read_answer_cells
from inspect_tool.readers.case_workbook.cells import ReadSheet
from inspect_tool.readers.case_workbook.evidence import (
    read_evidence_cells,
    read_heard_cells,
    read_incident_cells,
)
from inspect_tool.readers.case_workbook.headings import (
    ANSWERED_COLUMNS,
    CODE_COLUMNS,
    Header,
    find_header,
)
from inspect_tool.readers.case_workbook.printed import PrintedPlaces
from inspect_tool.readers.case_workbook.reading import (
    BLOCKS,
    ReadEntry,
    SheetContext,
    SheetReading,
    StrayWriting,
    address,
    row_kind,
)


def read_rows(context: SheetContext) -> SheetReading:
    """Read every row below the headings of a subject's sheet, and what stands above them."""
    columns = layout.EARLIER_COLUMNS if context.is_earlier else layout.COLUMNS
    header = find_header(context.sheet, columns, context.headings)
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
    own = reading.context.headings
    headings = {place: own.get(column, column.heading) for column, place in header.columns.items()}
    issued = {place: column.number for column, place in header.columns.items()}
    mark = reading.context.mark
    for row in range(1, header.row + 1):
        for place, cell in enumerate(reading.context.sheet.rows[row - 1], start=1):
            is_heading = row == header.row and (
                cell.text.casefold() == headings.get(place, "").casefold() or cell.text == mark
            )
            printed = reading.context.printed
            if cell.is_blank or is_heading or printed.has(row, place, cell):
                continue
            if printed.has(row, issued.get(place, place), cell):  # its column was moved
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
        StrayWriting(sheet.name, number, "", cell.text, subject, address(sheet.name, number, place))
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
    kind = row_kind(kind_text)
    if kind is None or not _is_ours(reading, kind, item_id, base, check):
        reading.refuse_row(row, faults.CHANGED_CODES)
        for column, text in zip(CODE_COLUMNS, codes, strict=True):
            if text and not _is_code(text, reading.context):
                reading.keep_words(row, reading.columns[column], text)
        _check_printed(reading, row, codes, is_reported=True)
        return
    shown = reading.cell(row, layout.REF).text.casefold()
    if kind in BLOCKS:
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
        row_kind(text) is not None
        or text.casefold() in context.refs
        or text in context.bases
        or re.fullmatch(r"[0-9a-f]{20,}|FACT\.\d+", text) is not None
    )


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


def _read_block_row(
    reading: SheetReading, row: int, codes: Sequence[str], kind: RowKind
) -> ReadEntry:
    context = reading.context
    item_id, _, base, check = codes
    cells = [reading.cell(row, column) for column in BLOCKS[kind]]
    given: Evidence | Incident
    if kind is RowKind.EVIDENCE:
        read = read_heard_cells if context.is_heard else read_evidence_cells
        given, flaws = read(context.framework, cells)
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
    if kind is RowKind.QUERY:
        return REPLY_FORM
    if kind is RowKind.REFERRAL:
        return REFERRAL_FORMS.get(item_id)
    if kind is RowKind.HEARD:
        return HEARD_FORMS.get(item_id)
    if kind is RowKind.JUDGEMENT:
        criterion = framework.criterion(item_id)
        is_judged = criterion is not None and criterion.judgement is not None
        return judgement_form(framework, criterion) if criterion and is_judged else None
    question = answerable(framework, item_id)
    return None if question is None else question_form(framework, question)


def _add_entry(reading: SheetReading, entry: ReadEntry, kind: RowKind) -> None:
    first = reading.entries.setdefault((kind, entry.item_id), entry)
    if first is entry:
        return
    if (first.answer, first.unread) == (entry.answer, entry.unread):
        reading.report(entry.row, faults.REPEATED_ROW)
    else:
        reading.refuse_row(entry.row, faults.CONTRADICTING_ROW)
