"""Everything in a text that may identify somebody, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from inspect_tool.domain.identifiers.finding import Finding, IdentifierKind

# The SHA-256 of a file: one in 120 has ten digits in it that pass for an NHS number.
_DIGEST: Final = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")


def find_identifiers(text: str, kept: Collection[str] = ()) -> tuple[Finding, ...]:
    """Places of a text that may identify somebody, in its order; none overlaps another.

    Args:
        kept: Words that somebody looked at and kept; capitals make no difference.
    """
    if not text:
        return ()
    # Their patterns take longer to compile than many a command to work.
    from inspect_tool.domain.identifiers.names import names
    from inspect_tool.domain.identifiers.numbers import with_a_form

    known = {words.casefold() for words in kept}
    digests = [found.span() for found in _DIGEST.finditer(text)]
    found = [
        one
        for one in _apart((*with_a_form(text), *names(text)))
        if text[one.start : one.end].casefold() not in known
        and not any(start <= one.start and one.end <= end for start, end in digests)
    ]
    return tuple(found)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Of places that overlap the one with a form, else the longest, with the role of any."""
    taken: list[Finding] = []
    for one in sorted(
        found, key=lambda one: (one.kind is IdentifierKind.NAME, one.start - one.end, one.start)
    ):
        other = next((other for other in taken if _overlap(one, other)), None)
        if other is None:
            taken.append(one)
        elif one.role and not other.role:
            taken[taken.index(other)] = replace(other, role=one.role)
    return sorted(taken)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def blot_out(text: str, kept: Collection[str] = ()) -> str:
    """The text with the kind of each identifier in the place of its words."""
    for one in reversed(find_identifiers(text, kept)):
        text = text[: one.start] + one.kind.blot + text[one.end :]
    return text


def replaced(text: str, one: Finding, words: str) -> str:
    """The text with other words in a place."""
    return text[: one.start] + words + text[one.end :]
