"""Claims: a phrase in the narrative with its sentence, held against the numbers of its measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.nouns import ANY_NOUNS, Fit
from inspect_tool.domain.claims.numbers import number_at, number_words, percentage_words
from inspect_tool.domain.claims.phrases import Reading, read_base, read_phrase, tokens_of
from inspect_tool.domain.claims.references import ClaimReference
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale, smallest_base
from inspect_tool.domain.claims.sentences import Around
from inspect_tool.domain.claims.setting import LinkSays, SentenceSays, Setting
from inspect_tool.domain.claims.wording import Phrase, Verdict, phrases_for
from inspect_tool.domain.plan.plan import Reporting

# How many ways to say it better are offered.
MOST_SUGGESTIONS: Final = 4


@dataclass(frozen=True)
class Claim:
    """A phrase in the narrative that states a quantity.

    Args:
        text: The phrase, as the reader sees it.
        file: Name of the file of the narrative.
        line: Line of the phrase, from 1.
        around: The rest of its sentence.
    """

    text: str
    reference: ClaimReference
    file: str = ""
    line: int = 0
    around: Around = field(default_factory=Around)


@dataclass(frozen=True)
class ClaimVerdict:
    """What came of checking a claim.

    Args:
        message: The numbers and what to say instead: "17 of 47 is 36%: say 'over a third'".
        suggestions: Phrases that are true and may be used, the best first.
        remedy: How the sentence could be said; empty where a phrase is all that it takes.
        is_complement: Whether the sentence speaks of those that do not count.
    """

    verdict: Verdict
    message: str
    suggestions: tuple[str, ...] = ()
    remedy: str = ""
    is_complement: bool = False

    @property
    def holds(self) -> bool:
        """Whether the sentence can stand."""
        return self.verdict is Verdict.TRUE


@dataclass(frozen=True)
class _Rules:
    """By what a claim is held: the words for shares, and from which base on they may be used."""

    scale: WordingScale
    percentages_from: int

    def smallest(self, kind: PhraseKind) -> int:
        return smallest_base(kind, self.scale, self.percentages_from)


def check_claim(  # noqa: PLR0913 - a claim, its numbers, its rules and its sentence
    claim: Claim,
    count: int,
    base: int,
    scale: WordingScale,
    reporting: Reporting,
    *,
    not_asked: int = 0,
    setting: Setting | None = None,
) -> ClaimVerdict:
    """Hold a claim, and the sentence around it, against the numbers of its measure.

    Args:
        count: How many cases count.
        base: Among how many.
        reporting: The plan's rules; its `percentages_from` goes before the scale's.
        not_asked: How many records are under a version that did not ask it, or not in that meaning.
        setting: What the sentence has to agree with; None reads the phrase alone.
    """
    rules = _Rules(scale, reporting.percentages_from)
    if claim.reference.is_of_base:
        return _with_sentence(claim, _check_base(claim, base, setting), setting)
    if base == 0:
        return ClaimVerdict(Verdict.FALSE, _no_base(not_asked))
    nouns = ANY_NOUNS if setting is None else setting.words.nouns
    readings = read_phrase(claim.text, count, base, scale, nouns)
    says = None if setting is None else read_sentence(claim, setting, readings)
    if says is not None and says.is_complement:
        count = base - count
        readings = read_phrase(claim.text, count, base, scale, nouns)
    found = _check_phrase(claim, readings, (count, base), rules)
    return joined(found, says)


def read_sentence(claim: Claim, setting: Setting, readings: tuple[Reading, ...]) -> SentenceSays:
    """What the sentence around a claim says of it, given what its words say of the base."""
    nouns = [reading.noun for reading in readings if reading.noun is not None]
    has_base = any(
        reading.has_base or (reading.quantity is not None and not reading.quantity.is_share)
        for reading in readings
    )
    is_of_all = " all children" in f" {' '.join(tokens_of(claim.text))}"
    link = LinkSays(nouns[0] if nouns else None, has_base, is_of_all)
    return read_around(claim.around, setting, link)


def joined(found: ClaimVerdict, says: SentenceSays | None) -> ClaimVerdict:
    """The verdict on the phrase and on its sentence: whichever stands against it."""
    if says is None or found.verdict is Verdict.NOT_UNDERSTOOD:
        return found
    if says.verdict is Verdict.TRUE:
        others = " of those that do not count" if says.is_complement and not found.holds else ""
        message = f"{found.message}{others}"
        return ClaimVerdict(
            found.verdict, message, found.suggestions, found.remedy, says.is_complement
        )
    numbers = found.message.partition(": say '")[0]
    return ClaimVerdict(says.verdict, f"{says.message}. {numbers}", found.suggestions, says.remedy)


def _check_phrase(
    claim: Claim, readings: tuple[Reading, ...], share: tuple[int, int], rules: _Rules
) -> ClaimVerdict:
    """Whether the phrase may be said of the numbers."""
    count, base = share
    least = rules.percentages_from
    suggestions = _suggestions(phrases_for(count, base, rules.scale, percentages_from=least))
    numbers = _numbers(share, rules)
    say = f": say '{suggestions[0]}'"
    if not readings:
        message = f"“{claim.text}” is not in the scale {rules.scale.wording}. {numbers}{say}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, suggestions)
    if not all(reading.is_true for reading in readings):
        return ClaimVerdict(Verdict.FALSE, f"{numbers}{say}", suggestions)
    kind = max((reading.kind for reading in readings), key=rules.smallest)
    if base < rules.smallest(kind):
        few = f"too few for {kind.words}, which takes a base of {rules.smallest(kind)}"
        return ClaimVerdict(Verdict.UNSAFE, f"{numbers}, {few}{say}", suggestions)
    return ClaimVerdict(Verdict.TRUE, numbers, suggestions)


def _numbers(share: tuple[int, int], rules: _Rules) -> str:
    count, base = share
    numbers = f"{count:,} of {base:,}"
    if base >= rules.smallest(PhraseKind.PERCENTAGE):
        numbers += f" is {percentage_words(count, base)}"
    return numbers


def _no_base(not_asked: int) -> str:
    if not not_asked:
        return "There is no case in the base: take the claim out"
    return (
        f"It was not asked: {not_asked:,} records are under an earlier version, which did not ask "
        "it, or meant something else. Take the claim out, or see `framework tasks`"
    )


def _suggestions(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(phrase.text for phrase in phrases if not phrase.is_variant)[:MOST_SUGGESTIONS]


def _check_base(claim: Claim, base: int, setting: Setting | None) -> ClaimVerdict:
    """Whether a phrase such as "124 cases" has the base's number."""
    tokens = tokens_of(claim.text)
    tokens = tokens[1:] if tokens[:1] in (("all",), ("of",)) else tokens
    said, length = number_at(tokens)
    words = number_words(base) if base else "none"
    message = f"The base is {base:,}: say '{words}'"
    nouns = ANY_NOUNS if setting is None else setting.words.nouns
    noun = read_base(tokens[length:], nouns)
    if not length or noun is None or noun.length < len(tokens) - length:
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, (words,))
    if said == base and noun.noun is not Fit.FOREIGN:
        return ClaimVerdict(Verdict.TRUE, f"The base is {base:,}", (words,))
    return ClaimVerdict(Verdict.FALSE, message, (words,))


def _with_sentence(claim: Claim, found: ClaimVerdict, setting: Setting | None) -> ClaimVerdict:
    """A verdict on the base, with what its sentence says."""
    return found if setting is None else joined(found, read_sentence(claim, setting, ()))
