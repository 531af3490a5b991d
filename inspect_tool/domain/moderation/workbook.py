"""The moderation workbook: what two readers said side by side, to be decided and read back.

Each row carries a keyed digest over what both readers said and over the issue that it is of. So a
decision is taken only for what the lead had before them.

Source: HMAC-SHA-256, RFC 2104 and FIPS 180-4.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords
from inspect_tool.domain.records.records import ItemKind

FORM = "moderation/1"
DIGEST_LENGTH = 20  # hex digits: 80 bits, more than anybody can search
SMALLEST_GROUP = 2  # alike disagreements that are decided at once


@dataclass(frozen=True)
class ReaderSaid:
    """What one reader said: the answer in words, and what stands beside it."""

    words: str
    evidence: str = ""


@dataclass(frozen=True)
class ModerationRow:
    """A disagreement as a lead decides it.

    Args:
        at_stake: Titles of the measures that can come out either way.
        sentences: Of the narrative, which state one of them.
        choices: Words that a decision may take; none where it is a date or a number.
        number_alike: Of the group of disagreements that are alike; 0 where it is the only one.
        check: Keyed digest of all that it is about.
    """

    case_ref: str
    kind: ItemKind
    item_id: str
    title: str
    first: ReaderSaid
    second: ReaderSaid
    at_stake: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    number_alike: int = 0
    check: str = ""

    @property
    def alike_by(self) -> tuple[str, str, str, str]:
        """What disagreements have in common that can be decided at once."""
        return self.kind.value, self.item_id, self.first.words, self.second.words


@dataclass(frozen=True)
class ModerationIdentity:
    """Whose moderation workbook it is, of which issue."""

    review: str
    pack_id: str
    issued: str
    issued_to: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As the hidden sheet has it, after the form."""
        return FORM, self.review, self.pack_id, self.issued, self.issued_to


@dataclass(frozen=True)
class ModerationContent:
    """Everything that the workbook says."""

    identity: ModerationIdentity
    title: str
    rows: tuple[ModerationRow, ...]
    words: ReportWords = USUAL_WORDS


def ordered(rows: Iterable[ModerationRow]) -> tuple[ModerationRow, ...]:
    """What a sentence of the narrative hangs on first, then a measure, then judgements."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                not row.sentences,
                not row.at_stake,
                row.kind is not ItemKind.JUDGEMENT,
                row.item_id,
                row.case_ref,
            ),
        )
    )


def numbers_alike(rows: Sequence[ModerationRow]) -> dict[tuple[str, str, str, str], int]:
    """A number for each group of at least two alike disagreements, in the order of the rows."""
    sizes: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        sizes[row.alike_by] = sizes.get(row.alike_by, 0) + 1
    groups = [group for group, size in sizes.items() if size >= SMALLEST_GROUP]
    return {group: number for number, group in enumerate(groups, start=1)}


@dataclass(frozen=True)
class ModerationSeal:
    """The review's key, bound to one issue of a moderation workbook."""

    signing_key: bytes
    pack_id: str

    def identity_check(self, identity: ModerationIdentity) -> str:
        """Digest over whose workbook it is."""
        return self._digest("moderation", list(identity.cells))

    def row_check(self, where: Sequence[str], said: Sequence[object]) -> str:
        """Digest over a disagreement.

        Args:
            where: Case, kind and id of the item, and the number of its group.
            said: What both readers said, value, absence and note of each, as JSON has it.
        """
        return self._digest("disagreement", list(where), list(said))[:DIGEST_LENGTH]

    def _digest(self, *parts: object) -> str:
        text = json.dumps([self.pack_id, *parts], ensure_ascii=True, sort_keys=True)
        return hmac.new(self.signing_key, text.encode(), "sha256").hexdigest()
