"""The case workbook: one inspector's caseload at one authority, to be filled in offline."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from inspect_tool.documents.case_workbook.sheets import (
    DropDown,
    fill_subject_sheet,
    lock,
    put,
    set_print,
)
from inspect_tool.documents.case_workbook.style import WrappedText, add_styles, row_height
from inspect_tool.documents.deterministic_zip import freeze_workbook, freeze_zip
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.formulas import TO_DO
from inspect_tool.domain.workbook.printed import (
    PROPERTY,
    STATE,
    PrintedCell,
    PrintedWords,
    formula_words,
    state_words,
)
from inspect_tool.domain.workbook.rows import FormRow, sheet_rows
from inspect_tool.domain.workbook.seal import Seal, SealedRow
from inspect_tool.domain.workbook.workbook import CaseSheet, CaseWorkbookContent, WorkbookIdentity

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class _FilledSheet:
    """A subject's sheet with its name and its rows."""

    case: CaseSheet
    name: str
    rows: tuple[FormRow, ...]

    def sealed(self) -> tuple[SealedRow, ...]:
        """The rows that are answered, as the seal covers them."""
        return tuple(
            SealedRow(self.name, self.case.subject, row.kind, row.item_id, row.base_revision or "")
            for row in self.rows
            if row.is_answered_here
        )


def write_case_workbook(content: CaseWorkbookContent, *, signing_key: bytes) -> bytes:
    """The workbook as a file: the same content and key give the same bytes.

    Args:
        signing_key: Secret of the review; without it no ids and base revisions can be forged.

    Raises:
        TextTooLongError: A note does not fit into a cell.
    """
    workbook = Workbook()
    add_styles(workbook)
    seal = Seal(signing_key, content.identity.pack_id)
    sheets = [
        _FilledSheet(case, layout.sheet_name(case.subject), sheet_rows(content, case))
        for case in content.sheets
    ]
    if len({filled.name.casefold() for filled in sheets}) < len(sheets):
        raise ValueError("two sheets are about the same subject")
    start = workbook.worksheets[0]
    start.title = layout.START
    _fill_start(start, content)
    _fill_overview(workbook.create_sheet(layout.OVERVIEW), sheets)
    drop_downs: dict[tuple[str, ...], DropDown] = {}
    for filled in sheets:
        fill_subject_sheet(
            workbook.create_sheet(filled.name),
            filled.case,
            filled.rows,
            seal=seal,
            drop_downs=drop_downs,
            fieldwork_ends=content.fieldwork_ends,
        )
    _add_lists(workbook, drop_downs)
    _set_properties(workbook, content)
    _add_identity(workbook, content.identity, sheets, seal)
    created = datetime.combine(content.identity.issued, time(), tzinfo=UTC)
    return _let_rows_grow(freeze_workbook(workbook, created=created))


TEXT_WIDTH = 110


def _let_rows_grow(workbook: bytes) -> bytes:
    """Keep the heights of rows as a start only, so that a row grows with a note.

    openpyxl marks each height that it writes as chosen by a person, and Excel then never changes
    it.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return freeze_zip(
        {
            name: part.replace(b' customHeight="1"', b"")
            if name.startswith("xl/worksheets/")
            else part
            for name, part in parts.items()
        }
    )


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
    "What the authority returned is in italics. In an answer cell, such as a date, type over it "
    "where the file says otherwise, and say in the evidence where you saw it; a value that you "
    "only clear stands. The facts at the top of a sheet are locked: where one is wrong, say so in "
    "the evidence of a question.",
    "Statutory clocks and calculated judgements are computed when the workbook is read in. The "
    "judgement is yours; where it differs from the calculation, give the reason.",
    "Interviews have numbered sheets. Use the next blank one for an interview that was not "
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
    "If an answer was changed elsewhere after this workbook was issued, both are kept, the one "
    "recorded first stays in force, and the case is not complete until you or the lead say which "
    "holds.",
    "What cannot be read as an answer is listed with its sheet and row, and kept with the case as "
    "a stray note. What was recorded before stands.",
    "The workbook holds what inspectors saw in case files. Keep it on an encrypted device and "
    "delete your copy once it has been read in.",
)


def _fill_start(sheet: Worksheet, content: CaseWorkbookContent) -> None:
    identity = content.identity
    put(sheet.cell(1, 1), f"Case workbook: {identity.authority_name}", "form title")
    sheet.row_dimensions[1].height = 24
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
        put(sheet.cell(row, 1), label, "form strong text")
        put(sheet.cell(row, 2), words, "form text")
        row += 1
    for title, lines in (
        ("No names", (_NAMES,)),
        ("How to fill it in", _HOW_TO),
        ("What happens to it", _AFTERWARDS),
    ):
        row = _fill_list(sheet, row + 1, title, lines)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = TEXT_WIDTH
    _finish(sheet)


def _fill_list(sheet: Worksheet, row: int, title: str, lines: tuple[str, ...]) -> int:
    put(sheet.cell(row, 1), title, "form subtitle")
    for number, line in enumerate(lines, start=1):
        put(sheet.cell(row + number, 1), number if len(lines) > 1 else None, "form text")
        put(sheet.cell(row + number, 2), line, "form text")
        sheet.row_dimensions[row + number].height = row_height([WrappedText(line, TEXT_WIDTH)])
    return row + len(lines) + 1


def _fill_overview(sheet: Worksheet, sheets: list[_FilledSheet]) -> None:
    put(sheet.cell(1, 1), "Overview", "form title")
    sheet.row_dimensions[1].height = 24
    last = 3 + max(len(sheets), 1)
    total = sheet.cell(2, 1)
    total.value = f'=SUM($D$4:$D${last})&" rows are left to do; blank interviews are not counted."'
    total.style = "form line"
    headings = ("Sheet", "What it is", "Rows asked", "To do", "Next")
    for column, heading in enumerate(headings, start=1):
        put(sheet.cell(3, column), heading, "form header")
    for row, filled in enumerate(sheets, start=4):
        _fill_overview_row(sheet, row, filled)
    for letter, width in zip("ABCDE", (20, 60, 14, 14, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    _finish(sheet, header_row=3)


def _fill_overview_row(sheet: Worksheet, row: int, filled: _FilledSheet) -> None:
    link = sheet.cell(row, 1)
    put(link, filled.name)
    link.hyperlink = Hyperlink(
        ref=link.coordinate, location=f"'{filled.name}'!A1", display=filled.name
    )
    link.style = "form link"  # setting a link restyles the cell
    put(sheet.cell(row, 2), filled.case.title, "form question")
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(len(filled.rows), 1) - 1
    asked, missing = (
        f"'{filled.name}'!${get_column_letter(column.number)}${layout.TITLE_ROW}"
        for column in (layout.ASKED_COUNT, layout.MISSING_COUNT)
    )
    if filled.case.subject.kind is SubjectKind.INTERVIEW:
        # An interview that did not take place leaves its sheet blank.
        answers, notes = (
            f"'{filled.name}'!${get_column_letter(column.number)}${first}"
            f":${get_column_letter(column.number)}${last}"
            for column in (layout.ANSWER, layout.ABSENCE)
        )
        begun = f'COUNTIF({answers},"?*")+COUNT({answers})+COUNTIF({notes},"?*")'
        printed = sum(bool(one.shown) + bool(one.reason) for one in filled.rows)
        missing = f"IF({begun}={printed},0,{missing})"
    for column, formula in ((3, asked), (4, missing)):
        cell = sheet.cell(row, column)
        cell.style = "form question"
        cell.value = f"={formula}"
    next_cell = sheet.cell(row, 5)
    next_cell.style = "form link"
    place = f"'{filled.name}'!${get_column_letter(layout.STATE.number)}${first}"
    place += f":${get_column_letter(layout.STATE.number)}${last}"
    location = f"#'{filled.name}'!{get_column_letter(layout.ANSWER.number)}"
    next_cell.value = (
        f'=IF(D{row}=0,"",HYPERLINK("{location}"&(MATCH("{TO_DO}*",{place},0)+{first - 1}),'
        '"Next to do"))'
    )


def _finish(sheet: Worksheet, *, header_row: int | None = None) -> None:
    sheet.sheet_view.showGridLines = False
    lock(sheet)
    set_print(sheet, header_row=header_row)


def _add_lists(workbook: Workbook, drop_downs: dict[tuple[str, ...], DropDown]) -> None:
    sheet = workbook.create_sheet(layout.LISTS)
    for column, drop_down in enumerate(drop_downs.values(), start=1):
        put(sheet.cell(1, column), drop_down.name)
        for row, words in enumerate(drop_down.words, start=2):
            put(sheet.cell(row, column), words)
        letter = get_column_letter(column)
        place = f"{layout.LISTS}!${letter}$2:${letter}${len(drop_down.words) + 1}"
        workbook.defined_names[drop_down.name] = DefinedName(drop_down.name, attr_text=place)
    _hide(sheet)


def _add_identity(
    workbook: Workbook, identity: WorkbookIdentity, sheets: list[_FilledSheet], seal: Seal
) -> None:
    sealed = [row for filled in sheets for row in filled.sealed()]
    printed = _printed_words(workbook, sheets, seal)
    signature = seal.sign(identity, sealed, printed)
    sheet = workbook.create_sheet(layout.IDENTITY)
    for row, name in enumerate(layout.IDENTITY_FIELDS, start=1):
        put(sheet.cell(row, 1), name)
        put(sheet.cell(row, 2), str(getattr(identity, name)))
    put(sheet.cell(len(layout.IDENTITY_FIELDS) + 1, 1), layout.SIGNATURE)
    put(sheet.cell(len(layout.IDENTITY_FIELDS) + 1, 2), signature)
    _hide(sheet)
    listed = workbook.create_sheet(layout.ROWS)
    for number, sealed_row in enumerate(sealed, start=1):
        for column, text in enumerate(sealed_row.cells, start=1):
            put(listed.cell(number, column), text)
    _hide(listed)
    places = workbook.create_sheet(layout.PRINTED)
    for number, printed_cell in enumerate(printed.cells, start=1):
        for column, text in enumerate(printed_cell, start=1):
            put(places.cell(number, column), text)
    _hide(places)
    _add_custom_properties(workbook, identity, signature)


def _printed_words(workbook: Workbook, sheets: list[_FilledSheet], seal: Seal) -> PrintedWords:
    """Everything that is printed outside the rows of the subjects' sheets."""
    subjects = {filled.name for filled in sheets}
    found = []
    for sheet in workbook.worksheets:
        last = layout.FIRST_ROW - 1 if sheet.title in subjects else sheet.max_row
        for row in sheet.iter_rows(max_row=last):
            for cell in row:
                if cell.value is not None:
                    words = str(cell.value).replace("_x005F_", "_")
                    words = formula_words(words) if cell.data_type == "f" else words
                    found.append((sheet.title, cell.coordinate, words))
    properties = workbook.properties
    states = [row.state for filled in sheets for row in filled.rows if row.state]
    states += [
        str(cell.value)
        for name in subjects
        for cell in workbook[name][layout.TITLE_ROW]
        if cell.data_type == "f"
    ]
    found += [("", STATE, words) for words in sorted(set(map(state_words, states)))]
    found += [
        ("", PROPERTY, words or "")
        for words in (properties.title, properties.subject, properties.description)
    ]
    return PrintedWords(
        tuple(
            PrintedCell(sheet, place, seal.place_check(sheet, place, words))
            for sheet, place, words in found
        )
    )


def _hide(sheet: Worksheet) -> None:
    sheet.sheet_state = "veryHidden"
    lock(sheet)


def _add_custom_properties(workbook: Workbook, identity: WorkbookIdentity, signature: str) -> None:
    for name, words in (
        ("form", identity.form),
        ("pack_id", identity.pack_id),
        (layout.SIGNATURE, signature),
    ):
        # types-openpyxl does not know the attribute yet.
        workbook.custom_doc_props.append(  # type: ignore[attr-defined]
            StringProperty(name=f"inspect_{name}", value=words)
        )


def _set_properties(workbook: Workbook, content: CaseWorkbookContent) -> None:
    identity = content.identity
    cases = sum(sheet.subject.kind is SubjectKind.CASE for sheet in content.sheets)
    workbook.properties.title = f"Case workbook: {identity.authority_name}, {identity.inspector}"
    workbook.properties.subject = content.review_title
    workbook.properties.description = f"{cases} cases, framework {identity.framework_version}"
    workbook.properties.creator = "inspect-tool"
    workbook.properties.lastModifiedBy = "inspect-tool"
    workbook.properties.language = "en-GB"
    workbook.security.lockStructure = True
    workbook.active = 0
