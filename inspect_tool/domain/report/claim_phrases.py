"""What may be said of a quantity, whatever kind of quantity it is."""

from __future__ import annotations

from inspect_tool.domain.claims.estimated import estimate_phrases
from inspect_tool.domain.claims.group_comparisons import comparison_phrases
from inspect_tool.domain.claims.medians import median_range_words
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.claims.wording import phrases_for
from inspect_tool.domain.report.counted import Counted


def median_words(counted: Counted) -> str:
    """A median as the report shows it; empty where it is a count, or of too few."""
    median = counted.median
    return median.words if median is not None and median.is_shown else ""


def claim_phrases(
    counted: Counted, scale: WordingScale, *, percentages_from: int
) -> tuple[str, ...]:
    """What may be said of it, the best first; nothing where there is nothing to say."""
    if counted.median is not None and counted.median.across:
        return tuple(filter(None, [median_range_words(counted.median)]))
    if counted.median is not None:
        return tuple(filter(None, [median_words(counted)]))
    if counted.estimate is not None:
        return estimate_phrases(counted.estimate)
    if counted.compared is not None:
        return comparison_phrases(counted.compared)
    return _share_phrases(counted.count, counted.base, scale, percentages_from)


def others_phrases(
    counted: Counted, scale: WordingScale, *, percentages_from: int
) -> tuple[str, ...]:
    """What may be said of those of a base that do not count; nothing of what is no count."""
    if counted.median or counted.estimate or counted.compared:
        return ()
    others = counted.base - counted.count
    return _share_phrases(others, counted.base, scale, percentages_from)


def _share_phrases(
    count: int, base: int, scale: WordingScale, percentages_from: int
) -> tuple[str, ...]:
    if not base:
        return ()
    found = phrases_for(count, base, scale, percentages_from=percentages_from)
    return tuple(phrase.text for phrase in found if not phrase.is_variant)
