"""The hash chain that makes a changed or missing audit entry visible.

A chain alone does not stop somebody who cuts its end off, or rewrites all of it. So its head is
printed when something is fixed (a commitment, a draw, a snapshot, a report), and goes into what
leaves the machine.

Source: Haber & Stornetta (1991), How to time-stamp a digital document, J. Cryptology 3(2), s. 5.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
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


@dataclass(frozen=True, order=True)
class Head:
    """How far the chain of seals went at some moment; each seal holds all that came before it.

    Args:
        entries: Seals so far.
        digest: Digest of the newest one: 64 hex digits.
        signature: HMAC-SHA-256 over the two with the review's signing key; empty when unsigned.
    """

    entries: int
    digest: str
    signature: str = ""

    def __str__(self) -> str:
        """As it is printed, and found again by `parse_heads`."""
        return ":".join(part for part in (str(self.entries), self.digest, self.signature) if part)

    def signed(self, key: bytes) -> Head:
        """The head with its signature."""
        return Head(self.entries, self.digest, self._signature(key))

    def is_signed_with(self, key: bytes) -> bool:
        """Whether the signature was made with that key."""
        return hmac.compare_digest(self.signature, self._signature(key))

    def _signature(self, key: bytes) -> str:
        message = f"inspect-tool audit head {self.entries}:{self.digest}"
        return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


_HEAD = re.compile(r"(?<!\w)(\d{1,12}):([0-9a-f]{64})(?::([0-9a-f]{64}))?(?!\w)")


def parse_heads(text: str) -> tuple[Head, ...]:
    """Every head that stands in a text: what a command printed, a certificate or a manifest."""
    found = {Head(int(entries), digest, sign) for entries, digest, sign in _HEAD.findall(text)}
    return tuple(sorted(found))
