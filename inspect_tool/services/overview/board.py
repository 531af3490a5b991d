"""How far every record is, authority by authority: the board of a review."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import BlindReadError
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import ItemKind, Reader, Subject
from inspect_tool.domain.records.states import Mark, Move, RecordState, state_of
from inspect_tool.domain.review import Review
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.states import covered_by
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.store import (
    board_queries,
    mishap_queries,
    queries,
    snapshot_queries,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead

MOST_KEPT = 1_000  # authorities, of all the reviews that a process serves


class Stage(StrEnum):
    """How far a record is, as the board has it: its state, or why that is not told."""

    NO_READER = "no reader yet"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    FROZEN = "frozen"
    UNSEEN = "not for you to see yet"


@dataclass(frozen=True)
class BoardRecord:
    """One record on the board.

    Args:
        inspector: Whose it is; empty for a case that nobody has been given.
    """

    subject: Subject
    reader: Reader
    inspector: str
    stage: Stage


@dataclass(frozen=True)
class BoardRow:
    """An authority on the board.

    Args:
        is_conflicted: Whether nothing of it is counted, since the actor has a conflict of interest.
        withdrew_on: The day on which it left the inspection; empty where it did not.
        counts: How many records are at each stage.
    """

    authority: str
    name: str
    is_conflicted: bool
    withdrew_on: str
    counts: Mapping[Stage, int]

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Board:
    """The board of a review.

    Args:
        rows: The authorities, in the plan's order.
        records: Everything that is counted in them, by authority, subject and reader.
        sight: What the actor may see, for whoever asks more about the same records.
        assigned: Every read of a case that is to be read, at conflicted authorities too: for
            numbers that everybody is told and that name no case.
    """

    is_drawn: bool
    rows: tuple[BoardRow, ...]
    records: tuple[BoardRecord, ...]
    sight: Sight
    assigned: tuple[AssignedRead, ...] = ()

    @property
    def totals(self) -> Mapping[Stage, int]:
        """How many records are at each stage, over the authorities."""
        return Counter(record.stage for record in self.records)

    def behind(
        self, authority: str | None = None, stages: Sequence[Stage] = ()
    ) -> tuple[BoardRecord, ...]:
        """The records of one authority or all, at some stages or any."""
        return tuple(
            record
            for record in self.records
            if authority in (None, record.subject.authority)
            and (not stages or record.stage in stages)
        )


@dataclass(frozen=True)
class _OwnStanding:
    """How far a record is by its own rows: what no snapshot, draw or caseload changes."""

    ref: str
    reader: Reader
    mark: Mark | None
    covers: str
    is_started: bool


class KeptStandings:
    """What was found of authorities, kept as long as nothing was done there.

    Whatever changes a record comes with an entry in its authority's chain of the audit trail, so
    that the digest of the newest entry says whether what was found still holds. Nothing is kept
    that a person must not see: it is asked anew for each who comes.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[_OwnStanding, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, work: UnitOfWork, codes: Sequence[str]) -> Iterator[tuple[str, _OwnStanding]]:
        """How far every record is that has answers, with the code of its authority."""
        heads = board_queries.newest_entries(work, codes)
        keys = {code: (code, heads.get(code, "")) for code in codes}
        with self._lock:
            found = {code: self._kept[key] for code, key in keys.items() if key in self._kept}
        missing = [code for code in codes if code not in found]
        found |= _read_standings(work, missing) if missing else {}
        with self._lock:
            for code, key in keys.items():
                self._kept[key] = found[code]
                self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return ((code, standing) for code in codes for standing in found[code])


def _read_standings(work: UnitOfWork, codes: Sequence[str]) -> dict[str, tuple[_OwnStanding, ...]]:
    marks = {
        (row.authority, row.subject_ref, row.reader): Mark.read(row.value)
        for row in board_queries.moves_in_force(work, codes, ItemKind.STATE)
    }
    found: dict[str, dict[tuple[str, str], _OwnStanding]] = {code: {} for code in codes}
    rows = board_queries.names_in_force(work, codes)
    for (code, ref, reader), own in groupby(rows, lambda row: row[:3]):
        mark = marks.pop((code, ref, reader), None)
        covers = covered_by(row.revision_id for row in own) if mark else ""
        found[code][ref, reader] = _OwnStanding(ref, Reader(reader), mark, covers, is_started=True)
    for (code, ref, reader), mark in marks.items():
        found[code][ref, reader] = _OwnStanding(
            ref, Reader(reader), mark, covered_by(()), is_started=False
        )
    return {code: tuple(own.values()) for code, own in found.items()}


@dataclass(frozen=True)
class _Sources:
    """What a board is made from, read once.

    Args:
        codes: The authorities that are counted, with their place in the plan.
        active: Cases that are to be read.
        assigned: The reads of those.
    """

    codes: Mapping[str, int]
    active: frozenset[str]
    assigned: tuple[AssignedRead, ...]
    standings: Mapping[tuple[str, str, Reader], _OwnStanding]

    @classmethod
    def of(cls, work: UnitOfWork, codes: Sequence[str], kept: KeptStandings) -> _Sources:
        """As things are now."""
        active = active_refs(work)
        return cls(
            codes={code: place for place, code in enumerate(codes)},
            active=active,
            assigned=tuple(row for row in queries.assignments(work) if row.case_ref in active),
            standings={
                (code, one.ref, one.reader): one
                for code, one in kept.of(work, codes)
                if one.reader is not Reader.ADJUDICATED
            },
        )


def board_of(work: UnitOfWork, review: Review, kept: KeptStandings) -> Board:
    """How far every record is that the actor may know of, as `status` counts their states.

    Of a case that the actor reads beside somebody else, the other read is not told before both are
    in; of an authority that they have a conflict of interest with, nothing is.

    Raises:
        NotYourRoleError, NotYourCaseError: The actor is no lead.
    """
    check_can(work.actor, Action.SEE_CASELOADS)
    left = mishap_queries.withdrawn_authorities(work)
    hidden = left.keys() | work.actor.not_for
    codes = [one.code for one in review.plan.authorities if one.code not in hidden]
    sight, draw = Sight.of(work, review), queries.draw_in_force(work)
    if draw is None or draw.public_seed is None:
        sources, found = None, []
    else:
        sources = _Sources.of(work, codes, kept)
        found = [*_records(work, review, sight, sources), *_without_reader(sources)]
        found.sort(
            key=lambda one: (
                sources.codes[one.subject.authority],
                one.subject.ref,
                one.reader is Reader.SECOND,
            )
        )
    counts: dict[str, Counter[Stage]] = defaultdict(Counter)
    for record in found:
        counts[record.subject.authority][record.stage] += 1
    rows = (
        BoardRow(
            authority=one.code,
            name=one.name,
            is_conflicted=one.code in work.actor.not_for,
            withdrew_on=left[one.code].withdrew_on if one.code in left else "",
            counts=counts[one.code],
        )
        for one in review.plan.authorities
    )
    assigned = sources.assigned if sources else ()
    return Board(sources is not None, tuple(rows), tuple(found), sight, assigned)


def _records(
    work: UnitOfWork, review: Review, sight: Sight, sources: _Sources
) -> Iterator[BoardRecord]:
    """Every record that somebody has, as the actor may know of it."""
    standings, blind = sources.standings, sight.open_pairs | sight.heard_about.keys()
    counted = _last_snapshots(work, standings.values())
    places = (
        *_assigned(sources),
        *_of_authorities(review, sources.codes),
        *_heard(standings),
    )
    for subject, reader in places:
        owner = sight.owners.owner(subject.kind, subject.ref, reader)
        last = counted.get((subject.authority, subject.ref)) if reader is Reader.FIRST else None
        stage = _stage(standings.get((subject.authority, subject.ref, reader)), last)
        # A lead is refused nothing else here: authorities in conflict are left out before.
        if subject.ref in blind and isinstance(
            sight.refusal(Action.SEE_RECORD, subject, reader), BlindReadError
        ):
            stage = Stage.UNSEEN
        yield BoardRecord(subject, reader, owner, stage)


def _without_reader(sources: _Sources) -> Iterator[BoardRecord]:
    """Cases that are to be read and that nobody has been given."""
    have_reader = {row.case_ref for row in sources.assigned if row.reader == Reader.FIRST}
    for subject in map(subject_named, sources.active - have_reader):
        if subject.authority in sources.codes:
            yield BoardRecord(subject, Reader.FIRST, "", Stage.NO_READER)


def _stage(standing: _OwnStanding | None, last_snapshot: int | None) -> Stage:
    """The stage of a record, by the same rule as its state.

    Args:
        last_snapshot: Number of the newest snapshot with it in it.
    """
    if standing is None:
        return Stage.NOT_STARTED
    mark = standing.mark
    state = state_of(
        mark,
        covers=standing.covers,
        is_started=standing.is_started,
        is_counted=mark is not None and last_snapshot is not None and last_snapshot > mark.snapshot,
    )
    return STAGES[state]


STAGES = {state: Stage(state.value) for state in RecordState}


def _last_snapshots(
    work: UnitOfWork, standings: Iterable[_OwnStanding]
) -> Mapping[tuple[str, str], int]:
    """As `States` asks for them: only where a record was agreed."""
    if any(one.mark is not None and one.mark.move is Move.AGREE for one in standings):
        return snapshot_queries.last_snapshots(work)
    return {}


def _assigned(sources: _Sources) -> Iterator[tuple[Subject, Reader]]:
    for row in sources.assigned:
        if row.authority in sources.codes:
            yield Subject(SubjectKind.CASE, row.authority, row.case_ref), Reader(row.reader)


def _of_authorities(review: Review, codes: Mapping[str, int]) -> Iterator[tuple[Subject, Reader]]:
    """The record of each authority, where the framework asks about authorities."""
    if any(domain.subject is SubjectKind.AUTHORITY for domain in review.framework.domains):
        for code in codes:
            yield Subject(SubjectKind.AUTHORITY, code, code), Reader.FIRST


def _heard(
    standings: Mapping[tuple[str, str, Reader], _OwnStanding],
) -> Iterator[tuple[Subject, Reader]]:
    """Interviews and the like, which are there once something was recorded."""
    for (code, ref, reader), standing in standings.items():
        kind = subject_named(ref).kind
        if kind.is_voice and standing.is_started:
            yield Subject(kind, code, ref), reader
