"""The sheets of a workbook, or the one of a CSV, as pieces of rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice, tee
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree

from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.cells import Cell, Issue
from inspect_tool.readers.annex_a.headers import ROWS_SEARCHED_FOR_HEADINGS
from inspect_tool.readers.annex_a.table_problems import ListPlace, problem_at
from inspect_tool.readers.plain.held_file import HeldFile, SourceFile
from inspect_tool.readers.spreadsheet.broken_cells import (
    Broken,
    broken_cells_of_ods,
    broken_cells_of_xlsx,
)
from inspect_tool.readers.spreadsheet.guard import (
    LISTS_IN_ZIP,
    ReadLimits,
    SpreadsheetFacts,
    SpreadsheetKind,
    check_spreadsheet,
)
from inspect_tool.readers.spreadsheet.package import (
    WorkbookParts,
    has_usual_names,
    usual_package,
    workbook_parts,
)
from inspect_tool.readers.spreadsheet.refusals import DamagedFileError, OversizedFileError
from inspect_tool.readers.spreadsheet.row_looks import (
    RowLooks,
    row_looks_of_ods,
    row_looks_of_xlsx,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ROWS_AT_ONCE = 1_000  # their cells are still in the processor's cache when they are read

Row: TypeAlias = Sequence[Cell]
Piece: TypeAlias = tuple[list[int], Sequence[Row]]


@dataclass
class SheetRows:
    """One sheet: its first rows to find the headings in, and the rest as an iterator.

    Args:
        is_text: It is a CSV file; `name` is then the name of the file without its ending.
        first_numbers: Row of each of `first`, as the spreadsheet counts it.
        rest: The rows after `first`.
        rest_numbers: Their numbers; there may be more of them.
        looks: Its rows that nobody sees in the spreadsheet, and those struck through.
    """

    file: str
    name: str
    is_text: bool
    first: list[Row]
    first_numbers: list[int]
    rest: Iterator[Row]
    rest_numbers: Iterator[int]
    counts_from_1904: bool = False
    is_hidden: bool = False
    looks: RowLooks = field(default_factory=RowLooks)
    problems: list[Problem] = field(default_factory=list)

    def below(self, row_index: int, width: int) -> Iterator[Piece]:
        """The rows below one of the first rows, in pieces, each at least `width` cells wide."""
        rows = chain(self.first[row_index + 1 :], self.rest)
        numbers = chain(self.first_numbers[row_index + 1 :], self.rest_numbers)
        while cells := list(islice(rows, ROWS_AT_ONCE)):
            if self.is_text:
                # A second table further up may be wider than what follows.
                width = max(width, *map(len, cells))
                cells = [[*row, *[""] * (width - len(row))] for row in cells]
            yield list(islice(numbers, len(cells))), cells

    def release(self) -> None:
        """Let go of the cells that were read."""
        self.first, self.first_numbers, self.rest = [], [], iter(())
        self.rest_numbers = iter(())


def sheets_of(path: SourceFile, limits: ReadLimits) -> Iterator[SheetRows]:
    """Every sheet of a file that may hold a list.

    Raises:
        UnreadableFileError: The file cannot be read, or is unsafe to read.
    """
    facts = check_spreadsheet(path, limits=limits)
    if facts.kind is SpreadsheetKind.TEXT:
        from inspect_tool.readers.annex_a.csv import read_csv

        rows, numbers = _parted(read_csv(path, limits))
        yield _sheet(path.name, path.stem, rows, numbers, is_text=True)
    elif facts.kind is SpreadsheetKind.ZIP:
        for held in _files_in_zip(path):
            yield from sheets_of(held, limits)
    elif facts.kind is SpreadsheetKind.XLS:
        yield from _old_sheets(path, limits)
    else:
        yield from _workbook_sheets(path, facts, limits)


def _files_in_zip(path: SourceFile) -> Iterator[HeldFile]:
    """The lists of a zip; what a Mac puts beside them, and other files, are left alone."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            inner = entry.filename.replace("\\", "/")
            is_hidden = inner.startswith("__MACOSX/") or inner.rpartition("/")[2].startswith(
                (".", "~$")
            )
            if inner.lower().endswith(LISTS_IN_ZIP) and not is_hidden:
                try:
                    content = archive.read(entry)
                except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError):
                    raise DamagedFileError(path.name, "a file in it cannot be unpacked") from None
                yield HeldFile(f"{path.name}/{inner.rpartition('/')[2]}", content)


def _old_sheets(path: SourceFile, limits: ReadLimits) -> Iterator[SheetRows]:
    from inspect_tool.readers.spreadsheet.old_excel import open_old_excel

    workbook = open_old_excel(path)
    for old in workbook.sheets:
        if old.width > limits.columns:
            raise _too_wide(path.name, limits)
        sheet = _sheet(path.name, old.name, *_parted(old.rows))
        sheet.counts_from_1904 = workbook.counts_from_1904
        sheet.looks = old.looks
        if not old.is_visible:
            _hide(sheet)
        yield sheet


def _workbook_sheets(
    path: SourceFile, facts: SpreadsheetFacts, limits: ReadLimits
) -> Iterator[SheetRows]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        is_excel = facts.kind is SpreadsheetKind.XLSX
        if is_excel and (facts.is_unusual or not has_usual_names(path)):
            path = usual_package(path)
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_object(file)
            parts = workbook_parts(path) if is_excel else WorkbookParts()
            first = True
            for sheet in _sheets(path, workbook, parts, facts, limits):
                if first and facts.has_external_links:
                    sheet.problems.append(_external_links(path.name))
                first = False
                yield sheet
    except (CalamineError, ElementTree.ParseError, OSError, ValueError, LookupError):
        raise DamagedFileError(path.name, "it is not what a workbook should be inside") from None
    except (zipfile.BadZipFile, RecursionError, NotImplementedError):
        raise DamagedFileError(path.name, "a part of it cannot be unpacked") from None


def _sheets(
    path: SourceFile,
    workbook: CalamineWorkbook,
    parts: WorkbookParts,
    facts: SpreadsheetFacts,
    limits: ReadLimits,
) -> Iterator[SheetRows]:
    of_ods: dict[str, Broken] = {}
    if facts.has_broken_cells and facts.kind is SpreadsheetKind.ODS:
        of_ods = _broken_of_ods(path)
    looks_of_ods: dict[str, RowLooks] = {}
    if facts.kind is SpreadsheetKind.ODS and "content.xml" in facts.parts_with_looks:
        looks_of_ods = row_looks_of_ods(path)
    for metadata in workbook.sheets_metadata:
        name = metadata.name
        if not str(metadata.typ).endswith("WorkSheet"):
            continue
        sheet = workbook.get_sheet_by_name(name)
        broken = of_ods.get(name, {})
        if facts.has_broken_cells and facts.kind is SpreadsheetKind.XLSX:
            broken = _broken_of_xlsx(path, parts.paths.get(name, ""))
        rows = _sheet(path.name, name, _rows(path.name, sheet, broken, limits), count(1))
        rows.counts_from_1904 = parts.counts_from_1904
        if facts.kind is SpreadsheetKind.XLSX:
            part = parts.paths.get(name, "")
            rows.looks = row_looks_of_xlsx(path, part, hides=part in facts.parts_with_looks)
        else:
            rows.looks = looks_of_ods.get(name, RowLooks())
        if not str(metadata.visible).endswith(".Visible"):
            _hide(rows)
        del sheet
        yield rows


def _hide(sheet: SheetRows) -> None:
    """A hidden sheet is not read; what could be a list is named later."""
    sheet.is_hidden = True
    sheet.release()


def _sheet(
    file: str, name: str, rows: Iterator[Row], numbers: Iterator[int], *, is_text: bool = False
) -> SheetRows:
    first = list(islice(rows, ROWS_SEARCHED_FOR_HEADINGS))
    return SheetRows(
        file=file,
        name=name,
        is_text=is_text,
        first=first,
        first_numbers=list(islice(numbers, len(first))),
        rest=rows,
        rest_numbers=numbers,
    )


def _parted(numbered: Iterable[tuple[int, Row]]) -> tuple[Iterator[Row], Iterator[int]]:
    """Rows and their numbers, where these are not simply counted."""
    rows, numbers = tee(numbered)
    return map(itemgetter(1), rows), map(itemgetter(0), numbers)


def _rows(file: str, sheet: CalamineSheet, broken: Broken, limits: ReadLimits) -> Iterator[Row]:
    if sheet.width > limits.columns:
        raise _too_wide(file, limits)
    if not broken or sheet.start is None:
        return iter(sheet.iter_rows())
    return _with_broken(sheet, broken, sheet.start[1])


def _too_wide(file: str, limits: ReadLimits) -> OversizedFileError:
    return OversizedFileError(file, f"has a sheet of more than {limits.columns} columns")


def _with_broken(sheet: CalamineSheet, broken: Broken, left: int) -> Iterator[Row]:
    """The rows with `#N/A` and the like where they stand; the reader itself leaves them blank."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        for column, error in broken.get(number, {}).items():
            if 0 <= column - left < len(row):
                row[column - left] = error
        yield row


def _broken_of_xlsx(path: SourceFile, part: str) -> Broken:
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        if part not in archive.namelist():
            return {}
        with archive.open(part) as sheet:
            return broken_cells_of_xlsx(path.name, sheet)


def _broken_of_ods(path: SourceFile) -> dict[str, Broken]:
    with (
        path.open("rb") as file,
        zipfile.ZipFile(file) as archive,
        archive.open("content.xml") as content,
    ):
        return broken_cells_of_ods(path.name, content)


def _external_links(file: str) -> Problem:
    return problem_at(
        ListPlace(file, ""),
        Issue(
            "links-to-other-workbooks",
            Severity.NOTED,
            "The workbook refers to other workbooks; they were not opened, and the values that "
            "it last stored were read.",
            "Check that the values were up to date when the workbook was saved.",
        ),
    )
