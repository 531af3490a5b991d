"""A case workbook that comes back: whose it is, what was answered, and what is wrong with it.

It only reads. Comparing with what is recorded, and deciding, is left to the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.seal import Seal, SealedRow, is_same_digest
from inspect_tool.domain.workbook.workbook import WorkbookIdentity
from inspect_tool.errors import Problem
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.cells import (
    NotACaseWorkbookError,
    ReadSheet,
    Sheets,
    read_sheets,
)
from inspect_tool.readers.case_workbook.rows import (
    ReadEntry,
    SheetContext,
    StrayWriting,
    all_writing,
    read_rows,
)

OWN_SHEETS = (layout.START, layout.OVERVIEW, layout.LISTS, layout.IDENTITY, layout.ROWS)


@dataclass(frozen=True)
class CaseWorkbookReturn:
    """What a returned workbook says.

    Args:
        entries: One for each row that could be recognised, blank rows and unchanged ones included.
        stray: What was written where it cannot be taken as an answer; nothing is dropped silently.
    """

    identity: WorkbookIdentity
    entries: tuple[ReadEntry, ...]
    problems: tuple[Problem, ...]
    stray: tuple[StrayWriting, ...] = ()

    @property
    def changed(self) -> tuple[ReadEntry, ...]:
        """The entries that differ from what the workbook was issued with."""
        return tuple(entry for entry in self.entries if entry.is_changed)


def read_case_workbooks(
    paths: Sequence[Path], *, framework: Framework, signing_key: bytes, review: str | None = None
) -> list[CaseWorkbookReturn]:
    """Read workbooks that were issued with this framework and key.

    Args:
        framework: The version that the workbooks were issued under.
        review: Id of the review; None takes workbooks of any review with that key.

    Raises:
        UnreadableFileError: One is not a case workbook, or is unsafe to read.
    """
    return [
        understand(path.name, sheets, framework=framework, signing_key=signing_key, review=review)
        for path, sheets in zip(paths, read_sheets(paths), strict=True)
    ]


def understand(
    file: str, sheets: Sheets, *, framework: Framework, signing_key: bytes, review: str | None
) -> CaseWorkbookReturn:
    """What the sheets of a workbook say.

    A workbook whose identity does not hold gives no entries, only the problem. One whose rows are
    damaged gives the good rows with the problems of the others.

    Raises:
        NotACaseWorkbookError: The hidden sheets are not there.
    """
    claimed = _read_identity(file, sheets)
    seal = Seal(signing_key, claimed.identity.pack_id)
    refusals = _check_identity(claimed, seal, framework, review)
    if refusals:
        place = faults.WorkbookPlace(file, layout.IDENTITY)
        problems = tuple(place.problem(fault) for fault in refusals)
        return CaseWorkbookReturn(claimed.identity, (), problems)
    return _read_subjects(file, sheets, claimed, framework=framework, seal=seal)


@dataclass(frozen=True)
class _ClaimedIdentity:
    """What the hidden sheets say, before the signature is looked at."""

    identity: WorkbookIdentity
    signature: str
    rows: tuple[SealedRow, ...] | None  # None where the list cannot be read


def _read_identity(file: str, sheets: Mapping[str, ReadSheet]) -> _ClaimedIdentity:
    if layout.IDENTITY not in sheets or layout.ROWS not in sheets:
        raise NotACaseWorkbookError(file)
    sheet = sheets[layout.IDENTITY]
    fields = {
        sheet.cell(row, 1).text: sheet.cell(row, 2).text for row in range(1, len(sheet.rows) + 1)
    }
    try:
        words = {name: fields[name] for name in layout.IDENTITY_FIELDS if name != "issued"}
        identity = WorkbookIdentity(**words, issued=date.fromisoformat(fields["issued"]))
    except (KeyError, ValueError):
        raise NotACaseWorkbookError(file) from None
    signature = fields.get(layout.SIGNATURE, "")
    return _ClaimedIdentity(identity, signature, _read_sealed_rows(sheets[layout.ROWS]))


def _read_sealed_rows(sheet: ReadSheet) -> tuple[SealedRow, ...] | None:
    width = len(SealedRow.__dataclass_fields__) + 2
    try:
        return tuple(
            SealedRow.from_cells(
                tuple(sheet.cell(row, column).text for column in range(1, width + 1))
            )
            for row in range(1, len(sheet.rows) + 1)
        )
    except ValueError:
        return None


def _check_identity(
    claimed: _ClaimedIdentity, seal: Seal, framework: Framework, review: str | None
) -> tuple[faults.WorkbookFault, ...]:
    """What makes the workbook as a whole unusable; nothing where it can be read."""
    identity = claimed.identity
    if review is not None and identity.review != review:
        return (faults.wrong_review(identity.review, review),)
    expected = "" if claimed.rows is None else seal.sign(identity, claimed.rows)
    if not is_same_digest(claimed.signature, expected) or not expected:
        return (faults.CHANGED_IDENTITY,)
    theirs = f"{identity.framework} {identity.framework_version}"
    ours = f"{framework.framework} {framework.version}"
    return () if theirs == ours else (faults.wrong_framework(theirs, ours),)


def _read_subjects(
    file: str,
    sheets: Mapping[str, ReadSheet],
    claimed: _ClaimedIdentity,
    *,
    framework: Framework,
    seal: Seal,
) -> CaseWorkbookReturn:
    issued = _rows_by_subject(claimed.rows or ())
    entries: list[ReadEntry] = []
    problems: list[Problem] = []
    stray: list[StrayWriting] = []
    held = _sheets_by_subject(sheets, issued)
    for subject, rows in issued.items():
        name = rows[0].sheet
        if subject not in held.by_subject:
            problems.append(faults.WorkbookPlace(file, name).problem(faults.MISSING_SHEET))
            continue
        context = SheetContext(file, held.by_subject[subject], subject, framework, seal)
        reading = read_rows(context)
        entries += reading.entries.values()
        problems += reading.problems
        stray += reading.stray
        if reading.columns:
            place = faults.WorkbookPlace(file, context.sheet.name)
            problems += _missing_rows(place, rows, reading.seen)
    for sheet, fault in held.others:
        writing = all_writing(sheet)
        if writing:
            problems.append(faults.WorkbookPlace(file, sheet.name).problem(fault))
            stray += writing
    return CaseWorkbookReturn(claimed.identity, tuple(entries), tuple(problems), tuple(stray))


def _rows_by_subject(rows: tuple[SealedRow, ...]) -> dict[Subject, list[SealedRow]]:
    by_subject: dict[Subject, list[SealedRow]] = {}
    for row in rows:
        by_subject.setdefault(row.subject, []).append(row)
    return by_subject


def _missing_rows(
    place: faults.WorkbookPlace, rows: list[SealedRow], seen: set[tuple[str, str]]
) -> list[Problem]:
    return [
        place.problem(faults.MISSING_ROW, row.item_id)
        for row in rows
        if (row.kind.value, row.item_id) not in seen
    ]


@dataclass(frozen=True)
class _FoundSheets:
    """Which sheet is whose, and the sheets that are nobody's."""

    by_subject: Mapping[Subject, ReadSheet]
    others: tuple[tuple[ReadSheet, faults.WorkbookFault], ...]


def _sheets_by_subject(
    sheets: Mapping[str, ReadSheet], issued: Mapping[Subject, list[SealedRow]]
) -> _FoundSheets:
    """Know a sheet by its name, or by its hidden mark when it was renamed."""
    by_name = {rows[0].sheet.casefold(): subject for subject, rows in issued.items()}
    by_mark = {layout.subject_mark(subject): subject for subject in issued}
    own = {name.casefold() for name in OWN_SHEETS}
    by_subject: dict[Subject, ReadSheet] = {}
    others: list[tuple[ReadSheet, faults.WorkbookFault]] = []
    candidates = [sheet for name, sheet in sheets.items() if name.strip().casefold() not in own]
    # Sheets that kept their name go first, so that a copy never takes their place.
    for sheet in sorted(
        candidates, key=lambda candidate: candidate.name.strip().casefold() not in by_name
    ):
        subject = by_name.get(sheet.name.strip().casefold()) or by_mark.get(_mark(sheet))
        if subject is None:
            others.append((sheet, faults.UNKNOWN_SHEET))
        elif subject in by_subject:
            others.append((sheet, faults.COPIED_SHEET))
        else:
            by_subject[subject] = sheet
    return _FoundSheets(by_subject, tuple(others))


def _mark(sheet: ReadSheet) -> str:
    """The hidden text of the header row, wherever columns were inserted."""
    rows = range(1, min(len(sheet.rows), 2 * layout.HEADER_ROW) + 1)
    marks = [text for row in rows for text in sheet.texts(row) if text.count("|") == 2]
    return marks[0] if marks else ""
