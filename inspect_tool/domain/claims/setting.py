"""What a claim counts, as far as its sentence has to agree, and what the sentence says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.claims.measure_words import MeasureWords
from inspect_tool.domain.claims.nouns import Fit
from inspect_tool.domain.claims.phrases import BaseSaid, tokens_of
from inspect_tool.domain.claims.vocabulary import GROUPS
from inspect_tool.domain.claims.wording import Verdict


@dataclass(frozen=True)
class Setting:
    """What a claim counts, as far as its sentence has to agree with it.

    Args:
        within: Words of the measure that it counts among; None where it is among all.
        authority: Code of the only authority; None for all.
        case_type: The only case type; None for all.
        groups: How case types are called.
        names: Names of authorities by code.
        is_across: Whether the claim is the range over authorities.
        by_authority: Count and base by authority, for what compares one with the others.
        is_of_base: Whether the quantity is the base itself.
        than: The case type, or the code of the authority, that it is compared with.
        is_of_children: Whether it is an estimated share of children.
        is_sampled: Whether cases are counted that were drawn from many.
        dates: Words of the dates that the review is about: "30", "september", "2013".
    """

    words: MeasureWords
    within: MeasureWords | None = None
    authority: str | None = None
    case_type: str | None = None
    groups: tuple[tuple[str, str], ...] = GROUPS
    names: Mapping[str, str] = field(default_factory=dict)
    is_across: bool = False
    by_authority: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    is_of_base: bool = False
    base: int = 0
    dates: frozenset[str] = frozenset()
    than: str | None = None
    is_of_children: bool = False
    is_sampled: bool = False

    @property
    def compared(self) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        """What is compared with `than`, and how either may be called: case types or authorities."""
        if self.than not in self.names:
            return self.case_type, self.groups
        called = ((" ".join(tokens_of(name)), code) for code, name in self.names.items())
        return self.authority, tuple(called)


@dataclass(frozen=True)
class SentenceSays:
    """What a sentence says of its quantity.

    Args:
        verdict: True where it says what the measure says; then `message` is empty.
        is_complement: Whether it speaks of those that do not count.
        message: What stands against it.
        base: What it says of the base behind the claim.
        is_of_none: Whether it says that it is so in no authority.
    """

    verdict: Verdict
    message: str = ""
    remedy: str = ""
    is_complement: bool = False
    base: BaseSaid = field(default_factory=lambda: BaseSaid(0))
    is_of_none: bool = False


@dataclass(frozen=True)
class LinkSays:
    """What the words of the claim itself say of its base.

    Args:
        noun: How it is called; None where it is not.
        has_base: Whether its number is there, or the quantity is a count that needs none.
        is_of_all_children: Whether they name all children.
    """

    noun: Fit | None = None
    has_base: bool = False
    is_of_all_children: bool = False
