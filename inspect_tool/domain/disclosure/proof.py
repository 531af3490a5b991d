"""The proof by attack: between which values a reader finds each count that is held back.

Beside it stands what hung together in the release, which the next one is attacked together with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.disclosure.attack import FeasibleRange
from inspect_tool.domain.disclosure.book import CollectedCounts
from inspect_tool.domain.disclosure.control import DisclosureResult
from inspect_tool.domain.disclosure.earlier import ReleasedSystem
from inspect_tool.domain.disclosure.open_system import parse_system, system_record
from inspect_tool.domain.sampling.strict_json import FormError, as_file, load_strictly

FORMAT: Final = "inspect-tool disclosure attack 2"
# Before releases were attacked together; it has no system.
WITHOUT_SYSTEM: Final = "inspect-tool disclosure attack 1"


@dataclass(frozen=True)
class AttackSummary:
    """What came of the attack.

    Args:
        attacked: How many counts: those held back, and small ones that stand nowhere.
        narrowest: How far apart the ends of the narrowest range are, but for `known`; None where
            there is none, or all are without limit.
        known: Of how many what anybody knows keeps the range narrower than the rules ask for.
        together, apart: How many public releases before were attacked together with this one, and
            of how many what they print is known, and nothing else.
    """

    attacked: int
    narrowest: int | None
    known: int
    together: int = 0
    apart: int = 0

    @classmethod
    def of(cls, result: DisclosureResult, counts: CollectedCounts) -> AttackSummary:
        """What came of it."""
        open_ones = [one.found for one in result.held_back if not one.is_narrow]
        widths = [found.width for found in open_ones if found.width is not None]
        return cls(
            attacked=len(result.held_back) + len(result.unpublished),
            narrowest=min(widths, default=None),
            known=len(result.held_back) - len(open_ones),
            together=len(counts.joined),
            apart=len(counts.apart),
        )


def attack_text(
    counts: CollectedCounts,
    result: DisclosureResult,
    smallest_count: int,
    *,
    of: Mapping[str, str],
    system: ReleasedSystem,
) -> str:
    """The file with every count that was attacked; it is for the team, for it has the counts.

    Args:
        of: What it belongs to, such as the release.
        system: What the release leaves open, and what ties it.
    """
    by_key = counts.system.by_key
    ranges = {
        **{one.cell.key: one.found for one in result.held_back},
        **result.unpublished,
    }
    reasons = {one.cell.key: one.reasons for one in result.held_back}
    narrow = {one.cell.key for one in result.held_back if one.is_narrow}
    return as_file(
        {
            "format": FORMAT,
            **of,
            "smallest_count": smallest_count,
            "counts": [
                {
                    "what": counts.names[key].what,
                    "group": counts.names[key].group,
                    "part": counts.names[key].part,
                    "count": by_key[key].count,
                    **_ends(ranges[key]),
                    "held_back_for": [reason.value for reason in reasons.get(key, ())],
                    "is_of_known_size": key in narrow,
                    "where": list(counts.places[key]),
                }
                for key in sorted(ranges)
            ],
            "system": system_record(system),
        }
    )


def _ends(found: FeasibleRange) -> dict[str, int | None]:
    return {"lowest": found.lowest, "highest": found.highest}


def parse_attack_system(text: str, *, of: Mapping[str, str]) -> ReleasedSystem | None:
    """What hung together in a release, read strictly; None from before that was kept.

    Args:
        of: What it has to belong to.

    Raises:
        FormError: It is not such a file, or of something else.
    """
    record = load_strictly(text)
    if not isinstance(record, dict) or record.get("format") not in (FORMAT, WITHOUT_SYSTEM):
        raise FormError(f"its format is not “{FORMAT}”")
    if any(record.get(name) != value for name, value in of.items()):
        raise FormError("it belongs to something else")
    return None if record["format"] == WITHOUT_SYSTEM else parse_system(record.get("system"))
