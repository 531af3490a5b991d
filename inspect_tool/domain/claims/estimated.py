"""Claims on estimated shares of children: the interval decides what may be said.

`An estimated 53% (42% to 64%)` has to be the estimate as the report shows it. A limit, as in `more
than half`, holds where the whole interval keeps it; where the estimate does and its interval does
not, it is unsafe. `About half` needs an estimate near a half and an interval that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.claims import Claim, ClaimVerdict, joined
from inspect_tool.domain.claims.nouns import BaseNouns, Fit
from inspect_tool.domain.claims.phrases import read_base, tokens_of
from inspect_tool.domain.claims.quantities import (
    ABOUT,
    NEAR,
    Comparing,
    decimal_at,
    said_share_at,
)
from inspect_tool.domain.claims.scale import PhraseKind, Span, WordingScale, smallest_base
from inspect_tool.domain.claims.setting import LinkSays, Setting
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.percentages import Percentage, exact, percent

HALF: Final = Fraction(1, 2)
_OPENINGS: Final = frozenset({"in", "for", "of", "to", "from", "only"})
_MARKS: Final = frozenset({"estimate", "estimated", "estimates"})
_WHOLE: Final = {
    ("all",): 1, ("every",): 1, ("each",): 1, ("none",): 0, ("no",): 0, ("not", "one"): 0,
}  # fmt: skip
_BOUNDS: Final = (
    ("more than three quarters", Fraction(3, 4)), ("more than two thirds", Fraction(2, 3)),
    ("more than half", HALF), ("more than a third", Fraction(1, 3)),
    ("more than a quarter", Fraction(1, 4)),
)  # fmt: skip
_UPPER: Final = (
    ("fewer than one in ten", Fraction(1, 10)), ("fewer than a quarter", Fraction(1, 4)),
    ("fewer than a third", Fraction(1, 3)), ("fewer than half", HALF),
    ("fewer than two thirds", Fraction(2, 3)),
)  # fmt: skip


@dataclass(frozen=True)
class StatedEstimate:
    """An estimated share of children as a claim may state it.

    Args:
        cases: Cases that it comes from.
        level: Confidence level in words: "95%".
        why_not: Why there is no estimate, or no interval; empty where there are both.
    """

    share: Fraction
    low: Fraction
    high: Fraction
    cases: int
    level: str = "95%"
    why_not: str = ""

    @classmethod
    def of(cls, share: float, low: float, high: float, *, cases: int, level: str) -> StatedEstimate:
        """Read floats as exact fractions, as the report's rounding does."""
        return cls(exact(share), exact(low), exact(high), cases, level)

    @classmethod
    def none(cls, why: str, cases: int = 0) -> StatedEstimate:
        """No estimate, and why."""
        return cls(Fraction(0), Fraction(0), Fraction(0), cases, why_not=why)

    @property
    def others(self) -> StatedEstimate:
        """The share of the children that do not count."""
        return replace(self, share=1 - self.share, low=1 - self.high, high=1 - self.low)

    @property
    def words(self) -> str:
        """As the report shows it: `53% (42% to 64%)`."""
        low, high = Percentage(self.low).text, Percentage(self.high).text
        return f"{Percentage(self.share).text} ({low} to {high})"


@dataclass(frozen=True)
class _Said:
    """One quantity of a claim.

    Args:
        is_plain: Whether it reads like a number that was counted, unless it is called estimated.
    """

    length: int
    kind: PhraseKind
    verdict: Verdict
    is_plain: bool = False


@dataclass(frozen=True)
class _Phrase:
    """What a claim says in all."""

    said: tuple[_Said, ...] = ()
    intervals: tuple[bool, ...] = ()
    is_marked: bool = False
    noun: Fit | None = None


def check_estimate_claim(
    claim: Claim, stated: StatedEstimate, scale: WordingScale, setting: Setting, least: int
) -> ClaimVerdict:
    """Whether a claim may stand for an estimate, and its sentence says what the estimate is of.

    Args:
        least: The smallest base that the plan gives a percentage for.
    """
    if stated.why_not:
        verdict = Verdict.UNSAFE if stated.cases else Verdict.FALSE
        return ClaimVerdict(verdict, f"There is no estimate: {stated.why_not.rstrip('.')}")
    says = read_around(claim.around, setting, LinkSays(_noun_in(claim.text, setting.words.nouns)))
    held = stated.others if says.is_complement else stated
    return joined(_check_phrase(claim, held, scale, setting, least), says)


def _check_phrase(
    claim: Claim, stated: StatedEstimate, scale: WordingScale, setting: Setting, least: int
) -> ClaimVerdict:
    suggestions = _suggestions(stated)
    numbers = f"The estimate is {stated.words}, from {stated.cases:,} cases"
    phrase = _read(claim.text, stated, scale, setting.words.nouns)
    if phrase is None:
        message = f"“{claim.text}” is not read as an estimated share. {numbers}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, suggestions)
    found = [one.verdict for one in phrase.said]
    if Verdict.FALSE in found or False in phrase.intervals or phrase.noun is Fit.FOREIGN:
        return ClaimVerdict(Verdict.FALSE, numbers, suggestions)
    around = tokens_of(f"{claim.around.before} {claim.around.after}")
    is_marked = phrase.is_marked or not _MARKS.isdisjoint(around)
    if not is_marked and all(one.is_plain for one in phrase.said):
        message = f"it does not say that it is an estimate. {numbers}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, suggestions)
    kinds = [one.kind for one in phrase.said] or [PhraseKind.PERCENTAGE]
    needed = max(smallest_base(kind, scale, least) for kind in (*kinds, PhraseKind.FRACTION))
    if stated.cases < needed:
        return ClaimVerdict(
            Verdict.UNSAFE, f"It comes from {stated.cases:,} cases, and {needed} are needed"
        )
    if Verdict.UNSAFE in found:
        message = f"{numbers}: the interval does not bear “{claim.text}”"
        return ClaimVerdict(Verdict.UNSAFE, message, suggestions)
    return ClaimVerdict(Verdict.TRUE, numbers, suggestions)


def estimate_phrases(stated: StatedEstimate) -> tuple[str, ...]:
    """What may be said of an estimate, the numbers first; nothing where there is none."""
    return () if stated.why_not else _suggestions(stated)


def _suggestions(stated: StatedEstimate) -> tuple[str, ...]:
    found = [f"an estimated {stated.words}"]
    found += [words for words, limit in _BOUNDS if stated.low > limit][:1]
    found += [words for words, limit in _UPPER if stated.high < limit][:1]
    if abs(stated.share - HALF) <= ABOUT and stated.low <= HALF <= stated.high:
        found.append("about half")
    return tuple(found)


def _noun_in(text: str, nouns: BaseNouns) -> Fit | None:
    """How the noun at the end of a claim's own words fits; None where it has none."""
    tokens = tokens_of(text)
    for start in range(len(tokens)):
        base = read_base(tokens[start:], nouns)
        if base is not None and base.noun is not None and base.length == len(tokens) - start:
            return base.noun
    return None


def _read(
    text: str, stated: StatedEstimate, scale: WordingScale, nouns: BaseNouns
) -> _Phrase | None:
    """The whole of a claim, with what stands in brackets; None where something is left over."""
    text = re.sub(r"(\d\s?%?)\s?[-\u2010-\u2015]\s?(?=\d)", r"\1 to ", text)
    found = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", text.strip())
    parts = [text] if found is None else [f"{found[1]} {found[3]}", found[2]]
    phrase = _Phrase()
    for part in parts:
        more = _read_part(tokens_of(part), stated, scale, nouns)
        if more is None:
            return None
        phrase = _Phrase(
            (*phrase.said, *more.said),
            (*phrase.intervals, *more.intervals),
            phrase.is_marked or more.is_marked or bool(more.intervals),
            phrase.noun or more.noun,
        )
    return phrase if phrase.said or phrase.intervals else None


def _read_part(
    tokens: Sequence[str], stated: StatedEstimate, scale: WordingScale, nouns: BaseNouns
) -> _Phrase | None:
    phrase = _Phrase()
    while tokens:
        if tokens[0] in _MARKS or (tokens[0] in _OPENINGS and not phrase.said):
            phrase = replace(phrase, is_marked=phrase.is_marked or tokens[0] in _MARKS)
            tokens = tokens[1:]
            continue
        length, is_so = _interval_at(tokens, stated)
        if length and not phrase.intervals:
            phrase = replace(phrase, intervals=(is_so,))
            tokens = tokens[length:]
            continue
        said = None if phrase.said else _said_at(tokens, stated, scale)
        if said is not None:
            phrase = replace(phrase, said=(said,))
            tokens = tokens[said.length :]
            continue
        base = read_base(tokens, nouns)
        if base is None or base.number is not None or base.length != len(tokens):
            return None
        phrase, tokens = replace(phrase, noun=base.noun), ()
    return phrase


def _interval_at(tokens: Sequence[str], stated: StatedEstimate) -> tuple[int, bool]:
    """How many tokens an interval takes, and whether it is the estimate's; (0, …) for none.

    `42 to 64 %`, `between 42 % and 64 %`, `95 % confidence interval from 42 % to 64 %`, `95 % CI 42
    to 64 %`.
    """
    start, is_level = 0, True
    level, length = decimal_at(tokens)
    if length and tuple(tokens[length : length + 1]) == ("%",):
        named = length + 1 + (tuple(tokens[length + 1 : length + 2]) == ("confidence",))
        if tuple(tokens[named : named + 1]) in (("interval",), ("ci",)):
            start, is_level = named + 1, f"{level}%" == stated.level
    opening = tuple(tokens[start : start + 1])
    start += opening in (("from",), ("between",), ("of",))
    joint = "and" if opening == ("between",) else "to"
    low, first = decimal_at(tokens[start : start + 1])
    after = start + first
    after += tuple(tokens[after : after + 1]) == ("%",)
    if not first or tuple(tokens[after : after + 1]) != (joint,):
        return 0, False
    high, second = decimal_at(tokens[after + 1 : after + 2])
    end = after + 1 + second
    if not second or tuple(tokens[end : end + 1]) != ("%",):
        return 0, False
    is_so = _is_shown(low, stated.low) and _is_shown(high, stated.high)
    return end + 1, is_so and is_level


def _is_shown(said: Decimal, share: Fraction) -> bool:
    """Whether a percentage is the share's, to as many decimals as were written."""
    exponent = said.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return percent(share, decimals=decimals) == said


def _said_at(tokens: Sequence[str], stated: StatedEstimate, scale: WordingScale) -> _Said | None:
    """The longest quantity that some tokens start with."""
    found = _said_of(tokens, stated, scale)
    return max(found, key=lambda said: said.length, default=None)


def _said_of(tokens: Sequence[str], stated: StatedEstimate, scale: WordingScale) -> Iterator[_Said]:
    for words, share in _WHOLE.items():
        if tuple(tokens[: len(words)]) == words:
            verdict = Verdict.FALSE if stated.share != share else Verdict.UNSAFE
            is_sure = stated.low == stated.high == share
            yield _Said(len(words), PhraseKind.WHOLE, Verdict.TRUE if is_sure else verdict)
    for span in scale.bands:
        for word in span.words:
            wanted = tokens_of(word)
            if tuple(tokens[: len(wanted)]) == wanted:
                yield _Said(len(wanted), PhraseKind.BAND, _band_verdict(span, stated))
    said = said_share_at(tokens)
    if said is None:
        return
    kind = PhraseKind.FRACTION if said.percentage is None else PhraseKind.PERCENTAGE
    if said.comparing is Comparing.SAME:
        is_so = abs(stated.share - said.number) <= NEAR
        if said.percentage is not None:
            is_so = _is_shown(said.percentage, stated.share)
        yield _Said(said.length, kind, Verdict.TRUE if is_so else Verdict.FALSE, is_plain=True)
    else:
        yield _Said(said.length, kind, _verdict(said.comparing, said.number, stated))


def _band_verdict(span: Span, stated: StatedEstimate) -> Verdict:
    """A word such as "most": the limit towards the middle has to hold of the whole interval."""
    if not span.holds(stated.share):
        return Verdict.FALSE
    towards_half = stated.low if stated.share > HALF else stated.high
    return Verdict.TRUE if span.holds(towards_half) else Verdict.UNSAFE


def _verdict(comparing: Comparing, number: Fraction, stated: StatedEstimate) -> Verdict:
    """What comes of a share that is compared with a number."""
    share, low, high = stated.share, stated.low, stated.high
    if comparing is Comparing.EXACTLY:
        return Verdict.UNSAFE if percent(share) == number * 100 else Verdict.FALSE
    if comparing is Comparing.ABOUT:
        is_so = abs(share - number) <= ABOUT
        return _of(is_so=is_so, is_sure=low <= number <= high)
    if comparing is Comparing.AT_LEAST:
        return _of(is_so=share >= number, is_sure=low >= number)
    if comparing is Comparing.AT_MOST:
        return _of(is_so=share <= number, is_sure=high <= number)
    if comparing in (Comparing.ABOVE, Comparing.JUST_ABOVE):
        is_near = comparing is Comparing.ABOVE or share <= number + ABOUT
        return _of(is_so=share > number and is_near, is_sure=low > number)
    is_near = comparing is Comparing.BELOW or share >= number - ABOUT
    return _of(is_so=share < number and is_near, is_sure=high < number)


def _of(*, is_so: bool, is_sure: bool) -> Verdict:
    """False where the estimate speaks against it, unsafe where only its interval does."""
    if not is_so:
        return Verdict.FALSE
    return Verdict.TRUE if is_sure else Verdict.UNSAFE
