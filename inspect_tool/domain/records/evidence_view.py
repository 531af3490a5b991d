"""What stands behind a sentence: notes beside answers, and evidence filed on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from inspect_tool.domain.records.evidence import file_words
from inspect_tool.domain.records.records import Reader

NOTE, PIECE = "note", "evidence"
GOOD_PRACTICE = "good_practice"  # the value of a mark
_NAME = re.compile(r"(?P<subject>[^/]+)/(?P<item>[^/]+)(?:/(?P<reader>second|adjudicated))?")


@dataclass(frozen=True)
class EvidenceView:
    """A note or a piece of evidence, as whoever writes reads it.

    Args:
        name: What the commands call it: `ASH-017/HARM.1.a`, of a second read with `/second`.
        item: The question or criterion that it is about.
        kind: `note` beside an answer, or `evidence` filed on its own.
        side: `for` or `against`, as it was filed; empty for a note.
        answer: What was answered there, in words.
        rating: What the criterion was rated in the same read, in words.
        case: The case that words of a voice are about.
        says_why_none: Whether the note only says why there is no answer that counts.
        themes: Those that a coder whose codings may be shown put it under.
        is_coded: Whether one of those coders coded it, under no theme included.
        marked_by, marked_at: Who marked it as good practice, and when; empty where nobody did.
        file: SHA-256 of the file that is kept; empty where none is.
        file_kind, file_size: What it is by its content, and its bytes.
    """

    name: str
    subject: str
    authority: str
    item: str
    criterion: str
    title: str
    kind: str
    text: str
    answer: str
    rating: str
    read: str
    author: str
    recorded_at: datetime
    side: str = ""
    source: str = ""
    day: str = ""
    reference: str = ""
    case: str = ""
    may_be_quoted: bool = False
    says_why_none: bool = False
    themes: tuple[str, ...] = ()
    is_coded: bool = False
    marked_by: str = ""
    marked_at: datetime | None = None
    file: str = ""
    file_kind: str = ""
    file_size: int = 0

    @property
    def file_words(self) -> str:
        """What file there is, as people say it; empty where none is."""
        return file_words(self.file_kind, self.file_size) if self.file else ""

    @property
    def is_good_practice(self) -> bool:
        """Whether it is marked as good practice."""
        return self.marked_at is not None

    @property
    def has_changed_since_marked(self) -> bool:
        """Whether other words were marked than those that stand now."""
        return self.marked_at is not None and self.recorded_at > self.marked_at


@dataclass(frozen=True)
class EvidenceName:
    """What a name says: in whose record, about what."""

    subject: str
    item: str
    reader: Reader = Reader.FIRST

    @property
    def words(self) -> str:
        """As the commands write it."""
        last = "" if self.reader is Reader.FIRST else f"/{self.reader.value}"
        return f"{self.subject}/{self.item}{last}"

    @classmethod
    def of(cls, name: str) -> EvidenceName | None:
        """Undo `words`; None where it is no such name."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        return cls(found["subject"], found["item"], Reader(found["reader"] or Reader.FIRST))
