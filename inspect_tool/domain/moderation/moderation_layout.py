"""Sheets and columns of the moderation workbook, as it is written and read back."""

from __future__ import annotations

from typing import NamedTuple

START, ROWS, ALIKE = "Start", "Disagreements", "Alike"
LISTS, IDENTITY = "Lists", "inspect_moderation"
HEADER_ROW, FIRST_ROW = 3, 4


class SheetColumn(NamedTuple):
    """A column: its heading, and its width in characters."""

    heading: str
    width: float


DECISION, REASON = SheetColumn("Decision", 20), SheetColumn("Why, no names", 36)
HIDDEN = (
    SheetColumn("case", 4),
    SheetColumn("kind", 4),
    SheetColumn("item", 4),
    SheetColumn("check", 4),
)
ROW_COLUMNS = (
    SheetColumn("No.", 5),
    SheetColumn("Case", 10),
    SheetColumn("What is asked", 30),
    SheetColumn("First read", 16),
    SheetColumn("Evidence of the first", 36),
    SheetColumn("Second read", 16),
    SheetColumn("Evidence of the second", 36),
    SheetColumn("What hangs on it", 40),
    SheetColumn("Alike", 6),
    DECISION,
    REASON,
    *HIDDEN,
)
ALIKE_COLUMNS = (
    SheetColumn("Alike", 6),
    SheetColumn("What is asked", 44),
    SheetColumn("First read", 18),
    SheetColumn("Second read", 18),
    SheetColumn("Cases", 44),
    DECISION,
    REASON,
)
ROW_DECISION = ROW_COLUMNS.index(DECISION) + 1
ROW_ALIKE = ROW_DECISION - 1
ROW_HIDDEN = ROW_COLUMNS.index(HIDDEN[0]) + 1
ALIKE_DECISION = ALIKE_COLUMNS.index(DECISION) + 1
