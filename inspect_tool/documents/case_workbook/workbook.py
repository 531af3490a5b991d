"""The case workbook: one inspector's caseload at one authority, to be filled in offline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from inspect_tool.documents.case_workbook.body import Page, SheetBody, StyleNumbers, column_letter
from inspect_tool.documents.case_workbook.sheets import (
    fill_subject_sheet,
    lock,
    set_print,
)
from inspect_tool.documents.case_workbook.style import WrappedText, add_styles, row_height
from inspect_tool.documents.case_workbook.validations import DropDown
from inspect_tool.documents.deterministic_zip import freeze_zip, workbook_parts
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
from inspect_tool.domain.workbook.row import FormRow
from inspect_tool.domain.workbook.rows import sheet_rows
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
    seal = Seal(signing_key, content.identity.pack_id)
    sheets = [
        _FilledSheet(case, layout.sheet_name(case.subject), sheet_rows(content, case))
        for case in content.sheets
    ]
    if len({filled.name.casefold() for filled in sheets}) < len(sheets):
        raise ValueError("two sheets are about the same subject")
    pages = _Pages.begun()
    _fill_start(pages.add(layout.START), content)
    _fill_overview(pages.add(layout.OVERVIEW), sheets)
    drop_downs: dict[tuple[str, ...], DropDown] = {}
    for filled in sheets:
        fill_subject_sheet(
            pages.add(filled.name),
            filled.case,
            filled.rows,
            seal=seal,
            drop_downs=drop_downs,
            fieldwork_ends=content.fieldwork_ends,
        )
    _add_lists(pages, drop_downs)
    _set_properties(pages.workbook, content)
    _add_identity(pages, content.identity, sheets, seal)
    created = datetime.combine(content.identity.issued, time(), tzinfo=UTC)
    return _file_of(pages, created=created)


@dataclass
class _Pages:
    """A workbook while it is made: its sheets, and the cells of each by its name."""

    workbook: Workbook
    styles: StyleNumbers
    bodies: dict[str, SheetBody] = field(default_factory=dict)

    @classmethod
    def begun(cls) -> _Pages:
        """A workbook with its styles, and as yet without cells."""
        workbook = Workbook()
        add_styles(workbook)
        return cls(workbook, StyleNumbers(workbook))

    def add(self, name: str) -> Page:
        """A further sheet, with its cells."""
        # openpyxl begins a workbook with a sheet of its own.
        is_first = not self.bodies
        sheet = self.workbook.worksheets[0] if is_first else self.workbook.create_sheet(name)
        sheet.title = name
        self.bodies[name] = SheetBody(name, self.styles)
        return Page(sheet, self.bodies[name])


TEXT_WIDTH = 110


def _file_of(pages: _Pages, *, created: datetime) -> bytes:
    """The file, with the cells of each sheet in their part of it."""
    parts = workbook_parts(pages.workbook, created=created)
    for sheet in pages.workbook.worksheets:
        name = sheet.path.removeprefix("/")
        parts[name] = pages.bodies[sheet.title].within(parts[name])
    return freeze_zip(parts)


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
    "A chronology can be typed or pasted into the last rows: date, what happened, source. "
    "The sheet says how many days lie between, where there was a gap, and what came again.",
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
    "If an answer was changed elsewhere after this workbook was issued, both are kept, and the "
    "case is not complete until you or the lead say which holds.",
    "What cannot be read as an answer is listed with its sheet and row, and kept with the case as "
    "a stray note. What was recorded before stands.",
    "The workbook holds what inspectors saw in case files. Keep it on an encrypted device and "
    "delete your copy once it has been read in.",
)


def _fill_start(page: Page, content: CaseWorkbookContent) -> None:
    sheet, body = page.sheet, page.body
    identity = content.identity
    body.put(1, 1, f"Case workbook: {identity.authority_name}", "form title")
    body.set_height(1, 24)
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
        body.put(row, 1, label, "form strong text")
        body.put(row, 2, words, "form text")
        row += 1
    for title, lines in (
        ("No names", (_NAMES,)),
        ("How to fill it in", _HOW_TO),
        ("What happens to it", _AFTERWARDS),
    ):
        row = _fill_list(body, row + 1, title, lines)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = TEXT_WIDTH
    _finish(sheet)


def _fill_list(body: SheetBody, row: int, title: str, lines: tuple[str, ...]) -> int:
    body.put(row, 1, title, "form subtitle")
    for number, line in enumerate(lines, start=1):
        body.put(row + number, 1, number if len(lines) > 1 else None, "form text")
        body.put(row + number, 2, line, "form text")
        body.set_height(row + number, row_height([WrappedText(line, TEXT_WIDTH)]))
    return row + len(lines) + 1


def _fill_overview(page: Page, sheets: list[_FilledSheet]) -> None:
    sheet, body = page.sheet, page.body
    body.put(1, 1, "Overview", "form title")
    body.set_height(1, 24)
    last = 3 + max(len(sheets), 1)
    total = f'=SUM($D$4:$D${last})&" rows are left to do; blank interviews are not counted."'
    body.compute(2, 1, total, "form line")
    headings = ("Sheet", "What it is", "Rows asked", "To do", "Next")
    for column, heading in enumerate(headings, start=1):
        body.put(3, column, heading, "form header")
    for row, filled in enumerate(sheets, start=4):
        _fill_overview_row(body, row, filled)
        # openpyxl writes the links of its own cells only.
        sheet.cell(row, 1).hyperlink = Hyperlink(
            ref=f"A{row}", location=f"'{filled.name}'!A1", display=filled.name
        )
    for letter, width in zip("ABCDE", (20, 60, 14, 14, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    _finish(sheet, header_row=3)


def _fill_overview_row(body: SheetBody, row: int, filled: _FilledSheet) -> None:
    body.put(row, 1, filled.name, "form link")
    body.put(row, 2, filled.case.title, "form question")
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
        body.compute(row, column, f"={formula}", "form question")
    place = f"'{filled.name}'!${get_column_letter(layout.STATE.number)}${first}"
    place += f":${get_column_letter(layout.STATE.number)}${last}"
    location = f"#'{filled.name}'!{get_column_letter(layout.ANSWER.number)}"
    link = (
        f'=IF(D{row}=0,"",HYPERLINK("{location}"&(MATCH("{TO_DO}*",{place},0)+{first - 1}),'
        '"Next to do"))'
    )
    body.compute(row, 5, link, "form link")


def _finish(sheet: Worksheet, *, header_row: int | None = None) -> None:
    sheet.sheet_view.showGridLines = False
    lock(sheet)
    set_print(sheet, header_row=header_row)


def _add_lists(pages: _Pages, drop_downs: dict[tuple[str, ...], DropDown]) -> None:
    page = pages.add(layout.LISTS)
    sheet, body = page.sheet, page.body
    for column, drop_down in enumerate(drop_downs.values(), start=1):
        body.put(1, column, drop_down.name)
        for row, words in enumerate(drop_down.words, start=2):
            body.put(row, column, words)
        letter = get_column_letter(column)
        place = f"{layout.LISTS}!${letter}$2:${letter}${len(drop_down.words) + 1}"
        pages.workbook.defined_names[drop_down.name] = DefinedName(drop_down.name, attr_text=place)
    _hide(sheet)


def _add_identity(
    pages: _Pages, identity: WorkbookIdentity, sheets: list[_FilledSheet], seal: Seal
) -> None:
    sealed = [row for filled in sheets for row in filled.sealed()]
    printed = _printed_words(pages, sheets, seal)
    signature = seal.sign(identity, sealed, printed)
    page = pages.add(layout.IDENTITY)
    sheet, body = page.sheet, page.body
    for row, name in enumerate(layout.IDENTITY_FIELDS, start=1):
        body.put(row, 1, name)
        body.put(row, 2, str(getattr(identity, name)))
    body.put(len(layout.IDENTITY_FIELDS) + 1, 1, layout.SIGNATURE)
    body.put(len(layout.IDENTITY_FIELDS) + 1, 2, signature)
    _hide(sheet)
    page = pages.add(layout.ROWS)
    for number, sealed_row in enumerate(sealed, start=1):
        for column, text in enumerate(sealed_row.cells, start=1):
            page.body.put(number, column, text)
    _hide(page.sheet)
    page = pages.add(layout.PRINTED)
    for number, printed_cell in enumerate(printed.cells, start=1):
        for column, text in enumerate(printed_cell, start=1):
            page.body.put(number, column, text)
    _hide(page.sheet)
    _add_custom_properties(pages.workbook, identity, signature)


def _printed_words(pages: _Pages, sheets: list[_FilledSheet], seal: Seal) -> PrintedWords:
    """Everything that is printed outside the rows of the subjects' sheets."""
    subjects = {filled.name for filled in sheets}
    found: list[tuple[str, str, str]] = []
    formulas = {
        formula
        for filled in sheets
        for row in filled.rows
        for formula in (row.state, row.days, row.shows)
        if formula
    }
    for name, body in pages.bodies.items():
        for (row, column), words in body.printed.items():
            if name in subjects and row >= layout.FIRST_ROW:
                continue
            is_formula = (row, column) in body.formulas
            if is_formula and name in subjects:
                formulas.add(words)
            said = formula_words(words) if is_formula else words
            found.append((name, f"{column_letter(column)}{row}", said))
    found += [("", STATE, words) for words in sorted(set(map(state_words, formulas)))]
    properties = pages.workbook.properties
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
