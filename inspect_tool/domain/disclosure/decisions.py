"""What people decide about a report before it is published, and what there is to decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class DisclosureChoice(StrEnum):
    """What somebody decides about a place of the report."""

    HOLD_BACK = "hold-back"
    LEAVE_OUT = "leave-out"
    REWORD = "reword"
    PUBLISH = "publish"

    @property
    def words(self) -> str:
        """How a page says it."""
        return {
            DisclosureChoice.HOLD_BACK: "hold the numbers back, wherever they stand",
            DisclosureChoice.LEAVE_OUT: "leave it out of the public edition",
            DisclosureChoice.REWORD: "say it in other words in the public edition",
            DisclosureChoice.PUBLISH: "publish it, read for what could identify a child",
        }[self]


class DisclosurePlace(StrEnum):
    """What kind of place there is to decide about."""

    TABLE = "table"
    FIGURE = "figure"
    CLAIM = "claim"
    BOX = "box"
    CHAPTER = "chapter"
    RELEASE = "release"


@dataclass(frozen=True)
class DecidedPlace:
    """What somebody decided last about a place.

    Args:
        ref: The place, as `DisclosureItem.ref`.
        digest: What the place said at that time.
        words: The words of the public edition, where it is said otherwise.
    """

    ref: str
    choice: DisclosureChoice
    digest: str
    words: str = ""


@dataclass(frozen=True)
class DisclosureItem:
    """A place that somebody has to decide about before the report is public.

    Args:
        ref: What a decision names, such as `table-losses`.
        place: What a page calls it.
        why: Why there is something to decide, in words.
        held_back: How many of its numbers are held back, of `numbers`.
        digest: Of what it says; a decision holds for that alone.
        choices: What can be decided; none where the narrative has to be changed.
        decided: What was decided and holds.
        is_stale: Whether something was decided, and the place has changed since.
    """

    ref: str
    kind: DisclosurePlace
    place: str
    why: str
    digest: str
    choices: tuple[DisclosureChoice, ...]
    held_back: int = 0
    decided: DisclosureChoice | None = None
    is_stale: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether somebody decided about it as it is now."""
        return self.decided is not None


def digest_of(*parts: object) -> str:
    """A digest of what a place says, so that no decision outlives it."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()


def ref_of(kind: DisclosurePlace, digest: str) -> str:
    """A name for a place that has none of its own."""
    return f"{kind.value}-{digest[:8]}"


@dataclass(frozen=True)
class Decisions:
    """What was decided so far, the last decision about each place."""

    last: Mapping[str, DecidedPlace]

    @classmethod
    def of(cls, made: Iterable[DecidedPlace]) -> Decisions:
        """Decisions in the order in which they were made."""
        return cls({one.ref: one for one in made})

    def holding(self, ref: str, digest: str) -> DecidedPlace | None:
        """What was decided about a place that still says what it said."""
        found = self.last.get(ref)
        return found if found is not None and found.digest == digest else None

    def is_stale(self, ref: str, digest: str) -> bool:
        """Whether something was decided about it when it said something else."""
        found = self.last.get(ref)
        return found is not None and found.digest != digest
