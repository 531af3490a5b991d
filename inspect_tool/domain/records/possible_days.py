"""Days that an answer cannot name, since they have not come yet."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.records import Answer, ItemKind


def day_of(kind: ItemKind, answer: Answer | None) -> date | None:
    """The day that an answer or an incident of a chronology names."""
    if answer is None:
        return None
    if kind is ItemKind.CHRONOLOGY:
        return Incident.of(answer).date
    return answer.value if isinstance(answer.value, date) else None


def without_day(kind: ItemKind, answer: Answer) -> Answer:
    """The same without the day, the words beside it kept."""
    if kind is ItemKind.CHRONOLOGY:
        incident = Incident.of(answer)
        return Incident(what=incident.what, source=incident.source).answer
    return Answer(note=answer.note)


def not_yet_come(
    kind: ItemKind, answer: Answer | None, *, today: date, fieldwork_ends: date
) -> date | None:
    """The day that an answer names and that has not come yet; None where it can be.

    A framework may ask for a day that is planned, such as that of the next review, so a day within
    fieldwork is let pass.
    """
    day = day_of(kind, answer)
    return day if day is not None and day > max(today, fieldwork_ends) else None
