"""Which sheet of a returned workbook is which: by its name, or by its hidden mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.row import RowKind
from inspect_tool.domain.workbook.seal import SealedRow
from inspect_tool.readers.case_workbook.cells import ReadSheet

PRINTED_SHEETS = (layout.START, layout.OVERVIEW, layout.LISTS)
OWN_SHEETS = (*PRINTED_SHEETS, *layout.HIDDEN_SHEETS)


def rows_by_sheet(rows: Iterable[SealedRow]) -> dict[str, list[SealedRow]]:
    """The rows that are answered, by the sheet that they were issued on."""
    by_sheet: dict[str, list[SealedRow]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    return by_sheet


_PARTS = {RowKind.EVIDENCE: layout.EVIDENCE, RowKind.CHRONOLOGY: layout.CHRONOLOGY}


def part_of(rows: Sequence[SealedRow]) -> str:
    """What a sheet has and nothing else: evidence or a chronology. Both were below the questions.

    Empty for a sheet of questions.
    """
    kinds = {row.kind for row in rows}
    return _PARTS.get(rows[0].kind, "") if len(kinds) == 1 else ""


def mark_of(rows: Sequence[SealedRow]) -> str:
    """What is hidden among the headings of a sheet with these rows."""
    return layout.subject_mark(rows[0].subject, part_of(rows))


@dataclass(frozen=True)
class FoundSheets:
    """The sheets by the names they were issued with, further copies of one, and nobody's."""

    by_name: Mapping[str, ReadSheet]
    copies: tuple[tuple[ReadSheet, str], ...]
    unknown: tuple[ReadSheet, ...]


def find_sheets(
    sheets: Mapping[str, ReadSheet], issued: Mapping[str, Sequence[SealedRow]]
) -> FoundSheets:
    """Know a sheet by its name, or by its hidden mark when it was renamed."""
    folded = {name.casefold(): name for name in issued}
    by_mark = {mark_of(rows): name for name, rows in issued.items()}
    own = {name.casefold() for name in OWN_SHEETS}
    by_name: dict[str, ReadSheet] = {}
    copies: list[tuple[ReadSheet, str]] = []
    unknown: list[ReadSheet] = []
    candidates = [sheet for name, sheet in sheets.items() if name.strip().casefold() not in own]
    # Sheets that kept their name go first, so that a copy never takes their place.
    for sheet in sorted(
        candidates, key=lambda candidate: candidate.name.strip().casefold() not in folded
    ):
        name = folded.get(sheet.name.strip().casefold()) or by_mark.get(_mark(sheet))
        if name is None:
            unknown.append(sheet)
        elif name in by_name:
            copies.append((sheet, name))
        else:
            by_name[name] = sheet
    return FoundSheets(by_name, tuple(copies), tuple(unknown))


def _mark(sheet: ReadSheet) -> str:
    """The hidden text of the header row, wherever columns were inserted."""
    rows = range(1, min(len(sheet.rows), 2 * layout.HEADER_ROW) + 1)
    marks = [text for row in rows for text in sheet.texts(row) if layout.is_mark(text)]
    return marks[0] if marks else ""
