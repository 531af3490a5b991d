"""A framework written in Excel, and as a form for ODK and Kobo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.framework.grid import GridFault, GridReading, framework_grid
from inspect_tool.domain.framework.xlsform import ASKED, names_twice, xlsform_of
from inspect_tool.errors import Problem, RefusedError, Severity, UsageError
from inspect_tool.readers.documents.framework_workbook import read_framework_workbook
from inspect_tool.services.review.documents import check_framework
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.readers.documents.framework import LoadedFramework


class FileThereError(UsageError):
    """A file would be written over."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already. Name a file that does not.")


class NamesMeetError(RefusedError):
    """Two questions of a form would have one name, so that answers could not be told apart."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            f"A form would have two questions called {', '.join(names)}, since it adds such "
            "endings to the ids of questions. Ask in case workbooks (`case export`), or give one "
            "of them another id in the next version. Nothing was written."
        )


def _check_new(path: Path) -> None:
    if path.exists():
        raise FileThereError(path)


def write_excel(framework: Framework, path: Path) -> None:
    """Write a framework as a workbook that an author can change; comments of its file are lost.

    Raises:
        FileThereError: There is a file of that name.
        UsageError: A text is longer than a cell holds.
    """
    from inspect_tool.documents.framework_workbook import workbook_of

    _check_new(path)
    write_private_bytes(path, workbook_of(framework_grid(framework)))


def write_form(framework: Framework, subject: str, path: Path) -> None:
    """Write the XLSForm that asks about one kind of subject.

    Raises:
        FileThereError: There is a file of that name.
        UsageError: The framework asks nothing about it.
        NamesMeetError: Two of its questions would have one name.
    """
    from inspect_tool.documents.xlsform import xlsform_workbook

    _check_new(path)
    asked = [kind.value for kind in ASKED if any(framework.criteria(kind))]
    if subject not in asked:
        raise UsageError(
            f"No form asks about {subject} by this framework. Choose one of {', '.join(asked)}; "
            "answers to a survey come in by `voice import`."
        )
    form = xlsform_of(framework, SubjectKind(subject))
    twice = names_twice(form)
    if twice:
        raise NamesMeetError(twice)
    write_private_bytes(path, xlsform_workbook(form))


def read_excel(workbook: Path, path: Path) -> tuple[tuple[Problem, ...], LoadedFramework | None]:
    """Write the framework of a workbook as YAML and check it, with all that is wrong in one pass.

    What is wrong with the sheets is told by their cells, and nothing is written. What is wrong with
    the framework is told by the lines of the file that was written.

    Raises:
        FileThereError: There is a file of that name.
        UnreadableFileError: It is no workbook, or unsafe to read.
    """
    _check_new(path)
    reading = read_framework_workbook(workbook)
    if reading.faults:
        return tuple(_problem(workbook.name, fault) for fault in reading.faults), None
    write_private_bytes(path, _text(reading).encode())
    loaded = check_framework(path)
    return loaded.problems, loaded


def _text(reading: GridReading) -> str:
    text: str = yaml.safe_dump(reading.content, sort_keys=False, allow_unicode=True, width=100)
    return text


def _problem(file: str, fault: GridFault) -> Problem:
    return Problem(
        file=file,
        sheet=fault.sheet,
        row=fault.row,
        column=fault.column,
        value=fault.value,
        kind="framework-sheet",
        severity=Severity.REFUSED,
        message=fault.message,
        remedy="Correct the cell; `framework to-excel` shows how a sheet is filled in.",
    )
