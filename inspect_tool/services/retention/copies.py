"""Copies that the audit trail knows of: where what was deleted here may still be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import AuditEntry

HANDED_OUT = "report.hand-out"
WORDS = {
    "review.backup": "backup of the whole review",
    "database.backup": "copy of the database",
    "database.upgrade": "copy of the database from before an upgrade, beside it as review-before-…",
    "report.build": "report",
    HANDED_OUT: "report or letter that was handed out in a browser",
    "case.export": "case workbook",
    "pack.out": "pack for work without a network",
    "sample.requests": "list that names children to the authority",
    "evidence.save": "copy of a file of evidence",
    "findings.units": "file of units for another program",
    "frame.import": "return of the authority, where it came from",
}


@dataclass(frozen=True)
class KnownCopy:
    """Something that left the review before the deletion.

    Args:
        what: What it is, in words.
        at: When it was made.
        known_by: What it can be told by: a digest, file names, a pack and its inspector.
    """

    what: str
    at: datetime
    known_by: str


def known_copies(work: UnitOfWork, authority: str | None = None) -> tuple[KnownCopy, ...]:
    """Copies that may hold something of an authority's children, or of any; oldest first.

    The audit trail does not know of files that people copied themselves.
    """
    found = [
        KnownCopy(WORDS[entry.action], entry.at, _known_by(entry))
        for entry in queries.audit_entries(work)
        if entry.action in WORDS and _may_hold(entry, authority)
    ]
    return tuple(sorted(found, key=lambda copy: (copy.at, copy.what, copy.known_by)))


def _may_hold(entry: AuditEntry, authority: str | None) -> bool:
    is_first = entry.action == "database.upgrade" and entry.details["before"] == "none"
    return not is_first and (authority is None or entry.stream in ("review", authority))


def _known_by(entry: AuditEntry) -> str:
    return ", ".join(_parts(entry)) or "no more is known"


def _parts(entry: AuditEntry) -> Iterator[str]:
    details = entry.details
    sha256 = details.get("sha256", ())
    for digest in [sha256] if isinstance(sha256, str) else sha256:
        yield f"SHA-256 {digest}"
    if "digest" in details:
        yield f"digest {details['digest']}"
    if "snapshot" in details:
        yield f"snapshot {details['snapshot']}"
    if "edition" in details:
        yield f"{details['edition']} edition: {', '.join(details['files'])}"
    if entry.action == HANDED_OUT:
        yield details["file"]
    if "pack" in details:
        yield f"pack {details['pack']} of {details['inspector']}"
    if entry.stream != "review":
        yield f"of {entry.stream}"
