"""The case workbook: one inspector's caseload at one authority, to be filled in offline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_tool.documents.case_workbook.form_sheet import (
    Footer,
    FormBook,
    FormSheet,
    column_letter,
)
from inspect_tool.documents.case_workbook.own_sheets import fill_own_sheet
from inspect_tool.documents.case_workbook.sheets import fill_subject_sheet
from inspect_tool.documents.case_workbook.start_sheet import fill_start, finish_sheet
from inspect_tool.documents.case_workbook.validations import (
    CasesToChoose,
    DropDown,
    add_validations,
    check_evidence,
    heard_checks,
    written_checks,
)
from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.records.answer_forms import sentence_case
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import about_choices, chronology_rows
from inspect_tool.domain.workbook.contents import FORMULA, SaidBeside
from inspect_tool.domain.workbook.printed import (
    FOOTER,
    FOOTER_PROPERTY,
    NAME,
    PROMPT,
    PROPERTY,
    STATE,
    PrintedCell,
    PrintedWords,
    formula_words,
    state_words,
)
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.row_states import TO_DO
from inspect_tool.domain.workbook.rows import sheet_rows
from inspect_tool.domain.workbook.seal import Seal, SealedRow
from inspect_tool.domain.workbook.workbook import CaseSheet, CaseWorkbookContent, WorkbookIdentity


@dataclass(frozen=True)
class _FilledSheet:
    """A subject's sheet with its name and its rows, and its sheets beside that.

    Args:
        parts: Rows of its evidence and of its chronology, on sheets of their own.
    """

    case: CaseSheet
    name: str
    rows: tuple[FormRow, ...]
    parts: Mapping[str, tuple[FormRow, ...]]

    @classmethod
    def of(cls, content: CaseWorkbookContent, case: CaseSheet) -> _FilledSheet:
        """The rows of a subject's sheets."""
        found = sheet_rows(content, case)
        parts = {layout.EVIDENCE: found.evidence}
        if case.subject.kind is SubjectKind.CASE:
            rule = content.framework.repeat_incidents
            incidents = chronology_rows(case, content.identity.pack_id, rule)
            parts[layout.CHRONOLOGY] = tuple(incidents)
        kept = {part: rows for part, rows in parts.items() if rows}
        return cls(case, layout.sheet_name(case.subject), found.questions, kept)

    @property
    def part_names(self) -> dict[str, str]:
        """Names of its sheets of evidence and chronology."""
        return {part: layout.part_name(self.case.subject, part) for part in self.parts}

    @property
    def is_heard(self) -> bool:
        """Whether it is about an interview or a group."""
        return self.case.subject.kind in RECORDED_VOICES

    def sealed(self) -> tuple[SealedRow, ...]:
        """The rows that are answered, as the seal covers them."""
        answered = [(self.name, row) for row in self.rows if row.is_answered_here]
        names = self.part_names
        answered += [(names[part], row) for part, rows in self.parts.items() for row in rows]
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
    book = FormBook(_footer(content))
    fill_start(book.add(layout.START), content)
    _fill_overview(book.add(layout.OVERVIEW), sheets)
    drop_downs: dict[tuple[str, ...], DropDown] = {}
    for filled in sheets:
        _fill_subject(book, filled, seal=seal)
    _add_validations(book, sheets, drop_downs, content)
    _add_lists(book, drop_downs)
    properties = _properties(content)
    sealed = [row for filled in sheets for row in filled.sealed()]
    printing = _printed_words(book, sheets, seal, properties)
    own = _add_identity(book, content.identity, sealed, printing)
    said = [(PROPERTY, properties[name]) for name in SEALED_PROPERTIES]
    said += [(PROPERTY, words) for words in own]
    said += [(PROMPT, words) for words in book.prompts]
    said += [(NAME, one.name) for one in drop_downs.values()]
    return WrittenWorkbook(
        file=book.written(properties, on=content.identity.issued),
        contents=book.contents(SaidBeside("", kind, "", words) for kind, words in said),
        rows=len(sealed),
    )


def _footer(content: CaseWorkbookContent) -> Footer:
    identity, day = content.identity, content.identity.issued
    whose = f"{identity.authority_name} ({identity.authority}), "
    whose += f"{content.inspector_name} ({identity.inspector})"
    return Footer(f"{whose}, issued {day.day} {day:%B %Y}")


def _fill_subject(book: FormBook, filled: _FilledSheet, *, seal: Seal) -> None:
    names = filled.part_names
    fill_subject_sheet(book.add(filled.name), filled.case, filled.rows, seal=seal, parts=names)
    for part, rows in filled.parts.items():
        fill_own_sheet(book.add(names[part]), filled.case, rows, part=part, seal=seal)


def _add_validations(
    book: FormBook,
    sheets: list[_FilledSheet],
    drop_downs: dict[tuple[str, ...], DropDown],
    content: CaseWorkbookContent,
) -> None:
    """Attach to the cells of every sheet what they take."""
    refs = [one.case.subject.ref for one in sheets if one.case.subject.kind is SubjectKind.CASE]
    cases = CasesToChoose(tuple(Choice(ref, ref) for ref in refs), content.words)
    fieldwork_ends = content.fieldwork_ends
    for filled in sheets:
        add_validations(book.sheets[filled.name], filled.rows, drop_downs, fieldwork_ends, cases)
        if filled.is_heard:
            name, rows = filled.name, filled.rows
            last = heard_checks(cases, drop_downs)
        else:
            name = filled.part_names.get(layout.EVIDENCE, "")
            rows = filled.parts.get(layout.EVIDENCE, ())
            last = written_checks(fieldwork_ends)
        places = [
            number
            for number, row in enumerate(rows, start=layout.FIRST_ROW)
            if row.kind is RowKind.EVIDENCE
        ]
        if places:
            about = about_choices(filled.rows)
            check_evidence(book.sheets[name], (places[0], places[-1]), about, drop_downs, last)


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
    headings = ("Sheet", "What it is", "Rows asked", "To do", "Next", "Evidence", "Chronology")
    for column, heading in enumerate(headings, start=1):
        sheet.put(3, column, heading, "form header")
    for row, filled in enumerate(sheets, start=4):
        _fill_overview_row(sheet, row, filled)
    for column, width in enumerate((20, 44, 12, 12, 20, 14, 14), start=1):
        sheet.set_width(column, width)
    sheet.sheet.freeze_panes(3, 0)
    finish_sheet(sheet, header_row=3)


def _fill_overview_row(sheet: FormSheet, row: int, filled: _FilledSheet) -> None:
    sheet.link(row, 1, filled.name, style="form listed link")
    names = filled.part_names
    for column, part in ((6, layout.EVIDENCE), (7, layout.CHRONOLOGY)):
        if part in names:
            sheet.link(row, column, names[part], sentence_case(part), style="form listed link")
        else:
            sheet.put(row, column, None, "form listed link")
    sheet.put(row, 2, filled.case.title, "form question")
    first, last = layout.FIRST_ROW, layout.FIRST_ROW + max(len(filled.rows), 1) - 1
    asked, missing = (
        f"'{filled.name}'!${column_letter(column.number)}${layout.TITLE_ROW}"
        for column in (layout.ASKED_COUNT, layout.MISSING_COUNT)
    )
    if filled.is_heard:
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
        sheet.compute(row, column, f"={formula}", "form listed count")
    place = f"'{filled.name}'!${column_letter(layout.STATE.number)}${first}"
    place += f":${column_letter(layout.STATE.number)}${last}"
    location = f"#'{filled.name}'!{column_letter(layout.ANSWER.number)}"
    link = (
        f'=IF(D{row}=0,"",HYPERLINK("{location}"&(MATCH("{TO_DO}*",{place},0)+{first - 1}),'
        '"Next to do"))'
    )
    sheet.compute(row, 5, link, "form listed link")


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
    book.workbook.set_custom_property(FOOTER_PROPERTY, book.footer.words, "text")
    return [*own.values(), book.footer.words]


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _add_table(book: FormBook, name: str, rows: Iterable[Iterable[str]]) -> None:
    sheet = book.add(name)
    # One cell a line: a third of all cells of a workbook would be in these lists.
    for number, cells in enumerate(rows, start=1):
        sheet.put(number, 1, _as_json(list(cells)))
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
    subjects |= {name for filled in sheets for name in filled.part_names.values()}
    found: list[tuple[str, str, str]] = []
    formulas = {
        formula
        for filled in sheets
        for rows in (filled.rows, *filled.parts.values())
        for row in rows
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
    found += [("", place, book.footer.words) for place in (FOOTER, PROPERTY)]
    found += [("", PROMPT, words) for words in sorted(book.prompts)]
    listed = (
        PrintedCell(sheet, place, seal.place_check(sheet, place, words))
        for sheet, place, words in found
    )
    return _Printing(seal, PrintedWords(tuple(listed)))


SEALED_PROPERTIES = ("title", "subject", "comments")


def _properties(content: CaseWorkbookContent) -> Mapping[str, str]:
    identity, said = content.identity, content.words.said
    cases = sum(sheet.subject.kind is SubjectKind.CASE for sheet in content.sheets)
    return {
        "title": f"{said('Case workbook')}: {identity.authority_name}, {identity.inspector}",
        "subject": content.review_title,
        "comments": f"{said(f'{cases} cases')}, framework {identity.framework_version}",
        "author": "inspect-tool",
    }
