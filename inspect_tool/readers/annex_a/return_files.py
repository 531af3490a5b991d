"""An authority's Annex A return: from its files to the rows of its lists, and all that is wrong.

Takes one Excel workbook, one OpenDocument spreadsheet, a folder, or several CSV files. The files
are opened in a process of their own (`child`), which sends back only the columns that the
sampling frame can use: the names of workers, teams, ethnicity and postcodes are looked at for
errors and dropped where they are read.

The official headings and which of them may be blank are in `annex_a_columns.csv`; its source is
named in `inspect_tool.domain.annex_a.columns`. How spellings become values is in `codes` beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from inspect_tool.domain.annex_a.columns import (
    CASE_LISTS,
    CHILD_ID,
    LIST_TITLES,
    ColumnKind,
    official_columns,
)
from inspect_tool.domain.frame.fields import KEPT_COLUMNS
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.errors import Problem, Severity
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
    columns: Collection[tuple[int, str]] = KEPT_COLUMNS,
    headings: Headings | None = None,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> ReturnContents:
    """Read an authority's return, and collect every problem in one pass.

    Args:
        paths: Workbooks, CSV files, or folders of them.
        frame_date: Date of the sampling frame; dates after it are reported.
        columns: What to keep, by list and official name: `needed_columns` of the plan, or
            everything that any frame can use.
        headings: What a person has said about headings: by list, the official name by the heading
            in plain words.

    Raises:
        UnreadableFileError: A file cannot be read, or is unsafe to read.
    """
    files = tuple(files_of(paths))
    described = tuple(describe_file(path, limits) for path in files)
    request = request_for(
        files, frame_date=frame_date, columns=columns, headings=headings, limits=limits
    )
    answers = answers_of(CHILD_MODULE, request, limits=limits)
    return contents_of(answers, described, name=name_of(files))


def name_of(files: Sequence[Path]) -> str:
    """What a problem of the return as a whole names: its file, or the folder of its files."""
    return files[0].name if len(files) == 1 else files[0].resolve().parent.name


def request_for(
    files: Iterable[Path],
    *,
    frame_date: date,
    columns: Collection[tuple[int, str]],
    limits: ReadLimits,
    headings: Headings | None = None,
) -> dict[str, Any]:
    """What the process that opens the files is asked; no column beyond those a frame can use."""
    return {
        "paths": [str(path) for path in files],
        "frame_date": frame_date.isoformat(),
        "kept": sorted(KEPT_COLUMNS.intersection(columns)),
        "limits": asdict(limits),
        "headings": [[number, dict(names)] for number, names in (headings or {}).items()],
    }


def contents_of(
    answers: Iterable[Mapping[str, Any]], files: tuple[ReturnFile, ...], *, name: str
) -> ReturnContents:
    """What a return says, from the answers of the process that opened its files."""
    lists: list[ReturnedList] = []
    pieces: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    row_counts: dict[int, int] = {}
    for message in answers:
        if pieces and not message.get("continues"):
            lists.append(list_of(pieces))
            pieces = []
        if message["is"] == "table":
            number = message["list"]
            row_counts[number] = row_counts.get(number, 0) + message["count"]
            pieces.append(message)
        elif message["is"] == "problems":
            problems.extend(map(_problem, message["problems"]))
    problems.extend(_missing_lists(row_counts.keys(), name, problems))
    return ReturnContents(
        lists=tuple(lists),
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


def list_of(pieces: Sequence[Mapping[str, Any]]) -> ReturnedList:
    """A list in one place, from the messages in which the child process sent it."""
    message = pieces[0]
    dates = {
        column.name
        for column in official_columns()[message["list"]]
        if column.kind is ColumnKind.DATE
    }
    columns: dict[str, tuple[Any, ...]] = {
        name: _as_dates(_joined(pieces, name)) if name in dates else tuple(_joined(pieces, name))
        for name in message["columns"]
    }
    return ReturnedList(
        list_number=message["list"],
        file=message["file"],
        sheet=message["sheet"],
        rows=tuple(chain.from_iterable(piece["rows"] for piece in pieces)),
        columns={
            CHILD_ID: tuple(chain.from_iterable(piece["identifiers"] for piece in pieces)),
            **columns,
        },
        unreadable={name: frozenset(rows) for name, rows in message["unreadable"].items()},
    )


def _joined(pieces: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    return list(chain.from_iterable(piece["columns"][name] for piece in pieces))


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
    present: Iterable[int], name: str, problems: Sequence[Problem]
) -> Iterator[Problem]:
    """Every official list that was not found; nothing when a refusal already explains it."""
    there = set(present)
    if any(problem.severity is Severity.REFUSED for problem in problems):
        return
    for number, title in LIST_TITLES.items():
        if number not in there:
            yield _missing_list(name, number, title)
    if there.isdisjoint(CASE_LISTS):
        yield Problem(
            file=name,
            kind="no-list-of-cases",
            severity=Severity.REFUSED,
            message="None of the lists that make a sampling frame is there: 2 early help, "
            "6 children in need, 7 child protection, 8 children in care.",
            remedy="Send at least one of them, named `List 6` or the like.",
        )


def _missing_list(file: str, number: int, title: str) -> Problem:
    uses = "its children are not on the frame" if number in CASE_LISTS else "its facts are missing"
    return Problem(
        file=file,
        sheet=f"List {number}",
        kind="missing-list",
        severity=Severity.NOTED,
        message=f"List {number} ({title}) is not in the return; {uses}.",
        remedy="Ask for it, unless the plan does not need it.",
    )
