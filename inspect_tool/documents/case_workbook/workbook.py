"""The case workbook: one inspector's caseload at one authority, to be filled in offline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_tool.documents.case_workbook.form_sheet import FormBook, FormSheet, column_letter
from inspect_tool.documents.case_workbook.sheets import (
    fill_chronology_sheet,
    fill_subject_sheet,
)
from inspect_tool.documents.case_workbook.style import row_height
from inspect_tool.documents.case_workbook.validations import DropDown
from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import chronology_rows
from inspect_tool.domain.workbook.contents import FORMULA, SaidBeside
from inspect_tool.domain.workbook.formulas import TO_DO
from inspect_tool.domain.workbook.printed import (
    NAME,
    PROPERTY,
    STATE,
    PrintedCell,
    PrintedWords,
    formula_words,
    state_words,
)
from inspect_tool.domain.workbook.row import FormRow
from inspect_tool.domain.workbook.rows import sheet_rows
from inspect_tool.domain.workbook.seal import Seal, SealedRow
from inspect_tool.domain.workbook.workbook import CaseSheet, CaseWorkbookContent, WorkbookIdentity


@dataclass(frozen=True)
class _FilledSheet:
    """A subject's sheet with its name and its rows."""

    case: CaseSheet
    name: str
    rows: tuple[FormRow, ...]
    chronology: tuple[FormRow, ...] = ()

    @classmethod
    def of(cls, content: CaseWorkbookContent, case: CaseSheet) -> _FilledSheet:
        """The rows of a subject's sheet, and of a case's chronology."""
        is_case = case.subject.kind is SubjectKind.CASE
        rule = content.framework.repeat_incidents
        pack_id = content.identity.pack_id
        chronology = chronology_rows(case, pack_id, rule) if is_case else ()
        name = layout.sheet_name(case.subject)
        return cls(case, name, sheet_rows(content, case), tuple(chronology))

    @property
    def chronology_name(self) -> str:
        """Name of the sheet of its chronology; only cases have one."""
        return layout.chronology_name(self.case.subject)

    def sealed(self) -> tuple[SealedRow, ...]:
        """The rows that are answered, as the seal covers them."""
        answered = [(self.name, row) for row in self.rows if row.is_answered_here]
        answered += [(self.chronology_name, row) for row in self.chronology]
        return tuple(
            SealedRow(name, self.case.subject, row.kind, row.item_id, row.base_revision or "")
            for name, row in answered
        )


@dataclass(frozen=True)
class WrittenWorkbook:
    """A case workbook as it is issued.

    Args:
        contents: Digest of everything that it says, in whatever program it is saved again.
        rows: Number of rows that are answered in it.
    """

    file: bytes
    contents: str
    rows: int


def write_case_workbook(content: CaseWorkbookContent, *, signing_key: bytes) -> WrittenWorkbook:
    """The workbook as a file: the same content and key give the same bytes.

    Args:
        signing_key: Secret of the review; without it no ids and base revisions can be forged.

    Raises:
        TextTooLongError: A note does not fit into a cell.
    """
    seal = Seal(signing_key, content.identity.pack_id)
    sheets = [_FilledSheet.of(content, case) for case in content.sheets]
    if len({filled.name.casefold() for filled in sheets}) < len(sheets):
        raise ValueError("two sheets are about the same subject")
    book = FormBook()
    _fill_start(book.add(layout.START), content)
    _fill_overview(book.add(layout.OVERVIEW), sheets)
    drop_downs: dict[tuple[str, ...], DropDown] = {}
    for filled in sheets:
        fill_subject_sheet(
            book.add(filled.name),
            filled.case,
            filled.rows,
            seal=seal,
            drop_downs=drop_downs,
            fieldwork_ends=content.fieldwork_ends,
        )
        if filled.chronology:
            page = book.add(filled.chronology_name)
            fill_chronology_sheet(page, filled.case, filled.chronology, seal=seal)
    _add_lists(book, drop_downs)
    properties = _properties(content)
    sealed = [row for filled in sheets for row in filled.sealed()]
    printing = _printed_words(book, sheets, seal, properties)
    own = _add_identity(book, content.identity, sealed, printing)
    said = [(PROPERTY, properties[name]) for name in SEALED_PROPERTIES]
    said += [(PROPERTY, words) for words in own]
    said += [(NAME, one.name) for one in drop_downs.values()]
    return WrittenWorkbook(
        file=book.written(properties, on=content.identity.issued),
        contents=book.contents(SaidBeside("", kind, "", words) for kind, words in said),
        rows=len(sealed),
    )


TEXT_WIDTH = 110

_HOW_TO = (
    "Each case has a sheet, named by its reference. Open it from the sheet Overview.",
    "The column State says what is to be done in a row, and what is not asked; the first line says "
    "how much is left, with a link to the next row.",
    "Answer in the yellow cells. Cells with a list take the words on the list; dates are typed as "
    "day/month/year.",
    "Where there is no answer, leave Answer empty and choose why in the next column. “Nothing is "
    "recorded” is itself a finding; it is not the same as “could not be seen”.",
    "Write the evidence, for and against, in Evidence and reasons: what you saw, in which record, "
    "of which date. For more than one piece of evidence, use the rows at the end of the sheet: "
    "choose what it is about, for or against, and the kind of source. Each issue of the workbook "
    "has new blank rows.",
    "Each case has a second sheet for its chronology, to be typed or pasted into: date, what "
    "happened, source. The sheet says how many days lie between, where there was a gap, and what "
    "came again.",
    "A query that waits for you has a row below the answer that it is about. Reply in Evidence and "
    "reasons; whoever asked sees it once the workbook is read in.",
    "What the authority returned is in italics. In an answer cell, such as a date, type over it "
    "where the file says otherwise, and say in the evidence where you saw it; a value that you "
    "only clear stands. The facts at the top of a sheet are locked: where one is wrong, say so in "
    "the evidence of a question, and record the right one with `case correct` or have the lead do "
    "so.",
    "Statutory clocks and calculated judgements are computed when the workbook is read in. The "
    "judgement is yours; where it differs from the calculation, give the reason.",
    "Interviews and focus groups have numbered sheets. Use the next blank one for one that was not "
    "planned; leave the others blank.",
    "Refer a child back to the authority at once when it cannot wait, in person or by telephone, "
    "and tell the lead the same day. Then fill in the first part of the sheet.",
)
_NAMES = (
    "Write no names of children, family members or workers, and no addresses, dates of birth or "
    "case numbers of the authority. Say “mother”, “older sibling”, “health visitor”, “team "
    "manager”."
)
_AFTERWARDS = (
    "Save often, under any file name. Do not insert, delete or rename rows, columns or sheets: "
    "your notes are matched by hidden codes.",
    "Return the file to the lead, or read it in with `case import`. Every answer becomes a new "
    "revision; nothing that was recorded before is overwritten.",
    "If an answer was changed elsewhere after this workbook was issued, both are kept, and the "
    "case is not complete until you or the lead say which holds.",
    "What cannot be read as an answer is listed with its sheet and row, and kept with the case as "
    "a stray note. What was recorded before stands.",
    "The workbook holds what inspectors saw in case files. Keep it on an encrypted device and "
    "delete your copy once it has been read in.",
)


def _fill_start(sheet: FormSheet, content: CaseWorkbookContent) -> None:
    identity = content.identity
    sheet.put(1, 1, f"Case workbook: {identity.authority_name}", "form title")
    sheet.set_height(1, 24)
    about = (
        ("Review", content.review_title),
        ("Authority", f"{identity.authority_name} ({identity.authority})"),
        ("Inspector", f"{content.inspector_name} ({identity.inspector})"),
        ("Framework", f"{content.framework.title}, version {identity.framework_version}"),
        ("Issued", f"{identity.issued.day} {identity.issued:%B %Y}"),
        ("Issue", identity.pack_id),
        ("Last day of fieldwork", f"{content.fieldwork_ends.day} {content.fieldwork_ends:%B %Y}"),
    )
    row = 3
    for label, words in about:
        sheet.put(row, 1, label, "form strong text")
        sheet.put(row, 2, words, "form text")
        row += 1
    # Children are met in any review: their names are never written.
    row = _fill_list(sheet, row + 1, "No names", (_NAMES,))
    for title, lines in (
        ("How to fill it in", _HOW_TO),
        ("What happens to it", _AFTERWARDS),
    ):
        row = _fill_list(sheet, row + 1, title, tuple(map(content.words.said, lines)))
    sheet.set_width(1, 24)
    sheet.set_width(2, TEXT_WIDTH)
    _finish(sheet)


def _fill_list(sheet: FormSheet, row: int, title: str, lines: tuple[str, ...]) -> int:
    sheet.put(row, 1, title, "form subtitle")
    for number, line in enumerate(lines, start=1):
        sheet.put(row + number, 1, number if len(lines) > 1 else None, "form text")
        sheet.put(row + number, 2, line, "form text")
        sheet.set_height(row + number, row_height([(line, TEXT_WIDTH)]))
    return row + len(lines) + 1


def _fill_overview(sheet: FormSheet, sheets: list[_FilledSheet]) -> None:
    sheet.put(1, 1, "Overview", "form title")
    sheet.set_height(1, 24)
    last = 3 + max(len(sheets), 1)
    left = f"SUM($D$4:$D${last})"
    total = (
        f'={left}&IF({left}=1," row is"," rows are")&" left to do; blank interviews and '
        'groups are not counted."'
    )
    sheet.compute(2, 1, total, "form line")
    headings = ("Sheet", "What it is", "Rows asked", "To do", "Next", "Chronology")
    for column, heading in enumerate(headings, start=1):
        sheet.put(3, column, heading, "form header")
    for row, filled in enumerate(sheets, start=4):
        _fill_overview_row(sheet, row, filled)
    for column, width in enumerate((20, 44, 12, 12, 20, 24), start=1):
        sheet.set_width(column, width)
    sheet.sheet.freeze_panes(3, 0)
    _finish(sheet, header_row=3)


def _fill_overview_row(sheet: FormSheet, row: int, filled: _FilledSheet) -> None:
    sheet.link(row, 1, filled.name)
    if filled.chronology:
        sheet.link(row, 6, filled.chronology_name)
    else:
        sheet.put(row, 6, None, "form link")
    sheet.put(row, 2, filled.case.title, "form question")
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(len(filled.rows), 1) - 1
    asked, missing = (
        f"'{filled.name}'!${column_letter(column.number)}${layout.TITLE_ROW}"
        for column in (layout.ASKED_COUNT, layout.MISSING_COUNT)
    )
    if filled.case.subject.kind in RECORDED_VOICES:
        # An interview that did not take place leaves its sheet blank.
        answers, notes = (
            f"'{filled.name}'!${column_letter(column.number)}${first}"
            f":${column_letter(column.number)}${last}"
            for column in (layout.ANSWER, layout.ABSENCE)
        )
        begun = f'COUNTIF({answers},"?*")+COUNT({answers})+COUNTIF({notes},"?*")'
        printed = sum(bool(one.shown) + bool(one.reason) for one in filled.rows)
        missing = f"IF({begun}={printed},0,{missing})"
    for column, formula in ((3, asked), (4, missing)):
        sheet.compute(row, column, f"={formula}", "form question")
    place = f"'{filled.name}'!${column_letter(layout.STATE.number)}${first}"
    place += f":${column_letter(layout.STATE.number)}${last}"
    location = f"#'{filled.name}'!{column_letter(layout.ANSWER.number)}"
    link = (
        f'=IF(D{row}=0,"",HYPERLINK("{location}"&(MATCH("{TO_DO}*",{place},0)+{first - 1}),'
        '"Next to do"))'
    )
    sheet.compute(row, 5, link, "form link")


def _finish(sheet: FormSheet, *, header_row: int | None = None) -> None:
    sheet.sheet.hide_gridlines(2)
    sheet.lock()
    sheet.set_print(header_row=header_row)


def _add_lists(book: FormBook, drop_downs: dict[tuple[str, ...], DropDown]) -> None:
    sheet = book.add(layout.LISTS)
    for column, drop_down in enumerate(drop_downs.values(), start=1):
        sheet.put(1, column, drop_down.name)
        for row, words in enumerate(drop_down.words, start=2):
            sheet.put(row, column, words)
        letter = column_letter(column)
        place = f"={layout.LISTS}!${letter}$2:${letter}${len(drop_down.words) + 1}"
        book.workbook.define_name(drop_down.name, place)
    sheet.hide()


def _add_identity(
    book: FormBook, identity: WorkbookIdentity, sealed: list[SealedRow], printing: _Printing
) -> list[str]:
    """Add the hidden sheets that prove the workbook ours; what its own properties then say."""
    signature = printing.seal.sign(identity, sealed, printing.words)
    sheet = book.add(layout.IDENTITY)
    for row, name in enumerate(layout.IDENTITY_FIELDS, start=1):
        sheet.put(row, 1, name)
        sheet.put(row, 2, str(getattr(identity, name)))
    sheet.put(len(layout.IDENTITY_FIELDS) + 1, 1, layout.SIGNATURE)
    sheet.put(len(layout.IDENTITY_FIELDS) + 1, 2, signature)
    sheet.hide()
    _add_table(book, layout.ROWS, [row.cells for row in sealed])
    _add_table(book, layout.PRINTED, printing.words.cells)
    own = {"form": identity.form, "pack_id": identity.pack_id, layout.SIGNATURE: signature}
    for name, words in own.items():
        book.workbook.set_custom_property(f"inspect_{name}", words, "text")
    return list(own.values())


def _add_table(book: FormBook, name: str, rows: Iterable[Iterable[str]]) -> None:
    sheet = book.add(name)
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            sheet.put(number, column, text)
    sheet.hide()


@dataclass(frozen=True)
class _Printing:
    """The words that are printed outside the rows, and what they are sealed with."""

    seal: Seal
    words: PrintedWords


def _printed_words(
    book: FormBook, sheets: list[_FilledSheet], seal: Seal, properties: Mapping[str, str]
) -> _Printing:
    """Everything that is printed outside the rows of the subjects' sheets."""
    subjects = {filled.name for filled in sheets}
    subjects |= {filled.chronology_name for filled in sheets if filled.chronology}
    found: list[tuple[str, str, str]] = []
    formulas = {
        formula
        for filled in sheets
        for row in (*filled.rows, *filled.chronology)
        for formula in (row.state, row.days, row.shows)
        if formula
    }
    for name, sheet in book.sheets.items():
        for row, column, kind, words in sheet.cells.values():
            if name in subjects and row >= layout.FIRST_ROW:
                continue
            is_formula = kind == FORMULA
            if is_formula and name in subjects:
                formulas.add(words)
            said = formula_words(words) if is_formula else words
            found.append((name, f"{column_letter(column)}{row}", said))
    found += [("", STATE, words) for words in sorted(set(map(state_words, formulas)))]
    found += [("", PROPERTY, properties[name]) for name in SEALED_PROPERTIES]
    listed = (
        PrintedCell(sheet, place, seal.place_check(sheet, place, words))
        for sheet, place, words in found
    )
    return _Printing(seal, PrintedWords(tuple(listed)))


SEALED_PROPERTIES = ("title", "subject", "comments")


def _properties(content: CaseWorkbookContent) -> Mapping[str, str]:
    identity = content.identity
    cases = sum(sheet.subject.kind is SubjectKind.CASE for sheet in content.sheets)
    return {
        "title": f"Case workbook: {identity.authority_name}, {identity.inspector}",
        "subject": content.review_title,
        "comments": f"{cases} cases, framework {identity.framework_version}",
        "author": "inspect-tool",
    }
