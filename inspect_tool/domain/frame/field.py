"""What a field of the frame is, and how one is made from a column of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.entries import Values
from inspect_tool.domain.frame.periods import CASE_PERIODS

Compute: TypeAlias = Callable[[ChildrenOnLists], Values]


class FieldKind(StrEnum):
    """What values a field takes."""

    BOOL = "bool"
    INT = "int"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, order=True)
class FieldSource:
    """A column of an Annex A list, by its official heading."""

    list_number: int
    column: str


@dataclass(frozen=True)
class FrameField:
    """One field of the frame.

    Args:
        words: How a report or a form names it.
        definition: What it says, in one sentence.
        choices: The values of a choice; empty where they are tokens.
        compute: Its values, one for each child.
    """

    name: str
    words: str
    kind: FieldKind
    sources: tuple[FieldSource, ...]
    definition: str
    compute: Compute
    choices: tuple[str, ...] = ()


GENDERS = ("male", "female", "not_stated", "neither")
ABUSE = ("neglect", "physical_abuse", "sexual_abuse", "emotional_abuse", "multiple")
NEEDS = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N0")
LEGAL = ("C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3")
STATUSES = (
    "looked_after", "child_protection_plan", "child_in_need_plan", "open_assessment", "closed",
)  # fmt: skip
CLOSURES = ("RC1", "RC2", "RC3", "RC4", "RC5", "RC6", "RC7", "RC8", "RC9")
PERMANENCE = (
    "return_to_family", "adoption", "sgo_or_cao", "supported_living", "residential",
    "long_term_fostering", "other",
)  # fmt: skip
CHILD_LISTS = (1, 2, 3, 4, 5, 6, 7, 8, 10)  # List 9 is of young adults, List 11 of adopters
DISABILITY = "Does the Child have a Disability"


def on_all(column: str, lists: tuple[int, ...] = CHILD_LISTS) -> tuple[FieldSource, ...]:
    """The same column on several lists."""
    return tuple(FieldSource(number, column) for number in lists)


def _latest(list_number: int, column: str) -> Compute:
    return lambda children: children.latest_value(list_number, column)


def _current(list_number: int, column: str) -> Compute:
    return lambda children: children.current_value(list_number, column)


def of_latest(
    name: str, words: str, kind: FieldKind, at: tuple[int, str], definition: str
) -> FrameField:
    """A field that repeats one column of the latest entry on a list."""
    return FrameField(
        name, words, kind, (FieldSource(*at),), definition, _latest(*at), CHOICES.get(name, ())
    )


def of_current(
    name: str, words: str, kind: FieldKind, at: tuple[int, str], definition: str
) -> FrameField:
    """A field that repeats one column of the entry that is open at the frame's date."""
    return FrameField(
        name, words, kind, (FieldSource(*at),), definition, _current(*at), CHOICES.get(name, ())
    )


def latest_date(sources: tuple[FieldSource, ...]) -> Compute:
    """The latest date in some columns up to the frame's date."""
    columns = [(source.list_number, source.column) for source in sources]
    return lambda children: children.latest_date(columns)


CHOICES: Mapping[str, tuple[str, ...]] = {
    "case_status": STATUSES,
    "reason_for_closure": CLOSURES,
    "legal_status": LEGAL,
    "permanence_plan": PERMANENCE,
    "category_of_need": NEEDS,
    "initial_category_of_abuse": ABUSE,
}


def period_sources() -> tuple[FieldSource, ...]:
    """The columns that say when help started and ended."""
    return tuple(
        FieldSource(number, column)
        for number, period in CASE_PERIODS.items()
        for column in (period.start, period.end)
        if column
    )
