"""The hash chain that makes a changed or missing audit entry visible.

A chain alone does not stop somebody who rewrites all of it: heads of the streams go into every
report's manifest, which leaves the machine.

Source: Haber & Stornetta (1991), How to time-stamp a digital document, J. Cryptology 3(2), s. 5.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

FIRST_LINK = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    Args:
        stream: What the chain is about: an authority's code, or `review`.
        sequence: Place in the stream, from 1.
        details: Facts about the action; never case text or personal data.
    """

    stream: str
    sequence: int
    at: datetime
    actor: str
    action: str
    details: Mapping[str, object]


def link(entry: Entry, previous: str) -> str:
    """Digest of an entry and of the link before it: 64 lower-case hex digits."""
    text = json.dumps(
        [
            previous,
            entry.stream,
            entry.sequence,
            entry.at.isoformat(),
            entry.actor,
            entry.action,
            entry.details,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_link(chain: Iterable[tuple[Entry, str]]) -> Entry | None:
    """The first entry of a stream whose place or digest is wrong, or None when all hold.

    Args:
        chain: Entries of one stream with their stored digests, in order of sequence.
    """
    previous = FIRST_LINK
    for expected, (entry, digest) in enumerate(chain, start=1):
        if entry.sequence != expected or link(entry, previous) != digest:
            return entry
        previous = digest
    return None
