"""Where things are in a case workbook: what its writer and its reader agree on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.chronology import LONGEST_GAP
from inspect_tool.domain.records.records import Subject

START = "Start"
OVERVIEW = "Overview"
LISTS = "form_lists"  # the drop-downs
IDENTITY = "form_identity"  # what the workbook is for, and its signature
ROWS = "form_rows"  # every row that is answered, in the order that was signed
PRINTED = "form_printed"  # digests of what is printed outside the rows, and of formulas in them
HIDDEN_SHEETS = (LISTS, IDENTITY, ROWS, PRINTED)

TITLE_ROW = 1
INSTRUCTION_ROW = 2
HEADER_ROW = 3
FIRST_ROW = 4


@dataclass(frozen=True)
class SheetColumn:
    """A column of a subject's sheet, known by its heading.

    Args:
        number: Place in a workbook as issued, from 1.
        width: In characters.
    """

    number: int
    heading: str
    width: float
    is_hidden: bool = False


# Together 133 characters of 10 points: a laptop of 1366 pixels shows them at 100 %, and A4 prints
# them at 9 points or more, also where Arial is replaced by the wider DejaVu Sans.
REF = SheetColumn(1, "Ref.", 9)
QUESTION = SheetColumn(2, "Question", 28)
ANSWER = SheetColumn(3, "Answer", 14)
ABSENCE = SheetColumn(4, "If no answer, why", 13)
NOTE = SheetColumn(5, "Evidence and reasons", 36)
STATE = SheetColumn(6, "State", 13)
GUIDANCE = SheetColumn(7, "Guidance", 20)
# The codes are on the right, so that the title is in A1, where a screen reader starts.
ITEM = SheetColumn(8, "item_id", 12, is_hidden=True)
KIND = SheetColumn(9, "row_kind", 12, is_hidden=True)
BASE = SheetColumn(10, "base_revision", 12, is_hidden=True)
CHECK = SheetColumn(11, "row_check", 12, is_hidden=True)
MARK = 12  # column of the header row that says whose sheet it is, hidden as well

COLUMNS = (REF, QUESTION, ANSWER, ABSENCE, NOTE, STATE, GUIDANCE, ITEM, KIND, BASE, CHECK)
VISIBLE_COLUMNS = tuple(column for column in COLUMNS if not column.is_hidden)

# Workbooks of the first two forms say here where an answer comes from, and compute nothing.
SOURCE = SheetColumn(6, "Where it comes from", 15)
EARLIER_COLUMNS = tuple(SOURCE if column is STATE else column for column in COLUMNS)
EARLIER_VISIBLE = tuple(column for column in EARLIER_COLUMNS if not column.is_hidden)
EARLIER_PRINTED = (REF, QUESTION, SOURCE, GUIDANCE)

# A row of evidence has its own meaning for each column, and headings of its own: on a sheet of its
# own, or below the few questions of an interview. In the first four forms it was below the
# questions of every sheet.
EVIDENCE_ABOUT = QUESTION
EVIDENCE_SIDE = ANSWER
EVIDENCE_SOURCE = ABSENCE
EVIDENCE_TEXT = NOTE
EVIDENCE_DATE = STATE
EVIDENCE_REFERENCE = GUIDANCE
EVIDENCE_COLUMNS = (QUESTION, ANSWER, ABSENCE, NOTE, STATE, GUIDANCE)
EVIDENCE_HEADINGS = {
    EVIDENCE_ABOUT: "Criterion or question",
    EVIDENCE_SIDE: "For or against the answer",
    EVIDENCE_SOURCE: "Kind of source",
    EVIDENCE_TEXT: "What you saw or were told: text or quote",
    EVIDENCE_DATE: "Date",
    EVIDENCE_REFERENCE: "Document and page",
}

EVIDENCE_WIDTHS = {
    EVIDENCE_ABOUT: 27,
    EVIDENCE_SIDE: 13,
    EVIDENCE_SOURCE: 14,
    EVIDENCE_TEXT: 51,
    EVIDENCE_DATE: 11,
    EVIDENCE_REFERENCE: 17,
}
# What was heard has no document, and its day is that of the conversation.
HEARD_HEADINGS = {
    **EVIDENCE_HEADINGS,
    EVIDENCE_SOURCE: "Who said it",
    EVIDENCE_TEXT: "What was said: text or quote",
    EVIDENCE_DATE: "Case that it is about",
    EVIDENCE_REFERENCE: "May it be quoted?",
}

# So has a row of the chronology: three columns to be pasted into, and two that are computed. It has
# a sheet of its own, so that its headings stay on the screen and are repeated on each page.
CHRONOLOGY_DATE = REF
CHRONOLOGY_WHAT = QUESTION
CHRONOLOGY_SOURCE = ANSWER
CHRONOLOGY_DAYS = ABSENCE
CHRONOLOGY_SHOWS = NOTE
CHRONOLOGY_COLUMNS = (REF, QUESTION, ANSWER)
CHRONOLOGY_HEADINGS = {
    CHRONOLOGY_DATE: "Date",
    CHRONOLOGY_WHAT: "What happened",
    CHRONOLOGY_SOURCE: "Source",
    CHRONOLOGY_DAYS: "Days since the day before",
    CHRONOLOGY_SHOWS: f"Gaps of more than {LONGEST_GAP} days; repeats",
}
CHRONOLOGY_WIDTHS = {
    CHRONOLOGY_DATE: 12,
    CHRONOLOGY_WHAT: 52,
    CHRONOLOGY_SOURCE: 16,
    CHRONOLOGY_DAYS: 13,
    CHRONOLOGY_SHOWS: 40,
}

# The title's row says how many rows are asked and missing, and where the next one is.
PROGRESS = NOTE
NEXT = GUIDANCE
MISSING_COUNT = ITEM
ASKED_COUNT = KIND

# A form is some 150 rows long and 12 columns wide; whatever is far bigger is not one.
MOST_ROWS = 5_000
MOST_COLUMNS = 60

IDENTITY_FIELDS = (
    "form",
    "review",
    "authority",
    "authority_name",
    "inspector",
    "framework",
    "framework_version",
    "plan_digest",
    "issued",
    "pack_id",
)
SIGNATURE = "signature"


def sheet_name(subject: Subject) -> str:
    """Name of a subject's sheet: its reference, or `Authority ASH`.

    Raises:
        ValueError: A spreadsheet cannot have a sheet of that name.
    """
    is_authority = subject.kind is SubjectKind.AUTHORITY
    name = f"Authority {subject.ref}" if is_authority else subject.ref
    if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\'"):
        raise ValueError(f"“{name}” cannot be the name of a sheet")
    return name


def part_name(subject: Subject, part: str) -> str:
    """Name of the sheet of a subject's evidence or chronology.

    Args:
        part: `EVIDENCE` or `CHRONOLOGY`.

    Raises:
        ValueError: A spreadsheet cannot have a sheet of that name.
    """
    return sheet_name(dataclasses.replace(subject, ref=f"{subject.ref} {part}"))


EVIDENCE = "evidence"
CHRONOLOGY = "chronology"
# The headings of sheets of their own.
PART_HEADINGS = {EVIDENCE: EVIDENCE_HEADINGS, CHRONOLOGY: CHRONOLOGY_HEADINGS}
PART_WIDTHS = {EVIDENCE: EVIDENCE_WIDTHS, CHRONOLOGY: CHRONOLOGY_WIDTHS}


def subject_mark(subject: Subject, part: str = "") -> str:
    """What the hidden cell of the header row says, so that a renamed sheet is still known.

    Args:
        part: Of a sheet for evidence or the chronology alone.
    """
    mark = f"{subject.kind.value}|{subject.authority}|{subject.ref}"
    return f"{mark}|{part}" if part else mark


def is_mark(text: str) -> bool:
    """Whether a text may be such a mark."""
    return text.count("|") in (2, 3)
