"""A moderation workbook that comes back: whose it is, and what was decided in which row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.moderation import moderation_layout as layout
from inspect_tool.domain.moderation.workbook import (
    FORM,
    ModerationIdentity,
    ModerationSeal,
)
from inspect_tool.domain.workbook.seal import is_same_digest
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.case_workbook.cells import (
    AsIssued,
    NotACaseWorkbookError,
    ReadCell,
    ReadSheet,
    read_sheets,
)


class NotAModerationWorkbookError(UnreadableFileError):
    """A workbook, but not one for moderation that this review issued."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not a moderation workbook of this review: its hidden identity is not there "
            "or not ours. Send the workbook that `moderate export` wrote, saved as .xlsx or .ods."
        )


class OtherFormError(UnreadableFileError):
    """A moderation workbook of another version of the tool."""

    def __init__(self, name: str, form: str) -> None:
        super().__init__(
            f"{name} has the form {form}, and this version reads {FORM}. Export anew with "
            "`moderate export`."
        )


@dataclass(frozen=True)
class ReadDecision:
    """A row in which something was decided, or a reason was written.

    Args:
        row: As the spreadsheet counts it.
        number_alike: Of its group; what it says is part of `check`.
        check: The keyed digest that the row was issued with.
    """

    row: int
    case_ref: str
    kind: str
    item_id: str
    check: str
    number_alike: int
    decision: str
    reason: str
    sheet: str = layout.ROWS


@dataclass(frozen=True)
class ReadModeration:
    """What a moderation workbook says.

    Args:
        left_open: Rows without a decision.
        rows: Case, kind and item of each row that is there.
    """

    file: str
    identity: ModerationIdentity
    decisions: tuple[ReadDecision, ...]
    left_open: int
    rows: frozenset[tuple[str, str, str]]


def read_moderation(path: Path, *, review: str, signing_key: bytes) -> ReadModeration:
    """Read a moderation workbook that was issued with this key.

    A row without a decision of its own has that of its group on the sheet Alike.

    Raises:
        NotAModerationWorkbookError: It is none, or none of this review.
        OtherFormError: It has another form.
        UnreadableFileError: It is unsafe to read, or damaged.
    """
    try:
        (sheets,) = read_sheets([path])
    except NotACaseWorkbookError:
        raise NotAModerationWorkbookError(path.name) from None
    if isinstance(sheets, AsIssued) or {layout.ROWS, layout.IDENTITY} - sheets.by_name.keys():
        raise NotAModerationWorkbookError(path.name)
    identity = _identity(path.name, sheets.by_name[layout.IDENTITY], review, signing_key)
    alike = sheets.by_name.get(layout.ALIKE)
    groups = {} if alike is None else _groups(alike)
    rows = list(_rows(sheets.by_name[layout.ROWS], groups))
    decided = tuple(row for row in rows if row.decision or row.reason)
    there = frozenset((row.case_ref, row.kind, row.item_id) for row in rows)
    return ReadModeration(path.name, identity, decided, len(rows) - len(decided), there)


def _identity(name: str, sheet: ReadSheet, review: str, signing_key: bytes) -> ModerationIdentity:
    form, of, pack_id, issued, issued_to, signature = (
        sheet.cell(1, column).text for column in range(1, 7)
    )
    identity = ModerationIdentity(of, pack_id, issued, issued_to)
    if form.startswith("moderation/") and form != FORM:
        raise OtherFormError(name, form)
    own = ModerationSeal(signing_key, pack_id).identity_check(identity)
    if of != review or form != FORM or not is_same_digest(own, signature):
        raise NotAModerationWorkbookError(name)
    return identity


def _groups(sheet: ReadSheet) -> dict[int, ReadDecision]:
    """What was decided of each group of alike disagreements."""
    found = {}
    for row in range(layout.FIRST_ROW, len(sheet.rows) + 1):
        number = sheet.cell(row, 1).text
        decision, reason = _typed(sheet, row, layout.ALIKE_DECISION)
        if number.isdecimal() and (decision or reason):
            found[int(number)] = ReadDecision(
                row, "", "", "", "", int(number), decision, reason, layout.ALIKE
            )
    return found


def _rows(sheet: ReadSheet, groups: dict[int, ReadDecision]) -> Iterator[ReadDecision]:
    for row in range(layout.FIRST_ROW, len(sheet.rows) + 1):
        ref, kind, item_id, check = (
            sheet.cell(row, layout.ROW_HIDDEN + place).text for place in range(4)
        )
        if not ref:
            continue
        alike = sheet.cell(row, layout.ROW_ALIKE).text
        number = int(alike) if alike.isdecimal() else 0
        decision, reason = _typed(sheet, row, layout.ROW_DECISION)
        place = layout.ROWS
        group = groups.get(number)
        if not decision and group is not None:
            decision, reason, place = group.decision, reason or group.reason, layout.ALIKE
        yield ReadDecision(row, ref, kind, item_id, check, number, decision, reason, place)


def _typed(sheet: ReadSheet, row: int, column: int) -> tuple[str, str]:
    """Decision and reason; a formula is none."""
    return _text(sheet.cell(row, column)), _text(sheet.cell(row, column + 1))


def _text(cell: ReadCell) -> str:
    return "" if cell.is_formula or cell.is_error else cell.text
