"""Repeat incidents: what came again within the days that the framework's rule says.

It is computed from a record's chronology and from the lists that the authority returned. What is
not known is told beside it and is never taken for a no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from inspect_tool.domain.framework.repeats import RepeatEvent, RepeatRule
from inspect_tool.domain.language.conditions import Scalar, Truth
from inspect_tool.domain.records.chronology import Incident

REPEAT_INCIDENTS = "repeat_incidents"  # the field by which conditions and tables ask for it
# Not true or false: what is not known has a group of its own, and stays in the base.
REPEATS_ARE = ("yes", "no", "not_known")


@dataclass(frozen=True)
class EventRepeats:
    """One kind of event in a chronology.

    Args:
        incidents: How many there are, dated or not.
        most: The most within the rule's days, up to and including the last of them; 0 without a
            dated one.
    """

    title: str
    incidents: int
    most: int

    @property
    def is_repeat(self) -> bool:
        """Whether it came again within the rule's days."""
        return self.most > 1


@dataclass(frozen=True)
class ListedCount:
    """What the authority's lists say of earlier events; None where they do not."""

    field: str
    value: int | None
    is_repeat: bool

    @property
    def title(self) -> str:
        """The field as a page says it."""
        return self.field.replace("_", " ")


@dataclass(frozen=True)
class Repeats:
    """Repeat incidents of one case, as far as they are known.

    Args:
        within_days: How near two incidents have to be.
        undated: Incidents of the chronology whose day is not known.
        has_chronology: Whether there is any.
    """

    within_days: int
    events: tuple[EventRepeats, ...]
    lists: tuple[ListedCount, ...]
    undated: int
    has_chronology: bool

    @property
    def found(self) -> Truth:
        """True where something came again; False only where nothing is left unknown."""
        if any(one.is_repeat for one in self.events) or any(one.is_repeat for one in self.lists):
            return True
        return None if self.not_known else False

    @property
    def code(self) -> str:
        """What conditions and tables read: one of `REPEATS_ARE`."""
        return {True: "yes", False: "no", None: "not_known"}[self.found]

    @property
    def not_known(self) -> tuple[str, ...]:
        """The facts that are not known, each as a phrase."""
        missing = [f"{one.title} is not in the lists" for one in self.lists if one.value is None]
        if not self.has_chronology:
            missing.append("there is no chronology")
        if self.undated:
            plural = "" if self.undated == 1 else "s"
            missing.append(f"the day of {self.undated} incident{plural}")
        return tuple(missing)

    @property
    def words(self) -> str:
        """What came again, as a page says it."""
        parts = [
            f"{one.title}: {one.most} within {self.within_days} days"
            for one in self.events
            if one.is_repeat
        ]
        parts += [f"{one.title}: {one.value}" for one in self.lists if one.is_repeat]
        if parts:
            return "; ".join(parts)
        return "Not known" if self.not_known else "None"


def repeats_of(
    rule: RepeatRule,
    incidents: Mapping[str, Incident],
    fields: Mapping[str, Scalar | None],
) -> Repeats:
    """What came again in a case, by the framework's rule.

    Args:
        incidents: The chronology, by the ids of the incidents.
        fields: Fields of the frame.
    """
    own = [one for one in incidents.values() if not one.is_blank]
    return Repeats(
        within_days=rule.within_days,
        events=tuple(_event(event, own, rule.within_days) for event in rule.events),
        lists=tuple(_listed(name, least, fields.get(name)) for name, least in rule.lists.items()),
        undated=sum(one.date is None for one in own),
        has_chronology=bool(own),
    )


def _event(event: RepeatEvent, incidents: list[Incident], within_days: int) -> EventRepeats:
    alike = [one for one in incidents if is_event(event, one)]
    days = [one.date for one in alike if one.date is not None]
    most = max((near(day, days, within_days) for day in days), default=0)
    return EventRepeats(event.title, len(alike), most)


def is_event(event: RepeatEvent, incident: Incident) -> bool:
    """Whether what happened has one of the event's words in it, in capitals or not."""
    said = incident.what.casefold()
    return any(word.casefold() in said for word in event.words)


def near(day: date, days: list[date], within_days: int) -> int:
    """How many days are not after a day, and at most so many before it, itself included."""
    first = day - timedelta(days=within_days)
    return sum(first <= one <= day for one in days)


def _listed(name: str, least: int, value: Scalar | None) -> ListedCount:
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    return ListedCount(name, number, number is not None and number >= least)
