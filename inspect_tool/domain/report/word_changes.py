"""What came back in a Word file, held paragraph by paragraph against the narrative's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Final

from inspect_tool.domain.content.narrative_units import (
    FILE_DIGITS,
    Piece,
    Pieces,
    SourceUnit,
    UnitKind,
    file_digest,
    markdown_of,
    merged,
)
from inspect_tool.domain.report.word_file import KINDS, LABEL, label_of, look_digest, table_digest

QUANTITY: Final = "Quantity"  # the style of what is locked
_MARK: Final = re.compile(r"([idtf])_(?:([0-9a-f]{6}_[0-9a-f]{12}_\d+)_)?(\d+)_([0-9a-f]{8})")
_PREFIXES: Final = {
    UnitKind.HEADING: "## ",
    UnitKind.SUBHEADING: "### ",
    UnitKind.POINT: "- ",
    UnitKind.STEP: "1. ",
}
_LISTS: Final = (UnitKind.POINT, UnitKind.STEP)


@dataclass(frozen=True)
class ReturnedRun:
    """Words of a returned paragraph with one look.

    Args:
        tag: Of the content control that they are in; empty outside one.
    """

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    tag: str = ""
    style: str = ""


@dataclass(frozen=True)
class ReturnedBlock:
    """A paragraph or a table of the file that came back.

    Args:
        marks: Its bookmarks.
        rows: Of a table; a paragraph has none.
    """

    marks: tuple[str, ...] = ()
    style: str = ""
    runs: tuple[ReturnedRun, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    comments: tuple[str, ...] = ()
    pictures: int = 0
    is_tracked: bool = False
    is_table: bool = False

    @property
    def words(self) -> str:
        """What it says."""
        if self.is_table:
            return " | ".join(text for row in self.rows for text in row if text)
        return " ".join("".join(run.text for run in self.runs).split())


class ChangeKind(StrEnum):
    """What became of a paragraph."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class WordChange:
    """A paragraph of the narrative that is another one in the Word file.

    Args:
        first, last: Lines of the file that it takes the place of, from 0; where it is added, both
            are the line before which it comes.
        before, after: As Markdown; empty where there is none.
        is_tracked: Changes in it were tracked; they are taken as accepted.
    """

    kind: ChangeKind
    file: str
    first: int
    last: int
    before: str
    after: str
    is_tracked: bool = False
    is_point: bool = False

    @property
    def place(self) -> str:
        """File and line, as an editor counts."""
        return f"{self.file}:{self.first + 1}"


@dataclass(frozen=True)
class WordNote:
    """Something of the file that is not taken, or a comment.

    Args:
        words: What it is about, as the file has it.
    """

    place: str
    words: str
    message: str


@dataclass(frozen=True)
class WordComparison:
    """What a Word file says otherwise than the narrative.

    Args:
        not_taken: What cannot be taken, and changes of what was changed in the Markdown too.
        comments: Each with the paragraph that it is on.
    """

    changes: tuple[WordChange, ...]
    not_taken: tuple[WordNote, ...]
    comments: tuple[WordNote, ...]
    unchanged: int


def compare_word(
    returned: Sequence[ReturnedBlock],
    units: Mapping[str, Sequence[SourceUnit]],
    *,
    is_same_base: bool,
) -> WordComparison:
    """Hold what came back against the narrative as it stands now.

    Args:
        units: Of each file, named.
        is_same_base: Whether the narrative is the one that the file was made from.
    """
    desk = _Comparing(
        {one.name: one for own in units.values() for one in own}, is_same_base=is_same_base
    )
    for block in returned:
        desk.read(block)
    desk.find_missing(units)
    return WordComparison(
        tuple(sorted(desk.changes, key=lambda one: (one.file, one.first))),
        tuple(desk.not_taken),
        tuple(desk.comments),
        desk.unchanged,
    )


@dataclass
class _Comparing:
    """A walk through the paragraphs that came back.

    Args:
        is_same_base: Whether the narrative is the one that the file was made from.
        at: The unit of the narrative behind which the walk is.
    """

    known: Mapping[str, SourceUnit]
    is_same_base: bool
    at: SourceUnit | None = None
    seen: set[str] = field(default_factory=set)
    changes: list[WordChange] = field(default_factory=list)
    not_taken: list[WordNote] = field(default_factory=list)
    comments: list[WordNote] = field(default_factory=list)
    unchanged: int = 0

    def read(self, block: ReturnedBlock) -> None:
        """Take in the next paragraph or table."""
        found = [mark for mark in map(_MARK.fullmatch, block.marks) if mark is not None]
        own = next((mark for mark in found if mark[1] == "i"), None)
        if own is not None and own[2] not in self.seen:
            self._read_own(block, own)
        elif found and own is None:
            self._read_fixed(block, found[0])
        elif block.is_table:
            self._refuse(block, "A table that is new cannot be taken: tables come from evidence.")
        elif block.words and not self._is_there(block, self._file()):
            self._add(block)
        if block.pictures and not any(mark[1] == "f" for mark in found):
            self._refuse(
                block, "A picture that is new cannot be taken: figures come from evidence."
            )
        self.comments += [WordNote(self._place(), block.words, one) for one in block.comments]
        self.seen.update(mark[2] for mark in found if mark[2])

    def _read_own(self, block: ReturnedBlock, mark: re.Match[str]) -> None:
        unit = self.known.get(mark[2])
        if unit is None:
            changed = look_digest(self._pieces(block, None)) != mark[4]
            if changed and not self._is_there(block, mark[2][:FILE_DIGITS]):
                self._refuse(
                    block,
                    "It was changed here and in the Markdown since the file was written. Put the "
                    "two together in the Markdown.",
                )
            return
        self.at = unit
        pieces = self._pieces(block, unit)
        if pieces == unit.pieces:
            self.unchanged += 1
            return
        if not pieces:
            self._remove(unit, is_tracked=block.is_tracked)
            return
        self.changes.append(
            WordChange(
                ChangeKind.CHANGED,
                unit.file,
                unit.first,
                unit.last,
                unit.source,
                unit.prefix + _as_markdown(pieces, unit.kind),
                block.is_tracked,
                unit.kind in _LISTS,
            )
        )

    def _file(self) -> str:
        return "" if self.at is None else file_digest(self.at.file)

    def _is_there(self, block: ReturnedBlock, file: str) -> bool:
        """Whether the narrative has these words by now, as after the file was taken once."""
        if self.is_same_base:
            return False
        digest = look_digest(self._pieces(block, None))
        for unit in self.known.values():
            if (
                unit.name not in self.seen
                and file_digest(unit.file) == file
                and look_digest(unit.pieces) == digest
            ):
                self.at = unit
                self.seen.add(unit.name)
                self.unchanged += 1
                return True
        return False

    def _read_fixed(self, block: ReturnedBlock, mark: re.Match[str]) -> None:
        unit = self.known.get(mark[2] or "")
        if unit is not None:
            self.at = unit
        if mark[1] == "f":
            changed = not block.pictures
        elif mark[1] == "t":
            changed = table_digest(block.rows) != mark[4]
        else:
            changed = look_digest(self._pieces(block, None)) != mark[4]
        if changed:
            self._refuse(
                block,
                "It was changed, and cannot be taken: it comes from the evidence, the plan or the "
                "frame of a box, which are changed where they are.",
            )

    def _add(self, block: ReturnedBlock) -> None:
        kind = KINDS.get(_style_name(block.style), UnitKind.PARAGRAPH)
        if kind is UnitKind.TITLE or self.at is None:
            self._refuse(block, "A new chapter cannot be taken: write a file for it.")
            return
        words = _as_markdown(self._pieces(block, self.at), kind)
        prefix = _PREFIXES.get(kind, "")
        place = self.at.last
        self.changes.append(
            WordChange(
                ChangeKind.ADDED,
                self.at.file,
                place,
                place,
                "",
                prefix + words,
                block.is_tracked,
                kind in _LISTS and self.at.kind in _LISTS,
            )
        )

    def _remove(self, unit: SourceUnit, *, is_tracked: bool = False) -> None:
        self.changes.append(
            WordChange(
                ChangeKind.REMOVED,
                unit.file,
                unit.first,
                unit.last,
                unit.source,
                "",
                is_tracked,
                unit.kind in _LISTS,
            )
        )

    def find_missing(self, units: Mapping[str, Sequence[SourceUnit]]) -> None:
        """What the narrative has and the file has not."""
        for unit in (one for own in units.values() for one in own):
            if unit.name in self.seen:
                continue
            if unit.kind.is_fixed:
                message = "It is not in the file, and stays: take it out in the Markdown."
            elif self.is_same_base:
                self._remove(unit)
                continue
            else:
                message = (
                    "It is not in the file: it was deleted there, or added to the Markdown since. "
                    "It stays."
                )
            self.not_taken.append(WordNote(f"{unit.file}:{unit.first + 1}", unit.words, message))

    def _refuse(self, block: ReturnedBlock, message: str) -> None:
        self.not_taken.append(WordNote(self._place(), block.words, message))

    def _place(self) -> str:
        return "" if self.at is None else f"{self.at.file}:{self.at.first + 1}"

    def _pieces(self, block: ReturnedBlock, unit: SourceUnit | None) -> Pieces:
        """The words of a paragraph, each quantity tied again to what it was tied to.

        A program may drop the controls; then the style tells the quantities, in their order.
        """
        left = list(_targets(unit))
        found = []
        for (tag, is_quantity), runs in groupby(block.runs, key=_control):
            own = list(runs)
            words = "".join(run.text for run in own)
            if tag == LABEL or (is_quantity and words.strip() == label_of(unit).strip() != ""):
                continue
            if not (tag or is_quantity):
                found += [Piece(run.text, run.is_strong, run.is_emphasis) for run in own]
                continue
            target = self._target(tag) or (left[0] if left else "")
            if target in left:
                left.remove(target)
            found.append(Piece(words, target=target or ("?" if unit is None else "")))
        return merged(found)

    def _target(self, tag: str) -> str:
        name, _, number = tag.rpartition(".")
        targets = list(_targets(self.known.get(name)))
        return targets[int(number)] if number.isdecimal() and int(number) < len(targets) else ""


def _targets(unit: SourceUnit | None) -> Iterator[str]:
    return (piece.target for piece in (unit.pieces if unit is not None else ()) if piece.target)


def _control(run: ReturnedRun) -> tuple[str, bool]:
    return run.tag, run.style == QUANTITY


def _style_name(style: str) -> str:
    """The name of a style as it was written; programs change the case."""
    return next((name for name in KINDS if name.casefold() == style.casefold()), style)


def _as_markdown(pieces: Pieces, kind: UnitKind) -> str:
    """Words as Markdown; a heading holds words alone."""
    if kind in (UnitKind.TITLE, UnitKind.HEADING, UnitKind.SUBHEADING):
        pieces = (Piece("".join(piece.text for piece in pieces)),)
    return markdown_of(pieces)


def with_changes(text: str, changes: Sequence[WordChange]) -> str:
    """A file with changes in place; lines that are not in them stay as they are, to the byte.

    Args:
        changes: Of this file alone.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    for change in reversed(changes):
        if change.kind is ChangeKind.ADDED:
            space = [] if change.is_point else [""]
            lines[change.first : change.first] = [*space, change.after]
        elif change.kind is ChangeKind.CHANGED:
            lines[change.first : change.last] = [change.after]
        else:
            del lines[change.first : change.last]
            is_blank_twice = (
                0 < change.first < len(lines)
                and not lines[change.first - 1].strip()
                and not lines[change.first].strip()
            )
            if is_blank_twice:
                del lines[change.first]
    return end.join(lines)
