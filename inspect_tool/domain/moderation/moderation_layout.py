"""Sheets and columns of the moderation workbook, as it is written and read back."""

from __future__ import annotations

from typing import NamedTuple

START, ROWS, ALIKE = "Start", "Disagreements", "Alike"
LISTS, IDENTITY = "Lists", "inspect_moderation"
HEADER_ROW, FIRST_ROW = 3, 4


class ModerationColumn(NamedTuple):
    """A column: its heading, and its width in characters."""

    heading: str
    width: float


DECISION, REASON = ModerationColumn("Decision", 20), ModerationColumn("Why, no names", 36)
HIDDEN = (
    ModerationColumn("case", 4),
    ModerationColumn("kind", 4),
    ModerationColumn("item", 4),
    ModerationColumn("check", 4),
)
ROW_COLUMNS = (
    ModerationColumn("No.", 5),
    ModerationColumn("Case", 10),
    ModerationColumn("What is asked", 30),
    ModerationColumn("First read", 16),
    ModerationColumn("Evidence of the first", 36),
    ModerationColumn("Second read", 16),
    ModerationColumn("Evidence of the second", 36),
    ModerationColumn("What hangs on it", 40),
    ModerationColumn("Alike", 6),
    DECISION,
    REASON,
    *HIDDEN,
)
ALIKE_COLUMNS = (
    ModerationColumn("Alike", 6),
    ModerationColumn("What is asked", 44),
    ModerationColumn("First read", 18),
    ModerationColumn("Second read", 18),
    ModerationColumn("Cases", 44),
    DECISION,
    REASON,
)
ROW_DECISION = ROW_COLUMNS.index(DECISION) + 1
ROW_ALIKE = ROW_DECISION - 1
ROW_HIDDEN = ROW_COLUMNS.index(HIDDEN[0]) + 1
ALIKE_DECISION = ALIKE_COLUMNS.index(DECISION) + 1
