"""CSV files as authorities save them, within the limits of a return."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.readers.annex_a.headers import ROWS_SEARCHED_FOR_HEADINGS
from inspect_tool.readers.plain.dialect import CsvError, NotTextError
from inspect_tool.readers.plain.held_file import SourceFile
from inspect_tool.readers.plain.rows import csv_rows
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    OversizedFileError,
    UnknownFormatError,
)


def read_csv(path: SourceFile, limits: ReadLimits) -> Iterator[tuple[int, list[str]]]:
    """Lines and cells of a CSV file; each with the line on which it starts, from 1.

    Raises:
        UnreadableFileError: It is not text, cannot be split into cells, or is too large.
    """
    rows = csv_rows(path, largest=limits.file_bytes, heading_rows=ROWS_SEARCHED_FOR_HEADINGS)
    try:
        for line, cells in rows:
            if len(cells) > limits.columns:
                raise OversizedFileError(path.name, f"has more than {limits.columns} columns")
            if line > limits.rows:
                raise OversizedFileError(path.name, f"has more than {limits.rows} rows")
            yield line, cells
    except NotTextError:
        raise UnknownFormatError(path.name, "neither a workbook nor text") from None
    except CsvError as error:
        raise DamagedFileError(path.name, f"it {error.what}") from None
