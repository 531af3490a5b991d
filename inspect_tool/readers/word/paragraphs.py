"""A Word file that came back: what it is known by, and its paragraphs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inspect_tool.domain.report.word_changes import ReturnedBlock, ReturnedRun
from inspect_tool.domain.report.word_file import FORM
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.child import answers_of
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE, ReadLimits

CHILD_MODULE = "inspect_tool.readers.word.child"
# A report of 300 pages in Word is below 1 MB without its pictures.
LIMITS = ReadLimits(file_bytes=20 * MEBIBYTE, unpacked_bytes=100 * MEBIBYTE, entries=1_000)


class NotOurWordFileError(UnreadableFileError):
    """A Word file, but not one that this review wrote."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not a Word file of this review: its keywords (File, Properties) do not say "
            f"so. Nothing was taken; send the file that `report to-word` wrote, saved as .docx."
        )


@dataclass(frozen=True)
class ReturnedWord:
    """What a Word file holds.

    Args:
        base: Digest of the narrative that it was made from.
        outside: Things outside it that it refers to; none was opened.
    """

    file: str
    base: str
    blocks: tuple[ReturnedBlock, ...]
    outside: int


def read_word(path: Path, *, review: str, limits: ReadLimits = LIMITS) -> ReturnedWord:
    """Read a Word file of this review.

    Raises:
        NotOurWordFileError: It is none of this review.
        UnreadableFileError: It is no .docx, unsafe to read, or damaged.
    """
    request = {"paths": [str(path)], "limits": asdict(limits)}
    base, outside = "", 0
    blocks: list[ReturnedBlock] = []
    for message in answers_of(CHILD_MODULE, request, limits=limits):
        if message["is"] == "file":
            form, _, rest = message["keywords"].partition(" ")
            of, _, base = rest.partition(" ")
            if form != FORM or of != review or not base:
                raise NotOurWordFileError(path.name)
            outside = message["outside"]
        elif message["is"] == "paragraph":
            blocks.append(_paragraph(message))
        elif message["is"] == "table":
            blocks.append(_table(message))
    return ReturnedWord(path.name, base, tuple(blocks), outside)


def _paragraph(message: dict[str, Any]) -> ReturnedBlock:
    return ReturnedBlock(
        marks=tuple(message["marks"]),
        style=message["style"],
        runs=tuple(ReturnedRun(*run) for run in message["runs"]),
        comments=tuple(message["comments"]),
        pictures=message["pictures"],
        is_tracked=message["tracked"],
    )


def _table(message: dict[str, Any]) -> ReturnedBlock:
    return ReturnedBlock(
        marks=tuple(message["marks"]),
        rows=tuple(tuple(row) for row in message["rows"]),
        comments=tuple(message["comments"]),
        pictures=message["pictures"],
        is_table=True,
    )
