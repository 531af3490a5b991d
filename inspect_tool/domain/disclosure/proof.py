"""The proof by attack: between which values a reader finds each count that is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.disclosure.attack import FeasibleRange
from inspect_tool.domain.disclosure.book import CollectedCounts
from inspect_tool.domain.disclosure.control import DisclosureResult
from inspect_tool.domain.sampling.strict_json import as_file

FORMAT: Final = "inspect-tool disclosure attack 1"


@dataclass(frozen=True)
class AttackSummary:
    """What came of the attack.

    Args:
        attacked: How many counts: those held back, and small ones that stand nowhere.
        narrowest: How far apart the ends of the narrowest range are, but for `known`; None where
            there is none, or all are without limit.
        known: Of how many what anybody knows keeps the range narrower than the rules ask for.
    """

    attacked: int
    narrowest: int | None
    known: int

    @classmethod
    def of(cls, result: DisclosureResult) -> AttackSummary:
        """What came of it."""
        open_ones = [one.found for one in result.held_back if not one.is_narrow]
        widths = [found.width for found in open_ones if found.width is not None]
        return cls(
            attacked=len(result.held_back) + len(result.unpublished),
            narrowest=min(widths, default=None),
            known=len(result.held_back) - len(open_ones),
        )


def attack_text(
    counts: CollectedCounts, result: DisclosureResult, smallest_count: int, *, of: dict[str, str]
) -> str:
    """The file with every count that was attacked; it is for the team, for it has the counts.

    Args:
        of: What it belongs to, such as the release.
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
        }
    )


def _ends(found: FeasibleRange) -> dict[str, int | None]:
    return {"lowest": found.lowest, "highest": found.highest}
