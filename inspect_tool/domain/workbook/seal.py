"""What shows that a case workbook is ours: keyed digests over its identity, rows and answers.

The seal proves that ids and base revisions came from this review. It does not make the file
secret, and it does not say who filled it in.

Source: HMAC-SHA-256, RFC 2104 and FIPS 180-4.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.records import Answer, Subject
from inspect_tool.domain.workbook.printed import PrintedWords
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.workbook import WorkbookIdentity

DIGEST_LENGTH = 20  # hex digits of a row's digest: 80 bits, more than anybody can search
_as_json = json.JSONEncoder(ensure_ascii=True, sort_keys=True).encode
PRINTED_LENGTH = 8  # of a printed cell's: two texts in four thousand million have the same


@dataclass(frozen=True)
class SealedRow:
    """A row that is answered, as the workbook lists it apart from its sheet."""

    sheet: str
    subject: Subject
    kind: RowKind
    item_id: str
    base_revision: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts, in the order that `from_cells` takes."""
        subject = self.subject
        return (
            self.sheet,
            subject.kind.value,
            subject.authority,
            subject.ref,
            self.kind.value,
            self.item_id,
            self.base_revision,
        )

    @classmethod
    def from_cells(cls, cells: tuple[str, ...]) -> SealedRow:
        """Undo `cells`.

        Raises:
            ValueError: The cells are not those of a sealed row.
        """
        sheet, subject_kind, authority, ref, kind, item_id, base = cells
        subject = Subject(SubjectKind(subject_kind), authority, ref)
        return cls(sheet, subject, RowKind(kind), item_id, base)


@dataclass(frozen=True)
class Seal:
    """The key of a review, bound to one issue of a workbook."""

    signing_key: bytes
    pack_id: str

    def sign(
        self,
        identity: WorkbookIdentity,
        rows: Iterable[SealedRow],
        printed: PrintedWords | None = None,
    ) -> str:
        """The signature over a workbook's identity, its rows in their order, its printed words.

        Args:
            printed: None for a workbook of the first form, which does not list them.
        """
        described = {**asdict(identity), "issued": identity.issued.isoformat()}
        parts: list[object] = [described, [row.cells for row in rows]]
        if printed is not None:
            parts.append(printed.cells)
        return self.digest("workbook", *parts)

    def row_check(self, subject: Subject, row: FormRow) -> str:
        """Digests of a row: what it is, the answer it was issued with, each printed cell."""
        return (
            self.item_check(subject, row.kind, row.item_id, row.base_revision or "")
            + (
                self.answer_check(subject, row.kind, row.item_id, row.answer)
                if row.is_answered_here
                else self.words_check(subject, row.item_id, row.shown)
            )
            + self.printed_check(row.kind.value, row.item_id, row.printed)
        )

    def item_check(self, subject: Subject, kind: RowKind, item_id: str, base: str) -> str:
        """Digest of what a row is: which item of which subject, on which base."""
        parts = [subject.kind.value, subject.authority, subject.ref, kind.value, item_id, base]
        return self.digest("item", parts)[:DIGEST_LENGTH]

    def answer_check(
        self, subject: Subject, kind: RowKind, item_id: str, answer: Answer | None
    ) -> str:
        """Digest of an answer, by which an unchanged one is known without the database."""
        given = answer or Answer()
        note = clean_text(given.note)
        where = [subject.ref, kind.value, item_id]
        typed = _typed(given.value)
        return self.digest("answer", where, typed, given.absence or "", note)[:DIGEST_LENGTH]

    def printed_check(self, kind: str, item_id: str, printed: Sequence[str]) -> str:
        """Digest of a row's printed cells together, then of each."""
        return _printed_check(self, kind, item_id, tuple(printed))

    def printed_whole(self, kind: str, item_id: str, printed: Sequence[str]) -> str:
        """Digest of a row's printed cells together, by which an untouched row is known at once."""
        words = [clean_text(each) for each in printed]
        return self.digest("printed", [kind, item_id], words)[:DIGEST_LENGTH]

    def place_check(self, sheet: str, place: str, words: str) -> str:
        """Digest of words that are printed outside the rows."""
        return self.digest("place", sheet, place, clean_text(words))[:DIGEST_LENGTH]

    def words_check(self, subject: Subject, item_id: str, words: str) -> str:
        """Digest of what a locked answer cell says."""
        return self.digest("words", subject.ref, item_id, clean_text(words))[:DIGEST_LENGTH]

    def digest(self, purpose: str, *parts: object) -> str:
        """Keyed digest of something that a workbook of this issue says, in hex."""
        message = _as_json([purpose, self.pack_id, *parts])
        return hmac.digest(self.signing_key, message.encode(), "sha256").hex()


@lru_cache(maxsize=4096)  # the same questions and guidance stand on the sheet of every case
def _printed_check(seal: Seal, kind: str, item_id: str, printed: tuple[str, ...]) -> str:
    return seal.printed_whole(kind, item_id, printed) + "".join(
        seal.digest("printed", [kind, item_id], place, clean_text(words))[:PRINTED_LENGTH]
        for place, words in enumerate(printed)
    )


def is_same_digest(first: str, second: str) -> bool:
    """Compare two digests in a time that reveals nothing about them."""
    return hmac.compare_digest(first.encode(), second.encode())


def _typed(value: object) -> tuple[Literal["date", "text", "number", "several", ""], str]:
    """A value with its type, so that the number 3 and the word "3" differ."""
    if value is None:
        return "", ""
    if isinstance(value, Chosen):
        return "several", _as_json([value.codes, clean_text(value.words)])
    if isinstance(value, RoughDate):
        return "date", str(value)
    if isinstance(value, date):
        return "date", value.isoformat()
    if isinstance(value, str):
        # Spaces alone come back from a cell as nothing.
        words = clean_text(value)
        return ("text", words) if words else ("", "")
    return "number", repr(value)
