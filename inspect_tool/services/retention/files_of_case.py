"""Files of evidence that go with a case, and those that stay since another record names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.services.records.named_files import files_of, named_files
from inspect_tool.store import queries
from inspect_tool.store.evidence_folder import NAME
from inspect_tool.store.evidence_table import evidence_of

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


def files_to_erase(
    work: UnitOfWork, review: Path, ref: str, rows: Sequence[Revision] | None = None
) -> tuple[str, ...]:
    """Names of the files that go with a case, below the review's folder.

    Those that the case's record alone ever named, and those that are named after the case, or lie
    in a folder that is.

    Args:
        review: The review's folder.
        rows: The answers of the case that are looked at; all where none are given.
    """
    if not ref:
        return ()
    attached, shared = _attached(work, review, ref, rows)
    return (*_named_after(review, ref), *(f"{NAME}/{name}" for name in sorted(attached - shared)))


def has_shared_files(work: UnitOfWork, review: Path, ref: str) -> bool:
    """Whether a file of the case stays, because another record names it too."""
    return bool(ref and _attached(work, review, ref, None)[1])


def _attached(
    work: UnitOfWork, review: Path, ref: str, rows: Sequence[Revision] | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Digests of the case's files that are there, and which of them others name too."""
    own = files_of(queries.revisions_of(work, ref) if rows is None else rows)
    there = evidence_of(work, review / NAME).digests() & own.keys()
    every = named_files(work) if there else {}
    shared = {name for name in there if any(row.subject_ref != ref for row in every[name])}
    return there, frozenset(shared)


def _named_after(review: Path, ref: str) -> Iterator[str]:
    own = re.compile(rf"{re.escape(ref)}(?!\d)", re.IGNORECASE)
    for path in sorted((review / NAME).rglob("*")):
        name = path.relative_to(review)
        if any(map(own.match, name.parts)) and path.is_file():
            yield name.as_posix()
