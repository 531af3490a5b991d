"""The first sheet of a case workbook: whose it is, and how to work in it."""

from __future__ import annotations

from inspect_tool.documents.case_workbook.form_sheet import FormSheet
from inspect_tool.documents.case_workbook.style import row_height
from inspect_tool.domain.workbook.workbook import CaseWorkbookContent

TEXT_WIDTH = 110

_HOW_TO = (
    "Each case has a sheet, named by its reference. Open it from the sheet Overview.",
    "Refer a child back to the authority at once when it cannot wait, in person or by telephone, "
    "and tell the lead the same day. Each case asks first whether that was done: yes or no.",
    "The column State says what is to be done in a row, and what is not asked. What is still to do "
    "is yellow. The first line of a sheet counts it, with a link to the next row.",
    "Answer in the cells with the blue edge. Cells with a list take the words on the list; dates "
    "are typed as day/month/year.",
    "Where there is no answer, leave Answer empty and choose why in the next column. “Nothing is "
    "recorded” is itself a finding; it is not the same as “could not be seen”.",
    "Write the evidence, for and against, in Evidence and reasons: what you saw, in which record, "
    "of which date. Each further piece has a row on the sheet of evidence: choose what it is "
    "about, for or against, and the kind of source.",
    "State counts, and cannot read. It says “look again” or what is to do where there is an answer "
    "and a reason for none, a note without an answer, words where nothing is asked, evidence only "
    "against what it is about, an adverse judgement without any evidence, or a judgement other "
    "than the calculated one without a reason. Whether words contradict an answer, only you see.",
    "Each case has a sheet for its chronology, to be typed or pasted into. It says how many days "
    "lie between, where there was a gap, and what happened more than once.",
    "A query that somebody has about an answer has a row below it. Reply in Evidence and reasons; "
    "whoever asked sees the reply once the workbook was read in.",
    "What the authority returned is in italics. In an answer cell, such as a date, type over it "
    "where the file says otherwise, and say in the evidence where you saw it; a value that you "
    "only clear stands. The facts at the top of a sheet are locked: where one is wrong, say so in "
    "the evidence of a question, and have the lead record the right one.",
    "Statutory clocks are computed when the workbook is read in, and so are calculated judgements "
    "that rest on them. The judgement is yours; where it differs from the calculation, give the "
    "reason.",
    "Interviews and focus groups have numbered sheets. Use the next blank one for one that was not "
    "planned; leave the others blank.",
    "To print a case for its file, choose its sheets together: click the first tab, hold Shift and "
    "click the last. Pages are then counted for the case alone. Blank rows of evidence and of the "
    "chronology have no lines on paper.",
)
_NAMES = (
    "Write no names of children, family members or workers, and no addresses, dates of birth or "
    "case numbers of the authority. Say “mother”, “older sibling”, “health visitor”, “team "
    "manager”."
)
_AFTERWARDS = (
    "Save often, under any file name. Do not insert, delete or rename rows, columns or sheets: "
    "hidden columns say which answer belongs where.",
    "Give the file back to the lead, who reads it in. What was recorded before is kept beside your "
    "answers, and nothing is overwritten.",
    "If an answer was changed elsewhere after this workbook was issued, both are kept, and the "
    "case is not complete until you or the lead say which holds.",
    "What cannot be read as an answer is listed with its sheet and row, and kept with the case. "
    "What was recorded before stands.",
    "The workbook holds what inspectors saw in case files. Keep it on an encrypted device and "
    "delete your copy once it has been read in.",
)


def fill_start(sheet: FormSheet, content: CaseWorkbookContent) -> None:
    """Write whose workbook it is, how it is filled in, and what happens to it."""
    identity = content.identity
    title = content.words.said("Case workbook")
    sheet.put(1, 1, f"{title}: {identity.authority_name}", "form title")
    sheet.set_height(1, 24)
    about = (
        ("Review", content.review_title),
        ("Authority", f"{identity.authority_name} ({identity.authority})"),
        ("Inspector", f"{content.inspector_name} ({identity.inspector})"),
        ("Framework", f"{content.framework.title}, version {identity.framework_version}"),
        ("Issued", f"{identity.issued.day} {identity.issued:%B %Y}"),
        ("Number of this issue", identity.pack_id),
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
    finish_sheet(sheet)


def _fill_list(sheet: FormSheet, row: int, title: str, lines: tuple[str, ...]) -> int:
    sheet.put(row, 1, title, "form subtitle")
    for number, line in enumerate(lines, start=1):
        sheet.put(row + number, 1, number if len(lines) > 1 else None, "form text")
        sheet.put(row + number, 2, line, "form text")
        sheet.set_height(row + number, row_height([(line, TEXT_WIDTH)]))
    return row + len(lines) + 1


def finish_sheet(sheet: FormSheet, *, header_row: int | None = None) -> None:
    """Protect a sheet that nobody answers on, and set how it is printed."""
    sheet.sheet.hide_gridlines(2)
    sheet.lock()
    sheet.set_print(header_row=header_row)
