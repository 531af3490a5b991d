"""Words of records for whoever writes: what they may see, without what may identify somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.placed_evidence import PlacedEvidence
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.records.identifiers import blotted, kept_words
from inspect_tool.services.records.revisions import answer_of, place_of, subject_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.store import mishap_queries, said_queries

if TYPE_CHECKING:
    from inspect_tool.domain.records.records import Subject
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision
    from inspect_tool.store.word_index import FoundRevision


Words = TypeVar("Words", "Revision", "FoundRevision")


@dataclass(frozen=True)
class ShownWords:
    """Which words the actor may read, and how.

    Args:
        action: What they are read for.
        kept: Words that may identify somebody and that a person kept, by item.
        read: Cases whose words count: those that are read, not those that were lost.
        withdrawn: Authorities that left, whose words count no more.
    """

    sight: Sight
    action: Action
    kept: Mapping[ItemPlace, frozenset[str]]
    read: frozenset[str]
    withdrawn: frozenset[str]

    @classmethod
    def of(
        cls,
        work: UnitOfWork,
        review: Review,
        *,
        action: Action = Action.SEE_EVIDENCE,
        counted: frozenset[str] = frozenset(),
    ) -> ShownWords:
        """As the review stands for the actor.

        Args:
            counted: Records whose words are shown though their case was lost since they were.
        """
        return cls(
            Sight.of(work, review),
            action,
            kept_words(work),
            frozenset(active_refs(work)) | counted,
            frozenset(mishap_queries.withdrawn_authorities(work)),
        )

    def rows(self, rows: Iterable[Words]) -> Iterator[Words]:
        """Those that the actor may see, of records that count."""
        known: dict[tuple[str, str], bool] = {}
        for row in rows:
            key = (row.subject_ref, row.reader)
            if key not in known:
                known[key] = self._shows(subject_of(row), Reader(row.reader))
            if known[key]:
                yield row

    def _shows(self, subject: Subject, reader: Reader) -> bool:
        if subject.kind is SubjectKind.CASE and subject.ref not in self.read:
            return False
        if subject.authority in self.withdrawn and subject.ref not in self.read:
            return False
        return self.sight.refusal(self.action, subject, reader) is None

    def answer(self, place: ItemPlace, answer: Answer) -> Answer:
        """An answer with the kind of each identifier in the place of its words."""
        kept = self.kept.get(place, frozenset())
        if isinstance(answer.value, Chosen):
            value = replace(answer.value, words=blot_out(answer.value.words, kept))
            return replace(answer, value=value, note=blot_out(answer.note, kept))
        return blotted(answer, kept)


def in_force_of(
    work: UnitOfWork, kinds: Iterable[ItemKind], authority: str | None = None
) -> list[Revision]:
    """What is in force of some kinds, by subject."""
    rows = [row for kind in kinds for row in said_queries.in_force_of_kind(work, kind, authority)]
    return sorted(rows, key=lambda row: (row.authority, row.subject_ref, row.reader, row.item_id))


def placed_evidence(shown: ShownWords, rows: Iterable[Revision]) -> list[PlacedEvidence]:
    """Pieces of evidence that the actor may see, those that say nothing left out."""
    found = []
    for row in shown.rows(rows):
        evidence = Evidence.of(shown.answer(place_of(row), answer_of(row)))
        if not evidence.is_blank:
            subject, reader = subject_of(row), Reader(row.reader)
            found.append(
                PlacedEvidence(row.item_id, subject, reader, evidence, row.author, row.recorded_at)
            )
    return found
