"""Which files of evidence the answers name, and what a stopped command has left of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.services.records.revisions import answer_of
from inspect_tool.store import crossings, said_queries
from inspect_tool.store.evidence_folder import EvidenceFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.tables import Revision


def files_of(rows: Iterable[Revision]) -> dict[str, list[Revision]]:
    """The answers that name a file, by its digest."""
    found: dict[str, list[Revision]] = {}
    for row, piece in with_files(rows):
        found.setdefault(piece.file, []).append(row)
    return found


def with_files(rows: Iterable[Revision]) -> Iterator[tuple[Revision, Evidence]]:
    """The pieces of evidence that name a file."""
    for row in rows:
        piece = Evidence.of(answer_of(row)) if row.item_kind == ItemKind.EVIDENCE else Evidence()
        if piece.file:
            yield row, piece


def named_files(work: UnitOfWork) -> dict[str, list[Revision]]:
    """Everything that ever named a file, by its digest; it asks nobody's leave."""
    return files_of(said_queries.revisions_of_kind(work, ItemKind.EVIDENCE))


def files_in_force(work: UnitOfWork) -> dict[str, list[Revision]]:
    """What names a file now, in force or crossed with what is; it asks nobody's leave."""
    rows = [
        *said_queries.in_force_of_kind(work, ItemKind.EVIDENCE),
        *crossings.crossing_revisions(work),
    ]
    return files_of(rows)


def settle_evidence_files(begin: Begin, folder: Path) -> None:
    """Finish or undo what a process that was stopped has left of a file of evidence."""
    kept = EvidenceFolder(folder)
    if not kept.is_unfinished():
        return
    # A writing transaction, so that nobody is in the middle of attaching a file elsewhere.
    with begin() as work:
        kept.finish(named_files(work).keys())
