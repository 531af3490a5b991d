"""Values with the words that people see and type, and a typed word read as one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from inspect_tool.domain.framework.kinds import folded_words
from inspect_tool.domain.language.conditions import Value


@dataclass(frozen=True)
class Choice:
    """A value with the words that people see and type."""

    value: str
    words: str


@dataclass(frozen=True)
class ReadAnswer:
    """A typed value as read: a value, or what is wrong with it and what to do."""

    value: Value | None = None
    fault: str = ""
    remedy: str = ""


def read_choice(choices: Sequence[Choice], typed: object) -> ReadAnswer:
    """Which of the choices was typed or picked; blank is neither an answer nor a fault."""
    if typed is None or not str(typed).strip():
        return ReadAnswer()
    by_words = {folded_words(choice.value): choice.value for choice in choices}
    by_words |= {folded_words(choice.words): choice.value for choice in choices}
    value = by_words.get(folded_words(whole(typed)))
    if value is not None:
        return ReadAnswer(value)
    allowed = ", ".join(choice.words for choice in choices)
    near = get_close_matches(folded_words(typed), by_words, n=1)
    meant = next(
        (choice.words for choice in choices if near and choice.value == by_words[near[0]]), ""
    )
    hint = f"Did you mean “{meant}”? " if meant else ""
    return ReadAnswer(fault="This is not on the list.", remedy=f"{hint}Choose one of: {allowed}.")


def whole(typed: object) -> object:
    """A number without its decimal point: a spreadsheet holds the 3 of a list as 3.0."""
    return int(typed) if isinstance(typed, float) and typed.is_integer() else typed
