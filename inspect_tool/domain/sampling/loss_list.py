"""The list of losses: each entry holds the digest of the one before, so that none can be slipped
in, left out or put another way without changing every head that came after it.

A head that was posted when a loss was recorded pins down everything up to it. Nothing else does:
whoever holds the list can make all of it again.

Source: Haber & Stornetta (1991), How to time-stamp a digital document, J. Cryptology 3(2), s. 5.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.language.canonical import sha256_hex
from inspect_tool.domain.sampling.draw import Loss
from inspect_tool.domain.sampling.losses import LossKind, LossReason
from inspect_tool.domain.sampling.strict_json import digest_without

FIRST_HEAD = "0" * 64


class LossEvent(StrEnum):
    """What an entry of the list records."""

    LOST = "lost"
    TAKEN_BACK = "taken_back"
    CORRECTED = "corrected"


class LossTiming(StrEnum):
    """Whether anything had been recorded on the case when it was lost."""

    BEFORE_ANSWERS = "before_answers"
    AFTER_ANSWERS = "after_answers"


@dataclass(frozen=True, kw_only=True)
class LossEntry:
    """One entry of the list; its digest covers all but what is said openly, and the signature.

    Args:
        number: Place in the list, from 1.
        group: What the reason means for estimates; empty where a loss is taken back.
        sealed: Digest over the reason and the words, with a salt: see `sealed_reason`.
        at: When it was recorded, as ISO 8601 text.
        previous: Digest of the entry before; 64 zeros in the first one.
        signature: HMAC-SHA-256 of the digest with the review's signing key; empty without one. It
            tells whoever has that key that it was used; others learn nothing from it.
        reason: The coded reason; empty where only its group is published, or it was erased.
        why: The words for a loss that was taken back or corrected, as they are published.
        salt: What the seal was made with; empty where reason and words are not published.
    """

    number: int
    list_id: str
    unit_id: str
    event: LossEvent
    group: str
    sealed: str
    at: str
    timing: LossTiming
    previous: str
    digest: str
    signature: str = ""
    reason: str = ""
    why: str = ""
    salt: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """List and unit, which name it on the frame."""
        return self.list_id, self.unit_id

    @property
    def is_open(self) -> bool:
        """Whether the entry tells its reason, so that the seal can be checked."""
        return bool(self.salt)


# What the digest of an entry leaves out.
SAID_OPENLY = ("digest", "signature", "reason", "why", "salt")


def sealed_reason(salt: str, reason: str, why: str) -> str:
    """A digest that shows later which reason was recorded, and nobody can guess it from."""
    return sha256_hex(f"PRN/2-reason|{salt}|{reason}|{why}")


def group_of(reason: str) -> str:
    """What a coded reason means for estimates; empty for no reason."""
    return LossReason(reason).kind.value if reason else ""


def entry_digest(entry: LossEntry) -> str:
    """SHA-256 over the canonical JSON of what an entry fixes."""
    return digest_without(dataclasses.asdict(entry), *SAID_OPENLY)


@dataclass(frozen=True, kw_only=True)
class RecordedLoss:
    """What somebody recorded about a case that cannot be used.

    Args:
        place: List and unit.
        reason: Code of the reason from now on; empty where a loss is taken back.
        why: The words for it, as they are published.
        at: When, as ISO 8601 text.
    """

    place: tuple[str, str]
    event: LossEvent
    at: str
    reason: str = ""
    why: str = ""
    timing: LossTiming = LossTiming.BEFORE_ANSWERS


def next_entry(
    earlier: Sequence[LossEntry], recorded: RecordedLoss, *, salt: str, signing_key: bytes | None
) -> LossEntry:
    """The entry that comes after the ones that there are, signed if there is a key."""
    unsigned = LossEntry(
        number=len(earlier) + 1,
        list_id=recorded.place[0],
        unit_id=recorded.place[1],
        event=recorded.event,
        group=group_of(recorded.reason),
        sealed=sealed_reason(salt, recorded.reason, recorded.why),
        at=recorded.at,
        timing=recorded.timing,
        previous=earlier[-1].digest if earlier else FIRST_HEAD,
        digest="",
        reason=recorded.reason,
        why=recorded.why,
        salt=salt,
    )
    digest = entry_digest(unsigned)
    signature = "" if signing_key is None else _signature(digest, signing_key)
    return dataclasses.replace(unsigned, digest=digest, signature=signature)


def _signature(digest: str, key: bytes) -> str:
    return hmac.new(key, f"inspect-tool loss {digest}".encode(), hashlib.sha256).hexdigest()


def without_reasons(entries: Iterable[LossEntry]) -> tuple[LossEntry, ...]:
    """The list as the public edition has it: groups of reasons, the same digests."""
    return tuple(dataclasses.replace(entry, reason="", why="", salt="") for entry in entries)


def standing_losses(entries: Iterable[LossEntry]) -> tuple[Loss, ...]:
    """The losses that stand at the end of the list, in order of time and unit.

    Raises:
        ValueError: A loss is recorded twice, or one that does not stand is changed.
    """
    standing: dict[tuple[str, str], Loss] = {}
    for entry in entries:
        before = standing.pop(entry.place, None)
        if (before is None) != (entry.event is LossEvent.LOST):
            raise ValueError("a loss is recorded twice, or one that does not stand is changed")
        if entry.event is LossEvent.TAKEN_BACK:
            continue
        at = entry.at if before is None else before.at
        standing[entry.place] = Loss(*entry.place, entry.reason or entry.group, at)
    return tuple(sorted(standing.values(), key=lambda loss: (loss.at, loss.list_id, loss.unit_id)))


def list_faults(entries: Sequence[LossEntry], *, reasons: frozenset[str]) -> tuple[str, ...]:
    """What is wrong with the list by itself, a sentence each.

    Args:
        reasons: The codes that the commitment allows.
    """
    previous, faults = FIRST_HEAD, []
    for number, entry in enumerate(entries, start=1):
        if (
            entry.number != number
            or entry.previous != previous
            or entry.digest != entry_digest(entry)
        ):
            faults.append(
                f"Entry {number} of the list of losses does not follow from the one before."
            )
        previous = entry.digest
        if not _is_open_as_sealed(entry):
            faults.append(f"Entry {number} of the list of losses was sealed with another reason.")
        if not _has_its_group(entry, reasons):
            faults.append(
                f"Entry {number} of the list of losses has a reason that is none of the plan's."
            )
    return tuple(faults)


def _is_open_as_sealed(entry: LossEntry) -> bool:
    if not entry.is_open:
        return not (entry.reason or entry.why)
    return entry.sealed == sealed_reason(entry.salt, entry.reason, entry.why)


def _has_its_group(entry: LossEntry, reasons: frozenset[str]) -> bool:
    if entry.event is LossEvent.TAKEN_BACK:
        return not entry.group and not entry.reason
    if not entry.reason:
        return not entry.is_open and entry.group in set(LossKind)
    return entry.reason in reasons and group_of(entry.reason) == entry.group


def heads_not_found(entries: Iterable[LossEntry], posted: Iterable[str]) -> tuple[str, ...]:
    """Posted heads that are no entry of the list: it is another one than was posted."""
    there = {entry.digest for entry in entries}
    return tuple(head for head in posted if head not in there)
