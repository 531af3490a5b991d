"""The cells of a returned case workbook, read safely and as they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.workbook import layout
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.beside import Beside, BesideKind
from inspect_tool.readers.spreadsheet.child import answers_of
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE, ReadLimits

CHILD_MODULE = "inspect_tool.readers.case_workbook.child"
# A workbook of 40 cases of the neglect framework is 0.6 MB and unpacks to 3.6 MB (measured).
LIMITS = ReadLimits(
    file_bytes=20 * MEBIBYTE,
    unpacked_bytes=100 * MEBIBYTE,
    entries=500,
    rows=layout.MOST_ROWS,
    columns=layout.MOST_COLUMNS,
)


class NotACaseWorkbookError(UnreadableFileError):
    """A workbook, but not one that this tool issued."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not a case workbook: its hidden identity is not there. Send the workbook "
            "that `case export` wrote, saved as .xlsx or .ods."
        )


@dataclass(frozen=True)
class ReadCell:
    """A cell as it stands.

    Args:
        value: Text, number, truth value or date; None when it is blank. A formula is its text.
    """

    value: object = None
    is_formula: bool = False
    is_error: bool = False

    @property
    def text(self) -> str:
        """The cell as trimmed text; a whole number without its decimal point."""
        if self.value is None:
            return ""
        if isinstance(self.value, str):
            return clean_text(self.value)
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, date):
            return f"{self.value.day} {self.value:%B %Y}"
        return clean_text(str(self.value))

    @property
    def is_blank(self) -> bool:
        """Whether it is blank, spaces aside."""
        return self.text == ""


BLANK = ReadCell()


@dataclass(frozen=True)
class ReadSheet:
    """A sheet's name, its rows, as wide as what stands in them, and what stands in no cell."""

    name: str
    rows: tuple[tuple[ReadCell, ...], ...]
    beside: tuple[Beside, ...] = ()

    def cell(self, row: int, column: int) -> ReadCell:
        """A cell by its place, from 1; a blank one outside what was read."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return BLANK
        return self.rows[row - 1][column - 1]

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of a row."""
        return tuple(cell.text for cell in self.rows[row - 1])


@dataclass(frozen=True)
class Sheets:
    """Every sheet of a workbook by its name, and the words that stand on none."""

    by_name: Mapping[str, ReadSheet]
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class AsIssued:
    """A workbook that says what it was issued with, and nothing else.

    Args:
        contents: The digest of what was issued (`domain/workbook/contents.py`).
    """

    contents: str


def read_sheets(
    paths: Sequence[Path], *, issued: Collection[str] = (), limits: ReadLimits = LIMITS
) -> Iterator[Sheets | AsIssued]:
    """Every sheet of each workbook, hidden ones included; one process opens them all.

    Args:
        issued: Digests of what was issued; a workbook that says just that is not sent over.

    Raises:
        UnreadableFileError: One is unsafe, damaged, no .xlsx or .ods, or far bigger than a form.
    """
    request = {
        "paths": [str(path) for path in paths],
        "limits": asdict(limits),
        "issued": sorted(issued),
    }
    return sheets_of(answers_of(CHILD_MODULE, request, limits=limits))


def sheets_of(answers: Iterable[Mapping[str, Any]]) -> Iterator[Sheets | AsIssued]:
    """The sheets of each workbook in turn, from the answers of the process that opened them.

    Raises:
        NotACaseWorkbookError: One is no workbook.
    """
    sheets: dict[str, ReadSheet] = {}
    for message in answers:
        if message["is"] == "reading":
            sheets = {}
        elif message["is"] == "no-workbook":
            raise NotACaseWorkbookError(message["file"])
        elif message["is"] == "as-issued":
            yield AsIssued(message["contents"])
        elif message["is"] == "sheet":
            rows = tuple(tuple(map(_received, row)) for row in message["rows"])
            sheets[message["name"]] = ReadSheet(message["name"], rows, _beside(message))
        elif message["is"] == "beside":
            yield Sheets(sheets, _beside(message))


def _beside(message: Mapping[str, Any]) -> tuple[Beside, ...]:
    return tuple(
        Beside(BesideKind(kind), place, clean_text(text)) for kind, place, text in message["beside"]
    )


def _received(sent: list[Any] | None) -> ReadCell:
    """A cell as the other process describes it."""
    if sent is None:
        return BLANK
    kind, value, is_formula, is_error = sent
    if kind == "moment":
        value = datetime.fromisoformat(value)
    elif kind == "day":
        value = date.fromisoformat(value)
    return ReadCell(value, is_formula, is_error)
