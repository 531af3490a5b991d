"""Recommendations, `recommendations.yaml`: a document that people write."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import Field, field_validator

from inspect_tool.domain.language.conditions import Document


class Priority(StrEnum):
    """How soon something is to be done."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class AdviceState(StrEnum):
    """How far a recommendation has got, in the order in which it gets there."""

    OPEN = "open"
    ACCEPTED = "accepted"
    IN_PART = "accepted in part"
    NOT_ACCEPTED = "not accepted"
    UNDER_WAY = "under way"
    DONE = "done"
    OVERTAKEN = "overtaken"

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is awaited."""
        return self in (AdviceState.NOT_ACCEPTED, AdviceState.DONE, AdviceState.OVERTAKEN)


class WrittenAdvice(Document):
    """One recommendation.

    Args:
        id: What the commands and the narrative call it.
        addressee: Who should act, as the heading above it says: "Local authorities should".
        text: What they should do, so that the heading and it are one sentence.
        measures: What it rests on, as claims name it: `oversight_weak?in=left_too_long`.
        criteria: Criteria that it rests on.
        evidence: What may be quoted and it rests on: reference and name, `ASH-I-rk-01 EV.1`.
        owner: Id of whoever in the team follows it up.
        follow_up: The day by which is asked what was done.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)
    addressee: str = Field(min_length=1)
    text: str = Field(min_length=1)
    measures: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    priority: Priority = Priority.MEDIUM
    owner: str = ""
    follow_up: date | None = None

    @field_validator("addressee", "text")
    @classmethod
    def _check_words(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("words are missing")
        return " ".join(value.split())

    @property
    def rests_on_nothing(self) -> bool:
        """Whether it names neither a measure nor a criterion nor a piece of evidence."""
        return not (self.measures or self.criteria or self.evidence)


class AdviceDocument(Document):
    """Every recommendation of a review, in the order of the report."""

    recommendations: tuple[WrittenAdvice, ...] = ()

    @cached_property
    def by_addressee(self) -> dict[str, tuple[tuple[int, WrittenAdvice], ...]]:
        """Each with its number, by who should act, in the order in which those come first.

        The numbers are those of the report, which has all of one addressee together.
        """
        names = dict.fromkeys(one.addressee for one in self.recommendations)
        found: dict[str, tuple[tuple[int, WrittenAdvice], ...]] = {}
        number = 0
        for name in names:
            own = [one for one in self.recommendations if one.addressee == name]
            found[name] = tuple((number + place, one) for place, one in enumerate(own, start=1))
            number += len(own)
        return found

    @property
    def numbered(self) -> tuple[tuple[int, WrittenAdvice], ...]:
        """Each with its number in the report, in that order."""
        return tuple(one for own in self.by_addressee.values() for one in own)
