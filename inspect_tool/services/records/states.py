"""The state of each record: the last move by command, and whether answers were given since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.records.records import ItemKind, Reader, Subject
from inspect_tool.domain.records.states import Mark, Move, RecordState, state_of
from inspect_tool.services.records.revisions import ItemKey, RecordKey, given_by
from inspect_tool.store import said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.tables import Revision

STATE_ITEM = "state"  # the one item of a record's moves
DONE = {Move.SUBMIT: "submitted", Move.RETURN: "returned", Move.AGREE: "agreed"}


@dataclass(frozen=True)
class MoveMade:
    """The last move of a record by command.

    Args:
        why: Why it was returned; empty for other moves.
    """

    mark: Mark
    by: str
    at: datetime
    why: str

    @classmethod
    def of(cls, row: Revision) -> MoveMade:
        """The move that a revision keeps."""
        return cls(Mark.read(str(row.value)), given_by(row), row.recorded_at, blot_out(row.note))


@dataclass(frozen=True)
class StateView:
    """The state of a record, and who brought it there.

    Args:
        words: The state in a sentence, with who, when and why.
    """

    subject: Subject
    reader: Reader
    inspector: str
    state: RecordState
    words: str


def covered(items: Mapping[ItemKey, RevisionInForce]) -> str:
    """Digest of the answers in force of a record, by their names."""
    return covered_by(row.id for row in items.values())


def covered_by(names: Iterable[str]) -> str:
    """Digest of the names of the answers in force of a record."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class States:
    """What there is to know about the states of records, read once.

    Args:
        counted: Number of the newest snapshot with each subject in it.
    """

    moves: Mapping[RecordKey, MoveMade]
    counted: Mapping[tuple[str, str], int]

    @classmethod
    def of(
        cls, work: UnitOfWork, authority: str | None = None, *, ref: str | None = None
    ) -> States:
        """As they stand now, at one authority or all, or of one subject of an authority."""
        moves = {
            RecordKey(row.authority, row.subject_ref, Reader(row.reader)): MoveMade.of(row)
            for row in said_queries.in_force_of_kind(work, ItemKind.STATE, authority, ref=ref)
        }
        if all(made.mark.move is not Move.AGREE for made in moves.values()):
            return cls(moves, {})
        # Only what is agreed may be in a snapshot, and it takes tables of their own.
        from inspect_tool.store import snapshot_queries

        return cls(moves, snapshot_queries.last_snapshots(work))

    def state(self, key: RecordKey, items: Mapping[ItemKey, RevisionInForce]) -> RecordState:
        """The state of a record.

        Args:
            items: Its answers in force.
        """
        made = self.moves.get(key)
        if made is None:
            return state_of(None, covers="", is_started=bool(items), is_counted=False)
        counted = self.counted.get(key[:2]) if key.reader is Reader.FIRST else None
        return state_of(
            made.mark,
            covers=covered(items),
            is_started=bool(items),
            is_counted=counted is not None and counted > made.mark.snapshot,
        )

    def words(self, key: RecordKey, state: RecordState) -> str:
        """A state with who brought the record there, when, and why."""
        made = self.moves.get(key)
        if made is None:
            return state.value
        done = f"{DONE[made.mark.move]} by {made.by} on {made.at.day} {made.at:%B %Y}"
        if state is RecordState.IN_PROGRESS:
            return f"in progress: answers were given since it was {done}"
        if state is RecordState.FROZEN:
            return f"frozen: {done}, and in a snapshot since"
        return f"{done}: {made.why}" if made.why else done
