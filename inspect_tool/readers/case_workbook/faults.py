"""What can be wrong in a returned case workbook, each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.records.answer_forms import TEXT_LIMIT
from inspect_tool.domain.workbook import layout
from inspect_tool.errors import Problem, Severity

LONGEST_SHOWN = 60  # characters of a value in a problem; a whole sentence may name somebody

_DRESSED = ("line through words", "raised or lowered word")


@dataclass(frozen=True)
class WorkbookFault:
    """A kind of problem, without its place."""

    kind: str
    severity: Severity
    message: str
    remedy: str


@dataclass(frozen=True)
class WorkbookPlace:
    """Where in a workbook something is."""

    file: str
    sheet: str = ""
    row: int = 0
    column: layout.SheetColumn | None = None

    def problem(self, fault: WorkbookFault, value: str = "") -> Problem:
        """The fault at this place.

        Args:
            value: What stands there; left out where it is long enough to be a sentence.
        """
        return Problem(
            file=self.file,
            sheet=self.sheet,
            row=self.row,
            column=self.column.heading if self.column else "",
            value=value if len(value) <= LONGEST_SHOWN else "",
            kind=fault.kind,
            severity=fault.severity,
            message=fault.message,
            remedy=fault.remedy,
        )


_KEPT = "What was written there is kept as a stray note."
_WRITE_AGAIN = "Write it again in the row where it belongs, in a fresh workbook."

CHANGED_IDENTITY = WorkbookFault(
    "changed-identity",
    Severity.REFUSED,
    "The hidden identity of the workbook was changed, or it belongs to another review.",
    "Send the workbook as it was issued, or copy the answers into a fresh one.",
)
CHANGED_CODES = WorkbookFault(
    "changed-codes",
    Severity.DROPPED,
    f"The hidden codes of this row were changed or removed, so it answers nothing. {_KEPT}",
    _WRITE_AGAIN,
)
MIXED_ROW = WorkbookFault(
    "mixed-row",
    Severity.DROPPED,
    f"The reference in this row and its hidden code name different questions. {_KEPT}",
    "Sort whole rows only. " + _WRITE_AGAIN,
)
UNKNOWN_ITEM = WorkbookFault(
    "unknown-item",
    Severity.DROPPED,
    f"The framework no longer has this question, though its version is the same. {_KEPT}",
    "Ask the lead: a published version of a framework never changes.",
)
REPEATED_ROW = WorkbookFault(
    "repeated-row",
    Severity.NOTED,
    "This row is there twice, with the same answer.",
    "Nothing needs to be done; delete one of the two.",
)
CONTRADICTING_ROW = WorkbookFault(
    "contradicting-row",
    Severity.DROPPED,
    f"This row is there twice, with different answers; the first was taken. {_KEPT}",
    "Decide which one holds and delete the other.",
)
MISSING_ROW = WorkbookFault(
    "missing-row",
    Severity.DROPPED,
    "A row of the workbook as issued is missing; what is recorded for it stays as it is.",
    "If its answer has changed, enter it in a fresh workbook.",
)
INSERTED_ROW = WorkbookFault(
    "inserted-row",
    Severity.DROPPED,
    f"This row was inserted and belongs to no question. {_KEPT}",
    "Write into the rows of the questions.",
)
OUTSIDE_THE_FORM = WorkbookFault(
    "outside-the-form",
    Severity.DROPPED,
    f"This is outside the columns that are read. {_KEPT}",
    "Write into the columns Answer, If no answer, and Evidence and reasons.",
)
LOCKED_CELL = WorkbookFault(
    "locked-cell",
    Severity.DROPPED,
    f"Nothing is answered in this row; what it said was changed. {_KEPT}",
    "If the authority's value is wrong, correct it in the question that it fills in, or write so "
    "in the evidence of a question.",
)
PRINTED_CHANGED = WorkbookFault(
    "printed-words-changed",
    Severity.DROPPED,
    f"Nothing is answered in this column; what was printed there was changed. {_KEPT}",
    "Write into the columns Answer, If no answer, and Evidence and reasons.",
)
ABOVE_THE_ROWS = WorkbookFault(
    "above-the-rows",
    Severity.DROPPED,
    f"Nothing is answered above the rows of questions. {_KEPT}",
    "Write into the rows of the questions.",
)
ON_OWN_SHEET = WorkbookFault(
    "on-a-sheet-without-answers",
    Severity.DROPPED,
    f"Nothing is answered on this sheet. {_KEPT}",
    "Write into the sheets of the cases.",
)
MISSING_PRINTED_SHEET = WorkbookFault(
    "missing-printed-sheet",
    Severity.NOTED,
    "This sheet is missing. No answer is lost with it.",
    "Nothing needs to be done.",
)
RENAMED_SHEET = WorkbookFault(
    "renamed-sheet",
    Severity.NOTED,
    "The sheet has another name than it was issued with; its answers were taken, and its name is "
    "kept as a stray note.",
    "Nothing needs to be done if the name says nothing about the case.",
)
FIRST_FORM = WorkbookFault(
    "first-form",
    Severity.NOTED,
    "The workbook was issued by an earlier version of the tool. Words that were written over the "
    "printed ones, such as in Guidance or on the sheet Start, cannot be told from them.",
    "If you wrote there, copy the words into the rows of the questions.",
)
UNKNOWN_SHEET = WorkbookFault(
    "unknown-sheet",
    Severity.DROPPED,
    f"This sheet is not part of the workbook as issued. {_KEPT}",
    "Write into the sheets of the cases; use the next blank sheet for another interview.",
)
COPIED_SHEET = WorkbookFault(
    "copied-sheet",
    Severity.DROPPED,
    f"This sheet is a copy of another; the first was read. {_KEPT}",
    "Decide which one holds and delete the other.",
)
MISSING_SHEET = WorkbookFault(
    "missing-sheet",
    Severity.DROPPED,
    "A sheet of the workbook as issued is missing; what is recorded for it stays as it is.",
    "Enter its answers in a fresh workbook.",
)
MISSING_HEADINGS = WorkbookFault(
    "missing-headings",
    Severity.DROPPED,
    f"The row of headings, or its hidden part, was changed, so the sheet is not read. {_KEPT}",
    "Copy the answers into a fresh workbook.",
)
FORMULA = WorkbookFault(
    "formula",
    Severity.BLANKED,
    "This is a formula, and what it shows depends on other cells.",
    "Type the answer itself.",
)
FORMULA_NOTE = WorkbookFault(
    "formula",
    Severity.NOTED,
    "This begins with an equals sign and was taken as words.",
    "Nothing needs to be done if the words are right.",
)
ERROR_VALUE = WorkbookFault(
    "error-value",
    Severity.BLANKED,
    "The spreadsheet shows an error here.",
    "Type the answer or the words themselves.",
)
BOTH = WorkbookFault(
    "answer-and-absence",
    Severity.BLANKED,
    "There is an answer and also a reason why there is none; neither was taken, and what is "
    "recorded stands.",
    "Leave one of the two cells empty.",
)
NO_ABSENCE_HERE = WorkbookFault(
    "unknown-absence",
    Severity.BLANKED,
    "This question takes no reason for having no answer.",
    "Answer it, or say in the evidence why you cannot.",
)
NO_REASON = WorkbookFault(
    "reason-missing",
    Severity.NOTED,
    "This takes a reason in the column Evidence and reasons.",
    "Write the reason; the case is not complete without it.",
)
CLEARED_RETURN = WorkbookFault(
    "cleared-value",
    Severity.NOTED,
    "The authority's value was cleared without an answer in its place; it stands.",
    "Type the right value, or choose why there is no answer.",
)
TOO_LONG = WorkbookFault(
    "text-too-long",
    Severity.NOTED,
    f"The text is longer than {TEXT_LIMIT:,} characters; it was taken whole.",
    "Shorten it; `case check` lists it until then.",
)


def wrong_review(theirs: str, ours: str) -> WorkbookFault:
    """The workbook was issued in another review."""
    return WorkbookFault(
        "wrong-review",
        Severity.REFUSED,
        f"The workbook belongs to the review {theirs}, not to {ours}.",
        "Read it in from the folder of its own review.",
    )


def wrong_framework(theirs: str, ours: str) -> WorkbookFault:
    """The workbook was issued under a different version from the one it is read with."""
    return WorkbookFault(
        "wrong-framework",
        Severity.REFUSED,
        f"The workbook was issued under {theirs}, and is read with {ours}.",
        "Read it with the version that it was issued under.",
    )


def beside(kind: str) -> WorkbookFault:
    """Words that stand in no cell."""
    if kind == "picture":
        return WorkbookFault(
            "picture",
            Severity.DROPPED,
            "A picture or another file was put into the workbook. It is not taken and not kept.",
            "Keep it with the evidence of the case, and write down what it shows.",
        )
    if kind == "formula of another workbook":
        return WorkbookFault(
            "formula-of-another-workbook",
            Severity.BLANKED,
            "The formula in this cell looks into another workbook, which is not read. What it "
            "showed last is kept as a stray note.",
            "Type the words themselves, or put the stray note under its question.",
        )
    if kind in _DRESSED:
        return WorkbookFault(
            kind.replace(" ", "-"),
            Severity.NOTED,
            f"In this cell is a {kind}. What can be told by the look alone is not read: the cell "
            "was taken as if all of it looked alike. Those words are kept as a stray note.",
            "Look at the cell. If it says something else, write that into it without the line or "
            "the raised sign, or record it with `case answer`.",
        )
    return WorkbookFault(
        f"beside-the-cells: {kind}",
        Severity.DROPPED,
        f"A {kind} is in no cell, so it answers nothing. {_KEPT}",
        "Write into the cells of the questions.",
    )


def cleared_words(number: int) -> WorkbookFault:
    """Printed words that are not there any more; nobody's words are lost with them."""
    cells = "1 printed cell is" if number == 1 else f"{number} printed cells are"
    return WorkbookFault(
        "printed-words-cleared",
        Severity.NOTED,
        f"{cells} empty on this sheet. No answer is lost with them.",
        "Nothing needs to be done.",
    )


def evidence_as_typed(message: str, remedy: str) -> WorkbookFault:
    """A cell of a piece of evidence that is no choice or no date; its words are taken as typed."""
    return WorkbookFault(
        "evidence-as-typed", Severity.NOTED, f"{message} It is kept as it was typed.", remedy
    )


def unreadable(kind: str, message: str, remedy: str) -> WorkbookFault:
    """An answer that does not fit its question."""
    return WorkbookFault(kind, Severity.BLANKED, message, remedy)
