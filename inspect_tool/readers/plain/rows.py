"""The rows of a CSV that somebody's spreadsheet saved: commas, semicolons or tabs, in UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from inspect_tool.errors import UnreadableFileError

# A spreadsheet saves a CSV with the separator of its country.
SEPARATORS = (",", ";", "\t")


def numbered_rows(file: Path, *, largest: int, remedy: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line that it ends on.

    Args:
        largest: Most bytes that are read.
        remedy: What to do with a larger file.

    Raises:
        UnreadableFileError: There is no such file, it is too large, or no CSV in UTF-8.
    """
    try:
        size = file.stat().st_size
        if size > largest:
            raise UnreadableFileError(
                f"{file.name} is larger than {largest // 1_000_000:,} MB. {remedy}"
            )
        with file.open(encoding="utf-8-sig", newline="") as stream:
            separator = _separator(stream.readline())
            stream.seek(0)
            reader = csv.reader(stream, delimiter=separator, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except OSError:
        raise UnreadableFileError(f"{file.name} cannot be opened. Check its name.") from None
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{file.name} is not in UTF-8. Save it as CSV UTF-8.") from None
    except csv.Error as error:
        raise UnreadableFileError(f"{file.name} is no CSV: {error}. Save it again.") from None


def _separator(heading: str) -> str:
    """The separator that the heading has most of; a comma where it has none or as many."""
    return max(SEPARATORS, key=heading.count)
