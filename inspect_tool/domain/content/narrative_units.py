"""The narrative as the pieces that a Word file has a paragraph for, and Markdown from them again.

A unit is a heading, a paragraph, a point of a list or a note, with the lines that it stands on. Its
pieces are words; what Markdown ties words to (a claim, a source, a link, a call of a note) is a
piece with a target, whose words may change and whose target stays.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

NAME_LENGTH: Final = 12  # hex digits of a unit's digest
FILE_DIGITS: Final = 6
NOTE_CALL: Final = "^"  # the target of a call of a note begins with it
# What Markdown would read as something else than words.
# The last is the beginning of a character that is named: `&amp;`.
_SIGNS: Final = re.compile(r"([\\`*_\[\]<]|&(?=#?\w+;))")
_AT_START: Final = re.compile(r"^(\s*)(#|[-+](?=\s)|:::|\||\{\{|>|=|~)")
_BEFORE_MARKS: Final = ("", " ", "(", "“", "‘")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])(?=\s)")


class UnitKind(StrEnum):
    """What a unit is."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    POINT = "point"
    STEP = "step"
    NOTE = "note"
    BOX = "box"  # the line that opens one; not to be changed
    DIRECTIVE = "directive"  # what the evidence puts in; not to be changed

    @property
    def is_fixed(self) -> bool:
        """Whether a Word file cannot change it."""
        return self in (UnitKind.BOX, UnitKind.DIRECTIVE)


@dataclass(frozen=True)
class Piece:
    """Words with one look.

    Args:
        target: What Markdown ties them to, such as `claim:drift`; `^dfe` calls a note; else empty.
    """

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    target: str = ""

    @property
    def is_quantity(self) -> bool:
        """Whether they are tied to something that only Markdown can change."""
        return bool(self.target)


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class SourceUnit:
    """A unit of a file.

    Args:
        first, last: Its lines, from 0; `last` is the one behind it.
        prefix: What stands before its words: `## `, `- `, `[^dfe]: `.
        name: By which a Word file knows it: its file, its words, and which of alike ones it is.
    """

    file: str
    kind: UnitKind
    first: int
    last: int
    prefix: str
    pieces: Pieces
    source: str
    name: str = ""

    @property
    def words(self) -> str:
        """Its words alone."""
        return "".join(piece.text for piece in self.pieces)


def file_digest(file: str) -> str:
    """By which a name says which file it is of."""
    return hashlib.sha256(file.encode()).hexdigest()[:FILE_DIGITS]


def named(units: Iterable[SourceUnit]) -> tuple[SourceUnit, ...]:
    """Units of one file with their names; ones with the same source are told apart by place."""
    seen: Counter[str] = Counter()
    found = []
    for unit in units:
        digest = hashlib.sha256(f"{unit.kind}\n{unit.source}".encode()).hexdigest()[:NAME_LENGTH]
        seen[digest] += 1
        name = f"{file_digest(unit.file)}_{digest}_{seen[digest]}"
        found.append(replace(unit, name=name))
    return tuple(found)


def merged(pieces: Iterable[Piece]) -> Pieces:
    """Pieces with spaces made even, neighbours of the same look joined, and empty ones left out.

    Spaces at the edge of strong words are plain, since Markdown takes none inside its marks.
    """
    found: list[Piece] = []
    for piece in (part for one in pieces for part in _without_edges(one)):
        text = re.sub(r"\s+", " ", piece.text)
        if text.startswith(" ") and (not found or found[-1].text.endswith(" ")):
            text = text[1:]
        if not text:
            continue
        last = found[-1] if found else None
        is_alike = last is not None and replace(piece, text="") == replace(last, text="")
        if last is not None and is_alike and not last.target:
            found[-1] = replace(last, text=last.text + text)
        else:
            found.append(replace(piece, text=text))
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(piece for piece in found if piece.text)


def _without_edges(piece: Piece) -> Iterable[Piece]:
    """A strong piece apart from the spaces at its edges; any other as it is."""
    inner = piece.text.strip()
    if piece.target or not (piece.is_strong or piece.is_emphasis):
        return (piece,)
    start = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    end = piece.text[len(piece.text.rstrip()) :] if inner else ""
    return (Piece(start), replace(piece, text=inner), Piece(end))


def markdown_of(pieces: Sequence[Piece]) -> str:
    """Words as Markdown, so that reading them gives the same words.

    Where marks would not be read as such, as in the middle of a word, the words are left plain.
    """
    text = ""
    own = merged(pieces)
    for place, piece in enumerate(own):
        follows = own[place + 1].text[:1] if place + 1 < len(own) else ""
        if piece.target and text.endswith(("!", "^")):
            # With the bracket of the link it would begin an image, or a note.
            text = f"{text[:-1]}\\{text[-1]}"
        text += _marked(piece, before=text[-1:], follows=follows)
    text = _AT_START.sub(r"\1\\\2", text)
    return _NUMBERED.sub(r"\1\\\2", text)


def _marked(piece: Piece, *, before: str, follows: str) -> str:
    if piece.target.startswith(NOTE_CALL):
        return f"[{piece.target}]"
    words = _SIGNS.sub(r"\\\1", piece.text)
    if piece.target:
        return f"[{words}]({piece.target})"
    mark = "**" * piece.is_strong + "*" * piece.is_emphasis
    if not (before in _BEFORE_MARKS and (not follows or not follows.isalnum())):
        return words
    return f"{mark}{words}{mark[::-1]}"
