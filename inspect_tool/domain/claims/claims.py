"""Claims: a phrase in the narrative, tied to a measure and held against its numbers.

In Markdown a claim is a link, `[nearly half](claim:left_too_long)`. Its target names the measure
and may narrow it:

    claim:left_too_long                       of the measure's base
    claim:oversight_weak?in=left_too_long     of the cases that another measure counts
    claim:left_too_long?authority=ASH         of one authority
    claim:left_too_long?case_type=in_care     of one case type
    claim:all_cases?count=base                the phrase states the base itself
    claim:days_to_visit                       a median of the framework
    claim:heard?voice=staff                   those who answered, of those who were asked
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from inspect_tool.domain.claims.numbers import number_at, number_words, percentage_words
from inspect_tool.domain.claims.phrases import read_phrase, tokens_of
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale, smallest_base
from inspect_tool.domain.claims.wording import Phrase, Verdict, is_true, phrases_for
from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.domain.plan.plan import Reporting
from inspect_tool.errors import CheckFailedError

SCHEME: Final = "claim:"
_KEYS: Final = ("in", "authority", "case_type", "voice", "role", "count")
MEASURE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# How many ways to say it better are offered.
MOST_SUGGESTIONS: Final = 4


class ClaimReferenceError(CheckFailedError):
    """The target of a claim link is not written as it should be."""

    def __init__(self, reference: str, what: str) -> None:
        super().__init__(
            f"The claim “{reference}” cannot be read: {what}. A claim is written "
            "claim:MEASURE, then ?in=MEASURE, authority=CODE, case_type=TYPE, voice=NAME, "
            "role=ROLE or count=base, joined by &."
        )


@dataclass(frozen=True)
class ClaimReference:
    """Which number a claim is about.

    Args:
        measure: Key of the measure or the median in the framework, or a count of the review.
        within: Another measure; only the cases that it counts are looked at.
        authority: Code of the only authority that is looked at.
        case_type: The only case type that is looked at.
        is_of_base: Whether the phrase states the base, not the count.
        voice: Key of the only voice that is looked at, among those who were asked and heard.
        role: The only role of theirs.
    """

    measure: str
    within: str | None = None
    authority: str | None = None
    case_type: str | None = None
    is_of_base: bool = False
    voice: str | None = None
    role: str | None = None

    def __str__(self) -> str:
        """The reference as it is written in Markdown, always in the same order."""
        parts = (
            ("in", self.within),
            ("authority", self.authority),
            ("case_type", self.case_type),
            ("voice", self.voice),
            ("role", self.role),
            ("count", "base" if self.is_of_base else None),
        )
        query = "&".join(f"{key}={value}" for key, value in parts if value is not None)
        return f"{self.measure}?{query}" if query else self.measure


def parse_claim_reference(text: str) -> ClaimReference:
    """Read the target of a claim link, with or without `claim:`.

    Raises:
        ClaimReferenceError: It names no measure, or narrows it in a way that there is not.
    """
    measure, _, query = unquote(text.strip()).removeprefix(SCHEME).partition("?")
    if not MEASURE_NAME.fullmatch(measure):
        raise ClaimReferenceError(text, "it does not start with the name of a measure")
    narrowed = _narrowed(text, query)
    within, case_type = narrowed.get("in"), narrowed.get("case_type")
    if within is not None and not MEASURE_NAME.fullmatch(within):
        raise ClaimReferenceError(text, f"`in` names {within}, which is no name of a measure")
    if narrowed.get("count", "base") != "base":
        raise ClaimReferenceError(text, "`count` can only be `base`")
    return ClaimReference(
        measure,
        within,
        narrowed.get("authority"),
        case_type,
        is_of_base="count" in narrowed,
        voice=narrowed.get("voice"),
        role=narrowed.get("role"),
    )


def _narrowed(text: str, query: str) -> dict[str, str]:
    """The keys and values behind the question mark, each key once."""
    found: dict[str, str] = {}
    # Markdown that has been through HTML has &amp; for &.
    for part in query.replace("&amp;", "&").split("&") if query else ():
        key, _, value = part.partition("=")
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ClaimReferenceError(text, f"`{key}` is not among {listed(_KEYS)}{hint}")
        if key in found:
            raise ClaimReferenceError(text, f"`{key}` is given twice")
        if not value:
            raise ClaimReferenceError(text, f"`{key}` has no value")
        found[key] = value
    return found


@dataclass(frozen=True)
class Claim:
    """A phrase in the narrative that states a quantity.

    Args:
        text: The phrase, as the reader sees it.
        file: Name of the file of the narrative.
        line: Line of the phrase, from 1.
    """

    text: str
    reference: ClaimReference
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class ClaimVerdict:
    """What came of checking a claim.

    Args:
        message: The numbers and what to say instead: "17 of 47 is 36%: say 'over a third'".
        suggestions: Phrases that are true and may be used, the best first.
    """

    verdict: Verdict
    message: str
    suggestions: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the sentence can stand."""
        return self.verdict is Verdict.TRUE


def check_claim(  # a claim, its three numbers and the two rules it is held by
    claim: Claim,
    count: int,
    base: int,
    scale: WordingScale,
    reporting: Reporting,
    *,
    not_asked: int = 0,
) -> ClaimVerdict:
    """Hold a claim against the numbers of its measure.

    Args:
        count: How many cases count.
        base: Among how many.
        reporting: The plan's rules; its `percentages_from` goes before the scale's.
        not_asked: How many records are under a version that did not ask it, or not in that meaning.
    """
    if claim.reference.is_of_base:
        return _check_base(claim, base)
    if base == 0:
        return ClaimVerdict(Verdict.FALSE, _no_base(not_asked))
    least = reporting.percentages_from
    suggestions = _suggestions(phrases_for(count, base, scale, percentages_from=least))
    verdict = is_true(claim.text, count, base, scale, percentages_from=least)
    message = _message(claim, verdict, count, base, scale, reporting)
    if verdict is not Verdict.TRUE:
        message = f"{message}: say '{suggestions[0]}'"
    return ClaimVerdict(verdict, message, suggestions)


def _no_base(not_asked: int) -> str:
    if not not_asked:
        return "There is no case in the base: take the claim out"
    return (
        f"It was not asked: {not_asked:,} records are under an earlier version, which did not ask "
        "it, or meant something else. Take the claim out, or see `framework tasks`"
    )


def _suggestions(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(phrase.text for phrase in phrases if not phrase.is_variant)[:MOST_SUGGESTIONS]


def _message(
    claim: Claim,
    verdict: Verdict,
    count: int,
    base: int,
    scale: WordingScale,
    reporting: Reporting,
) -> str:
    """The numbers, and for what is not true why it cannot stand."""
    least = reporting.percentages_from
    numbers = f"{count:,} of {base:,}"
    if base >= smallest_base(PhraseKind.PERCENTAGE, scale, least):
        numbers += f" is {percentage_words(count, base)}"
    readings = read_phrase(claim.text, count, base, scale)
    if not readings:
        return f"“{claim.text}” is not in the scale {scale.wording}. {numbers}"
    if verdict is Verdict.UNSAFE:
        kinds = (reading.kind for reading in readings)
        kind = max(kinds, key=lambda kind: smallest_base(kind, scale, least))
        smallest = smallest_base(kind, scale, least)
        return f"{numbers}, too few for {kind.words}, which takes a base of {smallest}"
    return numbers


def _check_base(claim: Claim, base: int) -> ClaimVerdict:
    """Whether a phrase such as "124 cases" has the base's number."""
    tokens = tokens_of(claim.text)
    said, length = number_at(tokens[1:] if tokens[:1] in (("all",), ("of",)) else tokens)
    words = number_words(base) if base else "none"
    if length and said == base:
        return ClaimVerdict(Verdict.TRUE, f"The base is {base:,}", (words,))
    message = f"The base is {base:,}: say '{words}'"
    return ClaimVerdict(Verdict.FALSE, message, (words,))
