"""Claims that state a median: read in its unit, held against it as the report shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.claims import Claim, ClaimVerdict
from inspect_tool.domain.claims.nouns import ANY_NOUNS, BaseNouns
from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.claims.setting import LinkSays, Setting
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.percentages import number_text

# Words before the number that do not change what it says.
_OPENINGS: Final = frozenset({"median", "of", "only", "in", "for", "to", "from", "was", "is"})
_COMPARED: Final[dict[tuple[str, ...], Callable[[Fraction, Fraction], bool]]] = {
    ("more", "than"): lambda median, said: median > said,
    ("over",): lambda median, said: median > said,
    ("above",): lambda median, said: median > said,
    ("at", "least"): lambda median, said: median >= said,
    ("fewer", "than"): lambda median, said: median < said,
    ("less", "than"): lambda median, said: median < said,
    ("under",): lambda median, said: median < said,
    ("below",): lambda median, said: median < said,
}


@dataclass(frozen=True)
class StatedMedian:
    """A median as a claim may state it.

    Args:
        median: None where nothing has a number.
        unit: What it counts, such as "working days"; empty where it counts things.
        smallest_base: Of how many a median has to be.
    """

    median: Fraction | None
    unit: str
    base: int
    smallest_base: int

    @property
    def is_shown(self) -> bool:
        """Whether it is of enough to be stated."""
        return self.median is not None and self.base >= self.smallest_base

    @property
    def words(self) -> str:
        """As the report shows it, with its unit; empty without one."""
        return "" if self.median is None else f"{number_text(self.median)} {self.unit}".strip()


def check_median_claim(claim: Claim, stated: StatedMedian, setting: Setting) -> ClaimVerdict:
    """Whether a claim may stand for a median, and whether its sentence says what it is of."""
    verdict, numbers = check_median(claim.text, stated, setting.words.nouns)
    words = (stated.words,) if stated.is_shown else ()
    if verdict is not Verdict.TRUE:
        return ClaimVerdict(verdict, numbers, words)
    says = read_around(claim.around, setting, LinkSays(has_base=True))
    if says.is_complement:
        message = f"it says no of what the median is of. {numbers}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, words)
    if says.verdict is Verdict.TRUE:
        return ClaimVerdict(verdict, numbers, words)
    return ClaimVerdict(says.verdict, f"{says.message}. {numbers}", words, says.remedy)


def check_median(
    phrase: str, stated: StatedMedian, nouns: BaseNouns = ANY_NOUNS
) -> tuple[Verdict, str]:
    """Whether a phrase may stand for a median, and the number with its base.

    A number has to be the one that the report shows, to the figure behind the point; "more than 10
    days" is held against the median itself.
    """
    if stated.median is None:
        return Verdict.FALSE, "There is nothing in the base: take the claim out"
    numbers = f"The median is {stated.words}, of {stated.base:,}"
    said = _said(phrase, stated, nouns)
    if said is None:
        return Verdict.NOT_UNDERSTOOD, f"“{phrase}” is not read as a median. {numbers}"
    if not said:
        return Verdict.FALSE, numbers
    if not stated.is_shown:
        few = f"too few for a median, which takes a base of {stated.smallest_base}"
        return Verdict.UNSAFE, f"{numbers}, {few}"
    return Verdict.TRUE, numbers


def _said(phrase: str, stated: StatedMedian, nouns: BaseNouns) -> bool | None:
    """Whether what a phrase says holds; None where it is not understood."""
    tokens: Sequence[str] = tokens_of(phrase)
    while tokens and tokens[0] in _OPENINGS:
        tokens = tokens[1:]
    compared = next((words for words in _COMPARED if tuple(tokens[: len(words)]) == words), ())
    number, length = _number_at(tokens[len(compared) :])
    rest = tokens[len(compared) + length :]
    if length == 0 or stated.median is None or not _is_in(stated.unit, rest, nouns):
        return None
    if compared:
        return _COMPARED[compared](stated.median, Fraction(number))
    return number == Decimal(number_text(stated.median))


def _number_at(tokens: Sequence[str]) -> tuple[Decimal, int]:
    if tokens and re.fullmatch(r"\d+\.\d+", tokens[0]):
        return Decimal(tokens[0]), 1
    number, length = number_at(tokens)
    return Decimal(number), length


def _is_in(unit: str, rest: Sequence[str], nouns: BaseNouns) -> bool:
    """Whether what follows the number is its unit, singular or plural, or nothing at all.

    Behind it only the noun of the base may stand: "12 days for long-term cases".
    """
    wanted = [word.removesuffix("s") for word in tokens_of(unit)]
    said = [word.removesuffix("s") for word in rest[: len(wanted)]]
    behind = rest[len(wanted) :]
    if behind and behind[0] in ("for", "in", "of") and wanted:
        match = nouns.match(behind[1:])
        behind = behind[1 + match.length :] if match is not None else behind
    return not rest or (bool(wanted) and said == wanted and not behind)
