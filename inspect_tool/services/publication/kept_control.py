"""Disclosure control of a report, kept while nothing that it is worked out from changes."""

from __future__ import annotations

import threading

from inspect_tool.domain.content.blocks import ReportContent
from inspect_tool.domain.disclosure.public_edition import (
    ControlledCounts,
    EditionRules,
    controlled_counts,
)

MOST_KEPT = 4  # editions of one review, with something left out and without


class KeptControl:
    """What was worked out last, each with the whole of what it was worked out from.

    Kept in memory and found again by comparing that, so nothing can be forgotten in a key.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[tuple[ReportContent, EditionRules, ControlledCounts]] = []

    def of(self, numbered: ReportContent, rules: EditionRules) -> ControlledCounts:
        """What `controlled_counts` says; two who ask at once wait for one working out."""
        with self._lock:
            for one in self._kept:
                if one[0] == numbered and one[1] == rules:
                    self._kept.remove(one)
                    self._kept.append(one)
                    return one[2]
            found = controlled_counts(numbered, rules)
            self._kept = [*self._kept[1 - MOST_KEPT :], (numbered, rules, found)]
            return found
