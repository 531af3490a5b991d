"""What changed between two texts, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class TextChange:
    """Paragraphs that stand in one text and not in the other.

    Args:
        before: What stood there; empty where something was added.
        after: What stands there; empty where something was taken out.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]


def text_changes(before: Sequence[str], after: Sequence[str]) -> tuple[TextChange, ...]:
    """The places at which two texts differ, in their order; empty paragraphs do not count.

    Args:
        before, after: Paragraphs.
    """
    old = [one.strip() for one in before if one.strip()]
    new = [one.strip() for one in after if one.strip()]
    # A paragraph that comes often, such as the head of a table, is no junk here.
    found = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return tuple(
        TextChange(tuple(old[first:last]), tuple(new[start:end]))
        for kind, first, last, start, end in found
        if kind != "equal"
    )
