"""The rows of an export: a CSV or a zip of ODK Central, a CSV or an Excel file of Kobo."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from inspect_tool.domain.framework.xlsform import SUBJECT
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.cells import ReadSheet, Sheets, read_sheets
from inspect_tool.readers.plain.dialect import CsvError
from inspect_tool.readers.plain.rows import headed_rows
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE

LARGEST = 20 * MEBIBYTE
UNPACKED = 100 * MEBIBYTE
MOST_FILES = 2_000  # with the pictures of a media folder, which are not read
# Central joins the names of groups with a hyphen, Kobo with a stroke; no id of ours has either.
MARKS = ("/", "-")


class NotCollectedError(UnreadableFileError):
    """A file that is no export of answers."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}. Export the answers from ODK Central as CSV, or from Kobo as XLS or "
            "CSV with “XML values and headers”."
        )


@dataclass(frozen=True)
class CollectedRow:
    """One submission.

    Args:
        number: Its row in the file, from 1.
        cells: What it says, by the last part of each heading; blank cells are left out.
    """

    number: int
    cells: Mapping[str, object]


def collected_rows(path: Path) -> tuple[CollectedRow, ...]:
    """Every submission of an export.

    Raises:
        UnreadableFileError: It is none, or unsafe to read.
    """
    ending = path.suffix.casefold()
    if ending == ".zip":
        rows = list(_of_zip(path))
    elif ending in (".xlsx", ".ods"):
        rows = list(_of_workbook(path))
    else:
        rows = list(_of_csv(path, path.name))
    if not rows:
        raise NotCollectedError(path.name, f"has no column {SUBJECT}, or no answer below it")
    return tuple(rows)


def _of_csv(path: Path, name: str) -> Iterator[CollectedRow]:
    try:
        rows = headed_rows(path, largest=LARGEST)
        _, headings = next(rows, (0, []))
        yield from _rows(headings, rows)
    except OSError:
        raise NotCollectedError(name, "cannot be opened") from None
    except CsvError as error:
        raise NotCollectedError(name, str(error)) from None


def _of_workbook(path: Path) -> Iterator[CollectedRow]:
    (sheets,) = read_sheets([path])
    if isinstance(sheets, Sheets):  # nothing was said to be as issued
        for sheet in sheets.by_name.values():
            yield from _rows_of_sheet(sheet)


def _rows_of_sheet(sheet: ReadSheet) -> Iterator[CollectedRow]:
    headings = list(sheet.texts(1)) if sheet.rows else []
    listed = (
        (number, [cell.value for cell in row]) for number, row in enumerate(sheet.rows[1:], start=2)
    )
    yield from _rows(headings, listed)


def _of_zip(path: Path) -> Iterator[CollectedRow]:
    """The rows of every CSV in an export of Central that has subjects; repeats have none."""
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            members = archive.infolist()
            listed = [one for one in members if one.filename.casefold().endswith(".csv")]
            if len(members) > MOST_FILES or sum(one.file_size for one in listed) > UNPACKED:
                raise NotCollectedError(path.name, "is far larger than an export of answers")
            for number, member in enumerate(listed):
                unpacked = Path(folder) / f"{number}.csv"
                with archive.open(member) as file:
                    unpacked.write_bytes(file.read(LARGEST + 1))
                yield from _of_csv(unpacked, f"{path.name}: {member.filename}")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise NotCollectedError(path.name, "is damaged, or no zip file") from None


def _rows(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[object]]]
) -> Iterator[CollectedRow]:
    names = [last_part(heading) for heading in headings]
    if SUBJECT not in names:
        return
    for number, cells in rows:
        filled = {
            name: cell
            for name, cell in zip(names, cells, strict=False)
            if name and cell is not None and str(cell).strip()
        }
        if filled:
            yield CollectedRow(number, filled)


def last_part(heading: str) -> str:
    """The name of a question without the groups that it stands in."""
    for mark in MARKS:
        heading = heading.rpartition(mark)[2]
    return heading.strip()
