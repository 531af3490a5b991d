"""Claims that state a median: read in its unit, held against it as the report shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.claims import Claim, ClaimVerdict, joined
from inspect_tool.domain.claims.nouns import ANY_NOUNS, BaseNouns
from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.claims.quantities import ABOUT_COUNT, NEAR_COUNT
from inspect_tool.domain.claims.ranges import said_range, says_it_of_all
from inspect_tool.domain.claims.setting import LinkSays, Setting
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.percentages import number_text

# What says of a number that it is a median.
MIDDLE: Final = frozenset({"median", "medians", "typical", "typically"})
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
    ("at", "most"): lambda median, said: median <= said,
    ("no", "more", "than"): lambda median, said: median <= said,
    ("about",): lambda median, said: abs(median - said) <= said * ABOUT_COUNT,
    ("around",): lambda median, said: abs(median - said) <= said * ABOUT_COUNT,
    ("nearly",): lambda median, said: said * (1 - NEAR_COUNT) <= median < said,
    ("almost",): lambda median, said: said * (1 - NEAR_COUNT) <= median < said,
    ("just", "over"): lambda median, said: said < median <= said * (1 + NEAR_COUNT),
}


@dataclass(frozen=True)
class StatedMedian:
    """A median as a claim may state it.

    Args:
        median: None where nothing has a number.
        unit: What it counts, such as "working days"; empty where it counts things.
        smallest_base: Of how many a median has to be.
        across: The same of each authority that has one, where the claim is over authorities.
    """

    median: Fraction | None
    unit: str
    base: int
    smallest_base: int
    across: tuple[StatedMedian, ...] = ()

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
    if claim.reference.is_across:
        return _check_across(claim, stated, setting)
    verdict, numbers = check_median(claim.text, stated, setting.words.nouns)
    words = (stated.words,) if stated.is_shown else ()
    if verdict is not Verdict.TRUE:
        return ClaimVerdict(verdict, numbers, words)
    says = read_around(claim.around, setting, LinkSays(has_base=True))
    if says.is_complement:
        message = f"it says no of what the median is of. {numbers}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, words)
    if not _is_called_median(claim):
        remedy = "Write “a median of …”, or “typically”."
        return ClaimVerdict(
            Verdict.NOT_UNDERSTOOD, f"it does not say that it is a median. {numbers}", words, remedy
        )
    if says.verdict is Verdict.TRUE:
        return ClaimVerdict(verdict, numbers, words)
    return ClaimVerdict(says.verdict, f"{says.message}. {numbers}", words, says.remedy)


def median_range_words(stated: StatedMedian) -> str:
    """How the medians of authorities are said from the lowest to the highest; empty without."""
    shown = sorted(
        (one.median, number_text(one.median)) for one in stated.across if one.median is not None
    )
    return f"from {shown[0][1]} to {shown[-1][1]} {stated.unit}".strip() if shown else ""


def _check_across(claim: Claim, stated: StatedMedian, setting: Setting) -> ClaimVerdict:
    """Whether "from 8 to 21 days" are the lowest and the highest median of an authority."""
    words = median_range_words(stated)
    numbers = f"The medians of authorities go {words}" if words else "No authority has a median"
    found = said_range(claim.text)
    says = read_around(claim.around, setting, LinkSays(has_base=True))
    is_read = found is not None and _is_in(stated.unit, found.rest, setting.words.nouns)
    is_of_all = says_it_of_all(claim, says) and not says.is_complement
    if found is None or not is_read or not is_of_all or not _is_called_median(claim):
        remedy = "Say it as “the median ranged from … to … across authorities”."
        return joined(ClaimVerdict(Verdict.NOT_UNDERSTOOD, numbers, (words,), remedy), says)
    ends = (number_text(Fraction(found.low)), number_text(Fraction(found.high)))
    is_so = words == f"from {ends[0]} to {ends[1]} {stated.unit}".strip()
    if is_so and not all(one.is_shown for one in stated.across):
        few = f"a median takes a base of {stated.smallest_base} in each authority"
        return joined(ClaimVerdict(Verdict.UNSAFE, f"{numbers}: {few}"), says)
    verdict = Verdict.TRUE if is_so else Verdict.FALSE
    return joined(ClaimVerdict(verdict, numbers, (words,)), says)


def _is_called_median(claim: Claim) -> bool:
    """Whether the claim or its sentence says that it is the middle and not each."""
    words = tokens_of(f"{claim.around.before} {claim.text} {claim.around.after}")
    return not MIDDLE.isdisjoint(words)


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
