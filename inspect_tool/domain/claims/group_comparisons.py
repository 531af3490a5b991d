"""Claims that compare two groups: `more often`, `a larger share`, `nearly twice as often`.

Said plainly, the difference has to be clear of zero in the estimates. Said of the cases read, it
has to be so of them; how many times as often is said of the cases read alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.around import read_around
from inspect_tool.domain.claims.claims import Claim, ClaimVerdict, joined
from inspect_tool.domain.claims.numbers import number_at
from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale, smallest_base
from inspect_tool.domain.claims.setting import LinkSays, Setting
from inspect_tool.domain.claims.wording import Verdict

NEAR_RATIO: Final = Fraction(1, 20)  # "twice as often": within a twentieth of it
ABOUT_RATIO: Final = Fraction(1, 10)  # "about twice", and how far below "nearly twice" may lie
_SHARES: Final = frozenset({"share", "proportion", "percentage"})
_MORE: Final = frozenset({"larger", "higher", "greater", "bigger"})
_LESS: Final = frozenset({"smaller", "lower"})
_OF_THE_CASES: Final = (
    ("cases", "read"), ("cases", "examined"), ("cases", "that", "inspectors", "read"),
    ("cases", "that", "inspectors", "saw"), ("our", "cases"), ("cases", "that", "were", "read"),
)  # fmt: skip


@dataclass(frozen=True)
class StatedComparison:
    """Two groups as a claim may compare them.

    Args:
        first, second: Count and base of each, of the cases read.
        low, high: Interval of the first estimated share less the second; None where there is none.
        why_not: Why there is none.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    low: float | None = None
    high: float | None = None
    why_not: str = ""

    @property
    def smaller_base(self) -> int:
        """Of how many cases the smaller group is."""
        return min(self.first[1], self.second[1])

    @property
    def is_tested(self) -> bool:
        """Whether the interval of the difference is clear of zero."""
        return self.low is not None and self.high is not None and self.low * self.high > 0

    @property
    def difference(self) -> Fraction:
        """First share less second, of the cases read; both have a base."""
        return Fraction(*self.first) - Fraction(*self.second)

    @property
    def words(self) -> str:
        """The two counts: `13 of 23 against 40 of 45`."""
        (count, base), (other, of) = self.first, self.second
        return f"{count:,} of {base:,} against {other:,} of {of:,}"


@dataclass(frozen=True)
class _Ratio:
    opening: str
    times: Fraction

    def holds(self, ratio: Fraction) -> bool:
        """Whether a ratio is what it says."""
        off = (ratio - self.times) / self.times
        return {
            "nearly": -ABOUT_RATIO <= off < 0, "about": abs(off) <= ABOUT_RATIO,
            "more": off > 0, "less": off < 0, "": abs(off) <= NEAR_RATIO,
        }[self.opening]  # fmt: skip


_OPENINGS: Final = {
    ("nearly",): "nearly", ("almost",): "nearly", ("about",): "about", ("around",): "about",
    ("more", "than"): "more", ("over",): "more", ("less", "than"): "less",
}  # fmt: skip


def check_comparison(
    claim: Claim, stated: StatedComparison, scale: WordingScale, setting: Setting
) -> ClaimVerdict:
    """Whether a claim may compare two groups, and its sentence names them the right way round."""
    said = _said(tokens_of(claim.text))
    found = _check(claim, said, stated, smallest_base(PhraseKind.FRACTION, scale, None))
    says = read_around(claim.around, setting, LinkSays(has_base=True))
    if says.is_complement:
        message = f"it says no of what is compared. {found.message}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, found.suggestions)
    return joined(found, says)


def _check(
    claim: Claim, said: bool | _Ratio | None, stated: StatedComparison, least: int
) -> ClaimVerdict:
    if not stated.smaller_base:
        return ClaimVerdict(Verdict.FALSE, "There is no case in one of the groups")
    suggestions = comparison_phrases(stated)
    if said is None:
        message = f"“{claim.text}” is not read as a comparison. {stated.words}"
        return ClaimVerdict(Verdict.NOT_UNDERSTOOD, message, suggestions)
    if not _is_so(said, stated):
        return ClaimVerdict(Verdict.FALSE, stated.words, suggestions)
    if stated.smaller_base < least:
        few = f"too few to compare, which takes a base of {least} in each group"
        return ClaimVerdict(Verdict.UNSAFE, f"{stated.words}, {few}")
    is_of_cases = _is_of_cases(tokens_of(f"{claim.around.before} {claim.around.after}"))
    if is_of_cases or (isinstance(said, bool) and _is_borne_out(said, stated)):
        return ClaimVerdict(Verdict.TRUE, stated.words, suggestions)
    why = "how many times as often has no interval"
    if isinstance(said, bool):
        why = stated.why_not or "the sample does not tell the two groups apart"
    remedy = "Say it “in the cases read”."
    return ClaimVerdict(Verdict.UNSAFE, f"{stated.words}: {why}", suggestions, remedy)


def _is_borne_out(is_more: bool, stated: StatedComparison) -> bool:
    """Whether the test tells the groups apart, in the direction that is said."""
    return stated.is_tested and stated.low is not None and (stated.low > 0) == is_more


def _is_so(said: bool | _Ratio, stated: StatedComparison) -> bool:
    """Whether it is so of the cases read."""
    if isinstance(said, bool):
        return stated.difference > 0 if said else stated.difference < 0
    if not stated.second[0]:
        return False
    return said.holds(Fraction(*stated.first) / Fraction(*stated.second))


def comparison_phrases(stated: StatedComparison) -> tuple[str, ...]:
    """What may be said of two groups; of the cases read alone where the test does not bear it."""
    if not stated.smaller_base or not stated.difference:
        return ()
    words = "more often" if stated.difference > 0 else "less often"
    if _is_borne_out(stated.difference > 0, stated):
        return (words,)
    return (f"in the cases read, {words}",)


def _said(tokens: Sequence[str]) -> bool | _Ratio | None:
    """Whether it says more or less, or how many times as often; None where it is not read."""
    if len(tokens) == 2:
        is_share = tokens[1] in _SHARES
        if tuple(tokens) == ("more", "often") or (tokens[0] in _MORE and is_share):
            return True
        if tuple(tokens) == ("less", "often") or (tokens[0] in _LESS and is_share):
            return False
    opening = next((words for words in _OPENINGS if tuple(tokens[: len(words)]) == words), ())
    rest = tokens[len(opening) :]
    times, length = _times(rest)
    if not length or tuple(rest[length:]) != ("as", "often"):
        return None
    return _Ratio(_OPENINGS.get(opening, ""), times)


def _times(tokens: Sequence[str]) -> tuple[Fraction, int]:
    """`twice`, `half`, `three times`, `one and half times`."""
    if tuple(tokens[:1]) in (("twice",), ("half",)):
        return Fraction(2) if tokens[0] == "twice" else Fraction(1, 2), 1
    number, length = number_at(tokens[:1])
    times = Fraction(number)
    if length and tuple(tokens[1:3]) == ("and", "half"):
        times, length = times + Fraction(1, 2), 3
    is_times = length and times and tuple(tokens[length : length + 1]) == ("times",)
    return (times, length + 1) if is_times else (Fraction(0), 0)


def _is_of_cases(tokens: Sequence[str]) -> bool:
    """Whether the sentence says that it is of the cases read."""
    return any(
        tuple(tokens[at : at + len(words)]) == words
        for words in _OF_THE_CASES
        for at in range(len(tokens))
    )
