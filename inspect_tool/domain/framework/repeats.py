"""The rule in `framework.yaml` by which incidents of a chronology are repeats."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from inspect_tool.domain.language.conditions import Document

# Letters, digits, spaces and hyphens: what a spreadsheet searches for as it stands.
EventWord: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9 -]*[A-Za-z0-9])?$")]


class RepeatEvent(Document):
    """A kind of incident, known in a chronology by any of its words."""

    title: str = Field(min_length=1)
    words: tuple[EventWord, ...] = Field(min_length=1)


class RepeatRule(Document):
    """Which incidents are repeats, and beside which criterion that is shown.

    Args:
        beside: The criterion about the use of history.
        within_days: How near two of a kind have to be.
        lists: Fields of the frame that count earlier events, each with the number from which on
            the case had them again.
    """

    beside: str
    within_days: int = Field(ge=1, le=3660)
    events: tuple[RepeatEvent, ...] = Field(min_length=1)
    lists: dict[str, Annotated[int, Field(ge=1)]] = {}
