"""The sheets of a workbook, or the one of a CSV, as pieces of rows; and which list each is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from inspect_tool.domain.annex_a.columns import LIST_TITLES
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.csv import read_csv
from inspect_tool.readers.annex_a.headers import (
    ROWS_SEARCHED_FOR_HEADINGS,
    HeadingMatch,
    best_heading_row,
    list_by_headings,
    list_in_name,
    misfit,
)
from inspect_tool.readers.annex_a.table import ListPlace, Row, problem_at
from inspect_tool.readers.annex_a.values import Issue
from inspect_tool.readers.spreadsheet.guard import (
    DamagedFileError,
    OversizedFileError,
    ReadLimits,
    SpreadsheetFacts,
    SpreadsheetKind,
    check_spreadsheet,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ROWS_AT_ONCE = 1_000  # their cells are still in the processor's cache when they are read

Piece = tuple[list[int], Sequence[Row]]
Errors = Mapping[int, Mapping[int, str]]


@dataclass
class SheetRows:
    """One sheet: its first rows to find the headings in, and the rest as an iterator.

    Args:
        is_text: It is a CSV file; `name` is then the name of the file without its ending.
        first_numbers: Row of each of `first`, as the spreadsheet counts it.
        rest: The rows after `first`, with their numbers.
    """

    file: str
    name: str
    is_text: bool
    first: list[Row]
    first_numbers: list[int]
    rest: Iterator[tuple[int, Row]]
    counts_from_1904: bool = False
    problems: list[Problem] = field(default_factory=list)

    def below(self, row_index: int, width: int) -> Iterator[Piece]:
        """The rows below one of the first rows, in pieces, each at least `width` cells wide."""
        first = zip(self.first_numbers, self.first, strict=True)
        rows = chain(islice(first, row_index + 1, None), self.rest)
        while piece := list(islice(rows, ROWS_AT_ONCE)):
            numbers, cells = map(list, zip(*piece, strict=True))
            if self.is_text:
                cells = [[*row, *[""] * (width - len(row))][:width] for row in cells]
            yield numbers, cells


def sheets_of(path: Path, limits: ReadLimits) -> Iterator[SheetRows]:
    """Every sheet of a file that may hold a list.

    Raises:
        UnreadableFileError: The file cannot be read, or is unsafe to read.
    """
    facts = check_spreadsheet(path, limits=limits)
    if facts.kind is SpreadsheetKind.TEXT:
        yield _sheet(path.name, path.stem, iter(read_csv(path, limits)), is_text=True)
        return
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        parts = workbook_parts(path) if facts.kind is SpreadsheetKind.XLSX else WorkbookParts()
        first = True
        for sheet in _sheets(path, workbook, parts, facts, limits):
            if first and facts.has_external_links:
                sheet.problems.append(_external_links(path.name))
            first = False
            yield sheet
    except (CalamineError, ElementTree.ParseError, OSError, ValueError, KeyError):
        raise DamagedFileError(path.name, "it is not what a workbook should be inside") from None


def _sheets(
    path: Path,
    workbook: CalamineWorkbook,
    parts: WorkbookParts,
    facts: SpreadsheetFacts,
    limits: ReadLimits,
) -> Iterator[SheetRows]:
    for metadata in workbook.sheets_metadata:
        name = metadata.name
        if not str(metadata.typ).endswith("WorkSheet"):
            continue
        sheet = workbook.get_sheet_by_name(name)
        errors = error_cells(path, parts.paths.get(name, "")) if facts.has_error_cells else {}
        rows = _sheet(path.name, name, _numbered_rows(path.name, sheet, errors, limits))
        rows.counts_from_1904 = parts.counts_from_1904
        if not str(metadata.visible).endswith(".Visible"):
            if list_in_name(name) is not None:
                rows.problems.append(_hidden(path.name, name))
            rows.first, rows.first_numbers, rows.rest = [], [], iter(())
        yield rows


def _sheet(
    file: str, name: str, rows: Iterator[tuple[int, Row]], *, is_text: bool = False
) -> SheetRows:
    first = list(islice(rows, ROWS_SEARCHED_FOR_HEADINGS))
    return SheetRows(
        file=file,
        name=name,
        is_text=is_text,
        first=[row for _, row in first],
        first_numbers=[number for number, _ in first],
        rest=rows,
    )


def _numbered_rows(
    file: str, sheet: CalamineSheet, errors: Errors, limits: ReadLimits
) -> Iterator[tuple[int, Row]]:
    if sheet.width > limits.columns:
        raise OversizedFileError(file, f"has a sheet of more than {limits.columns} columns")
    if not errors or sheet.start is None:
        return enumerate(sheet.iter_rows(), start=1)
    return _with_errors(sheet, errors, sheet.start[1])


def _with_errors(sheet: CalamineSheet, errors: Errors, left: int) -> Iterator[tuple[int, Row]]:
    """The rows with `#N/A` and the like where they stand; the reader itself leaves them blank."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        for column, error in errors.get(number, {}).items():
            if 0 <= column - left < len(row):
                row[column - left] = error
        yield number, row


@dataclass(frozen=True)
class WorkbookParts:
    """What `xl/workbook.xml` says.

    Args:
        paths: Part of the zip that holds each sheet, by the sheet's name.
    """

    counts_from_1904: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)


def workbook_parts(path: Path) -> WorkbookParts:
    """Read where the sheets are, from parts that were found to have no declarations."""
    with zipfile.ZipFile(path) as archive:
        folder = "xl/"
        workbook = ElementTree.fromstring(archive.read(f"{folder}workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(archive.read(f"{folder}_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    paths = {}
    counts_from_1904 = False
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            counts_from_1904 = element.get("date1904", "0") in {"1", "true"}
        if tag == "sheet":
            key = next((v for k, v in element.items() if k.endswith("}id")), "")
            target = targets.get(key, "")
            paths[element.get("name", "")] = (
                target.removeprefix("/") if target.startswith("/") else f"{folder}{target}"
            )
    return WorkbookParts(counts_from_1904, paths)


ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*? t="e"[^>]*>'
    rb"(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]{1,20})</v>"
)


def error_cells(path: Path, part: str) -> Errors:
    """Which cells of a sheet hold an error such as #N/A: by row from 1 and column from 0."""
    errors: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return errors
        with archive.open(part) as file:
            tail = b""
            while chunk := file.read(1 << 20):
                piece = tail + chunk
                end = max(piece.rfind(b"</c>"), 0)
                for column, row, error in ERROR_CELL.findall(piece, 0, end):
                    cells = errors.setdefault(int(row), {})
                    cells[_column_index(column)] = error.decode("ascii", "replace")
                tail = piece[end:]
    return errors


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


@dataclass(frozen=True)
class ListChoice:
    """Which list a sheet is, with what there is to say about it."""

    match: HeadingMatch | None
    problems: tuple[Problem, ...] = ()


def choose_list(sheet: SheetRows) -> ListChoice:
    """Find out which list a sheet is: by its name, and by its headings when that does not say.

    A sheet whose name says one list and whose headings say another is refused: one of the two is
    wrong, and nobody here can know which.
    """
    named = list_in_name(sheet.name)
    place = ListPlace(sheet.file, sheet.name)
    if not any(any(_has_text(cell) for cell in row) for row in sheet.first):
        return ListChoice(None, (_empty(named, place),) if named and not sheet.problems else ())
    match = best_heading_row(sheet.first, named) if named is not None else None
    if match is not None and not match.missing_needed:
        return ListChoice(match)
    by_headings = list_by_headings(sheet.first)
    if named is None:
        return ListChoice(by_headings, () if by_headings else (_not_ours(place, sheet.is_text),))
    return _choose_against_name(sheet.name, match, by_headings, named=named, place=place)


def _choose_against_name(
    name: str,
    match: HeadingMatch | None,
    by_headings: HeadingMatch | None,
    *,
    named: int,
    place: ListPlace,
) -> ListChoice:
    """The headings are not those of the list that the name says, or not all of them."""
    if match is not None and by_headings is not None and misfit(match) <= misfit(by_headings):
        return ListChoice(match)
    if by_headings is not None and _says_list_number(name):
        return ListChoice(None, (_wrong_sheet(named, by_headings.list_number, place),))
    if by_headings is not None:
        return ListChoice(by_headings)
    return ListChoice(match, () if match is not None else (_no_headings(named, place),))


def _has_text(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _says_list_number(name: str) -> bool:
    return re.search(r"list[\s_\-.\u00a0]*\d", name.casefold()) is not None


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


def _hidden(file: str, sheet: str) -> Problem:
    return problem_at(
        ListPlace(file, sheet),
        Issue(
            "hidden-sheet",
            Severity.NOTED,
            "The sheet is hidden and was not read.",
            "Unhide it if it belongs to the return.",
        ),
    )


def _empty(named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "empty-sheet",
            Severity.NOTED,
            f"List {named} is empty: it does not even have headings.",
            "If there is really nobody to list, nothing; otherwise send the list.",
        ),
    )


def _not_ours(place: ListPlace, is_text: bool) -> Problem:
    return problem_at(
        ListPlace(place.file, "" if is_text else place.sheet),
        Issue(
            "not-a-list",
            Severity.NOTED,
            "This is none of the lists of Annex A, by its name and its headings; it was not read.",
            "Nothing if it is a cover, guidance or a look-up; else name it `List 1` to `List 11`.",
        ),
    )


def _wrong_sheet(named: int, held: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "wrong-sheet",
            Severity.REFUSED,
            f"The name says List {named} ({LIST_TITLES[named]}) and the headings are those of "
            f"List {held} ({LIST_TITLES[held]}).",
            "Put each list under its own name and send the return again.",
        ),
    )


def _no_headings(named: int, place: ListPlace) -> Problem:
    return problem_at(
        place,
        Issue(
            "no-headings",
            Severity.REFUSED,
            f"No row has the headings of List {named} ({LIST_TITLES[named]}).",
            "Put the official headings into one row above the entries.",
        ),
    )
