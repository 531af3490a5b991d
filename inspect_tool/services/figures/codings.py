"""The codebook and the codings as they are kept, and which of them the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.records.themes import (
    Codebook,
    CodingSaid,
    agreed_themes,
    blind_codings,
    coded_item,
    shown_codings,
    standing_codings,
    themes_said,
)
from inspect_tool.services.figures.contents import THEMES
from inspect_tool.services.records.revisions import answer_of
from inspect_tool.store import audit_queries, said_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspect_tool.domain.records.records import RecordFacts
    from inspect_tool.store.database import UnitOfWork

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
    """

    codebook: Codebook
    said: Mapping[PieceKey, tuple[CodingSaid, ...]]
    person: str
    is_coder: bool

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
        return cls(themes, {key: tuple(all_) for key, all_ in said.items()}, own, own in coders)

    def shown(self, key: PieceKey) -> dict[str, frozenset[str]]:
        """The codings of a note that the actor may see, by coder."""
        standing = standing_codings(self.said.get(key, ()))
        return shown_codings(standing, self.person, is_coder=self.is_coder)

    def blind(self, key: PieceKey) -> dict[str, frozenset[str]]:
        """What coders said before they saw each other, where the actor may see it."""
        return blind_codings(self.said.get(key, ())) if self.shown(key) else {}

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


def kept_themes(work: UnitOfWork, counted: Iterable[RecordFacts]) -> dict[str, Any]:
    """What a snapshot keeps of the codebook: the names, by id; nothing where nothing is coded."""
    if all(facts.themes is None for facts in counted):
        return {}
    return {THEMES: {theme.id: theme.name for theme in codebook(work).standing}}
