"""An authority's return: from its files to the rows of its lists, and all that is wrong.

Takes one Excel workbook, one OpenDocument spreadsheet, a folder, or several CSV files. The files
are opened in a process of their own (`child`), which sends back only the columns that the
sampling frame can use: the names of workers, teams, ethnicity and postcodes are looked at for
errors and dropped where they are read.

Which lists there are, their headings and how spellings become values is declared: for Annex A in
`inspect_tool/domain/lists/annex_a.json`, which names its source, else in the plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.frame.wanted import ANNEX_A_WANTED, WantedLists, useful_columns
from inspect_tool.domain.lists.columns import IDENTIFIER, ColumnKind
from inspect_tool.domain.lists.declared import CaseList, DeclaredLists
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.packed import Packed, unpacked
from inspect_tool.readers.spreadsheet.child import answers_of
from inspect_tool.readers.spreadsheet.guard import DEFAULT_LIMITS, ReadLimits
from inspect_tool.readers.spreadsheet.refusals import MissingFileError, OversizedFileError

CHILD_MODULE = "inspect_tool.readers.annex_a.child"
READ_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".zip"}
)
Headings: TypeAlias = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class ReturnFile:
    """One file of a return.

    Args:
        name: Name of the file, without its folder.
        sha256: SHA-256 of its bytes, in hex.
        size: Number of bytes.
    """

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ReturnContents:
    """What a return says.

    Args:
        lists: Usable rows of children who are on a list of cases: 2, 6, 7 or 8.
        problems: Everything that is wrong, sorted by place.
        digest: SHA-256 over the sorted digests of the files, each followed by a line feed.
        lists_present: Numbers of the lists that were found, even without rows.
        row_counts: Usable rows of each of them, whoever they are about.
        name: Of the file, or of the folder of several.
    """

    lists: tuple[ReturnedList, ...]
    problems: tuple[Problem, ...]
    files: tuple[ReturnFile, ...]
    digest: str
    lists_present: frozenset[int]
    row_counts: Mapping[int, int]
    name: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether a problem forbids to use the return as a whole."""
        return any(problem.severity is Severity.REFUSED for problem in self.problems)


class EmptyReturnError(MissingFileError):
    """A folder without a single file that could be a list."""

    def __init__(self, name: str) -> None:
        super(MissingFileError, self).__init__(
            f"{name} has no workbook and no CSV file in it: name the folder that has the lists."
        )


def read_return(
    paths: Sequence[Path],
    *,
    frame_date: date,
    wanted: WantedLists = ANNEX_A_WANTED,
    headings: Headings | None = None,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> ReturnContents:
    """Read an authority's return, and collect every problem in one pass.

    Args:
        paths: Workbooks, CSV files, or folders of them.
        frame_date: Date of the sampling frame; dates after it are reported.
        wanted: The lists that the return should have, and what of them to keep: those of the
            plan, or everything that any frame can use of Annex A.
        headings: What a person has said about headings: by list, the official name by the heading
            in plain words.

    Raises:
        UnreadableFileError: A file cannot be read, or is unsafe to read.
    """
    files = tuple(files_of(paths))
    described = tuple(describe_file(path, limits) for path in files)
    request = request_for(
        files, frame_date=frame_date, wanted=wanted, headings=headings, limits=limits
    )
    answers = answers_of(CHILD_MODULE, request, limits=limits)
    return contents_of(answers, described, name=name_of(files), lists=wanted.lists)


def name_of(files: Sequence[Path]) -> str:
    """What a problem of the return as a whole names: its file, or the folder of its files."""
    return files[0].name if len(files) == 1 else files[0].resolve().parent.name


def request_for(
    files: Iterable[Path],
    *,
    frame_date: date,
    wanted: WantedLists,
    limits: ReadLimits,
    headings: Headings | None = None,
) -> dict[str, Any]:
    """What the process that opens the files is asked; no column beyond those a frame can use."""
    return {
        "paths": [str(path) for path in files],
        "frame_date": frame_date.isoformat(),
        "kept": sorted(wanted.columns & useful_columns(wanted.lists)),
        "lists": wanted.plain,
        "case_types": list(wanted.case_types),
        "limits": asdict(limits),
        "headings": [[number, dict(names)] for number, names in (headings or {}).items()],
    }


def contents_of(
    answers: Iterable[Mapping[str, Any]],
    files: tuple[ReturnFile, ...],
    *,
    name: str,
    lists: DeclaredLists,
) -> ReturnContents:
    """What a return says, from the answers of the process that opened its files."""
    returned: list[ReturnedList] = []
    pieces: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    row_counts: dict[int, int] = {}
    for message in answers:
        if pieces and not message.get("continues"):
            returned.append(list_of(pieces, lists))
            pieces = []
        if message["is"] == "table":
            number = message["list"]
            row_counts[number] = row_counts.get(number, 0) + message["count"]
            pieces.append(message)
        elif message["is"] == "problems":
            problems.extend(map(_problem, message["problems"]))
    problems.extend(_missing_lists(row_counts.keys(), name, problems, lists))
    return ReturnContents(
        lists=tuple(returned),
        problems=tuple(sorted(problems)),
        files=files,
        digest=digest_of(files),
        lists_present=frozenset(row_counts),
        row_counts=row_counts,
        name=name,
    )


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read, each once: those named, and in folders those that can be lists."""
    seen: set[Path] = set()
    for path in paths:
        inside = _files_in(path) if path.is_dir() else [path]
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _files_in(folder: Path) -> list[Path]:
    files = sorted(
        path
        for path in folder.iterdir()
        # `~$` starts the lock file that Excel leaves beside an open workbook.
        if path.suffix.lower() in READ_ENDINGS and not path.name.startswith(("~$", "."))
    )
    if not files:
        raise EmptyReturnError(folder.name)
    return files


def describe_file(path: Path, limits: ReadLimits = DEFAULT_LIMITS) -> ReturnFile:
    """Name, digest and size of a file.

    Raises:
        UnreadableFileError: It is not there, or too large to be looked at.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise MissingFileError(path.name)
        if size > limits.file_bytes:
            raise OversizedFileError(path.name, f"is larger than {limits.file_bytes >> 20} MB")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise MissingFileError(path.name) from None
    return ReturnFile(path.name, digest, size)


def digest_of(files: Iterable[ReturnFile]) -> str:
    """Digest of a return: the same whatever the files are called and in whatever order."""
    lines = sorted(f"{file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def list_of(pieces: Sequence[Mapping[str, Any]], lists: DeclaredLists) -> ReturnedList:
    """A list in one place, from the messages in which the child process sent it."""
    message = pieces[0]
    dates = {
        column.name for column in lists.columns(message["list"]) if column.kind is ColumnKind.DATE
    }
    columns: dict[str, tuple[Any, ...]] = {
        name: _as_dates(values) if name in dates else tuple(values)
        for name in message["columns"]
        for values in [_joined(piece["columns"][name] for piece in pieces)]
    }
    return ReturnedList(
        list_number=message["list"],
        file=message["file"],
        sheet=message["sheet"],
        rows=tuple(_joined(piece["rows"] for piece in pieces)),
        columns={
            IDENTIFIER: tuple(_joined(piece["identifiers"] for piece in pieces)),
            **columns,
        },
        unreadable={name: frozenset(rows) for name, rows in message["unreadable"].items()},
    )


def _joined(pieces: Iterable[Packed]) -> list[Any]:
    return list(chain.from_iterable(map(unpacked, pieces)))


def _as_dates(ordinals: list[int | None]) -> tuple[date | None, ...]:
    known: dict[int | None, date] = {
        ordinal: date.fromordinal(ordinal) for ordinal in set(ordinals) if ordinal is not None
    }
    return tuple(map(known.get, ordinals))


def _problem(fields: Sequence[Any]) -> Problem:
    file, sheet, row, column, value, kind, severity, message, remedy = fields
    return Problem(
        file=file,
        sheet=sheet,
        row=row,
        column=column,
        value=value,
        kind=kind,
        severity=Severity(severity),
        message=message,
        remedy=remedy,
    )


def _missing_lists(
    present: Iterable[int], name: str, problems: Sequence[Problem], lists: DeclaredLists
) -> Iterator[Problem]:
    """Every official list that was not found; nothing when a refusal already explains it."""
    there = set(present)
    if any(problem.severity is Severity.REFUSED for problem in problems):
        return
    is_without_cases = there.isdisjoint(lists.case_lists)
    for number, one in lists.lists.items():
        # Where none is there, that is one cause.
        if number not in there and not (is_without_cases and number in lists.case_lists):
            yield _missing_list(name, one)
    if is_without_cases:
        yield Problem(
            file=name,
            kind="no-list-of-cases",
            severity=Severity.REFUSED,
            message=f"None of the lists that make a sampling frame is there: {_case_lists(lists)}.",
            remedy="Send at least one of them, named `List 6` or the like."
            if lists.is_numbered
            else "Send it under the headings that the plan declares.",
        )


def _case_lists(lists: DeclaredLists) -> str:
    of_cases = [lists.lists[number] for number in lists.case_lists]
    if not lists.is_numbered:
        return ", ".join(f"“{one.title}”" for one in of_cases)
    return ", ".join(f"{one.number} {one.title[0].lower()}{one.title[1:]}" for one in of_cases)


def _missing_list(file: str, one: CaseList) -> Problem:
    uses = "its children are not on the frame" if one.is_of_cases else "its facts are missing"
    return Problem(
        file=file,
        sheet=one.label,
        kind="missing-list",
        severity=Severity.NOTED,
        message=f"{one.words} is not in the return; {uses}.",
        remedy="Ask for it, unless the plan does not need it.",
    )
