"""What a row of a returned workbook comes to, against what the row was issued with.

It depends on the row alone, not on what is recorded meanwhile, so that copies of a workbook may be
taken in in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from inspect_tool.domain.records.records import Answer, is_empty


class Outcome(StrEnum):
    """What became of a row that differs from what was issued, or from what is recorded."""

    TAKEN = "taken"
    IN_PLACE = "taken in place of an earlier copy"
    SAME = "recorded already"
    CROSSED = "crosses with what is recorded: both are kept until one is settled on"
    OF_ANOTHER_VERSION = "to what another version of the framework asks: kept, and counts for none"
    PAST = "said before, and settled on otherwise since: that stands"
    EMPTIED = "emptied"
    KEPT = "not emptied: what was issued stands"
    AS_ISSUED = "as issued: what an earlier copy said stands"
    ASIDE = "kept as a stray note"


@dataclass(frozen=True)
class RowGives:
    """An answer that a row gives.

    Args:
        emptied: Which of its parts, "answer" and "note", were issued with words and came back
            empty.
    """

    answer: Answer
    emptied: tuple[str, ...] = ()


def row_gives(issued: Answer, given: Answer | None, *, is_unread: bool, empties: bool) -> RowGives:
    """What a row that was changed gives.

    Args:
        issued: What it was issued with.
        given: What it says now; None where it is blank.
        is_unread: Whether what was typed as the answer cannot be read; what was issued then stands
            beside the note.
        empties: Whether parts that came back empty are to be emptied. Else they stand: a blank
            may be a slip, or a copy from before.
    """
    now = given or Answer()
    if is_unread:
        now = replace(issued, note=now.note)
    emptied = []
    if is_empty(now) and not is_empty(issued):
        emptied.append("answer")
        if not empties:
            now = replace(now, value=issued.value, absence=issued.absence)
    if issued.note and not now.note:
        emptied.append("note")
        if not empties:
            now = replace(now, note=issued.note)
    return RowGives(now, tuple(emptied))
