"""The rows of exports: CSVs or a zip of ODK Central, a CSV or an Excel file of Kobo.

The rows of a repeat stand in a file or a sheet of their own, and each names its submission there:
`PARENT_KEY` in Central, `_submission__uuid`, `_submission__id` or `_parent_index` in Kobo.

Source: https://docs.getodk.org/central-submissions/,
https://support.kobotoolbox.org/export_download.html.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from inspect_tool.domain.framework.xlsform_names import FIELD, INSPECTOR, SUBJECT, VERSION
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.cells import (
    NotACaseWorkbookError,
    ReadSheet,
    Sheets,
    read_sheets,
)
from inspect_tool.readers.plain.dialect import CsvError
from inspect_tool.readers.plain.rows import rows_under_headings
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE, ReadLimits
from inspect_tool.readers.spreadsheet.refusals import OversizedFileError

LARGEST = 20 * MEBIBYTE
UNPACKED = 100 * MEBIBYTE
MOST_FILES = 2_000  # with the pictures of a media folder, which are not read
TOO_LARGE = "is far larger than an export of answers"
# A form has three or four columns a question, and Kobo adds one for each option of several: that
# of a case of the neglect framework has 148.
LIMITS = ReadLimits(
    file_bytes=LARGEST, unpacked_bytes=UNPACKED, entries=500, rows=20_000, columns=2_000
)
# Central joins the names of groups with a hyphen, Kobo with a stroke; no id of ours has either.
MARKS = ("/", "-")
# How a row of a repeat names its submission, and what the submission calls itself then.
PARENTS = (
    ("PARENT_KEY", "KEY"),
    ("_submission__uuid", "_uuid"),
    ("_submission__id", "_id"),
)
# Only inside one file: another export numbers its submissions anew.
PARENT_INDEX, INDEX = "_parent_index", "_index"
TICKED = ("1", "1.0", "true", "yes")


class NotCollectedError(UnreadableFileError):
    """A file that is no export of answers."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}. Export the answers from ODK Central as CSV, or from Kobo as XLS or "
            "CSV with “XML values and headers”."
        )


@dataclass(frozen=True)
class RepeatedRow:
    """One row of a repeat.

    Args:
        file, number: Its file, and its row in there, from 1.
        cells: What it says, by the last part of each heading; blank cells are left out.
        names: The last parts of all headings of its table.
    """

    file: str
    number: int
    cells: Mapping[str, object]
    names: frozenset[str]


@dataclass(frozen=True)
class CollectedRow:
    """One submission.

    Args:
        number: Its row in the file, from 1.
        cells: What it says, by the last part of each heading; blank cells are left out.
        repeated: The rows of its repeats, in the order of their files.
    """

    number: int
    cells: Mapping[str, object]
    repeated: tuple[RepeatedRow, ...] = ()


@dataclass
class CollectedFile:
    """A file of answers.

    Args:
        path: Where it was read.
        rows: The submissions in it.
        repeated: The rows of repeats in it.
        orphans: Those of them that belong to no submission in any of the files.
        is_unnamed: Whether a table has submissions, by their names, and no column of our form.
    """

    path: Path
    rows: list[CollectedRow] = field(default_factory=list)
    repeated: list[RepeatedRow] = field(default_factory=list)
    orphans: list[RepeatedRow] = field(default_factory=list)
    has_repeat: bool = False
    is_unnamed: bool = False

    def add(self, name: str, headings: Sequence[str], rows: Iterable[_Numbered]) -> None:
        """Add the rows of a table, if it is one of submissions or of a repeat."""
        names = [last_part(heading) for heading in headings]
        is_repeat = not {PARENT_INDEX, *(parent for parent, _ in PARENTS)}.isdisjoint(names)
        if SUBJECT in names:
            self.rows += [CollectedRow(*one) for one in _filled(headings, rows)]
        elif is_repeat:
            self.has_repeat, every = True, frozenset(names)
            found = _filled(headings, rows)
            self.repeated += [RepeatedRow(name, *one, every) for one in found]
        elif not {own for _, own in PARENTS}.isdisjoint(names):
            self.is_unnamed = True


_Numbered = tuple[int, Sequence[object]]


def collected_files(paths: Sequence[Path]) -> tuple[CollectedFile, ...]:
    """Every submission of some exports, with the rows of its repeats wherever they stand.

    Raises:
        UnreadableFileError: One is no export, or unsafe to read.
    """
    files = [_read(path) for path in paths]
    for file in files:
        if file.is_unnamed and not file.rows:
            what = f"has no column {SUBJECT}: it has labels for names, or is of another form"
            raise NotCollectedError(file.path.name, what)
        if not (file.rows or file.has_repeat):
            what = f"has no column {SUBJECT}, or no answer below it"
            raise NotCollectedError(file.path.name, what)
    if not any(file.rows for file in files):
        what = "has only the rows of a repeat: name the file of the submissions beside it"
        raise NotCollectedError(files[0].path.name, what)
    _join(files)
    return tuple(files)


def _read(path: Path) -> CollectedFile:
    file, ending = CollectedFile(path), path.suffix.casefold()
    if ending == ".zip":
        _read_zip(path, file)
    elif ending in (".xlsx", ".ods"):
        _read_workbook(path, file)
    else:
        _read_csv(path, path.name, file)
    return file


def _read_workbook(path: Path, file: CollectedFile) -> None:
    try:
        (sheets,) = read_sheets([path], limits=LIMITS)
    except OversizedFileError:
        raise NotCollectedError(path.name, TOO_LARGE) from None
    except NotACaseWorkbookError:
        raise NotCollectedError(path.name, "is damaged, or no Excel file") from None
    if isinstance(sheets, Sheets):  # nothing was said to be as issued
        for sheet in sheets.by_name.values():
            _read_sheet(sheet, file)


def _read_csv(path: Path, name: str, file: CollectedFile) -> None:
    try:
        rows = rows_under_headings(path, largest=LARGEST)
        _, headings = next(rows, (0, []))
        file.add(name, headings, rows)
    except OSError:
        raise NotCollectedError(name, "cannot be opened") from None
    except CsvError as error:
        raise NotCollectedError(name, str(error)) from None


def _read_sheet(sheet: ReadSheet, file: CollectedFile) -> None:
    headings = list(sheet.texts(1)) if sheet.rows else []
    listed = (
        (number, [cell.value for cell in row]) for number, row in enumerate(sheet.rows[1:], start=2)
    )
    file.add(f"{file.path.name}: {sheet.name}", headings, listed)


def _read_zip(path: Path, file: CollectedFile) -> None:
    """Read every CSV in an export of Central."""
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            members = archive.infolist()
            listed = [one for one in members if one.filename.casefold().endswith(".csv")]
            if len(members) > MOST_FILES or sum(one.file_size for one in listed) > UNPACKED:
                raise NotCollectedError(path.name, TOO_LARGE)
            for number, member in enumerate(listed):
                unpacked = Path(folder) / f"{number}.csv"
                with archive.open(member) as opened:
                    unpacked.write_bytes(opened.read(LARGEST + 1))
                _read_csv(unpacked, f"{path.name}: {member.filename}", file)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise NotCollectedError(path.name, "is damaged, or no zip file") from None


def _filled(
    headings: Sequence[str], rows: Iterable[_Numbered]
) -> Iterator[tuple[int, dict[str, object]]]:
    """The rows in which anything stands, with what does."""
    parts = [(last_part(heading), ticked_of(heading)) for heading in headings]
    for number, cells in rows:
        filled: dict[str, object] = {}
        ticked: dict[str, list[str]] = {}
        for (name, whole), cell in zip(parts, cells, strict=False):
            if not name or cell is None or not str(cell).strip():
                continue
            if whole:
                if str(cell).strip().casefold() in TICKED:
                    ticked.setdefault(whole, []).append(name)
            else:
                filled[name] = cell
        for whole, codes in ticked.items():
            filled.setdefault(whole, " ".join(codes))
        if filled:
            yield number, filled


def last_part(heading: str) -> str:
    """The name of a question without the groups that it stands in."""
    for mark in MARKS:
        heading = heading.rpartition(mark)[2]
    return heading.strip()


def ticked_of(heading: str) -> str:
    """The question of which a column has one option, ticked or not; empty for any other column.

    Our questions begin with a capital, options with a small letter; whatever else stands inside a
    group of ours begins with a capital too.
    """
    before = heading.rpartition("/")[0]
    whole, name = last_part(before), last_part(heading)
    is_ours = name in (SUBJECT, INSPECTOR, VERSION) or name.startswith(FIELD)
    return whole if whole[:1].isupper() and name[:1].islower() and not is_ours else ""


_Place = tuple[int, int]  # of a submission: which file, and which in it, both from 0


def _join(files: Sequence[CollectedFile]) -> None:
    """Give each row of a repeat to its submission.

    An export is often of everything up to its day, so that one submission stands in several: a row
    belongs to that of its own file, else of the file that was named last before it, else after.
    """
    places = _places(files)
    joined: dict[_Place, list[RepeatedRow]] = {}
    for here, file in enumerate(files):
        for repeated in file.repeated:
            place = _place(repeated, here, places)
            if place is None:
                file.orphans.append(repeated)
            else:
                joined.setdefault(place, []).append(repeated)
    for there, file in enumerate(files):
        file.rows = [
            CollectedRow(row.number, row.cells, tuple(joined.get((there, place), ())))
            for place, row in enumerate(file.rows)
        ]


def _places(files: Sequence[CollectedFile]) -> Mapping[tuple[str, str], list[_Place]]:
    """Where the submissions stand, by each of their names."""
    places: dict[tuple[str, str], list[_Place]] = {}
    for there, file in enumerate(files):
        for place, row in enumerate(file.rows):
            for own in (*(own for _, own in PARENTS), INDEX):
                places.setdefault((own, _text(row.cells.get(own))), []).append((there, place))
    return places


def _place(
    repeated: RepeatedRow, here: int, places: Mapping[tuple[str, str], list[_Place]]
) -> _Place | None:
    """The submission that a row of a repeat belongs to."""
    for parent, own in (*PARENTS, (PARENT_INDEX, INDEX)):
        said = _text(repeated.cells.get(parent))
        found = places.get((own, said), []) if said else []
        if parent == PARENT_INDEX:
            found = [place for place in found if place[0] == here]
        if found:
            before = [place for place in found if place[0] <= here]
            return before[-1] if before else found[0]
    return None


def _text(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    return text.removesuffix(".0")
