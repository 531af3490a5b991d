"""What the inspectors are made to have "found" in each case: invented, to exact counts.

The counts are those of the published headlines of 2014 (`HEADLINES`). Which cases they fall on
follows from how strong each invented authority is, from the findings that go together, and from
chance; never from the draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sample_data.generate.authorities import AUTHORITIES
from sample_data.generate.chance import Chance
from sample_data.generate.draw import DrawnCase

STRENGTH = {one.code: one.strength for one in AUTHORITIES}


@dataclass(frozen=True)
class Headlines:
    """How often each finding comes; what is known of the real report's shares is marked."""

    long_term: int = 70
    left_too_long: int = 33  # of the long-term cases: "nearly half" (published)
    drift: int = 23  # of the long-term cases: "one third" (published)
    drift_and_left: int = 18
    feigned: int = 26  # of the long-term cases: "over a third" (published)
    feigned_and_left: int = 16
    assessments: int = 108
    assessments_weak: int = 51  # of the assessments: "nearly half" (published)
    history_only: int = 17
    impact_only: int = 16
    chronology_missing: int = 11  # of the assessments that are not weak
    oversight_weak: int = 58
    oversight_weak_and_left: int = 28  # "not good enough" in these cases (published, no share)
    signs_missed: int = 41
    plan_good: int = 57
    lasting_support: int = 17  # "very little evidence" (published, no share)
    seen_yes: int = 90
    seen_applies: int = 120
    voice_good: int = 70


HEADLINES = Headlines()


@dataclass(frozen=True)
class Practice:
    """The findings of one case.

    Args:
        weakness: From 0 (strong) to about 2 (weak): colours all that no headline fixes.
    """

    weakness: float
    left_too_long: bool
    drift: bool
    feigned: bool
    has_assessment: bool
    history_weak: bool
    impact_weak: bool
    chronology_missing: bool
    oversight_weak: bool
    signs_missed: bool
    plan_good: bool
    lasting_support: bool
    seen: str  # yes, no or not_applicable
    voice_good: bool


def invent_practice(cases: Sequence[DrawnCase]) -> dict[str, Practice]:
    """The findings of every case, by case reference."""
    return _Inventor(cases).invent()


class _Inventor:
    """Chooses on which cases each finding falls."""

    def __init__(self, cases: Sequence[DrawnCase]) -> None:
        self._cases = {case.case_ref: case for case in cases}
        self._all = frozenset(self._cases)
        self._long = frozenset(case.case_ref for case in cases if case.is_long_term)
        self._weakness = {
            ref: 1.15 - STRENGTH[case.authority] + 0.9 * _unit(f"{ref} weakness")
            for ref, case in self._cases.items()
        }

    def invent(self) -> dict[str, Practice]:
        """The findings of every case, so that each headline has exactly its count."""
        counts = HEADLINES
        left = self._weakest(self._long, counts.left_too_long, "left")
        drift = self._within(left, counts.drift_and_left, self._long, counts.drift, "drift")
        feigned = self._within(left, counts.feigned_and_left, self._long, counts.feigned, "feigned")
        oversight = self._within(
            left, counts.oversight_weak_and_left, self._all, counts.oversight_weak, "oversight"
        )
        seen_no, not_seen = self._not_seen()
        sound = self._strongest(self._all - left, counts.plan_good, "plan")
        voice = self._strongest(self._all - seen_no - not_seen, counts.voice_good, "voice")
        lasting = self._strongest(self._all - left - drift, counts.lasting_support, "lasting")
        signs = self._weakest(self._all, counts.signs_missed, "signs")
        assessed, history, impact, chronology = self._assessments()
        return {
            ref: Practice(
                weakness=self._weakness[ref],
                left_too_long=ref in left,
                drift=ref in drift,
                feigned=ref in feigned,
                has_assessment=ref in assessed,
                history_weak=ref in history,
                impact_weak=ref in impact,
                chronology_missing=ref in chronology,
                oversight_weak=ref in oversight,
                signs_missed=ref in signs,
                plan_good=ref in sound,
                lasting_support=ref in lasting,
                seen="not_applicable" if ref in not_seen else "no" if ref in seen_no else "yes",
                voice_good=ref in voice,
            )
            for ref in sorted(self._all)
        }

    def _not_seen(self) -> tuple[frozenset[str], frozenset[str]]:
        """Cases in which the child was not seen alone, and those to which it does not apply."""
        unborn = {ref for ref, case in self._cases.items() if case.history.child.is_unborn}
        wanted = len(self._all) - HEADLINES.seen_applies
        babies = sorted(self._all - unborn, key=lambda ref: self._cases[ref].history.child.born)
        does_not_apply = frozenset((sorted(unborn) + babies[::-1])[:wanted])
        count = HEADLINES.seen_applies - HEADLINES.seen_yes
        return self._weakest(self._all - does_not_apply, count, "seen"), does_not_apply

    def _assessments(self) -> tuple[frozenset[str], ...]:
        counts = HEADLINES
        missing = self._pick(
            self._all,
            len(self._all) - counts.assessments,
            lambda ref: self._score(ref, "assessed") + _NOT_ASSESSED[self._cases[ref].case_type],
        )
        assessed = self._all - missing
        weak = self._weakest(assessed, counts.assessments_weak, "assessment")
        history_only = self._pick(weak, counts.history_only, lambda ref: _unit(f"{ref} history"))
        impact_only = self._pick(
            weak - history_only, counts.impact_only, lambda ref: _unit(f"{ref} impact")
        )
        chronology = self._weakest(assessed - weak, counts.chronology_missing, "chronology")
        return assessed, weak - impact_only, weak - history_only, chronology

    def _within(
        self, inner: frozenset[str], first: int, outer: frozenset[str], total: int, topic: str
    ) -> frozenset[str]:
        """So many of the inner cases, and as many of the others as make up the total."""
        inside = self._weakest(inner, first, topic)
        return inside | self._weakest(outer - inner, total - first, topic)

    def _weakest(self, among: frozenset[str], count: int, topic: str) -> frozenset[str]:
        return self._pick(among, count, lambda ref: self._score(ref, topic))

    def _strongest(self, among: frozenset[str], count: int, topic: str) -> frozenset[str]:
        return self._pick(among, count, lambda ref: -self._score(ref, topic))

    def _score(self, ref: str, topic: str) -> float:
        lean = _LEFT_TOO_LONG.get(self._cases[ref].case_type, 0.0) if topic == "left" else 0.0
        return self._weakness[ref] + 0.5 * _unit(f"{ref} {topic}") + lean

    @staticmethod
    def _pick(among: frozenset[str], count: int, score: Callable[[str], float]) -> frozenset[str]:
        """The cases with the highest scores; ties go to the reference that sorts first."""
        return frozenset(sorted(sorted(among), key=score, reverse=True)[:count])


# Who was left too long: rather children on a plan than children in early help.
_LEFT_TOO_LONG = {"early_help": -0.5, "child_protection": 0.3}
# Early help is assessed on paper least often.
_NOT_ASSESSED = {
    "early_help": 0.8,
    "child_in_need": 0.3,
    "child_protection": -0.2,
    "in_care": 0.1,
}


def _unit(name: str) -> float:
    """A number from 0 to 1 that belongs to a name."""
    return Chance("practice", name).whole(0, 10_000) / 10_000
