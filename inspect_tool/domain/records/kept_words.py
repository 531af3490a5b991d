"""Words that may identify somebody and that a person kept: where they are, never what they are.

The place names the revision in which the words stand. So they are known wherever the same item
says them again, and are forgotten with that revision when a child is erased.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspect_tool.domain.records.records import Answer, ItemKind

NOTE, SAID = "note", "answer"
PARTS = (NOTE, SAID)
LENGTH = 12  # characters of a revision's id
_ITEM = re.compile(
    rf"(?P<kind>[a-z_]+)/(?P<item>.+)#(?P<revision>[0-9a-f]{{{LENGTH}}})\.(?P<part>[a-z]+)"
    r"\.(?P<start>\d+)-(?P<end>\d+)"
)


@dataclass(frozen=True)
class KeptWords:
    """Characters of a revision that somebody looked at and kept.

    Args:
        item_kind, item_id: The item that the words are part of.
        revision: The first characters of the revision's id.
        part: `note` or `answer`.
        start: Of the first character, counted from 0.
        end: One past the last.
    """

    item_kind: ItemKind
    item_id: str
    revision: str
    part: str
    start: int
    end: int

    @property
    def item(self) -> str:
        """The item that this is kept as."""
        place = f"{self.revision[:LENGTH]}.{self.part}.{self.start}-{self.end}"
        return f"{self.item_kind.value}/{self.item_id}#{place}"

    @classmethod
    def of(cls, item: str) -> KeptWords | None:
        """Undo `item`; None where it is none."""
        found = _ITEM.fullmatch(item)
        if found is None:
            return None
        return cls(
            ItemKind(found["kind"]),
            found["item"],
            found["revision"],
            found["part"],
            int(found["start"]),
            int(found["end"]),
        )


def texts_of(answer: Answer) -> dict[str, str]:
    """The texts in an answer by the part of it that they are; those that are empty are left out.

    A piece of evidence, an incident and an authority's reply keep what is not their note as JSON.
    """
    said = answer.value if isinstance(answer.value, str) else ""
    return {part: text for part, text in ((NOTE, answer.note), (SAID, said)) if text}
