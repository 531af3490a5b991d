"""Words beside the records that name an erased case or child: what goes of them, and what stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_tool.store import free_texts

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.free_texts import TypedText

INSTEAD = "[words about a case that was erased]"


def words_naming(work: UnitOfWork, ref: str, words: Sequence[str]) -> tuple[TypedText, ...]:
    """Texts that somebody typed beside the records in which one of some words stands.

    Those about the case itself, such as the note of its loss, are the erasure's own to take away.

    Args:
        ref: The case.
        words: Its reference and the child's own id; empty ones are left out.
    """
    named = "|".join(re.escape(word) for word in words if word)
    if not named:
        return ()
    pattern = re.compile(rf"(?<![0-9A-Za-z])(?:{named})(?![0-9A-Za-z])", re.IGNORECASE)
    return tuple(
        text
        for text in free_texts.typed_texts(work)
        if text.case_ref != ref and pattern.search(text.text)
    )


def take_away(work: UnitOfWork, texts: Sequence[TypedText]) -> None:
    """Put a sentence in the place of the words, where nothing rests on them."""
    for text in texts:
        if not text.typed.sealed:
            free_texts.put_text(work, text, INSTEAD)
