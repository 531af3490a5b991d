"""What a chronology shows at each of its incidents, as its sheet computes it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.records.chronology import ChronologyStep, Incident
from inspect_tool.domain.records.repeats import is_event, near


def steps(
    incidents: Mapping[str, Incident], rule: RepeatRule | None = None
) -> Mapping[str, ChronologyStep]:
    """Days, gaps and repeats, by the ids of the incidents, in whatever order they are."""
    days = sorted({one.date for one in incidents.values() if one.date is not None})
    times = Counter(one.same for one in incidents.values() if one.same)
    found = {}
    for name, one in incidents.items():
        place = days.index(one.date) if one.date is not None else 0
        since = (days[place] - days[place - 1]).days if place else None
        again = tuple(_again(one, incidents, rule)) if rule is not None else ()
        found[name] = ChronologyStep(since, times[one.same] or 1, again)
    return found


def _again(one: Incident, incidents: Mapping[str, Incident], rule: RepeatRule) -> Iterator[str]:
    """The kinds of event that this incident repeats."""
    if one.date is None:
        return
    for event in rule.events:
        if not is_event(event, one):
            continue
        alike = [
            other.date
            for other in incidents.values()
            if other.date is not None and is_event(event, other)
        ]
        if near(one.date, alike, rule.within_days) > 1:
            yield f"{event.title} again within {rule.within_days} days."
