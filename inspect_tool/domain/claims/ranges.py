"""Claims over authorities: from the lowest to the highest, and what is so of each or of none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.claims import Claim, ClaimVerdict, joined, read_sentence
from inspect_tool.domain.claims.nouns import Fit
from inspect_tool.domain.claims.numbers import is_percentage, number_words, percentage_words
from inspect_tool.domain.claims.phrases import read_base, read_phrase, tokens_of
from inspect_tool.domain.claims.quantities import decimal_at
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale, smallest_base
from inspect_tool.domain.claims.setting import LinkSays, SentenceSays, Setting
from inspect_tool.domain.claims.wording import Verdict

_DASH: Final = re.compile(r"(?<=[\d%])\s?[\u2010-\u2015-]\s?(?=\d)")
_PLACE: Final = r"(?:local )?(?:areas?|authorit(?:y|ies)|boards?|councils?)"
_OF_EACH: Final = re.compile(rf"\b(?:each|every) {_PLACE}\b", re.IGNORECASE)
_RANGED: Final = re.compile(r"\b(?:rang|vari|differ)(?:ed|es|ing)\b", re.IGNORECASE)
_OF_THEM: Final = re.compile(
    rf"\b(?:across|between|among|in) (?:all )?(?:the |these )?{_PLACE}\b", re.IGNORECASE
)


@dataclass(frozen=True)
class SaidRange:
    """Two ends that a phrase names: `between one and 11`, `from 9% to 91%`, `8 to 21 days`.

    Args:
        rest: What stands behind the second.
    """

    low: Decimal
    high: Decimal
    is_share: bool
    rest: tuple[str, ...]


def said_range(text: str) -> SaidRange | None:
    """The range that a phrase begins with; None where it names none."""
    tokens = tokens_of(_DASH.sub(" to ", text.strip()))
    is_between = tokens[:1] == ("between",)
    if is_between or tokens[:1] == ("from",):
        tokens = tokens[1:]
    joint = "and" if is_between else "to"
    at = next((place for place, token in enumerate(tokens) if token == joint), len(tokens))
    low, first = _end_at(tokens[:at])
    high, second = _end_at(tokens[at + 1 :])
    after = at + 1 + second
    is_share = tokens[after : after + 1] == ("%",)
    is_whole = first and tokens[first:at] in ((), ("%",) if is_share else ())
    if not (is_whole and second and low < high):
        return None
    return SaidRange(low, high, is_share, tokens[after + is_share :])


def _end_at(tokens: Sequence[str]) -> tuple[Decimal, int]:
    return (Decimal(0), 1) if tuple(tokens[:1]) == ("none",) else decimal_at(tokens)


def is_said_of_all(claim: Claim, *, is_range: bool, is_of_none: bool) -> bool:
    """Whether the sentence says it of each authority: in each, in none, or ranging across them."""
    around = f"{claim.around.before} {claim.around.after}"
    is_ranging = bool(is_range and _RANGED.search(around) and _OF_THEM.search(around))
    return is_of_none or is_ranging or bool(_OF_EACH.search(around))


def range_words(setting: Setting) -> str:
    """How the counts of authorities are said from the lowest to the highest."""
    low, high = _ends_of(setting)
    return f"between {number_words(low)} and {number_words(high)}"


def _ends_of(setting: Setting) -> tuple[int, int]:
    counts = [count for count, of in setting.by_authority.values() if of]
    return min(counts, default=0), max(counts, default=0)


@dataclass(frozen=True)
class _RangeHeld:
    """What is held against a claim over authorities, and by which rules."""

    setting: Setting
    scale: WordingScale
    percentages_from: int

    @property
    def shares(self) -> list[tuple[int, int]]:
        """Count and base of each authority that has a base, the lowest share first."""
        found = (one for one in self.setting.by_authority.values() if one[1])
        return sorted(found, key=lambda share: Fraction(*share))

    def verdict(self, verdict: Verdict, more: str = "") -> ClaimVerdict:
        """A verdict with the numbers; shares only where each authority has enough cases."""
        low, high = _ends_of(self.setting)
        words = range_words(self.setting)
        numbers = f"The counts of authorities go from {low} to {high}"
        if self.smallest >= self.percentages_from:
            first, last = (percentage_words(*one) for one in (self.shares[0], self.shares[-1]))
            numbers += f", the shares from {first} to {last}"
        said = f"{numbers}: say '{words}'"
        return ClaimVerdict(verdict, "; ".join(filter(None, (more, said))), (words,))

    @property
    def smallest(self) -> int:
        """The base of the authority that has the fewest; 0 where none has one."""
        return min((of for _, of in self.shares), default=0)

    def settled(self, kind: PhraseKind, *, is_so: bool) -> ClaimVerdict:
        """False where it is not so; unsafe where an authority has too few for such words."""
        least = smallest_base(kind, self.scale, self.percentages_from)
        if not is_so:
            return self.verdict(Verdict.FALSE)
        if self.smallest < least:
            few = f"an authority has {self.smallest}, and {kind.words} takes {least}"
            return self.verdict(Verdict.UNSAFE, few)
        return self.verdict(Verdict.TRUE)

    def has_ends(self, found: SaidRange) -> bool:
        """Whether a range is theirs, from the lowest to the highest."""
        if not found.is_share:
            low, high = _ends_of(self.setting)
            return found.low == low and found.high == high
        shares = self.shares
        return bool(shares) and (
            is_percentage(found.low, *shares[0]) and is_percentage(found.high, *shares[-1])
        )


def check_range(
    claim: Claim, base: int, scale: WordingScale, setting: Setting, percentages_from: int
) -> ClaimVerdict:
    """Whether the counts or shares of authorities are as a claim says of each of them."""
    held = _RangeHeld(setting, scale, percentages_from)
    found = said_range(claim.text)
    if found is not None:
        return _check_ends(claim, found, held)
    readings = read_phrase(claim.text, _ends_of(setting)[0], base, scale, setting.words.nouns)
    says = read_sentence(claim, setting, readings)
    quantity = readings[0].quantity if len(readings) == 1 else None
    is_read = is_said_of_all(claim, is_range=False, is_of_none=says.is_of_none)
    if quantity is None or not is_read or says.is_complement:
        return joined(held.verdict(Verdict.NOT_UNDERSTOOD), says)
    holds = [quantity.holds(count, of) for count, of in held.shares]
    is_so = bool(holds) and (not any(holds) if says.is_of_none else all(holds))
    return joined(held.settled(quantity.kind, is_so=is_so), says)


def _check_ends(claim: Claim, found: SaidRange, held: _RangeHeld) -> ClaimVerdict:
    """Whether two ends are those of the counts, or of the shares, of authorities."""
    base = read_base(found.rest, held.setting.words.nouns)
    noun = base.noun if base is not None and base.length == len(found.rest) else None
    link = LinkSays(noun, has_base=not found.is_share)
    says = read_around(claim.around, held.setting, link)
    is_read = not found.rest or noun is not None
    if not is_read or not says_it_of_all(claim, says) or says.is_complement:
        return joined(held.verdict(Verdict.NOT_UNDERSTOOD), says)
    kind = PhraseKind.PERCENTAGE if found.is_share else PhraseKind.COUNT
    is_so = noun is not Fit.FOREIGN and held.has_ends(found)
    return joined(held.settled(kind, is_so=is_so), says)


def says_it_of_all(claim: Claim, says: SentenceSays) -> bool:
    """Whether a sentence with a range says that it is one over authorities."""
    return is_said_of_all(claim, is_range=True, is_of_none=False) and not says.is_of_none
