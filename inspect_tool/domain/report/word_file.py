"""The narrative as a Word file has it: a paragraph for each unit, tables and figures between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Column,
    Figure,
    Heading,
    Paragraph,
    Recommendation,
    ReportContent,
    Row,
    Statistics,
    Table,
    VoiceBox,
    cell_text,
)
from inspect_tool.domain.content.charts import chart_grid
from inspect_tool.domain.content.narrative import Directive, NarrativeDocument
from inspect_tool.domain.content.narrative_units import (
    Piece,
    Pieces,
    SourceUnit,
    UnitKind,
    merged,
)
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.look.palette import USUAL_PALETTE, Palette

FORM: Final = "inspect-word/1"
LABEL: Final = "label"  # the tag of words that stand before a note and are no part of it
_DIGITS: Final = 8


@dataclass(frozen=True)
class WordParagraph:
    """A paragraph to write.

    Args:
        mark: The bookmark by which it is known again; empty in a file that does not come back.
        unit: Name of its unit; empty for what the tool puts in.
        label: Words before it that are not its own, such as the number of a note.
    """

    style: str
    pieces: Pieces
    mark: str
    unit: str = ""
    label: str = ""


@dataclass(frozen=True)
class WordTable:
    """A table to write, with the mark that says what it held."""

    table: Table
    mark: str


@dataclass(frozen=True)
class WordFigure:
    """A figure to write."""

    figure: Figure
    mark: str


WordBlock = WordParagraph | WordTable | WordFigure


@dataclass(frozen=True)
class WordFile:
    """Everything that goes into a Word file.

    Args:
        base: Digest of the narrative that it was made from; empty where it does not come back.
        palette: Its colours, of words as of pictures.
    """

    title: str
    subtitle: str
    notice: str
    publisher: str
    created: date
    review: str
    snapshot: str
    base: str
    blocks: tuple[WordBlock, ...]
    palette: Palette = USUAL_PALETTE

    @property
    def keywords(self) -> str:
        """By which the file is known again; nothing where it does not come back."""
        return f"{FORM} {self.review} {self.base}" if self.base else ""

    @property
    def paragraphs(self) -> int:
        """How many of its paragraphs can be changed."""
        kept = [one for one in self.blocks if isinstance(one, WordParagraph)]
        return sum(bool(one.unit) for one in kept)

    @property
    def quantities(self) -> int:
        """How many of its words are locked as quantities, sources and links."""
        kept = [one for one in self.blocks if isinstance(one, WordParagraph)]
        return sum(piece.is_quantity for one in kept for piece in one.pieces)


STYLES: Final[Mapping[UnitKind, str]] = {
    UnitKind.TITLE: "Heading 1",
    UnitKind.HEADING: "Heading 2",
    UnitKind.SUBHEADING: "Heading 3",
    UnitKind.PARAGRAPH: "Normal",
    UnitKind.POINT: "List Bullet",
    UnitKind.STEP: "List Number",
    UnitKind.NOTE: "Note",
    UnitKind.BOX: "Box",
    UnitKind.DIRECTIVE: "Fixed",
}
_BOXES: Final = {"good-practice": "Good practice", "key": "Key", "voice": "Voice"}
KINDS: Final[Mapping[str, UnitKind]] = {style: kind for kind, style in STYLES.items()}


def look_digest(pieces: Sequence[Piece]) -> str:
    """Digest of words and their look, by which a changed paragraph is known."""
    said = [[one.text, one.is_strong, one.is_emphasis, bool(one.target)] for one in pieces]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_DIGITS]


def table_digest(rows: Sequence[Sequence[str]]) -> str:
    """Digest of a table's texts, with spaces made even."""
    said = [[" ".join(text.split()) for text in row] for row in rows]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_DIGITS]


def narrative_digest(texts: Mapping[str, str]) -> str:
    """Digest of the files of a narrative."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]


def mark_of(unit: SourceUnit) -> str:
    """The bookmark of a unit: its name, and what it said."""
    return f"i_{unit.name}_0_{look_digest(unit.pieces)}"


def label_of(unit: SourceUnit | None) -> str:
    """What stands before a note and is no part of it; empty for other units."""
    if unit is None or unit.kind is not UnitKind.NOTE:
        return ""
    return f"[{unit.prefix.partition(']')[0].removeprefix('[^')}] "


def table_texts(table: Table) -> list[list[str]]:
    """A table's texts, headings first."""
    return [
        [column.heading for column in table.columns],
        *([row.header, *map(cell_text, row.cells)] for row in table.rows),
    ]


@dataclass
class _Marks:
    """Marks of what the tool itself puts in: numbered, since every bookmark has another name.

    Args:
        of: The unit whose place it takes; empty where it takes none.
    """

    number: int = 0
    of: str = ""

    def fixed(self, words: str, style: str) -> WordParagraph:
        pieces = merged((Piece(words),))
        return WordParagraph(style, pieces, self._mark("d", look_digest(pieces)))

    def table(self, table: Table) -> WordTable:
        return WordTable(table, self._mark("t", table_digest(table_texts(table))))

    def figure(self, figure: Figure) -> WordFigure:
        return WordFigure(figure, self._mark("f", "0" * _DIGITS))

    def _mark(self, kind: str, digest: str) -> str:
        self.number += 1
        return "_".join(filter(None, (kind, self.of, str(self.number), digest)))


def word_file(
    content: ReportContent,
    documents: Sequence[NarrativeDocument],
    units: Mapping[str, Sequence[SourceUnit]],
    *,
    base: str,
    of: tuple[str, str],
) -> WordFile:
    """Lay the narrative out for Word, with what the evidence puts in at its places.

    Args:
        content: The report, made from these documents, not numbered yet.
        units: Of each file.
        base: Digest of the narrative.
        of: Names of the review and of the snapshot.
    """
    numbered = number_content(content)
    marks = _Marks()
    blocks: list[WordBlock] = [
        marks.fixed(words, style)
        for words, style in (
            (content.title, "Title"),
            (content.subtitle, "Subtitle"),
            (f"{content.look.words.say(content.edition.key)}. {content.notice}".strip(), "Fixed"),
            (HOW_TO, "Fixed"),
        )
        if words
    ]
    for place, document in enumerate(documents):
        placed = _placed(document, content.chapters[place], numbered.chapters[place])
        blocks += _chapter(document, units[document.file], placed, marks)
    review, snapshot = of
    return WordFile(
        title=content.title,
        subtitle=content.subtitle,
        notice=content.notice,
        publisher=content.publisher,
        created=content.created,
        review=review,
        snapshot=snapshot,
        base=base,
        blocks=tuple(blocks),
        palette=content.look.palette,
    )


HOW_TO: Final = (
    "Change words, add paragraphs and points, delete them, and comment. Quantities are locked, and "
    "tables and figures come from the evidence: comment on them. Send the file back as .docx."
)


def _placed(
    document: NarrativeDocument, raw: Chapter, numbered: Chapter
) -> dict[int, tuple[Block, ...]]:
    """What each directive of a chapter became, by its line; blocks are numbered.

    The blocks that the narrative has itself are the same objects in the chapter.
    """
    own = {id(block) for block in document.blocks}
    found: dict[int, list[Block]] = {}
    at = 0
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Directive):
            at += 1
            continue
        start = at
        follows = index + 1 < len(blocks) and isinstance(blocks[index + 1], Directive)
        while at < len(raw.blocks) and id(raw.blocks[at]) not in own:
            at += 1
            if follows and block.kind != "section":
                break
        found[block.line] = list(numbered.blocks[start:at])
    return {line: tuple(placed) for line, placed in found.items()}


def _chapter(
    document: NarrativeDocument,
    units: Sequence[SourceUnit],
    placed: Mapping[int, tuple[Block, ...]],
    marks: _Marks,
) -> Iterator[WordBlock]:
    notes = [unit for unit in units if unit.kind is UnitKind.NOTE]
    if not any(unit.kind is UnitKind.TITLE for unit in units):
        yield marks.fixed(document.title, "Heading 1")
    for unit in units:
        marks.of = unit.name
        if unit.kind is UnitKind.DIRECTIVE:
            blocks = placed.get(unit.first + 1, ())
            if not blocks and unit.words.startswith("{{ recommendations"):
                blocks = tuple(
                    one for one in document.blocks if isinstance(one, Heading | Recommendation)
                )
            for block in blocks:
                yield from _fixed(block, marks)
        elif unit.kind is UnitKind.BOX:
            yield marks.fixed(_box_words(unit), "Box")
        elif unit.kind is not UnitKind.NOTE:
            yield WordParagraph(STYLES[unit.kind], unit.pieces, mark_of(unit), unit.name)
    marks.of = ""
    for unit in notes:
        yield WordParagraph("Note", unit.pieces, mark_of(unit), unit.name, label_of(unit))


def _box_words(unit: SourceUnit) -> str:
    name, _, title = unit.words.partition(" ")
    return f"{_BOXES.get(name, name)}{': ' * bool(title)}{title}"


def _fixed(block: Block, marks: _Marks) -> Iterator[WordBlock]:
    """What the evidence puts in, which a Word file cannot change."""
    match block:
        case Table():
            yield marks.fixed(f"Table {block.number}: {block.title}", "Caption")
            yield marks.table(block)
            yield from _below(block, marks)
        case Figure():
            title = plain_words(block.finding) or block.title
            yield marks.fixed(f"Figure {block.number}: {title}", "Caption")
            if block.finding:
                yield marks.fixed(block.title, "Fixed")
            yield marks.figure(block)
            yield marks.fixed("The same in numbers:", "Fixed")
            yield marks.table(numbers_of(block))
            yield from _below(block, marks)
        case Heading():
            yield marks.fixed(block.text, "Heading 2" if block.level == 2 else "Heading 3")
        case Statistics():
            yield marks.fixed(
                "; ".join(f"{one.figure} {one.label}" for one in block.items), "Fixed"
            )
        case VoiceBox():
            for words in (*_boxed(block), block.who):
                yield marks.fixed(words, "Fixed")
        case Recommendation():
            words = plain_words(block.spans).rstrip(".")
            yield marks.fixed(f"{block.addressee} {words}.", "Fixed")
        case _:
            for words in _boxed(block):
                yield marks.fixed(words, "Fixed")


def numbers_of(figure: Figure) -> Table:
    """The numbers of a chart, for programs that cannot draw it and people who cannot see it."""
    grid = chart_grid(figure.chart)
    return Table(
        id=f"numbers-{figure.id}",
        title=f"Numbers of figure {figure.number}",
        columns=tuple(map(Column, grid.headings)),
        rows=tuple(Row(cell_text(header), tuple(cells)) for header, *cells in grid.rows),
    )


def _below(block: Table | Figure, marks: _Marks) -> Iterator[WordParagraph]:
    for words in (block.note, f"Source: {block.source}" if block.source else ""):
        if words:
            yield marks.fixed(words, "Fixed")


def _boxed(block: Block) -> Iterator[str]:
    """The words of paragraphs and points, inside a box or not."""
    if isinstance(block, Paragraph):
        yield plain_words(block.spans)
    elif isinstance(block, BulletList):
        yield from map(plain_words, block.items)
    else:
        for inner in getattr(block, "blocks", ()):
            yield from _boxed(inner)
