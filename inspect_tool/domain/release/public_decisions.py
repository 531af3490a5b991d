"""What was decided on disclosure, as a public release tells it: places, and what became of them.

No number that is held back is in it, nor what leads to one: digests of places are over their
numbers, and reasons are words for the team.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from inspect_tool.domain.disclosure.decisions import (
    DisclosureChoice,
    DisclosureItem,
    DisclosurePlace,
)
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.sampling.strict_json import as_file

FORMAT: Final = "inspect-tool release disclosure 1"
DECISIONS: Final = "decisions.json"


def decisions_text(
    items: Iterable[DisclosureItem], rules: DisclosureRules, days: Mapping[str, date]
) -> str:
    """The file with every place that somebody decided about.

    Args:
        days: When it was decided, by `DisclosureItem.ref`.
    """
    return as_file(
        {
            "format": FORMAT,
            "smallest_count": rules.smallest_count,
            "held_back_at_first": list(_rules(rules)),
            "then": "whatever would give one of them away, tried by linear and integer programs: "
            f"each could be one of values that lie {rules.smallest_count} apart or more",
            "places": [_place(item, days) for item in items],
        }
    )


def _rules(rules: DisclosureRules) -> Iterator[str]:
    yield f"counts of people from 1 to {rules.smallest_count - 1}"
    yield f"all but 1 to {rules.smallest_count - 1} of a base"
    if not rules.shows_everybody:
        yield "everybody of a base"
    if not rules.shows_nobody:
        yield "nobody of a base"
    yield "what an earlier release held back"


def _place(item: DisclosureItem, days: Mapping[str, date]) -> dict[str, str]:
    """A place; of what is left out no more than its kind, as its title may say why."""
    is_gone = item.decided is DisclosureChoice.LEAVE_OUT
    day = days.get(item.ref)
    return {
        "kind": item.kind.value,
        "id": "" if is_gone or item.kind is DisclosurePlace.BOX else item.ref,
        "place": "" if is_gone else item.place,
        "decided": item.decided.value if item.decided is not None else "",
        "on": day.isoformat() if day is not None else "",
    }
