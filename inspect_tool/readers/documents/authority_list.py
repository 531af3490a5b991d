"""The authorities of a plan where they stand in a file of their own, `authorities.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inspect_tool.domain.language.characters import has_hidden
from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.errors import Problem, Severity, UnreadableFileError
from inspect_tool.readers.documents.faults import fault_of
from inspect_tool.readers.documents.listed_authorities import AuthorityList
from inspect_tool.readers.documents.yaml import LARGEST_FILE, too_large, unopened
from inspect_tool.readers.plain.dialect import CsvError, LargeCsvError, NotTextError
from inspect_tool.readers.plain.rows import filled_rows, without_blank_end

REQUIRED_COLUMNS = ("code", "name", "region", "type")
COLUMNS = (
    *REQUIRED_COLUMNS,
    "country",
    "single_assessment_from",
    "inclusion_probability",
    "stage_one_stratum",
)


def read_authority_list(path: Path) -> AuthorityList:
    """Read a CSV file with one authority in each row.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV.
    """
    written = rows_of_list(path)
    heading_line, heading = written[0] if written else (1, [])
    columns = [name.strip() for name in without_blank_end(heading, 0)]
    problems = list(_heading_problems(path.name, heading_line, columns))
    rows: list[Mapping[str, Any]] = []
    lines: list[int] = []
    for line, cells in () if problems else written[1:]:
        in_table = [cell.strip() for cell in without_blank_end(cells, len(columns))]
        values = {name: cell for name, cell in zip(columns, in_table, strict=False) if cell}
        found = list(_row_problems(path.name, line, values, extra=in_table[len(columns) :]))
        problems += found
        if not found:
            rows.append(values)
            lines.append(line)
    return AuthorityList(path.name, tuple(rows), tuple(lines), tuple(problems))


def rows_of_list(path: Path) -> list[tuple[int, list[str]]]:
    """The heading of a list and its rows that are not blank, each with the line it starts on.

    Raises:
        UnreadableFileError: There is no such file, or it is no CSV.
    """
    try:
        return list(filled_rows(path, largest=LARGEST_FILE))
    except OSError as error:
        raise unopened(path, error) from None
    except LargeCsvError:
        raise too_large(path) from None
    except NotTextError as error:
        raise UnreadableFileError(
            f"{path.name} {error.what}. Save it again as CSV, UTF-8."
        ) from None
    except CsvError as error:
        raise UnreadableFileError(
            f"{path.name} is not a CSV file: it {error.what}. Correct it, or save it again as "
            "CSV, UTF-8."
        ) from None


def _heading_problems(file: str, line: int, headings: Sequence[str]) -> Iterator[Problem]:
    missing = [name for name in REQUIRED_COLUMNS if name not in headings]
    if missing:
        yield Problem(
            file=file,
            row=line,
            kind="missing-column",
            severity=Severity.REFUSED,
            message=f"The list of authorities has no column {listed(missing)}",
            remedy=f"The first row is {','.join(COLUMNS)}; the last four may be left out.",
        )
    for name in headings:
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS)
            yield Problem(
                file=file,
                row=line,
                column=name,
                kind="unknown-column",
                severity=Severity.REFUSED,
                message=f"The column {name or '(no name)'} is not known{hint}",
                remedy=f"Columns are {listed(COLUMNS)}.",
            )


def _row_problems(
    file: str, line: int, values: Mapping[str, str], *, extra: Sequence[str]
) -> Iterator[Problem]:
    if extra:
        yield Problem(
            file=file,
            row=line,
            kind="too-many-values",
            severity=Severity.REFUSED,
            message="The row has more values than there are columns",
            remedy="Put a name that has a comma or another separator in it between double quotes.",
        )
        return
    yield from authority_problems(file, line, values)


def authority_problems(file: str, line: int, values: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with a row that describes an authority."""
    hidden = [column for column, text in values.items() if has_hidden(text)]
    for column in hidden:
        yield Problem(
            file=file,
            row=line,
            column=column,
            kind="hidden-character",
            severity=Severity.REFUSED,
            message=f"The {column} has a character that nobody sees",
            remedy="Type it again: control characters and marks of direction are not used.",
        )
    if hidden:
        return
    try:
        Authority.model_validate(values)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = (0, *details["loc"])
            fault = fault_of(details, path, root=[values], model=Authority)
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
