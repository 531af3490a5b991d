"""The codebook and the codings as they are kept, and which of them the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.records.themes import (
    Codebook,
    CodingSaid,
    Wordings,
    agreed_themes,
    blind_codings,
    coded_item,
    outdated_codings,
    shown_codings,
    standing_codings,
    themes_said,
)
from inspect_tool.services.figures.contents import THEMES
from inspect_tool.services.records.revisions import answer_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.store import audit_queries, said_queries
from inspect_tool.store.values import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspect_tool.domain.language.conditions import Value
    from inspect_tool.domain.records.records import RecordFacts
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

CODED_KINDS = (ItemKind.QUESTION, ItemKind.JUDGEMENT, ItemKind.EVIDENCE)
SET, MERGE = "theme.set", "theme.merge"
PieceKey: TypeAlias = tuple[str, str, str]  # subject, reader and item of what is coded


def codebook(work: UnitOfWork) -> Codebook:
    """Every theme; the audit trail keeps them, as it keeps all that holds for a whole review."""
    entries = audit_queries.entries_of_actions(work, (SET, MERGE))
    return Codebook.of(entry.details for entry in entries)


@dataclass(frozen=True)
class Codings:
    """What coders said of notes.

    Args:
        person: Who asks.
        is_coder: Whether they ever coded a note themselves.
        outdated: The coders whose coding is of other words than the note has now.
    """

    codebook: Codebook
    said: Mapping[PieceKey, tuple[CodingSaid, ...]]
    person: str
    is_coder: bool
    outdated: Mapping[PieceKey, frozenset[str]]

    @classmethod
    def of(cls, work: UnitOfWork) -> Codings:
        """As they stand for the actor."""
        themes = codebook(work)
        said: dict[PieceKey, list[CodingSaid]] = defaultdict(list)
        coders = set()
        for row in said_queries.revisions_of_kind(work, ItemKind.CODING):
            item, coder = coded_item(row.item_id)
            coders.add(coder)
            one = CodingSaid(coder, row.number, themes_said(answer_of(row), themes))
            said[row.subject_ref, row.reader, item].append(one)
        own = work.actor.id
        notes = _wordings(work, said)
        outdated = {
            key: outdated_codings(all_, notes[key]) for key, all_ in said.items() if key in notes
        }
        every = {key: tuple(all_) for key, all_ in said.items()}
        return cls(themes, every, own, own in coders, outdated)

    def shown(self, key: PieceKey) -> dict[str, frozenset[str]]:
        """The codings of a note that the actor may see, by coder."""
        standing = standing_codings(self.said.get(key, ()))
        return shown_codings(standing, self.person, is_coder=self.is_coder)

    def blind(self, key: PieceKey) -> dict[str, frozenset[str]]:
        """What coders said before they saw each other, where the actor may see it."""
        return blind_codings(self.said.get(key, ())) if self.shown(key) else {}

    def shown_outdated(self, key: PieceKey) -> frozenset[str]:
        """The coders whose coding waits for another look, where the actor may see it."""
        return self.outdated.get(key, frozenset()) & self.shown(key).keys()

    @property
    def is_blind(self) -> bool:
        """Whether there are codings that the actor must not see yet."""
        return any(
            standing_codings(said) and not self.shown(key) for key, said in self.said.items()
        )

    def by_subject(self) -> dict[str, frozenset[str]]:
        """The themes of each record with a coded note; whoever asks.

        Second reads are left out: a snapshot counts what the first reader noted, or the lead.
        """
        found: dict[str, frozenset[str]] = {}
        for (ref, reader, _), said in self.said.items():
            standing = standing_codings(said)
            if standing and reader != Reader.SECOND:
                found[ref] = found.get(ref, frozenset()) | agreed_themes(standing)
        return found


def _wordings(work: UnitOfWork, keys: Iterable[PieceKey]) -> dict[PieceKey, Wordings]:
    """What coded notes said over time."""
    wanted = set(keys)
    said: dict[PieceKey, list[tuple[int, str]]] = defaultdict(list)
    now: dict[PieceKey, str] = {}
    refs = {ref for ref, _, _ in wanted}
    for row in said_queries.wordings(work, refs, CODED_KINDS):
        key = (row.subject_ref, row.reader, row.item_id)
        if key in wanted:
            words = _words(from_json(row.value), row.note)
            said[key].append((row.number, words))
            if row.in_force is not None:
                now[key] = words
    return {key: Wordings(tuple(all_), now.get(key, "")) for key, all_ in said.items()}


def _words(value: Value | None, note: str) -> str:
    """What is read of an answer: its words and its note, and not a value of a scale."""
    said = value.words if isinstance(value, Chosen) else value if isinstance(value, str) else ""
    return "\n".join(part for part in (note, said if " " in said else "") if part)


def kept_themes(work: UnitOfWork, counted: Iterable[RecordFacts]) -> dict[str, Any]:
    """What a snapshot keeps of the codebook: the names, by id; nothing where nothing is coded."""
    if all(facts.themes is None for facts in counted):
        return {}
    return {THEMES: {theme.id: theme.name for theme in codebook(work).standing}}


def codings_to_look_at_again(work: UnitOfWork, review: Review) -> int:
    """How many codings are of other words than the note has now, of those the actor may see."""
    codings = Codings.of(work)
    waiting = {key: len(codings.shown_outdated(key)) for key in codings.outdated}
    waiting = {key: number for key, number in waiting.items() if number}
    if not waiting:
        return 0
    sight = Sight.of(work, review)
    return sum(
        number
        for (ref, reader, _), number in waiting.items()
        if sight.refusal(Action.SEE_EVIDENCE, subject_named(ref), Reader(reader)) is None
    )
