"""What `db check` says of files of evidence: missing, altered, or named by nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from inspect_tool.services.records.named_files import files_in_force, named_files
from inspect_tool.store import deletion_queries
from inspect_tool.store.evidence_table import evidence_of

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


def check_files(work: UnitOfWork, folder: Path | None) -> Iterator[str]:
    """A sentence for each file that a record names and that is missing or not what it was.

    Only what records name now is missed; what was destroyed by class is not.
    """
    if folder is None:
        return
    kept = evidence_of(work, folder)
    named, there = files_in_force(work), kept.digests()
    for digest in sorted(named.keys() - there):
        if not _was_destroyed(work, named[digest]):
            yield (
                f"A file of evidence of {_whose(named[digest])} is missing: {digest}. Put it back "
                "from the backup, or take it off the record with `evidence detach`."
            )
    for digest in sorted(there & named_files(work).keys()):
        if not kept.holds(digest):
            yield (
                f"A file of evidence is not what was attached: {digest}. Put it back from the "
                "backup."
            )


def unnamed_files(work: UnitOfWork, folder: Path | None) -> Iterator[str]:
    """A sentence where files lie in the folder that no record names, or ever did."""
    if folder is None:
        return
    kept = evidence_of(work, folder)
    unnamed = kept.digests() - named_files(work).keys()
    if unnamed:
        files = "1 file" if len(unnamed) == 1 else f"{len(unnamed)} files"
        yield (
            f"{kept.where} holds {files} that no record names: put there by another program, or "
            "left by an older copy of the database. `db purge --class unused-files` destroys what "
            "no record shows."
        )


def _whose(rows: Iterable[Revision]) -> str:
    return ", ".join(sorted({row.subject_ref for row in rows}))


def _was_destroyed(work: UnitOfWork, rows: Iterable[Revision]) -> bool:
    """Whether files were destroyed by class after one of the answers that name this one.

    Told by the numbers of answers; where an older copy was accepted, by when that was.
    """
    return any(
        row.number <= entry.details[deletion_queries.UP_TO].get(row.authority, 0)
        if deletion_queries.UP_TO in entry.details
        else row.recorded_at <= entry.at
        for entry in deletion_queries.purged(work, "evidence-files").values()
        for row in rows
    )
