"""The authorities of a plan where they stand in a file of their own, `authorities.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.errors import Problem, Severity, UnreadableFileError
from inspect_tool.readers.documents.faults import fault_of
from inspect_tool.readers.documents.yaml import read_text

REQUIRED_COLUMNS = ("code", "name", "region", "type")
COLUMNS = (
    *REQUIRED_COLUMNS,
    "single_assessment_from",
    "inclusion_probability",
    "stage_one_stratum",
)


@dataclass(frozen=True)
class AuthorityList:
    """The authorities of a file.

    Args:
        rows: The good rows, as a plan would have them.
        lines: For each good row its line in the file.
        problems: What is wrong with the other rows.
    """

    file: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def read_authority_list(path: Path) -> AuthorityList:
    """Read a CSV file with one authority in each row.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV text in UTF-8.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), restkey="", strict=True)
    rows: list[Mapping[str, Any]] = []
    lines: list[int] = []
    try:
        problems = list(_heading_problems(path.name, reader.fieldnames or ()))
        for row in () if problems else reader:
            values = {key: value.strip() for key, value in row.items() if key and value}
            values = {key: value for key, value in values.items() if value}
            found = list(_row_problems(path.name, reader.line_num, values, extra=row.get("")))
            problems += found
            if values and not found:
                rows.append(values)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise UnreadableFileError(
            f"{path.name} is not a CSV file: {error}. Save it again as CSV, UTF-8."
        ) from None
    return AuthorityList(path.name, tuple(rows), tuple(lines), tuple(problems))


def _heading_problems(file: str, headings: Any) -> Iterator[Problem]:
    missing = [one for one in REQUIRED_COLUMNS if one not in headings]
    if missing:
        yield Problem(
            file=file,
            row=1,
            kind="missing-column",
            severity=Severity.REFUSED,
            message=f"The list of authorities has no column {listed(missing)}",
            remedy=f"The first row is {','.join(COLUMNS)}; the last three may be left out.",
        )
    for name in headings:
        if name not in COLUMNS:
            hint = did_you_mean(name or "", COLUMNS)
            yield Problem(
                file=file,
                row=1,
                column=name or "",
                kind="unknown-column",
                severity=Severity.REFUSED,
                message=f"The column {name or '(no name)'} is not known{hint}",
                remedy=f"Columns are {listed(COLUMNS)}.",
            )


def _row_problems(
    file: str, line: int, values: Mapping[str, str], *, extra: Any
) -> Iterator[Problem]:
    if extra:
        yield Problem(
            file=file,
            row=line,
            kind="too-many-values",
            severity=Severity.REFUSED,
            message="The row has more values than there are columns",
            remedy="Put a name that has a comma in it between double quotes.",
        )
        return
    if not values:
        return
    yield from authority_problems(file, line, values)


def authority_problems(file: str, line: int, values: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with a row that describes an authority."""
    try:
        Authority.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = (0, *one["loc"])
            fault = fault_of(one, path, root=[values], model=Authority)
            yield Problem(
                file=file,
                row=line,
                column=str(path[-1]),
                value=fault.value,
                kind=fault.kind,
                severity=fault.severity,
                message=fault.message,
                remedy=fault.remedy.replace("`: to it", "` to the row"),
            )


def inside(folder: Path, name: str) -> Path:
    """The file of that name in the review's folder.

    Raises:
        UnreadableFileError: The name leads out of the folder.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise UnreadableFileError(
            f"The file {name} is outside the review's folder. Copy it into the folder and name it "
            "without `..`."
        )
    return path
