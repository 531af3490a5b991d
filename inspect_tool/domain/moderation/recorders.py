"""How records were written: gaps, uniform answers, notes alike, drift, differences of inspectors.

Each figure says what it rests on, and none of them says why: cases differ, authorities differ, and
inspectors read what they were given. They tell a lead where to look and whom to talk to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.records import RecordFacts, is_empty

# A record is uniform when at least so many of its answers on one scale are all the same. Eight
# independent answers to yes or no come out alike in fewer than one case of a hundred: 2 / 2^8.
LEAST_ANSWERS = 8


@dataclass(frozen=True)
class RecordedNote:
    """A note in a record.

    Args:
        item_id: The question or criterion that it is beside.
    """

    ref: str
    reader: str
    item_id: str
    author: str
    text: str


@dataclass(frozen=True)
class WrittenRecord:
    """One record, as far as it matters how it was written.

    Args:
        inspector: Whose record it is.
        week: ISO week of its last answer, such as `2013-W45`; empty where nothing was answered.
        missing: Questions and judgements that are asked and have neither answer nor reason.
        notes: Its notes.
    """

    inspector: str
    facts: RecordFacts
    week: str
    missing: int
    notes: tuple[RecordedNote, ...] = ()

    @property
    def ref(self) -> str:
        """The case."""
        return self.facts.subject.ref

    @property
    def given(self) -> int:
        """Items with an answer, a judgement or a reason for none; clocks are nobody's."""
        answers = [
            answer for name, answer in self.facts.answers.items() if not self._is_clock(name)
        ]
        return sum(not is_empty(one) for one in (*answers, *self.facts.judgements.values()))

    @property
    def without_value(self) -> int:
        """Of those, the ones that say why there is no answer."""
        both = (*self.facts.answers.values(), *self.facts.judgements.values())
        return sum(one.absence is not None for one in both)

    def _is_clock(self, question_id: str) -> bool:
        question = self.facts.framework.question(question_id)
        return question is not None and question.type is QuestionType.CLOCK

    @property
    def met_share(self) -> float | None:
        """Share of its judgements that meet their criterion; None without a judgement."""
        met = [self.facts.is_met(name) for name in self.facts.judgements]
        known = [one for one in met if one is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class CompletenessRow:
    """How much of what is asked one inspector left out.

    Args:
        asked: Items that are asked in their records: the base.
        missing: Those with neither an answer nor a reason.
        without_value: Those with a reason for having no answer (not seen, not recorded, …).
    """

    inspector: str
    records: int
    asked: int
    missing: int
    without_value: int


def completeness(records: Iterable[WrittenRecord]) -> tuple[CompletenessRow, ...]:
    """What is missing, by inspector."""
    by_inspector = _by_inspector(records)
    return tuple(
        CompletenessRow(
            inspector,
            len(own),
            sum(one.given + one.missing for one in own),
            sum(one.missing for one in own),
            sum(one.without_value for one in own),
        )
        for inspector, own in sorted(by_inspector.items())
    )


def _by_inspector(records: Iterable[WrittenRecord]) -> Mapping[str, list[WrittenRecord]]:
    found: dict[str, list[WrittenRecord]] = defaultdict(list)
    for record in records:
        found[record.inspector].append(record)
    return found


@dataclass(frozen=True)
class UniformRecord:
    """A record in which every answer on one scale is the same.

    Args:
        scale: Name of the scale.
        answers: How many there are on it.
    """

    ref: str
    inspector: str
    scale: str
    value: str
    answers: int


def uniform_records(records: Iterable[WrittenRecord]) -> tuple[UniformRecord, ...]:
    """Records with at least `LEAST_ANSWERS` answers on a scale, all alike.

    Judgements are left out: their advice is calculated from the answers.
    """
    return tuple(found for record in records for found in _uniform(record))


def _uniform(record: WrittenRecord) -> Iterable[UniformRecord]:
    by_scale: dict[str, list[str]] = defaultdict(list)
    framework = record.facts.framework
    for name, answer in record.facts.answers.items():
        question = framework.question(name)
        if question is not None and question.scale and isinstance(answer.value, str):
            by_scale[question.scale].append(answer.value)
    for scale, values in by_scale.items():
        if len(values) >= LEAST_ANSWERS and len(set(values)) == 1:
            yield UniformRecord(record.ref, record.inspector, scale, values[0], len(values))


# --- notes that are nearly the same -----------------------------------------------------------

LEAST_WORDS = 8  # shorter notes are alike by chance: "Nothing on file."
RUN = 3  # words that are compared together
ALIKE = 0.7  # share of such runs that two notes have in common


@dataclass(frozen=True)
class NotesAlike:
    """Notes of at least two cases that are nearly the same.

    Args:
        notes: Each is nearly the same as another of them, by the cases' references.
        least: The lowest share of runs of three words that two of them were put together for
            (Jaccard's index); 1 where all are the same.
    """

    notes: tuple[RecordedNote, ...]
    least: float

    @property
    def refs(self) -> tuple[str, ...]:
        """The cases, each once."""
        return tuple(dict.fromkeys(note.ref for note in self.notes))

    @property
    def items(self) -> tuple[str, ...]:
        """The questions and criteria that they are beside, each once."""
        return tuple(sorted({note.item_id for note in self.notes}))

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote them, each once."""
        return tuple(sorted({note.author for note in self.notes}))


def notes_alike(notes: Iterable[RecordedNote]) -> tuple[NotesAlike, ...]:
    """Groups of notes of at least `LEAST_WORDS` words that are nearly the same, the largest first.

    Capitals, punctuation and numbers make no difference. Two reads of one case are no group.

    Source: Broder (1997), On the resemblance and containment of documents: resemblance of shingles.
    """
    same: dict[_Runs, list[RecordedNote]] = defaultdict(list)
    for note in notes:
        if runs := _runs(note.text):
            same[runs].append(note)
    groups: dict[_Runs, _Runs] = {runs: runs for runs in same}
    least: dict[_Runs, float] = dict.fromkeys(same, 1.0)

    def group_of(runs: _Runs) -> _Runs:
        while groups[runs] != runs:
            runs = groups[runs]
        return runs

    for first, second, alike in _pairs(tuple(same)):
        one, other = group_of(first), group_of(second)
        lowest = min(least[one], least[other], alike)
        groups[other] = one
        least[one] = lowest
    members: dict[_Runs, list[RecordedNote]] = defaultdict(list)
    for runs, own in same.items():
        members[group_of(runs)] += own
    found = (
        NotesAlike(tuple(sorted(own, key=lambda note: (note.ref, note.item_id))), least[runs])
        for runs, own in members.items()
    )
    several = [group for group in found if len(group.refs) > 1]
    return tuple(sorted(several, key=lambda group: (-len(group.refs), group.refs, group.items)))


_Runs: TypeAlias = frozenset[tuple[str, ...]]


def _pairs(different: Sequence[_Runs]) -> Iterable[tuple[_Runs, _Runs, float]]:
    """Pairs that share so many runs, found by the runs themselves."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, runs in enumerate(different):
        shared = Counter(other for run in runs for other in places[run])
        for other, common in shared.items():
            alike = common / (len(runs) + len(different[other]) - common)
            if alike >= ALIKE:
                yield different[other], runs, alike
        for run in runs:
            places[run].append(number)


def _runs(text: str) -> _Runs:
    """The runs of three words of a note; none of a short one."""
    kept = "".join(letter if letter.isalpha() else " " for letter in text.casefold())
    words = kept.split()
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


# --- judgements by week and by inspector ------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What of a record is compared between inspectors and weeks.

    Args:
        share: Share of its judgements that meet their criterion.
        stratum: The authority; records are only ever compared within one.
    """

    inspector: str
    stratum: str
    week: str
    share: float


def judged(records: Iterable[WrittenRecord]) -> tuple[Judged, ...]:
    """The records with judgements."""
    return tuple(
        Judged(record.inspector, record.facts.subject.authority, record.week, share)
        for record in records
        if (share := record.met_share) is not None
    )


@dataclass(frozen=True)
class WeekRow:
    """Judgements that meet their criterion in one week.

    Args:
        share: Mean over the records of that week.
    """

    week: str
    records: int
    share: float


def by_week(compared: Sequence[Judged]) -> tuple[WeekRow, ...]:
    """The mean share of each week, the earliest first."""
    weeks: dict[str, list[float]] = defaultdict(list)
    for one in compared:
        if one.week:
            weeks[one.week].append(one.share)
    return tuple(
        WeekRow(week, len(shares), sum(shares) / len(shares))
        for week, shares in sorted(weeks.items())
    )
