"""A case workbook that comes back: whose it is, what was answered, and what is wrong with it.

It only reads. Comparing with what is recorded, and deciding, is left to the service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.printed import (
    PROPERTY,
    PrintedCell,
    PrintedWords,
)
from inspect_tool.domain.workbook.seal import Seal, SealedRow, is_same_digest
from inspect_tool.domain.workbook.workbook import (
    EARLIER_FORMS,
    FIRST_FORM,
    FORMS_BELOW,
    WorkbookIdentity,
)
from inspect_tool.errors import Problem
from inspect_tool.readers.case_workbook import faults
from inspect_tool.readers.case_workbook.beside import Beside, BesideKind
from inspect_tool.readers.case_workbook.cells import (
    AsIssued,
    NotACaseWorkbookError,
    ReadSheet,
    Sheets,
    read_sheets,
)
from inspect_tool.readers.case_workbook.found_sheets import (
    PRINTED_SHEETS,
    find_sheets,
    mark_of,
    part_of,
    rows_by_sheet,
)
from inspect_tool.readers.case_workbook.parts import cell_name
from inspect_tool.readers.case_workbook.printed import PrintedPlaces
from inspect_tool.readers.case_workbook.reading import ReadEntry, SheetContext, StrayWriting
from inspect_tool.readers.case_workbook.rows import all_writing, read_rows

SEALED_WIDTH = len(SealedRow.__dataclass_fields__) + 2
OWN_PROPERTIES = ("inspect_form", "inspect_pack_id", "inspect_signature")
# What programs call a sheet that was added.
NEW_SHEET = re.compile(r"(?:Sheet|Tabelle|Feuil|Feuille|Hoja|Foglio|Arkusz)\s*_?\d+", re.IGNORECASE)
# What programs put after the name of a sheet that was copied.
COPY_ENDING = re.compile(r" ?\(\d+\)|_\d+|[ _]copy\d*", re.IGNORECASE)
Id = str | None
OWN_SHEETS = (*PRINTED_SHEETS, *layout.HIDDEN_SHEETS)


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
    paths: Sequence[Path],
    *,
    framework: Framework,
    signing_key: bytes,
    review: str | None = None,
    earlier: Sequence[Framework] = (),
    issued: Collection[str] = (),
) -> list[CaseWorkbookReturn | AsIssued]:
    """Read workbooks that were issued with this key, each by the framework it was issued under.

    Args:
        framework: The version in force; `earlier` ones may have been issued under too.
        review: Id of the review; None takes workbooks of any review with that key.
        issued: Digests of what was issued; a workbook that says just that is told by it alone.

    Raises:
        UnreadableFileError: One is not a case workbook, or is unsafe to read.
    """
    known = (framework, *earlier)
    return [
        sheets
        if isinstance(sheets, AsIssued)
        else understand(path.name, sheets, frameworks=known, signing_key=signing_key, review=review)
        for path, sheets in zip(paths, read_sheets(paths, issued=issued), strict=True)
    ]


def understand(
    file: str, sheets: Sheets, *, frameworks: Sequence[Framework], signing_key: bytes, review: Id
) -> CaseWorkbookReturn:
    """What the sheets of a workbook say, by the one of some frameworks that it was issued under.

    A workbook whose identity does not hold gives no entries, only the problem. One whose rows are
    damaged gives the good rows with the problems of the others.

    Raises:
        NotACaseWorkbookError: The hidden sheets are not there.
    """
    claimed = _read_identity(file, sheets.by_name)
    seal = Seal(signing_key, claimed.identity.pack_id)
    framework = claimed.identity.asked_by(frameworks)
    refusals = _check_identity(claimed, seal, framework, review)
    if refusals:
        place = faults.WorkbookPlace(file, layout.IDENTITY)
        problems = tuple(place.problem(fault) for fault in refusals)
        return CaseWorkbookReturn(claimed.identity, (), problems)
    reading = _BookReading(file, sheets, claimed, framework, seal)
    reading.read_subjects()
    reading.read_own_sheets()
    reading.read_beside()
    return CaseWorkbookReturn(
        claimed.identity, tuple(reading.entries), tuple(reading.problems), tuple(reading.stray)
    )


@dataclass(frozen=True)
class _ClaimedIdentity:
    """What the hidden sheets say, before the signature is looked at."""

    identity: WorkbookIdentity
    signature: str
    rows: tuple[SealedRow, ...] | None  # None where the list cannot be read
    printed: PrintedWords | None  # None in a workbook of the first form


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
    rows = _read_sealed_rows(sheets[layout.ROWS])
    printed = None
    if identity.form != FIRST_FORM:
        sheet = sheets.get(layout.PRINTED, ReadSheet(layout.PRINTED, ()))
        printed = PrintedWords(
            tuple(
                PrintedCell(*_listed(sheet, row, len(PrintedCell._fields)))
                for row in range(1, len(sheet.rows) + 1)
            )
        )
    return _ClaimedIdentity(identity, signature, rows, printed)


def _listed(sheet: ReadSheet, row: int, width: int) -> tuple[str, ...]:
    """The parts of a line of a hidden list: in one cell as JSON, up to the fourth form in several.

    What is no such line comes back as it stands, and the signature does not hold.
    """
    first = sheet.cell(row, 1).text
    try:
        parts = json.loads(first) if first.startswith("[") else None
    except ValueError:
        parts = None
    if (
        isinstance(parts, list)
        and len(parts) == width
        and all(isinstance(one, str) for one in parts)
    ):
        return tuple(parts)
    return tuple(sheet.cell(row, column).text for column in range(1, width + 1))


def _read_sealed_rows(sheet: ReadSheet) -> tuple[SealedRow, ...] | None:
    try:
        return tuple(
            SealedRow.from_cells(_listed(sheet, row, SEALED_WIDTH))
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
    expected = "" if claimed.rows is None else seal.sign(identity, claimed.rows, claimed.printed)
    if not is_same_digest(claimed.signature, expected) or not expected:
        return (faults.CHANGED_IDENTITY,)
    theirs = f"{identity.framework} {identity.framework_version}"
    ours = f"{framework.framework} {framework.version}"
    return () if theirs == ours else (faults.wrong_framework(theirs, ours),)


@dataclass
class _BookReading:
    """What a workbook gives, gathered while its sheets are read."""

    file: str
    sheets: Sheets
    claimed: _ClaimedIdentity
    framework: Framework
    seal: Seal
    entries: list[ReadEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stray: list[StrayWriting] = field(default_factory=list)

    def read_subjects(self) -> None:
        """Read the sheets of cases, the authority and interviews, and those that are nobody's."""
        issued = rows_by_sheet(self.claimed.rows or ())
        held = find_sheets(self.sheets.by_name, issued)
        for name, rows in issued.items():
            if name not in held.by_name:
                self._report(name, faults.MISSING_SHEET)
                continue
            sheet = held.by_name[name]
            reading = read_rows(self._context(sheet, rows))
            self.entries += reading.entries.values()
            self.problems += reading.problems
            self.stray += reading.stray
            if sheet.name.strip().casefold() != name.casefold():
                self._report(sheet.name, faults.RENAMED_SHEET)
                self._keep(sheet.name, "its name", sheet.name, rows[0].subject)
            if reading.columns:
                place = faults.WorkbookPlace(self.file, sheet.name)
                self.problems += _missing_rows(place, rows, reading.seen)
        for sheet, name in held.copies:
            self._read_copy(sheet, issued[name])
        for sheet in held.unknown:
            self._read_unknown(sheet)

    def read_own_sheets(self) -> None:
        """Keep what was written on the sheets that nobody answers on."""
        sheets = {name.strip().casefold(): sheet for name, sheet in self.sheets.by_name.items()}
        if self.claimed.printed is None:
            self._report(layout.START, faults.FIRST_FORM)
        else:
            for name in PRINTED_SHEETS:
                self._read_printed(name, sheets.get(name.casefold()))
        is_wide = self.claimed.identity.form in FORMS_BELOW
        signed = {
            layout.IDENTITY: (len(layout.IDENTITY_FIELDS) + 1, 2),
            layout.ROWS: (len(self.claimed.rows or ()), SEALED_WIDTH if is_wide else 1),
            layout.PRINTED: (
                len(self.claimed.printed.cells) if self.claimed.printed else 0,
                len(PrintedCell._fields) if is_wide else 1,
            ),
        }
        for name, (rows, columns) in signed.items():
            sheet = sheets.get(name.casefold())
            for number, row in enumerate(sheet.rows if sheet else (), start=1):
                for place, cell in enumerate(row, start=1):
                    if not cell.is_blank and (number > rows or place > columns):
                        self._keep_cell(name, number, place, cell.text)

    def read_beside(self) -> None:
        """Keep words that are in no cell and on no sheet, such as properties of the file."""
        lists = self.sheets.by_name.get(layout.LISTS)
        names = set(lists.texts(1)) if lists is not None and lists.rows else set()
        for one in self.sheets.beside:
            if self._is_ours(one, names):
                continue
            self._report("", faults.beside(one.kind))
            if one.kind is not BesideKind.PICTURE:
                self._keep("", f"{one.kind} {one.place}".strip(), one.text)

    def _is_ours(self, one: Beside, names: set[str]) -> bool:
        if one.kind is BesideKind.NAME:
            return one.text in names
        if one.kind in (BesideKind.HEADER, BesideKind.PROMPT):
            return self._printed("").has_beside(one)
        if one.kind is not BesideKind.PROPERTY:
            return False
        if one.place in OWN_PROPERTIES or self.claimed.printed is None:
            return True
        check = self.seal.place_check("", PROPERTY, one.text)
        return check in self.claimed.printed.of_place(PROPERTY)

    def _context(self, sheet: ReadSheet, rows: Sequence[SealedRow]) -> SheetContext:
        return SheetContext(
            self.file,
            sheet,
            rows[0].subject,
            self.framework,
            self.seal,
            self._printed(rows[0].sheet),
            mark_of(rows),
            is_earlier=self.claimed.identity.form in EARLIER_FORMS,
            form=self.claimed.identity.form,
            headings=layout.PART_HEADINGS.get(part_of(rows), {}),
            refs=frozenset(row.item_id.casefold() for row in rows),
            bases=frozenset(row.base_revision for row in self.claimed.rows or ()),
        )

    def _printed(self, name: str) -> PrintedPlaces:
        """What a sheet was issued with outside its rows."""
        return PrintedPlaces.of(self.seal, self.claimed.printed, name)

    def _read_copy(self, sheet: ReadSheet, rows: Sequence[SealedRow]) -> None:
        """Keep what a copy of a sheet says that the sheet itself does not."""
        subject = rows[0].subject
        reading = read_rows(self._context(sheet, rows))
        taken = {(one.kind, one.item_id): one for one in self.entries if one.subject == subject}
        found = list(reading.stray)
        for entry in reading.entries.values():
            first = taken.get((entry.kind, entry.item_id))
            if entry.is_changed and (first is None or first.answer != entry.answer):
                where = f"{sheet.name}, row {entry.row}, {entry.item_id}"
                found.append(StrayWriting(sheet.name, entry.row, "", entry.words, subject, where))
        named = sheet.name.strip()
        ending = named[len(rows[0].sheet) :] if named.startswith(rows[0].sheet) else named
        if not COPY_ENDING.fullmatch(ending):
            where = f"{sheet.name}, its name"
            found.append(StrayWriting(sheet.name, 0, "", sheet.name, subject, where))
        known = {(one.where.partition(", ")[2], one.text) for one in self.stray}
        self._keep_all(
            sheet,
            [one for one in found if (one.where.partition(", ")[2], one.text) not in known],
            faults.COPIED_SHEET,
        )

    def _read_unknown(self, sheet: ReadSheet) -> None:
        """Keep everything on a sheet that was added, and its name."""
        listed = self.claimed.printed or PrintedWords()
        nothing = PrintedPlaces.of(self.seal, listed, sheet.name)
        found = all_writing(sheet, None, nothing)
        found += [
            StrayWriting(sheet.name, 0, "", one.text, None, f"{sheet.name}, {one.kind} {one.place}")
            for one in sheet.beside
            if not nothing.has_beside(one)
        ]
        if found or not NEW_SHEET.fullmatch(sheet.name.strip()):
            found.append(
                StrayWriting(sheet.name, 0, "", sheet.name, None, f"{sheet.name}, its name")
            )
        self._keep_all(sheet, found, faults.UNKNOWN_SHEET)

    def _read_printed(self, name: str, sheet: ReadSheet | None) -> None:
        if sheet is None:
            self._report(name, faults.MISSING_PRINTED_SHEET)
            return
        printed = self._printed(name)
        for number, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row, start=1):
                if not (cell.is_blank or printed.has(number, place, cell)):
                    self._keep_cell(name, number, place, cell.text)
        cleared = printed.cleared(sheet)
        if cleared:
            self._report(name, faults.cleared_words(cleared))
        for one in sheet.beside:
            if not printed.has_beside(one):
                self._report(name, faults.beside(one.kind))
                self._keep(name, f"{one.kind} {one.place}".strip(), one.text)

    def _keep_cell(self, sheet: str, row: int, column: int, text: str) -> None:
        place = faults.WorkbookPlace(self.file, sheet, row)
        self.problems.append(place.problem(faults.ON_OWN_SHEET))
        self._keep(sheet, f"cell {cell_name(row, column)}", text)

    def _keep_all(
        self, sheet: ReadSheet, found: Sequence[StrayWriting], fault: faults.WorkbookFault
    ) -> None:
        if found:
            self._report(sheet.name, fault)
            self.stray += found

    def _keep(self, sheet: str, where: str, text: str, subject: Subject | None = None) -> None:
        place = ", ".join(part for part in (sheet, where) if part)
        self.stray.append(StrayWriting(sheet, 0, "", text, subject, place))

    def _report(self, sheet: str, fault: faults.WorkbookFault) -> None:
        self.problems.append(faults.WorkbookPlace(self.file, sheet).problem(fault))


def _missing_rows(
    place: faults.WorkbookPlace, rows: list[SealedRow], seen: set[tuple[str, str]]
) -> list[Problem]:
    return [
        place.problem(faults.MISSING_ROW, row.item_id)
        for row in rows
        if (row.kind.value, row.item_id) not in seen
    ]
