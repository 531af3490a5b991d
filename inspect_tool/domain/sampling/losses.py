"""Why a drawn case cannot be used: coded reasons, of two kinds that estimates treat differently.

Source: Children's Bureau, Child and Family Services Reviews, Case Elimination Worksheet (Round 3),
for the practice of a closed list of reasons; the list is this project's own.
"""

from __future__ import annotations

from enum import StrEnum


class LossKind(StrEnum):
    """What a loss means for estimates."""

    OUT_OF_SCOPE = "out_of_scope"  # was never part of what is studied: a zero of the domain
    NOT_AVAILABLE = "not_available"  # part of it, but could not be read: lowers the response rate


class LossReason(StrEnum):
    """Coded reason of a loss."""

    FILE_NOT_AVAILABLE = "file_not_available"
    ACTIVE_PROCEEDINGS = "active_proceedings"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    MOVED_AWAY = "moved_away"
    NOT_OPEN = "not_open"
    WRONG_AGE = "wrong_age"
    NOT_THE_THEME = "not_the_theme"
    SAME_CHILD = "same_child"
    ERASED = "erased"  # by `erase` alone
    AUTHORITY_WITHDREW = "authority_withdrew"  # by `authority withdraw` alone

    @property
    def words(self) -> str:
        """How a report says it."""
        return {
            LossReason.FILE_NOT_AVAILABLE: "file not available",
            LossReason.ACTIVE_PROCEEDINGS: "withdrawn because of active proceedings",
            LossReason.CONFLICT_OF_INTEREST: "no inspector without a conflict of interest",
            LossReason.MOVED_AWAY: "responsibility had passed to another authority",
            LossReason.NOT_OPEN: "not open at the date of the frame",
            LossReason.WRONG_AGE: "age outside the plan's range",
            LossReason.NOT_THE_THEME: "neglect played no part",
            LossReason.SAME_CHILD: "the same child as another case",
            LossReason.ERASED: "erased on request",
            LossReason.AUTHORITY_WITHDREW: "the authority withdrew from the inspection",
        }[self]

    @property
    def kind(self) -> LossKind:
        """What it means for estimates."""
        available = {
            LossReason.FILE_NOT_AVAILABLE,
            LossReason.ACTIVE_PROCEEDINGS,
            LossReason.CONFLICT_OF_INTEREST,
            LossReason.ERASED,
            LossReason.AUTHORITY_WITHDREW,
        }
        return LossKind.NOT_AVAILABLE if self in available else LossKind.OUT_OF_SCOPE


# Given by a command of its own, never as the reason why a case is lost.
BY_A_COMMAND = frozenset({LossReason.ERASED, LossReason.AUTHORITY_WITHDREW})
