"""What can go wrong, as people see it: each class has an exit code and an HTTP status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Severity(StrEnum):
    """What a problem in a file does to what is read from it."""

    REFUSED = "refused"  # the file, or the return as a whole, cannot be taken
    DROPPED = "dropped"  # the row is not used
    BLANKED = "blanked"  # the row is used, the value is treated as not known
    NOTED = "noted"  # the value is used, after the change that the message names


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong in a file, with its place and its remedy.

    Args:
        file: Name of the file, without its folder.
        sheet: Sheet of a workbook, or the list that a CSV stands for.
        row: Row as the spreadsheet counts it, from 1; for text files the line.
        column: Heading of the column, or the key in a document.
        value: What stands there; left empty where the column can identify a person.
        kind: Short fixed name of the kind of problem, such as `impossible-date`.
        message: What is wrong, as a sentence.
        remedy: What to do about it, as a sentence.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    kind: str
    severity: Severity
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """Where it is, in the form `file:sheet:row:column`, without empty parts."""
        parts = [self.file, self.sheet, str(self.row) if self.row else "", self.column]
        return ":".join(part for part in parts if part)


class InspectToolError(Exception):
    """Base of every error that people are meant to read.

    The text says what is wrong, which thing it concerns and what to do next. It never holds
    personal data.
    """

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 422
    # Hundreds of problems can have one cause, which is then said once.
    is_told_by_cause: ClassVar[bool] = False

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error cross from a worker process, whatever its own arguments are."""
        return _restored, (type(self), self.__dict__)


def _restored(kind: type[InspectToolError], state: dict[str, object]) -> InspectToolError:
    error = kind.__new__(kind, state["message"])
    error.__dict__.update(state)
    return error


class CheckFailedError(InspectToolError):
    """What was checked does not hold."""


class UsageError(InspectToolError):
    """The words of the command are wrong."""

    exit_code = 2
    http_status = 400


class RefusedError(InspectToolError):
    """Not allowed: the role, the state, somebody else's change, a conflict of interest."""

    exit_code = 3
    http_status = 409


class UnreadableFileError(InspectToolError):
    """A file that cannot be read, or is unsafe to read; nothing was changed."""

    exit_code = 4
    http_status = 415
