"""What a statutory clock found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.records.answer_forms import sentence_case

if TYPE_CHECKING:
    from inspect_tool.domain.clocks.clock import Clock


def clock_sentence(clock: Clock) -> str:
    """What it found."""
    return sentence_case(clock.words)


def clock_reason(clock: Clock) -> str:
    """How long it took, the limit and the last day in time, where there are any."""
    taken = clock.working_days_taken
    unit = "working day" if taken == 1 else "working days"
    parts = [
        clock.reason.rstrip("."),
        "" if taken is None else f"{taken} {unit}",
        f"limit {clock.rule_version.words}" if clock.rule_version else "",
        f"due {clock.due.day} {clock.due:%B %Y}" if clock.due else "",
        *(f"{other.rule_id} beside it {other.words}" for other in clock.others),
    ]
    return "; ".join(part for part in parts if part)
